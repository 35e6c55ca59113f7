"""The state of a module while its blocks are read, shared by the readers of all kinds of blocks."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from docgen.hcl.nodes import Attribute, Block, Call
from docgen.hcl.walk import variables, walk
from docgen.source.diagnostic import Diagnostic, Report, error
from docgen.source.text import SourceFile
from docgen.terraform.dialect import (
    Feature,
)
from docgen.terraform.module import (
    Backend,
    Check,
    Declared,
    Local,
    ModuleCall,
    Moved,
    Output,
    Provider,
    Removed,
    Resource,
    ResourceKey,
    SourceExpression,
    Used,
    Variable,
)
from docgen.terraform.override import Part
from docgen.terraform.references import steps
from docgen.terraform.syntax import text_of

D = TypeVar("D", bound=Declared)


class ModuleBuilder:
    """A module while it is being declared."""

    def __init__(self) -> None:
        self.report = Report()
        self.variables: dict[str, Variable] = {}
        self.locals: dict[str, Local] = {}
        self.outputs: dict[str, Output] = {}
        self.resources: dict[ResourceKey, Resource] = {}
        self.calls: dict[str, ModuleCall] = {}
        self.providers: dict[str, Provider] = {}
        self.provider_sources: dict[str, str] = {}
        self.provider_names: set[str] = set()
        self.provider_versions: dict[str, tuple[str, ...]] = {}
        self.backend: Backend | None = None
        self.checks: list[Check] = []
        self.required_versions: list[str] = []
        self.used: list[Used] = []
        self.moved: list[Moved] = []
        self.removed: list[Removed] = []

    def keep_version(self, name: str, constraint: str | None) -> None:
        """Remember what is asked of a provider, by its local name."""
        if constraint:
            self.provider_versions[name] = (*self.provider_versions.get(name, ()), constraint)

    def use(self, feature: Feature, file: SourceFile, node: Attribute | Block) -> None:
        """Note that something is used that not every version of the language has."""
        end = node.name_end if isinstance(node, Attribute) else node.header_end
        self.used.append(Used(feature, file.span(node.start, end)))


def header(part: Part) -> tuple[SourceFile, int, int]:
    """The location of a block's header."""
    return part.file, part.block.start, part.block.header_end


def keep_first(kept: dict[str, D], made: D, name: str, summary: str, report: Report) -> None:
    """Declare a thing once; a second one of the same name is reported."""
    before = kept.setdefault(name, made)
    if before is not made:
        detail = f'"{name}" was already declared at {before.span}. Names must be unique within a module.'
        report.add(error(summary, detail, made.span))


def not_literal(written: SourceExpression) -> Iterator[Diagnostic]:
    """Content that a default must not have: it is read before there are any names or functions."""
    for each in walk(written.expression):
        if isinstance(each, Call):
            detail = "Functions may not be called here: write the value itself."
            yield error("Function calls not allowed", detail, written.file.span(each.start, each.end))
    for each in variables(written.expression):
        detail = "Variables may not be used here: a literal value is expected."
        yield error("Variables not allowed", detail, written.file.span(each.start, each.end))


def require(part: Part, names: Iterable[str], report: Report) -> None:
    given = {each.name for each in part.block.body.attributes}
    for name in names:
        if name not in given:
            detail = f'The argument "{name}" is required, but no definition was found.'
            report.add(error("Missing required argument", detail, part.file.span(*header(part)[1:])))


def check_references(depends_on: tuple[SourceExpression, ...], report: Report) -> None:
    for each in depends_on:
        if steps(each.expression) is None and text_of(each.expression) is None:
            report.add(error("Invalid expression", "A static variable reference is required.", each.span))
