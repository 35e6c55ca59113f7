"""The values of input variables: their sources, conversion and validation.

Precedence: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.hcl.nodes import Expression, Template
from docgen.hcl.parser import parse_expression
from docgen.language.expression import evaluate
from docgen.language.frame import Frame
from docgen.language.instance import InputValue
from docgen.language.scope import Scope
from docgen.source.diagnostic import Diagnostic, Report, Result, as_private, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.traced import FAILED, NOWHERE, Input, InputSource, Reason, Trace
from docgen.terraform.module import Output, SourceExpression, Variable
from docgen.terraform.secret_words import is_secret_name
from docgen.terraform.syntax import text_of
from docgen.values.conversion import ConversionError, converted
from docgen.values.defaults import Defaults, with_defaults
from docgen.values.failure import Failure
from docgen.values.likely import given_value
from docgen.values.text import from_plain
from docgen.values.type_constraint import parse_type
from docgen.values.types import DYNAMIC, STRING, ListType, MapType, Primitive, Type
from docgen.values.values import (
    EPHEMERAL,
    SENSITIVE,
    Unknown,
    Value,
    null,
    retraced,
    string,
    unknown,
    with_marks,
)


class VariableValue(msgspec.Struct, frozen=True, eq=False):
    """One value that someone gives a root variable.

    `text` is for values from a command line or the process environment, whose meaning depends on the variable's
    type: a string's text is taken as it is, anything else is an expression.
    """

    name: str
    source: InputSource
    written: SourceExpression | None = None
    text: str | None = None
    data: object = None  # of YAML: what is no text there, has its type already
    span: Span | None = None  # of the argument's name in a file; None outside files
    where: str = ""  # for people: "-var", "TF_VAR_x", the file's path


LEGACY_TYPES: Mapping[str, Type] = MappingProxyType(
    {"string": STRING, "list": ListType(DYNAMIC), "map": MapType(DYNAMIC)}
)
"""Types in quotes, as Terraform 0.11 has them and 0.14 still takes them."""


def constraint(variable: Variable, frame: Frame, report: Report) -> tuple[Type, Defaults | None]:
    """The variable's type and the defaults of its optional attributes."""
    if variable.type is None:
        return DYNAMIC, None
    inner = frame.in_file(variable.type.file)
    if frame.context.dialect.has_legacy_forms and isinstance(variable.type.expression, Template):
        legacy = LEGACY_TYPES.get(text_of(variable.type.expression) or "")
        if legacy is not None:
            return legacy, None

    def constant(node: Expression) -> Value:
        return evaluate(node, inner)

    try:
        return parse_type(variable.type.expression, variable.type.file, constant)
    except Failure as problem:
        report.add(problem.diagnostic)
        return DYNAMIC, None


def root_variable(
    variable: Variable, given: Sequence[VariableValue], frame: Frame, *, unset: bool = False
) -> Result[InputValue]:
    """The value that this environment gives a root variable; the last of `given` wins.

    A variable that nothing sets is unknown, of the type that it declares: CI or a person gives its value. `unset`: its
    default does not count, because something sets it.
    """
    report = Report()
    chosen = next((each for each in reversed(given) if each.name == variable.name), None)
    declared = msgspec.structs.replace(variable, default=None) if unset else variable
    value, source, place = chosen_value(declared, chosen, frame, report)
    if value is not None and not variable.sensitive and source != "default":
        value = given_value(variable.name, value, frame.context.likely)
    if value is None:
        report.add(no_value(variable))
        cause = f"var.{variable.name}"
        reason = Reason(f"{cause} is not set", "plan", GapKind.VARIABLE, cause)
        value = unknown(DYNAMIC, Unknown(reason, not_null=not variable.nullable))
    made = to_variable_type(variable, value, frame, report, f"var.{variable.name}")
    step = Trace(
        variable.file,
        variable.start,
        variable.end,
        (),
        Input(variable.name, source, place),
        f"var.{variable.name}",
    )
    made = retraced(made, step)
    result = InputValue(
        variable.name,
        with_variable_marks(made, variable),
        variable.description,
        variable.is_hidden,
        variable.span,
        source,
        place,
    )
    found = tuple(report.diagnostics)
    # A line that gives a value may give others too, which are secrets.
    is_hidden = variable.is_hidden or source != "default" or is_secret_name(variable.name)
    return Result(result, as_private(found) if is_hidden else found)


def no_value(variable: Variable) -> Diagnostic:
    detail = (
        f'The root module input variable "{variable.name}" is not set, and has no default value: what depends on '
        "it is unknown."
    )
    remedy = (
        f'Give "{variable.name}" a value under `vars:` of the environment in docgen.yml, or in a tfvars file that the '
        "environment loads (var_files)."
    )
    return unknown_because(
        GapKind.VARIABLE,
        f"var.{variable.name}",
        "No value for required variable",
        f"{detail} {remedy}",
        variable.span,
        remedy=remedy,
    )


