"""The home page of the site: the state of every environment, the worst findings, and what is due."""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.exposure import Effect, Exposure, Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.justification import Why
from docgen.analysis.register import Register
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.document.nodes import (
    Badge,
    Block,
    Blocks,
    Code,
    Details,
    Inline,
    Inlines,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
    inlines,
)
from docgen.pages.bounds import bounded_overview, entrances, nothing_exposed
from docgen.pages.claims import truth
from docgen.pages.exposure_chain import chain, separated
from docgen.pages.exposures import (
    SEVERITY_KINDS,
    STATE_KINDS,
    accepted_text,
    exposure_anchor,
    ports_text,
    sources_text,
)
from docgen.pages.labels import Labels
from docgen.pages.places import address_inline, change_inline
from docgen.pages.posture_cards import NOT_KNOWN, PROMISES, posture_cards
from docgen.pages.posture_due import due_block
from docgen.pages.remediation import closing_sentence, remediation_for
from docgen.pages.reviews import NO_REVIEWS, ReviewHistory
from docgen.pages.sentences.exposures import STATES
from docgen.pages.sentences.remediation import instruction
from docgen.pages.words import count, joined, joined_inlines
from docgen.source.address import ResourceAddress

HOME = "index.md"
BESIDE_A_HOME = "posture.md"  # where people have written a home page of their own
MOST_ROWS = 25  # of the table of exposures
FOLDED_FROM = 12  # unknown values
MOST_UNKNOWN = 300
SHOWN = (Effect.OPEN_NOW, Effect.UNDECIDED, Effect.ON_PAPER, Effect.REJECTED)


class Known(msgspec.Struct, frozen=True, eq=False):
    """The data of the page beside the facts of the Terraform."""

    claims: Sequence[ClaimVerdict] = ()
    entries: Sequence[Why] = ()  # of `why:` in docgen.yml
    reviews: ReviewHistory = NO_REVIEWS
    registers: Sequence[Register] = ()
    first: Inlines = ()  # the way to the pages that people wrote around facts
    contents: Blocks = ()  # the way to every other page


DUE = "Due"  # the heading before which a site puts what moved


def posture_page(facts: Facts, labels: Labels, known: Known, path: str = HOME) -> Page:
    """`path` is where the page goes: the home of the site, unless somebody wrote one."""
    blocks: list[Block] = [
        *([Paragraph(inlines("Start with ", *known.first, "."))] if known.first else []),
        Paragraph(values_line(facts)),
        posture_cards(facts, known.claims, known.reviews, known.registers),
        Section("What the internet can reach", reach_blocks(facts, labels), "reach"),
    ]
    promises = promises_table(facts, known.claims)
    if promises.rows:
        blocks.append(Section("Broken promises", (promises,), PROMISES))
    blocks += [
        Section(DUE, (due_block(facts, known.entries, known.reviews),), "due"),
        Section("Values that are not known", unknown_blocks(facts), NOT_KNOWN),
        *known.contents,
    ]
    page = Page(
        path,
        "Posture",
        "What is open, which controls and promises hold, and what is due, in every environment.",
        tuple(blocks),
        wide=True,
        boost=2,
    )
    return bounded_overview(page, facts)


def values_line(facts: Facts) -> Inlines:
    """How many of the values that the configuration sets are known, with a link to the others."""
    parts: list[Inlines] = []
    for environment in facts.environments:
        total, known = environment.coverage
        said = f"{environment.name}: {known} of {count(total, 'value')} known"
        unknown = total - known
        more: Inlines = inlines(", ", Link(f"{unknown} not known", f"#{NOT_KNOWN}")) if unknown else ()
        parts.append(inlines(said, *more))
    return inlines(*separated(parts, " · ")) or inlines("No environment is configured.")


# -- what can be reached ----------------------------------------------------------------------------


def reach_blocks(facts: Facts, labels: Labels) -> Blocks:
    found = exposed_rows(facts, labels)
    missing = entrances(facts.environments)
    table = Table(
        ("Severity", "What", "From → port", "Path", "Smallest change that closes it"),
        tuple(found[:MOST_ROWS]),
        nothing_exposed("Nothing is open to the internet, now or on paper.", missing),
    )
    marks = Paragraph(inlines("✕ blocks the traffic. ? is not known. The others let it pass."))
    if len(found) <= MOST_ROWS:
        return (table, marks) if found else (table,)
    pages = [inlines(Link(each.name, exposures_path(each.name))) for each in facts.environments]
    more = count(len(found) - MOST_ROWS, "more row")
    return table, marks, Paragraph(inlines(f"{more}, on the pages of ", *joined_inlines(pages), "."))


