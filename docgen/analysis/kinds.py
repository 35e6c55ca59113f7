"""The kinds of things that assertions are about, and the attributes that each has.

A collection and its attributes have the names that `docgen facts --json` gives them.
"""

import enum
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from docgen.analysis.placement import Doubt, Placement
from docgen.aws.model.base import AwsResource
from docgen.aws.model.components import Component
from docgen.aws.model.network import Network
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown

Placements = Mapping[ResourceAddress, Placement]
Reader = Callable[[Any, Placements], object]  # of a thing of the kind; a plain value, or a traced one


class ValueType(enum.Enum):
    """What an attribute's values are, in the words of a message."""

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


class Attribute(msgspec.Struct, frozen=True, eq=False):
    """One attribute of a kind."""

    name: str
    type: ValueType
    read: Reader
    is_linked: bool = False  # other resources decide it too: a subnet, an elastic address, a route
    is_inherited: bool = (
        False  # the resource that it belongs to may decide it: of an Aurora instance, its cluster
    )

    def of(self, thing: AwsResource, placements: Placements) -> Traced[object] | Doubt:
        found = self.read(thing, placements)
        return found if isinstance(found, Known | Unknown | Doubt) else Known(found)

    def equals(self, actual: object, wanted: object) -> bool:
        """Whether a value is the one that an assertion wants."""
        if self.type is ValueType.RANGE and isinstance(wanted, str):
            return actual == parse_range(wanted)
        return actual == wanted


class Kind(msgspec.Struct, frozen=True, eq=False):
    """A collection of the network, and what can be said of each thing in it."""

    collection: str
    members: Callable[[Network], Sequence[AwsResource]]
    attributes: Mapping[str, Attribute]
    ends: Callable[[Network], Sequence[Component]] | None = None  # what can be reached; None: nothing of it

    def components(self, network: Network) -> Sequence[Component]:
        """Those that hold network interfaces, and so can open connections or be connected to."""
        return () if self.ends is None else self.ends(network)


def parse_range(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def field(
    name: str, type_: ValueType, source: str = "", *, linked: bool = False, inherited: bool = False
) -> Attribute:
    """An attribute that the model keeps in a field of the same name, or in `source`."""
    return Attribute(name, type_, lambda thing, _: getattr(thing, source or name), linked, inherited)


def tier(thing: AwsResource, placements: Placements) -> object:
    """What the routes make of a subnet; unknown with the reason of its placement."""
    place = placements[thing.address]
    return place.tier if place.unknown is None else Doubt(place.unknown, place.trace)


BOOL, NUMBER, TEXT, RANGE = ValueType
COMMON = (field("name", TEXT), field("region", TEXT))
COMPONENT = (*COMMON, field("kind", TEXT), field("public", BOOL, linked=True))
SETTINGS = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


def bucket_setting(name: str) -> Attribute:
    """A public-access setting; where the configuration says nothing, AWS has switched it on.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """

    def read(bucket: Any, _: Placements) -> object:  # noqa: ANN401 - a bucket, see Reader
        found = getattr(bucket, name)
        return True if found is None else found

    return Attribute(name, BOOL, read)


def balancer_kind(balancer: Any, _: Placements) -> object:  # noqa: ANN401 - a load balancer, see Reader
    return balancer.type if isinstance(balancer.type, Unknown) else balancer.kind


def kind(collection: str, *attributes: Attribute) -> Kind:
    """Resources without network interfaces."""
    named = MappingProxyType({each.name: each for each in (*COMMON, *attributes)})
    return Kind(collection, lambda network: getattr(network, collection), named)


def components(collection: str, *attributes: Attribute) -> Kind:
    """Resources that hold network interfaces."""
    named = MappingProxyType({each.name: each for each in (*COMPONENT, *attributes)})

    def members(network: Network) -> Sequence[Component]:
        found: Sequence[Component] = getattr(network, collection)
        return found

    return Kind(collection, members, named, members)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        each.collection: each
        for each in (
            kind(
                "vpcs",
                Attribute("cidr", RANGE, lambda vpc, _: vpc.cidrs[0] if vpc.cidrs else None),
                field("ipv6", BOOL, "has_ipv6"),
            ),
            kind(
                "subnets",
                field("cidr", RANGE),
                field("ipv6", BOOL),
                Attribute("tier", TEXT, tier, is_linked=True),
                field("availability_zone", TEXT),
                field("map_public_ip_on_launch", BOOL, "maps_public_ip"),
            ),
            kind("nat_gateways", field("public", BOOL, "is_public")),
            kind("internet_gateways", field("egress_only", BOOL)),
            msgspec.structs.replace(
                kind(
                    "endpoints",
                    field("service", TEXT),
                    field("type", TEXT),
                    field("policy_limits", BOOL, "limits"),
                ),
                ends=lambda network: network.endpoint_interfaces,
            ),
            kind("flow_logs", field("destination_type", TEXT), field("traffic_type", TEXT)),
            kind("route_tables", field("main", BOOL, "is_main")),
            kind("security_groups", field("description", TEXT), field("default", BOOL, "is_default")),
            msgspec.structs.replace(
                kind("network_acls", field("default", BOOL, "is_default")),
                members=lambda network: [
                    each for each in network.network_acls if not each.address.type.endswith("_association")
                ],  # one that stands for the ACL of a subnet elsewhere is none of its own
            ),
            components(
                "load_balancers",
                Attribute("kind", TEXT, balancer_kind),
                field("type", TEXT),
                field("internal", BOOL),
            ),
            kind("target_groups", field("port", NUMBER), field("protocol", TEXT), field("target_type", TEXT)),
            components(
                "services",
                field("assign_public_ip", BOOL, "public"),
                field("launch_type", TEXT),
                field("network_mode", TEXT),
                field("desired_count", NUMBER),
            ),
            kind("ecs_clusters"),
            components(
                "kafka_clusters",
                field("public_access", BOOL, "public"),
                field("public_access_type", TEXT, "public_access"),
                field("client_broker", TEXT),
                field("unauthenticated", BOOL),
                field("iam", BOOL),
                field("scram", BOOL),
                field("tls", BOOL),
                field("serverless", BOOL),
                field("broker_count", NUMBER),
            ),
            components("kafka_connectors"),
            components(
                "databases",
                field("engine", TEXT, inherited=True),
                field("port", NUMBER, inherited=True),
                field("publicly_accessible", BOOL, "public", inherited=True),
                field("encrypted", BOOL, inherited=True),
            ),
            components("instances"),
            components("functions"),
            components("managed_services", field("public_access", BOOL, "public"), field("holds_data", BOOL)),
            components("network_interfaces"),
            components("autoscaling_groups"),
            kind("transit_gateways"),
            kind(
                "entries",
                field("kind", TEXT),
                field("open", BOOL, "is_open"),
                field("decided_by", TEXT),
                field("port", NUMBER),
                field("needs_login", BOOL),
                field("holds_data", BOOL),
            ),
            kind(
                "buckets",
                field("public_acl", BOOL),
                field("public_policy", BOOL),
                *map(bucket_setting, SETTINGS),
            ),
        )
    }
)
REACHABLE_KINDS = tuple(name for name, each in KINDS.items() if each.ends is not None)
