"""`docgen doctor`."""

import click

from docgen.app.doctor import Checkup, Finding, check_up, most_helpful, settings_to_paste
from docgen.app.output import Terminal, say_json, usage_error
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.app.terminal import gap_contexts, gap_place
from docgen.source.gap import GapKind
from docgen.workspace.environment import Evaluator
from docgen.workspace.pipeline import environment_facts, watched_addresses

Json = dict[str, object]


@click.command(
    name="doctor", help="List what docgen does not know, and what would close each gap, best first."
)
@click.option("--env", "environment", help="Only this environment.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@evaluates
def command(environment: str | None, *, as_json: bool) -> None:
    project = opened_project()
    names = list(project.settings.environments)
    if environment is not None and environment not in names:
        raise usage_error(f"docgen.yml has no environment {environment}. It has: {', '.join(names)}.")
    evaluator = Evaluator(project)
    found = []
    for name in [environment] if environment is not None else names:
        result = evaluator.evaluate(name)
        exit_on_errors([each for each in result.diagnostics if each.gap is None], project.tree)
        assert result.value is not None  # noqa: S101 - no errors
        found.append(
            check_up(result.value, environment_facts(result.value, watched_addresses(project.settings)))
        )
    if as_json:
        data = {"environments": {each.environment: checkup_json(each) for each in found}}
        say_json(data)
        return
    terminal = Terminal()
    for each in found:
        print_checkup(each, terminal)


def checkup_json(checkup: Checkup) -> Json:
    helpful = most_helpful(checkup)
    return {
        "components": {"known_place": checkup.placed, "total": checkup.components},
        "gaps": [finding_json(each) for each in checkup.findings],
        "suggestion": {
            "causes": [each.cause for each in helpful],
            "known_place": checkup.placed_with(each.cause for each in helpful),
            "paste": settings_to_paste(checkup, helpful),
        },
    }


def finding_json(finding: Finding) -> Json:
    first = next((each.subject for each in finding.reports if each.subject is not None), None)
    return {
        "kind": finding.kind.value,
        "cause": finding.cause,
        "values": finding.values,
        "components": finding.components,
        "remedy": finding.remedy,
        "path": first.path if first else None,
        "line": first.line if first else None,
        "affects": list(dict.fromkeys(each.context for each in finding.reports if each.context)),
    }


def dependents(finding: Finding) -> str:
    """The things that depend on a gap: "12 values and the place of 3 components depend on it"."""
    parts = []
    if finding.values:
        parts.append(f"{finding.values} value{'' if finding.values == 1 else 's'}")
    if finding.components:
        parts.append(f"the place of {finding.components} component{'' if finding.components == 1 else 's'}")
    if not parts:
        return "its resources are missing" if finding.kind is GapKind.MODULE else "no value depends on it"
    single = len(parts) == 1 and (finding.values == 1 or finding.components > 0)
    return f"{' and '.join(parts)} depend{'s' if single else ''} on it"


def print_checkup(checkup: Checkup, terminal: Terminal) -> None:
    if not checkup.findings:
        terminal.line(
            (f"{checkup.environment}: ", "bold"), "everything that docgen.yml and the Terraform say is known."
        )
        return
    terminal.line(
        (f"{checkup.environment}: ", "bold"),
        f"{len(checkup.findings)} gap{'s' if len(checkup.findings) > 1 else ''}. "
        f"The place of {checkup.placed} of {checkup.components} components is known.",
    )
    for each in checkup.findings:
        place = gap_place(each.reports[0]) if each.reports else ""
        terminal.line()
        terminal.line((f"  {each.kind.value:<9} ", "yellow"), (each.cause, "bold"))
        terminal.line(f"            {dependents(each)}  ", (f"{place}{gap_contexts(each.reports)}", "dim"))
        if each.remedy:
            terminal.line(f"            {each.remedy}")
    helpful = most_helpful(checkup)
    if helpful:
        with_them = checkup.placed_with(each.cause for each in helpful)
        terminal.line()
        terminal.line(
            ("  What helps most: ", "bold"),
            f"with {'this' if len(helpful) == 1 else f'these {len(helpful)}'}, the place of {with_them} of "
            f"{checkup.components} components is known. For docgen.yml:",
        )
        terminal.line()
        for line in settings_to_paste(checkup, helpful).splitlines():
            terminal.line((f"    {line}", "green"))
    terminal.line()
