"""An evaluated configuration: everything in it, by name and by address."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.language.instance import InputValue, Instance, OutputValue
from docgen.language.schema import Schemas, no_schema
from docgen.language.scope import Scope
from docgen.source.address import ModuleAddress
from docgen.source.diagnostic import Diagnostic
from docgen.terraform.module import Configuration, ModulePath
from docgen.values.likely import NONE, LikelySecrets


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
    is_complete: bool = True  # no limit has ended it before its time
    likely: LikelySecrets = NONE  # what is hidden though the configuration does not say so

    def by_address(self) -> Mapping[str, Instance]:
        return MappingProxyType({str(each.address): each for each in self.instances})
