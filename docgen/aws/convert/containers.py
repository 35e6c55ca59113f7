"""ECS services and task definitions."""

from collections.abc import Iterator

import msgspec

from docgen.aws.model.base import NO_TARGETS, Thing
from docgen.aws.model.placement import EcsCluster, Service, TaskDefinition
from docgen.aws.read import basics, node
from docgen.evaluate.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown


class PortMapping(msgspec.Struct):
    container_port: int | None = msgspec.field(name="containerPort", default=None)


class Container(msgspec.Struct):
    """What we read of one entry of `container_definitions`."""

    port_mappings: list[PortMapping] | None = msgspec.field(name="portMappings", default=None)


def convert_ecs_cluster(instance: Instance) -> Iterator[Thing]:
    yield EcsCluster(**basics(instance, "name"))


def convert_service(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    network = own.block("network_configuration")
    loads = own.blocks("load_balancer")
    default = "FARGATE" if own.blocks("capacity_provider_strategy") else "EC2"
    count = own.whole("desired_count") if own.is_set("desired_count") else None
    yield Service(
        **basics(instance, "name"),
        kind="ECS service",
        subnets=network.targets("subnets") if network else NO_TARGETS,
        groups=network.targets("security_groups") if network else NO_TARGETS,
        public=network.flag("assign_public_ip") if network else Known(value=False),
        public_decided_by="assign_public_ip",
        cluster=own.optional_target("cluster"),
        launch_type=own.text("launch_type", default),
        network_mode=Known("awsvpc" if network else "bridge"),
        task_definition=own.optional_target("task_definition"),
        target_groups=tuple(
            (each.target("target_group_arn"), each.whole("container_port")) for each in loads
        ),
        desired_count=count,
        in_one_subnet=isinstance(count, Known) and count.value == 1,
        listens=None,
    )


def convert_task_definition(instance: Instance) -> Iterator[Thing]:
    own = node(instance)
    yield TaskDefinition(
        **basics(instance, "family"),
        network_mode=own.text("network_mode", "bridge"),
        container_ports=read_container_ports(own.text("container_definitions")),
    )


def read_container_ports(definitions: Traced[str]) -> Traced[tuple[int, ...]]:
    """The ports that the containers say they listen on."""
    if isinstance(definitions, Unknown):
        return definitions
    try:
        containers = msgspec.json.decode(definitions.value, type=list[Container], strict=False)
    except msgspec.DecodeError:
        return Unknown(
            Reason("container_definitions is not the JSON that AWS expects", "never"), definitions.trace
        )
    ports = {
        mapping.container_port
        for container in containers
        for mapping in container.port_mappings or ()
        if mapping.container_port is not None
    }
    return Known(tuple(sorted(ports)), definitions.trace)
