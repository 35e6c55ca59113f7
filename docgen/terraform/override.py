"""Override files: later definitions laid over earlier ones.

https://developer.hashicorp.com/terraform/language/files/override
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from docgen.hcl.nodes import Attribute, Block, Body
from docgen.source.diagnostic import Report, error
from docgen.source.text import SourceFile
from docgen.terraform.syntax import Reader, text_of

NOTHING: Mapping[int, SourceFile] = MappingProxyType({})


class Part:
    """A block of a module, and for what an override laid over it, the file that stands in."""

    __slots__ = ("block", "file", "moved")

    def __init__(self, block: Block, file: SourceFile, moved: Mapping[int, SourceFile] = NOTHING) -> None:
        self.block = block
        self.file = file
        self.moved = moved  # id of an overriding node: its file

    def file_of(self, node: Attribute | Block) -> SourceFile:
        return self.moved.get(id(node), self.file) if self.moved else self.file

    def reader(self, report: Report) -> Reader:
        return Reader(self.block.body, self.file, report)

    def identity(self) -> tuple[str, ...]:
        """What an override names when it means this block."""
        labels = tuple(label.text for label in self.block.labels)
        if self.block.type != "provider":
            return (self.block.type, *labels)
        alias = next((each for each in self.block.body.attributes if each.name == "alias"), None)
        return (self.block.type, *labels, (text_of(alias.expression) if alias else None) or "")


def merged(parts: list[Part], overrides: Iterable[Part], report: Report) -> list[Part]:
    """The parts with the overrides laid over those that they name."""
    result = list(parts)
    for override in overrides:
        if override.block.type == "locals":
            result = override_locals(result, override, report)
            continue
        if override.block.type in {"terraform", "moved", "removed", "import"}:
            result.append(override)
            continue
        place = next((i for i, each in enumerate(result) if each.identity() == override.identity()), None)
        if place is None:
            kind = " ".join(f'"{each}"' for each in override.identity()[1:])
            detail = f"There is no {override.block.type} {kind} for this override to lie over."
            span = override.file.span(override.block.start, override.block.header_end)
            report.add(error(f"Missing base {override.block.type} block to override", detail, span))
            continue
        result[place] = laid_over(result[place], override)
    return result


def laid_over(base: Part, override: Part) -> Part:
    """Attributes replace those of the same name; nested blocks replace all those of the same type."""
    attributes = {each.name: each for each in base.block.body.attributes}
    attributes.update({each.name: each for each in override.block.body.attributes})
    types = {each.type for each in override.block.body.blocks}
    kept = tuple(each for each in base.block.body.blocks if each.type not in types)
    body = Body(
        base.block.body.start,
        base.block.body.end,
        tuple(attributes.values()),
        (*kept, *override.block.body.blocks),
    )
    block = Block(
        base.block.start, base.block.end, base.block.type, base.block.labels, body, base.block.header_end
    )
    here = [*override.block.body.attributes, *override.block.body.blocks]
    moved = {**base.moved, **{id(each): override.file for each in here}}
    return Part(block, base.file, moved)


def override_locals(parts: list[Part], override: Part, report: Report) -> list[Part]:
    """Each local is overridden on its own, wherever it was first defined."""
    result = list(parts)
    for attribute in override.block.body.attributes:
        for i, part in enumerate(result):
            names = {each.name for each in part.block.body.attributes}
            if part.block.type == "locals" and attribute.name in names:
                single = Body(attribute.start, attribute.end, (attribute,), ())
                over = Block(attribute.start, attribute.end, "locals", (), single, attribute.name_end)
                result[i] = laid_over(part, Part(over, override.file))
                break
        else:
            detail = f'There is no local value named "{attribute.name}" for this override to lie over.'
            span = override.file.span(attribute.start, attribute.name_end)
            report.add(error("Missing base local value definition to override", detail, span))
    return result
