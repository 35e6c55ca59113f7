"""The whole network of one environment."""

import typing
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from docgen.aws.model.base import NO_REGION, AwsResource, Link, StandaloneResource, Target
from docgen.aws.model.components import (
    AutoScalingGroup,
    Component,
    Database,
    EcsCluster,
    ElasticIp,
    Function,
    Instance,
    KafkaCluster,
    KafkaConnector,
    LoadBalancer,
    ManagedService,
    NetworkInterface,
    Service,
    SubnetGroup,
    TaskDefinition,
)
from docgen.aws.model.firewall import NetworkAcl, PrefixList, Rule, SecurityGroup
from docgen.aws.model.load_balancing import (
    Attachment,
    Listener,
    ListenerRule,
    TargetGroup,
    WebAclAssociation,
)
from docgen.aws.model.public_endpoints import Bucket, Handover, PublicEndpoint
from docgen.aws.model.routing import Association, Route, RouteTable
from docgen.aws.model.vpc import (
    FlowLog,
    InternetGateway,
    NatGateway,
    PeeringConnection,
    PublicAccessBlock,
    PublicAccessExclusion,
    Subnet,
    TransitGateway,
    Vpc,
    VpcEndpoint,
)
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Traced

T = typing.TypeVar("T", bound=StandaloneResource)
A = typing.TypeVar("A", bound=AwsResource)


class Mentions(msgspec.Struct, frozen=True, eq=False):
    """References to the network in the body of a resource that is not modelled."""

    groups: tuple[ResourceAddress, ...] = ()  # security groups, in the order of addresses
    subnets: tuple[ResourceAddress, ...] = ()  # and subnet groups
    is_placed: bool = False  # an argument such as `subnet_ids` has a value, perhaps an unknown one
    takes_place: bool = (
        False  # its type has such an argument, which nothing sets: AWS or a default VPC may decide
    )
    flag: str = ""  # the argument that may put it on the internet
    public: Traced[bool] = Known(value=False)

    @property
    def may_have_interfaces(self) -> bool:
        """Whether it may have interfaces in a VPC."""
        return self.is_placed or self.takes_place or bool(self.groups or self.subnets)


class UnknownAttribute(msgspec.Struct, frozen=True):
    """A value that the configuration sets and that is not known."""

    name: str  # "availability_zone", "ingress[0].cidr_blocks[1]"
    reason: str  # a clause; "sensitive" where it must not be shown


class InventoryItem(msgspec.Struct, frozen=True, eq=False):
    """Any resource of the configuration, modelled or not."""

    address: ResourceAddress
    name: Traced[str]
    span: Span
    modelled: bool
    carries_traffic: bool = False  # is not modelled, and may have interfaces in a VPC or be on the internet
    count_unknown: bool = False
    region: Traced[str] = NO_REGION
    mentions: Mentions = Mentions()  # of one that is not modelled: what its arguments name
    is_foreign_type: bool = False  # a type of the AWS provider that is newer than docgen's schemas
    tags: Traced[Mapping[str, Traced[str]]] | None = None  # None: its type takes none
    unknowns: tuple[UnknownAttribute, ...] = ()  # of the values that `Network.values` counts, those not known


class AccessResources:
    """Resources that grant permissions, in the order of addresses. One address may have several parts: a function's role, its policy."""

    def __init__(self, parts: Iterable[AwsResource] = ()) -> None:
        self.by_kind: dict[type[AwsResource], list[AwsResource]] = {}
        for each in parts:
            self.by_kind.setdefault(type(each), []).append(each)

    def of(self, kind: type[A]) -> tuple[A, ...]:
        return tuple(self.by_kind.get(kind, ()))  # type: ignore[arg-type] # keyed by their own type


NO_ACCESS = AccessResources()


