"""The exposures of one environment: an overview, then groups that one change closes, then every other exposure.

`docgen/analysis/lever_groups.py` decides the groups. Each exposure has its anchor, wherever it is on the page.
"""

from collections.abc import Callable, Iterator, Sequence

from docgen.analysis.exposure import Danger, Effect, Exposure
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import EndpointOpen, Finding, ListensOn, OutsideGroup, RuleAllows
from docgen.analysis.lever_groups import LeverGroup, find_lever_groups
from docgen.analysis.levers import levers_of
from docgen.analysis.path import Check
from docgen.aws.model.components import Component
from docgen.document.nodes import (
    Anchor,
    Badge,
    Block,
    Code,
    Inline,
    Inlines,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    anchor_of,
    inlines,
)
from docgen.pages.bounds import entrances, nothing_exposed
from docgen.pages.exposure_chain import chain
from docgen.pages.exposures import (
    SEVERITY_KINDS,
    STATE_KINDS,
    accepted_text,
    component_in,
    exposure_anchor,
    flag_text,
    ports_text,
    sources_text,
    worst_first,
)
from docgen.pages.labels import Labels
from docgen.pages.places import address_inline, input_inline
from docgen.pages.remediation import (
    change_diff,
    closing_block,
    closing_sentence,
    order_of_input,
    remediation_for,
    side_effects,
)
from docgen.pages.sentences.exposures import STATES, check_name, exposure_text
from docgen.pages.sentences.findings import REJECTIONS, finding_text, is_setting
from docgen.pages.sentences.remediation import change_text
from docgen.pages.sentences.traffic import joined_ports
from docgen.pages.words import count, evidence, joined, joined_inlines, sentence
from docgen.source.address import ResourceAddress
from docgen.source.traced import Input, InputSource
from docgen.source.tristate import Tristate

LONGEST_TITLE = 80  # characters
UNATTACHED = frozenset({Danger.FIRST_HOLDER, Danger.POSSIBLE_HOLDER})


def exposures_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    found = worst_first(facts.exposures)
    groups, others = find_lever_groups(found, facts.closings)
    anchors = lever_anchors(groups)
    blocks: list[Block] = [overview(found, facts, labels)]
    for group, anchor in zip(groups, anchors, strict=True):
        inside = (
            lever_blocks(group, facts, labels),
            sections_of(group.exposures, facts, labels, anchor, group),
        )
        blocks.append(Section(lever_title(group), tuple(part for each in inside for part in each), anchor))
    rest = tuple(sections_of(others, facts, labels))
    blocks += [Section("Other exposures", rest)] if groups and rest else rest
    return Page(
        f"environments/{facts.name}/exposures.md",
        f"Exposures: {facts.name}",
        f"What the internet can reach in {facts.name}, now or on paper, and why.",
        tuple(blocks),
    )


def link_to(subject: ResourceAddress, labels: Labels) -> Inlines:
    return inlines(Link(labels.of(subject), f"#{exposure_anchor(subject)}", code=True))


def overview(found: Sequence[Exposure], facts: EnvironmentFacts, labels: Labels) -> Table:
    """A row for each exposure; one for those that differ in nothing but the resource."""
    rows: dict[tuple[Inlines, ...], list[ResourceAddress]] = {}
    for each in found:
        row = (
            inlines(Badge(each.severity.value, SEVERITY_KINDS[each.severity])),
            inlines(each.kind),
            inlines(Badge(STATES[each.effect], STATE_KINDS[each.effect]), accepted_text(each, facts)),
            inlines(ports_text(each)),
            sources_text(each),
        )
        rows.setdefault(row, []).append(each.subject)
    return Table(
        ("Severity", "Resource", "Kind", "State", "Ports", "Allowed sources"),
        tuple(
            (first, joined_inlines([link_to(each, labels) for each in subjects], ", "), *others)
            for (first, *others), subjects in rows.items()
        ),
        nothing_exposed("Nothing is open to the internet, now or on paper.", entrances([facts])),
    )


# -- what one change closes -------------------------------------------------------------------------


def lever_title(group: LeverGroup) -> str:
    """`alb_ingress_cidrs without 0.0.0.0/0`; of a long one only the input."""
    text = change_text(group.change)
    return text if len(text) <= LONGEST_TITLE and "\n" not in text else group.change.path


