"""The command line: options, exit codes, nothing else.

0 clean, 1 the input is wrong, 2 usage, 3 drift, 4 policy. The commands are in `docgen.app.commands`, and are
imported when they are run.
"""

import gc
import importlib
import io
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from types import MappingProxyType

import click

from docgen.app.check_cache import CheckCache, Copying
from docgen.app.output import say
from docgen.app.progress import progress_line
from docgen.app.usage import with_example
from docgen.language.depth import deep_recursion
from docgen.source.version import VERSION

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "Write a docgen.yml for a Terraform repository, and build.",
        "build": "Regenerate the documentation.",
        "check": "Report stale pages and changed facts without writing.",
        "serve": "Serve the site, and regenerate it while you edit.",
        "doctor": "List what docgen does not know, and what would close each gap.",
        "controls": "Judge security controls.",
        "register": "List every allowed flow with its reason and who approved it.",
        "review": "Record a review of the allowed flows, and show what changed since the last.",
        "fleet": "Document many repositories as one site.",
        "evidence": "Write everything that a revision says, as one archive for examiners.",
        "diff": "Show what changes between two git revisions, for review.",
        "diagram": "Write one diagram as SVG, PNG, draw.io or DOT.",
        "verify": "Hold an environment against a real plan, a state or an AWS account.",
        "history": "Show how exposures and verdicts changed over the last commits.",
        "mcp": "Offer the model to other programs as an MCP server.",
        "facts": "Print the network facts as JSON.",
        "console": "Evaluate expressions, like `terraform console`.",
        "explain": "Explain a value, from the value down to the tfvars line.",
        "reach": "Check whether one resource can reach another, and why.",
        "whatif": "Show which facts would change if inputs had other values.",
        "plan": "Print the evaluated configuration in the shape of Terraform's plan JSON.",
    }
)
ALLOCATIONS = 1_000_000  # between two looks for cycles: values and traces are many, and hold none


class LazyGroup(click.Group):
    """Commands that are imported when they are asked for: `docgen --version` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"docgen.app.commands.{cmd_name}")
        found: click.Command = module.command
        return with_example(found, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="docgen")
def main() -> None:
    """Network and security documentation that cannot drift from the Terraform it describes."""
    click.get_current_context().with_resource(deep_recursion())
    click.get_current_context().with_resource(progress_line())


def run() -> None:
    """`docgen` as a process. It ends at once: taking millions of values apart one by one takes seconds."""
    gc.set_threshold(ALLOCATIONS, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        # A letter that a console does not have is printed as an escape: "\\u2192".
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        if sys.argv[1:2] == ["check"]:
            leave(run_check(sys.argv[1:]))
        main()
    except SystemExit as end:
        leave(code_of(end))
    except (OSError, MemoryError) as problem:  # a full disk, a folder that may not be written, no memory left
        where = f" ({problem.filename})" if isinstance(problem, OSError) and problem.filename else ""
        what = problem.strerror if isinstance(problem, OSError) else "there is not enough memory"
        say("Error: The system refuses", error=True)
        say(f"  {what or problem}{where}", error=True)
        leave(1)


def run_check(words: list[str]) -> int:
    """`docgen check`: what it said before, where nothing has changed since; otherwise as `main` does it."""
    cache = CheckCache(words)
    known = cache.answer()
    if known is not None:
        return known
    out, err = Copying(sys.stdout), Copying(sys.stderr)
    code = 0
    with redirect_stdout(out), redirect_stderr(err):  # type: ignore[type-var] # they behave as text streams
        try:
            main(obj=cache)
        except SystemExit as end:
            code = code_of(end)
    cache.keep(code, out.text(), err.text())
    return code


def code_of(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else int(end.code is not None)


def leave(code: int) -> None:
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
