"""What is wrong with the known values of a resource: what the provider refuses while planning, and what AWS refuses later.

A refusal is an error only where it is certain: the rule was asked of precisely the provider version that Terraform would use, or it is
the same in all versions. For another version of the same major it is a gap; of a newer major version nothing is said, since it accepts
more than the one that was asked.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from docgen.aws.accepted import Rule, Scalar, refusal, rules_of
from docgen.aws.protocols import protocol_name
from docgen.aws.provider_version import ProviderVersion
from docgen.aws.schemas import EXACT_VERSIONS
from docgen.language.instance import Instance
from docgen.source.diagnostic import Diagnostic, error, unknown_because, warning
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.values.values import Value, hides_anything, is_hidden

ASKED = EXACT_VERSIONS[0]  # the version that the rules were asked of
# Sets that no version has ever narrowed, with the values that 6.x added.
STABLE: Mapping[tuple[str, str], frozenset[str | int]] = {
    ("aws_cloudwatch_log_group", "retention_in_days"): frozenset(),
    ("aws_flow_log", "traffic_type"): frozenset(),
    ("aws_lb", "load_balancer_type"): frozenset(),
    ("aws_lb_listener", "protocol"): frozenset({"QUIC", "TCP_QUIC"}),
    ("aws_lb_target_group", "protocol"): frozenset({"QUIC", "TCP_QUIC"}),
    ("aws_lb_target_group", "target_type"): frozenset(),
    ("aws_nat_gateway", "connectivity_type"): frozenset(),
    ("aws_network_acl_rule", "rule_action"): frozenset(),
    ("aws_security_group_rule", "type"): frozenset(),
    ("aws_vpc", "instance_tenancy"): frozenset(),
}
# What the provider itself plans, although it refuses the same in a configuration.
FILLED_IN = frozenset({("aws_sqs_queue", "kms_data_key_reuse_period_seconds", 0)})
PORT_NAMES = frozenset({"port", "from_port", "to_port"})


def validate(version: ProviderVersion, instance: Instance) -> Iterator[Diagnostic]:
    """The diagnostics about one managed resource whose number is known."""
    address = instance.address
    if address.mode != "managed" or instance.undecided is not None:
        return
    for path, rule in rules_of(address.type).items():
        for value in values_at(instance.value, path.split(".")):
            yield from judged(version, instance, path, rule, value)
    yield from rejected_rules(instance)


def values_at(value: Value, path: list[str]) -> Iterator[Value]:
    """The scalars behind a path, through all blocks and members; none that must not be shown."""
    if is_hidden(value):
        return
    if isinstance(value.payload, tuple):
        for each in value.payload:
            yield from values_at(each, path)
    elif not path:
        yield value
    elif isinstance(value.payload, Mapping) and path[0] in value.payload:
        yield from values_at(value.payload[path[0]], path[1:])


def judged(
    version: ProviderVersion, instance: Instance, path: str, rule: Rule, value: Value
) -> Iterator[Diagnostic]:
    payload = value.payload
    if isinstance(payload, Fraction):
        payload = float(payload)
    if not isinstance(payload, Scalar):
        return
    if (instance.address.type, path, payload) in FILLED_IN:
        return
    wrong = refusal(rule, path, payload)
    more = STABLE.get((instance.address.type, path))
    if wrong is None or (more is not None and payload in more):
        return
    span = span_of(value, instance)
    if (version.exact and version.known == ASKED) or more is not None or is_the_same_everywhere(path, rule):
        yield error("Invalid value for an argument", f"{wrong}.", span, str(instance.address))
        return
    if version.known != ASKED:
        return
    yield unknown_because(
        GapKind.PROVIDER,
        f"{instance.address.type}.{path}",
        "Value that docgen does not know",
        f"AWS provider {ASKED} refuses it: {wrong}. The version that this repository asks for may accept it.",
        span,
        str(instance.address),
    )


def is_the_same_everywhere(path: str, rule: Rule) -> bool:
    """Address ranges and port numbers are what they are in every version."""
    return rule[0] == "network" or (rule[0] == "range" and path.rpartition(".")[2] in PORT_NAMES)


def span_of(value: Value, instance: Instance) -> Span:
    return value.trace.span or instance.span


# -- rejected by AWS ------------------------------------------------------------------------

INLINE = {
    "aws_default_network_acl": ("ingress", "egress"),
    "aws_default_security_group": ("ingress", "egress"),
    "aws_network_acl": ("ingress", "egress"),
    "aws_security_group": ("ingress", "egress"),
}
SEPARATE = frozenset(
    {
        "aws_network_acl_rule",
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    }
)
# The provider refuses ports beside "all protocols" when it applies these.
WITHOUT_PORTS = frozenset({"aws_default_security_group", "aws_security_group", "aws_security_group_rule"})
WITH_PORTS = frozenset({"tcp", "udp"})


def rejected_rules(instance: Instance) -> Iterator[Diagnostic]:
    """Rules that Terraform plans and AWS rejects: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html."""
    type_ = instance.address.type
    if type_ in SEPARATE:
        yield from rejected_rule(instance, instance.value)
    for name in INLINE.get(type_, ()):
        rules = instance.attribute(name)
        if rules is not None and isinstance(rules.payload, tuple) and not is_hidden(rules):
            for each in rules.payload:
                yield from rejected_rule(instance, each)


def rejected_rule(instance: Instance, rule: Value) -> Iterator[Diagnostic]:
    if not isinstance(rule.payload, Mapping) or hides_anything(rule):
        return
    name = "ip_protocol" if "ip_protocol" in rule.payload else "protocol"
    written = rule.payload.get(name)
    first, last = rule.payload.get("from_port"), rule.payload.get("to_port")
    if written is None or first is None or last is None:
        return
    low, high, text = first.payload, last.payload, written.payload
    if not (isinstance(low, int) and isinstance(high, int) and isinstance(text, str)):
        return
    protocol = protocol_name(text)
    summary, context = "Rejected by AWS", str(instance.address)
    if protocol in WITH_PORTS and low > high:
        detail = (
            f"from_port {low} is greater than to_port {high}: AWS rejects this rule, so it allows nothing."
        )
        yield warning(summary, detail, span_of(first, instance), context)
    elif protocol == "-1" and instance.address.type in WITHOUT_PORTS and {low, high} - {0, -1}:
        detail = (
            f"A rule for all protocols has no ports, and this one has {low} to {high}: it is rejected when it is applied. "
            "Both must be 0."
        )
        yield warning(summary, detail, span_of(first, instance), context)
