"""Every kind of resource in one table: what it is called, and which properties it has.

`docgen facts --json`, drift, parity and assertions are loops over `KINDS`. A property, or a kind that nothing else is
linked to, is added here once its converter exists.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from docgen.analysis import property_readers as read
from docgen.analysis.properties import (
    BOOL,
    NUMBER,
    RANGE,
    TEXT,
    Kind,
    Noun,
    Part,
    Property,
    field,
)
from docgen.aws.model.base import AwsResource, StandaloneResource
from docgen.aws.model.components import Component
from docgen.aws.model.data_protection import DataStore
from docgen.aws.model.load_balancing import WebAcl
from docgen.aws.model.logs import LogGroup
from docgen.aws.model.network import Network

COMPONENT = (
    field("kind", TEXT),
    Property("subnets", lambda component, _: component.subnets, parity="subnets", compared=read.subnet_tiers),
    field("security_groups", source="groups"),
    field("public", BOOL, parity="public address", linked=True),
    Property("ports", read.listener_ports, parity="ports"),
)
ROUTE = Part(
    "route",
    (Property("destination", read.destination), field("kind"), field("target")),
    identity=("destination",),
)
ACL_RULE = Part(
    "rule",
    (
        field("number"),
        field("direction"),
        Property("action", read.acl_action),
        field("protocol"),
        Property("from_port", read.first_port),
        Property("to_port", read.last_port),
        field("cidr", source="network"),
    ),
    identity=("direction", "number"),
)
SECURITY_GROUP_RULE = Part(
    "rule",
    (
        field("direction"),
        field("protocol"),
        Property("from_port", read.first_port),
        Property("to_port", read.last_port),
        Property("peer", read.peer),
        field("description"),
        Property("style", lambda rule, _: rule.style, in_drift=False),
    ),
    identity=(),  # a rule is what it allows: one with another port is another rule
)
LISTENER_RULE = Part(
    "rule",
    (
        field("address"),
        field("priority"),
        Property("conditions", read.conditions),
        Property("actions", read.actions),
    ),
)
LISTENER = Part(
    "listener",
    (
        field("address"),
        field("port"),
        field("protocol"),
        field("ssl_policy", source="tls_policy"),
        Property("actions", read.actions),
        Property("rules", read.listener_rules, part=LISTENER_RULE),
    ),
    label="port",
)


def kind(
    collection: str, singular: str, *properties: Property, plural: str = "", counted: bool = False
) -> Kind:
    """Resources without network interfaces, which the network keeps in a field of the collection's name."""
    noun = Noun(singular, plural or f"{singular}s")
    return Kind(collection, noun, properties, members_in(collection), is_counted=counted)


def standalone(
    collection: str, singular: str, class_: type[StandaloneResource], *properties: Property
) -> Kind:
    """Resources that are linked to nothing."""
    return Kind(collection, Noun(singular, f"{singular}s"), properties, lambda network: network.of(class_))


def components(collection: str, singular: str, *properties: Property) -> Kind:
    """Resources that hold network interfaces."""

    def ends(network: Network) -> Sequence[Component]:
        found: Sequence[Component] = getattr(network, collection)
        return found

    noun = Noun(singular, f"{singular}s")
    return Kind(collection, noun, merged(COMPONENT, properties), members_in(collection), ends)


def members_in(collection: str) -> Callable[[Network], Sequence[AwsResource]]:
    def members(network: Network) -> Sequence[AwsResource]:
        found: Sequence[AwsResource] = getattr(network, collection)
        return found

    return members


def merged(common: Sequence[Property], own: Sequence[Property]) -> tuple[Property, ...]:
    """The properties of all components, then those of one kind; one of the same name takes the common one's place."""
    return tuple({each.name: each for each in (*common, *own)}.values())


def is_association(acl: Any) -> bool:  # noqa: ANN401 - a network ACL, see Kind
    """Whether it is a placeholder for the ACL of a subnet that is declared elsewhere."""
    own: AwsResource = acl
    return own.address.type.endswith("_association")


def bucket_setting(name: str) -> Property:
    return Property(name, read.access_setting(name), BOOL, shown=lambda bucket, _: getattr(bucket, name))


