"""The generated regions of a hand-written network page, by name."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.module_graph import find_graph_differences
from docgen.analysis.placement import address_of
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.aws.model.components import Service
from docgen.document.nodes import Admonition, Block, BulletList, Code, Inlines, Link, Paragraph, inlines
from docgen.pages.bounds import anywhere, only_in, seen_across, seen_inlines, with_note
from docgen.pages.exposures import exposure_notes, other_exposures, subjects
from docgen.pages.ingress import capital, ingress_model, listeners_of, rules_of
from docgen.pages.labels import Labels
from docgen.pages.network_summary import network_shape, summary
from docgen.pages.security_groups import security_group_model
from docgen.pages.sentences.claims import verdict_text
from docgen.pages.words import count, environments, joined, joined_inlines, sentence
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue

Region = Callable[[], tuple[Block, ...]]
EXPOSURE = "exposure/"


def regions(
    facts: Facts, labels: Labels, claims: Sequence[ClaimVerdict], named: Sequence[str]
) -> Mapping[str, Region]:
    """Every region that a page may have.

    `named` are the regions of the page: an exposure with a place of its own is left out of the list of others.
    """
    known = {str(each): each for each in everything_exposable(facts)}
    placed = [known[name.removeprefix(EXPOSURE)] for name in named if name.removeprefix(EXPOSURE) in known]
    made: dict[str, Region] = {
        "summary": lambda: summary(facts),
        "network-shape": lambda: network_shape(facts),
        "security-group-model": lambda: security_group_model(facts, labels),
        "ingress-model": lambda: ingress_model(facts, labels),
        "other-exposures": lambda: other_exposures(facts, placed, labels),
        "operational-implications": lambda: operational_implications(facts, labels),
        "claims": lambda: claims_note(facts, claims),
    }
    for name, address in known.items():
        made[f"{EXPOSURE}{name}"] = lambda address=address: exposure_notes(facts, address, labels)  # type: ignore[misc] # bound now
    for name in named:
        # A region about something that is gone says so; it is not an error in a page that has not changed.
        if name.startswith(EXPOSURE) and name not in made:
            made[name] = lambda name=name: (
                Paragraph(inlines(Code(name.removeprefix(EXPOSURE)), nowhere(facts))),
            )  # type: ignore[misc] # bound now
    return {name: partial(bounded_region, region, facts) for name, region in made.items()}


def bounded_region(region: Region, facts: Facts) -> tuple[Block, ...]:
    return with_note(region(), facts)


def nowhere(facts: Facts) -> str:
    missing = anywhere(facts.environments)
    return (
        " is nowhere in the code that docgen could read."
        if missing
        else " does not exist in any environment."
    )


def everything_exposable(facts: Facts) -> list[ResourceAddress]:
    found = {each.address for environment in facts.environments for each in environment.network.components()}
    return sorted(found | set(subjects(facts)), key=lambda each: each.order())


# -- operational implications -----------------------------------------------------------------


def operational_implications(facts: Facts, labels: Labels) -> tuple[Block, ...]:
    items = [
        seen_across(facts, lambda each: tasks(each, labels), lambda each: each.paths),
        seen_across(facts, routing, lambda each: each.paths),
        hardening(facts),
    ]
    return (BulletList(tuple(map(capital, items))),)


def tasks(facts: EnvironmentFacts, labels: Labels) -> Inlines:
    services = facts.network.services
    if not services:
        return inlines("No ECS services are declared.")
    exceptions = [each for each in services if not stays_private(each, facts)]
    if not exceptions:
        return inlines("ECS tasks are in private subnets with ", Code("assign_public_ip = false"), ".")
    said = [
        inlines(Code(labels.of(each.address)), f" ({placement_words(each, facts)})") for each in exceptions
    ]
    rest = len(services) - len(exceptions)
    others = (
        f" The other {count(rest, 'service is', 'services are')} in private subnets with no public IP."
        if rest
        else ""
    )
    return inlines("Not all ECS tasks are private: ", *joined_inlines(said), f".{others}")


def stays_private(service: Service, facts: EnvironmentFacts) -> bool:
    return (
        isinstance(service.public, Known)
        and not service.public.value
        and service_tiers(service, facts) == ["private"]
    )


def service_tiers(service: Service, facts: EnvironmentFacts) -> list[str]:
    if isinstance(service.subnets, UnknownValue):
        return ["unknown"]
    found = [
        facts.placements.get(address) if (address := address_of(each)) else None
        for each in service.subnets.value
    ]
    return sorted({each.tier if each else "unknown" for each in found})


def placement_words(service: Service, facts: EnvironmentFacts) -> str:
    flag = (
        "unknown" if isinstance(service.public, UnknownValue) else "true" if service.public.value else "false"
    )
    return f"{joined(service_tiers(service, facts))} subnets, assign_public_ip = {flag}"


def routing(facts: EnvironmentFacts) -> Inlines:
    network = facts.network
    rules = [
        rule
        for balancer in network.load_balancers
        for listener in listeners_of(balancer.address, network)
        for rule in rules_of(listener.address, network)
        if any(match.field == "host-header" for match in rule.matches)
    ]
    if not rules:
        return inlines("No listener rule routes by hostname.")
    return inlines(
        f"Hostname routing is configured on the load balancer's listener ({count(len(rules), 'rule')}), not in a separate ingress service."
    )


def hardening(facts: Facts) -> Inlines:
    names = [each.name for each in facts.environments]
    if len(names) < 2:  # noqa: PLR2004 - nothing to compare
        return inlines("There is one environment, so module graphs cannot be compared.")
    differences = find_graph_differences(facts.environments)
    who = environments(names, names)
    if anywhere(facts.environments) and not differences:
        return inlines(f"As far as docgen could see, {who} call the same modules and differ only in inputs.")
    if not differences:
        calls = {each.path for each in facts.environments[0].module_graph if each.path}
        return inlines(
            f"Security hardening happens through input values, not by changing the root module graph: {joined(names)} call "
            f"the same {count(len(calls), 'module')} and differ only in inputs."
        )
    said = [inlines(Code(each.what), only_in(each.only_in, facts)) for each in differences]
    text = f"The module graphs of {who} differ, so inputs alone do not explain how they differ: "
    return seen_inlines(inlines(text, *joined_inlines(said, "; "), "."), anywhere(facts.environments))


# -- claims ---------------------------------------------------------------------------------------


def claims_note(facts: Facts, claims: Sequence[ClaimVerdict]) -> tuple[Block, ...]:
    """Which older pages say something else than Terraform does, and on what they differ."""
    wrong = [each for each in claims if each.verdict is Verdict.BROKEN]
    undecided = [each for each in claims if each.verdict is Verdict.UNDECIDED]
    pages = dict.fromkeys(each.page for each in claims)
    if not claims:
        return (Paragraph(inlines("No page makes claims to compare with the Terraform.")),)
    if not wrong and not undecided:
        text = f"{sentence(count(len(pages), 'page'))} with claims about the network: the Terraform confirms every claim."
        return (Paragraph(inlines(text)),)
    doubts: list[Block] = []
    if undecided:
        title = f"{sentence(count(len(undecided), 'statement'))} on older pages {'is' if len(undecided) == 1 else 'are'} undecided"
        lines = BulletList(tuple(claim_line(each, facts) for each in undecided))
        doubts.append(Admonition("note", title, (lines,)))
    if not wrong:
        return tuple(doubts)
    differing = list(dict.fromkeys(each.page for each in wrong))
    items = [claim_line(each, facts) for each in wrong]
    title = (
        f"{sentence(count(len(differing), 'older page'))} describe{'s' if len(differing) == 1 else ''} different networking "
        "assumptions"
    )
    return (
        Admonition(
            "note",
            title,
            (
                Paragraph(
                    inlines(
                        "The Terraform is the source of truth for what is provisioned. It contradicts these statements:"
                    )
                ),
                BulletList(tuple(items)),
            ),
        ),
        *doubts,
    )


def claim_line(claim: ClaimVerdict, facts: Facts) -> Inlines:
    texts = [(each.environment, verdict_text(each)) for each in claim.findings]
    where: dict[str, list[str]] = {}
    for name, text in texts:
        if text:
            where.setdefault(text, []).append(name)
    every = [each.name for each in facts.environments]
    truth = "; in ".join(f"{environments(names, every)}: {text}" for text, names in where.items())
    return inlines(Link(claim.title, claim.page), f": “{claim.says}” In {truth}.")
