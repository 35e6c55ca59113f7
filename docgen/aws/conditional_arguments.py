"""Arguments that the provider plans only for some kinds of a resource; for the others it leaves out even what is written.

Asked of provider 5.100.0, one kind after another. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb
"""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.evaluate.types import BOOL, STRING
from docgen.evaluate.values import Value, null
from docgen.source.traced import Trace

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
LOAD_BALANCERS = frozenset({"aws_lb", "aws_alb"})
INSTANCES = frozenset({"aws_instance", "aws_spot_instance_request"})


def attributes(type_: str, value: Value) -> Mapping[str, Value]:
    """The attributes of a resource that its kind decides, as they are planned."""
    arguments = value.payload
    if not isinstance(arguments, Mapping):
        return {}
    if type_ in INSTANCES:
        return instance_attributes(arguments)
    return load_balancer_attributes(arguments, value.trace) if type_ in LOAD_BALANCERS else {}


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


def load_balancer_attributes(arguments: Mapping[str, Value], trace: Trace) -> Mapping[str, Value]:
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
            made[name] = Value(default.type, default.payload, trace=trace)
    return made
