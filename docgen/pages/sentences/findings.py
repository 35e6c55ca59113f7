"""Findings of checks in words: one match case for each class of finding."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.findings import (
    AclRuleDecides,
    AclUnknown,
    ActionTargetUnknown,
    AssociationUnknown,
    BucketSetting,
    Condition,
    DefaultAclOutside,
    DestinationUnknown,
    EndpointOpen,
    EndpointUnknown,
    Finding,
    ForwardsTo,
    HandedOver,
    Holder,
    Ipv6Addresses,
    ListensOn,
    MayBeAttached,
    MayShareDefaultGroup,
    NoRouteBetween,
    NoRuleAllows,
    NothingAnswers,
    OutsideGroup,
    Plain,
    PossibleHolder,
    PublicAccessBlocked,
    PublicBy,
    PublicUnknown,
    RejectedByAws,
    Rejection,
    RouteLeads,
    RouteMayBeOfTable,
    RouteMissesVpc,
    RouteNote,
    RuleAllows,
    RuleMayAllow,
    TargetOfRouteUnknown,
    TargetUnknown,
    TierUnknown,
    UnlessInOneSubnet,
    UnlessNotSeen,
    UnmodelledType,
    VpcRangeUnknown,
    VpcUnknown,
)
from docgen.aws.model.routing import PrefixListName, Route, RouteTarget
from docgen.pages.sentences.not_seen import not_seen_text
from docgen.pages.sentences.traffic import Name, flow_text, rule_text, target_text
from docgen.source.hidden import Hidden
from docgen.source.traced import Known, Reason, Unknown
from docgen.source.tristate import Tristate

PLAIN: Mapping[Plain, str] = MappingProxyType(
    {
        Plain.NO_SECURITY_GROUPS: "it has no security groups, so nothing is filtered",
        Plain.GROUP_UNKNOWN: "one of its security groups is not known",
        Plain.RULE_COUNT_UNKNOWN: "the number of such rules is not known",
        Plain.RULE_ADDRESSES_UNKNOWN: "the addresses that the rule names are not known",
        Plain.RULE_NOT_FULLY_KNOWN: "a rule is not fully known",
        Plain.DEFAULT_GROUP_ALLOWS_OUTBOUND: "its VPC's default security group allows all outbound traffic",
        Plain.DEFAULT_GROUP_MEMBERS_ONLY: "its VPC's default security group allows inbound traffic from its own members only",
        Plain.BOTH_IN_DEFAULT_GROUP: "both have their VPC's default security group",
        Plain.GROUP_OUTSIDE: "one of its security groups is not in the configuration",
        Plain.DEFAULT_GROUP_OUTSIDE: "it has no security group of its own, so it has its VPC's default one, which is not in the configuration",
        Plain.AWS_PREFIX_LIST: "the entries of a prefix list that AWS manages are not known",
        Plain.DEFAULT_ACL_ALLOWS: "the default network ACL allows all traffic",
        Plain.ACL_OF_UNKNOWN_SUBNETS: "a network ACL whose subnets are not known may apply to this one",
        Plain.NO_ACL_RULE: "no rule allows it",
        Plain.SUBNETS_OUTSIDE: "its subnets are not in the configuration",
        Plain.SUBNET_UNKNOWN: "its subnet is not known",
        Plain.ROUTE_TABLE_UNKNOWN: "its subnet is not known, so neither is its route table",
        Plain.ROUTE_TABLE_OUTSIDE: "its route table is not in the configuration",
        Plain.MAIN_ROUTE_TABLE_OUTSIDE: "the VPC's main route table is not in the configuration",
        Plain.VPC_ROUTES_OUTSIDE: "its VPC is not in the configuration, and neither are the VPC's routes",
        Plain.VPC_OUTSIDE: "its VPC is not in the configuration",
        Plain.MAIN_TABLE_IS_LOCAL: "it uses the VPC's main route table, which has only the local route",
        Plain.NO_DEFAULT_ROUTE: "no default route",
        Plain.ROUTE_COUNT_UNKNOWN: "the number of routes in its route table is not known",
        Plain.ROUTE_TARGET_UNKNOWN: "the target of a route is not known",
        Plain.NO_ROUTE_TO_INTERNET: "its route table has no route to the internet",
        Plain.NO_ROUTE_TO_GATEWAY: "its route table has no route to an internet gateway",
        Plain.NO_ROUTE_BACK: "no route leads back to this private address, and an internet gateway rejects it",
        Plain.INSIDE_THE_VPC: "the address is inside the VPC",
        Plain.SAME_VPC: "both are in the same VPC",
        Plain.SERVICE_OF_A_VPC_ENDPOINT: "a VPC endpoint receives the traffic to its service, whose addresses only AWS knows",
        Plain.ARRIVES_FROM_ANOTHER_ADDRESS: "whether it is internet-facing is not known; if it is, connections arrive from another address",
        Plain.IN_ONE_OF_ITS_SUBNETS: "AWS places it in one of its subnets, and not every one of them has this path",
        Plain.IPV6_UNKNOWN: "whether both have IPv6 addresses is not known",
        Plain.ADDRESS_CHOSEN_BY_AWS: "AWS chooses its address in the subnet, and the rules allow only some of those addresses",
        Plain.BOTH_OUTSIDE: "both ends are outside the configuration",
        Plain.A_PORT_UNKNOWN: "one of the ports that it listens on is not known",
        Plain.COUNT_UNKNOWN: "how many of it there are is not known",
        Plain.MAY_BE_A_TARGET: "something else may forward to it",
        Plain.LISTENER_PROTOCOL_UNKNOWN: "the protocol of its listener is not known",
        Plain.ACTION_TYPE_UNKNOWN: "the type of the listener's action is not known",
        Plain.SOME_SOURCES_ONLY: "the listener rule applies to some source addresses only",
        Plain.CLIENT_NOT_MATCHED: "the listener rule is for other source addresses",
        Plain.CLIENT_MATCHED: "the listener rule is for its address",
        Plain.CLIENT_PARTLY_MATCHED: "the listener rule is for some of its subnet's addresses",
        Plain.NOT_ATTACHED: "nothing has this security group",
    }
)
REJECTIONS: Mapping[Rejection, str] = MappingProxyType(
    {
        Rejection.MSK_UNAUTHENTICATED: "public access requires that unauthenticated access is off",
        Rejection.MSK_WITHOUT_AUTHENTICATION: "public access requires IAM, SCRAM or mutual TLS authentication",
        Rejection.MSK_PLAINTEXT: "public access requires TLS between clients and brokers, without plaintext",
        Rejection.MSK_SUBNETS_NOT_PUBLIC: "public access requires a route to an internet gateway in every broker subnet",
        Rejection.S3_ACL_BLOCKED: "`block_public_acls` rejects a public ACL",
        Rejection.S3_ACLS_SWITCHED_OFF: "object ownership has disabled ACLs",
        Rejection.S3_POLICY_BLOCKED: "`block_public_policy` rejects a public policy",
    }
)
TARGETS: Mapping[RouteTarget, str] = MappingProxyType(
    {
        RouteTarget.INTERNET_GATEWAY: "an internet gateway",
        RouteTarget.EGRESS_ONLY_GATEWAY: "an egress-only internet gateway",
        RouteTarget.NAT_GATEWAY: "a NAT gateway",
        RouteTarget.VPC_ENDPOINT: "a VPC endpoint",
        RouteTarget.PEERING_CONNECTION: "a peering connection",
        RouteTarget.TRANSIT_GATEWAY: "a transit gateway",
        RouteTarget.VPN_GATEWAY: "a VPN gateway",
        RouteTarget.NETWORK_INTERFACE: "a network interface",
        RouteTarget.INSTANCE: "an instance",
        RouteTarget.CARRIER_GATEWAY: "a carrier gateway",
        RouteTarget.LOCAL_GATEWAY: "a local gateway",
        RouteTarget.CORE_NETWORK: "a core network",
        RouteTarget.LOCAL: "the VPC itself",
        RouteTarget.UNKNOWN: "an unknown target",
    }
)
NOTES: Mapping[RouteNote, str] = MappingProxyType(
    {
        RouteNote.PEER_ONLY: ", which reaches the peer's own addresses only",
        RouteNote.NOT_MODELLED: ", and what is behind it is not modelled",
        RouteNote.NO_INBOUND: ", which accepts no inbound connections",
        RouteNote.OTHER_SIDE_UNKNOWN: ", whose other side is not known",
        RouteNote.MORE_SPECIFIC: ", which is more specific than the local route",
    }
)


DOUBTFUL: Mapping[type[Finding], str] = MappingProxyType(
    {
        RuleMayAllow: "a rule may allow it",
        AclUnknown: "its network ACL is not known",
        VpcUnknown: "its VPC is not known",
        VpcRangeUnknown: "a CIDR block of its VPC is not known",
        TierUnknown: "the tier of its subnet is not known",
    }
)
MOST_CAUSES = 2


def findings_by_cause(findings: Iterable[Finding], name: Name = str) -> str:
    """Clauses, those with one cause together: `a rule may allow it, its VPC is not known: var.vpc has no value`.

    Of more causes than two, only their number is written.
    """
    plain: dict[str, None] = {}
    by_cause: dict[str, dict[str, None]] = {}
    for each in findings:
        if isinstance(each, RuleMayAllow | AclUnknown | VpcUnknown | VpcRangeUnknown | TierUnknown):
            cause = finding_text(each.because, name)
            by_cause.setdefault(cause, {})[DOUBTFUL[type(each)]] = None
        else:
            plain[finding_text(each, name)] = None
    causes = [f"{', '.join(clauses)}: {cause}" for cause, clauses in by_cause.items()]
    more = len(causes) - MOST_CAUSES
    rest = [f"and {more} more"] if more > 0 else []
    return "; ".join([*plain, *causes[:MOST_CAUSES], *rest])


HIDDEN: Mapping[Hidden, str] = MappingProxyType(
    {
        Hidden.SENSITIVE: "it depends on a sensitive value",
        Hidden.EPHEMERAL: "it depends on an ephemeral value",
    }
)


def gap_text(reason: Reason) -> str:
    """Why a value is not known."""
    return HIDDEN[reason.hidden] if reason.hidden is not None else reason.text


def finding_text(finding: Finding, name: Name = str) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a class of finding
    """A clause: `nothing answers on TCP 5432`. `name` says what resources are called."""
    match finding:
        case Plain():
            return PLAIN[finding]
        case Reason():
            return gap_text(finding)
        case OutsideGroup(group=group):
            return f"{name(group)} is not in the configuration, so it may have other rules"
        case AssociationUnknown(because=because):
            return f"a route-table association may give it another table: {because.text}"
        case RuleAllows(rule=rule):
            return f"{target_text(rule.group, 'a rule', name)} {rule_text(rule, name)}"
        case RuleMayAllow() | AclUnknown() | VpcUnknown() | VpcRangeUnknown() | TierUnknown():
            return f"{DOUBTFUL[type(finding)]}: {finding_text(finding.because, name)}"
        case NoRuleAllows():
            return no_rule_text(finding)
        case MayShareDefaultGroup(because=because):
            return f"whether both have their VPC's default security group is not known: {finding_text(because, name)}"
        case DefaultAclOutside(vpc=vpc):
            return f"{name(vpc) if vpc else 'its VPC'} is not created here, so its default network ACL is not known"
        case AclRuleDecides(number=number, allows=allows):
            which = "a rule of unknown number" if number is None else f"rule {number}"
            return f"{which} {tristate_text(allows, 'allows', 'denies', 'may allow')} it"
        case UnlessInOneSubnet(finding=inner):
            return f"{finding_text(inner, name)}, unless both are in one subnet"
        case UnlessNotSeen(finding=inner, missing=missing):
            return f"{finding_text(inner, name)}; not seen: {not_seen_text(missing)}"
        case RouteMayBeOfTable(route=route):
            return f"a route may belong to its route table, or to another ({name(route)})"
        case DestinationUnknown(route=route):
            return f"the destination of a route is not known ({name(route)})"
        case TargetOfRouteUnknown(because=because):
            return f"the target of a route is not known: {because.text}"
        case RouteLeads(route=route, note=note):
            return f"{route_text(route)}{'' if note is None else NOTES[note]}"
        case RouteMissesVpc(route=route, vpc=vpc):
            return f"{route_text(route)}, which does not lead to {name(vpc) if vpc else 'the other VPC'}"
        case NoRouteBetween(source=source, target=target):
            return f"no route leads from {name(source) if source else 'its VPC'} to {name(target) if target else 'the other VPC'}"
        case PublicAccessBlocked(certain=certain):
            return f"VPC Block Public Access {'blocks it' if certain else 'may block it'}"
        case Ipv6Addresses(has=has):
            return f"it {tristate_text(has, 'has', 'has no', 'may have')} IPv6 addresses"
        case PublicBy():
            return public_text(finding)
        case PublicUnknown(argument=argument, because=because):
            return f"{argument or 'whether it has a public address'} is not known: {because.text}"
        case ListensOn(port=port):
            return f"it listens on {port}"
        case NothingAnswers(protocol=protocol, port=port):
            return f"nothing answers on {flow_text(f'{protocol}/{port}')}"
        case RejectedByAws(rejection=rejection):
            return f"AWS rejects this configuration: {REJECTIONS[rejection]}"
        case ForwardsTo(group=group, conditions=conditions):
            where = " and ".join(map(condition_text, conditions))
            return f"it forwards to {name(group)}{f' where {where}' if where else ''}"
        case TargetUnknown(because=because):
            return f"a target of the target group is not known: {because.text}"
        case ActionTargetUnknown(because=because):
            return f"the target group of a listener's action is not known: {because.text}"
        case HandedOver(kind=kind, service=service):
            return f"{kind} {name(service)} may forward connections to it, which docgen does not follow"
        case EndpointOpen(decided_by=decided_by):
            return f"opened by {decided_by}"
        case EndpointUnknown(decided_by=decided_by, because=because):
            return f"{decided_by} is not known: {because.text}"
        case BucketSetting():
            return bucket_text(finding)
        case UnmodelledType(type=type_, is_foreign=is_foreign):
            if is_foreign:
                return f"docgen does not know the type {type_}, so it may be on the internet"
            return f"docgen does not model {type_}, so whether the internet can reach it is undecided"
        case MayBeAttached(holder=holder):
            return f"nothing that docgen could see has this security group; {holder_text(holder, name)}"
        case _:
            assert_never(finding)


def findings_text(findings: Iterable[Finding], name: Name = str) -> list[str]:
    """Each finding in words, equal ones once."""
    return list(dict.fromkeys(finding_text(each, name) for each in findings))


def tristate_text(value: Tristate, yes: str, no: str, unknown: str) -> str:
    return unknown if value is None else yes if value else no


def no_rule_text(finding: NoRuleAllows) -> str:
    names = ", ".join(
        each.name.value if isinstance(each.name, Known) else each.address.name for each in finding.groups
    )
    way = "inbound" if finding.direction == "ingress" else "outbound"
    if not finding.has_rules:
        return f"{names or 'its security group'} has no {way} rules"
    return f"no {way} rule of {names} allows it"


def route_text(route: Route) -> str:
    """`0.0.0.0/0 goes to a NAT gateway`."""
    return f"{destination_text(route)} goes to {TARGETS[route.kind]}"


def destination_text(route: Route) -> str:
    if isinstance(route.destination, Unknown):
        return "an unknown destination"
    if isinstance(route.destination.value, PrefixListName):
        return "a prefix list"
    return str(route.destination.value)


def public_text(finding: PublicBy) -> str:
    """The argument that decides about public addresses, as it is set."""
    if finding.argument == "internal":
        return f"internal = {'false' if finding.on else 'true'}"
    if not finding.argument:
        return f"resources of this kind have {'' if finding.on else 'no '}public addresses"
    if finding.argument == "ip_address_type":  # its value is no flag
        return f"{finding.argument} gives it {'' if finding.on else 'no '}public IPv4 addresses"
    return f"{finding.argument} = {'true' if finding.on else 'false'}"


def is_setting(finding: Finding) -> bool:
    """Whether the text of a finding is an argument as it is set: `internal = false`."""
    match finding:
        case PublicBy(argument=argument):
            return argument not in {"", "ip_address_type"}
        case BucketSetting():
            return finding.on is not None and is_argument(finding)
        case _:
            return False


def is_argument(finding: BucketSetting) -> bool:
    return "_" in finding.name


def bucket_text(finding: BucketSetting) -> str:
    if finding.on is None:
        because = f": {finding.because.text}" if finding.because else ""
        return f"{finding.name} is not known{because}"
    if is_argument(finding):
        default = " (AWS's default)" if finding.by_default else ""
        return f"{finding.name} = {'true' if finding.on else 'false'}{default}"
    return (
        f"it has {'a' if finding.on else 'no'} {finding.name}"
        if finding.name != "ACLs"
        else acls_text(finding)
    )


def acls_text(finding: BucketSetting) -> str:
    return f"ACLs are {'enabled' if finding.on else 'disabled'}"


def condition_text(condition: Condition) -> str:
    """`host-header is shop.example.com`."""
    return f"{condition.field} is {', '.join(each or 'unknown' for each in condition.values)}"


def holder_text(holder: Holder, name: Name = str) -> str:
    """Things that may have a security group that is attached to nothing that docgen has seen."""
    if isinstance(holder, PossibleHolder):
        return f"{name(holder.address)} may have it: {holder.because.text}"
    return f"not seen: {not_seen_text(holder)}"
