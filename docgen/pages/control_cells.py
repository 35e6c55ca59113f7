"""Shared by the pages about controls: verdicts as cells, scores, and links between the pages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import levers_of
from docgen.document.nodes import (
    Badge,
    BadgeKind,
    Block,
    Code,
    Inlines,
    Link,
    Paragraph,
    Table,
    Text,
    inlines,
)
from docgen.pages.labels import Labels
from docgen.pages.places import input_inline
from docgen.pages.sentences.controls import VERDICTS, judgement_text, waiver_text
from docgen.pages.words import evidence, joined, joined_inlines, sentence
from docgen.rules.catalogue import Control, catalogue
from docgen.rules.frameworks import file_name
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.table import AREAS, find_judgements, find_verdicts, rules

KINDS: Mapping[ControlVerdict, BadgeKind] = MappingProxyType(
    {
        ControlVerdict.HOLDS: "ok",
        ControlVerdict.BROKEN: "danger",
        ControlVerdict.UNDECIDED: "warning",
        ControlVerdict.NOT_APPLICABLE: "muted",
        ControlVerdict.WAIVED: "info",
    }
)
OPEN = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED)
DOUBTFUL = (*OPEN, ControlVerdict.WAIVED)
NO_BREAK = "\u00a0"
NUMBERS = "The numbers beside verdicts count resources."
AREA_TITLES = {"balancing": "Load balancing", "brokers": "Kafka"}
MOST_INPUTS = 4  # that one cell names


def area_page(area: str) -> str:
    return f"controls/{area}.md"


def area_title(area: str) -> str:
    return AREA_TITLES.get(area, sentence(area))


def framework_page(framework: str) -> str:
    return f"controls/{file_name(framework)}.md"


def link_to(key: str) -> Link:
    """A link to the description of a control."""
    area = next(name for name, keys in AREAS.items() if key in keys)
    return Link(key, f"{area_page(area)}#{key}", code=True)


def by_severity() -> list[str]:
    """The keys of all controls, the most severe first."""
    order = list(Severity)
    return sorted((key for _, key in rules()), key=lambda key: order.index(catalogue()[key].severity))


def badge(verdict: ControlVerdict) -> Badge:
    return Badge(VERDICTS[verdict], KINDS[verdict])


def verdict_cell(verdict: ControlVerdict, judgements: Sequence[Judgement]) -> Inlines:
    """The verdict on a control in one environment, and on how many resources: `broken 1, undecided 40, of 58`.

    Those that hold are named where the verdict is on the environment alone: `undecided, holds 3 of 3`.
    """
    found = Counter(each.verdict for each in judgements if each.subject is not None)
    if not found:
        return inlines(badge(verdict))
    named = [each for each in (DOUBTFUL if found[verdict] else ControlVerdict) if found[each]]
    others = [f"{VERDICTS[each]} {found[each]}" for each in named if each is not verdict]
    parts = [str(found[verdict]), *others] if found[verdict] else others
    of_all = f"of {found.total()}"
    said = [*parts, of_all] if len(parts) > 1 else [f"{parts[0]} {of_all}"]
    before = NO_BREAK if found[verdict] else ", "
    return inlines(badge(verdict), before + ", ".join(map(unbroken, said)))


def unbroken(text: str) -> str:
    """The text in one line, however narrow its column is."""
    return text.replace(" ", NO_BREAK)


def verdicts_in(facts: Facts, key: str) -> tuple[Inlines, ...]:
    """One cell for each environment."""
    return tuple(
        verdict_cell(find_verdicts(each)[key], find_judgements(each)[key]) for each in facts.environments
    )


def scores(facts: Facts, scopes: Iterable[tuple[Inlines, Sequence[str]]]) -> Table:
    """For each set of controls and each environment, how many controls have which verdict. They add up."""
    rows = tuple(
        (name, inlines(environment.name), *score(environment, keys))
        for name, keys in scopes
        for environment in facts.environments
    )
    heads = ("Controls", "Environment", *(sentence(VERDICTS[each]) for each in ControlVerdict), "All")
    return filled_table(heads, rows, "No environment is configured.")


def unproved(facts: Facts) -> tuple[Block, ...]:
    """Why no control holds where something is not seen; nothing where everything is."""
    names = [each.name for each in facts.environments if each.not_seen.anything]
    if not names:
        return ()
    text = (
        f"While something is not seen in {joined(names)}, no control is said to hold there, or not to apply, for the whole "
        "environment: there may be resources that break it. Single resources may hold."
    )
    return (Paragraph(inlines(text)),)


def score(facts: EnvironmentFacts, keys: Sequence[str]) -> tuple[Inlines, ...]:
    found = find_verdicts(facts)
    verdicts = [found[key] for key in keys]
    numbers = [sum(each is verdict for each in verdicts) for verdict in ControlVerdict]
    return tuple(inlines(str(each)) for each in (*numbers, len(keys)))


def subject_cell(judgement: Judgement, labels: Labels) -> Inlines:
    """The resource, with the way to its block."""
    if judgement.subject is None:
        return inlines("the environment")
    return inlines(Code(labels.of(judgement.subject)))


def evidence_cell(judgement: Judgement) -> Inlines:
    """The place of the resource; nothing for the environment, which has none."""
    if judgement.subject is None or judgement.span is None:
        return ()
    return inlines(evidence(judgement.subject, judgement.span))


def reason_cell(judgement: Judgement, labels: Labels) -> Inlines:
    """Why the verdict is so; of a waived one, by whose waiver and until when."""
    because = judgement_text(judgement, labels.of)
    if judgement.waiver is None:
        return inlines(because) if because else ()
    return inlines("\n".join(filter(None, (because, waiver_text(judgement.waiver)))))


def inputs_cell(judgement: Judgement) -> Inlines:
    """The inputs that decide it, and the file that sets each."""
    levers = levers_of(judgement.trace)
    named = [inlines(Code(each.variable), " (", input_inline(each), ")") for each in levers[:MOST_INPUTS]]
    more = [inlines(f"{len(levers) - MOST_INPUTS} more")] if len(levers) > MOST_INPUTS else []
    if not named and judgement.verdict is not ControlVerdict.UNDECIDED:
        return inlines("not by an input")
    return joined_inlines([*named, *more])


def filled_table(heads: Sequence[str], rows: Sequence[tuple[Inlines, ...]], when_empty: str) -> Table:
    """A wide table without the columns that are empty in every row."""
    if not rows:
        return Table(tuple(heads), (), when_empty, wide=True)
    kept = [index for index in range(len(heads)) if any(set(row[index]) - {Text("")} for row in rows)]
    shown = tuple(tuple(row[index] for index in kept) for row in rows)
    return Table(tuple(heads[index] for index in kept), shown, when_empty, wide=True)


SOURCES = {"aws-docs": "AWS documentation", "powerpipe": "Powerpipe", "prowler": "Prowler"}


def mapped_by(control: Control, framework: str) -> Inlines:
    """The source of a control's mapping to a requirement."""
    if control.is_judged_by_project(framework):
        return inlines(Badge("project judgement", "warning"))
    first, _, more = control.provenance.get(framework, "").partition(" ")
    return inlines(" ".join([joined([SOURCES.get(each, each) for each in first.split("+")]), more]).strip())
