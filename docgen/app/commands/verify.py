"""`docgen verify`."""

from pathlib import Path

import click

from docgen.app.environment_options import chosen_environment
from docgen.app.live import ask_aws
from docgen.app.output import Terminal, say_json, usage_error
from docgen.app.session import DRIFT, evaluates, exit_on_errors, exit_with, opened_project
from docgen.app.verification import verify_live, verify_recorded
from docgen.exports.verify import verify_json
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.sentences.verify import counts_text, difference_text, verdict_text
from docgen.recorded.model import Kind
from docgen.recorded.read import read_recorded
from docgen.recorded.verification import Verification
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator


@click.command(
    name="verify",
    help="Hold an environment against a real plan, a state or an AWS account, and name every difference.",
)
@click.option("--env", "environment", help="An environment of docgen.yml; needed where there are several.")
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What `terraform show -json PLAN` printed.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What `terraform show -json` printed, or a terraform.tfstate.",
)
@click.option("--root", help="Which root module the file is of, where the environment has several.")
@click.option(
    "--live",
    is_flag=True,
    help="Ask AWS, with calls that only read; with --state, ids are taken from there. Needs the extra `live`.",
)
@click.option("--profile", help="A profile of the AWS configuration, for --live.")
@click.option("--region", help="The Region, for --live; else the one that the providers name.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@evaluates
def command(  # noqa: PLR0913 - one parameter an option
    environment: str | None,
    *,
    plan: Path | None,
    state: Path | None,
    root: str | None,
    live: bool,
    profile: str | None,
    region: str | None,
    form: str,
) -> None:
    if plan is not None and (state is not None or live):
        raise usage_error("Give --plan FILE alone, or --state FILE, --live, or both.")
    if plan is None and state is None and not live:
        raise usage_error("Give --plan FILE, --state FILE or --live.")
    project = opened_project()
    name = chosen_environment(project, environment)
    recorded = None
    if plan is not None or state is not None:
        read = read_recorded(plan or state or Path(), Kind.PLAN if plan is not None else Kind.STATE)
        exit_on_errors(read.diagnostics, project.tree)
        recorded = read.value
    result = Evaluator(project).evaluate(name)
    exit_on_errors(result.diagnostics, project.tree)
    assert result.value is not None  # noqa: S101 - no errors
    if live:
        asked = ask_aws(result.value, profile, region)
        exit_on_errors(asked.diagnostics, project.tree)
        assert asked.value is not None  # noqa: S101 - no errors
        found = verify_live(result.value, asked.value.answers, asked.value.title, project, recorded)
    else:
        assert recorded is not None  # noqa: S101 - a file was given, and it is not wrong
        found = verify_recorded(result.value, chosen_root(result.value, root), recorded, project)
    if form == "json":
        say_json(verify_json(found))
    else:
        print_verification(found, Terminal())
    if not found.is_equal:
        exit_with(DRIFT)


def chosen_root(evaluation: EnvironmentEvaluation, given: str | None) -> str:
    """The root module that is meant, of those of an environment."""
    roots = [each.root for each in evaluation.roots]
    if given is None and len(roots) == 1:
        return roots[0]
    wanted = "" if given is None else given.replace("\\", "/").rstrip("/")
    if wanted not in roots:
        raise usage_error(
            f"Give --root with one of the root modules of {evaluation.name}: {', '.join(roots)}."
        )
    return wanted


def print_verification(found: Verification, terminal: Terminal) -> None:
    terminal.line((verdict_text(found), "green" if found.is_equal else "red"))
    for title, lines in (
        ("Only in the code", list(map(str, found.only_here))),
        ("Not in the code", list(map(str, found.only_there))),
        ("Values", list(map(difference_text, found.differences))),
        ("Facts, from the code to what is there", list(map(change_sentence, found.changes))),
    ):
        if lines:
            terminal.line((title, "bold"))
        for each in lines:
            terminal.line(f"  {each}")
    terminal.line(counts_text(found))
    for each in found.not_compared:
        terminal.line("  ", (f"not compared: {each}", "dim"))
