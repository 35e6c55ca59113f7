"""`docgen fleet`."""

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.fleet.connections import find_connections
from docgen.analysis.fleet.model import SystemSummary
from docgen.app.fleet.running import document_here, document_on_cluster
from docgen.app.fleet.site import FleetFolder, NotOurs
from docgen.app.fleet.system import Task
from docgen.app.fleet.systems import configured_folders, named_folders
from docgen.app.output import say, say_json, usage_error
from docgen.app.policy import OPEN
from docgen.app.publish import stop
from docgen.app.session import POLICY, WRONG_INPUT, exit_on_errors, exit_with, opened_project
from docgen.exports.fleet import fleet_json
from docgen.pages.fleet.pages import fleet_pages
from docgen.pages.sentences.fleet import Failing, failing_text, left_out_text, problem_text
from docgen.rules.catalogue import catalogue

EXTRA = "fleet"
OPEN_VERDICTS = frozenset(each.value for each in OPEN)  # of controls: broken, undecided
DECIDING = (Effect.OPEN_NOW, Effect.UNDECIDED)  # an exposure that may be open counts as one that is


@click.command(
    name="fleet",
    help="One site over many repositories: which is worst, what is open, and what connects them. Without folders, those under "
    "`systems:` in docgen.yml.",
)
@click.argument(
    "folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[FOLDER]..."
)
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    metavar="SITE",
    help="The folder of the site.",
)
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="DIR", help="Build the site as HTML into DIR, too."
)
@click.option("--title", default="Systems", show_default=True, help="Of the first page.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1),
    metavar="N",
    help="Processes at a time. Default: one for each core.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Use the workers of a Dask cluster instead: tcp://HOST:8786."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    help="Exit with 4 where an exposure of this severity, or a worse one, is open, a control is broken, or an assertion of "
    "docgen.yml (high) does not hold; or where that is undecided.",
)
def command(  # noqa: PLR0913 - one parameter an option
    folders: tuple[Path, ...],
    *,
    output: Path,
    html: Path | None,
    title: str,
    jobs: int | None,
    scheduler: str | None,
    form: str,
    fail_on: str | None,
) -> None:
    if scheduler is not None and find_spec("distributed") is None:
        raise usage_error(f"--scheduler needs an extra: pip install 'terraform-docgen[{EXTRA}]'.")
    named = named_folders(folders) if folders else folders_of_settings()
    try:
        with FleetFolder(output) as site:
            tasks = [Task(name, str(folder), str(site.folder)) for name, folder in named.items()]
            made = documents(tasks, jobs, scheduler)
            systems = sorted(made, key=lambda each: each.name)
            connections = find_connections(systems)
            site.finish(fleet_pages(title, systems, connections))
    except NotOurs as problem:
        raise usage_error(str(problem)) from problem
    if html is not None:
        publish(output, title, systems, html)
    if form == "json":
        say_json(fleet_json(title, systems, connections))
    else:
        tell(systems, output)
    leave(systems, fail_on)


def folders_of_settings() -> dict[str, Path]:
    """The systems of docgen.yml by name."""
    project = opened_project(without_environments=True)
    if not project.settings.systems:
        raise usage_error("Give folders of repositories, or name them under `systems:` in docgen.yml.")
    found = configured_folders(project)
    exit_on_errors(found.diagnostics, project.tree)
    return found.value


def documents(tasks: Sequence[Task], jobs: int | None, scheduler: str | None) -> Iterator[SystemSummary]:
    if scheduler is not None:
        return document_on_cluster(tasks, scheduler)
    return document_here(tasks, jobs or os.cpu_count() or 1)


def publish(pages: Path, title: str, systems: Sequence[SystemSummary], target: Path) -> None:
    """Build the HTML; leaves with code 1 where MkDocs cannot."""
    from docgen.app.fleet.html import build_fleet_html  # noqa: PLC0415 - slow to import
    from docgen.app.site_target import SiteFailed  # noqa: PLC0415 - as above

    try:
        build_fleet_html(pages, title, systems, target)
    except SiteFailed as problem:
        stop(problem)


def tell(systems: Sequence[SystemSummary], output: Path) -> None:
    for system in systems:
        for each in system.problems:
            say(f"{system.name}: {problem_text(each)}", error=True)
        for environment in system.environments:
            said = left_out_text(environment)
            if said:
                say(f"{system.name}: {environment.name}: {said}", error=True)
    read = sum(each.is_read for each in systems)
    say(f"{read} of {len(systems)} systems, in {output}")


def leave(systems: Sequence[SystemSummary], fail_on: str | None) -> None:
    """The exit code: 1 where a system could not be read, else 4 where `--fail-on` says so, with what is open in each system."""
    bad = [] if fail_on is None else list(Severity)[: list(Severity).index(Severity(fail_on)) + 1]
    found = {each.name: failing(each, bad) for each in systems}
    for name, each in found.items():
        if any(each):
            say(f"{name}: {failing_text(each, fail_on or '')}", error=True)
    if not all(each.is_read for each in systems):
        exit_with(WRONG_INPUT)
    if any(map(any, found.values())):
        exit_with(POLICY)


def failing(system: SystemSummary, bad: Sequence[Severity]) -> Failing:
    """Findings of a system that are open, broken or undecided, at this severity or above. An assertion counts as high, as in `docgen diff`."""
    controls = {
        key
        for environment in system.environments
        for key, verdict in environment.controls.items()
        if verdict in OPEN_VERDICTS and catalogue()[key].severity in bad
    }
    return Failing(
        sum(system.count_unaccepted(effect, severity) for effect in DECIDING for severity in bad),
        tuple(sorted(controls)),
        tuple(each.says for each in system.assertions) if Severity.HIGH in bad else (),
    )
