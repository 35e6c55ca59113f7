"""Facts as JSON data: `docgen facts --json`.

Keys are promised to scripts: add some, never rename one. Rows sort by address, then by rule; an unknown value is
null, with its reason under "unknowns" of the same object; a sensitive one is "(sensitive)".
"""

from collections.abc import Iterable
from typing import Any

from docgen.analysis.closing import Closing
from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.exposure import Exposure
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import levers_of, rule_levers
from docgen.analysis.placement import Placement, address_of
from docgen.aws.model.base import External, Link, Target, Targets, Thing
from docgen.aws.model.entries import Bucket, InternetEntry
from docgen.aws.model.firewall import AclRule, Ports, Rule, SecurityGroup
from docgen.aws.model.load_balancing import Action, Listener, ListenerRule, TargetGroup
from docgen.aws.model.network import Network
from docgen.aws.model.placement import (
    Component,
    Database,
    KafkaCluster,
    LoadBalancer,
    ManagedService,
    NetworkInterface,
    Service,
)
from docgen.aws.model.routing import PrefixListName, Route, RouteTable
from docgen.aws.model.vpc import Endpoint, FlowLog, NatGateway, Subnet, Vpc
from docgen.source.span import Span
from docgen.source.traced import Input, Known, Trace, Traced, Unknown

Json = dict[str, Any]
SCHEMA = 1


def facts_json(facts: Facts, *, connections: bool = True) -> Json:
    """The facts as the documentation of `docgen facts` has them; without the connection table where it is not needed."""
    return {
        "schema": SCHEMA,
        "project": facts.project,
        "environments": {
            each.name: environment_json(each, connections=connections) for each in facts.environments
        },
    }


def environment_json(facts: EnvironmentFacts, *, connections: bool = True) -> Json:
    network = facts.network
    values, known = facts.coverage
    closings = {each.subject: each for each in facts.closings}
    return {
        "coverage": {"values": values, "known": known},
        "gaps": gaps_json(facts),
        "vpcs": [vpc_json(each, facts) for each in network.vpcs],
        "subnets": [subnet_json(each, facts.placements[each.address]) for each in network.subnets],
        "nat_gateways": [nat_json(each) for each in network.nat_gateways],
        "endpoints": [endpoint_json(each) for each in network.endpoints],
        "flow_logs": [flow_log_json(each) for each in network.flow_logs],
        "route_tables": [table_json(each) for each in network.route_tables],
        "network_acls": [
            basics(each)
            | {"subnets": targets_json(each.subnets), "rules": [acl_rule_json(rule) for rule in each.rules]}
            for each in network.network_acls
        ],
        "security_groups": [group_json(each, facts) for each in network.security_groups],
        "load_balancers": [load_balancer_json(each, network) for each in network.load_balancers],
        "target_groups": [target_group_json(each) for each in network.target_groups],
        "services": [service_json(each) for each in network.services],
        "ecs_clusters": [
            basics(each) | {"services": [str(one.address) for one in network.services_in(each)]}
            for each in network.ecs_clusters
        ],
        "kafka_clusters": [kafka_json(each) for each in network.kafka_clusters],
        "kafka_connectors": [component_json(each) for each in network.kafka_connectors],
        "databases": [database_json(each) for each in network.databases],
        "instances": [component_json(each) for each in network.instances],
        "functions": [component_json(each) for each in network.functions],
        "managed_services": [managed_json(each) for each in network.managed_services],
        "network_interfaces": [interface_json(each) for each in network.network_interfaces],
        "autoscaling_groups": [component_json(each) for each in network.autoscaling_groups],
        "transit_gateways": [
            basics(each) | {"vpcs": [target_json(vpc) for vpc in each.vpcs]}
            for each in network.transit_gateways
        ],
        "entries": [entry_json(each) for each in network.entries],
        "buckets": [bucket_json(each) for each in network.buckets],
        "connections": [row for each in find_connections(facts) for row in connections_json(each)]
        if connections
        else [],
        "exposures": [
            exposure_json(each, facts.name, closings.get(each.subject)) for each in facts.exposures
        ],
        "controls": [],
        "inputs": {
            name: {
                "value": each.value,
                "source": each.source,
                "evidence": [span_json(f"var.{name}", each.set_at or each.declared_at)],
            }
            for name, each in facts.inputs.items()
        },
        "outputs": {name: {"value": each.value} for name, each in facts.outputs.items()},
        "module_graph": [
            {"path": ".".join(each.path), "folder": each.folder, "resources": list(each.resources)}
            for each in facts.module_graph
        ],
        "inventory": [
            {
                "address": str(each.address),
                "type": each.address.type,
                "name": value_json(each.name),
                "modelled": each.modelled,
                "carries_traffic": each.carries_traffic,
                "count": None if each.uncounted else 1,
                "region": value_json(each.region),
            }
            for each in network.inventory
        ],
    }


