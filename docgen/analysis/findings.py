"""Findings of checks as data: one class or enum member for each sentence that pages may print.

`docgen.pages.sentences.findings` has the wording; mypy reports a finding without one there. A finding holds its
subject (a rule, a route, a reason), never text for people.
"""

import enum
from typing import TypeAlias, TypeGuard, get_args

import msgspec

from docgen.analysis.not_seen import MissingModule, PathChanging, UnfinishedRoot, UnmodelledInterface
from docgen.aws.model.firewall import Direction, Rule, SecurityGroup
from docgen.aws.model.routing import Route
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason
from docgen.source.tristate import Tristate


class Plain(enum.Enum):
    """Findings without details."""

    # security groups
    NO_SECURITY_GROUPS = enum.auto()
    RULE_COUNT_UNKNOWN = enum.auto()
    RULE_NOT_FULLY_KNOWN = enum.auto()
    RULE_ADDRESSES_UNKNOWN = enum.auto()
    DEFAULT_GROUP_ALLOWS_OUTBOUND = enum.auto()
    DEFAULT_GROUP_MEMBERS_ONLY = enum.auto()
    BOTH_IN_DEFAULT_GROUP = enum.auto()
    GROUP_OUTSIDE = enum.auto()
    DEFAULT_GROUP_OUTSIDE = enum.auto()
    AWS_PREFIX_LIST = enum.auto()
    GROUP_UNKNOWN = enum.auto()
    # network ACLs
    DEFAULT_ACL_ALLOWS = enum.auto()
    ACL_OF_UNKNOWN_SUBNETS = enum.auto()
    NO_ACL_RULE = enum.auto()
    # subnets and routes
    SUBNETS_OUTSIDE = enum.auto()
    SUBNET_UNKNOWN = enum.auto()
    ROUTE_TABLE_UNKNOWN = enum.auto()
    ROUTE_TABLE_OUTSIDE = enum.auto()
    MAIN_ROUTE_TABLE_OUTSIDE = enum.auto()
    VPC_ROUTES_OUTSIDE = enum.auto()
    VPC_OUTSIDE = enum.auto()
    MAIN_TABLE_IS_LOCAL = enum.auto()
    NO_DEFAULT_ROUTE = enum.auto()
    ROUTE_COUNT_UNKNOWN = enum.auto()
    ROUTE_TARGET_UNKNOWN = enum.auto()
    NO_ROUTE_TO_INTERNET = enum.auto()
    NO_ROUTE_TO_GATEWAY = enum.auto()
    NO_ROUTE_BACK = enum.auto()
    INSIDE_THE_VPC = enum.auto()
    SAME_VPC = enum.auto()
    SERVICE_OF_A_VPC_ENDPOINT = enum.auto()
    # addresses
    ARRIVES_FROM_ANOTHER_ADDRESS = enum.auto()
    IN_ONE_OF_ITS_SUBNETS = enum.auto()
    IPV6_UNKNOWN = enum.auto()
    ADDRESS_CHOSEN_BY_AWS = enum.auto()
    BOTH_OUTSIDE = enum.auto()
    # listeners, targets
    A_PORT_UNKNOWN = enum.auto()
    COUNT_UNKNOWN = enum.auto()
    MAY_BE_A_TARGET = enum.auto()
    LISTENER_PROTOCOL_UNKNOWN = enum.auto()
    ACTION_TYPE_UNKNOWN = enum.auto()
    SOME_SOURCES_ONLY = enum.auto()
    CLIENT_NOT_MATCHED = enum.auto()
    CLIENT_MATCHED = enum.auto()
    CLIENT_PARTLY_MATCHED = enum.auto()
    # exposures
    NOT_ATTACHED = enum.auto()


class Rejection(enum.Enum):
    """Why AWS rejects a configuration when it is applied."""

    MSK_UNAUTHENTICATED = enum.auto()
    MSK_WITHOUT_AUTHENTICATION = enum.auto()
    MSK_PLAINTEXT = enum.auto()
    MSK_SUBNETS_NOT_PUBLIC = enum.auto()
    S3_ACL_BLOCKED = enum.auto()
    S3_ACLS_SWITCHED_OFF = enum.auto()
    S3_POLICY_BLOCKED = enum.auto()


class OutsideGroup(msgspec.Struct, frozen=True):
    """A group whose other rules are not in the configuration."""

    group: ResourceAddress


class AssociationUnknown(msgspec.Struct, frozen=True):
    """A route-table association that may be of this subnet."""

    because: Reason


Because: TypeAlias = Reason | Plain | OutsideGroup | AssociationUnknown
"""Why a part of the network is not known: the reason that its value came with, or what is missing."""


# -- security groups ---------------------------------------------------------------------------


class RuleAllows(msgspec.Struct, frozen=True, eq=False):
    rule: Rule


class RuleMayAllow(msgspec.Struct, frozen=True, eq=False):
    because: Because  # what of the rule is not known


class NoRuleAllows(msgspec.Struct, frozen=True, eq=False):
    groups: tuple[SecurityGroup, ...]
    direction: Direction
    has_rules: bool  # any in this direction, or one whose group is not known


class MayShareDefaultGroup(msgspec.Struct, frozen=True):
    because: Because


# -- network ACLs ------------------------------------------------------------------------------


class AclUnknown(msgspec.Struct, frozen=True):
    because: Because


class DefaultAclOutside(msgspec.Struct, frozen=True):
    vpc: ResourceAddress | None


class AclRuleDecides(msgspec.Struct, frozen=True):
    number: int | None  # None: not known
    allows: Tristate


