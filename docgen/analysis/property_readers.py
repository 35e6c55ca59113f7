"""Properties that need more than a field of the model: values from other resources or from the whole environment."""

from collections.abc import Callable, Sequence
from typing import Any

from docgen.analysis.exposures import located
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import PlacementDoubt, address_of
from docgen.analysis.properties import Compared
from docgen.aws.model.base import External, Link
from docgen.aws.model.components import Component, EcsCluster, LoadBalancer, Service
from docgen.aws.model.firewall import AclRule, Ports, Rule, SecurityGroup
from docgen.aws.model.load_balancing import Action, Listener, ListenerRule
from docgen.aws.model.public_endpoints import Bucket
from docgen.aws.model.routing import PrefixListName, Route, RouteTable
from docgen.aws.model.vpc import Subnet, Vpc, VpcEndpoint
from docgen.source.traced import Known, Traced, Unknown, mapped

# -- VPCs, subnets, routes -----------------------------------------------------------------------


def primary_range(vpc: Vpc, _: EnvironmentFacts) -> object:
    return vpc.cidrs[0] if vpc.cidrs else None


def zones_of_vpc(vpc: Vpc, facts: EnvironmentFacts) -> object:
    """The number of zones of its subnets, and whether the configuration or AWS chooses them."""
    names: set[str] = set()
    own = [each for each in facts.network.subnets if address_of(each.vpc) == vpc.address]
    unknown = any(each.count_unknown for each in own)
    dynamic = False
    for subnet in own:
        zone = subnet.availability_zone
        if isinstance(zone, Known):
            names.add(zone.value)
        elif zone.reference is not None:
            dynamic = True
            names.add(str(zone.reference))
        else:
            unknown = True
    return {
        "count": None if unknown else len(names),
        "selection": "unknown" if unknown else "dynamic" if dynamic else "fixed",
        "names": sorted(names),
    }


def tier(subnet: Subnet, facts: EnvironmentFacts) -> object:
    """The tier of a subnet by its routes; unknown with the reason of its placement."""
    place = facts.placements[subnet.address]
    return place.tier if place.unknown is None else PlacementDoubt(place.unknown, place.trace)


def tier_name(subnet: Subnet, facts: EnvironmentFacts) -> object:
    return facts.placements[subnet.address].tier


def tier_reason(subnet: Subnet, facts: EnvironmentFacts) -> object:
    return facts.placements[subnet.address].because


def route_table(subnet: Subnet, facts: EnvironmentFacts) -> object:
    table = facts.placements[subnet.address].table
    return table.address if table else None


def is_associated(subnet: Subnet, facts: EnvironmentFacts) -> object:
    return facts.placements[subnet.address].explicit


def zone_or_reference(subnet: Subnet, _: EnvironmentFacts) -> object:
    """The zone's name, or the expression that gives it: `data.aws_availability_zones.available.names[0]`."""
    zone = subnet.availability_zone
    return str(zone.reference) if isinstance(zone, Unknown) and zone.reference is not None else zone


def policy_kind(endpoint: VpcEndpoint, _: EnvironmentFacts) -> object:
    return mapped(endpoint.limits, lambda limits: "its own" if limits else "full access")


def routes(table: RouteTable, facts: EnvironmentFacts) -> Sequence[Route]:
    return sorted(
        table.routes,
        key=lambda each: (str(destination(each, facts)), str(target_text(each.target))),
    )


def target_text(target: Traced[Any]) -> str | None:
    """The address of a resource, the id of something outside, or None."""
    if isinstance(target, Unknown):
        return None
    return target.value.id if isinstance(target.value, External) else str(target.value.address)


def destination(route: Route, _: EnvironmentFacts) -> str | None:
    if isinstance(route.destination, Unknown):
        return None
    inner = route.destination.value
    return target_text(Known(inner.target)) if isinstance(inner, PrefixListName) else str(inner)


# -- rules ---------------------------------------------------------------------------------------


def acl_action(rule: AclRule, _: EnvironmentFacts) -> object:
    return mapped(rule.allows, lambda allows: "allow" if allows else "deny")


def first_port(rule: Rule | AclRule, _: EnvironmentFacts) -> object:
    ports = known_ports(rule)
    return ports.first if ports else None


def last_port(rule: Rule | AclRule, _: EnvironmentFacts) -> object:
    ports = known_ports(rule)
    return ports.last if ports else None


def known_ports(rule: Rule | AclRule) -> Ports | None:
    return rule.ports.value if isinstance(rule.ports, Known) else None


def peer(rule: Rule, _: EnvironmentFacts) -> object:
    return {"kind": rule.peer.kind, "value": rule.peer.value}


def attachments(group: SecurityGroup, facts: EnvironmentFacts) -> object:
    return facts.attached.get(group.address, ())


