"""The configuration of one resource instance, as the object that Terraform would make of it.

How arguments and blocks become attributes: https://developer.hashicorp.com/terraform/plugin/framework/handling-data
and, for blocks that the provider declares as attributes,
https://developer.hashicorp.com/terraform/language/attr-as-blocks
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import msgspec

from docgen.hcl.nodes import Block
from docgen.language import planning
from docgen.language.attempt import attempt
from docgen.language.frame import Frame
from docgen.language.iteration import iterable, pairs
from docgen.language.order import iterator_of
from docgen.language.schema import AttributeSchema, BlockSchema, NestedBlock, implied_type, nested_type
from docgen.source.address import ResourceAddress
from docgen.source.diagnostic import Report, did_you_mean, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.traced import FAILED, Reason, Reference, Trace
from docgen.terraform.module import SourceExpression, WrittenBlock
from docgen.values.choices import any_member
from docgen.values.conversion import ConversionError, converted, set_of
from docgen.values.types import (
    DYNAMIC,
    STRING,
    Dynamic,
    ListType,
    ObjectType,
    SetType,
    Type,
)
from docgen.values.values import (
    NO_MARKS,
    PENDING,
    SENSITIVE,
    Marks,
    OpenMapping,
    Unknown,
    Value,
    deep_marks,
    list_of,
    map_of,
    null,
    object_of,
    tuple_of,
    unknown,
    with_marks,
    with_trace,
)


class Body(msgspec.Struct, frozen=True, eq=False):
    """One level of configuration, with what it takes to evaluate it."""

    attributes: Mapping[str, SourceExpression]
    blocks: Sequence[WrittenBlock]
    frame: Frame
    subject: Span  # where to point when something is missing
    trace: Trace  # why this level is there at all
    pending: bool = False  # Terraform knows only when it applies how many there are


class UnknownCount(msgspec.Struct, frozen=True, eq=False):
    """The body of an unknown number of blocks, and why that number is unknown."""

    body: Body
    reason: Reason


ATTRIBUTES_A_STEP = 3
PENDING_BLOCKS: Marks = frozenset((PENDING,))
"""The marks of blocks whose number Terraform does not know while it plans."""


class Builder:
    """Makes the object of one resource instance."""

    def __init__(
        self,
        address: ResourceAddress,
        report: Report,
        when_unset: Callable[[tuple[str | int, ...]], Reason],
        doubt: Reason | None = None,
        tolerated: str = "",
    ) -> None:
        self.address = address
        self.report = report
        self.when_unset = when_unset  # why a computed attribute is not known
        self.doubt = doubt  # why the instance may not exist: what is wrong in it is then no mistake
        self.tolerated = (
            tolerated  # a provider version that may differ from the one in use; "": they are the same
        )
        self.legacy = False  # see BlockSchema

    def refuse(self, summary: str, detail: str, subject: Span) -> None:
        """Report a mistake of the configuration itself."""
        if self.doubt is None:
            self.report.add(error(summary, detail, subject, str(self.address)))

    def mismatch(self, summary: str, detail: str, subject: Span, name: str) -> None:
        """Report what the schema does not allow: a mistake, unless another version of the provider is in use."""
        if not self.tolerated:
            self.refuse(summary, detail, subject)
            return
        cause = f"{self.address.type}.{name}"
        text = f"{detail} That is so in {self.tolerated}; another version may be in use here."
        remedy = "Commit .terraform.lock.hcl, so that docgen knows which version is in use."
        self.report.add(
            unknown_because(GapKind.PROVIDER, cause, summary, text, subject, str(self.address), remedy)
        )

    def mismatched(self, name: str, detail: str) -> Unknown:
        """Why a value is unknown that the schema does not allow."""
        if not self.tolerated:
            return Unknown(FAILED)
        return Unknown(Reason(detail, "plan", GapKind.PROVIDER, f"{self.address.type}.{name}"))

    # -- with a schema -----------------------------------------------------------

    def build(
        self,
        body: Body,
        schema: BlockSchema,
        path: tuple[str | int, ...] = (),
        place: planning.Place = "top",
    ) -> Value:
        """The object for a body of known schema."""
        budget = body.frame.budget
        budget.left -= 1 + len(schema.attributes) // ATTRIBUTES_A_STEP
        if budget.left < 0:
            raise budget.spent(body.subject)
        if not path:
            self.legacy = schema.legacy
        made: dict[str, Value] = {}
        grouped = group_blocks(body.blocks)
        written, trace = body.attributes, body.trace
        for name, attribute, is_plain in layout(schema):
            if is_plain and name not in written:
                absent = planning.planned_absent(attribute.type, place) if self.legacy else None
                made[name] = Value(attribute.type, absent, NO_MARKS, trace)
                continue
            if name in grouped and name not in written and element_object(attribute.type) is not None:
                blocks = grouped.pop(name)
                made[name] = self.attribute_from_blocks(attribute, blocks, body, (*path, name))
            else:
                made[name] = self.attribute(name, attribute, body, (*path, name), place)
            if self.legacy and isinstance(made[name].payload, tuple | dict):
                if schema.legacy:
                    made[name] = self.as_older_sdk(name, made[name], attribute)
                made[name] = planning.planned_empty(made[name], place)
        for name, nested in schema.blocks.items():
            nothing = None if name in grouped else absent_type(nested)
            made[name] = (
                self.nested(nested, grouped.pop(name, ()), body, (*path, name), place)
                if nothing is None
                else Value(nothing, (), NO_MARKS, trace)
            )
        extra = self.unexpected(body, schema, grouped)
        if extra:
            made |= self.overshadowed(extra, schema, body)
        return self.whole(made, extra, schema, body, path)

    def overshadowed(self, extra: Mapping[str, Value], schema: BlockSchema, body: Body) -> dict[str, Value]:
        """Attributes that are left out, and that an unknown argument or block may set under a name of another version.

        An argument can be one whose type takes its value; a block one that takes its arguments.
        """
        blocks = {name: each for name, each in group_blocks(body.blocks).items() if name in extra}
        found: dict[str, Value] = {}
        for name, attribute in schema.attributes.items():
            if name in body.attributes or not (attribute.optional or attribute.required):
                continue
            for other, value in extra.items():
                objects = element_object(attribute.type) if other in blocks else None
                if objects is not None and all(
                    fits(each.block, inner_schema(objects)) for each in blocks[other]
                ):
                    because = self.mismatched(other, f"{other}, which docgen does not know, may set {name}")
                    found[name] = unknown(attribute.type, because, body.trace)
                if other not in blocks and takes(attribute.type, value):
                    because = self.mismatched(other, f"{other}, which docgen does not know, may set {name}")
                    found[name] = unknown(attribute.type, because, body.trace)
        written = group_blocks(body.blocks)
        for name, nested in schema.blocks.items():
            for other, each in blocks.items():
                if name not in written and all(fits(one.block, nested.block) for one in each):
                    because = self.mismatched(other, f"{other}, which docgen does not know, may set {name}")
                    found[name] = unknown(nested_type(nested), because, body.trace)
        return found

    def whole(
        self,
        made: dict[str, Value],
        extra: Mapping[str, Value],
        schema: BlockSchema,
        body: Body,
        path: tuple[str | int, ...],
    ) -> Value:
        """The object of what the schema describes, and of what was written besides."""
        type_ = implied_type(schema)
        if leaves_open(schema):
            type_ = settled_type(type_, made)
        if extra:
            made |= extra
            types = {**dict(type_.attributes), **{name: each.type for name, each in extra.items()}}
            type_ = ObjectType(tuple(types.items()))
        payload = dict(sorted(made.items()))
        if self.tolerated:
            return Value(type_, OpenMapping(payload, self.unlisted(path, body.trace)), trace=body.trace)
        return Value(type_, payload, trace=body.trace)

    def unlisted(self, path: tuple[str | int, ...], trace: Trace) -> Callable[[str], Value]:
        """The value of an attribute that the schema lacks, and that another version of the provider may have."""

        def otherwise(name: str) -> Value:
            steps = "".join([f"[{step}]" if isinstance(step, int) else f".{step}" for step in path])
            text = f"{self.address}{steps}.{name} is no attribute of {self.tolerated}"
            reason = Reason(text, "plan", GapKind.PROVIDER, f"{self.address.type}.{name}")
            return unknown(DYNAMIC, Unknown(reason, Reference(self.address, (*path, name))), trace)

        return otherwise

    def attribute(
        self,
        name: str,
        schema: AttributeSchema,
        body: Body,
        path: tuple[str | int, ...],
        place: planning.Place,
    ) -> Value:
        written = body.attributes.get(name)
        if written is None:
            if schema.required:
                detail = f'The argument "{name}" is required, but no definition was found.'
                self.mismatch("Missing required argument", detail, body.subject, name)
                return unknown(schema.type, self.mismatched(name, f"{name} is required, and not set"))
            return self.unset(schema, path, body.trace)
        value = self.value(written, body.frame)
        try:
            value = converted(value, schema.type)
        except ConversionError as problem:
            detail = f'Inappropriate value for attribute "{name}": {problem}.'
            self.mismatch("Incorrect attribute value type", detail, written.span, name)
            because = self.mismatched(name, f"{name} has a value of an unexpected type")
            return with_marks(unknown(schema.type, because, value.trace), deep_marks(value))
        if value.is_null and schema.required:
            detail = f'The argument "{name}" is required, but no definition was found.'
            self.mismatch("Missing required argument", detail, written.span, name)
        if schema.write_only:
            # https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
            value = with_marks(null(schema.type, value.trace), value.marks)
        unset = value.is_null and (schema.computed or schema.default is not None)
        if unset or (self.legacy and schema.computed and planning.is_left_out(value, place)):
            return with_marks(self.unset(schema, path, value.trace), value.marks)
        value = planning.in_form(value, schema.form)
        return with_marks(value, frozenset((SENSITIVE,))) if schema.sensitive else value

    def as_older_sdk(self, name: str, value: Value, schema: AttributeSchema) -> Value:
        """An attribute at the top of a resource that is planned by the provider's older SDK."""
        value = planning.planned_objects(value, lambda inner: self.when_unset((name, inner)))
        if schema.members:
            value = members_in_form(value, schema.members)
        return value

    def unset(self, schema: AttributeSchema, path: tuple[str | int, ...], trace: Trace) -> Value:
        """The value of an attribute that the configuration leaves out."""
        if schema.default is not None:
            value = with_trace(schema.default, trace)
        elif not schema.computed:
            value = null(schema.type, trace)
        else:
            because = because_unset(schema, self.when_unset(path), Reference(self.address, path))
            value = unknown(schema.type, because, trace)
        return with_marks(value, frozenset((SENSITIVE,))) if schema.sensitive else value

    def value(self, written: SourceExpression, frame: Frame) -> Value:
        """The value of an argument; what is wrong in it is reported, and the value is then unknown."""
        return attempt(written, frame, self.report, str(self.address), self.doubt)

    def attribute_from_blocks(
        self, schema: AttributeSchema, blocks: Sequence[WrittenBlock], body: Body, path: tuple[str | int, ...]
    ) -> Value:
        """Blocks for an argument that is a list or set of objects: what they leave out is null."""
        element = element_object(schema.type)
        assert element is not None  # noqa: S101 - the caller has looked
        inner = inner_schema(element)
        items = self.objects(inner, blocks, body, path)
        if not items:
            return self.unset(schema, path, body.trace)
        value = self.collected(schema.type, element, items, body.trace)
        return with_marks(value, frozenset((SENSITIVE,))) if schema.sensitive else value

    def nested(
        self,
        nested: NestedBlock,
        blocks: Sequence[WrittenBlock],
        body: Body,
        path: tuple[str | int, ...],
        place: planning.Place,
    ) -> Value:
        element = implied_type(nested.block)
        around: planning.Place = "inside set" if place in {"set", "inside set"} else "block"
        if nested.nesting == "map":
            labelled = {
                (each.block.labels[0].text if each.block.labels else ""): self.objects(
                    nested.block, [each], body, path
                )[0]
                for each in blocks
            }
            return map_of(element, labelled, body.trace)
        inside: planning.Place = "set" if nested.nesting == "set" else around
        items = self.objects(nested.block, blocks, body, path, inside)
        if not items and nested.computed:
            because = Unknown(self.when_unset(path), Reference(self.address, path))
            return unknown(nested_type(nested), because, body.trace)
        if len(items) < nested.least and not any(not each.is_known for each in items):
            detail = f'At least {nested.least} "{path[-1]}" blocks are required.'
            summary = f"Insufficient {path[-1]} blocks"
            self.mismatch(summary, detail, body.subject, str(path[-1]))
        if nested.most and len(items) > nested.most and all(each.is_known for each in items):
            detail = f'No more than {nested.most} "{path[-1]}" blocks are allowed.'
            self.mismatch(f"Too many {path[-1]} blocks", detail, blocks[-1].span, str(path[-1]))
        if nested.nesting in {"single", "group"}:
            return items[0] if items else null(element, body.trace)
        type_: Type = ListType(element) if nested.nesting == "list" else SetType(element)
        return self.collected(type_, element, items, body.trace)

    def collected(self, type_: Type, element: Type, items: Sequence[Value], trace: Trace) -> Value:
        pending = PENDING_BLOCKS if any(PENDING in each.marks for each in items) else NO_MARKS
        if any(each.type != element for each in items):  # arguments that the schema does not know
            return with_marks(tuple_of(items, trace), pending)
        if isinstance(type_, SetType):
            return with_marks(set_of(element, items, trace), pending)
        return with_marks(list_of(element, items, trace), pending)

    def objects(
        self,
        schema: BlockSchema,
        blocks: Sequence[WrittenBlock],
        body: Body,
        path: tuple[str | int, ...],
        place: planning.Place = "top",
    ) -> list[Value]:
        """One object a block; for an unknown number of blocks one unknown object."""
        made: list[Value] = []
        for inner in self.expanded(blocks, body):
            if isinstance(inner, UnknownCount):
                each = self.build(inner.body, schema, (*path, len(made)), place)
                gap = Unknown(inner.reason, pattern=each)
                made.append(unknown(implied_type(schema), gap, inner.body.trace))
            else:
                each = self.build(inner, schema, (*path, len(made)), place)
                made.append(with_marks(each, PENDING_BLOCKS) if inner.pending else each)
        return made

    def unexpected(
        self, body: Body, schema: BlockSchema, rest: Mapping[str, Sequence[WrittenBlock]]
    ) -> dict[str, Value]:
        """Arguments that the schema does not have; kept if another version of the provider may have them."""
        found: dict[str, Value] = {}
        for name, written in body.attributes.items():
            if name not in schema.attributes:
                detail = (
                    f'An argument named "{name}" is not expected here.{did_you_mean(name, schema.attributes)}'
                )
                if name in schema.blocks:
                    detail = f'An argument named "{name}" is not expected here. Did you mean to define a block of type "{name}"?'
                self.mismatch("Unsupported argument", detail, written.span, name)
                found[name] = (
                    self.of_other_form(name, body)
                    if name in schema.blocks
                    else self.value(written, body.frame)
                )
        for name, blocks in rest.items():
            hint = did_you_mean(name, schema.blocks)
            if name in schema.attributes:
                hint = f' Did you mean to define argument "{name}"? If so, use the equals sign to assign it a value.'
            detail = f'Blocks of type "{name}" are not expected here.{hint}'
            self.mismatch("Unsupported block type", detail, blocks[0].span, name)
            found[name] = (
                self.of_other_form(name, body)
                if name in schema.attributes
                else self.blocks_as_written(blocks, body)
            )
        return found if self.tolerated else {}

    def of_other_form(self, name: str, body: Body) -> Value:
        """A name that is a block in one version of the provider and an argument in another: its shape is not known."""
        because = self.mismatched(name, f"{name} has another form in {self.tolerated}")
        return unknown(DYNAMIC, because, body.trace)

    # -- without one ---------------------------------------------------------------

    def build_as_written(self, body: Body) -> Value:
        """The object for a type of which nothing is known: every block type becomes a list of objects."""
        made = {name: self.value(written, body.frame) for name, written in body.attributes.items()}
        for name, blocks in group_blocks(body.blocks).items():
            made[name] = self.blocks_as_written(blocks, body)
        return object_of(made, body.trace)

    def blocks_as_written(self, blocks: Sequence[WrittenBlock], body: Body) -> Value:
        items = [
            unknown(
                DYNAMIC, Unknown(inner.reason, pattern=self.build_as_written(inner.body)), inner.body.trace
            )
            if isinstance(inner, UnknownCount)
            else self.build_as_written(inner)
            for inner in self.expanded(blocks, body)
        ]
        return tuple_of(items, body.trace)

    # -- dynamic blocks ------------------------------------------------------------

    def expanded(self, blocks: Iterable[WrittenBlock], body: Body) -> Iterable["Body | UnknownCount"]:
        """The bodies of these blocks, `dynamic` ones expanded; one for an unknown number of alike ones."""
        for each in blocks:
            if each.block.type == "dynamic":
                yield from self.expand_dynamic(each, body)
            else:
                frame = body.frame.in_file(each.file)
                yield inner_body(each.block, each.file, frame, self.block_trace(each, body.trace))

    def block_trace(self, each: WrittenBlock, parent: Trace) -> Trace:
        return Trace(each.file, each.block.start, each.block.header_end, (parent,))

    def expand_dynamic(self, dynamic: WrittenBlock, body: Body) -> Iterable["Body | UnknownCount"]:
        arguments = {each.name: each for each in dynamic.block.body.attributes}
        content = next((each for each in dynamic.block.body.blocks if each.type == "content"), None)
        if content is None or "for_each" not in arguments:
            missing = 'block "content"' if content is None else 'argument "for_each"'
            self.refuse("Invalid dynamic block", f"A dynamic block needs the {missing}.", dynamic.span)
            return
        written = SourceExpression(arguments["for_each"].expression, dynamic.file)
        collection = self.value(written, body.frame)
        trace = Trace(
            dynamic.file, dynamic.block.start, dynamic.block.header_end, (collection.trace, body.trace)
        )
        iterator = iterator_of(dynamic.block)
        if isinstance(collection.payload, Unknown):
            reason = collection.payload.reason
            key = unknown(DYNAMIC, Unknown(reason), collection.trace)
            member = unknown(DYNAMIC, any_member(collection, collection.payload), collection.trace)
            bound = {iterator: object_of({"key": key, "value": member}, collection.trace)}
            frame = body.frame.in_file(dynamic.file).with_bindings(bound)
            yield UnknownCount(inner_body(content, dynamic.file, frame, trace), reason)
            return
        if collection.is_null or not iterable(collection.type):
            what = "null" if collection.is_null else "no collection"
            detail = f"Cannot use {what} as for_each of a dynamic block; an empty list makes no blocks."
            self.refuse("Invalid dynamic for_each value", detail, written.span)
            return
        for key, member in pairs(collection):
            value = with_marks(member, collection.marks)
            bound = {iterator: object_of({"key": key, "value": value}, value.trace)}
            frame = body.frame.in_file(dynamic.file).with_bindings(bound)
            why = Trace(dynamic.file, content.start, content.header_end, (trace, value.trace))
            made = inner_body(content, dynamic.file, frame, why)
            yield msgspec.structs.replace(made, pending=PENDING in collection.marks)