def gaps_json(facts: EnvironmentFacts) -> list[Json]:
    """What docgen does not know, by kind and cause."""
    found = []
    for each in facts.gaps:
        if each.gap is not None:
            found.append(
                {
                    "kind": each.gap.kind.value,
                    "cause": each.gap.cause,
                    "address": each.context,
                    "path": each.subject.path if each.subject else None,
                    "line": each.subject.line if each.subject else None,
                    "reason": each.detail,
                    "remedy": each.gap.remedy,
                }
            )
    return sorted(found, key=lambda each: (each["kind"], each["cause"], each["address"]))


PLACES = frozenset({"evidence", "levers", "line"})


def without_places(data: Any) -> Any:  # noqa: ANN401 - JSON
    """The same without where things are written: what is left changes only when a fact does."""
    if isinstance(data, dict):
        moving = PLACES
        if "step" in data:
            moving = PLACES | {"path"}
        elif "remedy" in data:
            moving = PLACES | {"path", "reason"}
        return {key: without_places(each) for key, each in data.items() if key not in moving}
    return [without_places(each) for each in data] if isinstance(data, list) else data


# -- small things -----------------------------------------------------------------------


def value_json(value: Traced[Any] | None) -> Any:  # noqa: ANN401 - JSON
    """The value; None where it is unknown, "(sensitive)" where it must not be shown."""
    if value is None:
        return None
    if isinstance(value, Unknown):
        return value.reason.hidden.text if value.reason.hidden is not None else None
    inner = value.value
    if isinstance(inner, str | int | bool) or inner is None:
        return inner
    if isinstance(inner, tuple):
        return list(inner)
    return str(inner)


def target_json(target: Traced[Target] | None) -> str | None:
    """The address of a resource, the id of something outside, or None."""
    if target is None or isinstance(target, Unknown):
        return None
    return target.value.id if isinstance(target.value, External) else str(target.value.address)


def targets_json(targets: Targets) -> list[str | None] | None:
    if isinstance(targets, Unknown):
        return None
    return [target_json(each) for each in targets.value]


def gaps(thing: Thing) -> Json:
    """Why attributes are unknown, by name."""
    found = {}
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if isinstance(value, Unknown):
            found[field] = value.reason.text
    return {"unknowns": found} if found else {}


def basics(thing: Thing) -> Json:
    made: Json = {"address": str(thing.address), "name": value_json(thing.name)}
    made["evidence"] = [span_json(str(thing.address), thing.span)]
    made["region"] = value_json(thing.region)
    if thing.uncounted:
        made["count"] = None
    return made | gaps(thing)


def span_json(address: str, span: Span | None) -> Json:
    return {"address": address, "path": span.path if span else None, "line": span.line if span else None}


def lever_json(lever: Input, environment: str) -> Json:
    return {
        "environment": environment,
        "variable": lever.variable,
        "path": lever.span.path if lever.span else None,
        "line": lever.span.line if lever.span else None,
        "source": lever.source,
    }


def levers_json(traces: Iterable[Trace], environment: str) -> list[Json]:
    return [lever_json(each, environment) for each in levers_of(*traces)]


# -- network ------------------------------------------------------------------------------


def vpc_json(vpc: Vpc, facts: EnvironmentFacts) -> Json:
    own = [each for each in facts.network.subnets if address_of(each.vpc) == vpc.address]
    return basics(vpc) | {
        "cidr": value_json(vpc.cidrs[0]),
        "cidrs": [value_json(each) for each in vpc.cidrs],
        "ipv6": value_json(vpc.has_ipv6),
        "availability_zones": zones_json(own),
    }


