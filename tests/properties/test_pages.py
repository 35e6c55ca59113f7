"""Pages and verdicts by hiding: what is said where parts are hidden, the complete configuration does not contradict.

The same ways of hiding as in `test_assertions`, and resources whose type docgen does not know. A verdict of `reach` is the one of
the complete run or undecided; so is an exposure, or the sentence that nothing else is exposed has a bound; and a sentence that
says no is on a page only if the complete run says it at the same place, or it has a bound.
"""

import datetime as dt
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.acceptance import Waiver
from docgen.analysis.endpoints import internet, range_of
from docgen.analysis.exposure import ExposureVerdict
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.not_seen import stands_for
from docgen.analysis.properties import parse_range
from docgen.analysis.reachability import Endpoint
from docgen.analysis.traffic import TrafficSelector, reach_on
from docgen.aws.model.network import Network
from docgen.document.nodes import (
    Admonition,
    Block,
    BulletList,
    Details,
    Inlines,
    Matrix,
    Paragraph,
    Section,
    Table,
)
from docgen.language.schema import BlockSchema
from docgen.pages.architecture import architecture_page
from docgen.pages.bounds import AS_SEEN, LIMIT, bounded_page
from docgen.pages.environment import network_page
from docgen.pages.exposures_page import exposures_page
from docgen.pages.ingress import ingress_page
from docgen.pages.labels import Labels
from docgen.pages.network_and_security import regions
from docgen.pages.reachability import reachability_page
from docgen.pages.security_groups import security_groups_page
from docgen.rules.judgement import ControlVerdict, worst
from docgen.rules.table import KEYS, find_judgements, find_unwaived, with_waivers
from docgen.rules.waivers import WaiverState, state_of
from docgen.source.address import Mode
from docgen.workspace.root_evaluation import Prepared
from docgen.workspace.traffic_reader import parse_traffic
from tests.properties.test_assertions import (
    PROJECTS,
    RARE,
    complete,
    facts_of,
    hidden_parts,
)
from tests.rules.whys import assert_says_why

RANKS = {
    ControlVerdict.BROKEN: 0,
    ControlVerdict.UNDECIDED: 1,
    ControlVerdict.WAIVED: 2,
    ControlVerdict.NOT_APPLICABLE: 3,
    ControlVerdict.HOLDS: 3,
}
SEEDS = range(int(os.environ.get("DOCGEN_SEEDS", "2")))
QUESTIONS = 12  # for each configuration
RANGES = ("10.0.0.0/8", "203.0.113.0/24", "10.0.1.0/24")
TRAFFIC = ("tcp/443", "tcp/5432", "tcp/22", "udp/53", "icmp/8", "-1")
# What a page says to deny something. The complete run has to deny it at the same place.
ABSOLUTE = tuple(
    re.compile(each)
    for each in (
        r"^No [\w ]+ (is|are) declared",
        r"^No component with a network interface",
        r"^None is declared",
        r"^No (rules|listeners):",
        r"^No security group allows inbound traffic",
        r"^Nothing( else)? is open",
        r"^Nothing that rules allow inbound is left out",
        r"cannot be reached from the internet",
        r"does not exist",
        r"\bno (VPC|subnet) is declared|\bno (NAT gateway|VPC endpoint)\b",
        r"^no subnets$",
        r"^(none|nothing)$",
        r"nothing that (docgen models|Terraform declares)",
        r"No ECS services are declared",
        r"are in private subnets",
        r"No listener rule routes",
        r"no listener rules",
        r"^none \(no outbound rules\)",
        r"^local only$",
        r"which has only the local route|^[Nn]o default route",
        r"no (load balancer|database|subnet|VPC|Kafka cluster|ECS service)s\b",
        r"no path leads to it|traffic cannot reach it|AWS rejects the configuration",
        r"no (inbound|outbound)\b",
        r"There is no load balancer|there is no listener",
        r"for no public subnets|1 NAT gateway per public subnet",
        r"but it cannot be reached|configuration that AWS rejects|but \d+ checks? blocks? it",
    )
)
BOUND = re.compile(rf"could (see|read)|{re.escape(LIMIT)}|not seen|{re.escape(AS_SEEN)}", re.IGNORECASE)
REGIONS = (
    "summary",
    "network-shape",
    "security-group-model",
    "ingress-model",
    "other-exposures",
    "operational-implications",
)


