"""What changed between two documents of facts, as data: `Change` is the closed union of all kinds of change.

Words are put on it by `docgen.pages.sentences.changes`. `before` and `after` are values of the JSON form of facts, where
None is an unknown value.
"""

import enum
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from docgen.analysis.exposure import Effect

# A value of the JSON form of facts.
JsonValue: TypeAlias = Any


class ChangeType(enum.Enum):
    """The kind of a change. The values are those of "kind" in `docgen whatif --json`."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Place(msgspec.Struct, frozen=True):
    """The place of a fact's declaration now; a change of something that is gone has none."""

    path: str
    line: int | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Resource(msgspec.Struct, frozen=True):
    """A resource of one of the kinds in `docgen.analysis.kinds`."""

    collection: str  # of `docgen facts`: "databases"
    address: str
    name: str  # the address, where the name is unknown


class PartReference(msgspec.Struct, frozen=True):
    """A row inside a resource: a listener by its port, a route by its destination."""

    key: str  # the property that lists such rows: "listeners"
    noun: str  # "listener"
    label: str  # "443"


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """The common fields of all changes. `subject` is an address, or the name of an environment, input, output, module or gap."""

    environment: str
    subject: str
    type: ChangeType
    place: Place | None = None


class EnvironmentChange(_Change, frozen=True, kw_only=True):
    """An environment is new or gone: `subject` is its name."""


class ResourceChange(_Change, frozen=True, kw_only=True):
    """A resource is new or gone."""

    resource: Resource


class PropertyChange(_Change, frozen=True, kw_only=True):
    """A property of a resource, or of a part of it, has another value."""

    resource: Resource
    parts: tuple[PartReference, ...]  # from the outside in; empty: of the resource itself
    property: str  # its name in `docgen facts`
    before: JsonValue
    after: JsonValue  # None with REMOVED, too: then the property is not set any more


class PartChange(_Change, frozen=True, kw_only=True):
    """A route, listener or rule of a resource is new or gone."""

    resource: Resource
    parts: tuple[PartReference, ...]  # from the outside in; the last one is the one that is new or gone
    values: Mapping[str, JsonValue]  # the properties of one that is new


class RuleFacts(msgspec.Struct, frozen=True):
    """One rule of a security group."""

    direction: str  # "ingress", "egress"
    protocol: str | None
    from_port: int | None  # of ICMP: the type; None: all ports, or unknown ones
    to_port: int | None
    peer_kind: str  # "cidr", "security_group", "prefix_list", "self", "unknown"
    peer: str | None  # a CIDR block, an address or an id
    peer_name: str | None  # the name of a group of the same environment, else the same as `peer`
    description: str


class RuleChange(_Change, frozen=True, kw_only=True):
    """A rule of a security group came, went, or has other ports, another peer or another description."""

    group: Resource
    before: RuleFacts | None  # None with ADDED
    after: RuleFacts | None  # None with REMOVED


class ExposureFacts(msgspec.Struct, frozen=True):
    effect: Effect
    ports: tuple[str, ...]  # "tcp/443"
    sources: tuple[str, ...]  # CIDR blocks


class ExposureChange(_Change, frozen=True, kw_only=True):
    """Something is exposed, is so no longer, or is so in another way."""

    name: str
    before: ExposureFacts | None
    after: ExposureFacts | None


class ConnectionFacts(msgspec.Struct, frozen=True):
    ports: tuple[str, ...]
    is_certain: bool


class ConnectionChange(_Change, frozen=True, kw_only=True):
    """Some sources can connect to the subject, can no longer, or can on other ports: all whose change is the same."""

    sources: tuple[str, ...]  # addresses, or "internet"
    via: tuple[str, ...]  # load balancers
    before: ConnectionFacts | None
    after: ConnectionFacts | None


class NamedValue(enum.Enum):
    """A named value in an environment."""

    INPUT = "input"
    OUTPUT = "output"


class NamedValueChange(_Change, frozen=True, kw_only=True):
    """A root input or output is new or gone, has another value, or the same one from elsewhere."""

    of: NamedValue
    before: str | None  # the value as Terraform text; None with ADDED
    after: str | None  # None with REMOVED
    source_before: str | None = None  # "tfvars", "default", "argument", "environment"; an output has none
    source_after: str | None = None


class InventoryFacts(msgspec.Struct, frozen=True):
    """A resource that the network model does not have."""

    type: str
    name: JsonValue
    carries_traffic: bool
    count: int | None
    region: JsonValue
    modelled: bool


class InventoryChange(_Change, frozen=True, kw_only=True):
    """A resource without a kind of its own is new or gone, or something else is known of it."""

    before: InventoryFacts | None
    after: InventoryFacts | None


class ModuleChange(_Change, frozen=True, kw_only=True):
    """A module call is new or gone, or its module declares other resources. `subject` is its path; "" for the root."""

    folder: str


class GapChange(_Change, frozen=True, kw_only=True):
    """Something is not known any more, or is known now: `subject` is the gap's cause."""

    gap: str  # a `GapKind`


class CoverageChange(_Change, frozen=True, kw_only=True):
    """A change of how many of the values that the configuration sets are known."""

    before: tuple[int, int]  # known ones, all
    after: tuple[int, int]


Change: TypeAlias = (
    EnvironmentChange
    | ResourceChange
    | PropertyChange
    | PartChange
    | RuleChange
    | ExposureChange
    | ConnectionChange
    | NamedValueChange
    | InventoryChange
    | ModuleChange
    | GapChange
    | CoverageChange
)
