"""The second pass: things that were made alone are put together, and ids become the things they mean.

Nothing is changed in place: each step makes new things, so the order of the first pass cannot matter.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from docgen.aws.model.base import External, Link, Target, Targets, Thing
from docgen.aws.model.firewall import (
    AclRule,
    LooseAclRule,
    LooseRule,
    NetworkAcl,
    PrefixList,
    PrefixListEntry,
    Rule,
    SecurityGroup,
)
from docgen.aws.model.load_balancing import Attachment, Listener, ListenerRule, TargetGroup
from docgen.aws.model.network import Network
from docgen.aws.model.placement import (
    Database,
    ElasticIp,
    Function,
    Instance,
    KafkaCluster,
    KafkaConnector,
    LoadBalancer,
    Service,
    SubnetGroup,
    TaskDefinition,
)
from docgen.aws.model.routing import Association, Route, RouteTable, SeparateRoute
from docgen.aws.model.vpc import (
    Endpoint,
    FlowLog,
    InternetGateway,
    NatGateway,
    PeeringConnection,
    Subnet,
    Vpc,
)
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown

T = TypeVar("T", bound=Thing)
DEFAULTS = frozenset(
    {
        "default_security_group_id",
        "default_route_table_id",
        "main_route_table_id",
        "default_network_acl_id",
    }
)


class Things:
    """All things by kind, in the order of their addresses, and a way to find one by what points at it."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.by_kind: dict[type[Thing], list[Thing]] = {}
        for each in sorted(things, key=lambda thing: thing.address.order()):
            self.by_kind.setdefault(type(each), []).append(each)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(self.by_kind.get(kind, ()))  # type: ignore[arg-type] # keyed by their own type


def owner_of(
    target: Traced[Target], defaults: Mapping[tuple[ResourceAddress, str], ResourceAddress]
) -> ResourceAddress | None:
    """The resource that a target means; a VPC's `default_…_id` means the `aws_default_…` that adopts it."""
    if isinstance(target, Unknown) or isinstance(target.value, External):
        return None
    link = target.value
    if link.attribute in DEFAULTS:
        return defaults.get((link.address, link.attribute), link.address)
    return link.address


def link_network(things: Iterable[Thing]) -> Network:
    """The network, every part of it in the order of addresses."""
    found = Things(things)
    defaults = adopted_defaults(found)
    tables, stray_routes = routes_in_tables(found, defaults)
    groups, stray_rules = rules_in_groups(found, defaults)
    listeners = found.all(Listener)
    subnets = found.all(Subnet)
    subnet_groups = found.all(SubnetGroup)
    databases = place_databases(found.all(Database), subnet_groups)
    return Network(
        vpcs=found.all(Vpc),
        subnets=subnets,
        internet_gateways=found.all(InternetGateway),
        peering_connections=found.all(PeeringConnection),
        nat_gateways=found.all(NatGateway),
        endpoints=found.all(Endpoint),
        flow_logs=found.all(FlowLog),
        route_tables=tables,
        stray_routes=stray_routes,
        associations=resolved_associations(found.all(Association), defaults),
        security_groups=groups,
        stray_rules=stray_rules,
        network_acls=rules_in_acls(found, defaults),
        prefix_lists=entries_in_lists(found),
        load_balancers=tuple(with_ports(each, listeners) for each in found.all(LoadBalancer)),
        listeners=listeners,
        listener_rules=found.all(ListenerRule),
        target_groups=found.all(TargetGroup),
        attachments=found.all(Attachment),
        services=tuple(with_task(each, found.all(TaskDefinition)) for each in found.all(Service)),
        task_definitions=found.all(TaskDefinition),
        databases=databases,
        subnet_groups=subnet_groups,
        kafka_clusters=found.all(KafkaCluster),
        kafka_connectors=found.all(KafkaConnector),
        instances=tuple(with_address(each, subnets, found.all(ElasticIp)) for each in found.all(Instance)),
        functions=found.all(Function),
        elastic_ips=found.all(ElasticIp),
    )


