"""The checks of a path from client to server, and their results."""

import enum

import msgspec

from docgen.analysis.findings import Condition, Finding
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.tristate import Tristate, all_of


class ReachVerdict(enum.Enum):
    """The verdict on a reachability question; the value is its name in JSON."""

    REACHABLE = "reachable"
    BLOCKED = "blocked"
    UNDECIDED = "undecided"


OPENNESS = (ReachVerdict.REACHABLE, ReachVerdict.UNDECIDED, ReachVerdict.BLOCKED)  # the most open first
VERDICTS: dict[Tristate, ReachVerdict] = {
    True: ReachVerdict.REACHABLE,
    False: ReachVerdict.BLOCKED,
    None: ReachVerdict.UNDECIDED,
}


class CheckKind(enum.Enum):
    """The subject of a check; the value is its name in JSON (`step`)."""

    PUBLIC_ADDRESS = "public address"
    ROUTE = "route"
    REPLY_ROUTE = "reply route"
    PUBLIC_ACCESS_BLOCK = "public access block"
    NETWORK_ACL = "network ACL"
    SOURCE_NETWORK_ACL = "source network ACL"
    NAT_NETWORK_ACL = "NAT gateway's network ACL"
    REPLY_NETWORK_ACL = "reply network ACL"
    SOURCE_REPLY_NETWORK_ACL = "source reply network ACL"
    SECURITY_GROUP = "security group"
    SOURCE_SECURITY_GROUP = "source security group"
    LISTENER = "listener"
    PORT = "port"
    EXISTENCE = "existence"
    APPLY = "apply"
    TARGET_GROUP = "target group"
    SOURCE_IP = "source-ip"
    HANDOVER = "handover"
    LOAD_BALANCER = "load balancer"
    PLACEMENT = "placement"
    IPV6_ADDRESS = "IPv6 address"
    ADDRESS = "address"
    RANGE = "range"
    MODEL = "model"
    ENDPOINT = "endpoint"
    PUBLIC_ACL = "public ACL"
    PUBLIC_POLICY = "public policy"
    PUBLIC_ACCESS_POINT = "public access point"
    ACLS = "ACLs"
    BLOCK_PUBLIC_ACLS = "block_public_acls"
    IGNORE_PUBLIC_ACLS = "ignore_public_acls"
    BLOCK_PUBLIC_POLICY = "block_public_policy"
    RESTRICT_PUBLIC_BUCKETS = "restrict_public_buckets"


class Code(enum.Enum):
    """Why a path is blocked: explanation codes of AWS's Reachability Analyzer, and three of docgen's own.

    https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
    """

    NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
    SPOOFED_TRAFFIC = "IGW_REJECTS_SPOOFED_TRAFFIC"
    NO_PUBLIC_ADDRESS_INWARD = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
    NO_PUBLIC_ADDRESS_OUTWARD = "IGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"
    PUBLIC_ACCESS_BLOCKED = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"
    SUBNET_ACL = "SUBNET_ACL_RESTRICTION"
    SECURITY_GROUP = "ENI_SG_RULES_MISMATCH"
    LISTENERS = "ELB_LISTENERS_MISMATCH"
    NO_LISTENER_ON_PORT = "NO_LISTENER_ON_PORT"  # docgen's own
    CANNOT_APPLY = "CANNOT_APPLY"  # docgen's own


class Check(msgspec.Struct, frozen=True, eq=False):
    """One check of a path: whether it lets the packet pass, and what it has found."""

    kind: CheckKind
    about: ResourceAddress | str  # what it looks at; a text: a range of addresses
    finding: Finding
    span: Span | None = None
    holds: Tristate = None  # None: not known
    is_default: bool = False  # what AWS does where nothing is declared
    code: Code | None = None  # where it does not hold

    @property
    def address(self) -> str:
        return str(self.about)


class Way(msgspec.Struct, frozen=True, order=True):
    """The load balancers, or the internet, that a connection goes through, and what its client requests there."""

    # Addresses of load balancers, in order; "internet" for a path over the component's public address.
    via: tuple[str, ...] = ()
    # The port of the first of them: "tcp/443"; "" where there is none, or where it is not known.
    asks: str = ""
    conditions: tuple[Condition, ...] = ()  # of listener rules


DIRECTLY = Way()


class ReachResult(msgspec.Struct, frozen=True, eq=False):
    """Whether one can get to the other, and why."""

    verdict: ReachVerdict
    ports: tuple[str, ...]  # "tcp/443": those of the target that get through, or may
    path: tuple[Check, ...]
    blockers: tuple[Code, ...]
    unknowns: tuple[Finding, ...]
    way: Way = DIRECTLY  # of the best path
    others: tuple[Check, ...] = ()  # checks of paths with the same verdict for other ports


def result_of(
    checks: tuple[Check, ...], ports: tuple[str, ...], way: Way = DIRECTLY, others: tuple[Check, ...] = ()
) -> ReachResult:
    """The verdict of the checks of a path."""
    verdict = VERDICTS[all_of(each.holds for each in checks)]
    blockers = tuple(dict.fromkeys(each.code for each in checks if each.holds is False and each.code))
    unknowns = tuple(each.finding for each in checks if each.holds is None)
    return ReachResult(
        verdict,
        ports if verdict is not ReachVerdict.BLOCKED else (),
        checks,
        blockers if verdict is ReachVerdict.BLOCKED else (),
        unknowns if verdict is ReachVerdict.UNDECIDED else (),
        way,
        others,
    )
