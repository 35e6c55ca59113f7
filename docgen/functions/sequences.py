"""Functions that return members of lists and tuples: `concat`, `element`, `slice`, `flatten` and kin.

https://developer.hashicorp.com/terraform/language/functions/concat
"""

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction

from docgen.functions.arguments import (
    bound_elements,
    int_of,
    items_of,
    number_of,
    number_value,
)
from docgen.functions.places import places_of
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.traced import joined
from docgen.terraform.dialect import NEGATIVE_ELEMENT
from docgen.values.access import extended
from docgen.values.conversion import ConversionError, converted, unified
from docgen.values.equality import equal, hash_key
from docgen.values.numbers import add
from docgen.values.rendering import friendly_name
from docgen.values.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    Dynamic,
    ListType,
    SetType,
    TupleType,
    Type,
)
from docgen.values.values import (
    NO_MARKS,
    PENDING,
    Marks,
    Number,
    Unknown,
    Value,
    first_unknown,
    is_wholly_known,
    list_of,
    null,
    shape_trace,
    tuple_of,
    unknown,
    walk,
    with_marks,
    without_marks,
)

SEQUENCE = Parameter("list", DYNAMIC, takes_marked=True)
ANY_LIST = Parameter("list", ListType(DYNAMIC))
MOST_OF_RANGE = 1024  # Terraform's own limit
MOST_OF_SLICE = 10_000  # of a list whose length is not known yet


def first_type(arguments: Arguments) -> Type:
    return arguments[0].type


# -- one member ----------------------------------------------------------------------


def type_of_element(arguments: Arguments) -> Type:
    value, index = arguments
    match value.type:
        case ListType(element):
            return element
        case TupleType(elements):
            if not index.is_known:
                return DYNAMIC
            place = element_place(index, len(elements))
            return elements[place]
        case _:
            raise FunctionError(f"cannot read elements from {friendly_name(value.type)}")


def element_place(index: Value, length: int) -> int:
    try:
        place = int_of(index)
    except FunctionError as problem:
        raise FunctionError(f"invalid index: {problem.message}") from problem
    if length == 0:
        raise FunctionError("cannot use element function with an empty list")
    return place % length


def element(arguments: Arguments, context: Context) -> Value:
    """The member at an index that wraps around; of an unknown list, at least the member's address."""
    value, index = arguments
    # Before cty 1.16.2 the type of a tuple's element was computed with Go's signed rest, which failed.
    signed = (
        isinstance(value.type, TupleType) and int_of(index) < 0 and int_of(index) % len(value.type.elements)
    )
    if signed and not context.dialect.has(NEGATIVE_ELEMENT):
        raise FunctionError("a negative index works with lists only, and this is a tuple")
    if isinstance(value.payload, Unknown):
        place = int_of(index)
        type_ = type_of_element(arguments)
        if value.payload.reference is None or not isinstance(value.type, ListType) or place < 0:
            return with_marks(unknown(type_, Unknown(value.payload.reason)), value.marks)
        return with_marks(unknown(type_, extended(value.payload, place)), value.marks)
    items = items_of(value)
    return with_marks(items[element_place(index, len(items))], value.marks)


def type_of_one(arguments: Arguments) -> Type:
    match arguments[0].type:
        case ListType(element_type) | SetType(element_type):
            return element_type
        case TupleType(()):
            return DYNAMIC
        case TupleType((only,)):
            return only
        case _:
            raise not_one()


def not_one() -> FunctionError:
    return FunctionError("must be a list, set, or tuple value with either zero or one elements", 0)


def one(arguments: Arguments, _: Context) -> Value:
    items = items_of(arguments[0])
    if len(items) > 1:
        gap = first_unknown(arguments[0]) if isinstance(arguments[0].type, SetType) else None
        if gap is not None:  # members of a set may turn out to be the same
            return unknown(type_of_one(arguments), Unknown(gap.reason))
        raise not_one()
    return items[0] if items else null(type_of_one(arguments))


# -- a part --------------------------------------------------------------------------


