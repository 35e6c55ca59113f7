"""`count` and `for_each`: which instances exist.

https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from docgen.hcl.nodes import Expression
from docgen.language.frame import Frame
from docgen.source.address import UNKNOWN_KEY, InstanceKey
from docgen.source.diagnostic import Diagnostic, unknown_because
from docgen.source.gap import GapKind
from docgen.source.traced import NOWHERE, Reason, Trace
from docgen.terraform.module import SourceExpression
from docgen.values.choices import members_in
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import Failure, failure
from docgen.values.types import DYNAMIC, NUMBER, STRING, Dynamic, MapType, ObjectType, SetType
from docgen.values.values import (
    EPHEMERAL,
    SENSITIVE,
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    is_wholly_known,
    number,
    object_of,
    string,
    unknown,
    without_marks,
)

Keyed: TypeAlias = Literal["single", "index", "name"]
Evaluate = Callable[[Expression, Frame], Value]
NO_BINDINGS: Mapping[str, Value] = MappingProxyType({})


class Repetition(msgspec.Struct, frozen=True, eq=False):
    """One instance: its key, and what `each` or `count` are in it."""

    key: InstanceKey
    bindings: Mapping[str, Value] = NO_BINDINGS


class Expansion(msgspec.Struct, frozen=True, eq=False):
    """The instances of a resource or module call, and what decided how many there are."""

    repetitions: tuple[Repetition, ...]
    keyed: Keyed = "single"
    trace: Trace = NOWHERE
    undecided: Reason | None = None  # the number is unknown: one repetition represents all
    diagnostics: tuple[Diagnostic, ...] = ()


ONCE = Expansion((Repetition(None),))


def expand(
    count: SourceExpression | None,
    for_each: SourceExpression | None,
    frame: Frame,
    evaluate: Evaluate,
    what: str,
) -> Expansion:
    """The instances; raises `Failure` where Terraform would refuse the argument. `what` names the thing."""
    if count is not None:
        return expand_count(count, frame.in_file(count.file), evaluate, what)
    if for_each is not None:
        return expand_for_each(for_each, frame.in_file(for_each.file), evaluate, what)
    return ONCE


def expand_count(count: SourceExpression, frame: Frame, evaluate: Evaluate, what: str) -> Expansion:
    value = evaluate(count.expression, frame)
    if value.is_null:
        detail = 'The given "count" argument value is null. An integer is required.'
        raise failure("Invalid count argument", detail, count.span)
    if EPHEMERAL in value.marks:
        detail = (
            'The given "count" is derived from an ephemeral value, which means that Terraform cannot persist it '
            "between plan/apply rounds. Use only non-ephemeral values here."
        )
        raise failure("Invalid count argument", detail, count.span)
    value = without_marks(value)  # how many there are is no secret, though what decides it may be
    try:
        value = converted(value, NUMBER)
    except ConversionError as problem:
        detail = f'The given "count" argument value is unsuitable: {problem.message}.'
        raise failure("Invalid count argument", detail, count.span) from problem
    if isinstance(value.payload, Unknown):
        return undecided(count, value, value.payload.reason, "count", what)
    amount = value.payload
    if not isinstance(amount, int):
        detail = 'The given "count" argument value is unsuitable: must be a whole number.'
        raise failure("Invalid count argument", detail, count.span)
    if amount < 0:
        detail = 'The given "count" argument value is unsuitable: must be greater than or equal to zero.'
        raise failure("Invalid count argument", detail, count.span)
    if amount > frame.budget.limits.instances:
        return too_many(count, value, amount, frame.budget.limits.instances, "count", what)
    trace = value.trace
    repetitions = tuple(
        Repetition(index, {"count": object_of({"index": number(index, trace)}, trace)})
        for index in range(amount)
    )
    return Expansion(repetitions, "index", trace)


def too_many(  # noqa: PLR0913, PLR0917 - what `undecided` takes, and the two numbers
    written: SourceExpression, value: Value, amount: int, most: int, argument: str, what: str
) -> Expansion:
    """An unknown number in place of one that is beyond docgen's limit."""
    text = f"{amount} are more than docgen works out (limits.instances in docgen.yml is {most})"
    reason = Reason(text, "never", GapKind.LIMIT, "limits.instances")
    return undecided(written, value, reason, argument, what)


