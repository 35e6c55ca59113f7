"""Notes about exposures: the state in each environment, the reason, and the input that would change it.

The wording must be right for one environment, for several that agree, and for several that differ.
"""

from collections.abc import Sequence
from typing import assert_never

from docgen.analysis.acceptance import acceptances_of
from docgen.analysis.exposure import Effect, Exposure, ExposureVerdict, Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.findings import PublicBy
from docgen.analysis.levers import levers_of
from docgen.analysis.placement import address_of
from docgen.aws.model.components import Component
from docgen.aws.model.firewall import CidrPeer, Rule, UnknownPeer
from docgen.document.nodes import (
    BadgeKind,
    Block,
    BulletList,
    Code,
    Inlines,
    Paragraph,
    Section,
    Text,
    anchor_of,
    inlines,
)
from docgen.pages.bounds import anywhere, bounded, entrances, not_seen_sentence, nothing_exposed, seen
from docgen.pages.labels import Labels
from docgen.pages.remediation import closing_sentence, order_of_input, remediation_for
from docgen.pages.sentences.controls import acceptance_text
from docgen.pages.sentences.findings import REJECTIONS, findings_text, public_text
from docgen.pages.sentences.traffic import flow_text
from docgen.pages.words import (
    by_environment,
    codes,
    count,
    environments,
    joined,
    joined_inlines,
    sentence,
    unknown_text,
)
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

SHOWN_SOURCES = 8
SEVERITY_KINDS: dict[Severity, BadgeKind] = {
    Severity.CRITICAL: "danger",
    Severity.HIGH: "danger",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
}
STATE_KINDS: dict[Effect, BadgeKind] = {
    Effect.OPEN_NOW: "danger",
    Effect.UNDECIDED: "warning",
    Effect.ON_PAPER: "info",
    Effect.REJECTED: "info",
    Effect.CLOSED: "ok",
}


def subjects(facts: Facts) -> list[ResourceAddress]:
    """Everything that is exposed, or configured to be, in some environment."""
    found = {each.subject for environment in facts.environments for each in environment.exposures}
    return sorted(found, key=lambda each: each.order())


def exposure_in(facts: EnvironmentFacts, subject: ResourceAddress) -> Exposure | None:
    return next((each for each in facts.exposures if each.subject == subject), None)


def component_in(facts: EnvironmentFacts, subject: ResourceAddress) -> Component | None:
    return next((each for each in facts.network.components() if each.address == subject), None)


def exposure_notes(facts: Facts, subject: ResourceAddress, labels: Labels) -> tuple[Block, ...]:
    """The note about one component, in all environments."""
    said = [(each.name, effect_sentence(each, subject)) for each in facts.environments]
    groups: dict[Inlines, list[str]] = {}
    for name, what in said:
        groups.setdefault(what, []).append(name)
    everything = [each.name for each in facts.environments]
    opening = [
        inlines(sentence(f"in {environments(names, everything)}, "), Code(labels.of(subject)), " ", *what)
        for what, names in groups.items()
    ]
    blocks: list[Block] = [Paragraph(tuple(part for each in opening for part in (*each, Text(" ")))[:-1])]
    rules = rule_sentences(facts, subject, labels)
    if rules:
        blocks.append(BulletList(tuple(rules)))
    lever = lever_sentence(facts, subject)
    if lever:
        blocks.append(Paragraph(lever))
    closing = closings_sentence(facts, subject)
    if closing:
        blocks.append(Paragraph(closing))
    return tuple(blocks)


def closings_sentence(facts: Facts, subject: ResourceAddress) -> Inlines:
    """The changes that would close it, by environment; empty if no fix was searched for, or nothing is open."""
    said: dict[Inlines, list[str]] = {}
    for environment in facts.environments:
        closing = remediation_for(environment, subject)
        if closing is not None:
            said.setdefault(closing_sentence(closing), []).append(environment.name)
    if len(said) == 1 and len(next(iter(said.values()))) == len(facts.environments):
        return next(iter(said))
    parts = [
        inlines(f"{sentence(joined(names))}: ", *uncapitalized(what), " ") for what, names in said.items()
    ]
    return tuple(part for each in parts for part in each)[:-1]


def uncapitalized(said: Inlines) -> Inlines:
    first = said[0]
    return (Text(first.text[:1].lower() + first.text[1:]), *said[1:]) if isinstance(first, Text) else said


def effect_sentence(facts: EnvironmentFacts, subject: ResourceAddress) -> Inlines:
    """The effect in one environment; starts after the subject's name."""
    exposure = exposure_in(facts, subject)
    component = component_in(facts, subject)
    if exposure is None:
        if component is None:
            missing = facts.not_seen.anything
            return inlines("is not in the code that docgen could read." if missing else "does not exist.")
        return closed_sentence(component, facts)
    ports = ports_text(exposure)
    match exposure.effect:
        case Effect.OPEN_NOW:
            who = "the internet" if exposure.whole_internet else listed_ranges(exposure)
            return inlines(f"is reachable from {who} on {ports}", *placement_text(component, facts), ".")
        case Effect.REJECTED:
            why = joined([REJECTIONS[each] for each in exposure.rejections])
            return inlines(f"has a configuration that AWS rejects: {why}. Nothing is exposed.")
        case Effect.UNDECIDED:
            why = joined(findings_text(exposure.unknowns)) or "something it depends on is not known"
            return inlines(f"may be reachable from the internet on {ports}. Undecided because {why}.")
        case Effect.ON_PAPER | Effect.CLOSED:
            who = "the internet" if exposure.whole_internet else listed_ranges(exposure)
            what = f"allows inbound traffic from {who} on {ports}" if exposure.rules else "is declared public"
            return inlines(f"{what}, but it cannot be reached: ", *closed_text(exposure), ".")
        case _:
            assert_never(exposure.effect)


