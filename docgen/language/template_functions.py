"""`templatefile`, `templatestring` and `decode_tfvars`: functions that read Terraform's language.

https://developer.hashicorp.com/terraform/language/functions/templatefile
"""

import functools
import re
from collections.abc import Callable, Mapping

import msgspec

from docgen.functions.call import FunctionCallError, invalid_argument
from docgen.functions.filesystem import Outside, Unread, placed, read_text
from docgen.functions.signature import FunctionError
from docgen.hcl.nodes import (
    Body,
    Call,
    Expression,
    GetAttribute,
    GetIndex,
    Interpolation,
    Splat,
    Template,
    Text,
    Variable,
)
from docgen.hcl.parser import parse_body, parse_template
from docgen.hcl.walk import variables, walk
from docgen.language.frame import Frame, Names
from docgen.language.templates import evaluate_template
from docgen.source.address import Mode
from docgen.source.diagnostic import Diagnostic, Result, unknown_because
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.dialect import Product
from docgen.values.conversion import ConversionError, converted
from docgen.values.failure import Failure, failure
from docgen.values.rendering import go_quote
from docgen.values.types import DYNAMIC, STRING
from docgen.values.values import (
    Unknown,
    Value,
    deep_marks,
    deep_trace,
    object_of,
    unknown,
    with_marks,
    with_trace,
    without_deep_marks,
)

Evaluate = Callable[[Expression, Frame], Value]
IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
DIRECT = (
    "invalid template expression: templatestring is only for rendering templates retrieved dynamically from "
    "elsewhere"
)


class NoNames(Names):
    """The names that a template or a tfvars text can use besides its given variables: none."""

    def root_attribute(self, root: str, name: str, span: Span) -> Value:
        raise not_given(root, span, name)

    def resource(self, mode: Mode, type_: str, name: str, span: Span) -> Value:
        raise not_given(type_ if mode == "managed" else mode, span, name)

    def bare(self, name: str, span: Span) -> Value:
        raise not_given(name, span)


def not_given(name: str, span: Span, _: str = "") -> Failure:
    detail = f'Variables may not be used here: nothing named "{name}" was given.'
    return failure("Variables not allowed", detail, span)


# -- templates -----------------------------------------------------------------------


