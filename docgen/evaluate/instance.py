"""What evaluation makes: resource instances, module instances, outputs."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.evaluate.schema import Schemas, no_schema
from docgen.evaluate.scope import Scope
from docgen.evaluate.values import Value
from docgen.source.address import ModuleAddress, ResourceAddress
from docgen.source.diagnostic import Diagnostic
from docgen.source.span import Span
from docgen.source.traced import Reason, Trace
from docgen.terraform.module import Configuration, ModulePath


class Instance(msgspec.Struct, frozen=True, eq=False):
    """One resource instance with its attributes; or, under `[*]`, an unknown number of alike ones."""

    address: ResourceAddress
    value: Value  # an object
    span: Span  # of the block's header
    trace: Trace  # why this instance exists
    provider: Value | None = None  # its provider's configuration
    has_schema: bool = False
    undecided: Reason | None = None  # the number of instances is unknown
    legacy: bool = False  # see BlockSchema
    provider_name: str = ""  # "registry.terraform.io/hashicorp/aws"

    def attribute(self, name: str) -> Value | None:
        payload = self.value.payload
        return payload.get(name) if isinstance(payload, dict) else None


class OutputValue(msgspec.Struct, frozen=True, eq=False):
    name: str
    value: Value
    sensitive: bool
    description: str
    span: Span


class InputValue(msgspec.Struct, frozen=True, eq=False):
    """A root variable with the value that this environment gives it."""

    name: str
    value: Value
    description: str
    sensitive: bool
    span: Span
    source: str  # "tfvars", "default", "argument", "environment"
    set_at: Span | None  # where the value is written


class Evaluation(msgspec.Struct, frozen=True, eq=False):
    """A configuration with one environment's inputs, evaluated."""

    configuration: Configuration
    workspace: str | None
    instances: tuple[Instance, ...]  # by address
    outputs: Mapping[str, OutputValue]
    inputs: Mapping[str, InputValue]
    modules: Mapping[ModuleAddress, ModulePath]  # every module instance
    diagnostics: tuple[Diagnostic, ...] = ()
    scopes: Mapping[ModulePath, Sequence[Scope]] = MappingProxyType({})  # every name, and its value
    schemas: Schemas = no_schema  # of its resources

    def by_address(self) -> Mapping[str, Instance]:
        return MappingProxyType({str(each.address): each for each in self.instances})
