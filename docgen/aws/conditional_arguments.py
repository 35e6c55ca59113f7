"""Arguments that the provider plans only for some kinds of a resource; for the others it leaves out even what is written.

Asked of provider 5.100.0, one kind after another. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from docgen.values.types import BOOL, NUMBER, STRING, ListType, ObjectType
from docgen.values.values import Payload, Unknown, Value, boolean, null, number, remade

APPLICATION = frozenset({"application"})
NETWORK = frozenset({"network"})
# By argument: the values of load_balancer_type for which it is planned.
LOAD_BALANCER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "client_keep_alive",
                "desync_mitigation_mode",
                "drop_invalid_header_fields",
                "enable_http2",
                "enable_tls_version_and_cipher_suite_headers",
                "enable_waf_fail_open",
                "enable_xff_client_port",
                "idle_timeout",
                "preserve_host_header",
                "xff_header_processing_mode",
            ),
            APPLICATION,
        ),
        "dns_record_client_routing_policy": NETWORK,
        "enable_cross_zone_load_balancing": frozenset({"network", "gateway"}),
        "enable_zonal_shift": frozenset({"application", "network"}),
    }
)
# What is planned for a kind where nothing is set, and the schema's own default does not say so.
DEFAULTS: Mapping[tuple[str, str], Value] = MappingProxyType(
    {
        ("network", "dns_record_client_routing_policy"): Value(STRING, "any_availability_zone"),
        ("network", "enable_cross_zone_load_balancing"): Value(BOOL, payload=False),
        ("gateway", "enable_cross_zone_load_balancing"): Value(BOOL, payload=False),
    }
)


def attributes(type_: str, value: Value) -> Mapping[str, Value]:
    """The attributes of a resource that its kind decides, as they are planned."""
    arguments = value.payload
    if not isinstance(arguments, Mapping):
        return {}
    decided = BY_TYPE.get(type_)
    return {} if decided is None else decided(arguments)


Change: TypeAlias = Callable[[Mapping[str, Value]], Mapping[str, Value]]
"""What becomes of some arguments of one block."""


def in_blocks(arguments: Mapping[str, Value], path: Sequence[str], change: Change) -> Mapping[str, Value]:
    """The outermost blocks of a path, with a change made in each innermost one."""
    name, *rest = path
    blocks = arguments.get(name)
    if blocks is None or not isinstance(blocks.payload, tuple):
        return {}
    made = []
    for each in blocks.payload:
        if not isinstance(each.payload, Mapping):
            made.append(each)
            continue
        more = in_blocks(each.payload, rest, change) if rest else change(each.payload)
        inside = {key: more.get(key, old) for key, old in each.payload.items()}
        made.append(Value(each.type, remade(each.payload, inside), each.marks, each.trace))
    return {name: Value(blocks.type, tuple(made), blocks.marks, blocks.trace)}


def absent(arguments: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """The argument as null."""
    old = arguments.get(name)
    return {} if old is None else {name: null(old.type, old.trace)}


def is_written(arguments: Mapping[str, Value], name: str) -> bool:
    """Whether an argument is known and not null, or a block is there."""
    value = arguments.get(name)
    return value is not None and value.payload not in (None, ()) and not isinstance(value.payload, Unknown)


def without_duration(stickiness: Mapping[str, Value]) -> Mapping[str, Value]:
    """A target group that goes by the client's address sets no cookie."""
    kind = stickiness.get("type")
    by_address = kind is not None and kind.payload == "source_ip"
    return absent(stickiness, "cookie_duration") if by_address else {}


FILTERS = ("and", "tag", "object_size_greater_than", "object_size_less_than")


def without_prefix(filter_: Mapping[str, Value]) -> Mapping[str, Value]:
    """A filter by something else has no prefix; one by nothing has the empty prefix."""
    prefix = filter_.get("prefix")
    left_out = prefix is not None and prefix.payload in ("", None)
    return (
        absent(filter_, "prefix") if left_out and any(is_written(filter_, each) for each in FILTERS) else {}
    )


def queue_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """A queue that SQS encrypts with its own key keeps no data key of KMS."""
    managed, period = (
        arguments.get("sqs_managed_sse_enabled"),
        arguments.get("kms_data_key_reuse_period_seconds"),
    )
    if managed is None or period is None or managed.payload is not True:
        return {}
    return {"kms_data_key_reuse_period_seconds": number(0, managed.trace)}


