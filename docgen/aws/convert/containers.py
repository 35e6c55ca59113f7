"""ECS services and task definitions."""

import re
from collections.abc import Iterator

from docgen.aws.model.base import LAST_PORT, NO_TARGETS, AwsResource
from docgen.aws.model.components import EcsCluster, Service, TaskDefinition
from docgen.aws.model.products import Product
from docgen.aws.read import UNKNOWN_PART, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown


def convert_ecs_cluster(instance: Instance) -> Iterator[AwsResource]:
    yield EcsCluster(**basics(instance, "name"))


def convert_service(instance: Instance) -> Iterator[AwsResource]:
    """`aws_ecs_service`, and `aws_ecs_task_set` of one that something else deploys."""
    own = node(instance)
    network = own.block("network_configuration")
    loads = own.blocks("load_balancer")
    default = "FARGATE" if own.blocks("capacity_provider_strategy") else "EC2"
    count = own.whole("desired_count") if own.is_set("desired_count") else None
    yield Service(
        **basics(instance, "name"),
        kind=Product.ECS_TASK_SET if instance.address.type == "aws_ecs_task_set" else Product.ECS_SERVICE,
        subnets=network.targets("subnets") if network else NO_TARGETS,
        groups=network.targets("security_groups") if network else NO_TARGETS,
        public=network.flag("assign_public_ip") if network else Known(value=False),
        public_decided_by="assign_public_ip",
        cluster=own.optional_target("cluster"),
        launch_type=own.text("launch_type", default),
        network_mode=Known("awsvpc" if network else "bridge"),
        task_definition=own.optional_target("task_definition"),
        target_groups=tuple((each.target("target_group_arn"), each.port("container_port")) for each in loads),
        desired_count=count,
        in_one_subnet=not (isinstance(count, Known) and count.value > 1),  # one task, or an unknown number
        listens=None,
    )


def convert_task_definition(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    containers = own.document("container_definitions")
    yield TaskDefinition(
        **basics(instance, "family"),
        network_mode=own.text("network_mode", "bridge"),
        container_ports=read_container_ports(containers),
        logs=all_have_logs(containers),
        secrets=read_secrets(containers),
    )


def read_secrets(definitions: Traced[object]) -> Traced[tuple[str, ...]]:
    """Secrets that containers get by reference: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html."""
    if isinstance(definitions, Unknown):
        return definitions
    found: list[str] = []
    for container in definitions.value if isinstance(definitions.value, list) else ():
        named = (container.get("secrets") or []) if isinstance(container, dict) else UNKNOWN_PART
        for each in named if isinstance(named, list) else [UNKNOWN_PART]:
            source = each.get("valueFrom") if isinstance(each, dict) else UNKNOWN_PART
            if not isinstance(source, str):
                return Unknown(
                    Reason("which secrets a container gets is not known", "apply"), definitions.trace
                )
            found.append(source)
    return Known(tuple(dict.fromkeys(found)), definitions.trace)


def all_have_logs(definitions: Traced[object]) -> Traced[bool]:
    """Whether each container has a log driver: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html."""
    if isinstance(definitions, Unknown):
        return definitions
    containers = definitions.value if isinstance(definitions.value, list) else [UNKNOWN_PART]
    answers = [has_log_driver(each) for each in containers]
    if None in answers and False not in answers:
        return Unknown(Reason("a part of its container definitions is not known", "apply"), definitions.trace)
    return Known(bool(answers) and all(answers), definitions.trace)


def has_log_driver(container: object) -> bool | None:
    if not isinstance(container, dict):
        return None
    logs = container.get("logConfiguration")
    if logs is UNKNOWN_PART:
        return None
    return isinstance(logs, dict) and bool(logs.get("logDriver"))


PORT = re.compile(r"[0-9]{1,5}")  # as text; AWS takes numbers in either form


def read_container_ports(definitions: Traced[object]) -> Traced[tuple[int, ...]]:
    """The ports that the containers say they listen on."""
    if isinstance(definitions, Unknown):
        return definitions
    if not isinstance(definitions.value, list):
        reason = Reason("container_definitions is not the JSON that AWS expects", "never")
        return Unknown(reason, definitions.trace)
    found: set[int] = set()
    for container in definitions.value:
        for port in ports_of(container):
            if port is None:
                return Unknown(Reason("a container port is not known", "apply"), definitions.trace)
            found.add(port)
    return Known(tuple(sorted(found)), definitions.trace)


def ports_of(container: object) -> Iterator[int | None]:
    """The ports of one container; None for one that is not known."""
    if not isinstance(container, dict):
        yield None
        return
    mappings = container.get("portMappings") or []
    if not isinstance(mappings, list):
        yield None
        return
    for mapping in mappings:
        port = mapping.get("containerPort") if isinstance(mapping, dict) else UNKNOWN_PART
        if isinstance(port, str) and PORT.fullmatch(port):
            port = int(port)
        if isinstance(port, int) and 0 <= port <= LAST_PORT:
            yield port
        elif port is not None:
            yield None