def adopted_defaults(found: Things) -> dict[tuple[ResourceAddress, str], ResourceAddress]:
    """For each VPC, the resources that adopt what AWS made with it."""
    tables = [
        ("default_route_table_id", each.vpc, each.address) for each in found.all(RouteTable) if each.is_main
    ]
    tables += [("main_route_table_id", vpc, address) for _, vpc, address in tables]
    groups = [
        ("default_security_group_id", each.vpc, each.address)
        for each in found.all(SecurityGroup)
        if each.is_default
    ]
    acls = [
        ("default_network_acl_id", each.vpc, each.address)
        for each in found.all(NetworkAcl)
        if each.is_default
    ]
    adopted: dict[tuple[ResourceAddress, str], ResourceAddress] = {}
    for attribute, vpc, address in (*tables, *groups, *acls):
        if isinstance(vpc, Known) and isinstance(vpc.value, Link):
            adopted[vpc.value.address, attribute] = address
    return adopted


Owners = Mapping[tuple[ResourceAddress, str], ResourceAddress]


def routes_in_tables(found: Things, defaults: Owners) -> tuple[tuple[RouteTable, ...], tuple[Route, ...]]:
    separate: dict[ResourceAddress | None, list[Route]] = {}
    for each in found.all(SeparateRoute):
        separate.setdefault(owner_of(each.table, defaults), []).append(each.route)
    tables = tuple(
        msgspec.structs.replace(table, routes=(*table.routes, *separate.pop(table.address, ())))
        for table in found.all(RouteTable)
    )
    return tables, tuple(route for routes in separate.values() for route in routes)


def rules_in_groups(found: Things, defaults: Owners) -> tuple[tuple[SecurityGroup, ...], tuple[Rule, ...]]:
    loose: dict[ResourceAddress | None, list[Rule]] = {}
    for each in found.all(LooseRule):
        loose.setdefault(owner_of(each.rule.group, defaults), []).append(each.rule)
    groups = []
    for group in found.all(SecurityGroup):
        more = loose.pop(group.address, [])
        styles = group.styles | {rule.style for rule in more}
        groups.append(msgspec.structs.replace(group, rules=(*group.rules, *more), styles=styles))
    return tuple(groups), tuple(rule for rules in loose.values() for rule in rules)


def rules_in_acls(found: Things, defaults: Owners) -> tuple[NetworkAcl, ...]:
    loose: dict[ResourceAddress | None, list[AclRule]] = {}
    for each in found.all(LooseAclRule):
        loose.setdefault(owner_of(each.acl, defaults), []).append(each.rule)
    return tuple(
        msgspec.structs.replace(acl, rules=(*acl.rules, *loose.get(acl.address, ())))
        for acl in found.all(NetworkAcl)
    )


def entries_in_lists(found: Things) -> tuple[PrefixList, ...]:
    separate: dict[ResourceAddress | None, list[PrefixListEntry]] = {}
    for each in found.all(PrefixListEntry):
        separate.setdefault(owner_of(each.prefix_list, {}), []).append(each)
    lists = []
    for known in found.all(PrefixList):
        more = separate.get(known.address, [])
        entries = known.entries
        if isinstance(entries, Known) and more:
            entries = Known((*entries.value, *(entry.network for entry in more)), entries.trace)
        lists.append(msgspec.structs.replace(known, entries=entries))
    return tuple(lists)


def resolved_associations(associations: Iterable[Association], defaults: Owners) -> tuple[Association, ...]:
    result = []
    for each in associations:
        owner = owner_of(each.table, defaults)
        table = each.table
        if owner is not None and isinstance(table, Known):
            table = Known(Link(owner), table.trace)
        result.append(msgspec.structs.replace(each, table=table))
    return tuple(result)


def pointing_at(
    things: Iterable[T], pointer: Callable[[T], Traced[Target]], address: ResourceAddress
) -> list[T]:
    return [each for each in things if owner_of(pointer(each), {}) == address]


def with_ports(balancer: LoadBalancer, listeners: Iterable[Listener]) -> LoadBalancer:
    own = pointing_at(listeners, lambda each: each.load_balancer, balancer.address)
    return msgspec.structs.replace(balancer, listens=tuple(each.port for each in own))


