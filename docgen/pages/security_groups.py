"""The security-groups page: the matrix of allowed connections, and every rule."""

from docgen.analysis.exposures import holders
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import rule_levers
from docgen.aws.model.base import Link
from docgen.aws.model.firewall import Rule, SecurityGroup, SelfPeer
from docgen.document.nodes import (
    Block,
    Code,
    Inlines,
    Matrix,
    Page,
    Paragraph,
    Section,
    Table,
    anchor_of,
    inlines,
)
from docgen.pages.bounds import anywhere, bounded, not_seen_sentence, seen_inlines
from docgen.pages.labels import Labels
from docgen.pages.rule_text import WORDS, describe_group, peer_text, rule_order, service_text
from docgen.pages.sentences.findings import holder_text
from docgen.pages.words import codes, evidence, joined_inlines
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue


def group_addresses(facts: Facts) -> list[ResourceAddress]:
    found = {group.address for each in facts.environments for group in each.network.security_groups}
    return sorted(found, key=lambda each: each.order())


def security_group_model(facts: Facts, labels: Labels) -> tuple[Block, ...]:
    """One row a group: what it allows, in all environments."""
    elsewhere = [each for environment in facts.environments for each in environment.not_seen.rule_sources]
    rows = tuple(
        (inlines(Code(labels.of(address))), seen_inlines(describe_group(facts, address, labels), elsewhere))
        for address in group_addresses(facts)
    )
    missing = anywhere(facts.environments)
    return (Table(("Security group", "Allows"), rows, bounded("No security groups are declared.", missing)),)


def security_groups_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    groups = facts.network.security_groups
    blocks: list[Block] = [
        Section("Allowed connections", allowed_connections(facts, labels)),
        Section("Allowed outbound traffic", (egress_table(facts, labels),)),
        Section(
            "Rules",
            tuple(
                Section(
                    labels.of(each.address), group_blocks(each, facts, labels), anchor_of(str(each.address))
                )
                for each in groups
            )
            or (Paragraph(inlines(bounded("No security groups are declared.", facts.not_seen.anything))),),
        ),
    ]
    if facts.network.unattached_rules:
        rows = tuple(rule_row(each, labels) for each in facts.network.unattached_rules)
        note = Paragraph(
            inlines(
                "These rules belong to security groups outside this configuration, or to one that is not known."
            )
        )
        blocks.append(Section("Rules of other groups", (note, Table(RULE_COLUMNS, rows, "", wide=True))))
    return Page(
        f"environments/{facts.name}/security-groups.md",
        f"Security groups: {facts.name}",
        f"Allowed connections and rules of the security groups of {facts.name}.",
        tuple(blocks),
        wide=True,
    )


MOST_COLUMNS = 40  # of the matrix: a wider one cannot be read


