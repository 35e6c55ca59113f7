"""An example of each command, and the exit codes that it has: for `--help` and for the page of commands."""

from collections.abc import Mapping
from types import MappingProxyType

import click
import msgspec

from docgen.app.exit_codes import CLEAN, DRIFT, POLICY, USAGE, WRONG_INPUT

USUAL = (CLEAN, WRONG_INPUT, USAGE)
EXIT_CODES: Mapping[int, str] = MappingProxyType(
    {
        CLEAN: "clean",
        WRONG_INPUT: "the input is wrong",
        USAGE: "wrong use of the command",
        DRIFT: "the documentation is out of date",
        POLICY: "something that must hold does not, or cannot be decided",
    }
)


class Usage(msgspec.Struct, frozen=True):
    example: str
    exits: tuple[int, ...] = USUAL


USAGES: Mapping[str, Usage] = MappingProxyType(
    {
        "init": Usage("docgen init --dry-run"),
        "build": Usage("docgen build --site site"),
        "check": Usage("docgen check --no-diff", (*USUAL, DRIFT, POLICY)),
        "serve": Usage("docgen serve --address 127.0.0.1:8001"),
        "doctor": Usage("docgen doctor --env production"),
        "controls": Usage('docgen controls --env production --framework "CIS v5.0.0"'),
        "register": Usage("docgen register --format csv"),
        "review": Usage('docgen review --dry-run --by "Ada Lovelace"'),
        "fleet": Usage("docgen fleet ../shop ../billing -o site --jobs 4", (*USUAL, POLICY)),
        "evidence": Usage("docgen evidence --as-of v1.4 -o evidence.zip"),
        "diff": Usage("docgen diff main --merge-base --fail-on high", (*USUAL, POLICY)),
        "diagram": Usage("docgen diagram data-flow --env production --format drawio -o data-flow.drawio"),
        "verify": Usage("docgen verify --env production --plan plan.json", (*USUAL, DRIFT)),
        "history": Usage("docgen history -n 10 --format markdown"),
        "mcp": Usage("docgen mcp"),
        "facts": Usage("docgen facts --env production --json"),
        "console": Usage("docgen console --root infra --var region=eu-west-1"),
        "explain": Usage("docgen explain aws_lb.main.internal --env production"),
        "reach": Usage(
            "docgen reach --from internet --to aws_db_instance.main --on tcp/5432 --env production"
        ),
        "whatif": Usage('docgen whatif --env production --set public_cidrs=["10.0.0.0/8"]'),
        "plan": Usage("docgen plan --env production"),
    }
)


def with_example(command: click.Command, name: str) -> click.Command:
    """The command, whose `--help` ends with an example."""
    usage = USAGES.get(name)
    if usage is not None and command.epilog is None:
        command.epilog = f"\b\nExample: {usage.example}"
    return command
