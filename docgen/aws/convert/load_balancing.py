"""Load balancers, listeners, rules, target groups and attachments."""

from collections.abc import Iterator
from typing import TypeVar

from docgen.aws.model.base import AwsResource, Link, Target
from docgen.aws.model.components import LoadBalancer
from docgen.aws.model.load_balancing import (
    Action,
    Attachment,
    Listener,
    ListenerRule,
    Match,
    TargetGroup,
    WebAcl,
    WebAclAssociation,
    WebAclLogging,
    WebAclRules,
)
from docgen.aws.model.products import LOAD_BALANCERS, Product
from docgen.aws.read import Node, basics, node, read_scalar
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, mapped
from docgen.values.types import STRING
from docgen.values.values import with_marks

T = TypeVar("T")


def convert_load_balancer(instance: Instance) -> Iterator[AwsResource]:
    """`aws_lb`: application, network and gateway load balancers."""
    own = node(instance)
    internal = own.flag("internal")
    kind = own.text("load_balancer_type", "application")
    subnets = own.targets("subnets")
    if not own.is_set("subnets"):
        subnets = own.block_targets("subnet_mapping", "subnet_id")
    network = isinstance(kind, Known) and kind.value in {"network", "gateway"}
    groups = own.targets("security_groups")
    if isinstance(kind, Unknown) and not own.is_set("security_groups"):
        groups = kind  # an application load balancer has its VPC's default group then, a network one has none
    yield LoadBalancer(
        **basics(instance, "name", "name_prefix"),
        kind=product_of(kind),
        subnets=subnets,
        groups=groups,
        public=has_public_ipv4(own, internal),
        public_decided_by="ip_address_type" if is_without_public_ipv4(own) else "internal",
        ipv6=mapped(own.text("ip_address_type", "ipv4"), lambda text: text.startswith("dualstack")),
        type=kind,
        internal=internal,
        elastic_ips=own.block_targets("subnet_mapping", "allocation_id"),
        has_groups=not network or own.is_set("security_groups"),
        deletion_protection=own.flag("enable_deletion_protection"),
        drop_invalid_headers=of_application(kind, own.flag("drop_invalid_header_fields")),
        access_logs=logs.flag("enabled") if (logs := own.block("access_logs")) else Known(value=False),
        desync_mitigation=of_application(kind, own.text("desync_mitigation_mode", "defensive")),
    )


def of_application(kind: Traced[str], value: Traced[T]) -> Traced[T] | None:
    """A setting that application load balancers alone have; unknown where it is not known whether it is one."""
    if isinstance(kind, Unknown):
        return kind
    return None if kind.value in {"network", "gateway"} else value


WITHOUT_PUBLIC_IPV4 = "dualstack-without-public-ipv4"


def is_without_public_ipv4(own: Node) -> bool:
    kind = own.text("ip_address_type", "ipv4")
    return isinstance(kind, Known) and kind.value == WITHOUT_PUBLIC_IPV4


def has_public_ipv4(own: Node, internal: Traced[bool]) -> Traced[bool]:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#ip-address-type."""
    if is_without_public_ipv4(own):
        return Known(value=False, trace=own.raw("ip_address_type").trace)
    return mapped(internal, lambda flag: not flag)


def product_of(kind: Traced[str]) -> Product:
    return (
        LOAD_BALANCERS.get(kind.value, Product.LOAD_BALANCER)
        if isinstance(kind, Known)
        else Product.LOAD_BALANCER
    )


def convert_classic_load_balancer(instance: Instance) -> Iterator[AwsResource]:
    """`aws_elb`: its listeners are blocks, and its instances an argument."""
    own = node(instance)
    internal = own.flag("internal")
    itself: Traced[Target] = Known(Link(instance.address), instance.trace)
    yield LoadBalancer(
        **basics(instance, "name", "name_prefix"),
        kind=Product.CLASSIC_LOAD_BALANCER,
        subnets=own.targets("subnets"),
        groups=own.targets("security_groups"),
        public=mapped(internal, lambda flag: not flag),
        public_decided_by="internal",
        type=Known("classic"),
        internal=internal,
        instances=own.targets("instances"),
        own_name=own.text("name") if own.is_set("name") else None,
    )
    for block in own.blocks("listener"):
        yield Listener(
            **basics(instance),
            load_balancer=itself,
            port=block.port("lb_port"),
            protocol=mapped(block.text("lb_protocol"), str.upper),
            actions=(Action(Known("forward"), trace=block.trace),),
            certificate=block.text("ssl_certificate_id") if block.is_set("ssl_certificate_id") else None,
            instance_port=block.port("instance_port"),
            tls_policy=classic_policy(block),
        )


def has_weight(group: Node) -> bool:
    """Whether any request goes to a target group of a weighted action."""
    weight = group.whole("weight", 1)
    return isinstance(weight, Unknown) or weight.value > 0


def action_from(own: Node) -> Action:
    groups: list[Traced[Target]] = []
    if own.is_set("target_group_arn"):
        groups.append(own.target("target_group_arn"))
    for forward in own.blocks("forward"):
        groups += [each.target("arn") for each in forward.blocks("target_group") if has_weight(each)]
    redirect = own.block("redirect")
    fixed = own.block("fixed_response")
    kind = own.text("type")
    if redirect is None:
        status = fixed.text("status_code", "") if fixed else None
        return Action(kind, tuple(groups), status=status, trace=own.trace)
    return Action(
        kind,
        tuple(groups),
        redirect.text("protocol", "#{protocol}"),
        redirect.text("port", "#{port}"),
        redirect.text("host", "#{host}"),
        redirect.text("status_code", ""),
        own.trace,
    )


