"""Listeners, their rules, and target groups.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from collections.abc import Mapping

import msgspec

from docgen.aws.model.base import AwsResource, StandaloneResource, Target
from docgen.source.traced import NOWHERE, Known, Trace, Traced


class Action(msgspec.Struct, frozen=True, eq=False):
    """The action of a listener or rule: forward, redirect, fixed-response, or authenticate first."""

    type: Traced[str]
    target_groups: tuple[Traced[Target], ...] = ()
    redirect_protocol: Traced[str] | None = None
    redirect_port: Traced[str] | None = None
    redirect_host: Traced[str] | None = None
    status: Traced[str] | None = None
    trace: Trace = NOWHERE


class Match(msgspec.Struct, frozen=True, eq=False):
    """One condition of a listener rule: `host-header` is one of `values`."""

    field: str  # "host-header", "path-pattern", "source-ip", "http-header", …
    values: tuple[Traced[str], ...]


class Listener(AwsResource, frozen=True, eq=False, kw_only=True):
    load_balancer: Traced[Target]
    port: Traced[int]
    protocol: Traced[str]
    actions: tuple[Action, ...]
    certificate: Traced[str] | None = None
    tls_policy: Traced[str] | None = None  # None: it speaks no TLS
    instance_port: Traced[int] | None = None  # of a classic load balancer


class ListenerRule(AwsResource, frozen=True, eq=False, kw_only=True):
    listener: Traced[Target]
    priority: Traced[int]
    matches: tuple[Match, ...]
    actions: tuple[Action, ...]


class TargetGroup(AwsResource, frozen=True, eq=False, kw_only=True):
    vpc: Traced[Target] | None
    port: Traced[int]
    protocol: Traced[str]
    target_type: Traced[str]  # "instance", "ip", "lambda", "alb"
    keeps_client: Traced[bool | None] = Known(
        None
    )  # of a network load balancer: the client's address; None: as AWS does
    health_check_protocol: Traced[str] = Known("HTTP")


class WebAcl(StandaloneResource, frozen=True, eq=False, kw_only=True):
    """A web ACL of AWS WAF, of any generation."""

    rules: Traced[int]  # and rule groups
    logs: Traced[bool] = Known(value=False)  # its own block; see `WebAclLogging`


class WebAclLogging(StandaloneResource, frozen=True, eq=False, kw_only=True):
    """Logging of a web ACL, declared on its own."""

    web_acl: Traced[Target]


class WebAclRules(StandaloneResource, frozen=True, eq=False, kw_only=True):
    """A rule group in a web ACL, declared on its own."""

    web_acl: Traced[Target]


class WebAclAssociation(AwsResource, frozen=True, eq=False, kw_only=True):
    """A web ACL in front of a load balancer: https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html."""

    resource: Traced[Target]
    web_acl: Traced[Target]


class Attachment(AwsResource, frozen=True, eq=False, kw_only=True):
    target_group: Traced[Target]
    target: Traced[Target]
    port: Traced[int] | None = None


def transports(protocol: str) -> frozenset[str]:
    """The IP protocols of a listener's protocol: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html."""
    return TRANSPORTS.get(protocol, frozenset({"tcp"}))


TRANSPORTS: Mapping[str, frozenset[str]] = {
    "UDP": frozenset({"udp"}),
    "QUIC": frozenset({"udp"}),
    "TCP_UDP": frozenset({"tcp", "udp"}),
    "TCP_QUIC": frozenset({"tcp", "udp"}),
    "GENEVE": frozenset({"udp"}),
}
