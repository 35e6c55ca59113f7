"""`docgen init`."""

from pathlib import Path

import click

from docgen.app.beginning import begin, existing_settings
from docgen.app.files import write_site
from docgen.app.fitting import fitted
from docgen.app.output import say, say_lines
from docgen.app.session import WRONG_INPUT, exit_on_errors, exit_with, opened_project, report
from docgen.app.site import build_site
from docgen.discovery.plan import Plan
from docgen.discovery.write import missing
from docgen.source.diagnostic import error, has_errors
from docgen.workspace.settings import FILE


@click.command(
    name="init",
    help="Find root modules, environments and values in this folder, write docgen.yml, and build. Asks nothing.",
)
@click.option("--dry-run", is_flag=True, help="Print docgen.yml instead of writing it.")
def command(*, dry_run: bool) -> None:
    folder = Path.cwd()
    existing = existing_settings(folder)
    if existing is not None and not dry_run:
        detail = (
            f"{existing} exists, and `docgen init` does not change it. Edit it, or delete it first; "
            "`docgen init --dry-run` shows what would be written."
        )
        exit_on_errors([error("Configuration exists", detail)])
    found = begin(folder)
    exit_on_errors(found.diagnostics)
    assert found.value is not None  # noqa: S101 - no errors
    if dry_run:
        say_lines(found.value.text)
        return
    say(f"found {in_short(found.value.plan)}")
    beginning = fitted(folder, found.value)
    project = opened_project()
    result = build_site(project)
    report(result.diagnostics, project.tree)
    if has_errors(result.diagnostics):
        say(
            f"{FILE} is written; no page is, because of the errors above. Correct them, then run `docgen build`.",
            error=True,
        )
        exit_with(WRONG_INPUT)
    say(f"wrote {FILE}: {in_short(beginning.plan)}")
    before = found.value.plan.left_out
    refused = {each: why for each, why in beginning.plan.left_out.items() if each not in before}
    if refused:
        say("Left out, because there are errors in them:")
        for root, why in refused.items():
            say(f"  {root} ({why})")
    changed = write_site(result.value, project.folder)
    say(f"wrote {len(changed)} files in {project.settings.docs}/")
    fetch = missing(beginning.plan.roots)
    if fetch:
        say("Some modules are not installed. These commands fetch them; run `docgen build` afterwards:")
        for line in fetch:
            say(f"  {line.partition('   #')[0]}")
    say(f"Next: read the comments in {FILE}, and run `docgen serve` to see the site.")


def in_short(plan: Plan) -> str:
    environments = f"{len(plan.environments)} environment{'s' if len(plan.environments) != 1 else ''}"
    roots = f"{len(plan.roots)} root module{'s' if len(plan.roots) != 1 else ''}"
    return f"{environments} ({', '.join(plan.environments)}), {roots}"
