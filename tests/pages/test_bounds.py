"""Sentences of pages beside modules whose code is missing: limited where something unseen could change them, and short."""

from pathlib import Path

from docgen.analysis.facts import EnvironmentFacts
from docgen.document.nodes import Admonition, Paragraph, Section, Table, inlines
from docgen.pages.bounds import bounded_block, missing_banner, not_seen_sentence
from docgen.pages.reviews import NO_REVIEWS, reviews_blocks
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts, find_facts
from docgen.workspace.project import open_project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

NAMES = ("alb", "logs", "subnets", "vpc")


def facts_of(folder: Path) -> EnvironmentFacts:
    text = "".join(f'module "{each}" {{\n  source = "acme/{each}/aws"\n}}\n' for each in NAMES)
    (folder / "main.tf").write_text(text, encoding="utf-8")
    evaluated = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert evaluated.value is not None
    return environment_facts(alone("only", ".", evaluated.value))


def test_an_empty_table_names_two_of_what_was_not_seen_and_counts_the_rest(tmp_path: Path) -> None:
    missing = facts_of(tmp_path).not_seen.anything
    table = bounded_block(Table(("VPC",), (), "No VPC is declared."), missing)

    assert isinstance(table, Table)
    assert table.when_empty.startswith(
        "In the code that docgen could read: no VPC is declared. Not seen: the code of module.alb, "
    )
    assert table.when_empty.endswith(" and 2 more.")
    assert "module.subnets" not in table.when_empty


def test_calls_of_one_address_in_several_root_modules_are_each_named(tmp_path: Path) -> None:
    call = 'module "alb" {\n  source = "acme/alb/aws"\n}\n'
    for root, more in (("a", ""), ("b", 'module "logs" {\n  source = "acme/logs/aws"\n}\n')):
        (tmp_path / root).mkdir()
        (tmp_path / root / "main.tf").write_text(call + more, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text(
        "project: Two\nenvironments: {all: {roots: [a, b]}}\n", encoding="utf-8"
    )
    project = open_project(tmp_path).value
    assert project is not None
    (facts,) = find_facts(project).value.environments

    assert [each.label for each in facts.not_seen.modules] == ["a:module.alb", "b:module.alb", "module.logs"]
    (banner,) = missing_banner(facts.not_seen)
    assert isinstance(banner, Admonition)
    assert banner.title == "Partial: the code of 3 modules is missing"
    assert "the code of b:module.alb (acme" in not_seen_sentence(facts.not_seen.modules)


def test_that_there_was_no_review_is_not_limited_by_missing_code(tmp_path: Path) -> None:
    missing = facts_of(tmp_path).not_seen.anything
    section = Section("Reviews", reviews_blocks(NO_REVIEWS, ()))

    assert bounded_block(section, missing) == section
    assert section.blocks == (Paragraph(inlines("The flows have not been reviewed.")),)