def closed_sentence(component: Component, facts: EnvironmentFacts) -> Inlines:
    """That the internet cannot reach it; where something was not seen, that docgen sees no way to it."""
    missing = entrances([facts])
    because = closed_because(component, facts)
    if not missing:
        return inlines("cannot be reached from the internet: ", *because)
    lead = "has no path from the internet that docgen could see: "
    return inlines(lead, *because, f" {not_seen_sentence(missing)}")


def placement_text(component: Component | None, facts: EnvironmentFacts) -> Inlines:
    """`: it is in public subnets and publicly_accessible = true`."""
    if component is None:
        return ()
    parts: list[Inlines] = []
    tiers = tiers_of(component, facts)
    if tiers:
        parts.append(inlines(f"it is in {joined(tiers)} subnets"))
    if component.public_decided_by and isinstance(component.public, Known):
        parts.append(setting(flag_text(component)))
    return inlines(": ", *joined_inlines(parts)) if parts else ()


def setting(text: str) -> Inlines:
    """An argument with its value as code, anything else as it is."""
    return inlines(Code(text) if " = " in text else text)


def listed_ranges(exposure: Exposure) -> str:
    """`2 listed ranges`; "listed ranges" where their number is not known."""
    number = len(exposure.sources)
    return count(number, "listed range") if number else "listed ranges"


def flag_text(component: Component) -> str:
    """The argument that decides whether it is public, as it is written in Terraform."""
    on = isinstance(component.public, Known) and component.public.value
    return public_text(PublicBy(component.public_decided_by, on))


def tiers_of(component: Component, facts: EnvironmentFacts) -> list[str]:
    if not isinstance(component.subnets, Known):
        return []
    found = [
        facts.placements.get(address) for each in component.subnets.value if (address := address_of(each))
    ]
    return sorted({each.tier for each in found if each is not None})


def closed_text(exposure: Exposure) -> Inlines:
    blocking = findings_text(each.finding for each in exposure.path if each.holds is False)
    return clauses(blocking) or inlines("no path leads to it")


def clauses(texts: Sequence[str]) -> Inlines:
    """`a, b and c`; with semicolons where one of them has a comma."""
    said = list(map(setting, texts))
    if len(said) < 2 or not any(", " in each for each in texts):  # noqa: PLR2004 - nothing to join
        return joined_inlines(said)
    *others, last = said
    return inlines(*(part for each in others for part in (*each, "; ")), "and ", *last)


def closed_because(component: Component, facts: EnvironmentFacts) -> Inlines:
    tiers = tiers_of(component, facts)
    parts = []
    if tiers:
        parts.append(f"it is in {joined(tiers)} subnets")
    if component.public_decided_by:
        if isinstance(component.public, UnknownValue):
            return inlines(
                f"{joined(parts)}; {component.public_decided_by} is ", unknown_text(component.public), "."
            )
        parts.append(flag_text(component))
    parts.append("no rule allows public addresses")
    return inlines(*clauses(parts), ".")


def ports_text(exposure: Exposure) -> str:
    tcp = [each.removeprefix("tcp/") for each in exposure.ports if each.startswith("tcp/")]
    numbers = [each for each in tcp if each not in {"all", "unknown"}]
    rest = [flow_text(each) for each in exposure.ports if each.removeprefix("tcp/") not in numbers]
    parts = [f"TCP {joined(numbers)}"] if numbers else []
    is_undecided = exposure.verdict is ExposureVerdict.UNDECIDED
    return joined([*parts, *rest]) or ("unknown ports" if is_undecided else "no port")