def zones_json(subnets: list[Subnet]) -> Json:
    """How many zones the subnets are in, and whether the configuration or AWS chooses them."""
    names: set[str] = set()
    dynamic = False
    unknown = any(each.uncounted for each in subnets)
    for subnet in subnets:
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


def subnet_json(subnet: Subnet, placement: Placement) -> Json:
    return basics(subnet) | {
        "vpc": target_json(subnet.vpc),
        "cidr": value_json(subnet.cidr),
        "ipv6": value_json(subnet.ipv6),
        "tier": placement.tier,
        "because": placement.because,
        "availability_zone": zone_json(subnet.availability_zone),
        "route_table": str(placement.table.address) if placement.table else None,
        "explicit_association": placement.explicit,
        "map_public_ip_on_launch": value_json(subnet.maps_public_ip),
    }


def zone_json(zone: Traced[str]) -> str | None:
    """The zone's name; or what stands for it: `data.aws_availability_zones.available.names[0]`."""
    if isinstance(zone, Unknown) and zone.reference is not None:
        return str(zone.reference)
    return value_json(zone)  # type: ignore[no-any-return] # text or None


def nat_json(nat: NatGateway) -> Json:
    return basics(nat) | {
        "subnet": target_json(nat.subnet),
        "public": value_json(nat.is_public),
        "elastic_ip": target_json(nat.elastic_ip),
    }


def endpoint_json(endpoint: Endpoint) -> Json:
    return basics(endpoint) | {
        "vpc": target_json(endpoint.vpc),
        "service": value_json(endpoint.service),
        "type": value_json(endpoint.type),
        "route_tables": targets_json(endpoint.route_tables),
        "subnets": targets_json(endpoint.subnets),
        "security_groups": targets_json(endpoint.groups),
        "policy_limits": value_json(endpoint.limits),
    }


def flow_log_json(log: FlowLog) -> Json:
    return basics(log) | {
        "subject": target_json(log.subject),
        "destination_type": value_json(log.destination_type),
        "destination": target_json(log.destination),
        "traffic_type": value_json(log.traffic_type),
    }


def table_json(table: RouteTable) -> Json:
    rows = sorted(
        (route_json(each) for each in table.routes),
        key=lambda each: (str(each["destination"]), str(each["target"])),
    )
    return basics(table) | {"vpc": target_json(table.vpc), "main": table.is_main, "routes": rows}


def route_json(route: Route) -> Json:
    destination: str | None = None
    if isinstance(route.destination, Known):
        inner = route.destination.value
        named = isinstance(inner, PrefixListName)
        destination = target_json(Known(inner.target)) if named else str(inner)  # type: ignore[union-attr] # see named
    return {
        "destination": destination,
        "kind": route.kind,
        "target": target_json(route.target),
        "evidence": [span_json(str(route.address), route.span)],
        **({"count": None} if route.uncounted else {}),
    }


def acl_rule_json(rule: AclRule) -> Json:
    ports = rule.ports.value if isinstance(rule.ports, Known) else None
    return {
        "number": value_json(rule.number),
        "direction": rule.direction,
        "action": None if isinstance(rule.allows, Unknown) else "allow" if rule.allows.value else "deny",
        "protocol": value_json(rule.protocol),
        "from_port": ports.first if ports else None,
        "to_port": ports.last if ports else None,
        "cidr": value_json(rule.network),
        "evidence": [span_json(str(rule.address), rule.span)],
    }


# -- security groups ------------------------------------------------------------------------


def group_json(group: SecurityGroup, facts: EnvironmentFacts) -> Json:
    rows = [rule_json(each, facts.name) for each in group.rules]
    return basics(group) | {
        "vpc": target_json(group.vpc),
        "description": value_json(group.description),
        "default": group.is_default,
        "attached_to": [str(each) for each in facts.attached.get(group.address, ())],
        "rules": sorted(rows, key=rule_order),
    }