def chosen_value(
    variable: Variable, chosen: VariableValue | None, frame: Frame, report: Report
) -> tuple[Value | None, InputSource, Span | None]:
    if chosen is None:
        if variable.default is None:
            return None, "default", None
        return value_of(variable.default, frame, report), "default", variable.default.span
    if chosen.written is not None:
        return value_of(chosen.written, frame, report), chosen.source, chosen.span
    value = value_of_text(variable, chosen, frame, report)
    return value, chosen.source, chosen.span


def value_of(written: SourceExpression, frame: Frame, report: Report) -> Value:
    try:
        return evaluate(written.expression, frame.in_file(written.file))
    except Failure as problem:
        report.add(constant_only(problem.diagnostic))
        return unknown(DYNAMIC, Unknown(FAILED))


def constant_only(diagnostic: Diagnostic) -> Diagnostic:
    if "reference" not in diagnostic.summary.lower():
        return diagnostic
    return error(
        "Variables not allowed",
        "Variables may not be used here: a literal value is expected.",
        diagnostic.subject,
    )


def value_of_text(variable: Variable, chosen: VariableValue, frame: Frame, report: Report) -> Value:
    if chosen.text is None:
        return from_plain(chosen.data)
    text = chosen.text
    type_, _ = constraint(variable, frame, Report())
    if variable.type is None or isinstance(type_, Primitive):
        return string(text)
    file = SourceFile(f"<{chosen.where}>", text)
    expression = report.take(parse_expression(file))
    return null() if expression is None else value_of(SourceExpression(expression, file), frame, report)


def to_variable_type(variable: Variable, value: Value, frame: Frame, report: Report, what: str) -> Value:
    """The value in the variable's type: defaults of optional attributes filled in, then converted."""
    type_, defaults = constraint(variable, frame, report)
    if value.is_null and not variable.nullable:
        if variable.default is not None:
            value = value_of(variable.default, frame, report)
        if value.is_null:
            detail = f"The given value is not suitable for {what} declared at {variable.span}: required variable may not be set to null."
            report.add(error("Required variable not set", detail, variable.span, about=variable.name))
            return unknown(type_, Unknown(FAILED))
    try:
        return converted(with_defaults(value, defaults), type_)
    except ConversionError as problem:
        place = next((step.span for step in value.trace.steps() if step.span is not None), None)
        detail = f"The given value is not suitable for {what} declared at {variable.span}: {problem}."
        summary = "Invalid value for input variable"
        if value.trace is NOWHERE or (variable.default is not None and place == variable.default.span):
            summary = "Invalid default value for variable" if place else summary
        report.add(error(summary, detail, place or variable.span, about=variable.name))
        return unknown(type_, Unknown(FAILED))


def typed_output(output: Output, value: Value, frame: Frame, what: str) -> Result[Value]:
    """The value of an output in the type that the output declares (Terraform 1.15)."""
    if output.type is None:
        return Result(value)
    inner = frame.in_file(output.type.file)
    try:
        type_, defaults = parse_type(
            output.type.expression, output.type.file, lambda node: evaluate(node, inner)
        )
        return Result(converted(with_defaults(value, defaults), type_))
    except Failure as problem:
        return Result(unknown(DYNAMIC, Unknown(FAILED)), (problem.diagnostic,))
    except ConversionError as problem:
        detail = f"The value of {what} does not suit its type: {problem}."
        failed = error("Invalid output value", detail, output.value.span)
        return Result(unknown(DYNAMIC, Unknown(FAILED)), (failed,))


def with_variable_marks(value: Value, variable: Variable) -> Value:
    marks = {SENSITIVE} if variable.sensitive else set()
    if variable.ephemeral:
        marks.add(EPHEMERAL)
    return with_marks(value, frozenset(marks)) if marks else value


def child_variable(
    variable: Variable, given: Value | None, argument: SourceExpression | None, scope: Scope, frame: Frame
) -> Result[Value]:
    """The value of a module's variable in one instance of the module."""
    report = Report()
    what = ".".join([*map(str, scope.address), f"var.{variable.name}"])
    if given is None:
        value = (
            value_of(variable.default, frame, report)
            if variable.default
            else unknown(DYNAMIC, Unknown(FAILED))
        )
    else:
        value = given
    made = to_variable_type(variable, value, frame, report, what)
    if argument is None:
        step = Trace(variable.file, variable.start, variable.end, (), None, what)
    else:
        step = Trace(argument.file, argument.expression.start, argument.expression.end, (), None, what)
    found = tuple(report.diagnostics)
    return Result(
        with_variable_marks(retraced(made, step), variable),
        as_private(found) if variable.is_hidden else found,
    )