def exposures_path(environment: str) -> str:
    return f"environments/{environment}/exposures.md"


def exposed_rows(facts: Facts, labels: Labels) -> list[tuple[Inlines, ...]]:
    """A row for each exposure, worst first; one where environments agree in everything."""
    groups: dict[ExposedRow, list[str]] = {}
    found = [(each, one) for one in facts.environments for each in one.exposures if each.effect in SHOWN]
    for exposure, environment in sorted(found, key=lambda pair: how_bad(pair[0])):
        groups.setdefault(row_of(exposure, environment, labels), []).append(environment.name)
    return [
        (row.severity, what(row, names, labels), row.source, row.path, row.closing)
        for row, names in groups.items()
    ]


class ExposedRow(msgspec.Struct, frozen=True):
    """One exposure in one environment."""

    subject: ResourceAddress
    kind: str
    severity: Inlines
    source: Inlines
    path: Inlines
    closing: Inlines


def what(row: ExposedRow, names: Sequence[str], labels: Labels) -> Inlines:
    """The label, and in each environment the way to the section about it."""
    anchor = exposure_anchor(row.subject)
    links = [inlines(Link(each, f"{exposures_path(each)}#{anchor}")) for each in names]
    return inlines(Code(labels.of(row.subject)), f"\n{row.kind}\n", *joined_inlines(links))


def how_bad(exposure: Exposure) -> tuple[int, int, str]:
    """The sort key: the most severe first, and among those what is open now."""
    return list(Severity).index(exposure.severity), list(Effect).index(exposure.effect), exposure.id


def row_of(exposure: Exposure, facts: EnvironmentFacts, labels: Labels) -> ExposedRow:
    severity = inlines(
        Badge(exposure.severity.value, SEVERITY_KINDS[exposure.severity]),
        "\n",
        Badge(STATES[exposure.effect], STATE_KINDS[exposure.effect]),
    )
    who = inlines("the internet") if exposure.whole_internet else sources_text(exposure)
    return ExposedRow(
        exposure.subject,
        exposure.kind,
        severity,
        inlines(*who, f" → {ports_text(exposure)}"),
        chain(exposure, facts, labels),
        closing_cell(exposure, facts),
    )


def closing_cell(exposure: Exposure, facts: EnvironmentFacts) -> Inlines:
    """The change with the line to change; and who accepts the exposure until when."""
    closing = remediation_for(facts, exposure.subject)
    accepted = accepted_text(exposure, facts)
    if closing is None:
        return inlines(f"none was looked for{accepted}")
    if closing.change is None:
        return inlines(*closing_sentence(closing), accepted)
    return inlines(*instruction(closing.change), "\n", change_inline(closing.change), accepted)


# -- promises and values ----------------------------------------------------------------------------


def promises_table(facts: Facts, claims: Sequence[ClaimVerdict]) -> Table:
    """The claims and assertions that do not hold somewhere; the broken ones first."""
    names = [each.name for each in facts.environments]
    order = (Verdict.BROKEN, Verdict.UNDECIDED)
    rows = tuple(
        (
            inlines(f"“{each.says}”\n", source_link(each)),
            *(truth(each.in_environment(name)) for name in names),
        )
        for verdict in order
        for each in claims
        if each.verdict is verdict
    )
    return Table(("Statement", *names), rows, "")


def source_link(claim: ClaimVerdict) -> Inline:
    is_page = claim.page.endswith(".md")
    return Link(claim.title or claim.page, claim.page) if is_page else Code(claim.page)


def unknown_blocks(facts: Facts) -> Blocks:
    """Every value that the configuration sets and that is not known, with the reason."""
    groups: dict[tuple[Inlines, ...], list[str]] = {}
    for environment in facts.environments:
        for row in unknown_rows(environment):
            groups.setdefault(row, []).append(environment.name)
    rows = tuple((inlines(joined(names)), *row) for row, names in groups.items())
    heads = ("Environment", "Resource", "Argument", "Because")
    table = Table(
        heads, rows[:MOST_UNKNOWN], "Every value that the configuration sets on modelled resources is known."
    )
    if len(rows) <= FOLDED_FROM:
        return (table,)
    blocks: Blocks = (Details(f"{len(rows)} values", (table,)),)
    more = len(rows) - MOST_UNKNOWN
    return (*blocks, Paragraph(inlines(f"{more} more."))) if more > 0 else blocks


def unknown_rows(facts: EnvironmentFacts) -> Iterable[tuple[Inlines, ...]]:
    for item in facts.network.inventory:
        for each in item.unknowns:
            address = address_inline(facts, str(item.address))
            yield inlines(address), inlines(Code(each.name)), inlines(each.reason)
