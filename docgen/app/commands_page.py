"""The page of documentation about the commands, made from what `--help` says. `python -m docgen.app.commands_page` writes it."""

from collections.abc import Iterator
from pathlib import Path

import click

from docgen.app.cli import COMMANDS, main
from docgen.app.usage import EXIT_CODES, USAGES

PAGE = Path("docs/commands.md")
HEAD = """---
title: Commands
search:
  boost: 0.1
---

# Commands

This page is made from what `docgen COMMAND --help` says: `python -m docgen.app.commands_page`.

## What all commands share

Commands look for `docgen.yml` in the current folder and in those above it. Results go to standard output, and everything else to
standard error. `docgen --version` prints the version.

| Exit code | Meaning |
| --- | --- |
"""
COMPLETION = """
### Completion in a shell

| Shell | Line |
| --- | --- |
| bash, in `~/.bashrc` | `eval "$(_DOCGEN_COMPLETE=bash_source docgen)"` |
| zsh, in `~/.zshrc` | `eval "$(_DOCGEN_COMPLETE=zsh_source docgen)"` |
| fish, in `~/.config/fish/completions/docgen.fish` | `_DOCGEN_COMPLETE=fish_source docgen \\| source` |

Commands and options are completed, and values where an option has a list of them.
"""


def commands_page() -> str:
    """The Markdown of the page."""
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    names = main.context_settings["help_option_names"]
    top = click.Context(main, info_name="docgen", help_option_names=names)
    parts = [HEAD, codes, COMPLETION]
    for name, summary in COMMANDS.items():
        command = main.get_command(top, name)
        assert command is not None  # noqa: S101 - it is one of them
        parts.append("".join(section(name, summary, command, top)))
    return "".join(parts)


def section(name: str, summary: str, command: click.Command, top: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=top)
    usage = USAGES[name]
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"\n## docgen {name}\n\n"
    said = " ".join((command.help or summary).split())
    yield f"{escaped(said)}\n\n"
    yield f"```text\ndocgen {name} {pieces}\n```\n\n"
    yield f"Example: `{usage.example}`\n\n"
    yield f"Exit codes: {', '.join(map(str, usage.exits))}.\n\n"
    yield "| Option | Meaning |\n| --- | --- |\n"
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            option, meaning = record
            yield f"| `{option.replace('|', chr(92) + '|')}` | {escaped(meaning)} |\n"


def escaped(text: str) -> str:
    """Text in a cell of a table; what click puts in brackets is no link."""
    for mark in ("\\", "|", "[", "]", "<", ">", "*"):
        text = text.replace(mark, f"\\{mark}")
    return text


if __name__ == "__main__":
    PAGE.write_text(commands_page(), encoding="utf-8", newline="\n")
