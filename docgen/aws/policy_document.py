"""`data "aws_iam_policy_document"`: computed by the provider itself, without AWS.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
The order of keys and the rule that one value stands alone, not in a list, are the provider's.
"""

import json
from collections.abc import Callable, Iterable, Mapping

from docgen.evaluate.text import from_plain
from docgen.evaluate.types import DYNAMIC, STRING
from docgen.evaluate.values import (
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    first_unknown,
    object_of,
    string,
    tuple_of,
    unknown,
    with_marks,
)
from docgen.source.traced import Reason, joined


class Undecided(Exception):  # noqa: N818 - a value in the document is unknown, and so is the document
    def __init__(self, gap: Unknown) -> None:
        super().__init__(gap.reason.text)
        self.gap = gap


def attributes(value: Value) -> Mapping[str, Value]:
    """`json` (and `minified_json`, `id` left to Terraform) of one policy document."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    inputs = [each for name, each in value.payload.items() if name in INPUTS]
    marks = frozenset().union(*(deep_marks(each) for each in inputs))
    trace = joined(deep_trace(each) for each in inputs)
    try:
        document = policy(value.payload)
    except Undecided as problem:
        because = Unknown(problem.gap.reason, not_null=True, pattern=sketch(value.payload))
        gap = unknown(STRING, because, trace)
        return {"json": with_marks(gap, marks), "minified_json": with_marks(gap, marks)}
    text = json.dumps(document, indent=2, ensure_ascii=False)
    small = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return {
        "json": with_marks(string(text, trace), marks),
        "minified_json": with_marks(string(small, trace), marks),
    }


def sketch(arguments: Mapping[str, Value]) -> Value | None:
    """What the document will say, with unknown values for the parts that are not known; None where not even that is."""
    if any(not is_absent(arguments.get(f"{each}_policy_documents")) for each in ("source", "override")):
        return None
    blocks = arguments.get("statement")
    if blocks is None or not isinstance(blocks.payload, tuple):
        return None
    return object_of({"Statement": tuple_of([sketched(each) for each in blocks.payload])})


def is_absent(value: Value | None) -> bool:
    return value is None or value.is_null or value.payload == ()


def sketched(block: Value) -> Value:
    if not isinstance(block.payload, dict):
        return block
    arguments = block.payload
    parts: dict[str, Callable[[], object]] = {
        "Effect": lambda: text(arguments.get("effect")) or "Allow",
        "Action": lambda: texts(arguments.get("actions")),
        "Resource": lambda: texts(arguments.get("resources")),
        "Condition": lambda: conditions(arguments.get("condition")),
    }
    made: dict[str, Value] = {}
    for name, part in parts.items():
        try:
            made[name] = from_plain(part())
        except Undecided as problem:
            made[name] = unknown(DYNAMIC, Unknown(problem.gap.reason))
    made["Principal"] = sketched_principals(arguments.get("principals"))
    if not is_absent(arguments.get("not_principals")):
        made["NotPrincipal"] = sketched_principals(arguments.get("not_principals"))
    return object_of(made)


def sketched_principals(blocks: Value | None) -> Value:
    """By type the identifiers, each with what is known of it."""
    try:
        found: dict[str, list[Value]] = {}
        for block in known_blocks(blocks):
            named = block.get("identifiers")
            if named is None or not isinstance(named.payload, tuple):
                return unknown(DYNAMIC, Unknown(Reason("its principals are not known")))
            kind = text(block.get("type")) or ""
            found.setdefault("AWS" if kind == "*" else kind, []).extend(named.payload)
    except Undecided as problem:
        return unknown(DYNAMIC, Unknown(problem.gap.reason))
    return object_of({kind: tuple_of(each) for kind, each in found.items()})


INPUTS = frozenset(
    {"statement", "version", "policy_id", "source_policy_documents", "override_policy_documents"}
)


def known(value: Value | None) -> Value | None:
    """The value; raises `Undecided` where something in it is unknown, None for null."""
    if value is None or value.is_null:
        return None
    gap = first_unknown(value)
    if gap is not None:
        raise Undecided(gap)
    return value


def text(value: Value | None) -> str | None:
    found = known(value)
    return found.payload if found is not None and isinstance(found.payload, str) else None


def texts(value: Value | None) -> list[str]:
    found = known(value)
    if found is None or not isinstance(found.payload, tuple):
        return []
    return [each.payload for each in found.payload if isinstance(each.payload, str)]


def policy(arguments: Mapping[str, Value]) -> dict[str, object]:
    document: dict[str, object] = {"Version": "2012-10-17", "Statement": []}
    statements: list[dict[str, object]] = []
    identifier = text(arguments.get("policy_id"))
    for source in texts(arguments.get("source_policy_documents")):
        merge(statements, statements_in(source), replace=False)
    blocks = arguments.get("statement")
    own = known_blocks(blocks)
    merge(statements, [statement(each) for each in own], replace=True)
    for override in texts(arguments.get("override_policy_documents")):
        merge(statements, statements_in(override), replace=True)
    version = text(arguments.get("version"))
    document["Version"] = version or "2012-10-17"
    if identifier:
        document = {"Version": document["Version"], "Id": identifier}
    document["Statement"] = statements
    return document


def known_blocks(blocks: Value | None) -> Iterable[Mapping[str, Value]]:
    if blocks is None or not isinstance(blocks.payload, tuple):
        if blocks is not None and isinstance(blocks.payload, Unknown):
            raise Undecided(blocks.payload)
        return
    for each in blocks.payload:
        if isinstance(each.payload, Unknown):
            raise Undecided(each.payload)
        if isinstance(each.payload, Mapping):
            yield each.payload


def statements_in(source: str) -> list[dict[str, object]]:
    if not source:
        return []
    try:
        found = json.loads(source).get("Statement", [])
    except (ValueError, AttributeError):
        return []
    return found if isinstance(found, list) else [found]


def merge(into: list[dict[str, object]], more: Iterable[dict[str, object]], *, replace: bool) -> None:
    """A statement whose Sid is there already takes its place; all others are added."""
    for each in more:
        sid = each.get("Sid")
        place = next((i for i, old in enumerate(into) if sid and old.get("Sid") == sid), None)
        if place is None or not replace:
            into.append(each)
        else:
            into[place] = each


def statement(arguments: Mapping[str, Value]) -> dict[str, object]:
    made: dict[str, object] = {}
    sid = text(arguments.get("sid"))
    if sid:
        made["Sid"] = sid
    made["Effect"] = text(arguments.get("effect")) or "Allow"
    for key, argument in (
        ("Action", "actions"),
        ("NotAction", "not_actions"),
        ("Resource", "resources"),
        ("NotResource", "not_resources"),
    ):
        values = texts(arguments.get(argument))
        if values:
            made[key] = single(sorted(values, reverse=True))
    for key, argument in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        found = principals(arguments.get(argument))
        if found:
            made[key] = found
    condition = conditions(arguments.get("condition"))
    if condition:
        made["Condition"] = condition
    return made


def single(values: list[str]) -> object:
    return values[0] if len(values) == 1 else values


def principals(blocks: Value | None) -> object:
    by_type: dict[str, list[str]] = {}
    for block in known_blocks(blocks):
        kind = text(block.get("type")) or ""
        by_type.setdefault(kind, []).extend(texts(block.get("identifiers")))
    if set(by_type) == {"*"} and by_type["*"] == ["*"]:
        return "*"
    return {kind: single(sorted(values, reverse=True)) for kind, values in sorted(by_type.items())}


def conditions(blocks: Value | None) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, list[str]]] = {}
    for block in known_blocks(blocks):
        test, variable = text(block.get("test")) or "", text(block.get("variable")) or ""
        found.setdefault(test, {}).setdefault(variable, []).extend(texts(block.get("values")))
    return {
        test: {variable: single(values) for variable, values in sorted(by_variable.items())}
        for test, by_variable in sorted(found.items())
    }