def lever_anchors(groups: Sequence[LeverGroup]) -> list[str]:
    """`lever.kafka.public_access`; `…-2` where a second change of the same input closes something else."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for each in groups:
        anchor = anchor_of(f"lever.{each.change.path}")
        counts[anchor] = counts.get(anchor, 0) + 1
        found.append(anchor if counts[anchor] == 1 else f"{anchor}-{counts[anchor]}")
    return found


def lever_blocks(group: LeverGroup, facts: EnvironmentFacts, labels: Labels) -> Iterator[Block]:
    """The change with its line and as a diff, what it closes, and what else it changes."""
    number = len(group.exposures)
    what = "it" if number == 1 else f"these {number} exposures"
    yield Paragraph(closing_sentence(group.remediation, what))
    yield from change_diff(group.change, facts)
    rows: dict[tuple[Inlines, ...], list[ResourceAddress]] = {}
    for each in group.exposures:
        row = (
            inlines(Badge(each.severity.value, SEVERITY_KINDS[each.severity])),
            inlines(Badge(STATES[each.effect], STATE_KINDS[each.effect])),
            chain(each, facts, labels),
        )
        rows.setdefault(row, []).append(each.subject)
    yield Table(
        ("Severity", "Closes", "State", "Path"),
        tuple(
            (first, joined_inlines([link_to(each, labels) for each in subjects], ", "), *others)
            for (first, *others), subjects in rows.items()
        ),
        "",
    )
    yield from side_effects(group.remediation, facts, labels)


def sections_of(
    exposures: Sequence[Exposure],
    facts: EnvironmentFacts,
    labels: Labels,
    lever: str = "",
    group: LeverGroup | None = None,
) -> Iterator[Section]:
    """A section for each exposure; one for all security groups on nothing that the same inputs open.

    `lever`: the anchor of the change that closes them; `group`: what that change closes.
    """
    alike: dict[tuple[str, ...], list[Exposure]] = {}
    for each in exposures:
        if each.rating.danger in UNATTACHED:
            alike.setdefault(inputs_behind(each), []).append(each)
    done: set[ResourceAddress] = set()
    for each in exposures:
        if each.subject in done:
            continue
        same = alike.get(inputs_behind(each), []) if each.rating.danger in UNATTACHED else []
        if len(same) > 1:
            done |= {one.subject for one in same}
            yield unattached_section(same, facts, labels)
        else:
            blocks = one_exposure(each, facts, labels, lever, group)
            yield Section(labels.of(each.subject), blocks, exposure_anchor(each.subject))


def inputs_behind(exposure: Exposure) -> tuple[str, ...]:
    return tuple(sorted({each.variable for each in levers_of(exposure.trace)}))


def unattached_section(same: Sequence[Exposure], facts: EnvironmentFacts, labels: Labels) -> Section:
    """Security groups that nothing has, opened by the same inputs."""
    rows = tuple(
        (
            inlines(Badge(each.severity.value, SEVERITY_KINDS[each.severity])),
            inlines(Anchor(exposure_anchor(each.subject)), subject_inline(each, facts, labels)),
            inlines(Badge(STATES[each.effect], STATE_KINDS[each.effect]), accepted_text(each, facts)),
            inlines(ports_text(each)),
            sources_text(each),
        )
        for each in same
    )
    heads = ("Severity", "Security group", "State", "Ports", "Allowed sources")
    about = dict.fromkeys(sentence(f"{exposure_text(each)}.") for each in same)
    blocks: tuple[Block, ...] = (Paragraph(inlines(" ".join(about))), Table(heads, rows, ""))
    may_have = any(each.rating.danger is Danger.POSSIBLE_HOLDER for each in same)
    title = f"{len(same)} security groups without members{' that docgen could see' if may_have else ''}"
    return Section(title, (*blocks, *inputs_table(same[0], facts)))


def subject_inline(exposure: Exposure, facts: EnvironmentFacts, labels: Labels) -> Inline:
    return address_inline(facts, str(exposure.subject), labels.of(exposure.subject))


# -- one exposure -----------------------------------------------------------------------------------


MOST_RULES = 4  # of one security-group check
MARKS: dict[Tristate, Inline] = {
    True: Text("yes"),
    False: Badge("no", "ok"),
    None: Badge("unknown", "danger"),
}


SET_BY: dict[InputSource, str] = {
    "tfvars": "tfvars",
    "default": "default",
    "argument": "docgen.yml",
    "environment": "environment variable",
}


def set_by_text(lever: Input) -> str:
    return "not set" if lever.source == "default" and lever.span is None else SET_BY[lever.source]


RESULTS: dict[Effect, str] = {
    Effect.OPEN_NOW: "traffic reaches it",
    Effect.ON_PAPER: "traffic cannot reach it",
    Effect.REJECTED: "AWS rejects the configuration",
    Effect.UNDECIDED: "whether traffic reaches it is not known",
    Effect.CLOSED: "traffic cannot reach it",
}


def two_views(exposure: Exposure, component: Component | None) -> Inlines:
    """The configured state (flags and rules), and the effective state."""
    said: list[Inlines] = []
    own = component is not None and component.public_decided_by == exposure.flag
    if own and component is not None and exposure.flag and exposure.flag_on is not None:
        said.append(inlines(Code(flag_text(component))))
    elif exposure.flag:
        state = {True: "opens it", False: "closes it", None: "is not known"}[exposure.flag_on]
        name = exposure.flag if " " in exposure.flag else Code(exposure.flag)
        said.append(inlines(name, f" {state}"))
    if exposure.rules:
        verb = "allows" if len(exposure.rules) == 1 else "allow"
        rules = count(len(exposure.rules), "rule")
        said.append(inlines(f"{rules} {verb} ", *sources_text(exposure), f" on {ports_text(exposure)}"))
    control = joined_inlines(said) or inlines("nothing is set")
    return inlines("Configuration: ", *control, f". Result: {RESULTS[exposure.effect]}.")


def reason_inlines(finding: Finding, labels: Labels) -> Inlines:
    """A finding of a check; the setting of an argument as code."""
    if isinstance(finding, EndpointOpen) and " " not in finding.decided_by:
        return inlines("Opened by ", Code(finding.decided_by))
    text = finding_text(finding, labels.of)
    starts_with_a_name = isinstance(finding, RuleAllows | OutsideGroup)
    return inlines(Code(text) if is_setting(finding) else text if starts_with_a_name else sentence(text))


def names_of(exposure: Exposure, facts: EnvironmentFacts, labels: Labels) -> Callable[[str], str]:
    """The labels of the load balancers on the way, by address."""
    things = facts.network.by_address() if exposure.rating.via else ()
    via = {str(each): labels.of(each) for each in things}
    return lambda address: via.get(address, address)


def check_inline(check: Check) -> Inline:
    """The name of a check; of an argument as code."""
    name = check_name(check)
    return Code(name) if "_" in name or "." in name else Text(sentence(name))


def reason_of(check: Check, exposure: Exposure, labels: Labels) -> Inlines:
    """The path is that of one packet: what is open has its listener and its rules for every port."""
    if exposure.effect is Effect.OPEN_NOW and not exposure.rating.via:
        numbers = [port for flow in exposure.ports for _, _, port in (flow.partition("/"),)]
        if isinstance(check.finding, ListensOn) and str(check.finding.port) in numbers:
            return inlines(f"It listens on {joined(joined_ports(numbers))}")
        if isinstance(check.finding, RuleAllows) and len(exposure.rules) <= MOST_RULES:
            inbound = [each for each in exposure.rules if each.direction == "ingress"]
            said = dict.fromkeys(finding_text(RuleAllows(each), labels.of) for each in inbound)
            return inlines("; ".join(said)) if said else reason_inlines(check.finding, labels)
    return reason_inlines(check.finding, labels)


def one_exposure(
    exposure: Exposure,
    facts: EnvironmentFacts,
    labels: Labels,
    lever: str = "",
    group: LeverGroup | None = None,
) -> tuple[Block, ...]:
    steps = tuple(
        (
            inlines(check_inline(each)),
            inlines(MARKS[each.holds]),
            reason_of(each, exposure, labels),
            inlines(address_inline(facts, each.address)),
        )
        for each in exposure.path
    )
    component = component_in(facts, exposure.subject)
    about: list[Inline] = [
        *inlines(sentence(f"{exposure_text(exposure, names_of(exposure, facts, labels))}. "))
    ]
    subject = component or facts.network.by_address().get(exposure.subject)
    if subject is not None:
        about.append(evidence(subject.address, subject.span))
    blocks: list[Block] = [Paragraph(tuple(about)), Paragraph(two_views(exposure, component))]
    if exposure.rejections:
        why = joined([REJECTIONS[each] for each in exposure.rejections])
        blocks.append(Paragraph(inlines(f"AWS rejects it: {why}.")))
    blocks.append(Table(("Check", "Passes", "Reason", "Resource"), steps, "No path was evaluated."))
    blocks += inputs_table(exposure, facts)
    closing = remediation_for(facts, exposure.subject)
    if closing is not None and closing.change is not None and group is not None:
        # The section of the lever has it; what has another, smaller change says that, too.
        if closing.change == group.change:
            return tuple(blocks)
        blocks.append(
            Paragraph(inlines(Link(change_text(group.change), f"#{lever}", code=True), " also closes it."))
        )
    if closing is not None:
        blocks.append(closing_block(closing, labels, facts))
    return tuple(blocks)


def inputs_table(exposure: Exposure, facts: EnvironmentFacts) -> tuple[Block, ...]:
    """The inputs that decide an exposure; those of which a change closes it first."""
    levers = sorted(
        levers_of(exposure.trace), key=lambda each: order_of_input(each.variable, (facts,), exposure.subject)
    )
    rows = tuple(
        (inlines(Code(each.variable)), inlines(set_by_text(each)), inlines(input_inline(each)))
        for each in levers
    )
    return (Table(("Input", "Set by", "File"), rows, ""),) if rows else ()