def rule_sentences(facts: Facts, subject: ResourceAddress, labels: Labels) -> list[Inlines]:
    """Each rule that allows outside addresses: ports, the input behind it, its value everywhere, its description."""
    found: dict[tuple[str, str, tuple[str, ...]], dict[str, list[str]]] = {}
    texts: dict[tuple[str, str, tuple[str, ...]], dict[str, None]] = {}
    for environment in facts.environments:
        for group, rule in outside_rules(environment, subject):
            if isinstance(rule.peer.value, UnknownValue):
                continue
            variables = tuple(each.variable for each in levers_of(rule.peer.value.trace))
            ports = (
                "all ports"
                if not isinstance(rule.ports, Known) or rule.ports.value is None
                else str(rule.ports.value)
            )
            key = (labels.of(group), ports, variables)
            found.setdefault(key, {}).setdefault(environment.name, []).append(str(rule.peer.value.value))
            if rule.description:
                texts.setdefault(key, {})[rule.description] = None
    merged: dict[tuple[str, tuple[str, ...], str], list[tuple[str, str, tuple[str, ...]]]] = {}
    for key, values in found.items():
        merged.setdefault((key[0], key[2], str(values)), []).append(key)
    lines = []
    for (group_label, variables, _), keys in merged.items():
        values = found[keys[0]]
        ports = joined(sorted((key[1] for key in keys), key=lambda each: (len(each), each)))
        said = by_environment([(name, codes(dict.fromkeys(cidrs))) for name, cidrs in values.items()])
        missing = [each.name for each in facts.environments if each.name not in values]
        elsewhere = [
            each for one in facts.environments if one.name in missing for each in one.not_seen.rule_sources
        ]
        missing_text = f"; {joined(missing)}: {seen('none', elsewhere)}" if missing else ""
        name = (
            inlines(*codes(variables), " (", *said, missing_text, ")")
            if variables
            else inlines(*said, missing_text)
        )
        line = [*inlines(Code(group_label), f" allows inbound {ports} from ", *name, ".")]
        quoted = [f"“{text}”" for text in dict.fromkeys(text for key in keys for text in texts.get(key, {}))]
        line += inlines(f" {joined(quoted)}") if quoted else ()
        lines.append(tuple(line))
    return lines


def outside_rules(facts: EnvironmentFacts, subject: ResourceAddress) -> list[tuple[ResourceAddress, Rule]]:
    """The ingress rules with CIDR peers of the groups on a component (or of the group itself)."""
    component = component_in(facts, subject)
    addresses = {subject}
    if component is not None and isinstance(component.groups, Known):
        addresses = {address for each in component.groups.value if (address := address_of(each))}
    return [
        (group.address, rule)
        for group in facts.network.security_groups
        if group.address in addresses
        for rule in group.rules
        if rule.direction == "ingress" and isinstance(rule.peer, CidrPeer | UnknownPeer)
    ]


def lever_sentence(facts: Facts, subject: ResourceAddress) -> Inlines:
    """Which inputs decide it, and where each environment sets them."""
    places: dict[str, dict[str, str]] = {}
    for environment in facts.environments:
        exposure = exposure_in(environment, subject)
        component = component_in(environment, subject)
        traces = [exposure.trace] if exposure else []
        if component is not None:
            traces += [component.public.trace, component.subnets.trace]
            traces += [rule.peer.value.trace for _, rule in outside_rules(environment, subject)]
        for lever in levers_of(*traces):
            where = DEFAULT if lever.source == "default" else lever.span.path if lever.span else "docgen.yml"
            places.setdefault(lever.variable, {})[environment.name] = where
    if not places:
        text = "Not controlled by any input: only a change of the Terraform code would close it."
        return inlines(bounded(text, anywhere(facts.environments)))
    items = []
    for variable in sorted(
        sorted(places), key=lambda each: order_of_input(each, facts.environments, subject)
    ):
        found = places[variable].items()
        places_text = by_environment([(name, setting_place(place)) for name, place in found])
        items.append(inlines(Code(variable), " (", *places_text, ")"))
    return inlines("Controlled by ", *joined_inlines(items), ".")


DEFAULT = "its default"


def setting_place(place: str) -> Inlines:
    return inlines(place if place == DEFAULT else Code(place))


def other_exposures(facts: Facts, named: Sequence[ResourceAddress], labels: Labels) -> tuple[Block, ...]:
    """The notes that the page has no place of its own for."""
    rest = [each for each in subjects(facts) if each not in named]
    if not rest:
        text = "Nothing else is open to the internet, now or on paper."
        return (Paragraph(inlines(nothing_exposed(text, entrances(facts.environments)))),)
    return tuple(Section(labels.of(each), exposure_notes(facts, each, labels)) for each in rest)


# -- the parts of a page about one environment ------------------------------------------------------


def worst_first(exposures: Sequence[Exposure]) -> list[Exposure]:
    """Sorted by severity, then by effect: what is open now first."""
    severities, effects = list(Severity), list(Effect)
    return sorted(
        exposures, key=lambda each: (severities.index(each.severity), effects.index(each.effect), each.id)
    )


def accepted_text(exposure: Exposure, facts: EnvironmentFacts) -> str:
    """Until when an exposure is accepted, by whom and why; nothing where it is not."""
    entries = acceptances_of(exposure, facts.accepted)
    return "".join(f"\n{acceptance_text(each)}" for each in entries)


def exposure_anchor(subject: ResourceAddress) -> str:
    """The place of a subject's section on the page of exposures."""
    return anchor_of(str(subject))


def sources_text(exposure: Exposure) -> Inlines:
    shown = codes(exposure.sources[:SHOWN_SOURCES], ", ")
    more = len(exposure.sources) - SHOWN_SOURCES
    is_undecided = exposure.verdict is ExposureVerdict.UNDECIDED
    none = "unknown sources" if is_undecided else "sources that are not known for certain"
    return inlines(*shown, f" and {more} more") if more > 0 else shown or inlines(none)