class Network(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Every list in the order of addresses."""

    vpcs: tuple[Vpc, ...] = ()
    subnets: tuple[Subnet, ...] = ()
    internet_gateways: tuple[InternetGateway, ...] = ()
    peering_connections: tuple[PeeringConnection, ...] = ()
    public_access_blocks: tuple[PublicAccessBlock, ...] = ()
    public_access_exclusions: tuple[PublicAccessExclusion, ...] = ()
    nat_gateways: tuple[NatGateway, ...] = ()
    endpoints: tuple[VpcEndpoint, ...] = ()
    flow_logs: tuple[FlowLog, ...] = ()
    route_tables: tuple[RouteTable, ...] = ()
    stray_routes: tuple[Route, ...] = ()  # whose table is not in the configuration, or not known
    associations: tuple[Association, ...] = ()
    security_groups: tuple[SecurityGroup, ...] = ()
    unattached_rules: tuple[Rule, ...] = ()  # whose group is not in the configuration, or not known
    network_acls: tuple[NetworkAcl, ...] = ()
    prefix_lists: tuple[PrefixList, ...] = ()
    load_balancers: tuple[LoadBalancer, ...] = ()
    listeners: tuple[Listener, ...] = ()
    listener_rules: tuple[ListenerRule, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    services: tuple[Service, ...] = ()
    task_definitions: tuple[TaskDefinition, ...] = ()
    ecs_clusters: tuple[EcsCluster, ...] = ()
    databases: tuple[Database, ...] = ()
    subnet_groups: tuple[SubnetGroup, ...] = ()
    kafka_clusters: tuple[KafkaCluster, ...] = ()
    kafka_connectors: tuple[KafkaConnector, ...] = ()
    instances: tuple[Instance, ...] = ()
    functions: tuple[Function, ...] = ()
    elastic_ips: tuple[ElasticIp, ...] = ()
    managed_services: tuple[ManagedService, ...] = ()
    endpoint_interfaces: tuple[ManagedService, ...] = ()  # of the VPC endpoints that have some
    network_interfaces: tuple[NetworkInterface, ...] = ()
    autoscaling_groups: tuple[AutoScalingGroup, ...] = ()
    transit_gateways: tuple[TransitGateway, ...] = ()
    web_acl_associations: tuple[WebAclAssociation, ...] = ()
    entries: tuple[PublicEndpoint, ...] = ()
    handovers: tuple[Handover, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    inventory: tuple[InventoryItem, ...] = ()
    standalone: Mapping[type[AwsResource], tuple[StandaloneResource, ...]] = MappingProxyType({})
    access: AccessResources = NO_ACCESS
    values: int = 0  # attributes that the configuration sets, on the modelled types
    known: int = 0  # … and that are known

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The resources of a class that is linked to nothing else."""
        return self.standalone.get(kind, ())  # type: ignore[return-value] # keyed by their own type

    def components(self) -> tuple[Component, ...]:
        """Everything that holds interfaces, by address."""
        found = [each for name in COMPONENT_FIELDS for each in getattr(self, name)]
        return tuple(sorted(found, key=lambda each: each.address.order()))

    def web_acls_of(self, balancer: LoadBalancer) -> tuple[Traced[Target], ...]:
        """The web ACLs that are associated with a load balancer."""
        return tuple(
            each.web_acl
            for each in self.web_acl_associations
            if isinstance(each.resource, Known)
            and isinstance(each.resource.value, Link)
            and each.resource.value.address == balancer.address
        )

    def services_in(self, cluster: EcsCluster) -> tuple[Service, ...]:
        """The ECS services that run in a cluster."""
        return tuple(
            each
            for each in self.services
            if isinstance(each.cluster, Known)
            and isinstance(each.cluster.value, Link)
            and each.cluster.value.address == cluster.address
        )

    def by_address(self) -> Mapping[ResourceAddress, AwsResource]:
        kinds = (getattr(self, name) for name in self.__struct_fields__)
        return {each.address: each for kind in self.standalone.values() for each in kind} | {
            each.address: each
            for kind in kinds
            if isinstance(kind, tuple)
            for each in kind
            if isinstance(each, AwsResource)
        }


def fields_of(base: type[AwsResource]) -> tuple[str, ...]:
    """The lists of the network whose resources are of a class, or of one derived from it."""
    hints = typing.get_type_hints(Network)
    return tuple(
        name
        for name in Network.__struct_fields__
        if typing.get_origin(hints[name]) is tuple and issubclass(typing.get_args(hints[name])[0], base)
    )


COMPONENT_FIELDS = fields_of(Component)
