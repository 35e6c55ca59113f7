"""What an evaluation has not seen: module calls without code, unknown numbers of instances, rules of unknown groups."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.analysis.not_seen import (
    MissingModule,
    NotSeen,
    UncountedResource,
    UnfinishedRoot,
    UnlinkedResource,
    UnmodelledInterface,
    unowned_rules,
)
from docgen.aws.model.network import Network
from docgen.aws.table import CONVERTERS
from docgen.language.gaps import remedy_for
from docgen.language.instance import Instance
from docgen.source.address import ModuleStep, ResourceAddress
from docgen.source.gap import GapKind
from docgen.source.traced import Reason
from docgen.terraform.loader import incomplete_cause
from docgen.values.values import Unknown, Value
from docgen.workspace.environment import EnvironmentEvaluation

# Their number matters only where they are used, or they have no effect on paths.
OFF_THE_PATH = ("aws_security_group", "aws_vpc_security_group_", "aws_s3_", "aws_flow_log", "aws_ecs_cluster")
# What each belongs to, or sends traffic to. Where that is not known it could be anything, and no path shows it. Links that
# the model keeps as unknown (of elastic addresses, associations, routes to unknown targets) are weighed by `reach` itself.
OWNERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aws_lb_listener": ("load_balancer_arn",),
        "aws_alb_listener": ("load_balancer_arn",),
        "aws_lb_listener_rule": ("listener_arn",),
        "aws_alb_listener_rule": ("listener_arn",),
        "aws_lb_target_group_attachment": ("target_group_arn",),
        "aws_alb_target_group_attachment": ("target_group_arn",),
        "aws_autoscaling_attachment": ("autoscaling_group_name", "lb_target_group_arn", "elb"),
        "aws_elb_attachment": ("elb",),
        "aws_elb": ("instances",),
        "aws_autoscaling_group": ("target_group_arns", "load_balancers"),
        "aws_ecs_service": ("load_balancer.target_group_arn",),
        "aws_route": ("route_table_id",),
        "aws_network_acl_rule": ("network_acl_id",),
        "aws_default_network_acl": ("default_network_acl_id",),
        "aws_default_route_table": ("default_route_table_id",),
        "aws_default_security_group": ("vpc_id",),
        "aws_main_route_table_association": ("vpc_id", "route_table_id"),
        "aws_rds_cluster_instance": ("cluster_identifier",),
        "aws_vpc_ipv4_cidr_block_association": ("vpc_id",),
        "aws_vpc_ipv6_cidr_block_association": ("vpc_id",),
        "aws_ec2_managed_prefix_list_entry": ("prefix_list_id",),
        "aws_ec2_transit_gateway_vpc_attachment": ("transit_gateway_id", "vpc_id"),
        "aws_ec2_transit_gateway_route_table": ("transit_gateway_id",),
    }
)
Remedies = Mapping[tuple[GapKind | None, str], str]


def find_not_seen(evaluation: EnvironmentEvaluation, network: Network) -> NotSeen:
    """Everything that could be missing from the network of an environment."""
    remedies: Remedies = {
        (each.gap.kind, each.gap.cause): each.gap.remedy
        for each in evaluation.diagnostics
        if each.gap is not None
    }
    return NotSeen(
        tuple(missing_modules(evaluation, remedies)),
        tuple(unfinished_roots(evaluation, remedies)),
        tuple(uncounted_resources(evaluation, network, remedies)),
        tuple(
            msgspec.structs.replace(each, remedy=remedy_of(each.reason, remedies))
            for each in unowned_rules(network.unattached_rules)
        ),
        tuple(unlinked_resources(evaluation, remedies, linked_parts(network))),
        tuple(
            UnmodelledInterface(each.address, each.span, is_foreign=each.is_foreign_type)
            for each in network.inventory
            if each.carries_traffic
        ),
    )


def missing_modules(evaluation: EnvironmentEvaluation, remedies: Remedies) -> list[MissingModule]:
    """With their root modules where several have a call of one address."""
    found = list(calls_without_code(evaluation, remedies))
    roots = Counter(address for address, _ in {(each.address, each.root) for each in found})
    return [each if roots[each.address] > 1 else msgspec.structs.replace(each, root="") for each in found]


def calls_without_code(evaluation: EnvironmentEvaluation, remedies: Remedies) -> Iterator[MissingModule]:
    """The calls in module instances that exist; one of a module that has no instance is not missed."""
    for root in evaluation.roots:
        for scopes in root.evaluation.scopes.values():
            for scope in scopes:
                for name, source in scope.missing.items():
                    call = scope.module.calls[name]
                    remedy = remedies.get((GapKind.MODULE, call.package), "") or remedies.get(
                        (GapKind.MODULE, f"module.{name}"), ""
                    )
                    yield MissingModule(
                        (*scope.address, ModuleStep(name)),
                        source or call.package,
                        call.span,
                        remedy,
                        root.root,
                    )


def unfinished_roots(evaluation: EnvironmentEvaluation, remedies: Remedies) -> Iterator[UnfinishedRoot]:
    for root in evaluation.roots:
        if not root.evaluation.is_complete:
            reason = "its evaluation needs more steps than limits.steps in docgen.yml allows"
            yield UnfinishedRoot(root.root, reason, remedies.get((GapKind.LIMIT, "limits.steps"), ""))
        if root.evaluation.configuration.incomplete:
            cause = incomplete_cause(root.evaluation.configuration.root)
            reason = "incomplete: true in docgen.yml: files of it are not here"
            yield UnfinishedRoot(root.root, reason, remedies.get((GapKind.FILE, cause), ""))


def uncounted_resources(
    evaluation: EnvironmentEvaluation, network: Network, remedies: Remedies
) -> Iterator[UncountedResource]:
    ends = {each.address for each in network.components()} - {each.address for each in network.load_balancers}
    for each in evaluation.instances:
        if each.undecided is not None and each.address.mode == "managed":
            yield UncountedResource(
                each.address,
                each.undecided,
                each.span,
                shapes_paths(each, ends),
                remedy_of(each.undecided, remedies),
            )


def linked_parts(network: Network) -> frozenset[ResourceAddress]:
    """The routes and entries of network ACLs that are in all tables and ACLs that they may be of."""
    routes = (route.address for table in network.route_tables for route in table.routes)
    entries = (rule.address for acl in network.network_acls for rule in acl.rules)
    return frozenset(
        each for each in (*routes, *entries) if each.type in {"aws_route", "aws_network_acl_rule"}
    )


def unlinked_resources(
    evaluation: EnvironmentEvaluation, remedies: Remedies, linked: frozenset[ResourceAddress]
) -> Iterator[UnlinkedResource]:
    for each in evaluation.instances:
        if each.address in linked:
            continue
        for argument in OWNERS.get(each.address.type, ()) if each.address.mode == "managed" else ():
            for gap in gaps_at(each.value, argument.split(".")):
                remedy = remedy_of(gap.reason, remedies)
                yield UnlinkedResource(each.address, argument, gap.reason, each.span, remedy)


def gaps_at(value: Value, path: Sequence[str]) -> Iterator[Unknown]:
    """The unknown values at a path of arguments and blocks; one that refers to a resource still counts as a link."""
    payload = value.payload
    if isinstance(payload, Unknown):
        if payload.reference is None and payload.reason.kind is not None:
            yield payload
    elif isinstance(payload, tuple):
        for each in payload:
            yield from gaps_at(each, path)
    elif isinstance(payload, Mapping) and path and path[0] in payload:
        yield from gaps_at(payload[path[0]], path[1:])


def shapes_paths(instance: Instance, ends: set[ResourceAddress]) -> bool:
    """Whether it may open or close a way between other things: a subnet, a route, an ACL, a load balancer."""
    kind = instance.address.type
    return kind in CONVERTERS and instance.address not in ends and not kind.startswith(OFF_THE_PATH)


def remedy_of(reason: Reason, remedies: Remedies) -> str:
    """The remedy for a gap; for a number that a data source decides, its value."""
    found = remedies.get((reason.kind, reason.cause), "")
    return found or (remedy_for(GapKind.DATA, reason.cause) if reason.cause.startswith("data.") else "")
