"""The interface of providers for the evaluator, which knows no provider itself.

`docgen.app` puts this together from `docgen.aws` and the user's settings.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import msgspec

from docgen.language.instance import Instance
from docgen.language.schema import Schemas, no_schema
from docgen.source.address import ResourceAddress
from docgen.source.diagnostic import Diagnostic
from docgen.values.values import Value

Validate: TypeAlias = "Callable[[Instance], Iterable[Diagnostic]]"
"""What is wrong with the known values of an instance."""
Complete: TypeAlias = Callable[[ResourceAddress, Value, Value | None], Mapping[str, Value]]
"""Attributes that can be computed offline, given an instance's object and its provider's configuration."""
VariableValue: TypeAlias = Callable[[ResourceAddress], Mapping[str, Value]]
"""Attributes of a data source that the user gives; they hold whenever it is read."""


def nothing_more(_address: ResourceAddress, _value: Value, _provider: Value | None) -> Mapping[str, Value]:
    return {}


def nothing_given(_address: ResourceAddress) -> Mapping[str, Value]:
    return {}


def nothing_wrong(_instance: Instance) -> tuple[Diagnostic, ...]:
    return ()


class ProviderInfo(msgspec.Struct, frozen=True, eq=False):
    """Schemas, computable attributes, and values that the user gives for data sources."""

    schemas: Schemas = no_schema
    provider: str = ""  # whose schemas these are: the local name that resources use, "aws"
    version: str = ""  # for people: "AWS provider 5.100.0"
    exact: bool = True  # the schemas are those of exactly the version in use: what they lack is an error
    complete: Complete = nothing_more
    given: VariableValue = nothing_given
    validate: Validate = nothing_wrong
