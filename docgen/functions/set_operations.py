"""`setintersection`, `setproduct`, `setsubtract`, `setunion`.

https://developer.hashicorp.com/terraform/language/functions/setproduct
"""

import itertools
import math
from collections.abc import Sequence

from docgen.functions.arguments import bound_elements, items_of
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.conversion import ConversionError, converted, set_of, unified
from docgen.values.equality import hash_key
from docgen.values.types import DYNAMIC, Dynamic, ListType, SetType, TupleType, Type
from docgen.values.values import (
    NO_MARKS,
    Marks,
    Unknown,
    Value,
    first_unknown,
    list_of,
    tuple_of,
    unknown,
    with_marks,
)

ANY_SET = SetType(DYNAMIC)
MOST_PREDICTED = 2048  # cty's own limit for telling the length of an unknown product


def operation_type(arguments: Arguments) -> Type:
    """The type that all the sets have in common; empty sets of no type do not count."""
    types = [each.type.element for each in arguments if isinstance(each.type, SetType)]
    counted = [
        type_
        for type_, each in zip(types, arguments, strict=True)
        if not (isinstance(type_, Dynamic) and each.payload == ())
    ]
    if not counted:
        return SetType(DYNAMIC)
    common = unified(counted)
    if common is None:
        raise FunctionError("given sets must all have compatible element types")
    return SetType(common)


def in_common_type(arguments: Arguments) -> tuple[Type, list[tuple[Value, ...]]]:
    type_ = operation_type(arguments)
    try:
        sets = [items_of(converted(each, type_)) for each in arguments]
    except ConversionError as problem:
        raise FunctionError(problem.message) from problem
    return (type_.element if isinstance(type_, SetType) else DYNAMIC), sets


def union(arguments: Arguments, context: Context) -> Value:
    element, sets = in_common_type(arguments)
    bound_elements(sum(map(len, sets)), context)
    return set_of(element, itertools.chain(*sets))


def intersection(arguments: Arguments, _: Context) -> Value:
    return narrowed(arguments, keep=True)


def subtract(arguments: Arguments, _: Context) -> Value:
    return narrowed(arguments, keep=False)


def narrowed(arguments: Arguments, *, keep: bool) -> Value:
    """The members of the first set that are in all others, or in none of them."""
    if not keep and all(each.payload == () for each in arguments[1:]):
        element, (first, *_) = in_common_type(arguments)
        return set_of(element, first)  # nothing is taken away from it
    for each in arguments:
        gap = first_unknown(each)
        if gap is not None:
            return unknown(operation_type(arguments), Unknown(gap.reason, not_null=True))
    element, (first, *others) = in_common_type(arguments)
    for other in others:
        known = {hash_key(each) for each in other}
        first = tuple([each for each in first if (hash_key(each) in known) is keep])
    return set_of(element, first)


# -- product -------------------------------------------------------------------------


def product_type(arguments: Arguments) -> Type:
    if len(arguments) < 2:  # noqa: PLR2004 - so says Terraform
        raise FunctionError("at least two arguments are required")
    elements: list[Type] = []
    for index, value in enumerate(arguments):
        match value.type:
            case ListType(element) | SetType(element):
                elements.append(element)
            case TupleType(()):
                elements.append(DYNAMIC)
            case TupleType(members):
                common = unified(members)
                if common is None:
                    raise FunctionError("all elements must be of the same type", index)
                elements.append(common)
            case _:
                raise FunctionError("a set or a list is required", index)
    ordered = not any(isinstance(each.type, SetType) for each in arguments)
    return (ListType if ordered else SetType)(TupleType(tuple(elements)))


def product(arguments: Arguments, context: Context) -> Value:
    type_ = product_type(arguments)
    assert isinstance(type_, ListType | SetType)  # noqa: S101 - by construction
    assert isinstance(type_.element, TupleType)  # noqa: S101 - by construction
    marks: Marks = NO_MARKS.union(*(each.marks for each in arguments))
    for value in arguments:
        if isinstance(value.payload, Unknown):
            return with_marks(unknown(type_, predicted(value.payload, arguments)), marks)
    bound_elements(math.prod(len(items_of(each)) for each in arguments) * len(arguments), context)
    members = [in_type(each, wanted) for each, wanted in zip(arguments, type_.element.elements, strict=True)]
    tuples = [tuple_of(each) for each in itertools.product(*members)]
    made = list_of(type_.element, tuples) if isinstance(type_, ListType) else set_of(type_.element, tuples)
    return with_marks(made, marks)


def in_type(value: Value, wanted: Type) -> Sequence[Value]:
    try:
        return [converted(each, wanted) for each in items_of(value)]
    except ConversionError as problem:
        raise FunctionError(problem.message) from problem


def predicted(gap: Unknown, arguments: Arguments) -> Unknown:
    """The known bounds of a product's length while one of its factors is not known."""
    longest = 1
    for value in arguments:
        payload = value.payload
        if isinstance(value.type, TupleType):
            most: int | None = len(value.type.elements)
        else:
            most = payload.longest if isinstance(payload, Unknown) else len(items_of(value))
        if most is None or most * longest > MOST_PREDICTED:
            return Unknown(gap.reason, not_null=True)
        longest *= most
    return Unknown(gap.reason, not_null=True, shortest=min(longest, 1), longest=longest)


OTHERS = Parameter("other_sets", ANY_SET, takes_dynamic=True)
SELECTING = Parameter("other_sets", ANY_SET, takes_dynamic=True, selects_members=True)
FIRST = Parameter("first_set", ANY_SET, takes_dynamic=True)
SET_OPERATIONS = (
    Function("setintersection", (FIRST,), operation_type, intersection, SELECTING),
    Function(
        "setproduct",
        (),
        product_type,
        product,
        Parameter("sets", DYNAMIC, takes_unknown=True, takes_marked=True),
        passes_members=True,
    ),
    Function(
        "setsubtract",
        (
            Parameter("a", ANY_SET, takes_dynamic=True),
            Parameter("b", ANY_SET, takes_dynamic=True, selects_members=True),
        ),
        operation_type,
        subtract,
    ),
    Function("setunion", (FIRST,), operation_type, union, OTHERS, passes_members=True),
)
