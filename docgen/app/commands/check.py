"""`docgen check`."""

import click

from docgen.app.drift import find_drift
from docgen.app.files import stale_files
from docgen.app.session import DRIFT, leave, opened_project, stop_on_errors
from docgen.app.site import build_site


@click.command(
    name="check", help="Say what the documentation gets wrong, without writing. Exits with 3 when it does."
)
@click.option("--no-diff", is_flag=True, help="Only the facts that moved and the names of the files.")
def command(*, no_diff: bool) -> None:
    project = opened_project()
    result = build_site(project)
    stop_on_errors(result.diagnostics, project.tree)
    stale = list(stale_files(result.value, project.folder))
    if not stale:
        click.echo(f"The documentation says what the Terraform says ({len(result.value.files)} files).")
        return
    changes = find_drift(project, result.value)
    if changes:
        click.echo(f"{len(changes)} fact{'s' if len(changes) > 1 else ''} moved:")
        for each in changes:
            click.echo(f"  {each}")
        click.echo()
    click.echo(f"{len(stale)} file{'s are' if len(stale) > 1 else ' is'} out of date:")
    for path, _ in stale:
        click.echo(f"  {path}")
    if not changes:
        click.echo(
            "No fact moved: a generated file was edited by hand, is missing, or was made by another version."
        )
    if not no_diff:
        for _, diff in stale:
            click.echo()
            click.echo(diff, nl=False)
    click.echo("\nRun `docgen build` and commit the result.")
    leave(DRIFT)
