"""Override files: later definitions replace parts of earlier ones.

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
    """A block of a module and its file; for each part that an override file replaced, that file."""

    __slots__ = ("block", "file", "moved")

    def __init__(self, block: Block, file: SourceFile, moved: Mapping[int, SourceFile] = NOTHING) -> None:
        self.block = block
        self.file = file
        self.moved = moved  # id of an overriding node: its file

    def file_of(self, node: Attribute | Block) -> SourceFile:
        return self.moved.get(id(node), self.file) if self.moved else self.file

    def reader(self, report: Report) -> Reader:
        return Reader(self.block.body, self.file, report, self.moved)

    def reader_of(self, block: Block, report: Report) -> Reader:
        """A reader of a block inside this one."""
        return Reader(block.body, self.file_of(block), report, self.moved)

    def identity(self) -> tuple[str, ...]:
        """The key by which an override means this block."""
        labels = tuple(label.text for label in self.block.labels)
        if self.block.type != "provider":
            return (self.block.type, *labels)
        alias = next((each for each in self.block.body.attributes if each.name == "alias"), None)
        return (self.block.type, *labels, (text_of(alias.expression) if alias else None) or "")


MISSING: Mapping[str, str] = MappingProxyType(
    {
        "variable": "Missing base variable declaration to override",
        "output": "Missing base output definition to override",
        "module": "Missing module call to override",
        "resource": "Missing resource to override",
        "data": "Missing data resource to override",
        "provider": "Missing base provider configuration for override",
    }
)
WHOLE_MODULE = frozenset({"terraform", "language", "removed"})  # they add to what other files say
NEVER = frozenset({"moved", "import"})


def merged(parts: list[Part], overrides: Iterable[Part], report: Report) -> list[Part]:
    """The parts with the overrides laid over those that they name.

    Source: Module.mergeFile, https://github.com/hashicorp/terraform/blob/v1.15.5/internal/configs/module.go
    """
    result = list(parts)
    for override in overrides:
        kind = override.block.type
        if kind == "locals":
            result = override_locals(result, override, report)
            continue
        if kind in WHOLE_MODULE:
            result.append(override)
            continue
        span = override.file.span(override.block.start, override.block.header_end)
        if kind in NEVER:
            detail = f"Blocks of type {kind} can appear only in normal files, not in override files."
            report.add(error(f"Cannot override '{kind}' blocks", detail, span))
            continue
        identity = override.identity()
        place = next((i for i, each in enumerate(result) if each.identity() == identity), None)
        if place is not None:
            result[place] = laid_over(result[place], override, report)
        elif kind == "provider" and not identity[-1]:
            result.append(override)  # a provider without a block has an empty one
        else:
            names = " ".join(f'"{each}"' for each in identity[1:])
            detail = f"There is no {kind} {names} for this override to lie over."
            report.add(error(MISSING.get(kind, f"Missing base {kind} block to override"), detail, span))
    return result


def laid_over(base: Part, override: Part, report: Report) -> Part:
    """Attributes replace those of the same name; nested blocks, dynamic ones too, all those of the same type.

    But lifecycle blocks merge argument by argument, and conditions of an override count nowhere.
    Source: the merge methods in internal/configs/module_merge.go, and mergeBody in module_merge_body.go.
    """
    for attribute in override.block.body.attributes:
        if attribute.name == "depends_on":
            span = override.file.span(attribute.start, attribute.name_end)
            report.add(error("Unsupported override", "The depends_on argument may not be overridden.", span))
    old, new = base.block.body, override.block.body
    attributes = {each.name: each for each in (*old.attributes, *new.attributes)}
    blocks = [each for each in new.blocks if each.type not in CONDITIONS]
    moved = {**base.moved, **{id(each): override.file for each in (*new.attributes, *blocks)}}
    lifecycles = [each for each in blocks if each.type == "lifecycle"]
    kept = list(old.blocks)
    if lifecycles and any(each.type == "lifecycle" for each in old.blocks):
        blocks = [each for each in blocks if each.type != "lifecycle"]
        for each in lifecycles:
            kept = [
                lifecycle_over(one, each, override, moved) if one.type == "lifecycle" else one for one in kept
            ]
    types = {block_name(each) for each in blocks}
    kept = [each for each in kept if block_name(each) not in types]
    body = Body(old.start, old.end, tuple(attributes.values()), (*kept, *blocks))
    return Part(with_body(base.block, body), base.file, moved)


CONDITIONS = frozenset({"validation", "precondition", "postcondition"})


def block_name(block: Block) -> str:
    """The name of the blocks: `dynamic "ingress"` makes `ingress` blocks."""
    return block.labels[0].text if block.type == "dynamic" and block.labels else block.type


def lifecycle_over(base: Block, override: Block, part: Part, moved: dict[int, SourceFile]) -> Block:
    attributes = {each.name: each for each in (*base.body.attributes, *override.body.attributes)}
    triggers = [each for each in override.body.blocks if each.type not in CONDITIONS]
    kept = [each for each in base.body.blocks if each.type in CONDITIONS or not triggers]
    moved |= {id(each): part.file for each in (*override.body.attributes, *triggers)}
    blocks = (*kept, *triggers)
    body = Body(base.body.start, base.body.end, tuple(attributes.values()), blocks)
    made = with_body(base, body)
    if id(base) in moved:
        moved[id(made)] = moved[id(base)]
    return made


def with_body(block: Block, body: Body) -> Block:
    return Block(block.start, block.end, block.type, block.labels, body, block.header_end)


def override_locals(parts: list[Part], override: Part, report: Report) -> list[Part]:
    """Each local is overridden on its own, wherever it was first defined."""
    result = list(parts)
    for attribute in override.block.body.attributes:
        for i, part in enumerate(result):
            names = {each.name for each in part.block.body.attributes}
            if part.block.type == "locals" and attribute.name in names:
                single = Body(attribute.start, attribute.end, (attribute,), ())
                over = Block(attribute.start, attribute.end, "locals", (), single, attribute.name_end)
                result[i] = laid_over(part, Part(over, override.file), report)
                break
        else:
            detail = f'There is no local value named "{attribute.name}" for this override to lie over.'
            span = override.file.span(attribute.start, attribute.name_end)
            report.add(error("Missing base local value definition to override", detail, span))
    return result