def because_unset(schema: AttributeSchema, reason: Reason, reference: Reference) -> Unknown:
    """The reason for an unknown attribute whose value the provider or AWS will choose."""
    return Unknown(
        reason,
        reference,
        not_null=schema.always,
        not_empty=schema.always and schema.type == STRING,
        presumed=schema.always,
    )


@cache
def layout(schema: BlockSchema) -> tuple[tuple[str, AttributeSchema, bool], ...]:
    """The attributes; and whether one is simply null where it is left out, as most are."""
    return tuple(
        (
            name,
            each,
            not (each.required or each.computed or each.sensitive)
            and each.default is None
            and element_object(each.type) is None,
        )
        for name, each in schema.attributes.items()
    )


@cache
def absent_type(nested: NestedBlock) -> Type | None:
    """The type of the empty list or set that means no blocks; None if it is not that simple."""
    if nested.computed or nested.least or nested.nesting not in {"list", "set"}:
        return None
    element = implied_type(nested.block)
    return ListType(element) if nested.nesting == "list" else SetType(element)


@cache
def leaves_open(schema: BlockSchema) -> bool:
    """Whether an attribute may be of any type."""
    return any(isinstance(each, Dynamic) for _, each in implied_type(schema).attributes)


def settled_type(type_: ObjectType, made: Mapping[str, Value]) -> ObjectType:
    """The type with an attribute's own type where the schema leaves it open."""
    if not any(isinstance(each, Dynamic) for _, each in type_.attributes):
        return type_
    settled = {
        name: made[name].type if isinstance(each, Dynamic) else each for name, each in type_.attributes
    }
    return ObjectType(tuple(settled.items()), type_.optional)