def with_task(service: Service, tasks: Iterable[TaskDefinition]) -> Service:
    """The ports that its containers listen on: from the load balancers' side, and from the task definition."""
    ports: list[Traced[int]] = [port for _, port in service.target_groups]
    mode: Traced[str] = service.network_mode
    if service.task_definition is not None:
        owner = owner_of(service.task_definition, {})
        for task in tasks:
            if task.address == owner:
                mode = task.network_mode
                if isinstance(task.container_ports, Known):
                    ports += [Known(each, task.container_ports.trace) for each in task.container_ports.value]
                else:
                    ports.append(task.container_ports)
    distinct = {(each.value if isinstance(each, Known) else None): each for each in reversed(ports)}
    listens = tuple(reversed(distinct.values()))
    return msgspec.structs.replace(service, listens=listens, network_mode=mode)


def place_databases(databases: tuple[Database, ...], groups: tuple[SubnetGroup, ...]) -> tuple[Database, ...]:
    """Subnets from the subnet group; of an Aurora instance, groups and subnets from its cluster."""
    placed = {each.address: in_subnet_group(each, groups) for each in databases}
    for address, each in placed.items():
        if each.cluster is None:
            continue
        cluster = placed.get(owner_of(each.cluster, {}) or address)
        if cluster is None or cluster is each:
            placed[address] = msgspec.structs.replace(
                each, groups=gap_targets("its cluster is not in the configuration")
            )
            continue
        subnets = each.subnets if each.subnet_group else cluster.subnets
        placed[address] = msgspec.structs.replace(
            each, groups=cluster.groups, subnets=subnets, port=cluster.port, listens=cluster.listens
        )
    return tuple(placed.values())


def gap_targets(reason: str) -> Targets:
    return Unknown(Reason(reason, "never"))


def in_subnet_group(database: Database, groups: Iterable[SubnetGroup]) -> Database:
    pointer = database.subnet_group
    if pointer is None:
        gap = gap_targets("no subnet group is set: AWS uses the default VPC's")
        return msgspec.structs.replace(database, subnets=gap)
    if isinstance(pointer, Unknown):
        return msgspec.structs.replace(database, subnets=Unknown(pointer.reason, pointer.trace))
    for group in groups:
        named = isinstance(group.group_name, Known) and pointer.value == External(group.group_name.value)
        if named or (isinstance(pointer.value, Link) and pointer.value.address == group.address):
            # How the group is called decides nothing, so its name's trace is no part of the answer.
            return msgspec.structs.replace(database, subnets=group.subnets)
    gap = gap_targets("its subnet group is not in the configuration")
    return msgspec.structs.replace(database, subnets=gap)


def with_address(instance: Instance, subnets: Iterable[Subnet], addresses: Iterable[ElasticIp]) -> Instance:
    """Which addresses it has, where its own arguments leave that to the subnet or to an elastic IP."""
    found = with_public_address(instance, subnets, addresses)
    if not isinstance(found.subnets, Known) or (isinstance(found.ipv6, Known) and found.ipv6.value):
        return found
    places = [owner_of(each, {}) for each in found.subnets.value]
    own = next((each for each in subnets if each.address in places), None)
    return msgspec.structs.replace(found, ipv6=own.assigns_ipv6) if own is not None else found


def with_public_address(
    instance: Instance, subnets: Iterable[Subnet], addresses: Iterable[ElasticIp]
) -> Instance:
    for each in addresses:
        if each.instance is not None and owner_of(each.instance, {}) == instance.address:
            return msgspec.structs.replace(instance, public=Known(value=True, trace=each.trace))
    if not isinstance(instance.public, Unknown) or not isinstance(instance.subnets, Known):
        return instance
    if "subnet decides" not in instance.public.reason.text:
        return instance
    places = [owner_of(each, {}) for each in instance.subnets.value]
    for subnet in subnets:
        if subnet.address in places:
            return msgspec.structs.replace(
                instance, public=subnet.maps_public_ip, public_decided_by="map_public_ip_on_launch"
            )
    return instance
