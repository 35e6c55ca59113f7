"""`for` expressions and splats.

Source: hclsyntax's ForExpr and SplatExpr, https://github.com/hashicorp/hcl/blob/main/hclsyntax/expression.go
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal as OneOf

from docgen.hcl.nodes import Expression, For, Splat
from docgen.language.constructors import within_limits
from docgen.language.frame import Frame
from docgen.source.traced import NOWHERE, Trace, joined
from docgen.values.choices import any_member, one_of, splat_element
from docgen.values.conversion import ConversionError, converted, unified
from docgen.values.failure import Failure, failure
from docgen.values.types import (
    BOOL,
    DYNAMIC,
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
from docgen.values.values import (
    HIDDEN,
    NO_MARKS,
    PENDING,
    Marks,
    Unknown,
    Value,
    list_of,
    number,
    object_of,
    retraced,
    shape_trace,
    string,
    tuple_of,
    unknown,
    with_marks,
    with_trace,
    without_marks,
)

Evaluate = Callable[[Expression, Frame], Value]
SPLAT_ITEM = "*"  # no identifier, so it never meets one


class ForResult:
    """The result of a `for` expression so far."""

    def __init__(self) -> None:
        self.items: list[tuple[str, Value]] = []
        self.marks: Marks = NO_MARKS
        self.gap: Unknown | None = None
        self.is_open = False  # an element may be there that is not among the items
        self.shape: list[Trace] = []  # what decided which elements there are


def evaluate_for(node: For, frame: Frame, evaluate: Evaluate) -> Value:
    collection = evaluate(node.collection, frame)
    span = frame.span(node.collection)
    if collection.is_null:
        raise failure(
            "Iteration over null value",
            "A null value cannot be used as the collection in a 'for' expression.",
            span,
        )
    if isinstance(collection.payload, Unknown) and not isinstance(collection.type, Primitive):
        return unknown_for(collection, collection.payload, node, frame, evaluate)
    if not iterable(collection.type):
        detail = f"A value of type {type_word(collection.type)} cannot be used as the collection in a 'for' expression."
        raise failure("Iteration over non-iterable value", detail, span)
    result = ForResult()
    result.marks = collection.marks
    result.shape.append(shape_trace(collection))
    for key, value in pairs(collection):
        gather(result, key, value, node, frame, evaluate)
    trace = frame.trace(node, joined(result.shape))
    if result.gap is not None:
        frame.budget.doubts += 1
        members = () if result.is_open else one_of(item for _, item in result.items)
        return with_marks(unknown(DYNAMIC, Unknown(result.gap.reason, members=members), trace), result.marks)
    made = (
        tuple_of([each for _, each in result.items], trace)
        if node.key is None
        else object_from(result, node, trace)
    )
    return with_marks(within_limits(made, node, frame), result.marks)


def pairs(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Key and value of each element; an element of a set is its own key."""
    payload = collection.payload
    if isinstance(payload, Mapping):
        for name, value in payload.items():
            yield string(name, collection.trace), value
    elif isinstance(payload, tuple):
        keyed = not isinstance(collection.type, SetType)
        for index, value in enumerate(payload):
            yield (number(index, collection.trace) if keyed else value), value


def gather(  # noqa: PLR0913, PLR0917 - one turn of the loop
    result: ForResult, key: Value, value: Value, node: For, frame: Frame, evaluate: Evaluate
) -> None:
    # Where both have one name, the value's wins.
    bound = (
        {node.value_name: value} if node.key_name is None else {node.key_name: key, node.value_name: value}
    )
    inner = frame.with_bindings(bound)
    decided = NOWHERE
    if node.condition is not None:
        tested = evaluate(node.condition, inner)
        condition = after_a_gap(result, as_condition, tested, node.condition, inner)
        if condition is None:
            return
        result.marks |= condition.marks
        result.shape.append(condition.trace)
        decided = condition.trace
        if isinstance(condition.payload, Unknown):
            result.gap = condition.payload
            add_perhaps(result, node, inner, evaluate)
            return
        if condition.payload is not True:
            return
    name = ""
    if node.key is not None:
        given = evaluate(node.key, inner)
        named = after_a_gap(result, as_key, given, node.key, inner)
        if named is None:
            return
        result.marks |= named.marks
        result.shape.append(named.trace)
        if isinstance(named.payload, Unknown):
            result.gap = named.payload
            add_perhaps(result, node, inner, evaluate)
            return
        name = str(named.payload)
    item = evaluate(node.value, inner)
    if decided is not NOWHERE:
        item = retraced(item, frame.trace(node, decided))
    result.items.append((name, item))