def type_of_slice(arguments: Arguments) -> Type:
    type_ = arguments[0].type
    if isinstance(type_, SetType):
        raise FunctionError(
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if "
            "the ordering of the result is not important",
            0,
        )
    if not isinstance(type_, ListType | TupleType):
        raise FunctionError("must be a list or tuple value", 0)
    places = slice_places(arguments)
    if isinstance(type_, ListType):
        return type_
    return DYNAMIC if places is None else TupleType(type_.elements[places[0] : places[1]])


def slice_places(arguments: Arguments) -> tuple[int, int] | None:
    """The start and end of the slice; None while one of them is not known."""
    value = arguments[0]
    length = len(value.type.elements) if isinstance(value.type, TupleType) else None
    if isinstance(value.payload, tuple):
        length = len(value.payload)
    places = []
    for argument, word in ((1, "start"), (2, "end")):
        if not arguments[argument].is_known:
            continue
        place = int_of(arguments[argument], argument, f"invalid {word} index: ")
        if place < 0:
            raise FunctionError(f"{word} index must not be less than zero", argument)
        if length is not None and place > length:
            message = f"{word} index must not be greater than the length of the list"
            raise FunctionError(message, argument)
        places.append(place)
    if len(places) < 2:  # noqa: PLR2004 - a start and an end
        return None
    if places[0] > places[1]:
        raise FunctionError("start index must not be greater than end index", 1)
    return places[0], places[1]


def slice_(arguments: Arguments, context: Context) -> Value:
    """The members between two indexes.

    Of a list that is not known but has an address, as a data source's attribute has, the members are not
    known either, but how many there are is, and which ones: Terraform stops or goes on with exactly so many.
    """
    value = arguments[0]
    places = slice_places(arguments)
    assert places is not None  # noqa: S101 - both indexes are known, or this were not called
    start, end = places
    if isinstance(value.payload, Unknown):
        type_ = type_of_slice(arguments)
        if value.payload.reference is None or not isinstance(value.type, ListType) or end > MOST_OF_SLICE:
            return with_marks(unknown(type_, Unknown(value.payload.reason, not_null=True)), value.marks)
        items: Sequence[Value] = [
            unknown(value.type.element, extended(value.payload, place)) for place in range(start, end)
        ]
        bound_elements(len(items), context)
        return with_marks(list_of(value.type.element, items), value.marks)
    return with_marks(like(value, items_of(value)[start:end]), value.marks)


def like(value: Value, items: Sequence[Value]) -> Value:
    """The items as a list, where `value` is one, or as a tuple."""
    if isinstance(value.type, ListType | SetType):
        return list_of(value.type.element, items)
    return tuple_of(items)


def reverse_type(arguments: Arguments) -> Type:
    match arguments[0].type:
        case TupleType(elements):
            return TupleType(tuple(reversed(elements)))
        case ListType(element_type) | SetType(element_type):
            return ListType(element_type)
        case type_:
            name = friendly_name(type_)
            raise FunctionError(f"can only reverse list or tuple values, not {name}", 0)