def questions(facts: EnvironmentFacts, choice: random.Random) -> Iterator[tuple[str, str, TrafficSelector]]:
    names = [str(each.address) for each in facts.network.components()]
    for _ in range(QUESTIONS if names else 0):
        traffic = parse_traffic(choice.choice(TRAFFIC))
        assert isinstance(traffic, TrafficSelector)
        yield (
            choice.choice(("internet", choice.choice(RANGES), choice.choice(names))),
            choice.choice(names),
            traffic,
        )


def end_of(text: str, found: Network) -> Endpoint | None:
    if text == "internet":
        return internet()
    network = parse_range(text)
    if network is not None:
        return range_of(network)
    return next((each for each in found.components() if str(each.address) == text), None)


def verdict_of(index: NetworkIndex, source: str, target: str, traffic: TrafficSelector) -> str | None:
    one, other = end_of(source, index.network), end_of(target, index.network)
    if one is None or other is None:
        return None
    return reach_on(index, one, other, traffic).verdict.value


def check_reach(whole: EnvironmentFacts, partial: EnvironmentFacts, seed: int, where: str) -> None:
    indexes = [NetworkIndex(each.network, each.placements, each.not_seen) for each in (whole, partial)]
    for source, target, traffic in questions(whole, random.Random(seed)):  # noqa: S311 - examples, no secrets
        before, after = (verdict_of(each, source, target, traffic) for each in indexes)
        if after in {None, before, "undecided"}:
            continue
        # A way that is seen to be open is reported, although what was not seen could close it.
        told = f"{where}: {source} → {target} on {traffic}: {before} → {after}"
        assert after == "reachable", told
        assert partial.not_seen.paths, told


def check_exposures(whole: EnvironmentFacts, partial: EnvironmentFacts, where: str) -> None:
    now = {str(each.subject): each for each in partial.exposures}
    for each in whole.exposures:
        found = now.get(str(each.subject)) or next(
            (one for one in partial.exposures if stands_for(one.subject, str(each.subject))), None
        )
        if each.verdict is ExposureVerdict.NOT_EXPOSED:
            continue
        told = f"{where}: {each.subject} is {each.verdict}, {found.verdict if found else 'not there'}"
        if found is None:
            assert partial.not_seen.entrances, told
        else:
            assert found.verdict in {each.verdict, ExposureVerdict.UNDECIDED} or (
                found.verdict is ExposureVerdict.EXPOSED and partial.not_seen.paths
            ), told


# -- pages -------------------------------------------------------------------------------------


def by_address() -> Labels:
    """Labels that do not depend on what else there is."""
    labels = Labels(())
    labels.labels = {}
    return labels


def said_on_pages(facts: EnvironmentFacts) -> Iterator[tuple[str, str]]:
    labels, everything = by_address(), Facts("Example", (facts,))
    for page in (
        architecture_page(facts, labels),
        network_page(facts, labels),
        security_groups_page(facts, labels),
        ingress_page(facts, labels),
        exposures_page(facts, labels),
        reachability_page(facts, labels),
    ):
        yield from said(bounded_page(page, facts).blocks, page.path)
    for name in REGIONS:
        yield from said(regions(everything, labels, (), ())[name](), name)


def said(  # noqa: C901 - one arm a kind
    blocks: tuple[Block, ...], place: str
) -> Iterator[tuple[str, str]]:
    """Every sentence and cell, with the headings, columns and row above and before it."""
    for block in blocks:
        match block:
            case Section(title=title, blocks=inner) | Details(summary=title, blocks=inner):
                yield from said(inner, f"{place} > {title}")
            case Admonition(blocks=inner):
                yield from said(inner, place)
            case Paragraph(inlines=found):
                yield place, plain(found)
            case BulletList(items=items):
                yield from ((place, plain(each)) for each in items)
            case Table(columns=columns, rows=rows, when_empty=text):
                for row in rows:
                    name = f"{place} > {plain(row[0])}"
                    yield from (
                        (f"{name} > {column}", plain(each)) for column, each in zip(columns, row, strict=True)
                    )
                if not rows:
                    yield place, text
            case Matrix(rows=rows, when_empty=text):
                if not rows:
                    yield place, text
            case _:
                pass


