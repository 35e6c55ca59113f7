"""Arguments of older AWS provider versions under the names that they have today.

A root that is pinned to provider 3 or 4 may use names that the schemas of 5 and 6 do not have. The evaluator keeps what was written
under the old name; here it gets the name that the converters read. A name is only taken where today's is not set.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade, version-5-upgrade, version-6-upgrade
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.language.instance import Instance
from docgen.values.types import STRING
from docgen.values.values import Unknown, Value, string, tuple_of

Change: TypeAlias = Callable[[Value], Value]


class Renamed(msgspec.Struct, frozen=True):
    """The new name of an argument; `change` makes the new value of the old one."""

    name: str
    change: Change = lambda value: value


def in_vpc(value: Value) -> Value:
    """`vpc = true` of an elastic IP is `domain = "vpc"`."""
    return string("vpc", value.trace) if value.payload is True else Value(STRING, None, trace=value.trace)


def one_document(value: Value) -> Value:
    """`source_json` became a list with one document."""
    return tuple_of([value], value.trace)


FORMER_NAMES: Mapping[tuple[str, str], Mapping[str, Renamed]] = MappingProxyType(
    {
        ("managed", "aws_autoscaling_attachment"): {"alb_target_group_arn": Renamed("lb_target_group_arn")},
        ("managed", "aws_autoscaling_group"): {"tags": Renamed("tag")},
        ("managed", "aws_batch_compute_environment"): {
            "compute_environment_name": Renamed("name"),
            "compute_environment_name_prefix": Renamed("name_prefix"),
        },
        ("managed", "aws_db_instance"): {"name": Renamed("db_name")},
        ("managed", "aws_dx_gateway_association"): {"vpn_gateway_id": Renamed("associated_gateway_id")},
        ("managed", "aws_eip"): {"vpc": Renamed("domain", in_vpc)},
        ("managed", "aws_elasticache_replication_group"): {
            "availability_zones": Renamed("preferred_cache_cluster_azs"),
            "number_cache_clusters": Renamed("num_cache_clusters"),
            "replication_group_description": Renamed("description"),
        },
        ("data", "aws_batch_compute_environment"): {"compute_environment_name": Renamed("name")},
        ("data", "aws_iam_policy_document"): {
            "override_json": Renamed("override_policy_documents", one_document),
            "source_json": Renamed("source_policy_documents", one_document),
        },
    }
)
"""By mode and type: old names, and what became of them."""


def with_current_names(instance: Instance) -> Instance:
    """The instance with its arguments under today's names."""
    value = renamed(instance.address.mode, instance.address.type, instance.value)
    return instance if value is instance.value else msgspec.structs.replace(instance, value=value)


def renamed(mode: str, type_: str, value: Value) -> Value:
    """An instance's object with its arguments under today's names."""
    former = FORMER_NAMES.get((mode, type_))
    payload = value.payload
    if former is None or not isinstance(payload, dict):
        return value
    more = {
        new.name: new.change(payload[old])
        for old, new in former.items()
        if old in payload and not payload[old].is_null and not is_given(payload.get(new.name))
    }
    return Value(value.type, payload | more, value.marks, value.trace) if more else value


def is_given(value: Value | None) -> bool:
    """Whether the argument has a value; what AWS would choose is none."""
    if value is None or value.is_null or value.payload == ():
        return False
    return not (isinstance(value.payload, Unknown) and value.payload.reference is not None)
