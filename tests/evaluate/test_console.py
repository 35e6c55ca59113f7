"""The console, held against what the real Terraform's console printed.

`answers.jsonl` beside the expressions is regenerated with `python -m tests.oracle.record_console`.
"""

from functools import cache

import pytest

from docgen.hcl.parser import is_unfinished
from docgen.language.console import Console, TypeAnswer, answer_json, answer_text, open_console
from docgen.language.evaluation import Environment
from docgen.source.diagnostic import has_errors
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.text import print_value
from docgen.values.values import EPHEMERAL, SENSITIVE, Value, string, with_marks
from tests.evaluate.answers import LEVELS
from tests.oracle.record_console import CONSOLE, Recorded, read_answers, read_expressions

HIDDEN = "Terraform's console shows sensitive outputs of modules, docgen shows none"
KNOWN_DIFFERENCES = {
    "module.child": HIDDEN,
    "module.children": HIDDEN,
    "module.child.secret": HIDDEN,
    "path": "Terraform says two things at once, and the second is ours",
    "{ a = 1": "both call it wrong; ours names what is missing first",
    "1 + type(1)": "Terraform finds the operand wrong before it finds the function misplaced",
}
ANSWERS = read_answers()


@cache
def console() -> Console:
    folder = CONSOLE / "config"
    loaded = load_configuration(Library(DiskTree(folder)), ".")
    opened = open_console(loaded.value, Environment(DiskTree(folder), dialect=LEVELS["1.11"]))
    assert opened.value is not None, opened.diagnostics
    assert not has_errors(opened.diagnostics)
    return opened.value


def value_of(text: str, **local_sources: str) -> Value:
    result = console().ask(text, local_sources)
    assert isinstance(result.value, Value), result.diagnostics
    return result.value


def test_every_expression_is_recorded() -> None:
    assert [each.expr for each in ANSWERS] == read_expressions()
    assert len(ANSWERS) >= 250


@pytest.mark.parametrize("recorded", ANSWERS, ids=lambda each: each.expr)
def test_prints_like_terraform(recorded: Recorded) -> None:
    result = console().ask(recorded.expr)
    if recorded.error is not None:
        same = [each.summary for each in result.diagnostics] == [recorded.error]
    else:
        same = result.value is not None and answer_text(result.value) == recorded.text

    assert same != (recorded.expr in KNOWN_DIFFERENCES), result
    assert (result.value is None) == (recorded.error is not None)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("var.password", '"(sensitive)"'),
        ("local.login", '{"password":"(sensitive)","user":"admin"}'),
        ("module.child", '{"folder":"child","loud":"HELLO","secret":"(sensitive)"}'),
        ("[upper(var.password)]", '["(sensitive)"]'),
        ("[for x in [var.password] : x]", '["(sensitive)"]'),
        ("jsonencode(local.login)", '"(sensitive)"'),
        ("toset([var.password])", '"(sensitive)"'),
    ],
)
def test_a_sensitive_value_is_in_no_answer(expression: str, shown: str) -> None:
    found = value_of(expression)

    assert answer_json(found)["value_json"] == shown
    assert "hunter2" not in answer_text(found)
    assert "secret of" not in answer_text(found)


def test_a_mistake_does_not_tell_a_sensitive_value() -> None:
    for text in (
        "tonumber(var.password)",
        "local.login[var.password]",
        "file(var.password)",
        "var.password.x",
    ):
        [problem] = console().ask(text).diagnostics
        assert "hunter2" not in problem.summary + problem.detail


def test_tells_a_program_what_is_not_known() -> None:
    assert answer_json(value_of("[var.unset]")) == {
        "value_json": None,
        "type": "tuple([number])",
        "sensitive": False,
        "unknown": True,
    }
    assert answer_json(value_of("-1 / 0"))["special"] == "-Inf"
    assert answer_json(value_of('{ "a\\nb" = 1 }'))["type"] == "object({a b: number})"


def test_local_values_of_a_question_know_each_other_in_any_order() -> None:
    found = value_of("local.a + var.port", a="local.b * 2", b="local.c + 1", c="length(local.greeting)")

    assert answer_text(found) == "455"
    assert answer_text(value_of("local.greeting", greeting="1")) == "1"
    assert answer_text(value_of("local.greeting")) == '"hello"'


@pytest.mark.parametrize(
    ("expression", "local_sources", "summary"),
    [
        ("local.a", {"a": "local.b", "b": "local.a"}, "Cycle: local.a (expand), local.b (expand)"),
        ("local.a", {"a": "local.a"}, "Cycle: local.a (expand)"),
        ("1", {"a": "1 +"}, "Missing expression"),
        ("1", {"a": "nope()"}, "Call to unknown function"),
        ("true ? 1 : local.nope", {}, "Reference to undeclared local value"),
        ("1", {"a": "type(1)"}, "Invalid use of type function"),
        ("", {}, "Missing expression"),
    ],
)
def test_tells_what_is_wrong(expression: str, local_sources: dict[str, str], summary: str) -> None:
    result = console().ask(expression, local_sources)

    assert result.value is None
    assert result.diagnostics[0].summary == summary


def test_one_question_cannot_use_up_the_steps_of_the_next() -> None:
    spent = console().world.budget.left
    for _ in range(3):
        value_of("[for x in range(100) : x]")

    assert console().world.budget.left == spent


def test_an_ephemeral_value_is_not_printed() -> None:
    assert print_value(with_marks(string("x"), frozenset((EPHEMERAL,)))) == "(ephemeral value)"
    assert print_value(with_marks(string("x"), frozenset((EPHEMERAL, SENSITIVE)))) == "(sensitive value)"
    assert isinstance(console().ask("type(1)").value, TypeAnswer)


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("1", False),
        ("", False),
        ("[1,", True),
        ("[1,\n2", True),
        ("[1,\n2]", False),
        ("{ a = (", True),
        ("[1,\n", False),  # an empty line is the end
        ("<<EOT", True),
        ("<<EOT\nline", True),
        ("<<EOT\nline\nEOT", False),
        ('"${upper(', True),
        ('"open', False),
        ("(]", False),
        ("# [", False),
        ('"["', False),
    ],
)
def test_more_lines_may_follow_while_something_is_open(text: str, unfinished: bool) -> None:  # noqa: FBT001 - a table
    assert is_unfinished(text) == unfinished