def rules(group: SecurityGroup, _: EnvironmentFacts) -> Sequence[Rule]:
    return sorted(group.rules, key=rule_order)


def rule_order(rule: Rule) -> tuple[object, ...]:
    ports = known_ports(rule)
    low, high = (ports.first, ports.last) if ports else (-1, -1)
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else None
    return rule.direction, str(protocol), low, high, rule.peer.kind, peer_order(rule)


def peer_order(rule: Rule) -> str:
    value = rule.peer.value
    return str(None) if isinstance(value, Unknown) else str(peer_value(value.value))


def peer_value(value: object) -> object:
    return value.address if isinstance(value, Link) else value.id if isinstance(value, External) else value


def rule_texts(group: SecurityGroup, _: EnvironmentFacts) -> Compared:
    """All rules of a group, one after the other: `ingress tcp 443 from 0.0.0.0/0`, with addresses for names."""
    known = all(
        isinstance(part, Known)
        for each in group.rules
        for part in (each.protocol, each.ports, each.peer.value)
    )
    ordered = tuple(sorted(group.rules, key=rule_text))
    return Compared("; ".join(map(rule_text, ordered)) or "none", known, ordered)


def rule_text(rule: Rule) -> str:
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else "unknown protocol"
    ports = rule.ports.value if isinstance(rule.ports, Known) else "unknown ports"
    service = "everything" if protocol == "-1" else f"{protocol} {ports}" if ports is not None else protocol
    value = rule.peer.value
    if not isinstance(value, Known):
        other = "an unknown peer"
    elif isinstance(value.value, Link) and rule.peer.kind == "self":
        other = "itself"
    else:
        other = str(peer_value(value.value))
    return f"{rule.direction} {service} {'from' if rule.direction == 'ingress' else 'to'} {other}"


# -- load balancers ------------------------------------------------------------------------------


def shown_kind(component: Component, _: EnvironmentFacts) -> object:
    return component.kind


def balancer_kind(balancer: LoadBalancer, _: EnvironmentFacts) -> object:
    return balancer.type if isinstance(balancer.type, Unknown) else balancer.kind


def web_acls(balancer: LoadBalancer, facts: EnvironmentFacts) -> object:
    return facts.network.web_acls_of(balancer)


def listeners(balancer: LoadBalancer, facts: EnvironmentFacts) -> Sequence[Listener]:
    return [each for each in facts.network.listeners if address_of(each.load_balancer) == balancer.address]


def listener_rules(listener: Listener, facts: EnvironmentFacts) -> Sequence[ListenerRule]:
    own = [each for each in facts.network.listener_rules if address_of(each.listener) == listener.address]
    return sorted(own, key=lambda each: (priority(each), each.address.order()))


def priority(rule: ListenerRule) -> int:
    return rule.priority.value if isinstance(rule.priority, Known) else 0


def conditions(rule: ListenerRule, _: EnvironmentFacts) -> object:
    return [{"field": each.field, "values": each.values} for each in rule.matches]


def actions(thing: Listener | ListenerRule, _: EnvironmentFacts) -> object:
    return [action_data(each) for each in thing.actions]


def action_data(action: Action) -> dict[str, object]:
    made: dict[str, object] = {"type": action.type}
    if action.target_groups:
        made["target_groups"] = action.target_groups
    if action.redirect_port is not None:
        made["redirect"] = {
            "protocol": action.redirect_protocol,
            "port": action.redirect_port,
            "host": action.redirect_host,
        }
    if action.status is not None:
        made["status"] = action.status
    return made


# -- components ----------------------------------------------------------------------------------


def listener_ports(component: Component, _: EnvironmentFacts) -> object:
    """The ports that answer; None where the configuration does not say."""
    return component.listens


def services_in_cluster(cluster: EcsCluster, facts: EnvironmentFacts) -> object:
    return [each.address for each in facts.network.services_in(cluster)]


def subnet_tiers(component: Component, facts: EnvironmentFacts) -> Compared:
    tiers = {place.tier for place in located(component, facts.placements)}
    return Compared(", ".join(sorted(tiers)) or "unknown", bool(tiers) and "unknown" not in tiers)


def target_ports(service: Service, _: EnvironmentFacts) -> object:
    return [{"target_group": group, "port": port} for group, port in service.target_groups]


# -- buckets -------------------------------------------------------------------------------------


def access_setting(name: str) -> Callable[[Bucket, EnvironmentFacts], object]:
    """A public-access setting; where the configuration says nothing, AWS has switched it on.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """

    def read(bucket: Bucket, _: EnvironmentFacts) -> object:
        found = getattr(bucket, name)
        return True if found is None else found

    return read
