"""Which changed facts are worse, and their severity. A fact that is irrelevant for security is left out."""

import ipaddress
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.analysis.changes import (
    Change,
    ChangeType,
    ConnectionChange,
    CoverageChange,
    EnvironmentChange,
    ExposureChange,
    GapChange,
    InventoryChange,
    ModuleChange,
    NamedValueChange,
    PartChange,
    PropertyChange,
    ResourceChange,
    RuleChange,
    RuleFacts,
)
from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.ranges import INTERNET, addresses
from docgen.aws.model.routing import RouteTarget
from docgen.delta.model import Area, Direction
from docgen.delta.safeguards import GUARDS, STORES

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
CRITICAL, HIGH, MEDIUM, LOW = Severity
ADDED, REMOVED, CHANGED = ChangeType
WORSE, BETTER, NEUTRAL, UNKNOWN = Direction
WIDE = 8  # bits of a prefix: a range this wide is no list of known clients
# Properties that say nothing about who can reach what, or how data is protected.
PLAIN = frozenset(
    {"name", "description", "count", "because", "attached_to", "style", "engine_version", "region", "refers"}
)
# Properties by which value is weaker, with how bad it is.
ON_IS_WORSE: Mapping[str, Severity] = MappingProxyType(
    {
        "publicly_accessible": CRITICAL,
        "public": MEDIUM,
        "public_access": HIGH,
        "public_acl": HIGH,
        "public_policy": HIGH,
        "assign_public_ip": MEDIUM,
        "map_public_ip_on_launch": MEDIUM,
        "trusts_everybody": MEDIUM,
        "unauthenticated": HIGH,
    }
)
OFF_IS_WORSE: Mapping[str, Severity] = MappingProxyType(
    {
        "access_logs": MEDIUM,
        "block_public_acls": HIGH,
        "block_public_policy": HIGH,
        "broker_logs": MEDIUM,
        "deletion_protection": HIGH,
        "drop_invalid_header_fields": LOW,
        "encrypted": HIGH,
        "iam_authentication": LOW,
        "ignore_public_acls": HIGH,
        "in_cluster": HIGH,
        "in_transit": HIGH,
        "internal": HIGH,
        "logs": MEDIUM,
        "needs_login": HIGH,
        "policy_limits": MEDIUM,
        "requires_tls": MEDIUM,
        "restrict_public_buckets": HIGH,
        "rotates": LOW,
        "versioned": MEDIUM,
        "worker_logs": LOW,
    }
)
LOWER_IS_WORSE: Mapping[str, Severity] = MappingProxyType({"backup_days": HIGH})
# Second views of resources that other changes tell.
VIEWS = frozenset({"data_stores", "entries"})
# Ports on which people log in, or on which data stores answer.
SENSITIVE_PORTS: tuple[int, ...] = (
    22,
    23,
    445,
    1433,
    1521,
    2375,
    3306,
    3389,
    5432,
    5439,
    5601,
    5900,
    6379,
    6443,
    8086,
    9042,
    9092,
)
SENSITIVE_PORTS += (9094, 9096, 9098, 9200, 9300, 11211, 27017, 50070)


class Judged(msgspec.Struct, frozen=True):
    area: Area
    direction: Direction
    severity: Severity | None = None


def judge(change: Change, severities: Mapping[str, Severity]) -> Judged | None:  # noqa: C901, PLR0911 - one arm a kind of change
    """None for what says nothing about security. `severities`: of exposures, by their subject and name."""
    match change:
        case ExposureChange():
            return judge_exposure(change, severities)
        case RuleChange():
            return judge_rule(change)
        case ConnectionChange():
            return judge_connection(change)
        case PropertyChange():
            return judge_property(change)
        case PartChange():
            return judge_part(change)
        case ResourceChange(resource=resource):
            if resource.collection in VIEWS or is_told_elsewhere(change.subject, change.type):
                return None
            return Judged(Area.COMPONENT, NEUTRAL)
        case InventoryChange():
            item = change.after or change.before
            if (
                change.type is CHANGED
                or (item is not None and item.modelled)
                or is_told_elsewhere(change.subject, change.type)
            ):
                return None
            return Judged(Area.COMPONENT, NEUTRAL)
        case GapChange():
            return Judged(Area.NOT_COMPARED, UNKNOWN) if change.type is ADDED else None
        case EnvironmentChange() | NamedValueChange() | ModuleChange() | CoverageChange():
            return None


def type_of(address: str) -> str:
    """`aws_vpc` of `module.net["a"].aws_vpc.main[0]`."""
    steps = address.replace('"]', "]").split(".")
    return next((each for each in reversed(steps[:-1]) if each.startswith("aws_")), "")


def is_told_elsewhere(address: str, type_: ChangeType) -> bool:
    """Whether the comparison of resources says that it is destroyed."""
    return type_ is REMOVED and type_of(address) in {*GUARDS, *STORES}


