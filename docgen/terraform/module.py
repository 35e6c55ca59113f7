"""What a module declares. Data only; `declare` makes it, `loader` puts modules together.

Language: https://developer.hashicorp.com/terraform/language
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.hcl.nodes import Block, Expression
from docgen.source.address import Mode
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.dialect import Feature

EMPTY: Mapping[str, str] = MappingProxyType({})


class SourceExpression(msgspec.Struct, frozen=True, eq=False):
    """An expression and the file that contains it."""

    expression: Expression
    file: SourceFile

    @property
    def span(self) -> Span:
        return self.file.span(self.expression.start, self.expression.end)


class Declared(msgspec.Struct, frozen=True, eq=False):
    """Something that a module declares, at `file.text[start:end]` (the header of its block)."""

    file: SourceFile
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.file.span(self.start, self.end)


class WrittenBlock(msgspec.Struct, frozen=True, eq=False):
    """A nested block and the file that contains it."""

    block: Block
    file: SourceFile

    @property
    def span(self) -> Span:
        return self.file.span(self.block.start, self.block.header_end)


class Used(msgspec.Struct, frozen=True):
    """A use of something that not every version of the language has."""

    feature: Feature
    span: Span


class Condition(msgspec.Struct, frozen=True, eq=False):
    """`validation`, `precondition`, `postcondition` or `assert`."""

    condition: SourceExpression
    error_message: SourceExpression


class Variable(Declared, frozen=True, eq=False):
    name: str
    type: SourceExpression | None = None
    default: SourceExpression | None = None
    description: str = ""
    nullable: bool = True
    sensitive: bool = False
    ephemeral: bool = False
    validations: tuple[Condition, ...] = ()
    const: bool = False  # its value is known before modules are loaded

    @property
    def is_hidden(self) -> bool:
        """Whether its value is shown nowhere."""
        return self.sensitive or self.ephemeral


class Local(Declared, frozen=True, eq=False):
    name: str
    value: SourceExpression


class Output(Declared, frozen=True, eq=False):
    name: str
    value: SourceExpression
    description: str = ""
    sensitive: bool = False
    ephemeral: bool = False
    preconditions: tuple[Condition, ...] = ()
    depends_on: tuple[SourceExpression, ...] = ()
    type: SourceExpression | None = None  # the value is converted to it


class Resource(Declared, frozen=True, eq=False):
    """A `resource`, `data` or `ephemeral` block; `attributes` and `blocks` are without meta-arguments."""

    mode: Mode
    type: str
    name: str
    attributes: Mapping[str, SourceExpression]
    blocks: "tuple[WrittenBlock, ...]" = ()
    count: SourceExpression | None = None
    for_each: SourceExpression | None = None
    provider: str = ""  # "aws", "aws.west": as written, or the type's first word
    provider_given: bool = False
    conditions: tuple[Condition, ...] = ()
    postconditions: tuple[Condition, ...] = ()
    depends_on: tuple[SourceExpression, ...] = ()
    enabled: SourceExpression | None = None  # of OpenTofu: whether it exists
    doubt: str = ""  # an unknown lifecycle argument, which may decide whether it exists
    provider_key: SourceExpression | None = None  # `each.key` of `provider = aws.by[each.key]`
    triggers: tuple[SourceExpression, ...] = ()  # `replace_triggered_by`
    prevent_destroy: bool | None = False  # None: decided by an expression
    ignored: frozenset[str] = frozenset()  # `ignore_changes`: names of arguments; "*" for all of them
    ignored_inside: frozenset[str] = frozenset()  # of those, the ones of which only a part is named

    @property
    def key(self) -> "ResourceKey":
        return (self.mode, self.type, self.name)


class ModuleCall(Declared, frozen=True, eq=False):
    name: str
    source: str
    source_span: Span
    arguments: Mapping[str, SourceExpression]
    count: SourceExpression | None = None
    for_each: SourceExpression | None = None
    providers: Mapping[str, str] = EMPTY
    depends_on: tuple[SourceExpression, ...] = ()
    version: str = ""  # the constraint, as it is written
    enabled: SourceExpression | None = None
    doubt: str = ""
    provider_keys: Mapping[str, SourceExpression] = MappingProxyType(
        {}
    )  # by the name in the module that is called
    source_expression: SourceExpression | None = (
        None  # where the source is not a literal text; `source` is empty then
    )

    @property
    def package(self) -> str:
        """The source with its version: what one download serves."""
        return f"{self.source} {self.version}".strip()


class Provider(Declared, frozen=True, eq=False):
    """A `provider` block; `name` is "aws" or, with an alias, "aws.west"."""

    name: str
    attributes: Mapping[str, SourceExpression]
    blocks: tuple[WrittenBlock, ...] = ()
    for_each: SourceExpression | None = None  # of OpenTofu: one configuration for each element


class Backend(msgspec.Struct, frozen=True, eq=False):
    """The backend of a root module: `backend "s3" {…}`, or `cloud {…}` under the kind "cloud"."""

    kind: str
    attributes: Mapping[str, SourceExpression]
    blocks: tuple[WrittenBlock, ...] = ()


class Check(Declared, frozen=True, eq=False):
    name: str
    conditions: tuple[Condition, ...]
    data: tuple[Resource, ...] = ()


class Moved(msgspec.Struct, frozen=True):
    """A `moved` block: what the state knows under one address has another now. Both are relative to the module."""

    source: str  # `aws_vpc.old`, `module.a["x"]`, as it is written, without white space
    target: str


class Removed(msgspec.Struct, frozen=True):
    """A `removed` block: the state forgets what it names."""

    source: str
    destroy: bool  # whether Terraform also destroys it


ResourceKey: TypeAlias = tuple[Mode, str, str]


class Module(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """One folder of Terraform files."""

    folder: str  # relative to the repository, with "/"; "." for the repository itself
    files: tuple[SourceFile, ...] = ()
    variables: Mapping[str, Variable] = MappingProxyType({})
    locals: Mapping[str, Local] = MappingProxyType({})
    outputs: Mapping[str, Output] = MappingProxyType({})
    resources: Mapping[ResourceKey, Resource] = MappingProxyType({})
    calls: Mapping[str, ModuleCall] = MappingProxyType({})
    providers: Mapping[str, Provider] = MappingProxyType({})
    provider_sources: Mapping[str, str] = EMPTY  # local name: "hashicorp/aws"
    checks: tuple[Check, ...] = ()
    backend: Backend | None = None
    # Local name: (">= 5.0", "~> 5.31"), from required_providers and from `version` in provider blocks.
    provider_versions: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    provider_names: frozenset[str] = frozenset()  # the local names in required_providers
    required_versions: tuple[str, ...] = ()  # constraints of `required_version`, as they are written
    used: tuple[Used, ...] = ()  # what not every version of the language has
    moved: tuple[Moved, ...] = ()
    removed: tuple[Removed, ...] = ()


ModulePath: TypeAlias = tuple[str, ...]
"""The names of the calls that lead from the root to a module; `()` for the root."""


class Configuration(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """A root module and every module below it, by path; a module that could not be found is absent."""

    root: str  # the root module's folder
    modules: Mapping[ModulePath, Module]
    missing: Mapping[ModulePath, str] = MappingProxyType({})  # and why it could not be had
    incomplete: bool = False  # a build step adds files: what is not declared may be declared there

    @property
    def root_module(self) -> Module:
        return self.modules[()]
