"""Changed facts in words."""

from collections.abc import Sequence
from typing import assert_never

from docgen.analysis.changes import (
    Change,
    ChangeType,
    ConnectionChange,
    ConnectionFacts,
    CoverageChange,
    EnvironmentChange,
    ExposureChange,
    ExposureFacts,
    GapChange,
    InventoryChange,
    InventoryFacts,
    JsonValue,
    ModuleChange,
    NamedValueChange,
    PartChange,
    PartReference,
    PropertyChange,
    Resource,
    ResourceChange,
    RuleChange,
    RuleFacts,
)
from docgen.analysis.exposure import Effect
from docgen.analysis.kinds import KINDS
from docgen.pages.ways import ports_words
from docgen.pages.words import joined

EVERY_RANGE = {"0.0.0.0/0": "the internet", "::/0": "the internet (IPv6)"}
ABBREVIATIONS = frozenset({"tcp", "udp", "icmp"})
ICMP = frozenset({"icmp", "icmpv6", "1", "58"})
PORTED = frozenset({"tcp", "udp"})
DETAILS = frozenset(
    {"evidence", "unknowns", "levers"}
)  # of a value that is an object: where and why, not what


def change_line(change: Change) -> str:
    """One line of a list: "dev: web-sg now allows inbound TCP 443 from the internet (groups.tf:88)"."""
    where = f" ({change.place})" if change.place else ""
    return f"{change.environment}: {change_sentence(change)}{where}"


def change_sentence(change: Change) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a kind of change
    """A change, without its environment and its place, and without a full stop."""
    match change:
        case EnvironmentChange():
            return f"the environment is {new_or_gone(change.type)}"
        case ResourceChange(resource=resource):
            return f"{resource_words(resource)} is {new_or_gone(change.type)}"
        case PropertyChange():
            return property_sentence(change)
        case PartChange():
            return part_sentence(change)
        case RuleChange():
            return rule_sentence(change)
        case ExposureChange():
            return exposure_sentence(change)
        case ConnectionChange():
            return connection_sentence(change)
        case NamedValueChange():
            return named_value_sentence(change)
        case InventoryChange():
            return inventory_sentence(change)
        case ModuleChange():
            return module_sentence(change)
        case GapChange(subject=cause, gap=gap):
            return (
                f"{cause} is known now"
                if change.type is ChangeType.REMOVED
                else f"{cause} is not known ({gap})"
            )
        case CoverageChange(before=(known_before, all_before), after=(known, all_values)):
            return f"{known} of {all_values} values are known, was {known_before} of {all_before}"
        case _ as never:
            assert_never(never)


def new_or_gone(type_: ChangeType) -> str:
    match type_:
        case ChangeType.ADDED:
            return "new"
        case ChangeType.REMOVED:
            return "gone"
        case ChangeType.CHANGED:
            return "changed"
        case _ as never:
            assert_never(never)


# -- values --------------------------------------------------------------------------------------


def property_words(name: str) -> str:
    return name.replace("_", " ")