@cache
def inner_schema(element: ObjectType) -> BlockSchema:
    """The schema of blocks that are the objects of an argument."""
    return BlockSchema({name: AttributeSchema(each, optional=True) for name, each in element.attributes})


def takes(type_: Type, value: Value) -> bool:
    """Whether an argument of a type can be given a value."""
    try:
        converted(value, type_)
    except ConversionError:
        return False
    return True


def fits(block: Block, schema: BlockSchema) -> bool:
    """Whether a block could be one of a schema, by the names of its arguments."""
    if block.type == "dynamic":
        return all(fits(each, schema) for each in block.body.blocks if each.type == "content")
    names = {each.name for each in block.body.attributes}
    return names <= schema.attributes.keys() and {
        each.type for each in block.body.blocks
    } <= schema.blocks.keys() | {"dynamic"}


def inner_body(block: Block, file: SourceFile, frame: Frame, trace: Trace) -> Body:
    return Body(
        {each.name: SourceExpression(each.expression, file) for each in block.body.attributes},
        tuple(WrittenBlock(each, file) for each in block.body.blocks),
        frame,
        file.span(block.start, block.header_end),
        trace,
    )


def group_blocks(blocks: Iterable[WrittenBlock]) -> dict[str, list[WrittenBlock]]:
    """The blocks by the type that they make: a `dynamic "ingress"` is an ingress."""
    grouped: dict[str, list[WrittenBlock]] = {}
    for each in blocks:
        dynamic = each.block.type == "dynamic" and each.block.labels
        name = each.block.labels[0].text if dynamic else each.block.type
        grouped.setdefault(name, []).append(each)
    return grouped


def members_in_form(value: Value, forms: Mapping[str, str]) -> Value:
    """The objects of a list or set, with some of their attributes in a normal form."""
    if not isinstance(value.payload, tuple):
        return value
    made = []
    for each in value.payload:
        if isinstance(each.payload, dict):
            inner = {name: planning.in_form(item, forms.get(name, "")) for name, item in each.payload.items()}
            made.append(Value(each.type, inner, each.marks, each.trace))
        else:
            made.append(each)
    return Value(value.type, tuple(made), value.marks, value.trace)


def element_object(type_: Type) -> ObjectType | None:
    """The object type that a list or set holds."""
    if isinstance(type_, ListType | SetType) and isinstance(type_.element, ObjectType):
        return type_.element
    return None
