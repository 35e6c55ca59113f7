"""Function calls with evaluated arguments: their cost, the cache of results, and names that are no functions."""

from collections.abc import Sequence

from docgen.functions.call import FunctionCallError, call_function
from docgen.functions.filesystem import FILE_FUNCTIONS
from docgen.functions.places import is_searched
from docgen.functions.table import FUNCTIONS
from docgen.functions.unknown import feature_of, unknown_function
from docgen.hcl.nodes import (
    Call,
)
from docgen.language import lazy_functions
from docgen.language.frame import Frame
from docgen.language.template_functions import notice_unread
from docgen.source.diagnostic import unknown_because
from docgen.source.traced import Reason
from docgen.terraform.dialect import needs_newer
from docgen.values.failure import failure
from docgen.values.likely import marked_text
from docgen.values.types import DYNAMIC, SetType, has_dynamic
from docgen.values.values import (
    PLAIN,
    Unknown,
    Value,
    deep_trace,
    is_wholly_known,
    object_of,
    size_of,
    tuple_of,
    unknown,
)


def effort(value: Value) -> int:
    """The number of steps of walking through a value once."""
    payload = value.payload
    kind = payload.__class__  # asked for every operand and argument
    if kind is str:
        return len(payload) // CHARACTERS_A_STEP  # type: ignore[arg-type] # its class says so
    return 0 if kind in PLAIN else size_of(value) // PARTS_A_STEP


CHARACTERS_A_STEP = 32


PARTS_A_STEP = 4


def call(node: Call, arguments: Sequence[Value], frame: Frame) -> Value:
    if node.name.removeprefix("core::") not in FUNCTIONS:
        return unknown_call(node, arguments, frame)
    name, arguments = of_legacy_forms(node.name, arguments, frame)
    budget = frame.budget
    made = budget.recall.find(node, arguments)
    if made is not None:
        return made
    cost = call_effort(name, arguments)
    if cost:
        budget.spend(frame, node, cost)
    try:
        made = call_function(name, arguments, frame.context, frame.trace(node))
    except FunctionCallError as problem:
        subject = frame.span(node)
        if problem.argument is not None and node.arguments:
            subject = frame.span(node.arguments[min(problem.argument, len(node.arguments) - 1)])
        raise failure(problem.summary, problem.detail, subject) from problem
    budget.spend(frame, node, effort(made))
    if not all(map(is_wholly_known, arguments)) and not never_fails(node.name, arguments):
        budget.doubts += 1
    elif cost > WORTH_KEEPING:
        budget.recall.keep(node, arguments, made)
    if node.name.removeprefix("core::") in FILE_FUNCTIONS:
        notice_unread(node, arguments[0], made, frame)
        return marked_text(made)
    return made


def of_legacy_forms(name: str, arguments: Sequence[Value], frame: Frame) -> tuple[str, Sequence[Value]]:
    """The call that says the same today: `list(a, b)` is `tolist([a, b])`, `map("k", v)` is `tomap({k = v})`."""
    if name not in LEGACY or not frame.context.dialect.has_legacy_forms:
        return name, arguments
    if name == "list":
        return "tolist", (tuple_of(arguments),)
    keys = [each.payload for each in arguments[::2]]
    if len(arguments) % 2 or not all(isinstance(each, str) for each in keys):
        return name, arguments
    return "tomap", (object_of(dict(zip(map(str, keys), arguments[1::2], strict=True))),)


LEGACY = frozenset({"list", "map"})


def notice_newer(node: Call, name: str, frame: Frame) -> None:
    """Say that the version that the repository asks for does not have the function."""
    feature, dialect = feature_of(name), frame.context.dialect
    if feature is not None and dialect.pinned and not dialect.has(feature):
        frame.budget.notice(needs_newer(feature, dialect, frame.span(node)))


def unknown_call(node: Call, arguments: Sequence[Value], frame: Frame) -> Value:
    """The value of a call that only Terraform can evaluate; raises `Failure` where there is no such function."""
    span = frame.span(node)
    found = unknown_function(node.name, (*FUNCTIONS, *lazy_functions.FORMS), frame.context)
    if isinstance(found, FunctionCallError):
        raise failure(found.summary, found.detail, span)
    detail = f"The value of this call is unknown: {found.detail}."
    frame.budget.notice(unknown_because(found.kind, found.cause, "Unknown function", detail, span))
    frame.budget.doubts += 1
    because = Unknown(Reason(found.detail, "never", found.kind, found.cause))
    return unknown(DYNAMIC, because, frame.trace(node, *map(deep_trace, arguments)))


WORTH_KEEPING = 16  # steps


# Functions that look at one place of their first argument, or at its length, however large it is.
LOOK_ONCE = frozenset({"element", "length", "lookup"})


SEARCH = frozenset({"contains", "index"})


def call_effort(name: str, arguments: Sequence[Value]) -> int:
    """The number of steps of a call besides those for evaluating its arguments."""
    if arguments and (name in LOOK_ONCE or (name in SEARCH and is_searched(arguments[0]))):
        arguments = arguments[1:]
    return sum(map(effort, arguments))


# Functions that have a value for every argument of the type that they take.
NEVER_FAIL = frozenset(
    {"compact", "concat", "distinct", "flatten", "join", "jsonencode", "keys", "length", "lower", "merge"}
    | {"reverse", "sort", "tolist", "toset", "upper", "values"}
)


ONE_MEMBER = frozenset({"element", "one"})


def never_fails(name: str, arguments: Sequence[Value]) -> bool:
    """Whether a call that has a value keeps one, whatever the unknown parts of its arguments become."""
    name = name.removeprefix("core::")
    if name in ONE_MEMBER:  # which member it is depends on how many there are, and on an index
        return all(each.is_known and not isinstance(each.type, SetType) for each in arguments)
    settled = not any(has_dynamic(each.type) for each in arguments)
    return settled and name in NEVER_FAIL
