"""`docgen console`."""

import sys
from pathlib import Path

import click
import msgspec

from docgen.app.environment_options import EnvironmentChoice, asks_for_environment, prepared_root
from docgen.app.repl import answer_lines, answer_piped, converse
from docgen.app.root_module import OrderedCommand
from docgen.app.session import (
    CLEAN,
    STRICT,
    VERBOSE,
    WRONG_INPUT,
    evaluates,
    exit_on_errors,
    exit_with,
    is_asked,
    report,
)
from docgen.app.terminal import is_gap
from docgen.language.console import open_console
from docgen.source.diagnostic import Diagnostic, has_errors, warning
from docgen.workspace.root_evaluation import redacted


@click.command(
    name="console",
    cls=OrderedCommand,
    help="An expression in, its value in Terraform's syntax out; without --env or --root, of the current folder.",
)
@asks_for_environment
@evaluates
@click.option("--jsonl", is_flag=True, help="One JSON object a line in, one a line out.")
def command(asked: EnvironmentChoice, *, jsonl: bool) -> None:
    prepared = prepared_root(asked, empty=True)
    exit_on_errors(prepared.diagnostics, prepared.tree)
    configuration = prepared.root.configuration
    around = msgspec.structs.replace(prepared.root.environment, home=str(Path.home()))
    opened = open_console(configuration, around)
    if opened.value is None:
        exit_on_errors(redacted(opened.diagnostics, prepared.root), prepared.tree)
        exit_with(WRONG_INPUT)
    report([each for each in redacted(opened.diagnostics, prepared.root) if shown(each)], prepared.tree)
    if has_errors(opened.diagnostics):
        report([warning("Incomplete values", "Values that depend on the problems above are unknown here.")])
    if jsonl:
        answer_lines(opened.value, sys.stdin.buffer, sys.stdout.buffer)
        exit_with(CLEAN)
    exit_with(converse(opened.value) if sys.stdin.isatty() else answer_piped(opened.value, sys.stdin.buffer))


def shown(diagnostic: Diagnostic) -> bool:
    """Whether the console reports it: that something is unknown, the answers themselves say."""
    return is_asked(VERBOSE) or is_asked(STRICT) or not is_gap(diagnostic)