def add_perhaps(result: ForResult, node: For, frame: Frame, evaluate: Evaluate) -> None:
    """Add an element to those that may be in a result which is not known; Terraform does not look at it."""
    item = attempted(node.value, frame, evaluate)
    if item is None or node.group:
        result.is_open = True
    else:
        result.items.append(("", item))


def attempted(node: Expression, frame: Frame, evaluate: Evaluate) -> Value | None:
    try:
        return evaluate(node, frame)
    except Failure:
        return None


def unknown_for(collection: Value, gap: Unknown, node: For, frame: Frame, evaluate: Evaluate) -> Value:
    """The result over an unknown collection: unknown too, and made of what the expression gives for its members.

    Where the condition is false without knowing a member, there is nothing in the result.
    """
    frame.budget.doubts += 1
    element = unknown(DYNAMIC, any_member(collection, gap), collection.trace)
    key = unknown(DYNAMIC, Unknown(gap.reason), collection.trace)
    bound = {node.value_name: element} | ({} if node.key_name is None else {node.key_name: key})
    inner = frame.with_bindings(bound)
    excluded = excluding(node, gap, inner, evaluate)
    if excluded is not None:
        trace = frame.trace(node, collection.trace, excluded.trace)
        made = tuple_of((), trace) if node.key is None else object_of({}, trace)
        late = frozenset((PENDING,)) if gap.reason.when == "apply" else NO_MARKS
        return with_marks(made, collection.marks | excluded.marks | late)
    members: tuple[Value, ...] = ()
    if any_member(collection, gap).choices and not node.group:
        item = attempted(node.value, inner, evaluate)
        members = () if item is None else one_of((item,))
    made = unknown(DYNAMIC, Unknown(gap.reason, members=members), frame.trace(node, collection.trace))
    return with_marks(made, collection.marks)


def excluding(node: For, gap: Unknown, frame: Frame, evaluate: Evaluate) -> Value | None:
    """The condition, where it is false for every member of an unknown collection.

    Terraform evaluates it for each member, so over an empty collection a sensitive condition leaves no mark: such a result stays
    unknown. So does one inside `try` whose collection may be null, which is an error there.
    """
    if node.condition is None or (frame.context.missing_file_fails and not gap.not_null):
        return None
    tested = attempted(node.condition, frame, evaluate)
    if tested is None or tested.is_null or tested.marks - {PENDING}:
        return None
    try:
        condition = converted(tested, BOOL)
    except ConversionError:
        return None
    return condition if condition.payload is False else None


def after_a_gap(
    result: ForResult,
    check: Callable[[Value, Expression, Frame], Value],
    value: Value,
    node: Expression,
    frame: Frame,
) -> Value | None:
    """The checked value; None where it is wrong and the result is unknown already: Terraform looks no closer then."""
    try:
        return check(value, node, frame)
    except Failure:
        if result.gap is None:
            raise
        return None


def as_condition(condition: Value, node: Expression, frame: Frame) -> Value:
    span = frame.span(node)
    if condition.is_null:
        detail = "The value of the 'if' clause must not be null."
        raise failure("Condition is null", detail, span)
    try:
        return converted(condition, BOOL)
    except ConversionError as problem:
        detail = f"The 'if' clause value is invalid: {problem.message}."
        raise failure("Invalid 'for' condition", detail, span) from problem


def as_key(key: Value, node: Expression, frame: Frame) -> Value:
    span = frame.span(node)
    if key.is_null:
        detail = "Key expression in 'for' expression must not produce a null value."
        raise failure("Invalid object key", detail, span)
    if isinstance(key.payload, Unknown):
        return key  # of whatever type: Terraform looks at it once it is known
    try:
        return converted(key, STRING)
    except ConversionError as problem:
        detail = f"The key expression produced an invalid result: {problem.message}."
        raise failure("Invalid object key", detail, span) from problem


