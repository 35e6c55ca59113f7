"""The second pass (linking): resources that were converted separately are connected, and ids become addresses.

Nothing is changed in place: each step makes new things, so the order of the first pass cannot matter.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TypeVar

import msgspec

from docgen.aws.endpoint_ports import ports_of_endpoint
from docgen.aws.link_databases import place_databases, subnets_of_group
from docgen.aws.link_groups import rules_in_groups, with_one_name_each
from docgen.aws.link_instances import (
    elastic_addresses,
    from_template,
    named_attachments,
    placed_instances,
    placed_interfaces,
    with_address,
)
from docgen.aws.link_stores import whole_stores
from docgen.aws.model.base import AwsResource, External, Link, Targets, same_account
from docgen.aws.model.components import (
    AutoScalingGroup,
    Database,
    EcsCluster,
    Function,
    KafkaCluster,
    KafkaConnector,
    LoadBalancer,
    ManagedService,
    Service,
    SubnetGroup,
    TaskDefinition,
)
from docgen.aws.model.data_protection import DataStore
from docgen.aws.model.firewall import (
    AclAssociation,
    AclRule,
    Direction,
    LooseAclRule,
    NetworkAcl,
    PrefixList,
    PrefixListEntry,
    SecurityGroup,
)
from docgen.aws.model.load_balancing import Listener, ListenerRule, TargetGroup, WebAclAssociation, transports
from docgen.aws.model.network import Network
from docgen.aws.model.pointers import may_mean, possible_owners
from docgen.aws.model.products import Product
from docgen.aws.model.public_endpoints import (
    AccountAccessBlock,
    Bucket,
    BucketPart,
    CustomDomain,
    EntryPolicy,
    Handover,
    PublicEndpoint,
)
from docgen.aws.model.routing import Association, Route, RouteTable, SeparateRoute
from docgen.aws.model.vpc import (
    CidrAssociation,
    EndpointAssociation,
    FlowLog,
    GatewayAttachment,
    InternetGateway,
    NatGateway,
    PeeringConnection,
    PublicAccessBlock,
    PublicAccessExclusion,
    Subnet,
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayTable,
    Vpc,
    VpcEndpoint,
)
from docgen.aws.resource_index import Owners, ResourceIndex, owner_of, pointing_at
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown

T = TypeVar("T")


def link_network(things: Iterable[AwsResource]) -> Network:
    """The network, every part of it in the order of addresses."""
    declared = ResourceIndex(things)
    defaults = adopted_defaults(declared)
    found = with_one_name_each(declared, defaults)
    tables, stray_routes = routes_in_tables(found, defaults)
    groups, unattached_rules = rules_in_groups(found)
    endpoints = whole_endpoints(found)
    listeners = found.all(Listener)
    subnets = found.all(Subnet)
    subnet_groups = found.all(SubnetGroup)
    databases = place_databases(found.all(Database), subnet_groups)
    elastic = elastic_addresses(found)
    interfaces = placed_interfaces(found, elastic)
    buckets = whole_buckets(found)
    return Network(
        standalone=MappingProxyType({**found.standalone(), DataStore: whole_stores(found, buckets)}),
        vpcs=with_ranges(found.all(Vpc), found.all(CidrAssociation)),
        subnets=subnets,
        internet_gateways=attached_gateways(found),
        peering_connections=found.all(PeeringConnection),
        public_access_blocks=found.all(PublicAccessBlock),
        public_access_exclusions=found.all(PublicAccessExclusion),
        nat_gateways=found.all(NatGateway),
        endpoints=endpoints,
        flow_logs=found.all(FlowLog),
        route_tables=tables,
        stray_routes=stray_routes,
        associations=resolved_associations(found.all(Association), defaults),
        security_groups=groups,
        unattached_rules=unattached_rules,
        network_acls=rules_in_acls(found, defaults),
        prefix_lists=entries_in_lists(found),
        load_balancers=tuple(with_ports(each, listeners) for each in found.all(LoadBalancer)),
        listeners=listeners,
        listener_rules=found.all(ListenerRule),
        target_groups=found.all(TargetGroup),
        attachments=named_attachments(found),
        services=tuple(with_task(each, found.all(TaskDefinition)) for each in found.all(Service)),
        task_definitions=found.all(TaskDefinition),
        ecs_clusters=found.all(EcsCluster),
        databases=databases,
        subnet_groups=subnet_groups,
        kafka_clusters=found.all(KafkaCluster),
        kafka_connectors=found.all(KafkaConnector),
        instances=tuple(with_address(each, subnets, elastic) for each in placed_instances(found)),
        functions=found.all(Function),
        elastic_ips=elastic,
        managed_services=tuple(in_own_group(each, subnet_groups) for each in found.all(ManagedService)),
        endpoint_interfaces=tuple(interfaces_of(each) for each in endpoints if has_interfaces(each)),
        network_interfaces=interfaces,
        autoscaling_groups=tuple(from_template(each, found, subnets) for each in found.all(AutoScalingGroup)),
        transit_gateways=with_attachments(found),
        web_acl_associations=found.all(WebAclAssociation),
        entries=tuple(with_domains(with_policy(each, found), found) for each in found.all(PublicEndpoint)),
        handovers=found.all(Handover),
        buckets=buckets,
    )


def has_interfaces(endpoint: VpcEndpoint) -> bool:
    return isinstance(endpoint.type, Known) and endpoint.type.value == "Interface"


def interfaces_of(endpoint: VpcEndpoint) -> ManagedService:
    """An interface endpoint as something that can be reached; on which ports, its service decides."""
    return ManagedService(
        address=endpoint.address,
        name=endpoint.name,
        span=endpoint.span,
        trace=endpoint.trace,
        count_unknown=endpoint.count_unknown,
        region=endpoint.region,
        kind=Product.INTERFACE_ENDPOINT,
        subnets=endpoint.subnets,
        groups=endpoint.groups,
        listens=ports_of_endpoint(endpoint),
        holds_data=False,
    )


def attached_gateways(found: ResourceIndex) -> tuple[InternetGateway, ...]:
    """With the VPC that an attachment of its own names: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachInternetGateway.html."""
    made = []
    for gateway in found.all(InternetGateway):
        own = pointing_at(found.all(GatewayAttachment), lambda each: each.gateway, gateway.address)
        made.append(msgspec.structs.replace(gateway, vpc=own[0].vpc) if own else gateway)
    return tuple(made)


def whole_endpoints(found: ResourceIndex) -> tuple[VpcEndpoint, ...]:
    """With the route tables, subnets and groups that are associated with them on their own.

    A list that an association with an unknown endpoint may add to is unknown.
    """
    made = []
    for endpoint in found.all(VpcEndpoint):
        changes: dict[str, Targets] = {}
        for each in found.all(EndpointAssociation):
            before = changes.get(each.kind) or getattr(endpoint, each.kind)
            if owner_of(each.endpoint, {}) == endpoint.address and isinstance(before, Known):
                changes[each.kind] = Known((*before.value, each.target), before.trace)
            elif isinstance(each.endpoint, Unknown) and may_mean(each.endpoint, endpoint.address):
                changes[each.kind] = Unknown(each.endpoint.reason, each.trace)
        made.append(msgspec.structs.replace(endpoint, **changes) if changes else endpoint)
    return tuple(made)


def with_ranges(vpcs: tuple[Vpc, ...], more: tuple[CidrAssociation, ...]) -> tuple[Vpc, ...]:
    return tuple(
        msgspec.structs.replace(
            vpc,
            cidrs=(*vpc.cidrs, *(each.cidr for each in pointing_at(more, lambda one: one.vpc, vpc.address))),
        )
        for vpc in vpcs
    )


# -- other services -------------------------------------------------------------------------------


def in_own_group(service: ManagedService, groups: Iterable[SubnetGroup]) -> ManagedService:
    if not service.by_subnet_group:
        return service
    subnets = subnets_of_group(service.subnet_group, groups)
    return msgspec.structs.replace(service, subnets=subnets)


def with_attachments(found: ResourceIndex) -> tuple[TransitGateway, ...]:
    made = []
    for gateway in found.all(TransitGateway):
        own = pointing_at(found.all(TransitGatewayAttachment), lambda each: each.gateway, gateway.address)
        tables = pointing_at(found.all(TransitGatewayTable), lambda each: each.gateway, gateway.address)
        odd = any(not isinstance(each.is_plain, Known) or not each.is_plain.value for each in own)
        made.append(
            msgspec.structs.replace(
                gateway, vpcs=tuple(each.vpc for each in own), has_tables=bool(tables) or odd
            )
        )
    return tuple(made)


def whole_buckets(found: ResourceIndex) -> tuple[Bucket, ...]:
    """Buckets with their access blocks, ACLs and policies, which are resources of their own."""
    made = []
    accounts = found.all(AccountAccessBlock)
    for bucket in found.all(Bucket):
        changes: dict[str, Traced[bool]] = {}
        for part in found.all(BucketPart):
            own = bucket.bucket_name
            by_name = (
                isinstance(own, Known)
                and isinstance(part.bucket, Known)
                and part.bucket.value == External(own.value)
            )
            if by_name or owner_of(part.bucket, {}) == bucket.address:
                changes |= {name: if_it_exists(part, each) for name, each in part.changes.items()}
        made.append(in_account(msgspec.structs.replace(bucket, **changes), accounts))
    return tuple(made)


def if_it_exists(thing: AwsResource, value: Traced[T]) -> Traced[T]:
    """The value of a thing that counts only if the thing exists: unknown if that is not known."""
    if not thing.count_unknown or isinstance(value, Unknown):
        return value
    return Unknown(Reason(f"whether {thing.address} exists is not known"), value.trace)


def flags_for(bucket: Bucket, block: AccountAccessBlock) -> Iterator[tuple[str, Traced[bool]]]:
    """The account's settings for a bucket; unknown if it may be in another account."""
    same = same_account(block, bucket)
    for name, each in block.flags.items():
        flag = if_it_exists(block, each)
        if same:
            yield name, flag
        elif same is None:
            yield name, Unknown(Reason(f"{block.address} may be of another account"), flag.trace)


