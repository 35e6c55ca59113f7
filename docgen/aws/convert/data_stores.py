"""RDS and Aurora, MSK and MSK Connect, subnet groups."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from docgen.aws.model.base import NO_TARGETS, AwsResource, Target
from docgen.aws.model.components import Database, KafkaCluster, KafkaConnector, ParameterGroup, SubnetGroup
from docgen.aws.model.products import Product
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, mapped

# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (Port)
PORTS: Mapping[str, int] = MappingProxyType(
    {
        "postgres": 5432,
        "aurora-postgresql": 5432,
        "mysql": 3306,
        "mariadb": 3306,
        "aurora": 3306,
        "aurora-mysql": 3306,
        "oracle": 1521,
        "custom-oracle": 1521,
        "sqlserver": 1433,
        "custom-sqlserver": 1433,
        "db2": 50000,
        "neptune": 8182,
        "docdb": 27017,
    }
)


def default_port(engine: Traced[str]) -> Traced[int]:
    if isinstance(engine, Unknown):
        return engine
    for prefix in sorted(PORTS, key=len, reverse=True):
        if engine.value.startswith(prefix):
            return Known(PORTS[prefix], engine.trace)
    return Unknown(Reason(f"the default port of engine {engine.value} is not known to docgen", "never"))


def port_of(own: Node, engine: Traced[str]) -> Traced[int]:
    return own.port("port") if own.is_set("port") else default_port(engine)


def source_of(own: Node) -> tuple[Traced[Target] | None, frozenset[str]]:
    """The database that this one is a read replica of or restored from, and the fields that it takes over."""
    unset = frozenset(field for field, name in INHERITED.items() if not own.is_set(name))
    if own.is_set("replicate_source_db"):
        return own.target("replicate_source_db"), unset
    restored = own.block("restore_to_point_in_time")
    if restored is not None and restored.is_set("source_db_instance_identifier"):
        return restored.target("source_db_instance_identifier"), unset - {"subnet_group"}
    return None, frozenset()


INHERITED: Mapping[str, str] = MappingProxyType(
    {"engine": "engine", "port": "port", "subnet_group": "db_subnet_group_name"}
)


def convert_database(instance: Instance) -> Iterator[AwsResource]:
    """`aws_db_instance`."""
    own = node(instance)
    engine = own.text("engine")
    port = port_of(own, engine)
    source, inherits = source_of(own)
    yield Database(
        **basics(instance, "identifier", "identifier_prefix"),
        parameter_group=own.optional_target("parameter_group_name"),
        engine_version=own.text("engine_version") if own.is_set("engine_version") else None,
        log_exports=own.texts("enabled_cloudwatch_logs_exports"),
        identifier=own.text("identifier") if own.is_set("identifier") else None,
        source=source,
        inherits=inherits,
        kind=Product.RDS_INSTANCE,
        in_one_subnet=True,
        subnets=NO_TARGETS,  # its subnet group's, see docgen.aws.link
        groups=own.targets("vpc_security_group_ids"),
        public=own.flag("publicly_accessible"),
        public_decided_by="publicly_accessible",
        listens=(port,),
        engine=engine,
        port=port,
        subnet_group=own.optional_target("db_subnet_group_name"),
        encrypted=own.flag("storage_encrypted"),
        deletion_protection=own.flag("deletion_protection"),
        iam_authentication=own.flag("iam_database_authentication_enabled"),
    )


def convert_database_cluster(instance: Instance) -> Iterator[AwsResource]:
    """`aws_rds_cluster`: the endpoint; whether it is public, its instances say."""
    own = node(instance)
    engine = own.text("engine")
    port = port_of(own, engine)
    yield Database(
        **basics(instance, "cluster_identifier", "cluster_identifier_prefix"),
        parameter_group=own.optional_target("db_cluster_parameter_group_name"),
        engine_version=own.text("engine_version") if own.is_set("engine_version") else None,
        log_exports=own.texts("enabled_cloudwatch_logs_exports"),
        kind=Product.AURORA_CLUSTER,
        is_cluster=True,
        subnets=NO_TARGETS,
        groups=own.targets("vpc_security_group_ids"),
        listens=(port,),
        engine=engine,
        port=port,
        subnet_group=own.optional_target("db_subnet_group_name"),
        encrypted=own.flag("storage_encrypted"),
        deletion_protection=own.flag("deletion_protection"),
        iam_authentication=own.flag("iam_database_authentication_enabled"),
        identifier=own.text("cluster_identifier") if own.is_set("cluster_identifier") else None,
    )


def convert_cluster_instance(instance: Instance) -> Iterator[AwsResource]:
    """`aws_rds_cluster_instance`: groups and subnets come from its cluster."""
    own = node(instance)
    engine = own.text("engine")
    yield Database(
        **basics(instance, "identifier", "identifier_prefix"),
        kind=Product.AURORA_INSTANCE,
        in_one_subnet=True,
        subnets=NO_TARGETS,
        groups=NO_TARGETS,
        public=own.flag("publicly_accessible"),
        public_decided_by="publicly_accessible",
        listens=(default_port(engine),),
        engine=engine,
        port=default_port(engine),
        subnet_group=own.optional_target("db_subnet_group_name"),
        cluster=own.target("cluster_identifier"),
    )


def convert_parameter_group(instance: Instance) -> Iterator[AwsResource]:
    """`aws_db_parameter_group`, `aws_rds_cluster_parameter_group`."""
    own = node(instance)
    blocks = own.blocks("parameter")
    yield ParameterGroup(
        **basics(instance, "name", "name_prefix"),
        group_name=own.text("name") if own.is_set("name") else None,
        family=own.text("family"),
        parameters=tuple((each.text("name"), each.text("value")) for each in blocks),
    )


def convert_subnet_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield SubnetGroup(
        **basics(instance, "name", "name_prefix"),
        subnets=own.targets("subnet_ids"),
        group_name=own.text("name"),
    )


def flag_in(own: Node | None, *path: str) -> Traced[bool]:
    """A flag some blocks down; false where a block on the way is missing."""
    for step in path[:-1]:
        own = own.block(step) if own else None
    return own.flag(path[-1]) if own else Known(value=False)


def text_in(own: Node | None, default: str, *path: str) -> Traced[str]:
    for step in path[:-1]:
        own = own.block(step) if own else None
    return own.text(path[-1], default) if own else Known(default)


# https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
def kafka_ports(
    client_broker: Traced[str], logins: Mapping[int, Traced[bool]], *, public: bool
) -> tuple[Traced[int], ...]:
    """The ports that brokers listen on; a port whose login is unknown is unknown."""
    ports: list[Traced[int]] = []
    if not public:
        if isinstance(client_broker, Unknown):
            ports.append(Unknown(client_broker.reason, client_broker.trace))
        elif client_broker.value != "TLS":
            ports.append(Known(9092, client_broker.trace))
    for port, on in logins.items():
        if isinstance(on, Unknown):
            ports.append(Unknown(on.reason, on.trace))
        elif on.value:
            ports.append(Known(port + 100 if public else port, on.trace))
    return tuple(ports)


def convert_kafka(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    brokers = own.block("broker_node_group_info")
    access = text_in(brokers, "DISABLED", "connectivity_info", "public_access", "type")
    client_broker = text_in(own.block("encryption_info"), "TLS", "encryption_in_transit", "client_broker")
    logins = own.block("client_authentication")
    iam, scram = flag_in(logins, "sasl", "iam"), flag_in(logins, "sasl", "scram")
    tls = logins.block("tls") if logins else None
    has_tls: Traced[bool] = Known(tls is not None, own.trace)
    # Without client authentication AWS lets every client in.
    unauthenticated = flag_in(logins, "unauthenticated") if logins else Known(value=True)
    by_port = {9094: has_tls_port(has_tls, unauthenticated), 9096: scram, 9098: iam}
    public = mapped(access, lambda text: text != "DISABLED")
    listens = kafka_ports(client_broker, by_port, public=False)
    if isinstance(public, Unknown):
        listens = (*listens, Unknown(public.reason, public.trace))  # there may be the public ports too
    elif public.value:
        listens += kafka_ports(client_broker, by_port, public=True)
    yield KafkaCluster(
        **basics(instance, "cluster_name"),
        kind=Product.MSK_CLUSTER,
        subnets=brokers.targets("client_subnets") if brokers else NO_TARGETS,
        groups=brokers.targets("security_groups") if brokers else NO_TARGETS,
        public=public,
        public_decided_by="public_access",
        listens=listens,
        public_access=access,
        client_broker=client_broker,
        unauthenticated=unauthenticated,
        iam=iam,
        scram=scram,
        tls=has_tls,
        broker_count=own.whole("number_of_broker_nodes"),
        in_cluster_tls=in_cluster_tls(own.block("encryption_info")),
        monitoring=own.text("enhanced_monitoring", "DEFAULT"),
        broker_logs=any_log(logs.block("broker_logs") if (logs := own.block("logging_info")) else None),
    )


def in_cluster_tls(encryption: Node | None) -> Traced[bool]:
    """https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html: on unless it is switched off."""
    transit = encryption.block("encryption_in_transit") if encryption else None
    return transit.flag("in_cluster", default=True) if transit else Known(value=True)


def any_log(own: Node | None) -> Traced[bool]:
    """Whether logs go anywhere: to CloudWatch, to Firehose or to S3."""
    if own is None:
        return Known(value=False)
    flags = [flag_in(own, each, "enabled") for each in ("cloudwatch_logs", "firehose", "s3")]
    on = next((each for each in flags if isinstance(each, Known) and each.value), None)
    gap = next((each for each in flags if isinstance(each, Unknown)), None)
    return on or gap or Known(value=False, trace=own.trace)


def has_tls_port(tls: Traced[bool], unauthenticated: Traced[bool]) -> Traced[bool]:
    """9094 serves TLS clients, with certificates or with no login at all."""
    if isinstance(tls, Known) and tls.value:
        return tls
    return unauthenticated


def convert_serverless_kafka(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    place = own.block("vpc_config")
    iam = flag_in(own.block("client_authentication"), "sasl", "iam", "enabled")
    yield KafkaCluster(
        **basics(instance, "cluster_name"),
        kind=Product.MSK_SERVERLESS_CLUSTER,
        subnets=place.targets("subnet_ids") if place else NO_TARGETS,
        groups=place.targets("security_group_ids") if place else NO_TARGETS,
        listens=(Known(9098),),
        public_access=Known("DISABLED"),
        client_broker=Known("TLS"),
        unauthenticated=Known(value=False),
        iam=iam,
        scram=Known(value=False),
        tls=Known(value=False),
        serverless=True,
    )


def convert_connector(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    kafka = own.block("kafka_cluster")
    apache = kafka.block("apache_kafka_cluster") if kafka else None
    place = apache.block("vpc") if apache else None
    yield KafkaConnector(
        **basics(instance, "name"),
        kind=Product.MSK_CONNECT_CONNECTOR,
        subnets=place.targets("subnets") if place else NO_TARGETS,
        groups=place.targets("security_groups") if place else NO_TARGETS,
        listens=(),
        bootstrap=apache.target("bootstrap_servers") if apache else None,
        encryption=text_in(own, "PLAINTEXT", "kafka_cluster_encryption_in_transit", "encryption_type"),
        worker_logs=any_log(
            logs.block("worker_log_delivery") if (logs := own.block("log_delivery")) else None
        ),
    )
