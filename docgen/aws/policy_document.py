"""`data "aws_iam_policy_document"`: computed by the provider itself, without AWS.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
The order of keys and the rule that a single value is not written as a list are the provider's.
"""

import json
import zlib
from collections.abc import Iterable, Mapping

from docgen.aws.policy_model import (
    OLD_VERSION,
    VERSION,
    Document,
    Identifiers,
    Refused,
    Statement,
    in_set_order,
    read_document,
    single_or_sorted,
    written_conditions,
    written_principals,
)
from docgen.source.traced import Reason, joined
from docgen.values.text import from_plain
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import (
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


class Undecided(Exception):  # noqa: N818 - a value in the document is unknown, and so is the document
    def __init__(self, gap: Unknown) -> None:
        super().__init__(gap.reason.text)
        self.gap = gap


def attributes(value: Value) -> Mapping[str, Value]:
    """`json`, `minified_json` and `id` of one policy document."""
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
    except Refused as problem:
        because = Unknown(Reason(f"the provider refuses this policy document: {problem}", "never"))
        gap = unknown(STRING, because, trace)
        return {"json": with_marks(gap, marks), "minified_json": with_marks(gap, marks)}
    made = {
        "id": str(zlib.crc32(document.text().encode())),
        "json": document.text(),
        "minified_json": document.short_text(),
    }
    return {name: with_marks(string(each, trace), marks) for name, each in made.items()}


def sketch(arguments: Mapping[str, Value]) -> Value | None:
    """The expected document, with unknown values for the parts that are not known; None if not even that is possible."""
    blocks = arguments.get("statement")
    own: list[Value] = []
    if blocks is not None and not blocks.is_null:
        if not isinstance(blocks.payload, tuple):
            return None
        own = [sketched(each) for each in blocks.payload]
    sources = statements_of(arguments.get("source_policy_documents"))
    overrides = statements_of(arguments.get("override_policy_documents"))
    if sources is None or overrides is None:
        return None
    found: dict[str, Value] = {}
    for number, each in enumerate((*sources, *own, *overrides)):
        sid = each.payload.get("Sid") if isinstance(each.payload, Mapping) else None
        if sid is not None and not isinstance(sid.payload, str):
            return None  # whether it takes the place of another statement is not known
        found[f"sid {sid.payload}" if sid is not None and sid.payload else f"number {number}"] = each
    return object_of({"Statement": tuple_of(list(found.values()))})


def statements_of(documents: Value | None) -> list[Value] | None:
    """The statements of the texts of other documents, as far as they are known; None where that is not known."""
    if is_absent(documents):
        return []
    if documents is None or not isinstance(documents.payload, tuple):
        return None
    found: list[Value] = []
    for each in documents.payload:
        payload = each.payload
        if isinstance(payload, str):
            try:
                document: Value | None = from_plain(json.loads(payload)) if payload else object_of({})
            except (ValueError, RecursionError):
                return None
        else:
            document = payload.pattern if isinstance(payload, Unknown) else None
        if document is None or not isinstance(document.payload, Mapping):
            return None
        statements = document.payload.get("Statement")
        if statements is None:
            continue
        if isinstance(statements.payload, Unknown):
            return None
        found += statements.payload if isinstance(statements.payload, tuple) else [statements]
    return found


def is_absent(value: Value | None) -> bool:
    return value is None or value.is_null or value.payload == ()


def sketched(block: Value) -> Value:
    if not isinstance(block.payload, dict):
        return block
    arguments = block.payload
    made: dict[str, Value] = {}
    try:
        made["Effect"] = from_plain(text(arguments.get("effect")) or "Allow")
    except Undecided as problem:
        made["Effect"] = unknown(DYNAMIC, Unknown(problem.gap.reason))
    for name, argument in LISTS:
        values = arguments.get(argument)
        if values is not None and not is_absent(values):
            made[name] = with_own_variables(values)
    conditions = arguments.get("condition")
    if conditions is not None and not is_absent(conditions):
        made["Condition"] = sketched_conditions(conditions)
    made["Principal"] = sketched_principals(arguments.get("principals"))
    sid = arguments.get("sid")
    if sid is not None and not sid.is_null:
        made["Sid"] = sid
    if not is_absent(arguments.get("not_principals")):
        made["NotPrincipal"] = sketched_principals(arguments.get("not_principals"))
    return object_of(made)


LISTS = (
    ("Action", "actions"),
    ("NotAction", "not_actions"),
    ("Resource", "resources"),
    ("NotResource", "not_resources"),
)


def with_own_variables(values: Value) -> Value:
    """A list of texts, with IAM's variables as IAM writes them: `${aws:username}`."""
    if not isinstance(values.payload, tuple):
        return values
    made = [
        with_marks(string(each.payload.replace("&{", "${"), each.trace), each.marks)
        if isinstance(each.payload, str)
        else each
        for each in values.payload
    ]
    return with_marks(tuple_of(made), values.marks)


def sketched_conditions(blocks: Value) -> Value:
    """Conditions by test and variable, with unknown values for those that are not known."""
    found: dict[str, dict[str, Value]] = {}
    try:
        for block in known_blocks(blocks):
            test, variable = text(block.get("test")) or "", text(block.get("variable")) or ""
            values = block.get("values")
            if values is None or variable in found.get(test, {}):
                return unknown(DYNAMIC, Unknown(Reason("its conditions are not known")))
            found.setdefault(test, {})[variable] = with_own_variables(values)
    except Undecided as problem:
        return unknown(DYNAMIC, Unknown(problem.gap.reason))
    return object_of({test: object_of(each) for test, each in found.items()})


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


def policy(arguments: Mapping[str, Value]) -> Document:
    """The document; raises `Undecided` where a part is not known, `Refused` where the provider refuses one."""
    merged = Document()
    sources = [read_document(each) for each in texts(arguments.get("source_policy_documents")) if each]
    refuse_duplicates([each for source in sources for each in source.statements])
    for each in sources:
        merged.merge(each)
    version = text(arguments.get("version")) or VERSION
    own = [statement(each, version) for each in known_blocks(arguments.get("statement"))]
    refuse_duplicates(own)
    merged.merge(Document(version, text(arguments.get("policy_id")) or "", own))
    for override in texts(arguments.get("override_policy_documents")):
        if override:
            merged.merge(read_document(override))
    return merged


def refuse_duplicates(statements: Iterable[Statement]) -> None:
    seen: set[str] = set()
    for each in statements:
        sid = each.get("Sid")
        if sid in seen:
            raise Refused(f"duplicate Sid ({sid})")
        seen |= {sid} if sid else set()


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


def statement(arguments: Mapping[str, Value], version: str) -> Statement:
    made: Statement = {}
    sid = text(arguments.get("sid"))
    if sid:
        made["Sid"] = sid
    made["Effect"] = text(arguments.get("effect")) or "Allow"
    for key, argument, has_variables in (
        ("Action", "actions", False),
        ("NotAction", "not_actions", False),
        ("Resource", "resources", True),
        ("NotResource", "not_resources", True),
    ):
        values = texts(arguments.get(argument))
        if values:
            found = single_or_sorted(values)
            made[key] = with_variables(found, version) if has_variables else found
    for key, argument in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        found_principals = principals(arguments.get(argument), version)
        if found_principals:
            made[key] = written_principals(found_principals)
    found_conditions = condition_parts(arguments.get("condition"), version)
    if found_conditions:
        made["Condition"] = written_conditions(found_conditions)
    return made


def with_variables(values: Identifiers, version: str) -> Identifiers:
    """`&{aws:username}` means IAM's `${aws:username}`, which Terraform would read as its own template syntax."""
    if isinstance(values, list):
        return [str(with_variables(each, version)) for each in values]
    if version == OLD_VERSION and "&{" in values:
        raise Refused(
            f"found &{{ sequence in ({values}), which is not supported in document version {version}"
        )
    return values.replace("&{", "${")


def principals(blocks: Value | None, version: str) -> list[tuple[str, Identifiers]]:
    plain = [
        {"identifiers": tuple(texts(block.get("identifiers"))), "type": text(block.get("type")) or ""}
        for block in known_blocks(blocks)
    ]
    return [
        (str(each["type"]), with_variables(single_or_sorted(each["identifiers"]), version))
        for each in in_set_order(plain)
    ]


def condition_parts(blocks: Value | None, version: str) -> list[tuple[str, str, Identifiers]]:
    plain = [
        {
            "test": text(block.get("test")) or "",
            "values": texts(block.get("values")),
            "variable": text(block.get("variable")) or "",
        }
        for block in known_blocks(blocks)
    ]
    return [
        (
            str(each["test"]),
            str(each["variable"]),
            with_variables(each["values"][0] if len(each["values"]) == 1 else each["values"], version),
        )
        for each in in_set_order(plain)
    ]
