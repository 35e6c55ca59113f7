"""`docgen build`."""

from collections.abc import Sequence
from pathlib import Path

import click

from docgen.app.files import write_site
from docgen.app.output import say
from docgen.app.publish import publish, publish_pages
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.app.site import Site, build_site


@click.command(
    name="build", help="Regenerate everything generated under docs/. Writes only files whose bytes change."
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing on success.")
@click.option(
    "--site", type=click.Path(path_type=Path), metavar="DIR", help="Build the site as HTML into DIR, too."
)
@click.option(
    "--pages",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the finished pages as Markdown into DIR, too, for a site generator other than MkDocs.",
)
@click.option(
    "--ignore-mkdocs-yml", is_flag=True, help="With --site: docgen's own configuration of the site."
)
@evaluates
def command(*, quiet: bool, site: Path | None, pages: Path | None, ignore_mkdocs_yml: bool) -> None:
    project = opened_project()
    result = build_site(project)
    exit_on_errors(result.diagnostics, project.tree)
    changed = write_site(result.value, project.folder)
    if not quiet:
        tell(result.value, changed)
    if pages is not None:
        publish_pages(project, result, pages, quiet=quiet)
    if site is not None:
        publish(project, result, site, own=not ignore_mkdocs_yml, quiet=quiet)


def tell(site: Site, changed: Sequence[str]) -> None:
    for path in changed:
        say(f"{'removed' if path in site.orphans else 'wrote'} {path}")
    total = len(site.files)
    say(f"{total} files, {len(changed)} changed" if changed else f"{total} files, all up to date")
