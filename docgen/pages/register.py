"""The page of allowed flows: what security groups allow, whether it can be used, and why it is needed."""

import hashlib
import posixpath
from collections.abc import Iterator, Sequence

from docgen.analysis.facts import Facts
from docgen.analysis.findings import OutsideGroup
from docgen.analysis.flow_encryption import Encryption
from docgen.analysis.flow_state import FlowState
from docgen.analysis.justification import JustificationState, Why
from docgen.analysis.not_seen import Missing
from docgen.analysis.register import (
    AllowedFlow,
    Register,
    RegisterFinding,
    find_register_findings,
    finding_environment,
)
from docgen.aws.model.firewall import Rule
from docgen.document.nodes import (
    Badge,
    BadgeKind,
    Block,
    BulletList,
    Code,
    Evidence,
    Inline,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    Unknown,
    inlines,
)
from docgen.pages.labels import Labels
from docgen.pages.links import pointer
from docgen.pages.reviews import NO_REVIEWS, ReviewHistory, reviews_blocks
from docgen.pages.rule_text import peer_text
from docgen.pages.sentences.register import (
    ENCRYPTION,
    STATES,
    encryption_gap,
    flow_reason_text,
    insecure_note,
    justification_text,
    register_finding_text,
    unseen_text,
)
from docgen.pages.sentences.traffic import rule_service_text
from docgen.pages.words import count, environments, joined_inlines, sentence

MOST_ROWS = 1_000  # of one table: more would make the page too large to read
MOST_HOLDERS = 5  # of a security group, by name
STATE_BADGES: dict[FlowState, BadgeKind] = {
    FlowState.REACHABLE: "info",
    FlowState.ON_PAPER: "muted",
    FlowState.UNDECIDED: "warning",
}
NO_FINDINGS = "Every allowed flow has a reason, and every insecure service a mitigation."
ABOUT = (
    "What the security groups allow: one row for each direction, other end, protocol and port range. On paper: allowed, and "
    "blocked by something else. The reason is the description of the rule, else an entry of "
    "`why:` in docgen.yml. PCI DSS 4.0.1 asks for this list in 1.2.5, and for the mitigation of insecure services in 1.2.6."
)


def register_page(
    facts: Facts,
    registers: Sequence[Register],
    entries: Sequence[Why] = (),
    reviews: ReviewHistory = NO_REVIEWS,
) -> Page:
    """The flows of all environments; those that are the same in several are one row."""
    labels = Labels(facts.environments)
    findings = list(find_register_findings(registers))
    blocks: list[Block] = [
        Paragraph(inlines(*about())),
        summary(registers),
        Section("Findings", (findings_table(findings, registers, labels),)),
        Section("Flows", flows_blocks(registers, labels)),
    ]
    if entries:
        blocks.append(Section("Reasons in docgen.yml", (entries_table(entries, registers),)))
    outside = tuple(not_in_register(registers, labels))
    if outside:
        blocks.append(Section("Beside the rules", (BulletList(outside),)))
    blocks.append(Section("Reviews", reviews_blocks(reviews, registers)))
    return Page(
        "register.md",
        "Allowed flows",
        "The flows that the security groups allow, with their reasons, from Terraform.",
        tuple(blocks),
        wide=True,
    )


def about() -> Iterator[Inline]:
    before, _, rest = ABOUT.partition("`why:`")
    yield from (Text(before), Code("why:"), Text(rest))


def summary(registers: Sequence[Register]) -> Table:
    rows = []
    for each in registers:
        states = [flow.state for flow in each.flows]
        insecure = sum(bool(flow.insecure or flow.may_be_insecure) for flow in each.flows)
        unjustified = sum(flow.justification.is_justified is not True for flow in each.flows)
        complete = inlines("yes") if each.is_complete else inlines(Unknown(unseen_text(each.unseen)))
        counts = (len(states), *(states.count(state) for state in FlowState), insecure, unjustified)
        rows.append((inlines(each.environment), *(inlines(str(number)) for number in counts), complete))
    heads = (
        "Environment",
        "Flows",
        *(sentence(STATES[each]) for each in FlowState),
        "Insecure services",
        "Reason missing or undecided",
        "Complete",
    )
    return Table(heads, tuple(rows), "No environment is configured.")


def findings_table(
    findings: Sequence[RegisterFinding], registers: Sequence[Register], labels: Labels
) -> Table:
    """The same finding of several environments is one row."""
    where: dict[str, list[str]] = {}
    for each in findings:
        where.setdefault(register_finding_text(each, labels.of), []).append(finding_environment(each))
    names = [each.environment for each in registers]
    rows = [
        (inlines(text), inlines(environments(list(dict.fromkeys(found)), names)))
        for text, found in where.items()
    ]
    return Table(
        ("Finding", "Environments"),
        tuple(rows[:MOST_ROWS]),
        NO_FINDINGS,
    )


HEADS = ("Environments", "From", "To", "Traffic", "State", "Reason", "Evidence")


def flows_blocks(registers: Sequence[Register], labels: Labels) -> tuple[Block, ...]:
    merged: dict[tuple[Inlines, ...], list[str]] = {}
    order: dict[tuple[Inlines, ...], tuple[object, ...]] = {}
    for register in registers:
        for position, flow in enumerate(register.flows):
            cells = row(flow, labels)
            merged.setdefault(cells, []).append(register.environment)
            group = flow.group.order() if flow.group is not None else ()
            order.setdefault(cells, (flow.group is None, group, flow.rule.direction != "ingress", position))
    names = [each.environment for each in registers]
    found = sorted(merged, key=order.__getitem__)
    rows = tuple(
        (inlines(environments(list(dict.fromkeys(merged[each])), names)), *each) for each in found[:MOST_ROWS]
    )
    table = Table(HEADS, rows, "No security group allows anything.", wide=True)
    if len(found) <= MOST_ROWS:
        return (table,)
    note = f"The first {MOST_ROWS} of {len(found)} rows. The whole register: "
    return (Paragraph(inlines(note, Code("docgen register --format csv"), ".")), table)


