"""Resources that hold network interfaces: services, databases, clusters, instances."""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.aws.model.base import (
    NO_TARGETS,
    AwsResource,
    IpNetwork,
    StandaloneResource,
    Target,
    Targets,
)
from docgen.aws.model.products import Product
from docgen.source.traced import Known, Reason, Traced

# Why it is not said in the resource itself: until it is linked to its subnet.
SUBNET_DECIDES = Reason("its subnet decides whether it has a public address")


class Component(AwsResource, frozen=True, eq=False, kw_only=True):
    """Something with interfaces in subnets.

    `public`: whether AWS gives its interfaces public addresses; `listens`: the ports that answer, None where the
    configuration does not say.
    """

    kind: Product
    subnets: Targets
    groups: Targets
    public: Traced[bool] = Known(value=False)
    public_decided_by: str = ""  # the argument's name: "assign_public_ip"
    listens: tuple[Traced[int], ...] | None = None
    protocols: Mapping[int, frozenset[str]] = MappingProxyType({})  # by port, where it is not TCP alone
    in_one_subnet: bool = False  # AWS puts it into one of its subnets, and does not say which
    ipv6: Traced[bool] = Known(
        value=False
    )  # whether its interfaces get IPv6 addresses, all of which are public


class EcsCluster(AwsResource, frozen=True, eq=False, kw_only=True):
    """A cluster of ECS services: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html."""


class Service(Component, frozen=True, eq=False, kw_only=True):
    """An ECS service. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html."""

    cluster: Traced[Target] | None = None
    launch_type: Traced[str]
    network_mode: Traced[str]
    task_definition: Traced[Target] | None = None
    target_groups: "tuple[tuple[Traced[Target], Traced[int]], ...]" = ()  # with the container port
    desired_count: Traced[int] | None = None


class Database(Component, frozen=True, eq=False, kw_only=True):
    """An RDS instance or Aurora cluster. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.html."""

    engine: Traced[str]
    port: Traced[int]
    subnet_group: Traced[Target] | None = None
    encrypted: Traced[bool] = Known(value=False)
    deletion_protection: Traced[bool] | None = None  # None: an Aurora instance, whose cluster has it
    cluster: Traced[Target] | None = None  # of an Aurora instance
    iam_authentication: Traced[bool] | None = None  # None: an Aurora instance, whose cluster has it
    is_cluster: bool = False  # an Aurora cluster, whose instances say whether it is public
    identifier: Traced[str] | None = None  # by which others name it
    parameter_group: Traced[Target] | None = None  # None: the default one of its engine and version
    engine_version: Traced[str] | None = None
    log_exports: Traced[tuple[str, ...]] = Known(())  # to CloudWatch Logs: "postgresql"
    source: Traced[Target] | None = None  # what it is a read replica of, or restored from
    inherits: frozenset[str] = frozenset()  # fields that are the source's, since it sets none of its own


class KafkaCluster(Component, frozen=True, eq=False, kw_only=True):
    """An MSK cluster. https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html."""

    public_access: Traced[str]  # "DISABLED", "SERVICE_PROVIDED_EIPS"
    client_broker: Traced[str]  # "TLS", "TLS_PLAINTEXT", "PLAINTEXT"
    unauthenticated: Traced[bool]
    iam: Traced[bool]
    scram: Traced[bool]
    tls: Traced[bool]
    broker_count: Traced[int] | None = None
    in_cluster_tls: Traced[bool] = Known(value=True)  # between brokers
    monitoring: Traced[str] = Known("DEFAULT")  # "PER_TOPIC_PER_BROKER"
    broker_logs: Traced[bool] | None = None  # None: MSK Serverless, which has none
    serverless: bool = False


class KafkaConnector(Component, frozen=True, eq=False, kw_only=True):
    bootstrap: Traced[Target] | None = None
    encryption: Traced[str] = Known("PLAINTEXT")  # between the connector and the cluster: "TLS"
    worker_logs: Traced[bool] = Known(value=False)