class UnlessInOneSubnet(msgspec.Struct, frozen=True, eq=False):
    """A network ACL denies it, if the two are not in one subnet, which is not known: an ACL does not filter inside a subnet."""

    finding: "Finding"


class UnlessNotSeen(msgspec.Struct, frozen=True, eq=False):
    """A finding that something that was not seen could change."""

    finding: "Finding"
    missing: PathChanging


# -- routes ------------------------------------------------------------------------------------


class RouteMayBeOfTable(msgspec.Struct, frozen=True):
    route: ResourceAddress


class DestinationUnknown(msgspec.Struct, frozen=True):
    route: ResourceAddress


class VpcUnknown(msgspec.Struct, frozen=True):
    because: Because


class VpcRangeUnknown(msgspec.Struct, frozen=True):
    because: Because


class TargetOfRouteUnknown(msgspec.Struct, frozen=True):
    because: Reason


class TierUnknown(msgspec.Struct, frozen=True, eq=False):
    because: "Finding"


class RouteNote(enum.Enum):
    """A limitation of the destination of a route."""

    PEER_ONLY = enum.auto()
    NOT_MODELLED = enum.auto()
    NO_INBOUND = enum.auto()
    OTHER_SIDE_UNKNOWN = enum.auto()
    MORE_SPECIFIC = enum.auto()


class RouteLeads(msgspec.Struct, frozen=True, eq=False):
    route: Route
    note: RouteNote | None = None


class RouteMissesVpc(msgspec.Struct, frozen=True, eq=False):
    route: Route
    vpc: ResourceAddress | None


class NoRouteBetween(msgspec.Struct, frozen=True):
    source: ResourceAddress | None
    target: ResourceAddress | None


class PublicAccessBlocked(msgspec.Struct, frozen=True):
    """VPC Block Public Access: it blocks, or may."""

    certain: bool


# -- addresses ---------------------------------------------------------------------------------


class Ipv6Addresses(msgspec.Struct, frozen=True):
    has: Tristate


class PublicBy(msgspec.Struct, frozen=True):
    argument: str  # "publicly_accessible"; "": the kind of the resource decides
    on: bool  # what it is set to makes the addresses public


class PublicUnknown(msgspec.Struct, frozen=True):
    argument: str
    because: Reason


# -- listeners and targets ---------------------------------------------------------------------


class ListensOn(msgspec.Struct, frozen=True):
    port: int


class NothingAnswers(msgspec.Struct, frozen=True):
    protocol: str
    port: int


class RejectedByAws(msgspec.Struct, frozen=True):
    rejection: Rejection


class Condition(msgspec.Struct, frozen=True, order=True):
    """A condition of a listener rule on requests: `host-header`, and the values that match."""

    field: str
    values: tuple[str, ...]  # "": not known


class ForwardsTo(msgspec.Struct, frozen=True):
    group: ResourceAddress
    conditions: tuple[Condition, ...] = ()


class TargetUnknown(msgspec.Struct, frozen=True):
    """A target of the group is not known."""

    because: Reason


class ActionTargetUnknown(msgspec.Struct, frozen=True):
    """The target group of a listener's action is not known."""

    because: Reason


class HandedOver(msgspec.Struct, frozen=True):
    """A service outside the VPC that may open connections for its own clients."""

    kind: str  # "API Gateway VPC link"
    service: ResourceAddress


# -- exposures ---------------------------------------------------------------------------------


class EndpointOpen(msgspec.Struct, frozen=True):
    decided_by: str


class EndpointUnknown(msgspec.Struct, frozen=True):
    decided_by: str
    because: Reason


class BucketSetting(msgspec.Struct, frozen=True):
    """A public-access setting of a bucket, or whether it has a public policy or ACL."""

    name: str  # "block_public_acls", "public policy"
    on: Tristate
    by_default: bool = False
    because: Reason | None = None  # why it is not known


class UnmodelledType(msgspec.Struct, frozen=True):
    """A resource that may be on the network or on the internet, of a type that is not modelled, or not known at all."""

    type: str
    is_foreign: bool


class PossibleHolder(msgspec.Struct, frozen=True):
    """A resource that may have the group, because one of its groups is not known."""

    address: ResourceAddress
    because: Reason


Holder: TypeAlias = PossibleHolder | MissingModule | UnfinishedRoot | UnmodelledInterface


class MayBeAttached(msgspec.Struct, frozen=True, eq=False):
    """Nothing that was seen has the group; this may."""

    holder: Holder


Finding: TypeAlias = (
    Reason
    | Plain
    | OutsideGroup
    | AssociationUnknown
    | RuleAllows
    | RuleMayAllow
    | NoRuleAllows
    | MayShareDefaultGroup
    | AclUnknown
    | DefaultAclOutside
    | AclRuleDecides
    | UnlessInOneSubnet
    | UnlessNotSeen
    | RouteMayBeOfTable
    | DestinationUnknown
    | VpcUnknown
    | VpcRangeUnknown
    | TargetOfRouteUnknown
    | TierUnknown
    | RouteLeads
    | RouteMissesVpc
    | NoRouteBetween
    | PublicAccessBlocked
    | Ipv6Addresses
    | PublicBy
    | PublicUnknown
    | ListensOn
    | NothingAnswers
    | RejectedByAws
    | ForwardsTo
    | TargetUnknown
    | ActionTargetUnknown
    | HandedOver
    | EndpointOpen
    | EndpointUnknown
    | BucketSetting
    | UnmodelledType
    | MayBeAttached
)
CLASSES: tuple[type, ...] = get_args(Finding)


def is_finding(value: object) -> TypeGuard[Finding]:
    return isinstance(value, CLASSES)
