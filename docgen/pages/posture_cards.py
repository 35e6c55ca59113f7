"""The numbers at the top of the home page. A zero says what was not seen."""

from collections.abc import Callable, Iterator, Sequence

from docgen.analysis.exposure import Effect, Exposure, Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.register import Register
from docgen.analysis.review import Review, review_changes
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.document.nodes import Badge, BadgeKind, Card, Cards, Inline, Inlines, Link, Strong, Text, inlines
from docgen.pages.bounds import entrances, seen
from docgen.pages.exposures import SEVERITY_KINDS
from docgen.pages.reviews import ReviewHistory
from docgen.pages.words import count
from docgen.rules.judgement import ControlVerdict
from docgen.rules.table import find_verdicts

NOT_KNOWN = "not-known"
PROMISES = "broken-promises"


def posture_cards(
    facts: Facts, claims: Sequence[ClaimVerdict], reviews: ReviewHistory, registers: Sequence[Register]
) -> Cards:
    cards = [
        exposure_card(facts, "Open to the internet", Effect.OPEN_NOW),
        exposure_card(facts, "Open on paper only", Effect.ON_PAPER),
        controls_card(facts),
    ]
    if claims:
        cards.append(claims_card(claims))
    if reviews.reviews:
        cards.append(review_card(reviews, registers))
    return Cards(tuple(cards))


def number(value: object) -> Strong:
    return Strong(inlines(str(value)))


def by_environment_name(facts: Facts, say: Callable[[EnvironmentFacts], Inlines]) -> Inlines:
    """`1 in production · 3 in staging`."""
    made: list[Inline] = []
    for each in facts.environments:
        if made:
            made.append(Text(" · "))
        made += say(each)
    return tuple(made)


def exposure_card(facts: Facts, title: str, effect: Effect) -> Card:
    """The number of open exposures in each environment, by severity, and of undecided ones."""

    def said(environment: EnvironmentFacts) -> Inlines:
        found = sum(each.effect is effect for each in environment.exposures)
        limit = "" if found else seen("", entrances([environment]))
        return inlines(number(found), f" in {environment.name}{limit}")

    every = [each for one in facts.environments for each in one.exposures]
    found = [each for each in every if each.effect is effect]
    lines = [by_environment_name(facts, said)]
    if found:
        lines.append(severities(found))
    undecided = sum(each.effect is Effect.UNDECIDED for each in every)
    if undecided and effect is Effect.OPEN_NOW:
        lines.append(inlines(Badge(f"{undecided} undecided", "warning")))
    lines.append(inlines(Link("see", "#reach")))
    is_clear = not found and not undecided and not entrances(facts.environments)
    return Card(title, worst_kind(found) if found else "ok" if is_clear else "warning", tuple(lines))


def severities(found: Sequence[Exposure]) -> Inlines:
    made: list[Inline] = []
    for severity in Severity:
        many = sum(each.severity is severity for each in found)
        if many:
            made += [
                *([Text(" ")] if made else []),
                Badge(f"{many} {severity.value}", SEVERITY_KINDS[severity]),
            ]
    return tuple(made)


def worst_kind(found: Sequence[Exposure]) -> BadgeKind:
    present = {each.severity for each in found}
    return next(SEVERITY_KINDS[each] for each in Severity if each in present)


def controls_card(facts: Facts) -> Card:
    verdicts = {each.name: list(find_verdicts(each).values()) for each in facts.environments}

    def total(verdict: ControlVerdict) -> int:
        return sum(each is verdict for found in verdicts.values() for each in found)

    def said(environment: EnvironmentFacts) -> Inlines:
        broken = sum(each is ControlVerdict.BROKEN for each in verdicts[environment.name])
        return inlines(number(broken), f" broken in {environment.name}")

    lines = (
        by_environment_name(facts, said),
        inlines(
            f"{total(ControlVerdict.UNDECIDED)} undecided, {total(ControlVerdict.HOLDS)} hold, "
            f"{total(ControlVerdict.WAIVED)} waived · ",
            Link("see", "controls.md"),
        ),
    )
    bad, doubtful = total(ControlVerdict.BROKEN), total(ControlVerdict.UNDECIDED)
    return Card("Controls", "danger" if bad else "warning" if doubtful else "ok", lines)


def claims_card(claims: Sequence[ClaimVerdict]) -> Card:
    """Statements of pages, and assertions of docgen.yml."""
    holding = sum(each.holds for each in claims)
    broken = sum(each.verdict is Verdict.BROKEN for each in claims)
    undecided = len(claims) - holding - broken
    lines = [inlines(number(holding), f" of {len(claims)}")]
    parts = [*([f"{broken} broken"] if broken else []), *([f"{undecided} undecided"] if undecided else [])]
    target = f"#{PROMISES}" if parts else "claims.md"
    lines.append(inlines(Link(", ".join(parts) or "see", target)))
    return Card("Promises that hold", "danger" if broken else "warning" if undecided else "ok", tuple(lines))


def review_card(reviews: ReviewHistory, registers: Sequence[Register]) -> Card:
    last = reviews.reviews[-1]
    changed = sum(changes_of(last, registers))
    lines = (
        inlines(number(changed), f" {count(changed, 'flow').partition(' ')[2]} changed"),
        inlines(Link("see", "register.md")),
    )
    return Card(f"Since the review of {last.date}", "info" if changed else "ok", lines)


def changes_of(review: Review, registers: Sequence[Register]) -> Iterator[int]:
    for each in review_changes(review, registers):
        yield sum(map(len, (each.added, each.gone, each.not_seen, each.changed, each.unjustified)))