def row(flow: AllowedFlow, labels: Labels) -> tuple[Inlines, ...]:
    rule = flow.rule
    peer, own = inlines(peer_text(rule, labels)), group_cell(flow, labels)
    source, target = (peer, own) if rule.direction == "ingress" else (own, peer)
    return (
        source,
        target,
        traffic_cell(flow),
        state_cell(flow, labels),
        reason_cell(flow),
        joined_inlines([inlines(flow_evidence(each, flow)) for each in distinct(flow.rules)]),
    )


def distinct(rules: Sequence[Rule]) -> list[Rule]:
    return list({each.address: each for each in reversed(rules)}.values())[::-1]


def group_cell(flow: AllowedFlow, labels: Labels) -> Inlines:
    """The group, and what has it."""
    group = inlines(pointer(flow.rule.group, labels))
    named = [inlines(Code(labels.of(each))) for each in flow.holders[:MOST_HOLDERS]]
    more = len(flow.holders) - MOST_HOLDERS
    if more > 0:
        named.append(inlines(f"{more} more"))
    if flow.more_holders is not None:
        named.append(inlines(Unknown(flow_reason_text(flow.more_holders, labels.of), "perhaps others")))
    return (*group, Text("\nattached to "), *joined_inlines(named)) if named else group


def state_cell(flow: AllowedFlow, labels: Labels) -> Inlines:
    badge = Badge(STATES[flow.state], STATE_BADGES[flow.state])
    because = flow.verdict.because
    if because is None:
        return inlines(badge)
    return inlines(badge, f" {flow_reason_text(because, labels.of)}")


def traffic_cell(flow: AllowedFlow) -> Inlines:
    """`TCP 5432`, and below it whether it is encrypted, and which insecure services are among its ports."""
    insecure = insecure_note(flow.insecure, may_be_more=flow.may_be_insecure)
    notes = [encryption_note(flow.encryption), inlines(insecure) if insecure else ()]
    return inlines(rule_service_text(flow.rule), *(part for note in notes if note for part in ("\n", *note)))


def encryption_note(encryption: Encryption) -> Inlines:
    text, reason = ENCRYPTION[encryption.state], encryption_gap(encryption)
    if not text:
        return ()
    return inlines(Unknown(reason, text)) if reason else inlines(text)


def encryption_inlines(encryption: Encryption) -> Inlines:
    text, reason = encryption.state.value, encryption_gap(encryption)
    return inlines(Unknown(reason, text)) if reason else inlines(text)


def reason_cell(flow: AllowedFlow) -> Inlines:
    justification = flow.justification
    text = justification_text(justification)
    if justification.state is JustificationState.MISSING:
        return inlines(Badge(text, "danger"))
    if justification.state is JustificationState.UNDECIDED:
        return inlines(Badge("undecided", "warning"), text.removeprefix("undecided"))
    mitigation = f"\nMitigation: {justification.mitigation}" if justification.mitigation else ""
    return inlines(f"{text}{mitigation}")


def flow_anchor(flow: AllowedFlow) -> str:
    """The anchor of a row: the same in every environment, so that rows can be merged."""
    return f"flow.{hashlib.sha256(flow.key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def flow_evidence(rule: Rule, flow: AllowedFlow) -> Evidence:
    """A pointer to the rule; when the site is built, to its line, with who approved it."""
    folder = posixpath.dirname(rule.span.path) or "."
    anchor = flow_anchor(flow) if rule is flow.rule else str(rule.address)
    return Evidence(str(rule.address), folder, anchor)


def entries_table(entries: Sequence[Why], registers: Sequence[Register]) -> Table:
    flows = [flow for register in registers for flow in register.flows]
    rows = []
    for each in entries:
        number = sum(flow.justification.entry is each for flow in flows)
        cells = (
            each.reason,
            each.owner or "not named",
            each.ticket or "not named",
            str(each.review) if each.review is not None else "no date",
            each.mitigation or "not given",
            count(number, "flow"),
        )
        rows.append(tuple(inlines(cell) for cell in cells))
    heads = ("Reason", "Owner", "Ticket", "Good until", "Mitigation", "First match of")
    return Table(heads, tuple(rows), "")


def not_in_register(registers: Sequence[Register], labels: Labels) -> Iterator[Inlines]:
    """Traffic that is allowed without a rule of the configuration, and what was not seen."""
    for each in registers:
        for balancer in each.unfiltered:
            text = " has no security group: every client that a route leads there gets through."
            yield inlines(f"{each.environment}: ", Code(labels.of(balancer)), text)
        for vpc in each.default_groups:
            text = (
                " has a default security group as AWS makes it: its members may connect to each other, and to anything "
                "outside."
            )
            yield inlines(f"{each.environment}: ", Code(labels.of(vpc)), text)
        if each.unseen:
            yield inlines(f"{each.environment}: {missing_text(each.unseen)}")


def missing_text(unseen: Sequence[Missing | OutsideGroup]) -> str:
    return f"what allows more may be missing. Not seen: {unseen_text(unseen)}."