def expand_for_each(for_each: SourceExpression, frame: Frame, evaluate: Evaluate, what: str) -> Expansion:
    value = evaluate(for_each.expression, frame)
    refuse_for_each(value, for_each)
    if isinstance(value.payload, Unknown):
        return undecided(for_each, value, value.payload.reason, "for_each", what)
    trace = value.trace
    repetitions = []
    most = frame.budget.limits.instances
    if isinstance(value.payload, tuple | Mapping) and len(value.payload) > most:
        return too_many(for_each, value, len(value.payload), most, "for_each", what)
    if isinstance(value.payload, tuple):
        for member in value.payload:
            if isinstance(member.payload, Unknown):
                return undecided(for_each, value, member.payload.reason, "for_each", what)
        if not is_wholly_known(value):
            return undecided(for_each, value, unknown_reason(value), "for_each", what)
        trace = deep_trace(value)
        repetitions = [each_of(str(member.payload), member, trace) for member in value.payload]
    elif isinstance(value.payload, Mapping):
        repetitions = [each_of(key, member, trace) for key, member in value.payload.items()]
    return Expansion(tuple(repetitions), "name", trace)


def unknown_reason(value: Value) -> Reason:
    return value.payload.reason if isinstance(value.payload, Unknown) else Reason("a member is unknown")


def each_of(key: str, value: Value, trace: Trace) -> Repetition:
    return Repetition(key, {"each": object_of({"key": string(key, trace), "value": value}, trace)})


def refuse_for_each(value: Value, for_each: SourceExpression) -> None:
    """Reports values that Terraform rejects as `for_each`: null, sensitive, neither a map nor a set of strings."""
    summary = "Invalid for_each argument"
    if value.is_null:
        detail = 'The given "for_each" argument value is null. A map, or set of strings is allowed.'
        raise failure(summary, detail, for_each.span)
    if SENSITIVE in value.marks or EPHEMERAL in value.marks or sensitive_set(value):
        detail = (
            "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If "
            "used, the sensitive value could be exposed as a resource instance key."
        )
        raise failure(summary, detail, for_each.span)
    match value.type:
        case MapType() | ObjectType() | Dynamic():
            return
        case SetType(element) if element in {STRING, DYNAMIC}:
            if isinstance(value.payload, tuple) and any(each.is_null for each in value.payload):
                detail = 'The given "for_each" argument value is unsuitable: "for_each" sets must not contain null values.'
                raise failure("Invalid for_each set argument", detail, for_each.span)
            return
        case SetType():
            detail = (
                'The given "for_each" argument value is unsuitable: "for_each" supports maps and sets of strings, '
                "but you have provided a set containing another type. Convert its elements with tostring."
            )
            raise failure("Invalid for_each set argument", detail, for_each.span)
        case _:
            detail = (
                'The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set '
                "of strings, and you have provided a value of another type. Use toset() for a list."
            )
            raise failure(summary, detail, for_each.span)


def sensitive_set(value: Value) -> bool:
    return isinstance(value.type, SetType) and SENSITIVE in deep_marks(value)


def undecided(written: SourceExpression, value: Value, reason: Reason, argument: str, what: str) -> Expansion:
    """An unknown number of instances.

    Terraform refuses a number that depends on what only an apply decides, but only if the state is empty; a platform that is
    documented usually has a state in which the number is decided.
    """
    said: tuple[Diagnostic, ...] = ()
    gap_reason = Reason(
        f"the number of instances of {what} is not known: {reason.text}",
        reason.when,
        reason.kind or GapKind.COUNT,
        reason.cause or f"{argument} of {what}",
    )
    if reason.when != "never" or reason.kind is not None:
        detail = (
            f"How many instances of {what} there are is not known: {reason.text}. They appear as an unknown "
            "number, and what depends on them as unknown."
        )
        remedy = "" if reason.kind is not None else f"Decide {argument} of {what} by an input variable."
        said = (
            unknown_because(
                GapKind.COUNT,
                gap_reason.cause,
                "Unknown number of instances",
                detail,
                written.span,
                what,
                remedy,
            ),
        )
    gap = Unknown(gap_reason)
    trace = deep_trace(value)
    if argument == "count":
        bindings = {"count": object_of({"index": unknown(NUMBER, gap, trace)}, trace)}
    else:
        member = Unknown(gap_reason, choices=members_in((value,)))
        key = member if isinstance(value.type, SetType) else gap
        each = {"key": unknown(STRING, key, trace), "value": unknown(DYNAMIC, member, trace)}
        bindings = {"each": object_of(each, trace)}
    keyed: Keyed = "index" if argument == "count" else "name"
    return Expansion((Repetition(UNKNOWN_KEY, bindings),), keyed, trace, gap.reason, said)


__all__ = ["ONCE", "Expansion", "Failure", "Repetition", "expand"]
