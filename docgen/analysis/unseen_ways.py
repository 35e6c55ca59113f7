"""What docgen has not seen and could open a path that looks blocked.

A link of a chain that fails is a proved no only where nothing that was not seen could change it. Routes, entries of a
network ACL, rules of a security group, listeners and target groups are resources of their own, so code that is not here can
add them to what is here: by an argument that names it, or by a data source that finds it. What it cannot change are
arguments of the resource itself:

* the ports of a database, a cluster, a cache, a service: only their own arguments say them;
* that AWS refuses the configuration, where its own arguments are the reason;
* whether interfaces that AWS manages for a service have public addresses: an elastic address can be associated with an
  instance or with a customer-managed interface only, so `publicly_accessible`, `assign_public_ip` and `internal` decide.
  https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html

A load balancer that was not seen may forward to anything that answers, whether or not it has a public address. So a target
that does answer is never proved to be out of reach; only its direct ways can be.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from docgen.analysis.not_seen import (
    NotSeen,
    PathChanging,
    UncountedResource,
    UnlinkedResource,
)
from docgen.analysis.path import Code
from docgen.analysis.rejected_by_aws import rejections
from docgen.aws.model.components import (
    Component,
    Database,
    Function,
    KafkaCluster,
    KafkaConnector,
    LoadBalancer,
    ManagedService,
    Service,
)
from docgen.source.traced import Known, Unknown

ADDRESS_CODES = frozenset({Code.NO_PUBLIC_ADDRESS_INWARD, Code.NO_PUBLIC_ADDRESS_OUTWARD})
ROUTE_CODES = frozenset({Code.NO_ROUTE, Code.SPOOFED_TRAFFIC, Code.CANNOT_APPLY})
ACL_CODES = frozenset({Code.SUBNET_ACL})
GROUP_CODES = frozenset({Code.SECURITY_GROUP})
NO_CODES: frozenset[Code] = frozenset()
# By the prefix of a type: which failed links of a chain its resources can open. Of any other type: all, and new chains.
OPENED_BY_PREFIX: Mapping[str, frozenset[Code]] = MappingProxyType(
    {
        "aws_route": ROUTE_CODES,
        "aws_main_route_table_association": ROUTE_CODES,
        "aws_default_route_table": ROUTE_CODES,
        "aws_vpn_": ROUTE_CODES,
        "aws_ec2_transit_gateway": ROUTE_CODES,
        "aws_vpc_peering_connection": ROUTE_CODES,
        "aws_vpc_ipv4_cidr_block_association": ROUTE_CODES,
        "aws_vpc_ipv6_cidr_block_association": ROUTE_CODES,
        "aws_vpc_endpoint": ROUTE_CODES,
        # They have no effect without a route, and a route to them counts even if they are not seen.
        "aws_nat_gateway": NO_CODES,
        "aws_internet_gateway": NO_CODES,
        "aws_egress_only_internet_gateway": NO_CODES,
        "aws_network_acl": ACL_CODES,
        "aws_default_network_acl": ACL_CODES,
        "aws_default_security_group": GROUP_CODES,
        "aws_ec2_managed_prefix_list": GROUP_CODES | ROUTE_CODES,
        "aws_network_interface_sg_attachment": GROUP_CODES,
        "aws_eip": ADDRESS_CODES,
    }
)
# Types that neither route, attach, allow nor forward. What uses one of them says so in its own arguments, and is unknown there.
OPENING_NOTHING = frozenset(
    {
        "aws_vpc",
        "aws_default_vpc",
        "aws_subnet",
        "aws_default_subnet",
        "aws_db_subnet_group",
        "aws_dax_subnet_group",
        "aws_docdb_subnet_group",
        "aws_elasticache_subnet_group",
        "aws_memorydb_subnet_group",
        "aws_neptune_subnet_group",
        "aws_redshift_subnet_group",
        "aws_db_parameter_group",
        "aws_rds_cluster_parameter_group",
        "aws_launch_configuration",
        "aws_launch_template",
        "aws_ecs_task_definition",
        "aws_cloudwatch_log_group",
    }
)
TCP_AND_UDP = frozenset({"tcp", "udp"})


def codes_opened_by(missing: PathChanging) -> frozenset[Code] | None:
    """The explanation codes of the links that it could open; None: all of them, and it could add paths of its own."""
    if not isinstance(missing, UncountedResource | UnlinkedResource):
        return None
    type_ = missing.address.type
    if type_ in OPENING_NOTHING:
        return NO_CODES
    fitting = [prefix for prefix in OPENED_BY_PREFIX if type_.startswith(prefix)]
    return OPENED_BY_PREFIX[max(fitting, key=len)] if fitting else None


def find_opener(code: Code, paths: Iterable[PathChanging]) -> PathChanging | None:
    """The first thing that was not seen and could open a link that fails with this code."""
    return next((each for each in paths if (codes := codes_opened_by(each)) is None or code in codes), None)


def route_changers(not_seen: NotSeen) -> tuple[PathChanging, ...]:
    """Unseen things that may give a subnet another route, or another route table."""
    return tuple(
        each for each in not_seen.paths if (codes := codes_opened_by(each)) is None or codes >= ROUTE_CODES
    )


def way_maker(paths: Iterable[PathChanging]) -> PathChanging | None:
    """The first thing that was not seen and may forward to what is seen."""
    return next((each for each in paths if codes_opened_by(each) is None), None)


def is_lasting(code: Code, component: Component | None) -> bool:
    """Whether a link that fails with this code fails by arguments of the component alone."""
    if code is Code.NO_LISTENER_ON_PORT:
        return True
    if component is None:
        return False
    if code is Code.CANNOT_APPLY:
        return any(rejections(component))
    return code in ADDRESS_CODES and has_managed_interfaces(component)


def has_managed_interfaces(component: Component) -> bool:
    """Whether AWS makes its interfaces, so that no elastic address can be associated with them."""
    if isinstance(component, Database) and component.is_cluster:
        return False  # an instance of it that was not seen may be public
    if isinstance(component, Service):
        return isinstance(component.network_mode, Known) and component.network_mode.value == "awsvpc"
    managed = Database | KafkaCluster | KafkaConnector | LoadBalancer | Function | ManagedService
    return isinstance(component, managed)


def may_answer(component: Component, protocol: str, port: int | None) -> bool:
    """Whether it may accept connections on this traffic: `protocol` "-1": any, `port` None: any."""
    if any(rejections(component)):
        return False
    if isinstance(component, LoadBalancer) or component.listens is None:
        return True  # its listeners are resources of their own
    return any(
        isinstance(each, Unknown)
        or (
            port in {None, each.value}
            and (protocol == "-1" or protocol in component.protocols.get(each.value, TCP_AND_UDP))
        )
        for each in component.listens
    )