def rule_order(row: Json) -> tuple[object, ...]:
    low = -1 if row["from_port"] is None else row["from_port"]
    high = -1 if row["to_port"] is None else row["to_port"]
    return row["direction"], str(row["protocol"]), low, high, row["peer"]["kind"], str(row["peer"]["value"])


def rule_json(rule: Rule, environment: str) -> Json:
    low, high = port_limits(rule)
    made: Json = {
        "direction": rule.direction,
        "protocol": value_json(rule.protocol),
        "from_port": low,
        "to_port": high,
        "peer": {"kind": rule.peer.kind, "value": peer_json(rule)},
        "description": rule.description,
        "style": rule.style,
        "evidence": [span_json(str(rule.address), rule.span)],
        "levers": [lever_json(each, environment) for each in rule_levers(rule)],
    }
    unknowns = {
        name: value.reason.text
        for name, value in (("protocol", rule.protocol), ("ports", rule.ports), ("peer", rule.peer.value))
        if isinstance(value, Unknown)
    }
    if unknowns:
        made["unknowns"] = unknowns
    if rule.uncounted:
        made["count"] = None
    return made


def port_limits(rule: Rule) -> tuple[int | None, int | None]:
    ports: Ports | None = rule.ports.value if isinstance(rule.ports, Known) else None
    return (ports.first, ports.last) if ports else (None, None)


def peer_json(rule: Rule) -> str | None:
    value = rule.peer.value
    if isinstance(value, Unknown):
        return value.reason.hidden.text if value.reason.hidden is not None else None
    inner = value.value
    if isinstance(inner, Link):
        return str(inner.address)
    return inner.id if isinstance(inner, External) else str(inner)


# -- components --------------------------------------------------------------------------------


def component_json(component: Component) -> Json:
    return basics(component) | {
        "kind": component.kind,
        "subnets": targets_json(component.subnets),
        "security_groups": targets_json(component.groups),
        "public": value_json(component.public),
        "ports": None if component.listens is None else [value_json(each) for each in component.listens],
    }


def load_balancer_json(balancer: LoadBalancer, network: Network) -> Json:
    listeners = [each for each in network.listeners if address_of(each.load_balancer) == balancer.address]
    return component_json(balancer) | {
        "type": value_json(balancer.type),
        "internal": value_json(balancer.internal),
        "web_acls": [target_json(each) for each in network.web_acls_of(balancer)],
        "listeners": [listener_json(each, network) for each in listeners],
    }


def listener_json(listener: Listener, network: Network) -> Json:
    rules = [each for each in network.listener_rules if address_of(each.listener) == listener.address]
    rules.sort(
        key=lambda each: (
            each.priority.value if isinstance(each.priority, Known) else 0,
            each.address.order(),
        )
    )
    return {
        "address": str(listener.address),
        "port": value_json(listener.port),
        "protocol": value_json(listener.protocol),
        "actions": [action_json(each) for each in listener.actions],
        "rules": [listener_rule_json(each) for each in rules],
        "evidence": [span_json(str(listener.address), listener.span)],
    }


def listener_rule_json(rule: ListenerRule) -> Json:
    return {
        "address": str(rule.address),
        "priority": value_json(rule.priority),
        "conditions": [
            {"field": each.field, "values": [value_json(value) for value in each.values]}
            for each in rule.matches
        ],
        "actions": [action_json(each) for each in rule.actions],
        "evidence": [span_json(str(rule.address), rule.span)],
    }


def action_json(action: Action) -> Json:
    made: Json = {"type": value_json(action.type)}
    if action.target_groups:
        made["target_groups"] = [target_json(each) for each in action.target_groups]
    if action.redirect_port is not None:
        made["redirect"] = {
            "protocol": value_json(action.redirect_protocol),
            "port": value_json(action.redirect_port),
            "host": value_json(action.redirect_host),
        }
    if action.status is not None:
        made["status"] = value_json(action.status)
    return made


def target_group_json(group: TargetGroup) -> Json:
    return basics(group) | {
        "port": value_json(group.port),
        "protocol": value_json(group.protocol),
        "target_type": value_json(group.target_type),
        "vpc": target_json(group.vpc),
    }


