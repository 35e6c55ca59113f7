"""Calling a function by its name: counts and converts arguments, and deals with nulls, unknowns and marks.

Source: hclsyntax's FunctionCallExpr and cty's Function.Call, whose words the messages are.
"""

from collections.abc import Mapping, Sequence

from docgen.functions.filesystem import FILE_FUNCTIONS
from docgen.functions.passing import CHOOSING, with_choices
from docgen.functions.signature import Context, Function, FunctionError, Parameter
from docgen.functions.table import FUNCTIONS
from docgen.source.traced import NOWHERE, Reason, Trace, joined
from docgen.terraform.dialect import Dialect, Feature
from docgen.values.conversion import ConversionError, converted
from docgen.values.rendering import go_quote
from docgen.values.types import BOOL, DYNAMIC, NUMBER, Dynamic, Type
from docgen.values.values import (
    LIKELY,
    NO_MARKS,
    PENDING,
    Marks,
    Payload,
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    first_unknown,
    hides_anything,
    members,
    remade,
    retraced,
    shape_trace,
    size_of,
    unknown,
    with_marks,
    without_deep_marks,
)


class FunctionCallError(Exception):
    """Why a call has no value, as a diagnostic says it; `argument` is the index of what it is about."""

    def __init__(self, summary: str, detail: str, argument: int | None = None) -> None:
        super().__init__(summary, detail)
        self.summary = summary
        self.detail = detail
        self.argument = argument


def call_function(name: str, arguments: Sequence[Value], context: Context, trace: Trace) -> Value:
    """The value of a call, at `trace`, of a function in the table; raises `FunctionCallError`."""
    plain = name.removeprefix("core::")
    function = FUNCTIONS[plain]
    if context.template == "templatestring" and plain in FILE_FUNCTIONS:
        raise FunctionCallError(
            "Error in function call",
            f"Call to function {go_quote(name)} failed: cannot use filesystem access functions like {plain} "
            "in templatestring templates; consider passing the function result as a template variable "
            "instead.",
        )
    count_arguments(name, function, len(arguments))
    bound_arguments(name, arguments, context)
    try:
        given = [
            converted_argument(value, parameter(function, index), index)
            for index, value in enumerate(arguments)
        ]
        return checked_call(function, given, context, trace)
    except FunctionError as problem:
        if problem.message != IS_NULL and any(map(hides_anything, arguments)):
            problem = FunctionError(NOT_SHOWN, problem.argument)  # the message may quote any of them
        raise call_error(name, function, problem) from problem


def parameter(function: Function, index: int) -> Parameter:
    if index < len(function.parameters):
        return function.parameters[index]
    assert function.rest is not None  # noqa: S101 - arguments have been counted
    return function.rest


def count_arguments(name: str, function: Function, count: int) -> None:
    expected = len(function.parameters)
    if count < expected:
        least = "" if function.rest is None else " at least"
        missing = function.parameters[count].name
        raise FunctionCallError(
            "Not enough function arguments",
            f"Function {go_quote(name)} expects{least} {expected} argument(s). "
            f'Missing value for "{missing}".',
        )
    if function.rest is None and count > expected:
        detail = f"Function {go_quote(name)} expects only {expected} argument(s)."
        raise FunctionCallError("Too many function arguments", detail, expected)


def bound_arguments(name: str, arguments: Sequence[Value], context: Context) -> None:
    for index, value in enumerate(arguments):
        if members(value) and size_of(value) > context.limits.elements:
            raise FunctionCallError(
                "Invalid function argument",
                f"An argument of {go_quote(name)} has more than {context.limits.elements} parts, all levels "
                "counted. Raise limits.elements in docgen.yml if that is intended.",
                index,
            )


def converted_argument(value: Value, wanted: Parameter, index: int) -> Value:
    try:
        return converted(value, wanted.type)
    except ConversionError as problem:
        raise FunctionError(problem.message, index) from problem


def checked_call(function: Function, given: list[Value], context: Context, trace: Trace) -> Value:
    type_, marks = result_type(function, given, context.dialect)
    gap = gap_in(function, given, context.dialect)
    sources = [source_of(function, index, each) for index, each in enumerate(given)]
    if gap is None and not isinstance(type_, Dynamic | NotSettled) and not function.pure:
        gap = Unknown(Reason(f"{function.name}() has a new result in every run", "apply"))
    if gap is not None:
        if isinstance(type_, NotSettled):
            because = with_choices(Unknown(gap.reason), function.name, given)
            return with_marks(unknown(DYNAMIC, because, placed(trace, sources)), marks)
        because = with_choices(Unknown(gap.reason, not_null=function.not_null), function.name, given)
        return with_marks(unknown(type_, because, placed(trace, sources)), marks)
    try:
        result = with_marks(known_choices(function.call(given, context), function.name, given), marks)
        if LIKELY in result.marks and result.type in {BOOL, NUMBER}:  # it tells no secret
            result = Value(result.type, result.payload, result.marks - {LIKELY}, result.trace)
    except FunctionError:
        if PENDING not in marks and not any(PENDING in each.marks for each in given):
            raise
        # Terraform does not know the argument while it plans, and so it refuses nothing.
        because = Unknown(Reason(f"{function.name}() is given what is known after apply", "apply"))
        return with_marks(unknown(type_, because, placed(trace, sources)), marks)
    selecting = [each for index, each in enumerate(sources) if parameter(function, index).selects_members]
    return traced(with_selection(result, joined(selecting)), trace, sources)


