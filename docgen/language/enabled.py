"""`lifecycle { enabled = … }` of OpenTofu: one instance or none; and lifecycle arguments that docgen does not know.

https://opentofu.org/docs/language/meta-arguments/enabled/
"""

from collections.abc import Callable

from docgen.hcl.nodes import Expression
from docgen.language.expand import Expansion, Repetition
from docgen.language.frame import Frame
from docgen.source.address import UNKNOWN_KEY
from docgen.source.diagnostic import unknown_because
from docgen.source.gap import GapKind
from docgen.source.traced import Reason
from docgen.terraform.module import SourceExpression
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import failure
from docgen.values.types import BOOL
from docgen.values.values import EPHEMERAL, SENSITIVE, Unknown, Value

Evaluate = Callable[[Expression, Frame], Value]


def expand_enabled(enabled: SourceExpression, frame: Frame, evaluate: Evaluate, what: str) -> Expansion:
    """One repetition, none, or an unknown number; raises `Failure` where OpenTofu refuses the argument."""
    value = evaluate(enabled.expression, frame.in_file(enabled.file))
    summary = "Invalid enabled argument"
    for mark in (SENSITIVE, EPHEMERAL):
        if mark in value.marks:
            detail = f'The given "enabled" argument value is unsuitable: the given value is {mark}.'
            raise failure(summary, detail, enabled.span)
    if value.is_null:
        detail = 'The given "enabled" argument value is unsuitable: the given value is null.'
        raise failure(summary, detail, enabled.span)
    try:
        value = converted(value, BOOL)
    except ConversionError as problem:
        detail = f'The given "enabled" argument value is unsuitable: {problem.message}.'
        raise failure(summary, detail, enabled.span) from problem
    if isinstance(value.payload, Unknown):
        because = value.payload.reason
        text = f"whether {what} exists is not known: {because.text}"
        reason = Reason(text, because.when, because.kind or GapKind.COUNT, because.cause or what)
        said = unknown_because(
            GapKind.COUNT,
            reason.cause,
            "Unknown number of instances",
            f"{text[0].upper()}{text[1:]}.",
            enabled.span,
        )
        return Expansion((Repetition(UNKNOWN_KEY),), "single", value.trace, reason, (said,))
    repetitions = (Repetition(None),) if value.payload is True else ()
    return Expansion(repetitions, "single", value.trace)


def possibly_fewer(expansion: Expansion, argument: str, what: str) -> Expansion:
    """An expansion of which an unknown lifecycle argument may take something away."""
    text = f'whether {what} exists is not known: docgen does not know the lifecycle argument "{argument}"'
    reason = Reason(text, "never", GapKind.LANGUAGE, f'"{argument}"')
    bindings = expansion.repetitions[0].bindings if expansion.repetitions else {}
    if expansion.undecided is not None or not expansion.repetitions:
        return expansion
    if len(expansion.repetitions) > 1:
        bindings = {name: unknown_binding(each, reason) for name, each in bindings.items()}
    return Expansion((Repetition(UNKNOWN_KEY, bindings),), expansion.keyed, expansion.trace, reason)


def unknown_binding(value: Value, reason: Reason) -> Value:
    """`each` or `count` where one instance represents several."""
    return Value(value.type, Unknown(reason), value.marks, value.trace)
