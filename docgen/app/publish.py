"""The site as HTML, for commands: MkDocs is only imported when a site is built."""

from pathlib import Path
from typing import NoReturn

from docgen.app.output import say
from docgen.app.session import WRONG_INPUT, exit_with
from docgen.app.site import Site
from docgen.app.site_target import SiteFailed
from docgen.source.diagnostic import Result
from docgen.workspace.project import Project


def publish(project: Project, site: Result[Site], target: Path, *, own: bool, quiet: bool) -> None:
    """Build the HTML of a site whose pages are written; leaves with code 1 where MkDocs cannot."""
    from docgen.app.mkdocs_plugin import hand_over  # noqa: PLC0415 - slow to import
    from docgen.app.mkdocs_run import build_html  # noqa: PLC0415 - as above

    hand_over(project, site)
    try:
        build_html(project, target, hint, own=own)
    except SiteFailed as problem:
        stop(problem)
    if not quiet:
        say(f"The site is in {target}: start with {target / 'index.html'}")


def publish_pages(project: Project, site: Result[Site], target: Path, *, quiet: bool) -> None:
    """Write the finished pages of a site whose pages are written; leaves with code 1 where that cannot be."""
    from docgen.app.finished_pages import write_finished  # noqa: PLC0415 - few ask for it

    try:
        number = write_finished(project, site, target)
    except SiteFailed as problem:
        stop(problem)
    if not quiet:
        say(f"{number} finished files are in {target}, for any site generator")


def serve(project: Project, site: Result[Site], address: str, *, own: bool) -> None:
    """Serve a site whose pages are written, until the user stops it; leaves with code 1 where MkDocs cannot."""
    from docgen.app.mkdocs_plugin import hand_over  # noqa: PLC0415 - slow to import
    from docgen.app.mkdocs_run import serve_site  # noqa: PLC0415 - as above

    hand_over(project, site)
    try:
        serve_site(project, address, hint, own=own)
    except SiteFailed as problem:
        stop(problem)


def hint(text: str) -> None:
    say(text, error=True)


def stop(problem: Exception) -> NoReturn:
    say("Error: No site", error=True)
    for line in str(problem).split("\n"):
        say(f"  {line}", error=True)
    exit_with(WRONG_INPUT)