def object_from(result: ForResult, node: For, trace: Trace) -> Value:
    if node.group:
        groups: dict[str, list[Value]] = {}
        for name, item in result.items:
            groups.setdefault(name, []).append(item)
        return object_of({name: tuple_of(items, trace) for name, items in groups.items()}, trace)
    attributes: dict[str, Value] = {}
    for name, item in result.items:
        if name in attributes:
            assert trace.file is not None  # noqa: S101 - an expression is always in a file
            assert node.key is not None  # noqa: S101 - only the object form has keys
            hidden = not HIDDEN.isdisjoint(result.marks)
            told = "one key, which is sensitive," if hidden else f'the key "{name}"'
            raise failure(
                "Duplicate object key",
                f"Two different items produced {told} in this 'for' expression. If duplicates are "
                "expected, use the ellipsis (...) after the value expression to enable grouping by key.",
                trace.file.span(node.key.start, node.key.end),
            )
        attributes[name] = item
    return object_of(attributes, trace)


def iterable(type_: Type) -> bool:
    return not isinstance(type_, Primitive | Dynamic)


def type_word(type_: Type) -> OneOf["string", "number", "bool", "any"]:
    match type_:
        case Primitive("string"):
            return "string"
        case Primitive("number"):
            return "number"
        case Primitive("bool"):
            return "bool"
        case _:
            return "any"


def evaluate_splat(node: Splat, frame: Frame, evaluate: Evaluate) -> Value:
    source = evaluate(node.source, frame)
    trace = frame.trace(node, source.trace)
    sequence = isinstance(source.type, ListType | SetType | TupleType)
    if source.is_null:
        if sequence:
            raise failure(
                "Splat of null value",
                "Splat expressions (with the * symbol) cannot be applied to null sequences.",
                frame.span(node.source),
            )
        return with_marks(tuple_of((), trace), source.marks)
    if isinstance(source.payload, Unknown):
        frame.budget.doubts += 1
        return with_marks(unknown_splat(source, node, frame, evaluate, trace), source.marks)
    plain = without_marks(source)
    elements = plain.payload if sequence and isinstance(plain.payload, tuple) else (plain,)
    items = []
    for element in elements:
        item = evaluate(node.each, frame.with_bindings({SPLAT_ITEM: element}))
        items.append(with_trace(item, frame.trace(node, item.trace, source.trace)))
    if isinstance(source.type, ListType | SetType):
        return with_marks(listed(items, trace), source.marks)
    return with_marks(tuple_of(items, trace), source.marks)


def listed(items: list[Value], trace: Trace) -> Value:
    """A splat over a list gives a list, whose elements have one type."""
    if not items:
        return list_of(DYNAMIC, (), trace)
    types = {each.type for each in items}
    if len(types) == 1:
        return list_of(items[0].type, items, trace)
    type_ = unified(tuple(each.type for each in items))
    if type_ is None:
        return tuple_of(items, trace)
    return list_of(type_, [converted(each, type_) for each in items], trace)


def unknown_splat(source: Value, node: Splat, frame: Frame, evaluate: Evaluate, trace: Trace) -> Value:
    """The result is unknown too; where the type of one element is known, the type of the result is."""
    assert isinstance(source.payload, Unknown)  # noqa: S101 - that is why we are here
    because = splat_element(source.payload)
    if isinstance(source.type, ListType | SetType):
        element = unknown(source.type.element, because)
        item = evaluate(node.each, frame.with_bindings({SPLAT_ITEM: element}))
        return unknown(ListType(item.type), some_of(item, because), trace)
    if isinstance(source.type, TupleType):
        elements = [unknown(each, because) for each in source.type.elements]
        items = [evaluate(node.each, frame.with_bindings({SPLAT_ITEM: each})) for each in elements]
        return unknown(TupleType(tuple(each.type for each in items)), Unknown(because.reason), trace)
    if isinstance(source.type, ObjectType | MapType | Primitive):
        item = evaluate(node.each, frame.with_bindings({SPLAT_ITEM: without_marks(source)}))
        # Of null a splat makes no element, so something that may be null has an unknown number of them.
        return (
            tuple_of((item,), trace)
            if source.payload.not_null
            else unknown(DYNAMIC, some_of(item, because), trace)
        )
    if not because.choices:
        return unknown(DYNAMIC, because, trace)
    element = unknown(DYNAMIC, because, trace)
    found = attempted(node.each, frame.with_bindings({SPLAT_ITEM: element}), evaluate)
    return unknown(DYNAMIC, Unknown(because.reason) if found is None else some_of(found, because), trace)


def some_of(item: Value, because: Unknown) -> Unknown:
    """The known facts of an unknown number of members, each of them like the item."""
    return Unknown(because.reason, members=one_of((item,)))
