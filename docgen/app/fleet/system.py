"""One system of a fleet: its pages, written below its folder of the site, and its summary."""

import datetime as dt
import gc
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from docgen.analysis.acceptance import acceptances_of, has_ended
from docgen.analysis.exposure import Effect, Exposure, Severity
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.fleet.borders import find_borders
from docgen.analysis.fleet.model import (
    AssertionSummary,
    EnvironmentSummary,
    ExposureSummary,
    LeftOut,
    Problem,
    StateName,
    StateRead,
    StateWritten,
    SystemSummary,
)
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.app.as_of import day_for
from docgen.app.beginning import begin
from docgen.app.files import write_below
from docgen.app.fitting import fitted_with
from docgen.app.site import Site, build_site
from docgen.document.markdown import print_page
from docgen.language.depth import deep_recursion
from docgen.pages.fleet.detached import detached, folder_of
from docgen.rules.judgement import worst
from docgen.rules.table import KEYS, find_judgements
from docgen.source.diagnostic import Diagnostic, Report, Result, has_errors
from docgen.source.diagnostic import Severity as Level
from docgen.source.overlay import WithFile
from docgen.source.tree import DiskTree
from docgen.trials.remediation import with_closings
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator
from docgen.workspace.project import Project, open_project, open_tree
from docgen.workspace.remote_state import UNKNOWN_WORKSPACE, StateIdentity
from docgen.workspace.settings import FILE

ALLOCATIONS = 1_000_000  # between two looks for cycles, as for every command
MOST_PROBLEMS = 20  # of one system
MOST_EXPOSURES = 1_000  # of one environment
MAY_HOLD_PASSWORDS = frozenset({"address", "conn_str"})  # settings of backends: of `http` and of `pg`
SHOWN = (Effect.OPEN_NOW, Effect.UNDECIDED, Effect.ON_PAPER, Effect.REJECTED)


class Task(msgspec.Struct, frozen=True):
    """A system to document: all that a process, here or on another machine, has to be given."""

    name: str
    folder: str  # of the repository
    site: str  # the folder of the whole site


def document_system(encoded: bytes) -> bytes:
    """Write the pages of one system; takes a `Task` and gives a `SystemSummary`, both as JSON.

    Reads the repository, writes nothing in it. The same on a process of this machine and on one of a cluster.
    """
    task = msgspec.json.decode(encoded, type=Task)
    gc.set_threshold(ALLOCATIONS, 20, 100)
    with deep_recursion():
        return msgspec.json.encode(documented(task))


def documented(task: Task) -> SystemSummary:
    opened = open_system(Path(task.folder))
    project = opened.value
    if project is None:
        return unread(task.name, opened.diagnostics)
    states: dict[str, tuple[tuple[StateWritten, ...], tuple[StateRead, ...]]] = {}

    def finish(
        evaluator: Evaluator, evaluation: EnvironmentEvaluation, facts: EnvironmentFacts
    ) -> EnvironmentFacts:
        states[facts.name] = (
            tuple(
                StateWritten(plain_state(state), root)
                for root, state in evaluator.runs[facts.name].written_states()
            ),
            tuple(
                StateRead(plain_state(state) if state else None, str(address), answered)
                for address, state, answered in evaluator.runs[facts.name].wanted_states()
            ),
        )
        return with_closings(evaluator, evaluation, facts)

    built = build_site(project, finish, writes=False)
    if has_errors(built.diagnostics):
        return unread(task.name, built.diagnostics, project.settings.project)
    home = write_pages(task, built.value)
    environments = []
    for each in built.value.facts.environments:
        made = summary_of(project, each)
        written, read = states.get(each.name, ((), ()))
        borders = msgspec.structs.replace(made.borders, written=written, read=read)
        environments.append(msgspec.structs.replace(made, borders=borders))
    found = isinstance(project.tree, WithFile)
    return SystemSummary(
        task.name,
        project.settings.project,
        tuple(environments),
        home=home,
        found=found,
        assertions=open_assertions(built.value.claims),
    )


