"""Which types convert into which, and the type that several types have in common.

Both are cty's: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
A conversion is safe where it works for every value, as from number to string; what the language does by
itself may be unsafe too, as from string to number.
"""

from collections.abc import Iterable, Sequence

from docgen.values.types import (
    BOOL,
    DYNAMIC,
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
)

SAFE = frozenset({(NUMBER, STRING), (BOOL, STRING)})
UNSAFE = frozenset({(STRING, NUMBER), (STRING, BOOL)})


def convertible(type_: Type, wanted: Type, *, safe: bool = False) -> bool:  # noqa: C901, PLR0911 - cty's table
    """Whether a value of one type may become one of the other; of an unsafe conversion the value decides."""
    if isinstance(wanted, Dynamic) or type_ == wanted:
        return True
    match type_, wanted:
        case Dynamic(), _:
            return not safe
        case Primitive(), Primitive():
            return (type_, wanted) in SAFE or (not safe and (type_, wanted) in UNSAFE)
        case ObjectType(), ObjectType():
            return object_convertible(type_, wanted, safe=safe)
        case TupleType(ones), TupleType(others):
            return len(ones) == len(others) and all(
                convertible(one, other, safe=safe) for one, other in zip(ones, others, strict=True)
            )
        case ListType(one) | SetType(one), ListType(other):
            return convertible(one, other, safe=safe)
        case ListType(one), SetType(other):
            return not safe and convertible(one, other)
        case (SetType(one), SetType(other)) | (MapType(one), MapType(other)):
            return convertible(one, other, safe=safe)
        case TupleType(ones), ListType(other) | SetType(other):
            return gatherable(ones, other, safe=safe)
        case ObjectType(attributes), MapType(other):
            return gatherable([each for _, each in attributes], other, safe=safe, of_map=True)
        case MapType(one), ObjectType(attributes):
            return not safe and all(
                name in wanted.optional or convertible(one, other) for name, other in attributes
            )
        case _:
            return False


def object_convertible(type_: ObjectType, wanted: ObjectType, *, safe: bool) -> bool:
    """More attributes than wanted do no harm; fewer are well where they are optional."""
    given = dict(type_.attributes)
    for name, other in wanted.attributes:
        if name not in given:
            if name not in wanted.optional:
                return False
        elif not convertible(given[name], other, safe=safe):
            return False
    return True


def gatherable(types: Sequence[Type], element: Type, *, safe: bool, of_map: bool = False) -> bool:
    """Whether a tuple or object whose members have these types may become a collection."""
    if not types:
        return True
    distinct = tuple(dict.fromkeys(types))
    if isinstance(element, Dynamic):
        common = unify(distinct, safe=safe)
        if common is None:
            return False
        if isinstance(common, Dynamic) and not of_map:
            return distinct == (DYNAMIC,)
        element = common
    return all(convertible(each, element, safe=safe) for each in distinct)


def unified(types: Sequence[Type]) -> Type | None:
    """The most general type that all can become, unsafe conversions included; None where there is none."""
    return unify(tuple(dict.fromkeys(types)), safe=False)


def unify(types: Sequence[Type], *, safe: bool) -> Type | None:  # noqa: C901, PLR0911, PLR0912 - cty's cases, in order
    if len(types) == 0:
        return None
    if len(types) == 1:
        return types[0]
    kinds = {type(each) for each in types}
    dynamic = Dynamic in kinds
    kinds.discard(Dynamic)
    if kinds == {MapType}:
        return unify_elements(MapType, types, safe=safe, dynamic=dynamic)
    if kinds == {MapType, ObjectType}:
        found = unify_as_collections(types, ObjectType, safe=safe)
        if isinstance(found, MapType):
            return found
    elif kinds == {ListType}:
        return unify_elements(ListType, types, safe=safe, dynamic=dynamic)
    elif kinds == {ListType, TupleType}:
        found = unify_as_collections(types, TupleType, safe=safe)
        if isinstance(found, ListType):
            return found
    elif kinds == {SetType}:
        return unify_elements(SetType, types, safe=safe, dynamic=dynamic)
    elif kinds == {ObjectType}:
        return DYNAMIC if dynamic else unify_objects(types, safe=safe)
    elif kinds == {TupleType}:
        return DYNAMIC if dynamic else unify_tuples(types, safe=safe)
    elif ObjectType in kinds and TupleType in kinds:
        return None
    for wanted in by_preference(types):
        if all(convertible(each, wanted, safe=safe) for each in types):
            return wanted
    return None