def plain(found: Inlines) -> str:
    return "".join(getattr(each, "text", "") or getattr(each, "label", "") for each in found).strip()


def check_pages(whole: EnvironmentFacts, partial: EnvironmentFacts, where: str) -> None:
    before: dict[str, set[str]] = {}
    for place, text in said_on_pages(whole):
        before.setdefault(place, set()).add(text)
    for place, text in said_on_pages(partial):
        for template in ABSOLUTE:
            if place in before and template.search(text) and not BOUND.search(text):
                assert any(map(template.search, before[place])), (
                    f"{where}: {place}: {text!r}, not {sorted(before[place])!r}"
                )


def check(whole: EnvironmentFacts, partial: EnvironmentFacts, seed: int, where: str) -> None:
    check_reach(whole, partial, seed, where)
    check_exposures(whole, partial, where)
    check_controls(whole, partial, where)
    check_whys(whole)
    check_whys(partial)
    check_scores(whole, partial, where)
    check_pages(whole, partial, where)


def check_whys(facts: EnvironmentFacts) -> None:
    """Every verdict that is broken or undecided says why."""
    for judgements in find_judgements(facts).values():
        for each in judgements:
            assert_says_why(each)


def check_controls(whole: EnvironmentFacts, partial: EnvironmentFacts, where: str) -> None:
    """A control never holds for a subject for which it does not hold in the complete run."""
    before = {
        (key, str(each.subject)): each.verdict
        for key, all_ in find_judgements(whole).items()
        for each in all_
    }
    for key, judgements in find_judgements(partial).items():
        for each in judgements:
            if each.verdict is ControlVerdict.HOLDS:
                was = before.get((key, str(each.subject)), ControlVerdict.HOLDS)
                assert was is ControlVerdict.HOLDS, f"{where}: {key} of {each.subject} held not: {was}"


def check_scores(whole: EnvironmentFacts, partial: EnvironmentFacts, where: str) -> None:
    """No score is better than that of the complete run, with waivers as well; no waiver that is needed looks unused."""
    waivers = tuple(
        Waiver(key, "-", "-", dt.date.max, f"{subject}*")
        for key in KEYS
        for subject in ("aws_s", "aws_db", "module.")
    )
    for given in ((), waivers):
        before, after = (with_waivers(find_unwaived(each), given, None) for each in (whole, partial))
        for key in KEYS:
            was, now = worst(before[key]), worst(after[key])
            if not partial.not_seen.anything and was is ControlVerdict.NOT_APPLICABLE:
                continue  # what is hidden can take the argument away by which a rule was not about a thing
            assert RANKS[now] <= max(RANKS[was], RANKS[ControlVerdict.UNDECIDED]), (
                f"{where}: {key}: {was} → {now}"
            )
    for waiver in waivers:
        states = [state_of(waiver, [find_unwaived(each)], None) for each in (whole, partial)]
        if states[1] is WaiverState.UNUSED:
            assert states[0] is not WaiverState.USED, f"{where}: {waiver}"


# -- hiding ------------------------------------------------------------------------------------


def without_types(whole: Prepared, seed: int) -> Prepared:
    """Some types are none that docgen knows."""
    choice = random.Random(seed)  # noqa: S311 - as above
    knowledge = whole.environment.knowledge
    types = {key[1] for module in whole.configuration.modules.values() for key in module.resources}
    gone = {each for each in sorted(types) if choice.random() < RARE / 4}

    def schemas(mode: Mode, type_: str) -> BlockSchema | None:
        return None if type_ in gone else knowledge.schemas(mode, type_)

    hidden = msgspec.structs.replace(knowledge, schemas=schemas, exact=False)
    return Prepared(
        whole.configuration, msgspec.structs.replace(whole.environment, knowledge=hidden), whole.version
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("folder", "root"), PROJECTS, ids=lambda each: each if isinstance(each, str) else each.name
)
def test_nothing_is_denied_of_what_is_hidden(folder: Path, root: str, seed: int) -> None:
    whole, facts = complete(folder, root)

    check(facts, facts_of(without_types(hidden_parts(whole, seed), seed)), seed, f"{root}, seed {seed}")
