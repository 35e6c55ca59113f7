"""A copy of the Atlas repository that a test may change, and what docgen says of it."""

import shutil
from pathlib import Path

import msgspec

from docgen.analysis.changes import Change
from docgen.analysis.facts import EnvironmentFacts
from docgen.app.drift import find_drift
from docgen.app.site import Site, build_site
from docgen.pages.sentences.changes import change_line
from docgen.source.diagnostic import has_errors
from docgen.trials.remediation import with_closings
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator
from docgen.workspace.project import open_project

REPOSITORY = Path(__file__).parents[2]
PARTS = ("terraform", "docs", "reviews", "docgen.yml")


class Edit(msgspec.Struct, frozen=True):
    """Text of one file replaced by other text; the old text must be there."""

    path: str
    old: str
    new: str
    every: bool = False  # all occurrences


def copy_atlas(folder: Path) -> Path:
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns(".terraform*"))
        else:
            shutil.copy(source, folder / part)
    return folder


def apply(folder: Path, *edits: Edit) -> None:
    for edit in edits:
        target = folder / edit.path
        if not edit.old:
            target.parent.mkdir(parents=True, exist_ok=True)
            before = target.read_text(encoding="utf-8") if target.exists() else ""
            target.write_text(before + edit.new, encoding="utf-8")
            continue
        text = target.read_text(encoding="utf-8")
        assert edit.old in text, f"{edit.path} does not hold {edit.old!r}"
        target.write_text(text.replace(edit.old, edit.new, -1 if edit.every else 1), encoding="utf-8")


class Outcome(msgspec.Struct, frozen=True, eq=False):
    site: Site
    changes: tuple[Change, ...]
    stale: tuple[str, ...]  # paths whose bytes differ from the committed ones

    def page(self, path: str) -> str:
        return self.site.files[path].decode()

    def said(self) -> str:
        return "\n".join(map(change_line, self.changes))


def unfinished(
    _evaluator: Evaluator, _evaluation: EnvironmentEvaluation, facts: EnvironmentFacts
) -> EnvironmentFacts:
    return facts


def outcome(folder: Path, *, closings: bool = True) -> Outcome:
    """What `docgen check` would find in the folder; without `closings`, which take a third of the time, all but these."""
    opened = open_project(folder)
    assert opened.value is not None, opened.diagnostics
    built = build_site(opened.value, with_closings if closings else unfinished)
    assert not has_errors(built.diagnostics), built.diagnostics
    stale = tuple(
        path
        for path, content in sorted(built.value.files.items())
        if not (folder / path).exists() or (folder / path).read_bytes() != content
    )
    return Outcome(built.value, find_drift(opened.value, built.value).changes, (*stale, *built.value.orphans))