def reverse(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    return with_marks(like(value, items_of(value)[::-1]), value.marks)


def chunk_type(arguments: Arguments) -> Type:
    return ListType(arguments[0].type)


def chunklist(arguments: Arguments, _: Context) -> Value:
    value, size_value = arguments
    marks = value.marks | size_value.marks
    try:
        size = int_of(size_value)
    except FunctionError as problem:
        raise FunctionError(f"invalid size: {problem.message}") from problem
    if size < 0:
        raise FunctionError("the size argument must be positive")
    items = items_of(value)
    if not items:
        return with_marks(list_of(value.type, ()), marks)
    if size == 0:
        return with_marks(list_of(value.type, [without_marks(value)]), marks)
    element_type = value.type.element if isinstance(value.type, ListType) else DYNAMIC
    chunks = [list_of(element_type, items[at : at + size]) for at in range(0, len(items), size)]
    return with_marks(list_of(value.type, chunks), marks)


# -- several into one ----------------------------------------------------------------


def concat_type(arguments: Arguments) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    if all(isinstance(each.type, ListType) for each in arguments):
        common = unified([each.type for each in arguments])
        if common is not None:
            return common
    types: list[Type] = []
    for index, value in enumerate(arguments):
        if isinstance(value.type, TupleType):
            types += value.type.elements
        elif isinstance(value.type, ListType):
            if not isinstance(value.payload, tuple):
                return DYNAMIC
            types += [value.type.element] * len(value.payload)
        else:
            name = friendly_name(value.type)
            raise FunctionError(f"all arguments must be lists or tuples; got {name}", index)
    return TupleType(tuple(types))


def concat(arguments: Arguments, context: Context) -> Value:
    type_ = concat_type(arguments)
    items: list[Value] = []
    marks: Marks = NO_MARKS
    bound_elements(sum(len(items_of(each)) for each in arguments), context)
    for index, value in enumerate(arguments):
        marks |= value.marks
        try:
            items += items_of(converted(value, type_) if isinstance(type_, ListType) else value)
        except ConversionError as problem:
            raise FunctionError(problem.message, index) from problem
    made = list_of(type_.element, items) if isinstance(type_, ListType) else tuple_of(items)
    return with_marks(made, marks)


def flatten_type(arguments: Arguments) -> Type:
    value = arguments[0]
    if isinstance(value.payload, Unknown):
        return DYNAMIC
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise FunctionError("can only flatten lists, sets and tuples")
    return DYNAMIC


def flatten(arguments: Arguments, context: Context) -> Value:
    items, marks, gap = flattened(arguments[0])
    bound_elements(len(items), context)
    if gap is not None:
        return with_marks(unknown(DYNAMIC, Unknown(gap.reason, not_null=True)), marks)
    shape = joined(shape_trace(each) for each in sequences_in(arguments[0]))
    return with_marks(tuple_of(items, shape), marks)


def sequences_in(value: Value) -> Iterator[Value]:
    """The sequence, and those inside it that flatten() opens."""
    yield value
    for item in items_of(value):
        if isinstance(item.type, ListType | SetType | TupleType) and isinstance(item.payload, tuple):
            yield from sequences_in(item)


def flattened(value: Value) -> tuple[list[Value], Marks, Unknown | None]:
    """The members that are no sequences themselves, outermost first; and what hides how many there are."""
    items: list[Value] = []
    marks: Marks = value.marks
    gap: Unknown | None = None
    for item in items_of(value):
        sequence = isinstance(item.type, ListType | SetType | TupleType)
        if isinstance(item.payload, Unknown):
            # What is not known and of no known type may yet turn out to be a list.
            if sequence or isinstance(item.type, Dynamic):
                gap = gap or item.payload
                marks |= item.marks
                continue
        elif sequence and not item.is_null:
            inner, more, inner_gap = flattened(item)
            items += inner
            marks |= more
            gap = gap or inner_gap
            continue
        items.append(item)
    return items, marks, gap


# -- which ones ----------------------------------------------------------------------


def distinct(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    gap = anonymous_unknown(value)
    if gap is not None:
        return unknown(value.type, Unknown(gap.reason, not_null=True))
    first: dict[Hashable, Value] = {}
    for each in items_of(value):
        first.setdefault(hash_key(each), each)
    return like(value, tuple(first.values()))


def anonymous_unknown(value: Value) -> Unknown | None:
    """The first unknown in the value that does not represent an attribute.

    Those that do are distinguished by that attribute, where Terraform waits until it knows them.
    """
    for each in walk(value):
        if isinstance(each.payload, Unknown) and each.payload.reference is None:
            return each.payload
    return None


def compact(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    gap = anonymous_unknown(value)
    if gap is not None:
        return unknown(ListType(STRING), Unknown(gap.reason, not_null=True))
    kept = list_of(STRING, [each for each in items_of(value) if not each.is_null and each.payload != ""])
    # Each member that is not known yet may turn out empty: Terraform treats the whole list as unknown until it knows.
    return kept if is_wholly_known(value) else with_marks(kept, frozenset((PENDING,)))


def matchkeys_type(arguments: Arguments) -> Type:
    if unified([arguments[1].type, arguments[2].type]) is None:
        raise FunctionError("keys and searchset must be of the same type")
    return arguments[0].type


def matchkeys(arguments: Arguments, _: Context) -> Value:
    values, keys, wanted = arguments
    type_ = unified([keys.type, wanted.type])
    assert type_ is not None  # noqa: S101 - matchkeys_type has seen it
    if len(items_of(values)) != len(items_of(keys)):
        raise FunctionError("length of keys and values should be equal")
    keys, wanted = converted(keys, type_), converted(wanted, type_)
    if not items_of(wanted):
        return like(values, ())
    gap = anonymous_unknown(values) or first_unknown(keys)
    if gap is not None:
        return unknown(values.type, Unknown(gap.reason, not_null=True))
    found = []
    for value, key in zip(items_of(values), items_of(keys), strict=True):
        for each in items_of(wanted):
            answer = equal(key, each)
            if not answer.is_known:
                return like(values, ())
            if answer.payload is True:
                found.append(value)
                break
    return like(values, found)


def coalescelist_type(arguments: Arguments) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    for value in arguments:
        if not value.is_known:
            return DYNAMIC
        if not isinstance(value.type, ListType | TupleType):
            raise FunctionError("coalescelist arguments must be lists or tuples")
    types = {each.type for each in arguments}
    return types.pop() if len(types) == 1 else DYNAMIC


def coalescelist(arguments: Arguments, _: Context) -> Value:
    for value in arguments:
        if isinstance(value.payload, Unknown):
            return unknown(coalescelist_type(arguments), Unknown(value.payload.reason, not_null=True))
        if not value.is_null and items_of(value):
            return value
    raise FunctionError("no non-null arguments")


def coalesce_type(arguments: Arguments) -> Type:
    type_ = unified([each.type for each in arguments])
    if type_ is None:
        raise FunctionError("all arguments must have the same type")
    return type_


def coalesce(arguments: Arguments, _: Context) -> Value:
    type_ = coalesce_type(arguments)
    for each in arguments:
        try:
            value = converted(each, type_)
        except ConversionError:
            continue
        if isinstance(value.payload, Unknown):
            return value if is_something(value.payload, type_) else anonymous(value.payload, type_)
        if not value.is_null and not (type_ == STRING and value.payload == ""):
            return value
    raise FunctionError("no non-null, non-empty-string arguments")


def is_something(gap: Unknown, type_: Type) -> bool:
    """Whether an unknown will surely be neither null nor empty: every id and ARN is something."""
    named = gap.reference is not None and gap.reference.path[-1:] in {("id",), ("arn",)}
    return named or bool(gap.prefix) or (gap.not_null and (type_ != STRING or gap.not_empty))


def anonymous(gap: Unknown, type_: Type) -> Value:
    return unknown(type_, Unknown(gap.reason, not_null=True))


def index(arguments: Arguments, _: Context) -> Value:
    value, wanted = arguments
    if not isinstance(value.type, ListType | TupleType):
        raise FunctionError("argument must be a list or tuple")
    items = items_of(value)
    if not items:
        raise FunctionError("cannot search an empty list")
    places = places_of(value)
    if places is not None and isinstance(wanted.payload, str):
        if wanted.payload in places:
            return number_value(places[wanted.payload])
        raise FunctionError("item not found")
    for place, each in enumerate(items):
        answer = equal(each, wanted)
        if isinstance(answer.payload, Unknown):
            return unknown(NUMBER, answer.payload)
        if answer.payload is True:
            return number_value(place)
    raise FunctionError("item not found")


# -- numbers -------------------------------------------------------------------------


def range_(arguments: Arguments, _: Context) -> Value:
    amounts = [number_of(each) for each in arguments]
    if not 1 <= len(amounts) <= 3:  # noqa: PLR2004 - start, end and step
        raise FunctionError("must have one, two, or three arguments")
    start, end = (0, amounts[0]) if len(amounts) == 1 else (amounts[0], amounts[1])
    step: Number = amounts[2] if len(amounts) == 3 else -1 if end < start else 1  # noqa: PLR2004
    if step == 0:
        raise FunctionError("step must not be zero", 2)
    if step < 0 and end > start:
        raise FunctionError("end must be less than start when step is negative", 1)
    if step > 0 and end < start:
        raise FunctionError("end must be greater than start when step is positive", 1)
    found: list[Value] = []
    amount: Number = start
    while amount > end if step < 0 else amount < end:
        if len(found) >= MOST_OF_RANGE:
            raise FunctionError(
                "more than 1024 values were generated; either decrease the difference between start and end "
                "or use a smaller step"
            )
        found.append(number_value(amount))
        amount = add(amount, step)
    return list_of(NUMBER, found)


def sum_(arguments: Arguments, _: Context) -> Value:
    value = arguments[0]
    if not isinstance(value.payload, tuple) and not hasattr(value.payload, "values"):
        raise FunctionError("cannot sum noniterable", 0)
    if not value.payload:
        raise FunctionError("cannot sum an empty list", 0)
    if not isinstance(value.payload, tuple):
        name = friendly_name(value.type)
        raise FunctionError(f"argument must be list, set, or tuple. Received {name}", 0)
    gap = first_unknown(value)
    if gap is not None:
        return unknown(NUMBER, Unknown(gap.reason, not_null=True))
    total: Number = 0
    for each in value.payload:
        total = add(total, summand(each))
    return number_value(total)


def summand(value: Value) -> int | Fraction | float:
    problem = FunctionError("argument must be list, set, or tuple of number values", 0)
    try:
        amount = converted(value, NUMBER)
    except ConversionError:
        raise problem from None
    if amount.is_null:
        raise problem
    return number_of(amount)


SEQUENCES = (
    Function(
        "chunklist",
        (
            Parameter("list", ListType(DYNAMIC), takes_marked=True),
            Parameter("size", NUMBER, takes_marked=True),
        ),
        chunk_type,
        chunklist,
        passes_members=True,
    ),
    Function(
        "coalesce",
        (),
        coalesce_type,
        coalesce,
        Parameter("vals", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True),
    ),
    Function(
        "coalescelist",
        (),
        coalescelist_type,
        coalescelist,
        Parameter(
            "vals", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True, selects_members=True
        ),
        passes_members=True,
    ),
    Function("compact", (Parameter("list", ListType(STRING)),), ListType(STRING), compact),
    Function(
        "concat", (), concat_type, concat, Parameter("seqs", DYNAMIC, takes_marked=True), passes_members=True
    ),
    Function("distinct", (ANY_LIST,), first_type, distinct),
    Function(
        "element",
        (Parameter("list", DYNAMIC, takes_marked=True, takes_unknown=True), Parameter("index", NUMBER)),
        type_of_element,
        element,
        passes_members=True,
        not_null=False,
    ),
    Function("flatten", (SEQUENCE,), flatten_type, flatten, passes_members=True),
    Function("index", (Parameter("list", DYNAMIC), Parameter("value", DYNAMIC)), NUMBER, index),
    Function(
        "matchkeys",
        (
            Parameter("values", ListType(DYNAMIC)),
            Parameter("keys", ListType(DYNAMIC), selects_members=True),
            Parameter("searchset", ListType(DYNAMIC), selects_members=True),
        ),
        matchkeys_type,
        matchkeys,
    ),
    Function("one", (Parameter("list", DYNAMIC),), type_of_one, one, passes_members=True, not_null=False),
    Function("range", (), ListType(NUMBER), range_, Parameter("params", NUMBER)),
    Function("reverse", (SEQUENCE,), reverse_type, reverse, passes_members=True),
    Function(
        "slice",
        (
            Parameter("list", DYNAMIC, takes_marked=True, takes_unknown=True),
            Parameter("start_index", NUMBER, selects_members=True),
            Parameter("end_index", NUMBER, selects_members=True),
        ),
        type_of_slice,
        slice_,
        passes_members=True,
    ),
    Function("sum", (Parameter("list", DYNAMIC),), NUMBER, sum_),
)
