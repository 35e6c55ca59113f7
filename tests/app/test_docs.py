"""What the documentation of docgen says of commands, options and numbers is so."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

from docgen.analysis.access.ways import WAYS
from docgen.analysis.kinds import ALL
from docgen.app.cli import COMMANDS, main
from docgen.app.commands_page import PAGE, commands_page
from docgen.app.usage import EXIT_CODES, USAGES
from docgen.aws.schemas import EXACT_VERSIONS
from docgen.aws.table import CONVERTERS
from docgen.pages.fleet.pages import MOST_ROWS
from docgen.rules.table import KEYS
from docgen.source.limits import Limits
from tests.app.command import run

TOP = Path(__file__).parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
OTHER_WORDS = {"COMMAND", "…"}  # placeholders for any command


def commands_in(text: str) -> Iterator[list[str]]:
    """The words after `docgen` of each command line: in code, and on lines of their own in blocks."""
    plain = text.replace("\\|", "|")
    spans = re.findall(r"`(?:\$ )?docgen ([^`\n]+)`", plain)
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", plain, re.MULTILINE | re.DOTALL)
    lines = [
        found
        for each in blocks
        for found in re.findall(r"^ *(?:\$ |- run: )?docgen ([^\n]+)$", each, re.MULTILINE)
    ]
    for line in [*spans, *lines]:
        try:
            yield shlex.split(re.split(r" (?:\||>|&&|;|#) ?", line)[0])
        except ValueError:  # a quote that goes on in the next line
            yield line.split()


def options_of(command: click.Command) -> set[str]:
    names = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return names | {"-h", "--help"}


def wrong_words(words: list[str]) -> list[str]:
    """What docgen does not have among the words of a command line."""
    top = click.Context(main, info_name="docgen")
    if words[0].startswith("-"):
        return [each for each in words if each not in {"--version", "--help", "-h"}]
    if words[0] in OTHER_WORDS:
        return []
    command = main.get_command(top, words[0])
    if command is None:
        return [words[0]]
    given = [each.strip("[]").partition("=")[0] for each in words[1:] if re.match(r"\[?--?[a-z]", each)]
    return [each for each in given if each not in options_of(command)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_documentation_names_commands_and_options_that_exist(path: Path) -> None:
    found = {" ".join(words): wrong_words(words) for words in commands_in(path.read_text(encoding="utf-8"))}
    assert {line: wrong for line, wrong in found.items() if wrong} == {}


def test_wrong_words_are_found() -> None:
    text = (
        "`docgen biuld` `docgen check --quick` `docgen check --no-diff`\n```\n$ docgen frob --x | less\n```\n"
    )
    assert [wrong_words(each) for each in commands_in(text)] == [["biuld"], ["--quick"], [], ["frob"]]


def test_the_readme_lists_every_command() -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## Commands\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    assert re.findall(r"^\| `docgen ([a-z]+)", section, re.MULTILINE) == list(COMMANDS)


def test_the_readme_lists_the_pages_of_docgen() -> None:
    navigation = (TOP / "mkdocs.yml").read_text(encoding="utf-8").partition("  - docgen:\n")[2]
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert [
        each for each in re.findall(r": ([a-z-]+\.md)", navigation) if f"(docs/{each})" not in readme
    ] == []


def test_the_page_of_commands_is_what_help_says() -> None:
    # `python -m docgen.app.commands_page` writes it.
    assert (TOP / PAGE).read_text(encoding="utf-8") == commands_page()


def test_every_command_has_an_example_that_works() -> None:
    assert list(USAGES) == list(COMMANDS)
    assert [wrong_words(shlex.split(each.example)[1:]) for each in USAGES.values()] == [[]] * len(COMMANDS)
    assert all(set(each.exits) <= set(EXIT_CODES) for each in USAGES.values())


@pytest.mark.parametrize(
    ("words", "incomplete", "completed"),
    [
        ([], "fl", ["fleet"]),
        (["fleet"], "--sch", ["--scheduler"]),
        (["controls", "--verdict"], "un", ["undecided"]),
    ],
)
def test_shells_complete_commands_options_and_values(
    words: list[str], incomplete: str, completed: list[str]
) -> None:
    shell = BashComplete(main, {}, "docgen", "_DOCGEN_COMPLETE")
    assert [each.value for each in shell.get_completions(words, incomplete)] == completed


def test_help_ends_with_the_example() -> None:
    for name, usage in USAGES.items():
        shown = run(TOP, name, "--help").out.rstrip().splitlines()[-1].strip()
        assert shown == f"Example: {usage.example}"


def test_numbers_of_the_page_of_limits() -> None:
    text = (TOP / "docs" / "limits.md").read_text(encoding="utf-8")
    said = {
        key: int(bound.replace(",", ""))
        for key, bound in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|$", text, re.MULTILINE)
    }
    assert said == {name: getattr(Limits(), name) for name in Limits.__struct_fields__}
    for sentence in (
        f"converters for {len(CONVERTERS)} types of resources",
        f"{len(ALL)} kinds of things",
        f"{len(KEYS)} controls, and {len(WAYS)} ways",
        f"those of {' and '.join(EXACT_VERSIONS)}",
        f"at most {MOST_ROWS:,} rows",
    ):
        assert sentence in " ".join(text.split())