def known_choices(result: Value, name: str, given: Sequence[Value]) -> Value:
    """The result of a call; where it is unknown and represents nothing, with the values of which it is one."""
    payload = result.payload
    if not isinstance(payload, Unknown) or payload.reference is not None or name not in CHOOSING:
        return result
    return Value(result.type, with_choices(payload, name, given), result.marks, result.trace)


class NotSettled(Dynamic, frozen=True):
    """The result's type is not known because an argument's is not."""


NOT_SETTLED = NotSettled()


def result_type(function: Function, given: list[Value], dialect: Dialect) -> tuple[Type, Marks]:
    """The type of the result, and the marks that were taken off the arguments, which are changed in place."""
    marks = NO_MARKS
    settled = True
    for index, value in enumerate(given):
        wanted = parameter(function, index)
        if not wanted.takes_marked:
            found = deep_marks(value)
            if function.passes_members and PENDING not in value.marks:
                found -= {PENDING}  # it stays with the member that Terraform does not know yet
            if found:
                marks |= found
                given[index] = without_deep_marks(value)
        if not settled:
            continue  # as cty does: what follows an argument of unknown type is not checked
        if value.is_null and not holds(wanted.nullable, dialect):
            raise FunctionError(IS_NULL, index)
        if isinstance(value.type, Dynamic) and not holds(wanted.takes_dynamic, dialect):
            settled = False
    if not settled:
        return NOT_SETTLED, marks
    returns = function.returns
    return (returns(given) if callable(returns) else returns), marks


def gap_in(function: Function, given: Sequence[Value], dialect: Dialect) -> Unknown | None:
    """The first unknown that the function does not want to see."""
    for index, value in enumerate(given):
        wanted = parameter(function, index)
        if isinstance(value.payload, Unknown):
            if not wanted.takes_unknown or (
                isinstance(value.type, Dynamic) and not holds(wanted.takes_dynamic, dialect)
            ):
                return value.payload
        elif not wanted.takes_unknown_inside:
            gap = first_unknown(value)
            if gap is not None:
                return gap
        if isinstance(value.type, Dynamic) and not holds(wanted.takes_dynamic, dialect):
            return Unknown(Reason("its type is not known", "never"))
    return None


def holds(flag: bool | Feature, dialect: Dialect) -> bool:  # noqa: FBT001 - a parameter's own flag
    return dialect.has(flag) if isinstance(flag, Feature) else flag


# -- traces --------------------------------------------------------------------------


def source_of(function: Function, index: int, value: Value) -> Trace:
    """The part of an argument that decides the result itself, beside the members that are returned."""
    declared = parameter(function, index)
    if declared.used_if_returned:
        return NOWHERE
    return deep_trace(value) if declared.decides or not function.passes_members else shape_trace(value)


def placed(trace: Trace, sources: Sequence[Trace]) -> Trace:
    """The call's place, with what its result was made from."""
    parents = tuple({id(each): each for each in sources if each is not NOWHERE}.values())
    return Trace(trace.file, trace.start, trace.end, parents, trace.input, trace.note)


def traced(result: Value, trace: Trace, sources: Sequence[Trace]) -> Value:
    """The result with the call's trace on it, and on all in it that the call has made itself."""
    own = placed(trace, [result.trace, *sources])
    return Value(result.type, filled(result, own), result.marks, own)


def with_selection(value: Value, decided: Trace) -> Value:
    """The value with what selected its members on each of them."""
    if decided is NOWHERE or not members(value):
        return value
    above = Trace(None, 0, 0, (decided,))
    if isinstance(value.payload, tuple):
        selected: Payload = tuple([retraced(each, above) for each in value.payload])
    else:
        assert isinstance(value.payload, Mapping)  # noqa: S101 - it has members
        selected = remade(
            value.payload, {name: retraced(each, above) for name, each in value.payload.items()}
        )
    return Value(value.type, selected, value.marks, value.trace)


def filled(value: Value, trace: Trace) -> Payload:
    """The payload with `trace` on every member that has none yet."""
    payload = value.payload
    if isinstance(payload, tuple):
        if any(each.trace is NOWHERE for each in payload):
            return tuple([with_missing_trace(each, trace) for each in payload])
    elif isinstance(payload, Mapping) and any(each.trace is NOWHERE for each in payload.values()):
        return remade(payload, {name: with_missing_trace(each, trace) for name, each in payload.items()})
    return payload


def with_missing_trace(value: Value, trace: Trace) -> Value:
    if value.trace is not NOWHERE:
        return value
    return Value(value.type, filled(value, trace), value.marks, trace)


# -- errors --------------------------------------------------------------------------


def invalid_argument(name: str, message: str, index: int) -> FunctionCallError:
    detail = f'Invalid value for "{name}" parameter: {message}.'
    return FunctionCallError("Invalid function argument", detail, index)


NOT_SHOWN = "an argument is sensitive, so the problem with it cannot be shown"
IS_NULL = "argument must not be null"


def call_error(name: str, function: Function, problem: FunctionError) -> FunctionCallError:
    index = problem.argument
    if index is None or (index >= len(function.parameters) and function.rest is None):
        detail = f"Call to function {go_quote(name)} failed: {problem.message}."
        return FunctionCallError("Error in function call", detail)
    return invalid_argument(parameter(function, index).name, problem.message, index)