def unify_elements(
    kind: type[ListType | SetType | MapType], types: Sequence[Type], *, safe: bool, dynamic: bool
) -> Type | None:
    if dynamic:
        return DYNAMIC
    elements = [each.element for each in types if isinstance(each, ListType | SetType | MapType)]
    common = unify(tuple(dict.fromkeys(elements)), safe=safe)
    return None if common is None else kind(common)


def unify_as_collections(
    types: Sequence[Type], structural: type[ObjectType | TupleType], *, safe: bool
) -> Type | None:
    """Tuples beside lists are treated as lists, objects beside maps as maps."""
    collected = unify_members([each for each in types if isinstance(each, structural)], safe=safe)
    if collected is None:
        return None
    replaced = [collected if isinstance(each, structural) else each for each in types]
    return unify(tuple(dict.fromkeys(replaced)), safe=safe)


def unify_objects(types: Sequence[Type], *, safe: bool) -> Type | None:
    objects = [dict(each.attributes) for each in types if isinstance(each, ObjectType)]
    if any(each.keys() != objects[0].keys() for each in objects):
        return unify_members(types, safe=safe)
    common: list[tuple[str, Type]] = []
    for name in objects[0]:
        found = unify(tuple(dict.fromkeys(each[name] for each in objects)), safe=safe)
        if found is None:
            return None
        common.append((name, found))
    result = ObjectType(tuple(common))
    if all(convertible(each, result, safe=safe) for each in types):
        return result
    return unify_members(types, safe=safe)


def unify_tuples(types: Sequence[Type], *, safe: bool) -> Type | None:
    tuples = [each.elements for each in types if isinstance(each, TupleType)]
    if any(len(each) != len(tuples[0]) for each in tuples):
        return unify_members(types, safe=safe)
    common: list[Type] = []
    for across in zip(*tuples, strict=True):
        found = unify(tuple(dict.fromkeys(across)), safe=safe)
        if found is None:
            return None
        common.append(found)
    result = TupleType(tuple(common))
    if all(convertible(each, result, safe=safe) for each in types):
        return result
    return unify_members(types, safe=safe)


def unify_members(types: Sequence[Type], *, safe: bool) -> Type | None:
    """The map or list that all these objects or tuples can become."""
    kind = MapType if isinstance(types[0], ObjectType) else ListType
    inside = tuple(dict.fromkeys(member for each in types for member in member_types(each)))
    common = unify(inside, safe=safe)
    if common is None:
        return None
    result = kind(common)
    return result if all(convertible(each, result, safe=safe) for each in types) else None


def member_types(type_: Type) -> Iterable[Type]:
    if isinstance(type_, TupleType):
        return type_.elements
    return [each for _, each in type_.attributes] if isinstance(type_, ObjectType) else ()


# -- which of several types to try first ---------------------------------------------


def by_preference(types: Sequence[Type]) -> list[Type]:
    """The types with the more general ones first; among equals in the order given."""
    more_general: list[list[int]] = [[] for _ in types]
    above = [0] * len(types)
    for one in range(len(types)):
        for other in range(one + 1, len(types)):
            order = compare(types[one], types[other])
            if order < 0:
                more_general[one].append(other)
                above[other] += 1
            elif order > 0:
                more_general[other].append(one)
                above[one] += 1
    queue = [index for index, count in enumerate(above) if count == 0]
    for index in queue:
        for other in more_general[index]:
            above[other] -= 1
            if above[other] == 0:
                queue.append(other)
    return [types[index] for index in queue]