def instance_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """An instance that is given its interfaces has their `source_dest_check`, and none of its own."""
    interfaces, checked = arguments.get("network_interface"), arguments.get("source_dest_check")
    if (
        interfaces is None
        or checked is None
        or not isinstance(interfaces.payload, tuple)
        or not interfaces.payload
    ):
        return {}
    return {"source_dest_check": null(checked.type, checked.trace)}


def load_balancer_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    kind = arguments.get("load_balancer_type")
    if kind is None or not isinstance(kind.payload, str):
        return {}
    made: dict[str, Value] = {}
    for name, kinds in LOAD_BALANCER.items():
        given = arguments.get(name)
        if given is None:
            continue
        if kind.payload not in kinds:
            made[name] = null(given.type, given.trace)
        elif given.is_null and (kind.payload, name) in DEFAULTS:
            default = DEFAULTS[kind.payload, name]
            made[name] = Value(default.type, default.payload, trace=kind.trace)
    return made


def function_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """An environment without variables is none."""
    blocks = arguments.get("environment")
    if blocks is None or not isinstance(blocks.payload, tuple):
        return {}
    empty = [
        isinstance(each.payload, Mapping)
        and (variables := each.payload.get("variables")) is not None
        and not variables.payload
        for each in blocks.payload
    ]
    return {"environment": Value(blocks.type, (), trace=blocks.trace)} if any(empty) else {}


def table_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    """The class that DynamoDB takes anyway is not planned."""
    given = arguments.get("table_class")
    return absent(arguments, "table_class") if given is not None and given.payload == "STANDARD" else {}


def group_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    return in_blocks(arguments, ("mixed_instances_policy",), with_zeros)


def with_zeros(policy: Mapping[str, Value]) -> Mapping[str, Value]:
    """The block with zeros for missing numbers, flags and distribution, if instance types are listed."""
    templates = policy.get("launch_template")
    if templates is None or not isinstance(templates.payload, tuple):
        return {}
    listed = any(
        isinstance(each.payload, Mapping) and is_written(each.payload, "override")
        for each in templates.payload
    )
    return {name: zero(name, each) for name, each in policy.items()} if listed else {}


def zero(name: str, value: Value) -> Value:
    payload = value.payload
    if isinstance(payload, tuple):
        return Value(value.type, tuple([zero(name, each) for each in payload]), value.marks, value.trace)
    if isinstance(payload, Mapping):
        inside = {key: zero(key, each) for key, each in payload.items()}
        return Value(value.type, remade(payload, inside), value.marks, value.trace)
    if payload is not None and not is_own(name, payload):
        return value
    if isinstance(value.type, ListType) and isinstance(value.type.element, ObjectType):
        return Value(value.type, (), trace=value.trace)
    if value.type == NUMBER:
        return number(0, value.trace)
    return boolean(False, value.trace) if value.type == BOOL else value  # noqa: FBT003 - the value itself


def is_own(name: str, payload: Payload) -> bool:
    """Whether an argument is unknown because it is left out."""
    reference = payload.reference if isinstance(payload, Unknown) else None
    return reference is not None and reference.path[-1:] == (name,)


def target_group_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    return in_blocks(arguments, ("stickiness",), without_duration)


def lifecycle_attributes(arguments: Mapping[str, Value]) -> Mapping[str, Value]:
    return in_blocks(arguments, ("rule", "filter"), without_prefix)


BY_TYPE: Mapping[str, Change] = MappingProxyType(
    {
        "aws_alb": load_balancer_attributes,
        "aws_alb_target_group": target_group_attributes,
        "aws_autoscaling_group": group_attributes,
        "aws_dynamodb_table": table_attributes,
        "aws_instance": instance_attributes,
        "aws_lambda_function": function_attributes,
        "aws_lb": load_balancer_attributes,
        "aws_lb_target_group": target_group_attributes,
        "aws_s3_bucket_lifecycle_configuration": lifecycle_attributes,
        "aws_spot_instance_request": instance_attributes,
        "aws_sqs_queue": queue_attributes,
    }
)
