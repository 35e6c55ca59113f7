"""The path to an exposure as a row of chips, one for each check."""

from collections.abc import Iterator, Sequence

from docgen.analysis.exposure import Exposure
from docgen.analysis.facts import EnvironmentFacts
from docgen.document.nodes import Chip, Inline, Inlines, Text, inlines
from docgen.pages.labels import Labels
from docgen.pages.places import evidence_for
from docgen.pages.sentences.exposures import step_text
from docgen.pages.sentences.findings import finding_text


def chain(exposure: Exposure, facts: EnvironmentFacts, labels: Labels) -> Inlines:
    """The checks in their order, each a chip that leads to what decides it."""
    chips: list[Inlines] = []
    for check in exposure.path:
        note = finding_text(check.finding, labels.of)
        evidence = evidence_for(facts, check.address)
        match check.holds:
            case True:
                chips.append(inlines(Chip(step_text(check, labels.of), "muted", evidence, note)))
            case False:
                chips.append(inlines(Chip(f"✕ {step_text(check, labels.of)}", "ok", evidence, note)))
            case None:
                chips.append(inlines(Chip(f"? {step_text(check, labels.of)}", "warning", evidence, note)))
    return tuple(separated(chips, " → ")) or inlines("no path was evaluated")


def separated(parts: Sequence[Inlines], by: str) -> Iterator[Inline]:
    for index, part in enumerate(parts):
        if index:
            yield Text(by)
        yield from part