def open_assertions(claims: Sequence[ClaimVerdict]) -> tuple[AssertionSummary, ...]:
    """The assertions of docgen.yml that do not hold, or are not decided, in each environment; statements of pages are not among them."""
    return tuple(
        AssertionSummary(each.says, finding.environment, finding.verdict.value)
        for each in claims
        if each.page == FILE
        for finding in each.findings
        if finding.verdict is not Verdict.HOLDS
    )


def open_system(folder: Path) -> Result[Project | None]:
    """The project in a folder; without a docgen.yml, with what `docgen init` would write into it."""
    tree = DiskTree(folder)
    if tree.kind(FILE) is not None:
        return open_project(folder)
    report = Report()
    beginning = report.take(begin(folder))
    if beginning is None:
        return Result(None, tuple(report.diagnostics))
    fitted = fitted_with(beginning, lambda text: opened_with(tree, folder, text).value)
    return opened_with(tree, folder, fitted.text)


def opened_with(tree: DiskTree, folder: Path, text: str) -> Result[Project | None]:
    return open_tree(WithFile(tree, FILE, text.encode()), folder)


def unread(name: str, diagnostics: Sequence[Diagnostic], project: str = "") -> SystemSummary:
    """A system of which there are no pages, and why."""
    errors = [each for each in diagnostics if each.severity is Level.ERROR]
    return SystemSummary(name, project, problems=tuple(map(problem, errors[:MOST_PROBLEMS])))


def problem(diagnostic: Diagnostic) -> Problem:
    span = diagnostic.subject
    return Problem(diagnostic.summary, diagnostic.detail, span.path if span else "", span.line if span else 0)


def plain_state(state: StateIdentity) -> StateName:
    workspace = None if state.workspace == UNKNOWN_WORKSPACE else state.workspace
    settings = {
        name: None if name in MAY_HOLD_PASSWORDS else text for name, text in sorted(state.settings.items())
    }
    return StateName(state.kind, settings, workspace)


def summary_of(project: Project, facts: EnvironmentFacts) -> EnvironmentSummary:
    """The summary of one environment that is kept."""
    day = day_for(project)
    exposures = [
        ExposureSummary(
            str(each.subject),
            each.kind,
            each.severity,
            each.effect,
            each.ports,
            each.whole_internet,
            is_accepted(each, facts, day),
        )
        for each in facts.exposures
        if each.effect in SHOWN
    ]
    order, effects = list(Severity), list(Effect)
    exposures.sort(key=lambda each: (order.index(each.severity), effects.index(each.effect), each.subject))
    more = exposures[MOST_EXPOSURES:]
    accepted = Counter((each.effect, each.severity) for each in more if each.accepted)
    judgements = find_judgements(facts, day)
    return EnvironmentSummary(
        facts.name,
        tuple(exposures[:MOST_EXPOSURES]),
        {key: worst(judgements[key]).value for key in KEYS},
        len({(each.gap.kind, each.gap.cause) for each in facts.gaps if each.gap is not None}),
        len(facts.not_seen.anything),
        *facts.coverage,
        find_borders(facts),
        tuple(
            LeftOut(effect, severity, number, accepted[effect, severity])
            for (effect, severity), number in Counter((each.effect, each.severity) for each in more).items()
        ),
    )


def is_accepted(exposure: Exposure, facts: EnvironmentFacts, day: dt.date | None) -> bool:
    """Whether docgen.yml accepts all that is open of it, and no entry for that has ended."""
    entries = acceptances_of(exposure, facts.accepted)
    return bool(entries) and not any(has_ended(each, day) for each in entries)


def write_pages(task: Task, site: Site) -> str:
    """Write every generated page and picture below the folder of the system; gives the path of its first page."""
    folder = folder_of(task.name)
    kept = frozenset([*(each.path for each in site.made), *site.pictures])
    target = Path(task.site)
    for page in site.made:
        there = detached(page, task.name, kept)
        write_below(target, there.path, print_page(there, "").encode())
    for path, picture in site.pictures.items():
        write_below(target, f"{folder}/{path}", picture)
    return site.made[0].path
