"""`docgen build`."""

import click

from docgen.app.files import write_site
from docgen.app.session import evaluates, opened_project, stop_on_errors
from docgen.app.site import build_site


@click.command(
    name="build", help="Regenerate everything generated under docs/. Writes only files whose bytes change."
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well.")
@evaluates
def command(*, quiet: bool) -> None:
    project = opened_project()
    result = build_site(project)
    stop_on_errors(result.diagnostics, project.tree)
    changed = write_site(result.value, project.folder)
    if quiet:
        return
    for path in changed:
        click.echo(f"{'removed' if path in result.value.orphans else 'wrote'} {path}")
    total = len(result.value.files)
    click.echo(f"{total} files, {len(changed)} changed" if changed else f"{total} files, all up to date")
