"""The pages about all systems: a ranking, what is open, which controls are broken where, and the connections between them."""

from collections.abc import Iterable, Sequence

from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.fleet.connections import Connection, End
from docgen.analysis.fleet.model import EnvironmentSummary, ExposureSummary, SystemSummary, how_bad
from docgen.document.nodes import (
    Badge,
    Block,
    BulletList,
    Code,
    Inline,
    Inlines,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.exposures import SEVERITY_KINDS, STATE_KINDS
from docgen.pages.fleet.detached import folder_of
from docgen.pages.sentences.exposures import STATES
from docgen.pages.sentences.fleet import KINDS, certainty_text, coverage_text, left_out_text, problem_text
from docgen.pages.words import count, joined_inlines
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import ControlVerdict
from docgen.rules.table import AREAS, rule_text

HOME = "index.md"
EXPOSURES = "exposures.md"
CONTROLS = "controls.md"
CONNECTIONS = "connections.md"
MOST_ROWS = 2_000  # of one table
MOST_NAMED = 6  # systems in one cell
BROKEN, UNDECIDED, HOLDS = (
    each.value for each in (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED, ControlVerdict.HOLDS)
)


def fleet_pages(
    title: str, systems: Sequence[SystemSummary], connections: Sequence[Connection]
) -> tuple[Page, ...]:
    """The pages over all systems; their own are below `systems/`."""
    return (
        home_page(title, systems),
        exposures_page(systems),
        controls_page(systems),
        connections_page(systems, connections),
    )


def limited(text: str, systems: Sequence[SystemSummary]) -> str:
    """The text of an empty table, limited to what was seen: a system that could not be read may have more."""
    unread = sum(not each.is_read for each in systems)
    partly = sum(any(one.missing for one in each.environments) for each in systems)
    parts = [f"{count(unread, 'system')} could not be read"] if unread else []
    parts += [f"{count(partly, 'system')} could be read in part"] if partly else []
    return (
        f"In what docgen could read: {text[:1].lower()}{text[1:]} {', '.join(parts).capitalize()}."
        if parts
        else text
    )


def system_link(system: SystemSummary) -> Inline:
    return Link(system.name, f"{folder_of(system.name)}/{system.home}") if system.home else Code(system.name)


# -- the first page ---------------------------------------------------------------------------------


def home_page(title: str, systems: Sequence[SystemSummary]) -> Page:
    ordered = sorted(systems, key=how_bad)
    rows = tuple(system_row(each) for each in ordered)
    heads = (
        "System",
        "Environments",
        "Open now",
        "Undecided",
        "On paper",
        "Broken controls",
        "Undecided controls",
        "Seen",
    )
    unread = [each for each in ordered if not each.is_read]
    ways = (("Exposures", EXPOSURES), ("Controls", CONTROLS), ("Connections", CONNECTIONS))
    links = joined_inlines([inlines(Link(text, target)) for text, target in ways])
    blocks: list[Block] = [
        Paragraph(
            inlines(f"{count(len(systems), 'system')}, the worst first. Over all of them: ", *links, ".")
        ),
        Table(heads, rows, "No system was given.", wide=True),
    ]
    if unread:
        blocks.append(Section("Could not be read", tuple(map(unread_section, unread)), "not-read"))
    return Page(
        HOME,
        title,
        "Every system with what is open, broken and not known, the worst first.",
        tuple(blocks),
        wide=True,
    )


def system_row(system: SystemSummary) -> tuple[Inlines, ...]:
    if not system.is_read:
        why = Badge("could not be read", "danger")
        return (
            inlines(Code(system.name)),
            inlines(why),
            *([inlines("?")] * 5),
            inlines(Link("why", "#not-read")),
        )
    environments = joined_inlines([inlines(each.name) for each in system.environments], ", ")
    return (
        inlines(system_link(system)),
        environments,
        severities(system, Effect.OPEN_NOW),
        severities(system, Effect.UNDECIDED),
        severities(system, Effect.ON_PAPER),
        inlines(str(system.count_controls(BROKEN))),
        inlines(str(system.count_controls(UNDECIDED))),
        inlines(coverage_text(system), *([" · no docgen.yml"] if system.found else [])),
    )


def severities(system: SystemSummary, effect: Effect) -> Inlines:
    """The number of exposures by severity: "2 critical 1 low"."""
    made: list[Inline] = []
    for severity in Severity:
        many = system.count(effect, severity)
        if many:
            made += [
                *([Text(" ")] if made else []),
                Badge(f"{many} {severity.value}", SEVERITY_KINDS[severity]),
            ]
    return tuple(made) or inlines("0")


def unread_section(system: SystemSummary) -> Section:
    items = tuple(inlines(problem_text(each)) for each in system.problems)
    return Section(system.name, (BulletList(items),))


# -- exposures --------------------------------------------------------------------------------------


def exposures_page(systems: Sequence[SystemSummary]) -> Page:
    order, effects = list(Severity), list(Effect)
    found = sorted(
        (
            (system, environment, each)
            for system in systems
            for environment in system.environments
            for each in environment.exposures
        ),
        key=lambda row: (
            order.index(row[2].severity),
            effects.index(row[2].effect),
            row[0].name,
            row[1].name,
            row[2].subject,
        ),
    )
    table = Table(
        ("Severity", "State", "System", "What", "Ports"),
        tuple(exposure_row(*each) for each in found[:MOST_ROWS]),
        limited("No exposure was found.", systems),
    )
    blocks: list[Block] = [table]
    more = max(len(found) - MOST_ROWS, 0) + sum(
        each.number for system in systems for one in system.environments for each in one.left_out
    )
    if more:
        blocks.append(Paragraph(inlines(f"{count(more, 'more row')}, on the pages of the systems.")))
    return Page(
        EXPOSURES,
        "Exposures of all systems",
        "What can be reached, or may be, in any system.",
        tuple(blocks),
        wide=True,
    )


def exposure_row(
    system: SystemSummary, environment: EnvironmentSummary, exposure: ExposureSummary
) -> tuple[Inlines, ...]:
    target = f"{folder_of(system.name)}/environments/{environment.name}/exposures.md"
    return (
        inlines(Badge(exposure.severity.value, SEVERITY_KINDS[exposure.severity])),
        inlines(Badge(STATES[exposure.effect], STATE_KINDS[exposure.effect])),
        inlines(Link(f"{system.name}: {environment.name}", target)),
        inlines(Code(exposure.subject), f"\n{exposure.kind}"),
        inlines(", ".join(exposure.ports)),
    )


# -- controls ---------------------------------------------------------------------------------------


def controls_page(systems: Sequence[SystemSummary]) -> Page:
    severities_of = {key: each.severity for key, each in catalogue().items()}
    order = list(Severity)
    areas = {key: area for area, keys in AREAS.items() for key in keys}
    rows = []
    for key in sorted(areas, key=lambda each: (order.index(severities_of[each]), each)):
        by_verdict = {
            verdict: [
                each for each in systems if any(one.controls.get(key) == verdict for one in each.environments)
            ]
            for verdict in (BROKEN, UNDECIDED, HOLDS)
        }
        if not any(by_verdict.values()):
            continue
        severity = severities_of[key]
        rows.append(
            (
                len(by_verdict[BROKEN]),
                (
                    inlines(Badge(severity.value, SEVERITY_KINDS[severity])),
                    inlines(rule_text(areas[key], key).title, "\n", Code(key)),
                    named(by_verdict[BROKEN]),
                    named(by_verdict[UNDECIDED]),
                    inlines(str(len(by_verdict[HOLDS]))),
                ),
            )
        )
    rows.sort(key=lambda each: -each[0])
    table = Table(
        ("Severity", "Control", "Broken in", "Undecided in", "Holds in"),
        tuple(cells for _, cells in rows),
        limited("No control applies to any system.", systems),
    )
    text = Paragraph(
        inlines(
            "A system is listed where one of its environments has this verdict; it may have another one elsewhere."
        )
    )
    return Page(
        CONTROLS,
        "Controls by system",
        "Which security controls are broken or undecided in which systems.",
        (text, table),
        wide=True,
    )


def named(systems: Sequence[SystemSummary]) -> Inlines:
    """The number, and the first names: "3: billing, shop, web"."""
    if not systems:
        return inlines("0")
    some = [inlines(Link(each.name, f"{folder_of(each.name)}/controls.md")) for each in systems[:MOST_NAMED]]
    more = f" and {len(systems) - MOST_NAMED} more" if len(systems) > MOST_NAMED else ""
    return inlines(f"{len(systems)}: ", *joined_inlines(some, ", "), more)


# -- connections ------------------------------------------------------------------------------------


def connections_page(systems: Sequence[SystemSummary], connections: Sequence[Connection]) -> Page:
    rows = tuple(connection_row(each) for each in connections[:MOST_ROWS])
    empty = limited("Nothing that two systems name is the same.", systems)
    blocks: list[Block] = [
        Paragraph(
            inlines(
                "Ids that AWS gives, states of Terraform and ranges of private addresses that more than one system names. What an id "
                "before an apply will be is not known, so there may be more connections than these."
            )
        ),
        Table(("What", "Which", "Named by", "Of", "How certain"), rows, empty),
    ]
    cut = [
        inlines(f"{system.name}: {environment.name}: {said}.")
        for system in systems
        for environment in system.environments
        if (said := left_out_text(environment))
    ]
    if cut:
        blocks.append(BulletList(tuple(cut[:MOST_ROWS])))
    if len(connections) > MOST_ROWS:
        blocks.append(
            Paragraph(
                inlines(
                    f"{count(len(connections) - MOST_ROWS, 'more row')}: `docgen fleet --format json` has all."
                )
            )
        )
    return Page(
        CONNECTIONS,
        "Connections between systems",
        "What connects systems, and how certain that is.",
        tuple(blocks),
        wide=True,
    )


def connection_row(connection: Connection) -> tuple[Inlines, ...]:
    certain = Badge("certain", "ok") if connection.certain else Badge("undecided", "warning")
    return (
        inlines(KINDS[connection.kind]),
        inlines(Code(connection.what)),
        ends_inlines(connection.ends),
        ends_inlines(connection.others),
        inlines(certain, f"\n{certainty_text(connection)}"),
    )


def ends_inlines(ends: Sequence[End]) -> Inlines:
    """Each environment with what says so: "shop: prod (aws_route.peer)"; of many the first."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in ends:
        groups.setdefault((each.system, each.environment), []).append(each.address)
    made = [end_inlines(*place, addresses) for place, addresses in groups.items()]
    more = [inlines(f"{len(made) - MOST_NAMED} more")] if len(made) > MOST_NAMED else []
    lines: list[Inline] = []
    for line in (*made[:MOST_NAMED], *more):
        lines += [*([Text("\n")] if lines else []), *line]
    return tuple(lines)


def end_inlines(system: str, environment: str, addresses: Iterable[str]) -> Inlines:
    first, *rest = dict.fromkeys(addresses)
    more = f" and {len(rest)} more" if rest else ""
    target = f"{folder_of(system)}/environments/{environment}/network.md"
    return inlines(Link(f"{system}: {environment}", target), " (", Code(first), f"{more})")