def allowed_connections(facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    """The matrix, or where it is not."""
    number = len(facts.network.security_groups)
    if number > MOST_COLUMNS:
        text = (
            f"There is no matrix of all security groups: it would have {number} columns, and is left out above {MOST_COLUMNS}. "
            "What each group allows is listed below, under Rules."
        )
        return (Paragraph(inlines(text)),)
    text = (
        "Rows are sources, columns are security groups; cells list the allowed ports. Rules only: the Reachability page adds routes, "
        "network ACLs and load balancers."
    )
    return (Paragraph(inlines(text)), ingress_matrix(facts, labels))


def source_key(rule: Rule) -> tuple[int, str]:
    """Groups first, then address ranges, then what is unknown."""
    if isinstance(rule.peer.value, UnknownValue):
        return 2, rule.peer.value.reason.text
    inner = rule.peer.value.value
    if isinstance(inner, Link):
        return 0, str(inner.address)
    return 1, str(inner)


def ingress_matrix(facts: EnvironmentFacts, labels: Labels) -> Matrix:
    groups = facts.network.security_groups
    sources: dict[tuple[int, str], Rule] = {}
    cells: dict[tuple[tuple[int, str], ResourceAddress], list[str]] = {}
    for group in groups:
        for rule in sorted(group.rules, key=rule_order):
            if rule.direction == "ingress":
                key = source_key(rule)
                sources.setdefault(key, rule)
                cells.setdefault((key, group.address), []).append(service_text(rule))
    rows = sorted(sources)
    return Matrix(
        "from \\ to",
        tuple(inlines(Code(labels.of(each.address))) for each in groups),
        tuple(source_name(sources[key], labels) for key in rows),
        tuple(tuple(cell(cells.get((key, each.address), [])) for each in groups) for key in rows),
        bounded("No security group allows inbound traffic.", facts.not_seen.rule_sources),
    )


def source_name(rule: Rule, labels: Labels) -> Inlines:
    if (
        isinstance(rule.peer, SelfPeer)
        and isinstance(rule.peer.value, Known)
        and isinstance(rule.peer.value.value, Link)
    ):
        return inlines(Code(labels.of(rule.peer.value.value.address)))
    return inlines(peer_text(rule, labels))


def cell(services: list[str]) -> Inlines:
    """`TCP 80, 443`."""
    by_protocol: dict[str, list[str]] = {}
    for each in dict.fromkeys(services):
        protocol, _, ports = each.partition(" ") if each[:1].isupper() else (each, "", "")
        by_protocol.setdefault(protocol, []).append(ports)
    return inlines(
        "; ".join(f"{protocol} {', '.join(ports)}".strip() for protocol, ports in by_protocol.items())
    )


def egress_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    """A row for each set of outbound rules, with all groups that have it."""
    missing = facts.not_seen.rule_sources
    nowhere = "none that docgen could see" if missing else "none (no outbound rules)"
    groups: dict[Inlines, list[ResourceAddress]] = {}
    for group in facts.network.security_groups:
        rules = [each for each in sorted(group.rules, key=rule_order) if each.direction == "egress"]
        said = [inlines(service_text(each), " to ", peer_text(each, labels)) for each in rules]
        groups.setdefault(joined_inlines(said, ", ") or inlines(nowhere), []).append(group.address)
    rows = tuple((codes((labels.of(each) for each in alike), ", "), said) for said, alike in groups.items())
    return Table(("Security group", "Allows outbound"), rows, "No security groups are declared.")


RULE_COLUMNS = ("Direction", "Protocol and ports", "Peer", "Description", "Inputs", "Evidence")


def group_blocks(group: SecurityGroup, facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    attached = [inlines(Code(labels.of(each))) for each in facts.attached.get(group.address, ())]
    others = tuple(holders(facts.network, facts.not_seen, group.address))
    nothing = (
        f"nothing that docgen could see ({holder_text(others[0], labels.of)})"
        if others
        else "nothing that docgen models"
    )
    about = inlines(
        evidence(group.address, group.span),
        ". Attached to ",
        *(joined_inlines(attached) or inlines(nothing)),
        ".",
    )
    rows = tuple(rule_row(each, labels) for each in sorted(group.rules, key=rule_order))
    blocks: list[Block] = [
        Paragraph(about),
        Table(RULE_COLUMNS, rows, no_rules(facts), wide=True),
    ]
    if len(group.styles) > 1:
        text = (
            "Its rules are declared in several styles (inline and as separate resources): on each apply, Terraform overwrites "
            "one with the other. Use one style for a group."
        )
        blocks.append(Paragraph(inlines(text)))
    return tuple(blocks)


def no_rules(facts: EnvironmentFacts) -> str:
    missing = facts.not_seen.rule_sources
    if not missing:
        return "No rules: no traffic is allowed."
    return f"No rules that docgen could see. {not_seen_sentence(missing)}"


def rule_row(rule: Rule, labels: Labels) -> tuple[Inlines, ...]:
    levers = dict.fromkeys(each.variable for each in rule_levers(rule))
    number = inlines(" (an unknown number of rules)") if rule.count_unknown else ()
    return (
        inlines(WORDS[rule.direction]),
        (*inlines(service_text(rule)), *number),
        inlines(peer_text(rule, labels)),
        inlines(rule.description),
        codes(levers, ", ") or inlines("none"),
        inlines(evidence(rule.address, rule.span)),
    )
