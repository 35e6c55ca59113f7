"""Security groups, network ACLs and prefix lists.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from typing import ClassVar, Literal, TypeAlias

import msgspec

from docgen.aws.model.base import AwsResource, IpNetwork, Target, Targets
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Reason, Trace, Traced, Unknown

Direction: TypeAlias = Literal["ingress", "egress"]
RuleStyle: TypeAlias = Literal["inline", "aws_security_group_rule", "aws_vpc_security_group_rule"]


class Ports(msgspec.Struct, frozen=True, order=True):
    """A range of ports, both ends included; for ICMP, type and code."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


ALL_PORTS = Ports(0, 65535)


class CidrPeer(msgspec.Struct, frozen=True, eq=False):
    kind: ClassVar[str] = "cidr"  # its name in `docgen facts`
    value: Known[IpNetwork]


class GroupPeer(msgspec.Struct, frozen=True, eq=False):
    kind: ClassVar[str] = "security_group"  # its name in `docgen facts`
    value: Traced[Target]  # unknown where it is certainly a group, but not known which


class SelfPeer(msgspec.Struct, frozen=True, eq=False):
    """The members of the rule's own group."""

    kind: ClassVar[str] = "self"
    value: Traced[Target]  # the group


class PrefixListPeer(msgspec.Struct, frozen=True, eq=False):
    kind: ClassVar[str] = "prefix_list"  # its name in `docgen facts`
    value: Known[Target]


class UnknownPeer(msgspec.Struct, frozen=True, eq=False):
    kind: ClassVar[str] = "unknown"  # its name in `docgen facts`
    value: Unknown


Peer: TypeAlias = CidrPeer | GroupPeer | SelfPeer | PrefixListPeer | UnknownPeer
"""Who is at the other end of a rule. Each has a `value`, with the trace of how it came about."""


class Rule(msgspec.Struct, frozen=True, eq=False):
    """One rule: a direction, a protocol, ports, and one peer."""

    group: Traced[Target]
    direction: Direction
    protocol: Traced[str]  # "tcp", "udp", "icmp", "icmpv6", "-1", or a protocol number
    ports: Traced[Ports | None]  # None: the protocol has none, or all are meant
    peer: Peer
    description: str
    address: ResourceAddress  # of the resource that declares it
    span: Span
    trace: Trace
    style: RuleStyle = "inline"
    count_unknown: bool = False  # an unknown number of such rules, or it may be of another group
    description_unknown: Reason | None = None  # why the description is not known; it is empty then
    group_unknown: Reason | None = None  # why it may be of another group


class SecurityGroup(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target]
    description: Traced[str]
    rules: tuple[Rule, ...] = ()
    is_default: bool = False
    is_partial: bool = False  # it is not of this configuration, which only adds rules to it
    own_name: Traced[str] | None = None  # by which others may mean it
    styles: frozenset[RuleStyle] = frozenset()


class AclRule(msgspec.Struct, frozen=True, eq=False):
    number: Traced[int]
    direction: Direction
    allows: Traced[bool]
    protocol: Traced[str]
    ports: Traced[Ports | None]
    network: Traced[IpNetwork]
    address: ResourceAddress
    span: Span
    trace: Trace
    count_unknown: bool = False


class AclAssociation(AwsResource, frozen=True, eq=False, kw_only=True):
    """A subnet and its network ACL, declared on its own."""

    acl: Traced[Target]
    subnet: Traced[Target]


class NetworkAcl(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target]
    subnets: Targets
    rules: tuple[AclRule, ...] = ()
    is_default: bool = False


class PrefixList(AwsResource, frozen=True, eq=False, kw_only=True):
    """A managed prefix list; AWS's own (by data source) have no entries that we could know."""

    entries: Traced[tuple[Traced[IpNetwork], ...]] = Known(())


# -- declared on their own, until they are linked to what they belong to ------------------


class StandaloneRule(AwsResource, frozen=True, eq=False, kw_only=True):
    rule: Rule


class LooseAclRule(AwsResource, frozen=True, eq=False, kw_only=True):
    acl: Traced[Target]
    rule: AclRule


class PrefixListEntry(AwsResource, frozen=True, eq=False, kw_only=True):
    prefix_list: Traced[Target]
    network: Traced[IpNetwork]
