"""Services that AWS runs with interfaces in one's own subnets: caches, search, file systems, queues, clusters.

They differ in the places of their arguments and the ports on which they listen; a table has both for each.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from docgen.aws.model.base import NO_TARGETS, AwsResource, Targets
from docgen.aws.model.components import ManagedService
from docgen.aws.model.products import Product
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Traced, Unknown

Ports = Callable[[Node], tuple[Traced[int], ...]]
Path = tuple[str, ...]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of a resource type; a path leads through blocks, and its last step is an argument."""

    kind: Product
    ports: Ports
    names: tuple[str, ...] = ("name",)
    subnets: Path = ()  # empty: its subnet group has them
    subnet_group: str = ""
    groups: Path
    public: str = ""  # the flag that gives it public addresses
    holds_data: bool = True
    in_one_subnet: bool = False  # as with subnet groups: AWS chooses among the subnets


def fixed(*numbers: int) -> Ports:
    return lambda _: tuple(Known(each) for each in numbers)


def argument(default: int, name: str = "port") -> Ports:
    return lambda own: (own.port(name, default),)


def chosen(argument: str, by_value: Mapping[str, tuple[int, ...]], otherwise: tuple[int, ...]) -> Ports:
    """The ports that an engine or protocol has by itself; `port` wins where it is set."""

    def ports(own: Node) -> tuple[Traced[int], ...]:
        if own.is_set("port"):
            return (own.port("port"),)
        value = own.text(argument, "")
        if isinstance(value, Unknown):
            return (Unknown(value.reason, value.trace),)
        name = value.value.lower()
        return tuple(Known(each, value.trace) for each in by_value.get(name, otherwise))

    return ports


