"""Inbound requests: load balancers, listeners, rules, target groups."""

from collections.abc import Sequence
from functools import partial

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.placement import address_of
from docgen.aws.model.base import External
from docgen.aws.model.components import LoadBalancer
from docgen.aws.model.load_balancing import Action, Listener, ListenerRule
from docgen.aws.model.network import Network
from docgen.document.nodes import (
    Block,
    BulletList,
    Code,
    Inline,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.bounds import anywhere, bounded, seen, seen_across
from docgen.pages.labels import Labels
from docgen.pages.links import pointers
from docgen.pages.words import count, evidence, joined, joined_inlines, sentence, unknown_text, value
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue


def listeners_of(balancer: ResourceAddress, network: Network) -> list[Listener]:
    own = [each for each in network.listeners if address_of(each.load_balancer) == balancer]
    return sorted(
        own, key=lambda each: (each.port.value if isinstance(each.port, Known) else 0, each.address.order())
    )


def rules_of(listener: ResourceAddress, network: Network) -> list[ListenerRule]:
    own = [each for each in network.listener_rules if address_of(each.listener) == listener]
    return sorted(
        own,
        key=lambda each: (
            each.priority.value if isinstance(each.priority, Known) else 0,
            each.address.order(),
        ),
    )


def ingress_model(facts: Facts, labels: Labels) -> tuple[Block, ...]:
    """The list of the hand-written page: one load balancer after the other."""
    addresses = dict.fromkeys(
        each.address for environment in facts.environments for each in environment.network.load_balancers
    )
    items: list[Inlines] = []
    for address in addresses:
        items.append(seen_across(facts, partial(placed, address=address, labels=labels)))
        listeners = dict.fromkeys(
            str(listener.address)
            for environment in facts.environments
            for listener in listeners_of(address, environment.network)
        )
        items += [
            seen_across(facts, partial(default_action, listener=each, labels=labels)) for each in listeners
        ]
        items.append(
            seen_across(facts, partial(routed, address=address, labels=labels), lambda each: each.paths)
        )
    if not items:
        text = bounded("No load balancer is declared.", anywhere(facts.environments))
        return (Paragraph(inlines(text)),)
    return (BulletList(tuple((*capital(each), Text(".")) for each in items)),)


def capital(said: Inlines) -> Inlines:
    first = said[0]
    return (Text(sentence(first.text)), *said[1:]) if isinstance(first, Text) else said


def find(network: Network, address: ResourceAddress) -> LoadBalancer | None:
    return next((each for each in network.load_balancers if each.address == address), None)


def placed(facts: EnvironmentFacts, address: ResourceAddress, labels: Labels) -> Inlines:
    balancer = find(facts.network, address)
    name = labels.of(address)
    if balancer is None:
        return inlines("there is no load balancer ", Code(name))
    kind = balancer.kind
    facing: Inline = (
        unknown_text(balancer.internal)
        if isinstance(balancer.internal, UnknownValue)
        else Text("internal" if balancer.internal.value else "internet-facing")
    )
    return inlines(
        f"the {kind} ", Code(name), " is ", facing, " and is in ", tiers_text(balancer, facts), " subnets"
    )


def tiers_text(balancer: LoadBalancer, facts: EnvironmentFacts) -> Inline:
    if isinstance(balancer.subnets, UnknownValue):
        return unknown_text(balancer.subnets)
    found = [
        facts.placements.get(address) for each in balancer.subnets.value if (address := address_of(each))
    ]
    tiers = sorted({each.tier for each in found if each is not None})
    gap = next((each for each in balancer.subnets.value if isinstance(each, UnknownValue)), None)
    if gap is not None and not tiers:
        return unknown_text(gap)
    return Text(joined(tiers) or "external")


def default_action(facts: EnvironmentFacts, listener: str, labels: Labels) -> Inlines:
    found = next((each for each in facts.network.listeners if str(each.address) == listener), None)
    if found is None:
        return inlines("there is no listener ", Code(listener))
    protocol = value(found.protocol)
    return inlines("port ", value(found.port), " (", protocol, ") ", *describe_actions(found.actions, labels))


def describe_actions(actions: Sequence[Action], labels: Labels) -> Inlines:
    return joined_inlines([describe_action(each, labels) for each in actions], ", then ") or inlines(
        "does nothing"
    )


def describe_action(action: Action, labels: Labels) -> Inlines:
    if isinstance(action.type, UnknownValue):
        return inlines("has an action that is ", unknown_text(action.type))
    match action.type.value:
        case "forward":
            groups = []
            for each in action.target_groups:
                address = address_of(each)
                groups.append(inlines(Code(labels.of(address))) if address else inlines(value(each)))
            return inlines(
                "forwards to the ",
                *joined_inlines(groups),
                " target group" + ("s" if len(groups) > 1 else ""),
            )
        case "redirect":
            return inlines("redirects to ", *redirect_target(action))
        case "fixed-response":
            status = action.status
            shown = () if isinstance(status, Known) and not status.value else (" ", value(status))
            return inlines("answers with a fixed response", *shown)
        case other:
            return inlines(f"does {other}")


def redirect_target(action: Action) -> Inlines:
    port = action.redirect_port
    protocol = action.redirect_protocol
    shown: list[Inline | str] = []
    if isinstance(port, Known) and port.value.startswith("#"):
        shown.append("the same port")
    elif port is not None:
        shown.append(value(port))
    if isinstance(protocol, Known) and not protocol.value.startswith("#"):
        shown += [" (", Code(protocol.value), ")"]
    host = action.redirect_host
    if isinstance(host, Known) and not host.value.startswith("#"):
        shown += [" at ", Code(host.value)]
    return inlines(*shown)


def routed(facts: EnvironmentFacts, address: ResourceAddress, labels: Labels) -> Inlines:
    """The targets that listener rules add to the default actions."""
    rules = [
        rule
        for each in listeners_of(address, facts.network)
        for rule in rules_of(each.address, facts.network)
    ]
    if not rules:
        return inlines("no listener rules: every request takes its listener's default action")
    said = [inlines(*conditions(rule), " ", *describe_actions(rule.actions, labels)) for rule in rules]
    return inlines(
        f"{count(len(rules), 'listener rule')} {'route' if len(rules) > 1 else 'routes'} requests by ",
        kinds_of(rules),
        " (",
        *joined_inlines(said, ", "),
        ")",
    )


FIELDS = {
    "host-header": "hostname",
    "path-pattern": "path",
    "source-ip": "source address",
    "http-request-method": "method",
    "http-header": "header",
    "query-string": "query string",
}


def kinds_of(rules: Sequence[ListenerRule]) -> str:
    return joined(sorted({FIELDS.get(match.field, match.field) for rule in rules for match in rule.matches}))


def conditions(rule: ListenerRule) -> Inlines:
    parts = []
    for match in rule.matches:
        values = joined_inlines([inlines(value(each)) for each in match.values], " or ")
        named = match.field == "host-header"
        parts.append(values if named else inlines(f"{FIELDS.get(match.field, match.field)} ", *values))
    return joined_inlines(parts)


# -- the page of one environment ------------------------------------------------------------


def ingress_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    sections: list[Block] = []
    for balancer in facts.network.load_balancers:
        sections.append(Section(labels.of(balancer.address), balancer_blocks(balancer, facts, labels)))
    if not sections:
        text = bounded("No load balancer is declared.", facts.not_seen.anything)
        sections.append(Paragraph(inlines(text)))
    sections.append(Section("Target groups", (target_groups(facts, labels),)))
    return Page(
        f"environments/{facts.name}/ingress.md",
        f"Ingress: {facts.name}",
        f"Load balancers, listeners, rules and target groups of {facts.name}.",
        tuple(sections),
    )


def balancer_blocks(balancer: LoadBalancer, facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    missing = facts.not_seen.paths
    rows = []
    for listener in listeners_of(balancer.address, facts.network):
        own = rules_of(listener.address, facts.network)
        rows.append(
            (
                inlines(value(listener.port), " ", value(listener.protocol)),
                inlines("default" if own or missing else "any"),
                inlines(*describe_actions(listener.actions, labels)),
                inlines(evidence(listener.address, listener.span)),
            )
        )
        for rule in own:
            rows.append(
                (
                    inlines(value(listener.port), " ", value(listener.protocol)),
                    inlines("priority ", value(rule.priority), ": ", *conditions(rule)),
                    inlines(*describe_actions(rule.actions, labels)),
                    inlines(evidence(rule.address, rule.span)),
                )
            )
    about = placed(facts, balancer.address, labels)
    return (
        Paragraph(
            inlines(
                *capital(about),
                ". Security groups: ",
                *pointers(balancer.groups, labels),
                ". ",
                *web_acl_text(balancer, facts),
                evidence(balancer.address, balancer.span),
            )
        ),
        Table(
            ("Listener", "Condition", "Action", "Evidence"),
            tuple(rows),
            bounded("No listeners: nothing answers.", missing),
        ),
    )


def web_acl_text(balancer: LoadBalancer, facts: EnvironmentFacts) -> Inlines:
    """Which web ACL looks at requests first; nothing where no load balancer has one."""
    if not facts.network.web_acl_associations:
        return ()
    acls = facts.network.web_acls_of(balancer)
    shown = [
        inlines(unknown_text(each))
        if isinstance(each, UnknownValue)
        else inlines(Code(each.value.id if isinstance(each.value, External) else str(each.value.address)))
        for each in acls
    ]
    return inlines("Web ACL: ", *(joined_inlines(shown) or inlines(seen("none", facts.not_seen.paths))), ". ")


def target_groups(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = []
    nothing = "nothing that docgen could see" if facts.not_seen.paths else "nothing that Terraform declares"
    for group in facts.network.target_groups:
        targets = [
            inlines(Code(labels.of(service.address)), " on ", value(port))
            for service in facts.network.services
            for pointer, port in service.target_groups
            if address_of(pointer) == group.address
        ]
        targets += [
            inlines(Code(labels.of(address)) if (address := address_of(each.target)) else value(each.target))
            for each in facts.network.attachments
            if address_of(each.target_group) == group.address
        ]
        rows.append(
            (
                inlines(Code(labels.of(group.address))),
                inlines(value(group.protocol), " ", value(group.port)),
                inlines(value(group.target_type)),
                joined_inlines(targets) or inlines(nothing),
                inlines(evidence(group.address, group.span)),
            )
        )
    return Table(
        ("Target group", "Port", "Target type", "Targets", "Evidence"),
        tuple(rows),
        "No target groups are declared.",
    )
