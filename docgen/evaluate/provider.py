"""What the evaluator is told about providers; it knows none by itself.

`docgen.app` puts this together from `docgen.aws` and the user's settings.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.evaluate.instance import Instance
from docgen.evaluate.schema import BlockSchema
from docgen.evaluate.values import Value
from docgen.source.address import Mode, ResourceAddress
from docgen.source.diagnostic import Diagnostic

Schemas: TypeAlias = Callable[[Mode, str], BlockSchema | None]
Validate: TypeAlias = "Callable[[Instance], Iterable[Diagnostic]]"
"""What is wrong with the known values of an instance."""
Complete: TypeAlias = Callable[[ResourceAddress, Value, Value | None], Mapping[str, Value]]
"""Attributes that can be told offline, given an instance's object and its provider's configuration."""


def no_schema(_mode: Mode, _type: str) -> BlockSchema | None:
    return None


def nothing_more(_address: ResourceAddress, _value: Value, _provider: Value | None) -> Mapping[str, Value]:
    return {}


def nothing_wrong(_instance: Instance) -> tuple[Diagnostic, ...]:
    return ()


class Knowledge(msgspec.Struct, frozen=True, eq=False):
    """Schemas, computable attributes, and values that the user gives for data sources."""

    schemas: Schemas = no_schema
    provider: str = ""  # whose schemas these are: the local name that resources use, "aws"
    version: str = ""  # for people: "AWS provider 5.100.0"
    exact: bool = True  # the schemas are those of exactly the version in use: what they lack is an error
    complete: Complete = nothing_more
    data: Mapping[str, object] = MappingProxyType({})
    """JSON-like values by `type.name.attribute`, or by the full address of the data source and the attribute."""
    validate: Validate = nothing_wrong