REDIS, MEMCACHED = (6379,), (11211,)
# https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-working-java-example.html
BROKER_PORTS = {"activemq": (61617, 5671, 61614, 61619, 8883, 8162), "rabbitmq": (5671, 443)}
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxy.html
PROXY_PORTS = {"postgresql": (5432,), "mysql": (3306,), "sqlserver": (1433,)}
SEARCH = Shape(
    kind=Product.OPENSEARCH_DOMAIN,
    names=("domain_name",),
    subnets=("vpc_options", "subnet_ids"),
    groups=("vpc_options", "security_group_ids"),
    ports=fixed(443, 80),
)

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "aws_elasticache_cluster": Shape(
            kind=Product.ELASTICACHE_CLUSTER,
            names=("cluster_id",),
            subnet_group="subnet_group_name",
            groups=("security_group_ids",),
            ports=chosen("engine", {"memcached": MEMCACHED}, REDIS),
        ),
        "aws_elasticache_replication_group": Shape(
            kind=Product.ELASTICACHE_REPLICATION_GROUP,
            names=("replication_group_id",),
            subnet_group="subnet_group_name",
            groups=("security_group_ids",),
            ports=argument(6379),
        ),
        "aws_elasticache_serverless_cache": Shape(
            kind=Product.ELASTICACHE_SERVERLESS_CACHE,
            subnets=("subnet_ids",),
            groups=("security_group_ids",),
            ports=chosen("engine", {"memcached": (11211, 11212)}, (6379, 6380)),
        ),
        "aws_memorydb_cluster": Shape(
            kind=Product.MEMORYDB_CLUSTER,
            subnet_group="subnet_group_name",
            groups=("security_group_ids",),
            ports=argument(6379),
        ),
        "aws_dax_cluster": Shape(
            kind=Product.DAX_CLUSTER,
            names=("cluster_name",),
            subnet_group="subnet_group_name",
            groups=("security_group_ids",),
            ports=fixed(8111, 9111),
        ),
        "aws_opensearch_domain": SEARCH,
        "aws_elasticsearch_domain": SEARCH,
        "aws_redshift_cluster": Shape(
            kind=Product.REDSHIFT_CLUSTER,
            names=("cluster_identifier",),
            subnet_group="cluster_subnet_group_name",
            groups=("vpc_security_group_ids",),
            public="publicly_accessible",
            ports=argument(5439),
        ),
        "aws_redshiftserverless_workgroup": Shape(
            kind=Product.REDSHIFT_SERVERLESS_WORKGROUP,
            names=("workgroup_name",),
            subnets=("subnet_ids",),
            groups=("security_group_ids",),
            public="publicly_accessible",
            ports=argument(5439),
        ),
        "aws_docdb_cluster": Shape(
            kind=Product.DOCUMENTDB_CLUSTER,
            names=("cluster_identifier",),
            subnet_group="db_subnet_group_name",
            groups=("vpc_security_group_ids",),
            ports=argument(27017),
        ),
        "aws_neptune_cluster": Shape(
            kind=Product.NEPTUNE_CLUSTER,
            names=("cluster_identifier",),
            subnet_group="neptune_subnet_group_name",
            groups=("vpc_security_group_ids",),
            ports=argument(8182),
        ),
        # https://docs.aws.amazon.com/timestream/latest/developerguide/timestream-for-influx-getting-started.html
        "aws_timestreaminfluxdb_db_instance": Shape(
            kind=Product.TIMESTREAM_INFLUXDB_INSTANCE,
            in_one_subnet=True,
            subnets=("vpc_subnet_ids",),
            groups=("vpc_security_group_ids",),
            public="publicly_accessible",
            ports=argument(8086),
        ),
        "aws_efs_mount_target": Shape(
            kind=Product.EFS_MOUNT_TARGET,
            names=(),
            subnets=("subnet_id",),
            groups=("security_groups",),
            ports=fixed(2049),
        ),
        "aws_fsx_lustre_file_system": Shape(
            kind=Product.FSX_FILE_SYSTEM,
            names=(),
            subnets=("subnet_ids",),
            groups=("security_group_ids",),
            ports=fixed(988),
        ),
        "aws_db_proxy": Shape(
            kind=Product.RDS_PROXY,
            subnets=("vpc_subnet_ids",),
            groups=("vpc_security_group_ids",),
            ports=chosen("engine_family", PROXY_PORTS, ()),
        ),
        "aws_mq_broker": Shape(
            kind=Product.AMAZON_MQ_BROKER,
            in_one_subnet=True,
            names=("broker_name",),
            subnets=("subnet_ids",),
            groups=("security_groups",),
            public="publicly_accessible",
            ports=chosen("engine_type", BROKER_PORTS, ()),
        ),
        "aws_eks_cluster": Shape(
            kind=Product.EKS_CLUSTER,
            subnets=("vpc_config", "subnet_ids"),
            groups=("vpc_config", "security_group_ids"),
            ports=fixed(443),
            holds_data=False,
        ),
        "aws_mwaa_environment": Shape(
            kind=Product.MWAA_ENVIRONMENT,
            subnets=("network_configuration", "subnet_ids"),
            groups=("network_configuration", "security_group_ids"),
            ports=fixed(443),
            holds_data=False,
        ),
        "aws_transfer_server": Shape(
            kind=Product.TRANSFER_FAMILY_SERVER,
            names=(),
            subnets=("endpoint_details", "subnet_ids"),
            groups=("endpoint_details", "security_group_ids"),
            ports=fixed(22),
        ),
        "aws_apprunner_vpc_connector": Shape(
            kind=Product.APP_RUNNER_VPC_CONNECTOR,
            names=("vpc_connector_name",),
            subnets=("subnets",),
            groups=("security_groups",),
            ports=fixed(),
            holds_data=False,
        ),
        "aws_codebuild_project": Shape(
            kind=Product.CODEBUILD_PROJECT,
            subnets=("vpc_config", "subnets"),
            groups=("vpc_config", "security_group_ids"),
            ports=fixed(),
            holds_data=False,
        ),
    }
)


def convert_managed(instance: Instance) -> Iterator[AwsResource]:
    """Any type of the table; nothing where its blocks give it no place in a VPC."""
    own = node(instance)
    shape = SHAPES[instance.address.type]
    if any(below(own, path) is None for path in (shape.subnets, shape.groups) if len(path) > 1):
        return
    yield ManagedService(
        **basics(instance, *shape.names),
        kind=shape.kind,
        subnets=targets_at(own, shape.subnets) if shape.subnets else NO_TARGETS,
        groups=targets_at(own, shape.groups),
        public=own.flag(shape.public) if shape.public else Known(value=False),
        public_decided_by=shape.public,
        listens=shape.ports(own),
        holds_data=shape.holds_data,
        subnet_group=own.optional_target(shape.subnet_group) if shape.subnet_group else None,
        by_subnet_group=bool(shape.subnet_group),
        in_one_subnet=shape.in_one_subnet or bool(shape.subnet_group),
    )


def below(own: Node, path: Path) -> Node | None:
    """The block that contains the last step of a path."""
    found: Node | None = own
    for step in path[:-1]:
        found = found.block(step) if found else None
    return found


def targets_at(own: Node, path: Path) -> Targets:
    place = below(own, path)
    if place is None:
        return NO_TARGETS
    if path[-1] == "subnet_id":
        return Known((place.target(path[-1]),), own.trace)
    return place.targets(path[-1])
