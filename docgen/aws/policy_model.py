"""IAM policy documents as the AWS provider merges and writes them.

The order of keys, which lists are sorted, and when a single value is not a list are the provider's: `tests/oracle/test_policy_documents.py`
compares with it. https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy_model.go
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from docgen.language.planning import ESCAPES

Json: TypeAlias = Any
Statement: TypeAlias = dict[str, Json]

OLD_VERSION = "2008-10-17"
VERSION = "2012-10-17"
# What a statement may have, in the order in which it is written.
PLAIN = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource")
PRINCIPALS = ("Principal", "NotPrincipal")
KEYS = (*PLAIN, *PRINCIPALS, "Condition")


class Refused(Exception):  # noqa: N818 - what the provider says
    """The provider refuses the document; the message is its own."""


class Document:
    """A policy while it is built."""

    def __init__(self, version: str = "", identifier: str = "", statements: Iterable[Statement] = ()) -> None:
        self.version = version
        self.identifier = identifier
        self.statements = list(statements)

    def merge(self, other: "Document") -> None:
        """Take over another document; a statement with the Sid of an earlier one takes its place."""
        self.identifier = other.identifier or self.identifier
        self.version = max(self.version, other.version)
        for each in other.statements:
            sid = each.get("Sid")
            place = next((i for i, old in enumerate(self.statements) if sid and old.get("Sid") == sid), None)
            if place is None:
                self.statements.append(each)
            else:
                self.statements[place] = each

    def plain(self) -> dict[str, Json]:
        parts = {"Version": self.version, "Id": self.identifier, "Statement": self.statements}
        return {name: each for name, each in parts.items() if each}

    def text(self) -> str:
        return json.dumps(self.plain(), indent=2, ensure_ascii=False).translate(ESCAPES)

    def short_text(self) -> str:
        return json.dumps(self.plain(), separators=(",", ":"), ensure_ascii=False).translate(ESCAPES)


# -- documents that are given as text -------------------------------------------------------


def read_document(text: str) -> Document:
    """A document from its JSON text; raises `Refused` where the provider cannot read it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Refused("it is no JSON") from problem
    if found is None:
        return Document()
    if not isinstance(found, dict):
        raise Refused("a policy document must be a JSON object")
    parts = by_name(found, ("Version", "Id", "Statement"))
    statements = parts.get("Statement") or []
    if not isinstance(statements, list):
        raise Refused("its Statement must be a list")
    return Document(
        text_part(parts.get("Version")),
        text_part(parts.get("Id")),
        [read_statement(each) for each in statements],
    )


def by_name(found: Mapping[str, Json], names: Sequence[str]) -> dict[str, Json]:
    """The members of an object that have one of these names, in any case, as Go's JSON decoder finds them."""
    known = {name.lower(): name for name in names}
    return {known[key.lower()]: each for key, each in found.items() if key.lower() in known}


def text_part(value: Json) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("its Version, Id, Sid and Effect must be texts")
    return value


def read_statement(found: Json) -> Statement:
    if not isinstance(found, dict):
        raise Refused("each statement must be an object")
    parts = by_name(found, KEYS)
    made: Statement = {}
    for name in ("Sid", "Effect"):
        if text := text_part(parts.get(name)):
            made[name] = text
    for name in PLAIN[2:]:
        if parts.get(name) is not None:
            made[name] = parts[name]
    for name in PRINCIPALS:
        if name in parts and (principals := read_principals(parts[name])):
            made[name] = written_principals(principals)
    if conditions := read_conditions(parts.get("Condition")):
        made["Condition"] = written_conditions(conditions)
    return made


Identifiers: TypeAlias = str | list[str]


def read_principals(found: Json) -> list[tuple[str, Identifiers]]:
    match found:
        case str():
            return [("*", ["*"])]
        case dict():
            return [(kind, read_identifiers(each)) for kind, each in found.items()]
        case _:
            raise Refused("its principals cannot be read")


def read_identifiers(found: Json) -> Identifiers:
    if isinstance(found, str):
        return found
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return sorted(found)
    raise Refused("its principals cannot be read")


def read_conditions(found: Json) -> list[tuple[str, str, Identifiers]]:
    if found is None:
        return []
    made: list[tuple[str, str, Identifiers]] = []
    if not isinstance(found, dict):
        raise Refused("its conditions cannot be read")
    for test, variables in found.items():
        if not isinstance(variables, dict):
            raise Refused("its conditions cannot be read")
        made += [(test, variable, read_values(each)) for variable, each in variables.items()]
    return made


def read_values(found: Json) -> Identifiers:
    match found:
        case str():
            return found
        case bool():
            return json.dumps(found)
        case list() if all(isinstance(each, str) for each in found):
            return found[0] if len(found) == 1 else found
        case _:
            raise Refused("the values of its conditions cannot be read")


# -- writing --------------------------------------------------------------------------------


def written_principals(principals: Sequence[tuple[str, Identifiers]]) -> Json:
    """Principals of one type together, in the order in which they are given; `{"*": "*"}` is `"*"`."""
    if len(principals) == 1 and principals[0][0] == "*" and principals[0][1] in ("*", ["*"]):
        return "*"
    made: dict[str, Identifiers] = {}
    for kind, identifiers in principals:
        before = made.get(kind)
        if before is None and isinstance(identifiers, str):
            made[kind] = identifiers
            continue
        first = [] if before is None else [before] if isinstance(before, str) else before
        more = [identifiers] if isinstance(identifiers, str) else sorted(identifiers, reverse=True)
        made[kind] = first + more
    return dict(sorted(made.items()))


def written_conditions(conditions: Sequence[tuple[str, str, Identifiers]]) -> Json:
    """Conditions by test and variable."""
    made: dict[str, dict[str, Identifiers]] = {}
    for test, variable, values in conditions:
        variables = made.setdefault(test, {})
        before = variables.get(variable)
        if not before:
            variables[variable] = values
        elif values:
            first = [before] if isinstance(before, str) else before
            variables[variable] = first + ([values] if isinstance(values, str) else values)
    return {test: dict(sorted(variables.items())) for test, variables in sorted(made.items())}


def single_or_sorted(values: Sequence[str]) -> Identifiers:
    """One value alone; several in descending order."""
    return values[0] if len(values) == 1 else sorted(values, reverse=True)


# -- the order of sets ----------------------------------------------------------------------


def in_set_order(blocks: Iterable[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
    """Blocks as the provider's SDK goes through a set of them: by the decimal text of a hash over their arguments.

    https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/schema/serialize.go
    """
    return sorted(blocks, key=set_code)


def set_code(block: Mapping[str, Json]) -> str:
    text = "".join(f"{name}:{serialized(each)}" for name, each in sorted(block.items()))
    return str(zlib.crc32(text.encode()))


def serialized(value: Json) -> str:
    """A text as it is; the members of a list in round brackets, of a set (here a tuple) in curly ones."""
    match value:
        case str():
            return f"{value};"
        case list():
            return f"({''.join(map(serialized, value))});"
        case _:
            members = sorted(map(serialized, value), key=lambda each: str(zlib.crc32(each.encode())))
            return f"{{{''.join(members)}}};"
