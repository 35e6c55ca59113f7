"""`docgen controls`."""

import datetime as dt
from collections.abc import Sequence
from importlib.util import find_spec
from types import MappingProxyType

import click
import msgspec

from docgen.analysis.facts import Facts
from docgen.app.as_of import as_of_option, day_for, day_of
from docgen.app.output import Terminal, say_json, say_lines, usage_error
from docgen.app.own_rules import disk_rules, load_own_rules, may_run_own_rules, with_own_rules
from docgen.app.revision import current_revision, way_from_top
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.exports.controls import controls_csv, row_json
from docgen.exports.sarif import controls_sarif
from docgen.pages.sentences.controls import VERDICTS, judgement_text, waiver_text
from docgen.rules.frameworks import UnknownFramework, belongs_to, framework_named
from docgen.rules.judgement import ControlVerdict
from docgen.rules.rule import Assessed, ControlRule, assess, built_in_rules
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import Project
from docgen.workspace.settings import environment_named

STYLES = {
    ControlVerdict.HOLDS: "green",
    ControlVerdict.BROKEN: "red",
    ControlVerdict.UNDECIDED: "yellow",
    ControlVerdict.NOT_APPLICABLE: "dim",
    ControlVerdict.WAIVED: "cyan",
}
OPEN = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED)
FORMATS = ("text", "json", "csv", "sarif", "junit", "oscal")
EXTRAS = MappingProxyType({"junit": "junitparser", "oscal": "trestle"})  # the package that a format needs


class Asked(msgspec.Struct, frozen=True, eq=False):
    """The selected controls, and the result."""

    facts: Facts
    rules: tuple[ControlRule, ...]
    assessed: tuple[Assessed, ...]


@click.command(name="controls", help="Judge security controls on every environment (or one).")
@click.option("--env", "environment", help="Only this environment.")
@click.option("--framework", metavar="NAME", help="Only the controls of this framework: FSBP, CIS v5.0.0, …")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice([each.value for each in ControlVerdict]),
    multiple=True,
    help="Only these verdicts. Repeatable. Text has what is broken or undecided by itself, other formats have all.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print."
)
@click.option("--all", "everything", is_flag=True, help="Text: every verdict.")
@click.option(
    "--test-rule",
    "tested",
    multiple=True,
    metavar="FILE",
    help="Run this rule in Python, and no others. Repeatable. It is code: read it first.",
)
@with_own_rules
@as_of_option(
    "The day that decides whether a waiver has ended, or a revision for its day. Default: the day of HEAD."
)
@evaluates
def command(  # noqa: PLR0913 - one parameter an option
    *,
    environment: str | None,
    framework: str | None,
    verdicts: tuple[str, ...],
    form: str,
    everything: bool,
    tested: tuple[str, ...],
    own_rules: bool,
    as_of: str | None,
) -> None:
    require_extra(form)
    project = opened_project()
    if environment is not None:
        found = environment_named(project.settings, environment)
        exit_on_errors(found.diagnostics)
        only = {environment: project.settings.environments[environment]}
        project = msgspec.structs.replace(
            project, settings=msgspec.structs.replace(project.settings, environments=only)
        )
    rules = chosen_rules(project, framework, tested, own=may_run_own_rules(flag=own_rules))
    day = day_of(as_of, project) if form == "oscal" else day_for(project, as_of)
    result = find_facts(project)
    exit_on_errors(result.diagnostics, project.tree)
    shown = {ControlVerdict(each) for each in verdicts} or set(
        OPEN if form == "text" and not everything else ControlVerdict
    )
    assessed = (row for each in result.value.environments for row in assess(each, rules, day))
    asked = Asked(result.value, rules, tuple(each for each in assessed if each.judgement.verdict in shown))
    print_as(form, asked, project, day)


def require_extra(form: str) -> None:
    package = EXTRAS.get(form)
    if package is not None and find_spec(package) is None:
        raise usage_error(f"The format {form} needs an extra: pip install 'terraform-docgen[{form}]'.")


def chosen_rules(
    project: Project, framework: str | None, tested: Sequence[str], *, own: bool
) -> tuple[ControlRule, ...]:
    """The rules to run: those of a framework, and the team's own where they may run."""
    if tested:
        loaded = disk_rules(tested, project.tree)
        exit_on_errors(loaded.diagnostics, project.tree)
        return loaded.value
    rules = built_in_rules()
    if own:
        loaded = load_own_rules(project.settings, project.tree)
        exit_on_errors(loaded.diagnostics, project.tree)
        rules = (*rules, *loaded.value)
    if framework is None:
        return rules
    name = framework_named(framework)
    if isinstance(name, UnknownFramework):
        raise usage_error(name.detail)
    return tuple(each for each in rules if belongs_to(each.control, name))


def print_as(form: str, asked: Asked, project: Project, day: dt.date | None) -> None:
    name = asked.facts.project
    match form:
        case "json":
            say_json(controls_document(asked))
        case "csv":
            say_lines(controls_csv(asked.assessed, asked.facts).replace("\r\n", "\n"))
        case "sarif":
            say_json(controls_sarif(asked.assessed, asked.rules, way_from_top(project.folder)))
        case "junit":
            from docgen.exports.junit import controls_junit  # noqa: PLC0415 - an extra

            say_lines(controls_junit(name, asked.assessed))
        case "oscal":
            from docgen.exports.oscal import controls_oscal  # noqa: PLC0415 - an extra

            if day is None:
                raise usage_error("OSCAL needs a day, and git knows no commit here. Give it with --as-of.")
            if not asked.assessed:
                raise usage_error(
                    "OSCAL needs at least one verdict, and there is none of those that were asked for."
                )
            revision = current_revision(project.folder)
            say_json(msgspec.json.decode(controls_oscal(name, asked.assessed, day, revision)))
        case _:
            print_controls(asked, Terminal())


def controls_document(asked: Asked) -> dict[str, object]:
    environments = {
        each.name: {"controls": [row_json(row) for row in asked.assessed if row.environment == each.name]}
        for each in asked.facts.environments
    }
    return {"schema": 1, "project": asked.facts.project, "environments": environments}


def print_controls(asked: Asked, terminal: Terminal) -> None:
    for environment in asked.facts.environments:
        terminal.line((environment.name, "bold"))
        for each in asked.assessed:
            if each.environment == environment.name:
                print_row(each, terminal)


def print_row(assessed: Assessed, terminal: Terminal) -> None:
    judgement, rule = assessed.judgement, assessed.rule
    subject = str(judgement.subject or "the environment")
    verdict = (f"{VERDICTS[judgement.verdict]:<14}", STYLES[judgement.verdict])
    terminal.line("  ", verdict, f" {rule.control.severity.value:<8} {rule.key}  {subject}")
    if judgement.reasons:
        terminal.line(f"      {judgement_text(judgement)}")
    if judgement.waiver is not None:
        ended = judgement.verdict is ControlVerdict.BROKEN
        terminal.line(f"      {'ended: ' if ended else ''}{waiver_text(judgement.waiver)}")
