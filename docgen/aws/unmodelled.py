"""Resources outside the model: what their arguments say that could matter to the network.

The whole body is searched, blocks and encoded texts included: whatever names a subnet or a security group may have an
interface there, and a flag such as `publicly_accessible` may put it on the internet.
"""

import re
from collections.abc import Iterator, Mapping

from docgen.aws.model.network import Mentions
from docgen.aws.read import hidden_reason, is_own_gap
from docgen.language.instance import Instance
from docgen.source.address import ResourceAddress, outside_address
from docgen.source.traced import Known, Traced
from docgen.source.traced import Unknown as UnknownFact
from docgen.values.values import Unknown, Value, is_hidden

GROUPS = frozenset({"aws_security_group", "aws_default_security_group"})
SUBNETS = frozenset(
    {"aws_subnet", "aws_default_subnet", "aws_db_subnet_group", "aws_elasticache_subnet_group"}
)
LITERAL_GROUP = re.compile(r"sg-[0-9a-f]{8,17}")
LITERAL_SUBNET = re.compile(r"subnet-[0-9a-f]{8,17}")
PUBLIC_FLAGS = frozenset(
    {
        "allowfrompublic",
        "assign_public_ip",
        "assignpublicip",
        "associate_public_ip_address",
        "associatepublicipaddress",
        "enable_public_access",
        "is_publicly_accessible",
        "public_access_enabled",
        "public_network_access_enabled",
        "publicly_accessible",
    }
)
# Arguments that say where interfaces are.
PLACES = frozenset(
    {
        "emr_managed_master_security_group",
        "interface_ids",
        "network_interface_id",
        "network_interfaces",
        "security_group_ids",
        "security_groups",
        "subnet_group_name",
        "subnet_id",
        "subnet_ids",
        "subnets",
        "vpc_security_group_ids",
        "vpc_subnet_ids",
        "vpc_zone_identifier",
    }
)
PLACE_BLOCKS = frozenset(
    {
        "endpoint_details",
        "network_configuration",
        "vpc_config",
        "vpc_configuration",
        "vpc_options",
    }
)
# They hold such values for somebody else to read, or speak of things that are modelled.
WITHOUT_INTERFACES = frozenset(
    {
        "aws_appautoscaling_target",
        "aws_cloudwatch_event_target",
        "aws_cloudwatch_metric_alarm",
        "aws_db_instance_automated_backups_replication",
        "aws_ram_resource_association",
        "aws_route53_record",
        "aws_secretsmanager_secret_version",
        "aws_service_discovery_service",
        "aws_ssm_parameter",
        "aws_vpc_security_group_vpc_association",
        "local_file",
        "null_resource",
        "terraform_data",
    }
)
AWS = "hashicorp/aws"


NO_MENTIONS = Mentions()


def is_foreign_type(instance: Instance) -> bool:
    """Whether this is a type of the AWS provider that docgen's schemas have never heard of: it may be anything."""
    return not instance.has_schema and instance.provider_name.endswith(AWS)


def find_mentions(instance: Instance) -> Mentions:
    if instance.address.type in WITHOUT_INTERFACES:
        return NO_MENTIONS
    groups: dict[ResourceAddress, None] = {}
    subnets: dict[ResourceAddress, None] = {}
    flag, public = "", NO_MENTIONS.public
    placed = False
    for name, value in leaves("", instance.value):
        payload = value.payload
        is_own = isinstance(payload, Unknown) and is_own_gap(payload, instance.address)
        placed = placed or (name in PLACES and not is_own)
        if isinstance(payload, Unknown) and payload.reference is not None:
            address = payload.reference.address
            groups |= {address: None} if address.type in GROUPS else {}
            subnets |= {address: None} if address.type in SUBNETS else {}
        elif isinstance(payload, str) and not is_hidden(value):
            groups |= dict.fromkeys(map(outside_address, LITERAL_GROUP.findall(payload)))
            subnets |= dict.fromkeys(map(outside_address, LITERAL_SUBNET.findall(payload)))
        found = public_flag(name, value, instance.address)
        if found is not None and not (isinstance(public, Known) and public.value):
            flag, public = name, found
    return Mentions(in_order(groups), in_order(subnets), placed, takes_place(instance.value), flag, public)


def takes_place(value: Value) -> bool:
    """Whether a type has an argument or block for its place in a VPC, set or not."""
    names = value.payload if isinstance(value.payload, Mapping) else {}
    return not PLACES.isdisjoint(names) or not PLACE_BLOCKS.isdisjoint(names)


def in_order(found: Mapping[ResourceAddress, None]) -> tuple[ResourceAddress, ...]:
    return tuple(sorted(found, key=lambda each: each.order()))


def leaves(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Every scalar with the name of the argument that holds it, parts of encoded texts included."""
    payload = value.payload
    if isinstance(payload, tuple):
        for each in payload:
            yield from leaves(name, each)
    elif isinstance(payload, Mapping):
        for key, each in payload.items():
            yield from leaves(key, each)
    elif isinstance(payload, Unknown) and payload.pattern is not None:
        yield from leaves(name, payload.pattern)
    elif payload is not None:
        yield name, value


def public_flag(name: str, value: Value, own: ResourceAddress) -> Traced[bool] | None:
    """A flag that puts the resource on the internet, or may; None where it is off, or AWS's own default holds."""
    if name.lower() not in PUBLIC_FLAGS:
        return None
    payload = value.payload
    if is_hidden(value):
        return UnknownFact(hidden_reason(value.marks), value.trace)
    if isinstance(payload, Unknown):
        return None if is_own_gap(payload, own) else UnknownFact(payload.reason, value.trace)
    is_on = str(payload).lower() in {"true", "enabled"}
    return Known(value=True, trace=value.trace) if is_on else None