class LoadBalancer(Component, frozen=True, eq=False, kw_only=True):
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html."""

    type: Traced[str]  # "application", "network", "gateway", "classic"
    internal: Traced[bool]
    has_groups: bool = True  # a network load balancer may have none: then every client gets through
    instances: Targets = NO_TARGETS  # of a classic one, which knows no target groups
    own_name: Traced[str] | None = None  # by which others may mean a classic one
    elastic_ips: Targets = NO_TARGETS  # of a network one, in its subnet mappings
    # Settings; None where this type of load balancer has none.
    deletion_protection: Traced[bool] | None = None
    drop_invalid_headers: Traced[bool] | None = None
    access_logs: Traced[bool] | None = None
    desync_mitigation: Traced[str] | None = None  # "monitor", "defensive", "strictest"


class Instance(Component, frozen=True, eq=False, kw_only=True):
    private_ip: Traced[IpNetwork] | None = None
    interface: Traced[Target] | None = None  # its first one, where that is declared on its own
    template: Traced[Target] | None = None


class Function(Component, frozen=True, eq=False, kw_only=True):
    """A Lambda function in a VPC: it opens connections, and none can be opened to it."""


class ManagedService(Component, frozen=True, eq=False, kw_only=True):
    """Something that AWS runs with interfaces in one's own subnets: a cache, a file system, a search domain."""

    holds_data: bool = True
    subnet_group: Traced[Target] | None = None
    by_subnet_group: bool = False  # whether a subnet group decides its subnets


class NetworkInterface(Component, frozen=True, eq=False, kw_only=True):
    """An interface that is declared on its own."""

    attached_to: Traced[Target] | None = None


class AutoScalingGroup(Component, frozen=True, eq=False, kw_only=True):
    """Instances that come and go: https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html."""

    own_name: Traced[str] | None = None  # by which others may mean it
    has_own_groups: bool = False  # somebody else than a template gives it groups
    template: Traced[Target] | None = None
    target_groups: Targets = NO_TARGETS


class LaunchTemplate(AwsResource, frozen=True, eq=False, kw_only=True):
    """The template of instances: a launch template, or a launch configuration."""

    own_name: Traced[str] | None = None
    groups: Targets
    public: Traced[bool]


class InterfaceAttachment(AwsResource, frozen=True, eq=False, kw_only=True):
    interface: Traced[Target]
    instance: Traced[Target]


class InterfaceGroup(AwsResource, frozen=True, eq=False, kw_only=True):
    """A security group that is put on an interface on its own."""

    interface: Traced[Target]  # an interface, or an instance's first one
    group: Traced[Target]


class AddressAssociation(AwsResource, frozen=True, eq=False, kw_only=True):
    """An elastic address on an instance or interface, declared on its own."""

    instance: Traced[Target] | None = None
    interface: Traced[Target] | None = None
    elastic_ip: Traced[Target] | None = None


class SubnetGroup(AwsResource, frozen=True, eq=False, kw_only=True):
    subnets: Targets = NO_TARGETS
    group_name: Traced[str]


class ParameterGroup(StandaloneResource, frozen=True, eq=False, kw_only=True):
    """Settings of a database engine: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html."""

    group_name: Traced[str] | None = None  # by which databases mean it
    family: Traced[str]  # "postgres16"
    parameters: tuple[tuple[Traced[str], Traced[str]], ...] = ()  # names and values


class TaskDefinition(AwsResource, frozen=True, eq=False, kw_only=True):
    network_mode: Traced[str]
    container_ports: Traced[tuple[int, ...]]
    logs: Traced[bool] = Known(value=False)  # whether each of its containers has a log driver
    secrets: Traced[tuple[str, ...]] = Known(
        ()
    )  # what containers get by reference: an ARN, or an address with its attribute


class ElasticIp(AwsResource, frozen=True, eq=False, kw_only=True):
    instance: Traced[Target] | None = None
    interface: Traced[Target] | None = None
    of: Traced[Target] | None = (
        None  # the address that an association gives to something; None: it is one itself
    )
