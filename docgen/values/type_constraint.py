"""`type = …` of a variable: a type, and the defaults of its optional attributes.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from collections.abc import Callable

from docgen.hcl.nodes import Call, Expression, ObjectConstructor, Template, TupleConstructor, Variable
from docgen.hcl.parser import parse_expression
from docgen.hcl.walk import variables, walk
from docgen.source.diagnostic import Code
from docgen.source.text import SourceFile
from docgen.terraform.syntax import name_of, text_of
from docgen.values.conversion import ConversionError, converted
from docgen.values.defaults import Defaults, with_defaults
from docgen.values.failure import Failure, failure
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    SetType,
    TupleType,
    Type,
    object_type,
)
from docgen.values.values import Value

Constant = Callable[[Expression], Value]
PRIMITIVES: dict[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
COLLECTIONS: dict[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}


def parse_type(node: Expression, file: SourceFile, constant: Constant) -> tuple[Type, Defaults | None]:
    """The type and its defaults; `constant` evaluates the default of an optional attribute.

    Raises `Failure` for what is no type. Source: decodeVariableType, in
    https://github.com/hashicorp/terraform/blob/v1.15.5/internal/configs/named_values.go
    """
    if isinstance(node, Template):
        if not file.path.endswith(".json"):
            raise quoted_type(node, file)
        inner = SourceFile(file.path, text_of(node) or "")
        written = parse_expression(inner).value
        if written is None:
            raise invalid_type(node, file)
        node, file = written, inner
    if isinstance(node, Variable) and node.name in {"list", "map"}:  # short for list(any) and map(any)
        return COLLECTIONS[node.name](DYNAMIC), None
    return parse_inner(node, file, constant)


def parse_inner(node: Expression, file: SourceFile, constant: Constant) -> tuple[Type, Defaults | None]:
    match node:
        case Variable(_, _, name) if name in PRIMITIVES:
            return PRIMITIVES[name], None
        case Call(_, _, name, _, (argument,), False) if name in COLLECTIONS:
            element, defaults = parse_inner(argument, file, constant)
            return COLLECTIONS[name](element), Defaults.of_elements(defaults)
        case Call(_, _, "object", _, (ObjectConstructor() as fields,), False):
            return parse_object(fields, file, constant)
        case Call(_, _, "tuple", _, (TupleConstructor(_, _, items),), False):
            parsed = [parse_inner(each, file, constant) for each in items]
            type_ = TupleType(tuple(each for each, _ in parsed))
            return type_, Defaults.of_items([each for _, each in parsed])
        case _:
            raise invalid_type(node, file)


def quoted_type(node: Expression, file: SourceFile) -> Failure:
    """The form of Terraform 0.11."""
    text = text_of(node)
    span = file.span(node.start, node.end)
    if text in {"string", "list", "map"}:
        better = text if text == "string" else f"{text}(string)"
        detail = f"Terraform 0.11 and earlier required type constraints to be given in quotes. Write {better} instead."
        return failure("Invalid quoted type constraints", detail, span, Code.QUOTED_TYPE)
    detail = "To provide a full type expression, remove the surrounding quotes and give the type expression directly."
    return failure("Invalid legacy variable type hint", detail, span)


def parse_object(
    node: ObjectConstructor, file: SourceFile, constant: Constant
) -> tuple[Type, Defaults | None]:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    places: dict[str, Expression] = {}
    children: dict[str, Defaults | None] = {}
    for item in node.items:
        name = name_of(item.key)
        if name is None or isinstance(item.key, Template) or name in attributes:
            raise invalid_type(item.key, file)
        wanted = item.value
        if isinstance(wanted, Call) and wanted.name == "optional":
            if not 1 <= len(wanted.arguments) <= 2:  # noqa: PLR2004 - a type, and perhaps a default
                raise invalid_type(wanted, file)
            optional.add(name)
            if len(wanted.arguments) == 2:  # noqa: PLR2004
                values[name] = default_of(wanted.arguments[1], file, constant)
                places[name] = wanted.arguments[1]
            wanted = wanted.arguments[0]
        attributes[name], children[name] = parse_inner(wanted, file, constant)
        if name in places:
            check_default(values[name], attributes[name], children[name], places[name], file)
    return object_type(attributes, optional), Defaults.of_object(attributes, values, children)


def default_of(node: Expression, file: SourceFile, constant: Constant) -> Value:
    """A literal: it is evaluated before there are any names or functions."""
    for each in walk(node):
        if isinstance(each, Call):
            detail = "Functions may not be called here: write the value itself."
            raise failure("Function calls not allowed", detail, file.span(each.start, each.end))
    for each in variables(node):
        detail = "Variables may not be used here: write the value itself."
        raise failure("Variables not allowed", detail, file.span(each.start, each.end))
    return constant(node)


def check_default(
    value: Value, type_: Type, defaults: Defaults | None, node: Expression, file: SourceFile
) -> None:
    try:
        converted(with_defaults(value, defaults), type_)
    except ConversionError as problem:
        detail = f"This default value is not compatible with the attribute's type constraint: {problem}."
        raise failure(
            "Invalid default value for optional attribute", detail, file.span(node.start, node.end)
        ) from problem


def invalid_type(node: Expression, file: SourceFile) -> Failure:
    return failure(
        "Invalid type specification",
        "A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({…}); optional(…) is "
        "allowed for attributes of an object.",
        file.span(node.start, node.end),
    )