def evaluate_templatefile(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """The text that a template file makes of some values; or, where it is one `${…}`, that very value."""
    path_value, given = arguments_of(node, ("path", "vars"), frame, evaluate)
    refuse_nesting(node, frame)
    path_value = string_argument(node, path_value, frame)
    marks = path_value.marks | deep_marks(given)
    for each in (path_value, given):
        if isinstance(each.payload, Unknown):
            return with_marks(unknown(DYNAMIC, Unknown(each.payload.reason), frame.trace(node)), marks)
    path = str(path_value.payload)
    try:
        target = placed(path, frame.context)
        text = read_text(path, path_value, frame.context)
    except Outside as problem:
        made = with_marks(unknown(DYNAMIC, problem.unknown(path_value), frame.trace(node)), marks)
        notice_unread(node, path_value, made, frame)
        return made
    except FunctionError as problem:
        raise failed_call(node, problem.message, frame) from problem
    file = SourceFile(target, text)
    parsed = parsed_template(file.path, text)
    if parsed.value is None:
        raise failed_call(node, problem_text(parsed.diagnostics[0]), frame)
    made = render(node, parsed.value, without_deep_marks(given), frame.in_file(file), evaluate)
    made = with_trace(made, frame.trace(node, made.trace, deep_trace(given), path_value.trace))
    return with_marks(made, marks)


def notice_unread(node: Call, path: Value, made: Value, frame: Frame) -> None:
    """Report a file that was not read, where that is why the value of a call is unknown."""
    if not isinstance(made.payload, Unknown) or not isinstance(path.payload, str):
        return
    reason = made.payload.reason
    if not isinstance(reason, Unread):
        return
    detail = f"{node.name}() reads nothing here: {reason.text}. The value is unknown."
    remedy = (
        "Keep the file in the repository or pass what it holds as a variable; a file that a build step makes can be "
        "made before docgen runs."
    )
    frame.budget.notice(
        unknown_because(
            GapKind.FILE, reason.cause, "File not read", f"{detail} {remedy}", frame.span(node), remedy=remedy
        )
    )


def evaluate_templatestring(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """The text that a template makes of some values; the template itself comes from elsewhere."""
    if len(node.arguments) != 2:  # noqa: PLR2004 - a template and its values
        arguments_of(node, ("template", "vars"), frame, evaluate)
    refuse_nesting(node, frame)
    check_direct(node, frame)
    template, given = arguments_of(node, ("template", "vars"), frame, evaluate)
    trace = frame.trace(node, template.trace, deep_trace(given))
    marks = template.marks | deep_marks(given)
    for each in (template, given):
        if isinstance(each.payload, Unknown):
            return with_marks(unknown(STRING, Unknown(each.payload.reason, not_null=True), trace), marks)
    if template.type != STRING or not isinstance(template.payload, str):
        raise wrong_argument(node, 0, "template", "invalid template value: a string is required", frame)
    file = SourceFile("<templatestring argument>", template.payload)
    parsed = parsed_template(file.path, file.text)
    if parsed.value is None:
        message = f"invalid template: {problem_text(parsed.diagnostics[0])}"
        raise wrong_argument(node, 0, "template", message, frame)
    made = render(node, parsed.value, without_deep_marks(given), frame.in_file(file), evaluate)
    try:
        made = converted(made, STRING)
    except ConversionError as problem:
        raise failed_call(node, f"invalid template result: {problem.message}", frame) from problem
    return with_marks(with_trace(made, trace), marks)


def check_direct(node: Call, frame: Frame) -> None:
    """Refuse anything but a reference, as Terraform does: a template that is written in place needs no function."""
    if frame.context.dialect.product is Product.OPENTOFU:
        return
    template = node.arguments[0]
    if isinstance(template, Template):
        message = f"{DIRECT}; to render an inline template, consider using a plain template string expression"
        if len(template.parts) == 1 and isinstance(template.parts[0], Interpolation):
            message = (
                f"{DIRECT}; to treat the inner expression as template syntax, write the reference expression "
                "directly without any template interpolation syntax"
            )
        elif all(isinstance(part, Text) for part in template.parts):
            message = (
                f"{DIRECT}, and so does not support providing a literal template; consider using a template "
                "string expression instead"
            )
        raise wrong_argument(node, 0, "template", message, frame)
    while isinstance(template, GetAttribute | GetIndex | Splat):
        template = template.source
    if not isinstance(template, Variable):
        message = (
            "invalid template expression: must be a direct reference to a single string from elsewhere, "
            "containing valid Terraform template syntax"
        )
        raise wrong_argument(node, 0, "template", message, frame)


@functools.lru_cache(maxsize=64)
def parsed_template(path: str, text: str) -> Result[Template | None]:
    return parse_template(SourceFile(path, text))


def render(node: Call, template: Template, given: Value, inner: Frame, evaluate: Evaluate) -> Value:
    """The template's value, with nothing in sight but the members of `given`."""
    if not isinstance(given.payload, Mapping):
        raise wrong_argument(node, 1, "vars", "invalid vars value: must be a map", inner)
    for name in given.payload:
        if IDENTIFIER.fullmatch(name) is None:
            message = (
                f"invalid template variable name {go_quote(name)}: must start with a letter, followed by "
                "zero or more letters, digits, and underscores"
            )
            raise wrong_argument(node, 1, "vars", message, inner)
    for traversal in variables(template):
        root = traversal
        while isinstance(root, GetAttribute | GetIndex | Splat):
            root = root.source
        if isinstance(root, Variable) and root.name not in given.payload:
            message = (
                f"vars map does not contain key {go_quote(root.name)}, referenced at "
                f"{inner.file.span(root.start, root.end)}"
            )
            raise wrong_argument(node, 1, "vars", message, inner)
    context = msgspec.structs.replace(inner.context, template=node.name.removeprefix("core::"))
    frame = Frame(inner.file, NoNames(), context, inner.budget, dict(given.payload))
    try:
        made = evaluate_template(template, frame, evaluate)
    except Failure as problem:
        raise failed_call(node, problem_text(problem.diagnostic), inner) from problem
    if made.is_null:
        message = (
            "Template result is null; The result of the template is null, which is not a valid result for a "
            f"{context.template} call"
        )
        raise failed_call(node, message, inner)
    return made


# -- tfvars --------------------------------------------------------------------------


def evaluate_decode_tfvars(node: Call, frame: Frame, evaluate: Evaluate) -> Value:
    """The object that a tfvars text says."""
    (source,) = arguments_of(node, ("src",), frame, evaluate)
    source = string_argument(node, source, frame)
    trace = frame.trace(node, source.trace)
    if isinstance(source.payload, Unknown):
        return with_marks(unknown(DYNAMIC, Unknown(source.payload.reason), trace), source.marks)
    file = SourceFile("<decode_tfvars argument>", str(source.payload))
    parsed = parse_body(file)
    if parsed.diagnostics or parsed.value.blocks:
        reason = problem_text(parsed.diagnostics[0]) if parsed.diagnostics else "blocks are not allowed here"
        raise failed_call(node, f"invalid tfvars syntax: {reason}", frame)
    inner = Frame(file, NoNames(), frame.context, frame.budget, {})
    made = object_of(constants(node, parsed.value, inner, frame, evaluate), trace)
    return with_marks(made, source.marks)


def constants(node: Call, body: Body, inner: Frame, frame: Frame, evaluate: Evaluate) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for attribute in body.attributes:
        before = f"invalid expression for variable {go_quote(attribute.name)}: "
        for each in walk(attribute.expression):
            if isinstance(each, Call):
                where = inner.span(each)
                message = f"{before}{where}: Function calls not allowed; Functions may not be called here"
                raise failed_call(node, message, frame)
        try:
            found[attribute.name] = evaluate(attribute.expression, inner)
        except Failure as problem:
            raise failed_call(node, before + problem_text(problem.diagnostic), frame) from problem
    return found


# -- arguments and errors ------------------------------------------------------------


def arguments_of(node: Call, names: tuple[str, ...], frame: Frame, evaluate: Evaluate) -> list[Value]:
    """The arguments, each of them there and not null."""
    count_arguments(node, names, frame)
    values = [evaluate(each, frame) for each in node.arguments]
    for index, (name, value) in enumerate(zip(names, values, strict=True)):
        if value.is_null and name != "template":
            raise wrong_argument(node, index, name, "argument must not be null", frame)
    return values


def count_arguments(node: Call, names: tuple[str, ...], frame: Frame) -> None:
    """Raises `Failure` where there are fewer or more arguments than parameters of these names."""
    quoted = go_quote(node.name)
    if len(node.arguments) < len(names):
        detail = (
            f"Function {quoted} expects {len(names)} argument(s). "
            f'Missing value for "{names[len(node.arguments)]}".'
        )
        raise failure("Not enough function arguments", detail, frame.span(node))
    if len(node.arguments) > len(names):
        detail = f"Function {quoted} expects only {len(names)} argument(s)."
        raise failure("Too many function arguments", detail, frame.span(node.arguments[len(names)]))


def string_argument(node: Call, value: Value, frame: Frame) -> Value:
    try:
        return converted(value, STRING)
    except ConversionError as problem:
        raise wrong_argument(node, 0, "path", problem.message, frame) from problem


def refuse_nesting(node: Call, frame: Frame) -> None:
    if frame.context.template and frame.context.dialect.product is Product.TERRAFORM:
        plain = node.name.removeprefix("core::")
        message = f"cannot recursively call {plain} from inside another template function"
        raise failed_call(node, message, frame)


def wrong_argument(node: Call, index: int, name: str, message: str, frame: Frame) -> Failure:
    return as_failure(invalid_argument(name, message, index), frame.span(node.arguments[index]))


def failed_call(node: Call, message: str, frame: Frame) -> Failure:
    detail = f"Call to function {go_quote(node.name)} failed: {message}."
    return failure("Error in function call", detail, frame.span(node))


def as_failure(problem: FunctionCallError, span: Span) -> Failure:
    return failure(problem.summary, problem.detail, span)


def problem_text(diagnostic: Diagnostic) -> str:
    """A diagnostic inside another one's sentence."""
    where = f"{diagnostic.subject}: " if diagnostic.subject else ""
    return f"{where}{diagnostic.summary}; {diagnostic.detail}"