def compare(one: Type, other: Type) -> int:  # noqa: PLR0911 - cty's cases
    """Below zero where the first type is more general, above zero where the second is."""
    match one, other:
        case (Dynamic(), _) | (_, Dynamic()):
            return isinstance(one, Dynamic) - isinstance(other, Dynamic)
        case Primitive(), Primitive():
            return (other == STRING) - (one == STRING)
        case (
            (ListType(first), ListType(second))
            | (SetType(first), SetType(second))
            | (MapType(first), MapType(second))
        ):
            return compare(first, second)
        case (ListType(), TupleType()) | (MapType(), ObjectType()) | (TupleType() | ListType(), SetType()):
            return -1
        case (TupleType(), ListType()) | (ObjectType(), MapType()) | (SetType(), TupleType() | ListType()):
            return 1
        case ObjectType(), ObjectType():
            mine, theirs = dict(one.attributes), dict(other.attributes)
            if mine.keys() != theirs.keys():
                return 0
            return combined(compare(mine[name], theirs[name]) for name in mine)
        case TupleType(firsts), TupleType(seconds):
            if len(firsts) != len(seconds):
                return 0
            return combined(map(compare, firsts, seconds))
        case _:
            return 0


def combined(orders: Iterable[int]) -> int:
    found = {(order > 0) - (order < 0) for order in orders} - {0}
    return found.pop() if len(found) == 1 else 0


# -- optional attributes -------------------------------------------------------------


def has_optional(type_: Type) -> bool:
    match type_:
        case ListType(element) | SetType(element) | MapType(element):
            return has_optional(element)
        case TupleType(elements):
            return any(map(has_optional, elements))
        case ObjectType(attributes, optional):
            return bool(optional) or any(has_optional(each) for _, each in attributes)
        case Primitive() | Dynamic():
            return False


def without_optional(type_: Type) -> Type:  # noqa: PLR0911 - one arm a kind
    """The type as values have it: nothing in it is optional any more."""
    if not has_optional(type_):
        return type_
    match type_:
        case ListType(element):
            return ListType(without_optional(element))
        case SetType(element):
            return SetType(without_optional(element))
        case MapType(element):
            return MapType(without_optional(element))
        case TupleType(elements):
            return TupleType(tuple([without_optional(each) for each in elements]))
        case ObjectType(attributes):
            return ObjectType(tuple([(name, without_optional(each)) for name, each in attributes]))
        case _:
            return type_


def replaced_dynamic(type_: Type, wanted: Type) -> Type:  # noqa: C901, PLR0911 - one arm a kind
    """The wanted type with each `any` in it replaced by what `type_` has there."""
    if isinstance(type_, Dynamic):
        return wanted
    match wanted, type_:
        case Dynamic(), _:
            return type_
        case MapType(element), MapType(given):
            return MapType(replaced_dynamic(given, element))
        case MapType(element), ObjectType(attributes):
            return MapType(replaced_dynamic(unified([each for _, each in attributes]) or DYNAMIC, element))
        case ObjectType(attributes), MapType(given):
            return ObjectType(tuple([(name, replaced_dynamic(given, each)) for name, each in attributes]))
        case ObjectType(attributes), ObjectType():
            known = dict(type_.attributes)
            return ObjectType(
                tuple([(name, replaced_dynamic(known.get(name, DYNAMIC), each)) for name, each in attributes])
            )
        case SetType(element), SetType(given) | ListType(given):
            return SetType(replaced_dynamic(given, element))
        case SetType(element), TupleType(members):
            return SetType(replaced_dynamic(unified(members) or DYNAMIC, element))
        case ListType(element), SetType(given) | ListType(given):
            return ListType(replaced_dynamic(given, element))
        case ListType(element), TupleType(members):
            return ListType(replaced_dynamic(unified(members) or DYNAMIC, element))
        case TupleType(elements), TupleType(members) if len(elements) == len(members):
            return TupleType(tuple(map(replaced_dynamic, members, elements)))
        case _:
            return wanted
