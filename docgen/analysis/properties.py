"""The types of the table of kinds: `Kind`, `Part` and `Property`.

A property says once what a fact of a resource is called, its type, how it is read from the model, whether
the parity page compares it, and what else decides it. `docgen.analysis.kinds` is the table.
"""

import enum
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import PlacementDoubt
from docgen.aws.model.base import AwsResource
from docgen.aws.model.components import Component
from docgen.aws.model.network import Network
from docgen.source.traced import Known, Traced, Unknown

# Of a resource, or of a part of one; gives a plain value, a traced one, a target, or a list of these.
Reader: TypeAlias = Callable[[Any, EnvironmentFacts], object]


class ValueType(enum.Enum):
    """The type of an attribute's values, in the words of a message."""

    BOOL = "true or false"
    NUMBER = "a number"
    TEXT = "text"
    RANGE = "a CIDR range"

    def accepts(self, value: object) -> bool:
        match self:
            case ValueType.BOOL:
                return isinstance(value, bool)
            case ValueType.NUMBER:
                return isinstance(value, int) and not isinstance(value, bool)
            case ValueType.TEXT:
                return isinstance(value, str)
            case ValueType.RANGE:
                return isinstance(value, str) and parse_range(value) is not None


class Noun(msgspec.Struct, frozen=True):
    """The name of a kind, singular and plural: "route table", "route tables"."""

    singular: str
    plural: str


class Part(msgspec.Struct, frozen=True, eq=False):
    """Rows inside a resource, such as its routes: what each has, and by what drift finds it again."""

    noun: str  # "listener", "route"
    properties: tuple["Property", ...]
    identity: tuple[str, ...] = (
        "address",
    )  # the properties that two rows have in common when they are the same one
    label: str = (
        ""  # the property that names a row; the last of the identity, where it is empty or has no value
    )


class Compared(msgspec.Struct, frozen=True):
    """The value of a property in one environment, as the parity page shows it."""

    text: str
    is_known: bool = True  # whether all of it is known: two values that are not are not the same for that
    data: object = (
        None  # the data behind the text, where the page has words for it: a flag, rules, an exposure
    )


class Property(msgspec.Struct, frozen=True, eq=False):
    """One fact of a kind, under the name that `docgen facts --json` and assertions give it."""

    name: str
    read: Reader
    type: ValueType | None = None  # None: a target, a list or other data that no assertion is about
    part: Part | None = None  # what each of its rows has, where it is a list of rows
    parity: str = ""  # the name of the fact on the parity page; empty: it takes no part there
    column: str = ""  # its head in the table of its kind on the network page; empty: it is not shown there
    is_linked: bool = False  # other resources decide it too: a subnet, an elastic address, a route
    is_inherited: bool = (
        False  # the resource that it belongs to may decide it: of an Aurora instance, its cluster
    )
    shown: Reader | None = None  # what JSON has of it, where that is not the value that assertions are about
    compared: Reader | None = (
        None  # what the parity page has of it, where that is something else; or a `Compared`
    )
    is_optional: bool = False  # left out of JSON where it has no value
    in_drift: bool = True  # whether another value is a changed fact

    def of(self, thing: AwsResource, facts: EnvironmentFacts) -> Traced[object] | PlacementDoubt:
        """The value that assertions are about."""
        found = self.read(thing, facts)
        return found if isinstance(found, Known | Unknown | PlacementDoubt) else Known(found)

    def accepts(self, value: object) -> bool:
        """Whether an assertion may ask for the value."""
        return self.type is not None and self.type.accepts(value)

    @property
    def expected(self) -> str:
        """The expected values, in the words of a message."""
        return "" if self.type is None else self.type.value

    def equals(self, actual: object, wanted: object) -> bool:
        """Whether a value is the one that an assertion wants."""
        if self.type is ValueType.RANGE and isinstance(wanted, str):
            return actual == parse_range(wanted)
        return actual == wanted


class Kind(msgspec.Struct, frozen=True, eq=False):
    """One kind of resource: a collection of the network, and the properties of each resource in it."""

    collection: str  # its name in `docgen facts --json` and in assertions
    noun: Noun
    properties: tuple[Property, ...]
    all_members: Callable[[Network], Sequence[AwsResource]]
    ends: Callable[[Network], Sequence[Component]] | None = None  # what can be reached; None: nothing of it
    is_counted: bool = False  # whether the parity page compares how many there are
    is_stand_in: Callable[[Any], bool] | None = None  # placeholders for resources that are declared elsewhere

    @property
    def attributes(self) -> Mapping[str, Property]:
        """The properties that assertions can be about, by name."""
        return {each.name: each for each in (*COMMON, *self.properties) if each.type is not None}

    def property_named(self, name: str) -> Property:
        """One of its properties. Raises KeyError where it has none of the name."""
        return {each.name: each for each in (*COMMON, *self.properties)}[name]

    @property
    def columns(self) -> tuple[Property, ...]:
        """The properties that the table of the kind shows."""
        return tuple(each for each in self.properties if each.column)

    def members(self, network: Network) -> Sequence[AwsResource]:
        """The resources of this kind that the configuration declares."""
        found = self.all_members(network)
        return found if self.is_stand_in is None else [each for each in found if not self.is_stand_in(each)]

    def components(self, network: Network) -> Sequence[Component]:
        """Those that hold network interfaces, and so can open connections or be connected to."""
        return () if self.ends is None else self.ends(network)


def parse_range(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def field(  # noqa: PLR0913 - what a property can say, each by its name
    name: str,
    type_: ValueType | None = None,
    source: str = "",
    *,
    parity: str = "",
    column: str = "",
    linked: bool = False,
    inherited: bool = False,
    optional: bool = False,
) -> Property:
    """A property that the model keeps in a field of the same name, or in `source`."""
    return Property(
        name,
        lambda thing, _: getattr(thing, source or name),
        type_,
        parity=parity,
        column=column,
        is_linked=linked,
        is_inherited=inherited,
        is_optional=optional,
    )


BOOL, NUMBER, TEXT, RANGE = ValueType
COMMON = (field("name", TEXT), field("region", TEXT))  # of every resource
