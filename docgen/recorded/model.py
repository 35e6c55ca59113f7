"""Resources as a plan, a state or an account has them."""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from docgen.source.address import ResourceAddress

Json: TypeAlias = Any  # data as JSON has it


class Kind(enum.Enum):
    """The kind of document. The values are words for people and for JSON."""

    PLAN = "plan"
    STATE = "state"
    LIVE = "account"


class NotGiven(enum.Enum):
    """Placeholder for a value that the document does not contain."""

    NOT_GIVEN = "not given"


NOT_GIVEN: Final = NotGiven.NOT_GIVEN


class RecordedValue(msgspec.Struct, frozen=True):
    """A value, and beside it two trees of the same shape: `true` where it is unknown, and where it is sensitive."""

    value: Json = NOT_GIVEN
    unknown: Json = False
    sensitive: Json = False

    def inside(self, step: str | int) -> "RecordedValue":
        """The member with this name or number."""
        return RecordedValue(
            member(self.value, step), flag_of(self.unknown, step), flag_of(self.sensitive, step)
        )

    @property
    def is_known(self) -> bool:
        return self.unknown is not True and self.value is not NOT_GIVEN


def member(data: Json, step: str | int) -> Json:
    if isinstance(data, Mapping):
        return data.get(step, NOT_GIVEN)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return NOT_GIVEN


def flag_of(flags: Json, step: str | int) -> Json:
    """The part of a tree of marks; a mark on the whole is a mark on each part."""
    if flags is True:
        return True
    found = member(flags, step)
    return False if found is NOT_GIVEN else found


class RecordedResource(msgspec.Struct, frozen=True):
    """One instance of a resource or data source."""

    address: ResourceAddress
    attributes: RecordedValue  # an object
    provider: str = ""  # "registry.terraform.io/hashicorp/aws"

    def attribute(self, name: str) -> Json:
        """The value of an attribute; None where it is not known."""
        found = self.attributes.inside(name)
        return found.value if found.is_known else None


class Recorded(msgspec.Struct, frozen=True):
    """Everything that one document says."""

    kind: Kind
    title: str  # what it is called: the path as it was given
    resources: Mapping[str, RecordedResource] = MappingProxyType({})  # managed ones, by address
    data: Mapping[str, RecordedResource] = MappingProxyType({})  # data sources that were read, by address
    outputs: Mapping[str, RecordedValue] | None = None  # None: it does not say
    is_complete: bool = True  # what it does not have is not there
    declared: Mapping[str, frozenset[str]] | None = None  # module path to types and names, of a plan


def printed(address: ResourceAddress) -> str:
    """The address as Terraform has it, without the root module's folder."""
    return str(msgspec.structs.replace(address, root="") if address.root else address)