def value_words(value: JsonValue) -> str:
    """A value of the JSON form of facts in one short piece of text."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return ", ".join(map(value_words, value)) or "none"
        case dict():
            shown = {key: each for key, each in value.items() if key not in DETAILS}
            return ", ".join(f"{property_words(key)} {value_words(each)}" for key, each in shown.items())
        case _:
            return str(value)


# -- resources -------------------------------------------------------------------------------------


def resource_words(resource: Resource) -> str:
    """`database orders`, `security group web-sg`."""
    return f"{KINDS[resource.collection].noun.singular} {resource.name}"


def with_parts(resource: Resource, parts: Sequence[PartReference]) -> str:
    """`load balancer web, listener 443`."""
    return ", ".join((resource_words(resource), *(f"{each.noun} {each.label}" for each in parts)))


def property_sentence(change: PropertyChange) -> str:
    thing = f"{with_parts(change.resource, change.parts)}: {property_words(change.property)}"
    before = value_words(change.before)
    if change.type is ChangeType.REMOVED:
        return f"{thing} is no longer set, was {before}"
    return f"{thing} is now {value_words(change.after)}, was {before}"


def part_sentence(change: PartChange) -> str:
    thing = f"{with_parts(change.resource, change.parts)} is {new_or_gone(change.type)}"
    return f"{thing}: {value_words(dict(change.values))}" if change.values else thing


# -- rules of security groups ------------------------------------------------------------------------


def rule_sentence(change: RuleChange) -> str:
    """`web-sg now allows inbound TCP 443 from the internet, was 80`."""
    group, before, after = change.group.name, change.before, change.after
    if after is None:
        assert before is not None  # noqa: S101 - a rule that is gone
        return f"{group} no longer {allows(before)}"
    if before is None:
        return f"{group} now {allows(after)}"
    if peer_words(before) != peer_words(after):
        return f"{group} now {allows(after)}, was {preposition(before)} {peer_words(before)}"
    if rule_service(before) != rule_service(after):
        was = rule_ports(before) if before.protocol == after.protocol else rule_service(before)
        return f"{group} now {allows(after)}, was {was}"
    rule = f"{rule_service(after)} {preposition(after)} {peer_words(after)}"
    if not after.description:
        return f"{group}: the rule for {rule} has no description now, was “{before.description}”"
    return f"{group}: the rule for {rule} has another description: {after.description}"


def allows(rule: RuleFacts) -> str:
    direction = "inbound" if rule.direction == "ingress" else "outbound"
    return f"allows {direction} {rule_service(rule)} {preposition(rule)} {peer_words(rule)}"


def preposition(rule: RuleFacts) -> str:
    return "from" if rule.direction == "ingress" else "to"


def rule_service(rule: RuleFacts) -> str:
    """`TCP 443`, `all traffic`, `ICMP type 8`."""
    if rule.protocol == "-1":
        return "all traffic"
    if rule.protocol is None:
        return "an unknown protocol"
    name = rule.protocol.upper() if rule.protocol in ABBREVIATIONS else rule.protocol
    return f"{name} {rule_ports(rule)}"


def rule_ports(rule: RuleFacts) -> str:
    low, high = rule.from_port, rule.to_port
    if low is None or high is None:  # of TCP and UDP: not known, as all of them are 0-65535
        return "unknown ports" if rule.protocol in PORTED else "all ports"
    if rule.protocol in ICMP:
        kind = "of all types" if low < 0 else f"type {low}"
        return kind if high < 0 else f"{kind} code {high}"
    return str(low) if low == high else f"{low}-{high}"


def peer_words(rule: RuleFacts) -> str:
    if rule.peer_kind == "self":
        return "itself"
    if rule.peer is None:
        return "unknown sources" if rule.direction == "ingress" else "unknown destinations"
    return EVERY_RANGE.get(rule.peer, rule.peer_name or rule.peer)


# -- exposures and connections -------------------------------------------------------------------------


def exposure_sentence(change: ExposureChange) -> str:
    before, after = change.before, change.after
    if after is None:
        assert before is not None  # noqa: S101 - an exposure that is gone
        return f"{change.name} is no longer {exposure_words(before)}"
    if before is None:
        return f"{change.name} is now {exposure_words(after)}"
    if exposure_words(before) != exposure_words(after):
        return f"{change.name} is now {exposure_words(after)}, was {exposure_words(before)}"
    return f"{change.name} is open to {ranges_words(after.sources)}, was {ranges_words(before.sources)}"


def exposure_words(exposure: ExposureFacts) -> str:
    ports = ports_words(exposure.ports)
    match exposure.effect:
        case Effect.OPEN_NOW:
            return f"open on {ports}"
        case Effect.ON_PAPER:
            return (
                f"open on paper on {ports}"
                if exposure.ports
                else "public, but no rule allows internet traffic"
            )
        case Effect.REJECTED:
            return "configured in a way that AWS rejects"
        case Effect.UNDECIDED | Effect.CLOSED:
            return f"perhaps open on {ports}"
        case _ as never:
            assert_never(never)


def ranges_words(ranges: Sequence[str]) -> str:
    return ", ".join(EVERY_RANGE.get(each, each) for each in ranges) or "none"


def connection_sentence(change: ConnectionChange) -> str:
    """`web and api can now connect to db on TCP 5432`."""
    sources = joined(["the internet" if each == "internet" else each for each in change.sources])
    via = f" via {joined(change.via)}" if change.via else ""
    before, after = change.before, change.after
    if after is None:
        assert before is not None  # noqa: S101 - a connection that is gone
        return f"{sources} can no longer connect to {change.subject} {connection_ports(before)}{via}"
    perhaps = "" if after.is_certain else "perhaps "
    now = f"{sources} can now {perhaps}connect to {change.subject} {connection_ports(after)}{via}"
    if before is None:
        return now
    return f"{now}, was {'' if before.is_certain else 'perhaps '}{connection_ports(before)}"


def connection_ports(connection: ConnectionFacts) -> str:
    return f"on {ports_words(connection.ports)}"


# -- inputs, modules and the inventory ---------------------------------------------------------------------


def named_value_sentence(change: NamedValueChange) -> str:
    thing = f"{change.of.value} {change.subject}"
    if change.after is None:
        return f"{thing} is gone"
    if change.before is None:
        return f"{thing} is new: {change.after}"
    if change.before != change.after:
        return f"{thing} is now {change.after}, was {change.before}"
    return f"{thing} is now set by {change.source_after}, was {change.source_before}"


def inventory_sentence(change: InventoryChange) -> str:
    thing = f"resource {change.subject}"
    if change.before is None or change.after is None:
        return f"{thing} is {new_or_gone(change.type)}"
    before, after = inventory_values(change.before), inventory_values(change.after)
    changed = [key for key in after if after[key] != before[key]]
    said = (
        f"{property_words(key)} is now {value_words(after[key])}, was {value_words(before[key])}"
        for key in changed
    )
    return f"{thing}: {'; '.join(said) or 'changed'}"


def inventory_values(item: InventoryFacts) -> dict[str, JsonValue]:
    return {
        "type": item.type,
        "name": item.name,
        "modelled": item.modelled,
        "carries_traffic": item.carries_traffic,
        "count": item.count,
        "region": item.region,
    }


def module_sentence(change: ModuleChange) -> str:
    name = f"module {change.subject}" if change.subject else "the root module"
    match change.type:
        case ChangeType.ADDED:
            return f"{name} is new ({change.folder})"
        case ChangeType.REMOVED:
            return f"{name} is gone"
        case ChangeType.CHANGED:
            return f"{name} declares other resources"
        case _ as never:
            assert_never(never)
