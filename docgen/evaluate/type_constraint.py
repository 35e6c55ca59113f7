"""`type = …` of a variable: a type, and the defaults of its optional attributes.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from collections.abc import Callable

from docgen.evaluate.defaults import Defaults
from docgen.evaluate.failure import Failure, failure
from docgen.evaluate.types import (
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
from docgen.evaluate.values import Value
from docgen.hcl.nodes import Call, Expression, ObjectConstructor, Template, TupleConstructor, Variable
from docgen.source.text import SourceFile
from docgen.terraform.syntax import name_of, text_of

Constant = Callable[[Expression], Value]
PRIMITIVES: dict[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
COLLECTIONS: dict[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}


def parse_type(node: Expression, file: SourceFile, constant: Constant) -> tuple[Type, Defaults | None]:
    """The type and its defaults; `constant` evaluates the default of an optional attribute."""
    match node:
        case Variable(_, _, name) if name in PRIMITIVES:
            return PRIMITIVES[name], None
        case Template() if text_of(node) in {"string", "list", "map"}:  # the quoted form of Terraform 0.11
            old = text_of(node)
            return (STRING if old == "string" else COLLECTIONS[old or ""](DYNAMIC)), None
        case Variable(_, _, name) if name in COLLECTIONS:
            return COLLECTIONS[name](DYNAMIC), None
        case Call(_, _, name, _, (argument,), False) if name in COLLECTIONS:
            element, defaults = parse_type(argument, file, constant)
            return COLLECTIONS[name](element), Defaults.of_elements(defaults)
        case Call(_, _, "object", _, (ObjectConstructor() as fields,), False):
            return parse_object(fields, file, constant)
        case Call(_, _, "tuple", _, (TupleConstructor(_, _, items),), False):
            parsed = [parse_type(each, file, constant) for each in items]
            type_ = TupleType(tuple(each for each, _ in parsed))
            return type_, Defaults.of_items([each for _, each in parsed])
        case _:
            raise invalid_type(node, file)


def parse_object(
    node: ObjectConstructor, file: SourceFile, constant: Constant
) -> tuple[Type, Defaults | None]:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    children: dict[str, Defaults | None] = {}
    for item in node.items:
        name = name_of(item.key)
        if name is None:
            raise invalid_type(item.key, file)
        wanted = item.value
        if isinstance(wanted, Call) and wanted.name == "optional":
            if not 1 <= len(wanted.arguments) <= 2:  # noqa: PLR2004 - a type, and perhaps a default
                raise invalid_type(wanted, file)
            optional.add(name)
            if len(wanted.arguments) == 2:  # noqa: PLR2004
                values[name] = constant(wanted.arguments[1])
            wanted = wanted.arguments[0]
        attributes[name], children[name] = parse_type(wanted, file, constant)
    return object_type(attributes, optional), Defaults.of_object(attributes, values, children)


def invalid_type(node: Expression, file: SourceFile) -> Failure:
    return failure(
        "Invalid type specification",
        "A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({…}); optional(…) may "
        "stand for an attribute of an object.",
        file.span(node.start, node.end),
    )
