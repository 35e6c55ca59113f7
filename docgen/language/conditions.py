"""Custom conditions: variable validation, pre- and postconditions, check blocks.

https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
"""

from collections.abc import Callable, Iterator, Mapping

import msgspec

from docgen.hcl.nodes import Call, Expression
from docgen.hcl.walk import walk
from docgen.language.expression import evaluate
from docgen.language.frame import Frame
from docgen.language.instance import Instance
from docgen.language.scope import Scope
from docgen.source.diagnostic import Diagnostic, Severity, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.traced import Reason
from docgen.terraform.module import Condition, Output
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import Failure
from docgen.values.types import BOOL, STRING
from docgen.values.values import EPHEMERAL, SENSITIVE, Unknown, Value, deep_marks, hides_anything

MakeFrame = Callable[[Scope, SourceFile, Mapping[str, Value] | None], Frame]


def failed(condition: Condition, frame: Frame, summary: str, rule: str) -> Iterator[Diagnostic]:
    """An error where the condition is false or cannot be evaluated; a gap where a gap leaves it undecided."""
    inner = frame.in_file(condition.condition.file)
    try:
        value = evaluate(condition.condition.expression, inner)
    except Failure as problem:
        yield problem.diagnostic
        return
    span = condition.condition.span
    if value.is_null:
        detail = "Condition expression must return either true or false, not null."
        yield error(
            "Invalid condition result" if rule != "validation" else "Invalid variable validation result",
            detail,
            span,
        )
        return
    try:
        value = converted(value, BOOL)
    except ConversionError as problem:
        detail = f"Invalid condition result value: {problem.message}."
        yield error(
            "Invalid condition result" if rule != "validation" else "Invalid variable validation result",
            detail,
            span,
        )
        return
    if isinstance(value.payload, Unknown):
        yield from undecided(value.payload.reason, rule, span)
    if value.payload is False and looks_for_absent_file(condition.condition.expression, inner):
        reason = Reason(
            "it looks for a file that is not here, and that a build step may make",
            "plan",
            GapKind.FILE,
            str(span),
        )
        yield from undecided(reason, rule, span)
    elif value.payload is False:
        yield error(
            summary, f"{message_of(condition, frame)}\n\nThe condition that failed is at {span}.", span
        )


def looks_for_absent_file(expression: Expression, frame: Frame) -> bool:
    """Whether the expression asks for a file that is not there: where Terraform is run, it may be."""
    for node in walk(expression):
        if isinstance(node, Call) and node.name == "fileexists":
            try:
                found = evaluate(node, frame)
            except Failure:
                continue
            if found.payload is False:
                return True
    return False


def undecided(reason: Reason, rule: str, span: Span) -> Iterator[Diagnostic]:
    """A condition that Terraform decides and docgen cannot; what only an apply decides is no gap."""
    if reason.kind is not None:
        detail = f"This {rule} cannot be decided: {reason.text}."
        yield unknown_because(GapKind.CONDITION, reason.cause, "Undecided condition", detail, span)


def message_of(condition: Condition, frame: Frame) -> str:
    """The author's own error message."""
    inner = frame.in_file(condition.error_message.file)
    try:
        value = converted(evaluate(condition.error_message.expression, inner), STRING)
    except (Failure, ConversionError):
        return "(the error message of this condition cannot be evaluated)"
    if hides_anything(value):
        return "(the error message of this condition is sensitive)"
    return (
        value.payload
        if isinstance(value.payload, str)
        else "(the error message of this condition is not known yet)"
    )


def check_variables(scope: Scope, frame_of: MakeFrame) -> Iterator[Diagnostic]:
    if scope.undecided is not None:
        return  # a module instance that may not exist: Terraform checks it only where it does
    for variable in scope.module.variables.values():
        for condition in variable.validations:
            frame = frame_of(scope, variable.file, None)
            yield from failed(condition, frame, "Invalid value for variable", "validation")


def check_outputs(scope: Scope, frame_of: MakeFrame) -> Iterator[Diagnostic]:
    if scope.undecided is not None:
        return
    for output in scope.module.outputs.values():
        for condition in output.preconditions:
            frame = frame_of(scope, output.file, None)
            yield from failed(condition, frame, "Module output value precondition failed", "precondition")


def check_blocks(scope: Scope, frame_of: MakeFrame) -> Iterator[Diagnostic]:
    """A failed check is a warning: Terraform goes on too."""
    for check in scope.module.checks:
        for condition in check.conditions:
            frame = frame_of(scope, check.file, None)
            for problem in failed(condition, frame, "Check block assertion failed", "assert"):
                yield msgspec.structs.replace(problem, severity=Severity.WARNING)


def check_instance(
    conditions: tuple[Condition, ...], postconditions: tuple[Condition, ...], instance: Instance, frame: Frame
) -> Iterator[Diagnostic]:
    for condition in conditions:
        yield from failed(condition, frame, "Resource precondition failed", "precondition")
    with_self = frame.with_bindings({"self": instance.value})
    for condition in postconditions:
        yield from failed(condition, with_self, "Resource postcondition failed", "postcondition")


def ephemeral_output(output: Output, value: Value, *, is_root: bool) -> Iterator[Diagnostic]:
    """An output that returns an ephemeral value must be ephemeral itself; a root module has none of those."""
    if output.ephemeral and is_root:
        detail = "Ephemeral outputs are not allowed in context of a root module."
        yield error("Ephemeral output not allowed", detail, output.span)
    elif EPHEMERAL in deep_marks(value) and not output.ephemeral:
        detail = (
            "This output value is not declared as returning an ephemeral value, so it cannot be set to a result derived "
            "from an ephemeral value."
        )
        yield error("Ephemeral value not allowed", detail, output.span)


def root_output(output: Output, value: Value) -> Iterator[Diagnostic]:
    """A root output that gives a sensitive value away must say so itself."""
    if SENSITIVE in deep_marks(value) and not output.sensitive:
        detail = (
            "To reduce the risk of accidentally exporting sensitive data that was intended to be only internal, "
            "Terraform requires that any root module output containing sensitive data be explicitly marked as "
            "sensitive. Add `sensitive = true` to this output if it is meant to be exported."
        )
        yield error("Output refers to sensitive values", detail, output.span)