def in_account(bucket: Bucket, accounts: tuple[AccountAccessBlock, ...]) -> Bucket:
    """The stricter of the settings of the bucket and of its account; provider blocks decide which account it is in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    changes: dict[str, Traced[bool]] = {}
    for name, flag in (pair for each in accounts for pair in flags_for(bucket, each)):
        own = changes.get(name) or getattr(bucket, name)
        strict = isinstance(own, Known) and own.value
        if not strict and (isinstance(flag, Unknown) or flag.value):
            changes[name] = flag
    return msgspec.structs.replace(bucket, **changes) if changes else bucket


def with_policy(entry: PublicEndpoint, found: ResourceIndex) -> PublicEndpoint:
    """With the resource policy that is declared on its own; an OpenSearch policy names its domain by name."""
    for policy in found.all(EntryPolicy):
        target = policy.entry
        by_name = (
            isinstance(target, Known)
            and isinstance(entry.name, Known)
            and target.value == External(entry.name.value)
        )
        if by_name or owner_of(target, {}) == entry.address:
            sources = policy.sources
            if policy.count_unknown:
                gap = Reason(f"whether {policy.address} exists is not known")
                sources = (*(sources or ()), Unknown(gap, policy.trace))
            return msgspec.structs.replace(entry, sources=sources, needs_login=policy.needs_login)
    return entry


def with_domains(entry: PublicEndpoint, found: ResourceIndex) -> PublicEndpoint:
    """An API whose own endpoint is off answers at the domain names that lead to it."""
    if not isinstance(entry.is_open, Known) or entry.is_open.value:
        return entry
    for domain in found.all(CustomDomain):
        if owner_of(domain.api, {}) == entry.address and domain.count_unknown:
            gap = Unknown(Reason(f"whether {domain.address} exists is not known"), domain.trace)
            entry = msgspec.structs.replace(entry, is_open=gap)
        elif owner_of(domain.api, {}) == entry.address:
            return msgspec.structs.replace(
                entry, is_open=Known(value=True, trace=domain.trace), decided_by=str(domain.address)
            )
        if isinstance(domain.api, Unknown):
            gap = Unknown(Reason(f"{domain.address} may lead to it: {domain.api.reason.text}"), domain.trace)
            entry = msgspec.structs.replace(entry, is_open=gap)
    return entry


def adopted_defaults(found: ResourceIndex) -> dict[tuple[ResourceAddress, str], ResourceAddress]:
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


def routes_in_tables(
    found: ResourceIndex, defaults: Owners
) -> tuple[tuple[RouteTable, ...], tuple[Route, ...]]:
    """Every table with the routes that are declared on their own, and the routes of other tables.

    `aws_vpc.main.main_route_table_id` names a table that AWS makes with the VPC. Where no `aws_default_route_table` adopts it
    and routes are added to it, it is a table under the VPC's own address.
    """
    separate: dict[ResourceAddress | None, list[Route]] = {}
    for each in found.all(SeparateRoute):
        route = msgspec.structs.replace(each.route, table=each.table)
        separate.setdefault(owner_of(each.table, defaults), []).append(route)
    main = tuple(
        RouteTable(
            address=vpc.address,
            name=vpc.name,
            span=vpc.span,
            trace=vpc.trace,
            count_unknown=vpc.count_unknown,
            region=vpc.region,
            vpc=Known(Link(vpc.address, "id")),
            routes=(),
            is_main=True,
        )
        for vpc in found.all(Vpc)
        if vpc.address in separate
    )
    every = (*found.all(RouteTable), *main)
    stray: list[Route] = []
    for route in separate.pop(None, []):
        possible = possible_owners(route.table, [each.address for each in every])
        if possible is None:
            stray.append(route)
        for address in possible or ():
            separate.setdefault(address, []).append(msgspec.structs.replace(route, count_unknown=True))
    tables = tuple(
        msgspec.structs.replace(table, routes=(*table.routes, *separate.pop(table.address, ())))
        for table in every
    )
    separate[None] = stray
    return tables, tuple(route for routes in separate.values() for route in routes)


def rules_in_acls(found: ResourceIndex, defaults: Owners) -> tuple[NetworkAcl, ...]:
    loose: dict[ResourceAddress | None, list[AclRule]] = {}
    addresses = [each.address for each in found.all(NetworkAcl)]
    for each in found.all(LooseAclRule):
        loose.setdefault(owner_of(each.acl, defaults), []).append(each.rule)
        for address in possible_owners(each.acl, addresses) or ():
            loose.setdefault(address, []).append(msgspec.structs.replace(each.rule, count_unknown=True))
    made = []
    for acl in found.all(NetworkAcl):
        subnets = acl.subnets
        own = [
            each.subnet for each in found.all(AclAssociation) if owner_of(each.acl, defaults) == acl.address
        ]
        if own and isinstance(subnets, Known):
            subnets = Known((*subnets.value, *own), subnets.trace)
        rules = (*acl.rules, *loose.get(acl.address, ()))
        made.append(msgspec.structs.replace(acl, rules=rules, subnets=subnets))
    here = {each.address for each in made}
    elsewhere = [each for each in found.all(AclAssociation) if owner_of(each.acl, defaults) not in here]
    return (*made, *map(acl_from_elsewhere, elsewhere))


def acl_from_elsewhere(association: AclAssociation) -> NetworkAcl:
    """The ACL of a subnet that the configuration does not hold: it is not known what it allows."""
    gap = Unknown(Reason("its network ACL is not in the configuration", "never"), association.trace)
    directions: tuple[Direction, ...] = ("ingress", "egress")
    rules = tuple(
        AclRule(gap, each, gap, gap, gap, gap, association.address, association.span, association.trace)
        for each in directions
    )
    return NetworkAcl(
        address=association.address,
        name=association.name,
        span=association.span,
        trace=association.trace,
        vpc=gap,
        subnets=Known((association.subnet,)),
        rules=rules,
    )


def entries_in_lists(found: ResourceIndex) -> tuple[PrefixList, ...]:
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


def with_ports(balancer: LoadBalancer, listeners: Iterable[Listener]) -> LoadBalancer:
    own = pointing_at(listeners, lambda each: each.load_balancer, balancer.address)
    protocols: dict[int, frozenset[str]] = {}
    for each in own:
        if isinstance(each.port, Known):
            known = each.protocol.value if isinstance(each.protocol, Known) else "TCP_UDP"
            protocols[each.port.value] = protocols.get(each.port.value, frozenset()) | transports(known)
    return msgspec.structs.replace(
        balancer, listens=tuple(each.port for each in own), protocols=MappingProxyType(protocols)
    )


def with_task(service: Service, tasks: Iterable[TaskDefinition]) -> Service:
    """The ports that its containers listen on: from the load balancers' side, and from the task definition."""
    ports: list[Traced[int]] = [port for _, port in service.target_groups]
    mode: Traced[str] = service.network_mode
    if service.task_definition is not None:
        owner = owner_of(service.task_definition, {})
        if isinstance(service.task_definition, Unknown):
            ports.append(service.task_definition)
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