# -- exposures, rules, connections --------------------------------------------------------------------

EFFECTS = (Effect.CLOSED, Effect.REJECTED, Effect.ON_PAPER, Effect.UNDECIDED, Effect.OPEN_NOW)


def judge_exposure(change: ExposureChange, severities: Mapping[str, Severity]) -> Judged | None:
    before, after = change.before, change.after
    was = EFFECTS.index(before.effect) if before else 0
    now = EFFECTS.index(after.effect) if after else 0
    severity = severities.get(change.subject, MEDIUM)
    more = bool(
        after
        and before
        and (set(after.ports) - set(before.ports) or not ranges_within(before.sources, after.sources))
    )
    if now and (now > was or more):
        if after is not None and after.effect is Effect.UNDECIDED:
            return Judged(Area.EXPOSURE, UNKNOWN)
        return Judged(Area.EXPOSURE, WORSE, severity)
    if not now and not was:
        return None
    if after is not None and after.effect is Effect.UNDECIDED:  # it may be as open as before
        return Judged(Area.EXPOSURE, UNKNOWN)
    return Judged(Area.EXPOSURE, BETTER)


def ranges_within(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the later ranges have no address that the earlier ones did not have; other names are compared as they are."""
    one, other = networks(before), networks(after)
    if one is None or other is None:
        return set(after) <= set(before)
    return addresses(*other).is_within(addresses(*one))


def networks(texts: Sequence[str]) -> list[Network] | None:
    """None where one of them is no range."""
    found = [network(each) for each in texts]
    return None if None in found else [each for each in found if each is not None]


def is_covered(rule: RuleFacts, others: Sequence[RuleFacts]) -> bool:
    """Whether the other rules of a group, all together, allow what this one does: `0.0.0.0/1` and `128.0.0.0/1` are `0.0.0.0/0`."""
    wanted = network(rule.peer) if rule.peer_kind == "cidr" else None
    if wanted is None:
        return any(is_narrower(each, rule) for each in others)
    found = [
        range_
        for each in others
        if each.peer_kind == "cidr"
        and each.direction == rule.direction
        and each.protocol in {rule.protocol, "-1"}
        and ports_within(each, rule)
        and (range_ := network(each.peer)) is not None
    ]
    return bool(found) and addresses(wanted).is_within(addresses(*found))


def judge_rule(change: RuleChange) -> Judged | None:  # noqa: PLR0911 - a decision list
    before, after = change.before, change.after
    if after is None:
        return Judged(Area.FLOW, BETTER)
    if before is not None and same_traffic(before, after):
        return None  # another description
    if after.direction == "egress":
        opens = is_wide(after) and not (before is not None and is_wide(before) and is_narrower(before, after))
        return Judged(Area.FLOW, WORSE, LOW) if opens else Judged(Area.FLOW, NEUTRAL)
    if before is not None and is_narrower(before, after):
        return Judged(Area.FLOW, BETTER)
    if after.peer_kind == "unknown" or (before is not None and has_unknown_ports(after)):
        return Judged(Area.FLOW, UNKNOWN)
    if is_wide(after):
        return Judged(Area.FLOW, WORSE, HIGH if is_sensitive(after) else MEDIUM)
    return Judged(Area.FLOW, WORSE, LOW)


def has_unknown_ports(rule: RuleFacts) -> bool:
    """Whether ports of TCP or UDP are unknown; all ports would be 0-65535."""
    return rule.protocol is None or (
        rule.protocol in {"tcp", "udp"} and None in {rule.from_port, rule.to_port}
    )


def same_traffic(one: RuleFacts, other: RuleFacts) -> bool:
    return msgspec.structs.replace(one, description="", peer_name=None) == msgspec.structs.replace(
        other, description="", peer_name=None
    )


def network(text: str | None) -> Network | None:
    try:
        return ipaddress.ip_network(text or "", strict=False)
    except ValueError:
        return None


def is_wide(rule: RuleFacts) -> bool:
    """Whether it names a large part of the internet."""
    found = network(rule.peer) if rule.peer_kind == "cidr" else None
    return found is not None and found.prefixlen <= WIDE and addresses(found).meets(INTERNET)


def is_sensitive(rule: RuleFacts) -> bool:
    if rule.protocol in {"-1", None}:
        return True
    low, high = rule.from_port, rule.to_port
    return low is None or high is None or any(low <= each <= high for each in SENSITIVE_PORTS)


def is_narrower(before: RuleFacts, after: RuleFacts) -> bool:
    """Whether the later rule allows nothing that the earlier one did not."""
    if (before.protocol not in {after.protocol, "-1"}) or before.direction != after.direction:
        return False
    return ports_within(before, after) and peer_within(before, after)


def ports_within(before: RuleFacts, after: RuleFacts) -> bool:
    if before.protocol == "-1" or (before.from_port is None and before.protocol not in {None, "tcp", "udp"}):
        return True  # of TCP and UDP, no port is one that is not known
    values = (before.from_port, before.to_port, after.from_port, after.to_port)
    low, high, now_low, now_high = (-1 if each is None else each for each in values)
    return None not in values and low <= now_low and now_high <= high


def peer_within(before: RuleFacts, after: RuleFacts) -> bool:
    if (before.peer_kind, before.peer) == (after.peer_kind, after.peer):
        return True
    one, other = network(before.peer), network(after.peer)
    if before.peer_kind != "cidr" or after.peer_kind != "cidr" or one is None or other is None:
        return False
    return one.version == other.version and other.subnet_of(one)  # type: ignore[arg-type] # of one version


def judge_connection(change: ConnectionChange) -> Judged | None:
    if change.after is None:
        return Judged(Area.FLOW, BETTER)
    before = change.before
    if before is not None and set(change.after.ports) <= set(before.ports):
        if before.is_certain and not change.after.is_certain:
            return Judged(Area.FLOW, UNKNOWN)
        if set(change.after.ports) < set(before.ports) and before.is_certain == change.after.is_certain:
            return Judged(Area.FLOW, BETTER)
    if not change.after.is_certain:
        return Judged(Area.FLOW, UNKNOWN)
    return Judged(Area.FLOW, WORSE, MEDIUM if "internet" in change.sources else LOW)


# -- properties and rows of resources -----------------------------------------------------------------


def judge_property(change: PropertyChange) -> Judged | None:  # noqa: C901, PLR0911 - a decision list
    name, before, after = change.property, change.before, change.after
    if name in PLAIN:
        return None
    area = Area.EXPOSURE if name in ON_IS_WORSE or name == "internal" else Area.DATA
    worse = ON_IS_WORSE.get(name)
    if worse is not None:
        return switched(before, after, worse, area, weak=True)
    worse = OFF_IS_WORSE.get(name)
    if worse is not None:
        return switched(before, after, worse, area, weak=False)
    worse = LOWER_IS_WORSE.get(name)
    if worse is not None and isinstance(before, int) and isinstance(after, int):
        return Judged(area, WORSE, worse) if after < before else Judged(area, BETTER)
    if name == "tier":
        order = ("isolated", "private", "public")
        if after == "public" and before != "public":
            return Judged(Area.EXPOSURE, WORSE, HIGH)
        if before in order and after in order:
            return Judged(Area.EXPOSURE, BETTER if order.index(after) < order.index(before) else NEUTRAL)
    if name == "web_acls" and isinstance(before, list | tuple) and before and not after:
        return Judged(Area.GUARD, WORSE, HIGH)
    if name == "kind" and change.parts and change.parts[-1].noun == "route":
        return Judged(Area.FLOW, WORSE, MEDIUM) if is_to_internet(after) else Judged(Area.FLOW, NEUTRAL)
    if change.resource.collection in VIEWS:
        return None
    if after is None and before is not None and change.type is CHANGED:
        return Judged(Area.NOT_COMPARED, UNKNOWN)
    return Judged(Area.COMPONENT, NEUTRAL)


def switched(before: object, after: object, severity: Severity, area: Area, *, weak: bool) -> Judged | None:
    if after is weak:
        return Judged(area, WORSE, severity) if before is not None else Judged(area, UNKNOWN)
    if before is weak and after is not None:
        return Judged(area, BETTER)
    return Judged(Area.NOT_COMPARED, UNKNOWN) if after is None else None


def is_to_internet(kind: object) -> bool:
    return str(kind).replace("_", " ") in {
        RouteTarget.INTERNET_GATEWAY.value,
        RouteTarget.EGRESS_ONLY_GATEWAY.value,
    }


def judge_part(change: PartChange) -> Judged | None:
    part = change.parts[-1]
    values = change.values
    if change.type is REMOVED:
        return Judged(Area.FLOW, NEUTRAL)
    if part.noun == "route":
        destination = network(str(values.get("destination", part.label)))
        wide = destination is None or destination.prefixlen <= WIDE
        if is_to_internet(values.get("kind")):
            return Judged(Area.FLOW, WORSE, MEDIUM if wide else LOW)
        return Judged(Area.FLOW, WORSE, MEDIUM if wide and not is_nat(values.get("kind")) else LOW)
    if change.resource.collection == "network_acls":
        found = network(str(values.get("cidr")))
        opens = values.get("action") in {"allow", True} and found is not None and found.prefixlen <= WIDE
        return Judged(Area.FLOW, WORSE, MEDIUM) if opens else Judged(Area.FLOW, NEUTRAL)
    return Judged(Area.FLOW, NEUTRAL)


def is_nat(kind: object) -> bool:
    return str(kind).replace("_", " ") == RouteTarget.NAT_GATEWAY.value
