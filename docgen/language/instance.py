"""The things that an evaluation makes: resource instances, inputs and outputs."""

import msgspec

from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Reason, Trace
from docgen.values.values import Value


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