def service_json(service: Service) -> Json:
    return component_json(service) | {
        "assign_public_ip": value_json(service.public),
        "launch_type": value_json(service.launch_type),
        "network_mode": value_json(service.network_mode),
        "cluster": target_json(service.cluster),
        "desired_count": value_json(service.desired_count),
        "target_groups": [
            {"target_group": target_json(group), "port": value_json(port)}
            for group, port in service.target_groups
        ],
    }


def kafka_json(cluster: KafkaCluster) -> Json:
    return component_json(cluster) | {
        "public_access": value_json(cluster.public),
        "public_access_type": value_json(cluster.public_access),
        "client_broker": value_json(cluster.client_broker),
        "unauthenticated": value_json(cluster.unauthenticated),
        "iam": value_json(cluster.iam),
        "scram": value_json(cluster.scram),
        "tls": value_json(cluster.tls),
        "serverless": cluster.serverless,
        "broker_count": value_json(cluster.broker_count),
    }


def database_json(database: Database) -> Json:
    return component_json(database) | {
        "engine": value_json(database.engine),
        "port": value_json(database.port),
        "publicly_accessible": value_json(database.public),
        "encrypted": value_json(database.encrypted),
        "subnet_group": target_json(database.subnet_group),
    }


def managed_json(service: ManagedService) -> Json:
    return component_json(service) | {
        "public_access": value_json(service.public),
        "holds_data": service.holds_data,
    }


def interface_json(interface: NetworkInterface) -> Json:
    return component_json(interface) | {"attached_to": target_json(interface.attached_to)}


def entry_json(entry: InternetEntry) -> Json:
    return basics(entry) | {
        "kind": entry.kind,
        "open": value_json(entry.is_open),
        "decided_by": entry.decided_by,
        "port": entry.port,
        "sources": [value_json(each) for each in entry.sources] if entry.sources is not None else None,
        "behind": targets_json(entry.behind),
    }


def bucket_json(bucket: Bucket) -> Json:
    settings = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
    return basics(bucket) | {
        "public_acl": value_json(bucket.public_acl),
        "public_policy": value_json(bucket.public_policy),
        **{name: value_json(getattr(bucket, name)) for name in settings},
    }


def closing_json(closing: Closing) -> Json:
    change = closing.change
    return {
        "outcome": closing.outcome,
        "set": f"{change.variable}={change.value}" if change else None,
        "said": change.said if change else None,
        "closes": [str(each) for each in closing.closes],
        "also": list(closing.also),
        "evidence": [
            span_json(f"var.{change.variable}", change.span) if change else span_json("", closing.code)
        ],
    }


def connections_json(connection: Connection) -> list[Json]:
    """One row for each way; `ports` are what the one who connects asks for, `target_ports` those of the target."""
    return [
        {
            "from": "internet" if connection.source is None else str(connection.source),
            "to": str(connection.target),
            "ports": [each.way.asks] if each.way.asks else list(each.ports),
            "target_ports": list(each.ports),
            "verdict": each.verdict,
            "via": list(each.way.via),
            "conditions": list(each.way.conditions),
            "unknowns": list(each.unknowns),
        }
        for each in connection.ways
    ]


def exposure_json(exposure: Exposure, environment: str, closing: Closing | None) -> Json:
    return {
        "id": exposure.id,
        "subject": str(exposure.subject),
        "kind": exposure.kind,
        "name": exposure.name,
        "verdict": exposure.verdict,
        "effect": exposure.effect,
        "severity": exposure.severity,
        "because": exposure.because,
        "ports": list(exposure.ports),
        "sources": list(exposure.sources),
        "whole_internet": exposure.whole_internet,
        "path": [
            {
                "step": each.step,
                "address": each.address,
                "holds": each.holds,
                "because": each.because,
                "path": each.span.path if each.span else None,
                "line": each.span.line if each.span else None,
            }
            for each in exposure.path
        ],
        "blockers": list(exposure.blockers),
        "unknowns": list(exposure.unknowns),
        "refusals": list(exposure.refusals),
        "levers": levers_json([exposure.trace], environment),
        **({"closing": closing_json(closing)} if closing else {}),
    }
