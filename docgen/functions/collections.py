"""Functions on maps and objects, and questions about any collection.

https://developer.hashicorp.com/terraform/language/functions/merge
"""

from collections.abc import Mapping

from docgen.functions.arguments import (
    bound_elements,
    gap_of,
    items_of,
    mapping_of,
    number_value,
    shown,
    text_of,
    text_value,
)
from docgen.functions.places import places_of
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.letters import clusters
from docgen.terraform.dialect import NULL_ELEMENT
from docgen.values.access import extended
from docgen.values.conversion import ConversionError, converted
from docgen.values.equality import equal
from docgen.values.rendering import friendly_name, go_quote
from docgen.values.types import (
    BOOL,
    DYNAMIC,
    EMPTY_OBJECT,
    EMPTY_TUPLE,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
    object_type,
)
from docgen.values.values import (
    NO_MARKS,
    Marks,
    OpenMapping,
    Unknown,
    Value,
    boolean,
    first_unknown,
    is_wholly_known,
    list_of,
    map_of,
    object_of,
    remade,
    tuple_of,
    unknown,
    with_marks,
)

# -- questions -----------------------------------------------------------------------


def length_type(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if type_ == STRING or not isinstance(type_, Primitive):
        return NUMBER
    raise FunctionError("argument must be a string, a collection type, or a structural type")


def length(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    count = count_of(value)
    if isinstance(count, int):
        return with_marks(number_value(count), value.marks)
    least = 1 if count.not_empty and value.type == STRING else count.shortest
    return with_marks(unknown(NUMBER, Unknown(count.reason, not_null=True, least=least)), value.marks)


def count_of(value: Value) -> int | Unknown:
    payload = value.payload
    match value.type:
        case TupleType(elements):
            return len(elements)
        case ObjectType(attributes) if not isinstance(payload, OpenMapping):
            return len(attributes)
    if isinstance(payload, Unknown):
        settled = payload.longest is not None and payload.shortest == payload.longest
        return payload.shortest if settled else payload
    if isinstance(payload, str):
        return len(clusters(payload))
    assert isinstance(payload, tuple | Mapping)  # noqa: S101 - a collection, by its type
    if isinstance(value.type, SetType) and len(payload) > 1:
        gap = first_unknown(value)
        if gap is not None:  # members of a set may turn out to be the same
            return gap
    return len(payload)


def contains(arguments: Arguments, _: Context) -> Value:
    value, wanted = arguments
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise FunctionError("argument must be list, tuple, or set")
    places = places_of(value)
    if places is not None and isinstance(wanted.payload, str):
        return boolean(wanted.payload in places)
    gap: Unknown | None = None
    for each in items_of(value):
        answer = equal(wanted, each)
        if isinstance(answer.payload, Unknown):
            gap = gap or answer.payload
        elif answer.payload is True:
            return boolean(True)  # noqa: FBT003 - the value itself
    return boolean(False) if gap is None else unknown(BOOL, gap)  # noqa: FBT003 - the value itself


def all_true(arguments: Arguments, _: Context) -> Value:
    for each in items_of(arguments[0]):
        if isinstance(each.payload, Unknown):
            return unknown(BOOL, Unknown(each.payload.reason, not_null=True))
        if each.payload is not True:
            return boolean(False)  # noqa: FBT003 - the value itself
    return boolean(True)  # noqa: FBT003 - the value itself


def any_true(arguments: Arguments, _: Context) -> Value:
    gap: Unknown | None = None
    for each in items_of(arguments[0]):
        if isinstance(each.payload, Unknown):
            gap = gap or each.payload
        elif each.payload is True:
            return boolean(True)  # noqa: FBT003 - the value itself
    if gap is not None:
        return unknown(BOOL, Unknown(gap.reason, not_null=True))
    return boolean(False)  # noqa: FBT003 - the value itself


# -- keys and values -----------------------------------------------------------------


def keys_type(arguments: Arguments) -> Type:
    match arguments[0].type:
        case MapType():
            return ListType(STRING)
        case ObjectType(attributes):
            return TupleType((STRING,) * len(attributes))
        case _:
            raise FunctionError("must have map or object type", 0)


def keys(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    if isinstance(value.type, ObjectType):
        return with_marks(tuple_of([text_value(name) for name, _ in value.type.attributes]), value.marks)
    if isinstance(value.payload, Unknown):
        return with_marks(
            unknown(ListType(STRING), Unknown(value.payload.reason, not_null=True)), value.marks
        )
    return with_marks(list_of(STRING, map(text_value, mapping_of(value))), value.marks)


def values_type(arguments: Arguments) -> Type:
    match arguments[0].type:
        case MapType(element):
            return ListType(element)
        case ObjectType(()):
            return EMPTY_TUPLE
        case ObjectType(attributes):
            return TupleType(tuple([each for _, each in attributes]))
        case _:
            raise FunctionError("values() requires a map as the first argument")


def values(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    items = mapping_of(value).values()
    made = list_of(value.type.element, items) if isinstance(value.type, MapType) else tuple_of(items)
    return with_marks(made, value.marks)


def lookup_type(arguments: Arguments) -> Type:
    if len(arguments) > 3:  # noqa: PLR2004 - a map, a key and a default
        raise FunctionError(f"lookup() takes two or three arguments, got {len(arguments)}")
    value, key = arguments[:2]
    default = arguments[2] if len(arguments) == 3 else None  # noqa: PLR2004
    match value.type:
        case ObjectType(attributes):
            if not key.is_known:
                return DYNAMIC
            name = text_of(key)
            found = dict(attributes).get(name)
            if found is not None:
                return found
            if isinstance(value.payload, OpenMapping):
                return DYNAMIC
            if default is None:
                raise FunctionError(f"the given object has no attribute {shown(name, key)}", 0)
            return default.type
        case MapType(element):
            if default is not None:
                try:
                    converted(default, element)
                except ConversionError as problem:
                    message = "the default value must have the same type as the map elements"
                    raise FunctionError(message, 2) from problem
            return element
        case _:
            raise FunctionError("lookup() requires a map as the first argument", 0)


def lookup(arguments: Arguments, _: Context) -> Value:
    value, key = arguments[:2]
    marks = value.marks | key.marks
    type_ = lookup_type(arguments)
    if isinstance(key.payload, Unknown):
        return with_marks(unknown(type_, Unknown(key.payload.reason)), marks)
    name = text_of(key)
    if isinstance(value.payload, Unknown):
        gap = extended(value.payload, name) if len(arguments) == 2 else Unknown(value.payload.reason)  # noqa: PLR2004
        return with_marks(unknown(type_, gap), marks)
    found = mapping_of(value).get(name)
    if found is not None:
        return with_marks(found, marks)
    if len(arguments) == 3:  # noqa: PLR2004 - with a default
        try:
            return with_marks(converted(arguments[2], type_), marks)
        except ConversionError as problem:
            raise FunctionError(problem.message) from problem
    raise FunctionError(f"lookup failed to find key {shown(name, key)}")


# -- making maps ---------------------------------------------------------------------


def merge_type(arguments: Arguments) -> Type:
    if not arguments:
        return EMPTY_OBJECT
    attributes: dict[str, Type] = {}
    settled = True
    for value in arguments:
        match value.type:
            case Dynamic():
                return DYNAMIC
            case ObjectType(own):
                if not value.is_null:
                    attributes.update(own)
            case MapType(element):
                if isinstance(value.payload, Mapping):
                    attributes.update(dict.fromkeys(value.payload, element))
                elif not value.is_null:
                    settled = False
            case type_:
                raise no_mapping(type_)
    if all(each.type == arguments[0].type for each in arguments):
        return arguments[0].type
    return object_type(attributes) if settled else DYNAMIC


def no_mapping(type_: Type) -> FunctionError:
    name = go_quote(friendly_name(type_))
    return FunctionError(f"arguments must be maps or objects, got {name}")


def merge(arguments: Arguments, context: Context) -> Value:
    type_ = merge_type(arguments)
    merged: dict[str, Value] = {}
    marks: Marks = NO_MARKS
    open_one: Mapping[str, Value] | None = None
    for value in arguments:
        marks |= value.marks
        if value.is_null:
            continue
        if not isinstance(value.type, MapType | ObjectType):
            raise no_mapping(
                value.type
            )  # after a bare null the types have not been looked at; Terraform panics there
        mapping = mapping_of(value)
        if isinstance(mapping, OpenMapping):
            open_one = mapping
        merged.update(mapping)
    bound_elements(len(merged), context)
    made = map_of(type_.element, merged) if isinstance(type_, MapType) else object_of(merged)
    if open_one is not None:
        made = Value(made.type, remade(open_one, mapping_of(made)), made.marks, made.trace)
    return with_marks(made, marks)


def zipmap_type(arguments: Arguments) -> Type:
    names, given = arguments
    match given.type:
        case ListType(element):
            return MapType(element)
        case TupleType(elements):
            if not is_wholly_known(names):
                return DYNAMIC
            keys_given = items_of(names)
            match_lengths(len(keys_given), len(elements))
            for place, each in enumerate(keys_given):
                if each.is_null:
                    raise FunctionError(f"keys list has null value at index {place}")
            return object_type(dict(zip(map(text_of, keys_given), elements, strict=True)))
        case _:
            raise FunctionError("values argument must be a list or tuple value")


def match_lengths(of_keys: int, of_values: int) -> None:
    if of_keys != of_values:
        raise FunctionError(f"number of keys ({of_keys}) does not match number of values ({of_values})")


def zipmap(arguments: Arguments, _: Context) -> Value:
    names, given = arguments
    marks = names.marks | given.marks
    type_ = zipmap_type(arguments)
    gap = first_unknown(names)
    if gap is not None:
        return with_marks(unknown(type_, Unknown(gap.reason, not_null=True)), marks)
    keys_given, items = items_of(names), items_of(given)
    match_lengths(len(keys_given), len(items))
    merged: dict[str, Value] = {}
    for key, item in zip(keys_given, items, strict=True):
        if key.is_null:
            raise FunctionError("panic in function implementation: a key is null")
        marks |= key.marks
        merged[text_of(key)] = item
    made = map_of(type_.element, merged) if isinstance(type_, MapType) else object_of(merged)
    return with_marks(made, marks)


def transpose(arguments: Arguments, _: Context) -> Value:
    gap = first_unknown(arguments[0])
    if gap is not None:
        return unknown(MapType(ListType(STRING)), Unknown(gap.reason, not_null=True))
    turned: dict[str, list[str]] = {}
    for name, inner in mapping_of(arguments[0]).items():
        if inner.is_null:
            raise FunctionError("input must not contain null list")
        for each in items_of(inner):
            if each.is_null:
                raise FunctionError("input list must not contain null string")
            turned.setdefault(text_of(each), []).append(name)
    lists = {name: list_of(STRING, map(text_value, sorted(names))) for name, names in turned.items()}
    return map_of(ListType(STRING), lists)


# -- gone ----------------------------------------------------------------------------


def gone(name: str, instead: str) -> Function:
    def refuse(_: Arguments) -> Type:
        kind = "list" if name == "list" else "map"
        raise FunctionError(
            f'the "{name}" function was deprecated in Terraform v0.12 and is no longer available; use '
            f"{instead} syntax to write a literal {kind}"
        )

    def never(arguments: Arguments, _: Context) -> Value:
        return unknown(refuse(arguments), gap_of(arguments[0]))

    rest = Parameter("vals", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True)
    return Function(name, (), refuse, never, rest)


COLLECTIONS = (
    Function("alltrue", (Parameter("list", ListType(BOOL)),), BOOL, all_true),
    Function("anytrue", (Parameter("list", ListType(BOOL)),), BOOL, any_true),
    Function(
        "contains",
        (
            Parameter("list", DYNAMIC),
            Parameter("value", DYNAMIC, nullable=NULL_ELEMENT, takes_dynamic=NULL_ELEMENT),
        ),
        BOOL,
        contains,
    ),
    Function(
        "keys",
        (Parameter("inputMap", DYNAMIC, takes_unknown=True, takes_marked=True),),
        keys_type,
        keys,
        passes_members=True,
    ),
    Function(
        "length",
        (Parameter("value", DYNAMIC, takes_unknown=True, takes_dynamic=True, takes_marked=True),),
        length_type,
        length,
        passes_members=True,
    ),
    gone("list", "tolist([ ... ])"),
    Function(
        "lookup",
        (
            Parameter("inputMap", DYNAMIC, takes_unknown=True, takes_marked=True),
            Parameter("key", STRING, takes_unknown=True, takes_marked=True),
        ),
        lookup_type,
        lookup,
        Parameter(
            "default",
            DYNAMIC,
            nullable=True,
            takes_unknown=True,
            takes_dynamic=True,
            takes_marked=True,
            used_if_returned=True,
        ),
        passes_members=True,
        not_null=False,
    ),
    gone("map", "tomap({ ... })"),
    Function(
        "merge",
        (),
        merge_type,
        merge,
        Parameter("maps", DYNAMIC, nullable=True, takes_dynamic=True, takes_marked=True),
        passes_members=True,
    ),
    Function(
        "transpose", (Parameter("values", MapType(ListType(STRING))),), MapType(ListType(STRING)), transpose
    ),
    Function(
        "values",
        (Parameter("mapping", DYNAMIC, takes_marked=True),),
        values_type,
        values,
        passes_members=True,
    ),
    Function(
        "zipmap",
        (
            Parameter("keys", ListType(STRING), takes_marked=True, decides=True),
            Parameter("values", DYNAMIC, takes_marked=True),
        ),
        zipmap_type,
        zipmap,
        passes_members=True,
    ),
)