VPC = kind(
    "vpcs",
    "VPC",
    Property("cidr", read.primary_range, RANGE),
    field("cidrs", parity="ranges"),
    field("ipv6", BOOL, "has_ipv6"),
    field("default", BOOL, "is_default"),
    Property("availability_zones", read.zones_of_vpc),
)
SUBNET = kind(
    "subnets",
    "subnet",
    field("vpc"),
    field("cidr", RANGE),
    field("ipv6", BOOL),
    Property("tier", read.tier, TEXT, parity="tier", is_linked=True, shown=read.tier_name),
    Property("because", read.tier_reason, in_drift=False),
    Property(
        "availability_zone",
        lambda subnet, _: subnet.availability_zone,
        TEXT,
        shown=read.zone_or_reference,
    ),
    Property("route_table", read.route_table),
    Property("explicit_association", read.is_associated),
    field("map_public_ip_on_launch", BOOL, "maps_public_ip"),
    counted=True,
)
NAT_GATEWAY = kind(
    "nat_gateways",
    "NAT gateway",
    field("subnet"),
    field("public", BOOL, "is_public"),
    field("elastic_ip"),
    counted=True,
)
INTERNET_GATEWAY = kind("internet_gateways", "internet gateway", field("egress_only", BOOL))
ENDPOINT = Kind(
    "endpoints",
    Noun("VPC endpoint", "VPC endpoints"),
    (
        field("vpc"),
        field("service", TEXT),
        field("type", TEXT),
        field("route_tables"),
        field("subnets"),
        field("security_groups", source="groups"),
        Property(
            "policy_limits",
            lambda endpoint, _: endpoint.limits,
            BOOL,
            parity="policy",
            compared=read.policy_kind,
        ),
        field("trusts_everybody", BOOL),
    ),
    members_in("endpoints"),
    lambda network: network.endpoint_interfaces,
    is_counted=True,
)
FLOW_LOG = kind(
    "flow_logs",
    "flow log",
    field("subject"),
    field("destination_type", TEXT),
    field("destination"),
    field("traffic_type", TEXT),
    counted=True,
)
ROUTE_TABLE = kind(
    "route_tables",
    "route table",
    field("vpc"),
    field("main", BOOL, "is_main"),
    Property("routes", read.routes, part=ROUTE),
)
NETWORK_ACL = Kind(
    "network_acls",
    Noun("network ACL", "network ACLs"),
    (field("subnets"), Property("rules", lambda acl, _: acl.rules, part=ACL_RULE)),
    members_in("network_acls"),
    is_stand_in=is_association,
)
SECURITY_GROUP = kind(
    "security_groups",
    "security group",
    field("vpc"),
    field("description", TEXT),
    field("default", BOOL, "is_default"),
    Property("attached_to", read.attachments),
    Property("rules", read.rules, part=SECURITY_GROUP_RULE, parity="rules", compared=read.rule_texts),
    counted=True,
)
LOAD_BALANCER = components(
    "load_balancers",
    "load balancer",
    Property("kind", read.balancer_kind, TEXT, shown=read.shown_kind),
    field("type", TEXT),
    field("internal", BOOL),
    field("deletion_protection", BOOL, parity="deletion protection"),
    field("drop_invalid_header_fields", BOOL, "drop_invalid_headers"),
    field("access_logs", BOOL, parity="access logs"),
    field("desync_mitigation_mode", TEXT, "desync_mitigation"),
    Property("web_acls", read.web_acls),
    Property("listeners", read.listeners, part=LISTENER),
)
TARGET_GROUP = kind(
    "target_groups",
    "target group",
    field("port", NUMBER),
    field("protocol", TEXT),
    field("target_type", TEXT),
    field("health_check_protocol", TEXT),
    field("vpc"),
)
SERVICE = components(
    "services",
    "ECS service",
    field("assign_public_ip", BOOL, "public"),
    field("launch_type", TEXT, column="Launch type"),
    field("network_mode", TEXT, column="Network mode"),
    field("cluster"),
    field("desired_count", NUMBER, column="Desired tasks"),
    Property("target_groups", read.target_ports),
)
TASK_DEFINITION = kind(
    "task_definitions",
    "ECS task definition",
    field("network_mode", TEXT),
    field("container_ports"),
    field("logs", BOOL),
)
ECS_CLUSTER = kind("ecs_clusters", "ECS cluster", Property("services", read.services_in_cluster))
KAFKA_CLUSTER = components(
    "kafka_clusters",
    "Kafka cluster",
    field("public_access", BOOL, "public"),
    field("public_access_type", TEXT, "public_access", column="Public access"),
    field("client_broker", TEXT, parity="client-broker encryption", column="Client-broker encryption"),
    field("unauthenticated", BOOL, column="Unauthenticated"),
    field("iam", BOOL, column="IAM"),
    field("scram", BOOL, column="SCRAM"),
    field("tls", BOOL, column="Mutual TLS"),
    field("serverless", BOOL),
    field("broker_count", NUMBER, column="Brokers"),
    field("in_cluster", BOOL, "in_cluster_tls", column="Encrypted between brokers"),
    field("enhanced_monitoring", TEXT, "monitoring"),
    field("broker_logs", BOOL, column="Broker logs"),
)
KAFKA_CONNECTOR = components(
    "kafka_connectors",
    "Kafka connector",
    field("encryption_in_transit", TEXT, "encryption", column="Encryption in transit"),
    field("worker_logs", BOOL, column="Worker logs"),
)
DATABASE = components(
    "databases",
    "database",
    field("engine", TEXT, column="Engine", inherited=True),
    field("port", NUMBER, inherited=True),
    field("publicly_accessible", BOOL, "public", inherited=True),
    field("encrypted", BOOL, parity="encrypted", column="Encrypted", inherited=True),
    field("deletion_protection", BOOL, parity="deletion protection", column="Deletion protection"),
    field("iam_authentication", BOOL, column="IAM authentication"),
    field("log_exports"),
    field("engine_version", TEXT),
    field("subnet_group"),
)
WEB_ACL = standalone("web_acls", "web ACL", WebAcl, field("rules", NUMBER), field("logs", BOOL))
INSTANCE = components("instances", "EC2 instance")
FUNCTION = components("functions", "Lambda function")
MANAGED_SERVICE = components(
    "managed_services",
    "managed service",
    field("public_access", BOOL, "public"),
    field("holds_data", BOOL),
)
NETWORK_INTERFACE = components("network_interfaces", "network interface", field("attached_to"))
AUTOSCALING_GROUP = components("autoscaling_groups", "Auto Scaling group")
TRANSIT_GATEWAY = kind("transit_gateways", "transit gateway", field("vpcs"))
INTERNET_ENTRY = kind(
    "entries",
    "internet entry",
    field("kind", TEXT),
    field("open", BOOL, "is_open", parity="open"),
    field("decided_by", TEXT),
    field("port", NUMBER),
    field("sources"),
    field("behind"),
    field("needs_login", BOOL),
    field("holds_data", BOOL),
    plural="internet entries",
)
BUCKET = kind(
    "buckets",
    "S3 bucket",
    field("public_acl", BOOL),
    field("public_policy", BOOL),
    bucket_setting("block_public_acls"),
    bucket_setting("ignore_public_acls"),
    bucket_setting("block_public_policy"),
    bucket_setting("restrict_public_buckets"),
    field("requires_tls", BOOL),
)
LOG_GROUP = standalone(
    "log_groups",
    "log group",
    LogGroup,
    field("retention_in_days", NUMBER, parity="retention in days", column="Retention in days"),
    field("kms_key", column="KMS key"),
    field("log_class", TEXT, column="Class"),
)
DATA_STORE = standalone(
    "data_stores",
    "data store",
    DataStore,
    field("kind", TEXT),
    field("encrypted", BOOL),
    field("key"),
    field("in_transit", BOOL),
    field("backup_days", NUMBER),
    field("deletion_protection", BOOL),
    field("versioned", BOOL),
    field("rotates", BOOL),
)
ALL = (
    VPC,
    SUBNET,
    NAT_GATEWAY,
    INTERNET_GATEWAY,
    ENDPOINT,
    FLOW_LOG,
    ROUTE_TABLE,
    NETWORK_ACL,
    SECURITY_GROUP,
    LOAD_BALANCER,
    TARGET_GROUP,
    SERVICE,
    ECS_CLUSTER,
    TASK_DEFINITION,
    WEB_ACL,
    KAFKA_CLUSTER,
    KAFKA_CONNECTOR,
    DATABASE,
    INSTANCE,
    FUNCTION,
    MANAGED_SERVICE,
    NETWORK_INTERFACE,
    AUTOSCALING_GROUP,
    TRANSIT_GATEWAY,
    INTERNET_ENTRY,
    BUCKET,
    LOG_GROUP,
    DATA_STORE,
)
KINDS: Mapping[str, Kind] = MappingProxyType({each.collection: each for each in ALL})
REACHABLE_KINDS = tuple(name for name, each in KINDS.items() if each.ends is not None)