TLS_PROTOCOLS = frozenset({"HTTPS", "TLS", "SSL"})
CLASSIC_POLICY = Reason("a load balancer policy of its own decides it, which docgen does not follow", "never")


def classic_policy(own: Node) -> Traced[str] | None:
    protocol = own.text("lb_protocol")
    if isinstance(protocol, Known) and protocol.value.upper() not in TLS_PROTOCOLS:
        return None
    return Unknown(CLASSIC_POLICY, own.trace)


def tls_policy(own: Node, protocol: Traced[str]) -> Traced[str] | None:
    """The security policy; where none is set, AWS chooses one that depends on how the listener is made.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    if isinstance(protocol, Known) and protocol.value not in TLS_PROTOCOLS:
        return None
    return own.text("ssl_policy")


def convert_listener(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    protocol = own.text("protocol", "HTTP")
    yield Listener(
        **basics(instance),
        load_balancer=own.target("load_balancer_arn"),
        port=own.port("port"),
        protocol=protocol,
        actions=tuple(map(action_from, own.blocks("default_action"))),
        certificate=own.text("certificate_arn") if own.is_set("certificate_arn") else None,
        tls_policy=tls_policy(own, protocol),
    )


FIELDS = {
    "host_header": "host-header",
    "path_pattern": "path-pattern",
    "source_ip": "source-ip",
    "http_request_method": "http-request-method",
    "http_header": "http-header",
    "query_string": "query-string",
}


def match_from(own: Node) -> Iterator[Match]:
    for block_type, field in FIELDS.items():
        for block in own.blocks(block_type):
            yield Match(field, tuple(values_of(block, block_type)))
    if not own.is_known:
        reason = own.text("field")
        gap = reason if isinstance(reason, Unknown) else Unknown(Reason("unknown conditions"))
        yield Match("unknown", (gap,))


def values_of(block: Node, block_type: str) -> Iterator[Traced[str]]:
    if block_type == "query_string":
        yield block.text("value")
        return
    raw = block.raw("values")
    if isinstance(raw.payload, tuple):
        for value in raw.payload:
            yield read_scalar(with_marks(value, raw.marks), STRING, str)
    else:
        yield block.text("values")


def convert_listener_rule(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    matches = [match for condition in own.blocks("condition") for match in match_from(condition)]
    yield ListenerRule(
        **basics(instance),
        listener=own.target("listener_arn"),
        priority=own.whole("priority"),
        matches=tuple(matches),
        actions=tuple(map(action_from, own.blocks("action"))),
    )


def convert_target_group(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield TargetGroup(
        **basics(instance, "name", "name_prefix"),
        vpc=own.optional_target("vpc_id"),
        port=own.port("port"),
        protocol=own.text("protocol", "HTTP"),
        target_type=own.text("target_type", "instance"),
        keeps_client=kept(own.text("preserve_client_ip"))
        if own.is_set("preserve_client_ip")
        else Known(None),
        health_check_protocol=health_check_protocol(own),
    )


def health_check_protocol(own: Node) -> Traced[str]:
    """The protocol of a health check; without the argument, HTTP, or TCP behind a network load balancer."""
    check = own.block("health_check")
    protocol = own.text("protocol", "HTTP")
    usual = mapped(protocol, lambda text: "HTTP" if text in {"HTTP", "HTTPS"} else "TCP")
    if check is None or not check.is_set("protocol"):
        return usual
    return check.text("protocol")


def kept(written: Traced[str]) -> Traced[bool | None]:
    return written if isinstance(written, Unknown) else Known(written.value == "true", written.trace)


def convert_web_acl_association(instance: Instance) -> Iterator[AwsResource]:
    """`aws_wafv2_web_acl_association`, and the older `aws_wafregional_…`."""
    own = node(instance)
    acl = "web_acl_arn" if own.is_set("web_acl_arn") else "web_acl_id"
    yield WebAclAssociation(**basics(instance), resource=own.target("resource_arn"), web_acl=own.target(acl))


def convert_web_acl(instance: Instance) -> Iterator[AwsResource]:
    """`aws_wafv2_web_acl`, and the older `aws_waf_web_acl` and `aws_wafregional_web_acl`."""
    own = node(instance)
    blocks = [each for name in ("rule", "rules") for each in own.blocks(name)]
    rules: Traced[int] = Known(len(blocks), own.trace)
    if own.is_set("rule_json"):
        listed = own.document("rule_json")
        rules = mapped(listed, lambda found: len(found) if isinstance(found, list) else 0)
    elif not all(each.is_counted for each in blocks):
        rules = Unknown(Reason("how many rules it has is not known"), own.trace)
    logged = own.block("logging_configuration")
    yield WebAcl(
        **basics(instance, "name", "name_prefix"), rules=rules, logs=Known(logged is not None, own.trace)
    )


def convert_web_acl_logging(instance: Instance) -> Iterator[AwsResource]:
    """`aws_wafv2_web_acl_logging_configuration`."""
    yield WebAclLogging(**basics(instance), web_acl=node(instance).target("resource_arn"))


def convert_web_acl_rules(instance: Instance) -> Iterator[AwsResource]:
    """`aws_wafv2_web_acl_rule_group_association`."""
    yield WebAclRules(**basics(instance), web_acl=node(instance).target("web_acl_arn"))


def convert_classic_attachment(instance: Instance) -> Iterator[AwsResource]:
    """`aws_elb_attachment`: an instance of a classic load balancer."""
    own = node(instance)
    yield Attachment(**basics(instance), target_group=own.target("elb"), target=own.target("instance"))


def convert_attachment(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield Attachment(
        **basics(instance),
        target_group=own.target("target_group_arn"),
        target=own.target("target_id"),
        port=own.port("port") if own.is_set("port") else None,
    )
