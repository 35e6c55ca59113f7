"""Types and values as Terraform's messages write them."""

from docgen.values.types import (
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from docgen.values.unification import convertible

GO_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}


def friendly_name(type_: Type, *, constraint: bool = False) -> str:  # noqa: PLR0911 - one arm a kind
    """The type in words; as a constraint, `any` is worded so that a reader recognises it as one."""
    match type_:
        case Primitive(name):
            return name
        case Dynamic():
            return "any type" if constraint else "dynamic"
        case ListType(element):
            return f"list of {element_name(element, constraint=constraint)}"
        case SetType(element):
            return f"set of {element_name(element, constraint=constraint)}"
        case MapType(element):
            return f"map of {element_name(element, constraint=constraint)}"
        case TupleType():
            return "tuple"
        case ObjectType():
            return "object"


def element_name(type_: Type, *, constraint: bool) -> str:
    if constraint and isinstance(type_, Dynamic):
        return "any single type"
    return friendly_name(type_, constraint=constraint)


def go_quote(text: str) -> str:
    """The text in double quotes as Go's `%q` writes it."""
    if text.isprintable() and text.isascii() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(go_escape, text)) + '"'


def go_escape(character: str) -> str:
    if character in GO_ESCAPES:
        return GO_ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x80:  # noqa: PLR2004 - Go's own border
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004


def mismatch(given: Type, wanted: Type) -> str:  # noqa: PLR0911 - one arm a kind
    """Why no value of one type can become one of the other, in cty's words."""
    match given, wanted:
        case ObjectType(), ObjectType():
            return mismatched_objects(given, wanted)
        case TupleType(), ListType(Dynamic()):
            return "all list elements must have the same type"
        case TupleType(), SetType(Dynamic()):
            return "all set elements must have the same type"
        case ObjectType(), MapType(Dynamic()):
            return "all map elements must have the same type"
        case TupleType(elements), ListType(element) | SetType(element):
            members = {str(index): each for index, each in enumerate(elements)}
            return mismatched_members(members, element)
        case ObjectType(attributes), MapType(element):
            return mismatched_members({go_quote(name): each for name, each in attributes}, element)
        case (ListType(one) | SetType(one), ListType(other) | SetType(other)) | (
            MapType(one),
            MapType(other),
        ):
            kind = {ListType: "list", SetType: "set", MapType: "map"}[type(wanted)]
            return f"incorrect {kind} element type: {mismatch(one, other)}"
        case _:
            return f"{friendly_name(wanted, constraint=True)} required"


def mismatched_members(members: dict[str, Type], wanted: Type) -> str:
    for name, given in members.items():
        if not convertible(given, wanted):
            return f"element {name}: {mismatch(given, wanted)}"
    return f"all elements must be {friendly_name(wanted, constraint=True)}"


def mismatched_objects(given: ObjectType, wanted: ObjectType) -> str:
    mine = dict(given.attributes)
    missing = [
        go_quote(name) for name, _ in wanted.attributes if name not in mine and name not in wanted.optional
    ]
    if len(missing) == 1:
        return f"attribute {missing[0]} is required"
    if missing:
        comma = "," if len(missing) > 2 else ""  # noqa: PLR2004 - a list of two has no comma
        return f"attributes {', '.join(missing[:-1])}{comma} and {missing[-1]} are required"
    for safe in (False, True):
        for name, each in wanted.attributes:
            if name in mine and not convertible(mine[name], each, safe=safe):
                return f"attribute {go_quote(name)}: {mismatch(mine[name], each)}"
    return "incorrect object attributes"


def type_text(type_: Type) -> str:  # noqa: PLR0911 - one arm a kind
    """The type on one line, as Terraform's console function `type` says it on several."""
    match type_:
        case Primitive(name):
            return name
        case Dynamic():
            return "dynamic"
        case ListType(element):
            return f"list({type_text(element)})"
        case SetType(element):
            return f"set({type_text(element)})"
        case MapType(element):
            return f"map({type_text(element)})"
        case TupleType(elements):
            return f"tuple([{', '.join(map(type_text, elements))}])"
        case ObjectType(attributes):
            return f"object({{{', '.join(f'{name}: {type_text(each)}' for name, each in attributes)}}})"
