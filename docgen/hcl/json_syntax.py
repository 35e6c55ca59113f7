"""The JSON syntax of HCL: `.tf.json` and `.tfvars.json`.

JSON does not distinguish blocks from arguments, so the reader of a body says which names are blocks, and how many
labels they have. Specification: https://github.com/hashicorp/hcl/blob/main/json/spec.md
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from docgen.hcl.json_reader import (
    DEPTH,
    JsonArray,
    JsonLiteral,
    JsonMember,
    JsonNumber,
    JsonObject,
    JsonText,
    JsonValue,
    parse_json,
)
from docgen.hcl.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Label,
    Literal,
    Number,
    ObjectConstructor,
    ObjectItem,
    Template,
    Text,
    TupleConstructor,
)
from docgen.hcl.parser import diagnostics_of, parse_string
from docgen.hcl.token import Problem
from docgen.source.diagnostic import Result
from docgen.source.text import SourceFile, composed

Labels = Mapping[str, int]  # a block's type and its number of labels
NO_BLOCKS: Labels = MappingProxyType({})
COMMENT = "//"
WRONG_TYPE = "Incorrect JSON value type"
CONDITION: Labels = MappingProxyType({"precondition": 0, "postcondition": 0, "action_trigger": 0})
RESOURCE: Labels = MappingProxyType({"lifecycle": 0, "dynamic": 1, "provisioner": 1, "connection": 0, "_": 0})
# The blocks inside blocks that Terraform itself defines; what a provider defines stays an argument.
INNER: Mapping[str, Labels] = MappingProxyType(
    {
        "resource": RESOURCE,
        "data": RESOURCE,
        "ephemeral": RESOURCE,
        "lifecycle": CONDITION,
        "provisioner": MappingProxyType({"connection": 0}),
        "variable": MappingProxyType({"validation": 0}),
        "output": MappingProxyType({"precondition": 0}),
        "module": MappingProxyType({"lifecycle": 0, "_": 0}),
        "provider": MappingProxyType({"_": 0}),
        "action": MappingProxyType({"config": 0}),
        "language": MappingProxyType({"compatible_with": 0}),
        "check": MappingProxyType({"data": 2, "assert": 0}),
        "removed": MappingProxyType({"lifecycle": 0, "provisioner": 1, "connection": 0}),
        "terraform": MappingProxyType(
            {"required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1}
        ),
        "cloud": MappingProxyType({"workspaces": 0}),
        "dynamic": MappingProxyType({"content": 0}),
    }
)


def parse_json_body(
    file: SourceFile,
    blocks: Labels = NO_BLOCKS,
    inner: Mapping[str, Labels] = INNER,
    depth: int = DEPTH,
) -> Result[Body]:
    """The body of a JSON file; `blocks` are those at the top, `inner` those inside a block of some type."""
    read = parse_json(file, depth)
    if read.value is None:
        return Result(Body(0, 0, (), ()), read.diagnostics)
    return json_body(read.value, file, blocks, inner)


def json_body(
    value: JsonValue, file: SourceFile, blocks: Labels, inner: Mapping[str, Labels] = INNER
) -> Result[Body]:
    """A JSON value as a body: all its members that are no blocks are arguments."""
    reader = BodyReader(inner)
    body = reader.body(value, blocks)
    return Result(body, diagnostics_of(reader.problems, file))


class BodyReader:
    """Turns values into nodes, and collects what is wrong with them."""

    def __init__(self, inner: Mapping[str, Labels]) -> None:
        self.inner = inner
        self.problems: list[Problem] = []

    def body(self, value: JsonValue, types: Labels) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for name, each in self.members(value, "to set arguments and blocks"):
            if name.value in types:
                blocks += self.blocks(name, each, (), types[name.value])
            elif name.value == COMMENT:
                continue
            elif name.value in attributes:
                detail = f'The argument "{name.value}" is set already. Remove one of the two.'
                self.complain("Duplicate argument", detail, name)
            else:
                expression = self.expression(each)
                attributes[name.value] = Attribute(name.start, each.end, name.value, name.end, expression)
        return Body(value.start, value.end, tuple(attributes.values()), tuple(blocks))

    def members(self, value: JsonValue, purpose: str) -> Iterator[tuple[JsonText, JsonValue]]:
        """The members of an object, or of all objects in an array; none of null."""
        objects = value.items if isinstance(value, JsonArray) else (value,)
        for each in objects:
            if isinstance(each, JsonObject):
                yield from ((member.name, member.value) for member in each.members)
            elif each is not value or not is_null(each):
                detail = f"A JSON object, or an array of objects, is required here {purpose}."
                self.complain(WRONG_TYPE, detail, each)

    def blocks(
        self, type_: JsonText, value: JsonValue, labels: tuple[Label, ...], missing: int
    ) -> Iterator[Block]:
        if missing:
            members = list(self.members(value, f'to label "{type_.value}" blocks'))
            if not members:
                detail = f'The name of a property labels each "{type_.value}" block: one is missing.'
                self.complain("Missing block label", detail, value)
            for name, each in members:
                label = Label(name.start, name.end, name.value)
                yield from self.blocks(type_, each, (*labels, label), missing - 1)
            return
        if is_null(value):
            return
        if not isinstance(value, JsonObject | JsonArray):
            detail = f'A JSON object, or an array of objects, is required for "{type_.value}" blocks.'
            self.complain(WRONG_TYPE, detail, value)
            return
        for each in value.items if isinstance(value, JsonArray) else (value,):
            body = self.body(each, self.inner.get(type_.value, NO_BLOCKS))
            # Many blocks may share their type's and first label's text: each begins where it differs.
            header = (labels or (type_,))[-1]
            yield Block(header.start, each.end, type_.value, labels, body, header.end)

    def expression(self, value: JsonValue) -> Expression:
        match value:
            case JsonText():
                return self.template(value)
            case JsonNumber(start, end, text):
                return Number(start, end, text)
            case JsonLiteral(start, end, literal):
                return Literal(start, end, literal)
            case JsonArray(start, end, items):
                return TupleConstructor(start, end, tuple(map(self.expression, items)))
            case JsonObject(start, end, members):
                return ObjectConstructor(start, end, tuple(map(self.item, members)))
            case _:
                assert_never(value)

    def item(self, member: JsonMember) -> ObjectItem:
        """In an expression a name is a template too."""
        key = self.template(member.name)
        return ObjectItem(member.name.start, member.value.end, key, self.expression(member.value))

    def template(self, text: JsonText) -> Template:
        if "${" not in text.value and "%{" not in text.value:
            parts = (Text(text.start + 1, text.end - 1, composed(text.value)),) if text.value else ()
            return Template(text.start, text.end, parts)
        found, problems = parse_string(text.value, text.place)
        self.problems += problems
        return Template(text.start, text.end, found.parts if found is not None else ())

    def complain(self, summary: str, detail: str, subject: JsonValue) -> None:
        self.problems.append(Problem(summary, detail, subject.start, subject.end))


def is_null(value: JsonValue) -> bool:
    return isinstance(value, JsonLiteral) and value.value is None
