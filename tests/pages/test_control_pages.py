"""The pages about controls: how many resources have which verdict, common rows, and no column or note that says nothing."""

from pathlib import Path

import pytest

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.document.markdown import print_page
from docgen.document.nodes import Badge, BulletList, Code, Inlines, Section, Table, Text, inlines
from docgen.pages.bounds import not_seen_note
from docgen.pages.control_cells import filled_table, verdict_cell
from docgen.pages.control_pages import about, control_pages, subjects_cell
from docgen.pages.controls import controls_page, severities
from docgen.pages.labels import Labels
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.table import rule_text
from docgen.source.address import ResourceAddress
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

LOGS = 'resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = 400\n}\n'
GROUPS = 'resource "aws_cloudwatch_log_group" "g" {\n  count = 9\n  retention_in_days = 400\n}\n'
GONE = "".join(f'module "{each}" {{\n  source = "acme/{each}/aws"\n}}\n' for each in ("a", "b", "c", "d"))


def environment(folder: Path, text: str, name: str = "only") -> EnvironmentFacts:
    (folder / name).mkdir()
    (folder / name / "main.tf").write_text(text, encoding="utf-8")
    evaluated = evaluate_root(Library(DiskTree(folder / name)), RootSettings("."), Limits(), {})
    assert evaluated.value is not None
    return environment_facts(alone(name, ".", evaluated.value))


def overview(*environments: EnvironmentFacts) -> str:
    return print_page(controls_page(Facts("x", environments)))


def page_of(area: str, facts: EnvironmentFacts) -> str:
    pages = control_pages(Facts("x", (facts,)))
    return next(print_page(each) for each in pages if each.path == f"controls/{area}.md")


def judged(**numbers: int) -> list[Judgement]:
    subject = ResourceAddress((), "managed", "aws_vpc", "a")
    return [Judgement(subject, ControlVerdict(name)) for name, many in numbers.items() for _ in range(many)]


@pytest.mark.parametrize(
    ("verdict", "found", "said"),
    [
        ("broken", judged(broken=1, undecided=40, holds=17), " 1, undecided 40, of 58"),
        ("broken", judged(broken=2), " 2 of 2"),
        ("undecided", judged(undecided=7, holds=1), " 7 of 8"),
        ("undecided", judged(undecided=7, waived=1), " 7, waived 1, of 8"),
        ("undecided", judged(holds=3), ", holds 3 of 3"),
        ("holds", judged(holds=3, not_applicable=1), " 3 of 4"),
        ("undecided", [Judgement(None, ControlVerdict.UNDECIDED)], ""),
    ],
)
def test_a_verdict_says_of_how_many_resources(verdict: str, found: list[Judgement], said: str) -> None:
    first, *rest = verdict_cell(ControlVerdict(verdict), found)

    assert isinstance(first, Badge)
    text = "".join(each.text for each in rest if isinstance(each, Text))
    assert text.replace("\u00a0", " ") == said
    assert all(not each.startswith(" ") or each[1:2].isalpha() for each in text.split(",")[1:])
    assert text.count(" ") == text.count(",")  # it may be broken after commas alone


def test_columns_without_anything_are_left_out() -> None:
    nothing: Inlines = ()
    rows = [(inlines("a"), nothing, inlines("")), (inlines("b"), nothing, inlines("c"))]

    assert filled_table(("A", "B", "C"), rows, "None.").columns == ("A", "C")
    assert filled_table(("A", "B", "C"), [], "None.").columns == ("A", "B", "C")


def test_an_area_without_decisions_has_no_column_for_them(tmp_path: Path) -> None:
    page = page_of("logs", environment(tmp_path, LOGS))

    assert "| Environment | Verdict | Resource |\n" in page  # all hold
    assert "none |" not in page


def test_the_meaning_of_a_control_is_a_list() -> None:
    found = about(rule_text("logs", "log_group_kms"))

    assert isinstance(found, BulletList)
    assert len(found.items) == 5


def test_names_in_one_row_are_told_apart(tmp_path: Path) -> None:
    facts = environment(
        tmp_path,
        'resource "aws_sns_topic" "x" {\n  name = "same"\n}\nresource "aws_sqs_queue" "x" {\n  name = "same"\n}\n',
    )
    addresses = [each.address for each in facts.network.inventory]
    found = [Judgement(each, ControlVerdict.HOLDS) for each in addresses]

    names = [each.text for each in subjects_cell(found, Labels((facts,))) if isinstance(each, Code)]

    assert names == [f"same ({each})" for each in addresses]


def test_what_is_folded_says_how_to_see_it(tmp_path: Path) -> None:
    page = page_of("logs", environment(tmp_path, GROUPS))

    assert "and 4 more (`docgen controls --all`)" in page


def test_controls_of_which_the_same_is_said_share_a_row(tmp_path: Path) -> None:
    page = controls_page(Facts("x", (environment(tmp_path, GONE),)))

    [section] = [each for each in page.blocks if isinstance(each, Section) and each.title == "Only"]
    [table] = [each for each in section.blocks if isinstance(each, Table)]
    assert len(table.rows) == 1
    assert table.columns == ("Verdict", "Severity", "Control", "Resource", "Reason")
    assert "more](#every-control) | the environment" in print_page(page)


def test_severities_of_a_row_are_a_range() -> None:
    assert severities(["sg_ssh_world"]) == "high"
    assert severities(["rds_not_public", "sg_ssh_world", "log_group_kms"]) == "critical to low"


def test_what_was_not_seen_is_one_line_with_the_way_to_the_list(tmp_path: Path) -> None:
    one, other = environment(tmp_path, GONE), environment(tmp_path, GONE, "two")

    alone_ = print_page(controls_page(Facts("x", (one,))))
    [note] = not_seen_note(Facts("x", (one, other)))

    assert "module.a" in str(note)
    assert "acme" not in str(note)
    assert "and 2 more." in str(note)
    assert "Lists: " in str(note)
    assert "environments/two/network.md#not-seen" in str(note)
    assert "no control is said to hold there" in alone_


def test_where_everything_is_seen_nothing_explains_the_score(tmp_path: Path) -> None:
    assert "is said to hold there" not in overview(environment(tmp_path, LOGS))
