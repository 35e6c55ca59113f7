"""The JSON syntax of HCL: `.tf.json` and `.tfvars.json`.

https://github.com/hashicorp/hcl/blob/main/json/spec.md. JSON does not tell blocks from arguments, so whoever
reads a body says which names are blocks, and with how many labels.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType

from docgen.hcl import nodes
from docgen.hcl.parser import parse_template
from docgen.source.diagnostic import Report, Result, error
from docgen.source.text import SourceFile

NO_BLOCKS: Mapping[str, int] = MappingProxyType({})
EMPTY = nodes.Body(0, 0, (), ())


class Pairs(list[tuple[str, object]]):
    """A JSON object with its keys in order, repeated ones kept."""


def parse_json_body(file: SourceFile, blocks: Mapping[str, int] = NO_BLOCKS) -> Result[nodes.Body]:
    """The body of a JSON file. `blocks` maps a block's type to its number of labels; the rest are arguments."""
    report = Report()
    try:
        data = json.loads(file.text, object_pairs_hook=Pairs, parse_int=Digits, parse_float=Digits)
    except (json.JSONDecodeError, RecursionError) as problem:
        at = getattr(problem, "pos", 0)
        detail = f"The file is not valid JSON: {problem}."
        return Result(EMPTY, (error("Invalid JSON", detail, file.span(at, min(at + 1, len(file.text)))),))
    if not isinstance(data, Pairs):
        detail = "The root of a JSON configuration must be an object."
        return Result(EMPTY, (error("Invalid JSON", detail, file.span(0, 1)),))
    made = Builder(file, report).body(data, blocks)
    return Result(made, tuple(report.diagnostics))


class Digits(str):
    """A number as it is written."""

    __slots__ = ()


class Builder:
    def __init__(self, file: SourceFile, report: Report) -> None:
        self.file = file
        self.report = report
        self.position = 0

    def place(self, text: str) -> tuple[int, int]:
        """Where a key stands: the next time that it is written, for JSON's reader keeps no places."""
        quoted = json.dumps(text, ensure_ascii=False)
        found = self.file.text.find(quoted, self.position)
        if found < 0:
            return self.position, self.position
        self.position = found + len(quoted)
        return found, self.position

    def body(self, pairs: Pairs, blocks: Mapping[str, int]) -> nodes.Body:
        attributes: list[nodes.Attribute] = []
        made: list[nodes.Block] = []
        for key, value in pairs:
            if key == "//":
                continue
            start, end = self.place(key)
            if key in blocks:
                made += self.blocks(key, (start, end), value, (), blocks[key])
            else:
                attributes.append(nodes.Attribute(start, end, key, end, self.expression(value)))
        return nodes.Body(0, len(self.file.text), tuple(attributes), tuple(made))

    def blocks(
        self, type_: str, place: tuple[int, int], value: object, labels: tuple[nodes.Label, ...], missing: int
    ) -> list[nodes.Block]:
        """The blocks that a value stands for: one label a level, a list for several."""
        if isinstance(value, list) and not isinstance(value, Pairs):
            return [block for each in value for block in self.blocks(type_, place, each, labels, missing)]
        if not isinstance(value, Pairs):
            detail = f'Either a JSON object or an array of them is required for "{type_}" blocks.'
            self.report.add(error("Incorrect JSON value type", detail, self.file.span(*place)))
            return []
        if missing:
            found = []
            for key, inner in value:
                if key != "//":
                    start, end = self.place(key)
                    label = nodes.Label(start, end, key)
                    found += self.blocks(type_, (start, end), inner, (*labels, label), missing - 1)
            return found
        inside = INNER.get(type_, NO_BLOCKS)
        return [nodes.Block(place[0], place[1], type_, labels, self.body(value, inside), place[1])]

    def expression(self, value: object) -> nodes.Expression:
        here = self.position
        match value:
            case Digits():
                return nodes.Number(here, here, str(value))
            case str():
                return self.template(value)
            case bool() | None:
                return nodes.Literal(here, here, value)
            case Pairs():
                items = []
                for key, each in value:
                    start, end = self.place(key)
                    name = self.template(key, (start, end))
                    items.append(nodes.ObjectItem(start, end, name, self.expression(each)))
                return nodes.ObjectConstructor(here, self.position, tuple(items))
            case list():
                return nodes.TupleConstructor(here, self.position, tuple(map(self.expression, value)))
            case _:
                raise TypeError(value)

    def template(self, text: str, place: tuple[int, int] | None = None) -> nodes.Expression:
        """A JSON string is a template; what is wrong in it is reported at the string."""
        start, end = place or self.place(text)
        parsed = parse_template(SourceFile(self.file.path, text))
        for each in parsed.diagnostics:
            self.report.add(error(each.summary, each.detail, self.file.span(start, end)))
        parts = parsed.value.parts if parsed.value else ()
        return nodes.Template(start, end, parts)


CONDITION: Mapping[str, int] = MappingProxyType({"precondition": 0, "postcondition": 0})
RESOURCE: Mapping[str, int] = MappingProxyType(
    {"lifecycle": 0, "dynamic": 1, "provisioner": 1, "connection": 0}
)
# The blocks inside blocks that Terraform itself defines; what a provider defines stays an argument.
INNER: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "resource": RESOURCE,
        "data": RESOURCE,
        "lifecycle": CONDITION,
        "variable": MappingProxyType({"validation": 0}),
        "output": MappingProxyType({"precondition": 0}),
        "check": MappingProxyType({"data": 2, "assert": 0}),
        "terraform": MappingProxyType({"required_providers": 0, "backend": 1, "cloud": 0}),
        "dynamic": MappingProxyType({"content": 0}),
    }
)
