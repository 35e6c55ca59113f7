"""docgen from Python: complete, documented, and the same as the command line."""

import json
from pathlib import Path

import pytest

import docgen
from docgen import api
from docgen.exports.facts import facts_json
from docgen.pages.sentences.changes import change_sentence
from tests.app.atlas import Edit, apply, copy_atlas
from tests.app.command import run

DOCS = Path(__file__).parents[2] / "docs" / "python.md"


@pytest.mark.parametrize("name", [each for each in docgen.__all__ if each != "__version__"])
def test_each_part_is_documented(name: str) -> None:
    part = getattr(docgen, name)

    assert part is getattr(api, name)
    assert len(part.__doc__) > 40
    assert f"docgen.{name}" in DOCS.read_text(encoding="utf-8")


def test_nothing_public_is_left_out() -> None:
    own = {name for name, each in vars(api).items() if getattr(each, "__module__", "") == api.__name__}

    assert own - {"T", "taken"} == set(docgen.__all__) - {"__version__"}
    with pytest.raises(AttributeError):
        docgen.facs  # noqa: B018 - asking for it is the test


def test_facts_are_those_of_the_command_line(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)

    found = facts_json(docgen.facts(docgen.load(folder)))

    assert json.loads(json.dumps(found)) == json.loads(run(folder, "facts").out)


def test_check(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    clean = docgen.check(docgen.load(folder))
    apply(
        folder,
        Edit(
            "terraform/modules/vpc/security_groups.tf", "from_port         = 9198", "from_port         = 9197"
        ),
    )
    moved = docgen.check(docgen.load(str(folder)))

    assert (clean.is_current, clean.is_proved, clean.changes) == (True, True, ())
    assert not moved.is_current
    assert any("9197" in change_sentence(each) for each in moved.changes)
    assert "docs/environments/staging/security-groups.md" in moved.stale


def test_evaluate() -> None:
    project = docgen.load(Path(__file__).parents[2])
    evaluation = docgen.evaluate(project, "staging")

    assert "module.alb.aws_lb.this" in {str(each.address) for each in evaluation.instances}
    with pytest.raises(docgen.InvalidInput, match="Unknown environment"):
        docgen.evaluate(project, "stagin")


def test_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(docgen.InvalidInput) as missing:
        docgen.load(tmp_path)
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  one: {root: .}\n", encoding="utf-8")
    (tmp_path / "main.tf").write_text("output x {\n  value = local.y\n}\n", encoding="utf-8")
    with pytest.raises(docgen.InvalidInput) as refused:
        docgen.facts(docgen.load(tmp_path))

    assert missing.value.diagnostics[0].summary == "Missing configuration"
    assert "undeclared local value" in str(refused.value)
