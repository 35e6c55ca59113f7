"""Two revisions of a repository, evaluated side by side. Nothing is checked out, and nothing of the repository is run."""

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from docgen.analysis.assertions import Assertion
from docgen.analysis.claims import judge_assertion
from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.not_seen import UnfinishedRoot
from docgen.analysis.verdicts import Verdict
from docgen.delta.compare import compare_sides, exposed
from docgen.delta.lost import lost_with
from docgen.delta.model import (
    Area,
    AssertionEvent,
    Delta,
    Direction,
    EnvironmentDelta,
    Item,
    Presence,
    Side,
)
from docgen.exports.facts import facts_json
from docgen.hcl.cache import Parse
from docgen.hcl.nodes import Body
from docgen.source.diagnostic import Report, Result, error, has_errors
from docgen.source.git import run_git
from docgen.source.git_tree import GitTree, open_revision
from docgen.source.progress import tell
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree, Kind, Tree
from docgen.workspace.environment import Evaluator
from docgen.workspace.inputs import exists, found_file
from docgen.workspace.library import library_of
from docgen.workspace.pipeline import environment_facts, watched_addresses
from docgen.workspace.project import Project, open_tree
from docgen.workspace.settings import FILE, read_assertions
from docgen.workspace.settings_model import EnvironmentSettings, Settings

CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
INSTALLED = ".terraform"  # where `terraform init` puts the code of modules; git does not have it


class RevisionTree(GitTree):
    """A revision, with the module code that `terraform init` has put on the disk: git does not have that."""

    def __init__(self, tree: GitTree, largest: int | None = None) -> None:
        limit = tree.largest if largest is None else largest
        super().__init__(tree.objects, tree.top, tree.root, tree.revision, limit)
        self.folders = tree.folders
        self.installed = DiskTree(tree.root, limit)

    def with_limit(self, largest: int) -> "RevisionTree":
        return RevisionTree(self, largest)

    def kind(self, path: str) -> Kind | None:
        return self.installed.kind(path) if is_installed(path) else super().kind(path)

    def names(self, folder: str) -> tuple[str, ...] | None:
        return self.installed.names(folder) if is_installed(folder) else super().names(folder)

    def is_folder(self, path: str) -> bool:
        return self.installed.is_folder(path) if is_installed(path) else super().is_folder(path)

    def read(self, path: str) -> bytes:
        return self.installed.read(path) if is_installed(path) else super().read(path)


def is_installed(path: str) -> bool:
    return INSTALLED in posixpath.normpath(path).split("/")


class Revision(msgspec.Struct, frozen=True, eq=False):
    """A project at one revision."""

    name: str  # as the user wrote it; "" for the working tree
    project: Project
    sides: Mapping[str, Side]  # by environment


def open_base(folder: Path, name: str) -> Result[RevisionTree | None]:
    found = open_revision(folder, name)
    return Result(None if found.value is None else RevisionTree(found.value), found.diagnostics)


class SharedParse:
    """Texts that both revisions have are parsed once."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.known: dict[str, Result[Body]] = {}

    def __call__(self, file: SourceFile) -> Result[Body]:
        found = self.known.get(file.text)
        if found is None or found.diagnostics:  # they name the file
            found = self.known[file.text] = self.parse(file)
        return found


def merge_base(folder: Path, base: str, head: str | None) -> Result[str]:
    """The newest commit that both have: what a branch began from. With an error where there is none, or no such revision."""
    opened = [open_revision(folder, each) for each in (base, head or "HEAD")]
    wrong = [each for found in opened for each in found.diagnostics]
    names = [found.value.revision for found in opened if found.value is not None]
    if wrong:
        return Result(base, tuple(wrong))
    code, printed, _ = run_git(folder, ["merge-base", *names])
    if code != 0:
        detail = f"{base} and {head or 'HEAD'} have no commit in common here. A shallow clone has only the newest commits: `git fetch --unshallow`."
        return Result(base, (error("No common commit", detail),))
    return Result(printed.strip())


def compare_revisions(folder: Path, base: str, head: str | None) -> Result[Delta | None]:
    """The changes from one revision to another; `head` None: to the files on disk. None, with errors, if one is invalid."""
    report = Report()
    old_tree = report.take(open_base(folder, base))
    new_tree: Tree | None = DiskTree(folder) if head is None else report.take(open_base(folder, head))
    if old_tree is None or new_tree is None:
        return Result(None, tuple(report.diagnostics))
    new_project = report.take(open_tree(new_tree, folder))
    if new_project is None:
        return Result(None, tuple(report.diagnostics))
    parse = SharedParse(new_project.library.parse)
    new_project.library.parse = parse
    opened = open_old(old_tree, folder, new_project)
    report.add(*(each for each in opened.diagnostics if has_errors([each])))
    old_project, notes = opened.value
    if old_project is None:
        return Result(None, tuple(report.diagnostics))
    old_project.library.parse = parse
    if isinstance(new_tree, GitTree) and new_tree.top == old_tree.top:
        return Result(Delta(base, head or "", (), notes), tuple(report.diagnostics))
    found = report.take(compare_projects(old_project, new_project, base))
    delta = None if found is None else msgspec.structs.replace(found, head=head or "", notes=notes)
    return Result(delta, tuple(report.diagnostics))


def compare_projects(old_project: Project, new_project: Project, base: str) -> Result[Delta | None]:
    """The changes in each environment; the newer revision has no name. `base`: the name of the older revision."""
    report = Report()
    new = report.take(evaluate_all(new_project))
    if has_errors(report.diagnostics):
        return Result(None, tuple(report.diagnostics))
    old_result = evaluate_all(old_project)
    wrong = [each for each in old_result.diagnostics if has_errors([each])]
    if wrong:
        report.add(
            error("The older revision is wrong", f"{base} cannot be compared: what follows is wrong in it.")
        )
        report.add(*wrong)
        return Result(None, tuple(report.diagnostics))
    assertions = read_assertions(new_project.tree, new_project.settings)
    pairs = matched(old_project.settings, new_project.settings)
    found = [compare_pair(pair, old_result.value, new, assertions) for pair in pairs if pair[1]]
    elsewhere = [(old_result.value.get(before or ""), new[after]) for before, after in pairs if after]
    for gone in (before for before, after in pairs if before and not after):
        environment = old_project.settings.environments[gone]
        is_there = has_code(old_project.tree, new_project.tree, environment)
        items = () if is_there else lost_with(gone, old_result.value[gone], elsewhere)
        gaps = missing_names(old_result.value[gone])
        found.append(EnvironmentDelta(gone, items, "", Presence.GONE, gaps, is_there))
    facts = {
        after: (old_result.value[before].facts, new[after].facts)
        for before, after in pairs
        if before and after
    }
    return Result(Delta(base, "", tuple(found), facts=facts), tuple(report.diagnostics))


def open_old(
    tree: RevisionTree, folder: Path, new: Project
) -> Result[tuple[Project | None, tuple[str, ...]]]:
    """The older project. Without a docgen.yml of its own it is read with the newer one's, where the root modules exist."""
    if tree.kind(FILE) is not None:
        found = open_tree(tree, folder)
        old = found.value
        if old is not None:  # its gaps are no errors: a change may be what closes them
            old = msgspec.structs.replace(old, settings=msgspec.structs.replace(old.settings, strict=False))
        return Result((old, ()), found.diagnostics)
    environments = {
        name: each
        for name, each in new.settings.environments.items()
        if all(tree.is_folder(root.root) for root in each.each_root())
    }
    settings = msgspec.structs.replace(new.settings, environments=environments)
    limits = settings.limits
    limited = tree.with_limit(limits.file)
    library = library_of(limited, limits.files, limits.nesting, limits.depth)
    note = f"{tree.revision[:12]} has no {FILE}: it is read with the settings of the newer revision."
    return Result((Project(folder, limited, settings, library), (note,)))


def evaluate_all(project: Project) -> Result[Mapping[str, Side]]:
    """Every environment, with its facts; those with errors are left out."""
    report = Report()
    evaluator = Evaluator(project)
    found: dict[str, Side] = {}
    for name in project.settings.environments:
        tell(f"{name}: evaluating")
        result = evaluator.evaluate(name)
        evaluation = report.take(result)
        if evaluation is None or has_errors(result.diagnostics):
            continue
        facts = environment_facts(evaluation, watched_addresses(project.settings))
        document: Mapping[str, Any] = facts_json(Facts(project.settings.project, (facts,)))["environments"][
            name
        ]
        found[name] = Side(
            facts, document, evaluation.instances, evaluation.configurations, result.diagnostics
        )
    return Result(found, tuple(report.diagnostics))


Pair = tuple[str | None, str | None]


def matched(old: Settings, new: Settings) -> tuple[Pair, ...]:
    """Pairs of environments, older and newer name: by name, then by root modules. None: there is none."""
    pairs: list[Pair] = [(name, name) for name in new.environments if name in old.environments]
    left = {name: each for name, each in old.environments.items() if name not in new.environments}
    for name, environment in new.environments.items():
        if name in old.environments:
            continue
        former = next((each for each, was in left.items() if roots_of(was) == roots_of(environment)), None)
        if former is not None:
            del left[former]
        pairs.append((former, name))
    order = list(new.environments)
    pairs.sort(key=lambda each: order.index(each[1] or ""))
    return (*pairs, *((name, None) for name in left))


def roots_of(environment: EnvironmentSettings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((posixpath.normpath(each.root), each.var_files) for each in environment.each_root())


def compare_pair(
    pair: Pair, old: Mapping[str, Side], new: Mapping[str, Side], assertions: Sequence[Assertion]
) -> EnvironmentDelta:
    """One environment of the newer revision."""
    before, after = pair[0], pair[1] or ""
    if before is None:
        return EnvironmentDelta(after, presence=Presence.NEW, items=exposed(after, new[after]))
    found = compare_sides(after, old[before], new[after])
    verdicts = tuple(compare_assertions(after, old[before].facts, new[after].facts, assertions))
    return msgspec.structs.replace(
        found, items=(*verdicts, *found.items), former_name="" if before == after else before
    )


def has_code(old: Tree, new: Tree, environment: EnvironmentSettings) -> bool:
    """Whether a root module of an environment is still there, with the files of variables that it had."""
    return any(
        any(each.endswith(CODE) for each in new.names(root.root) or ())
        and all(
            exists(new, found_file(new, root.root, each))
            for each in root.var_files
            if exists(old, found_file(old, root.root, each))
        )
        for root in environment.each_root()
    )


def missing_names(side: Side) -> tuple[str, ...]:
    """Things that could contain more than was seen: modules without code, root modules that are not finished."""
    found = side.facts.not_seen.anything
    return tuple(sorted({each.root if isinstance(each, UnfinishedRoot) else str(each) for each in found}))


def compare_assertions(
    name: str, before: EnvironmentFacts, after: EnvironmentFacts, assertions: Sequence[Assertion]
) -> list[Item]:
    """Assertions of the newer revision that held in the older one, and do not, or are not decided."""
    found = []
    renamed = msgspec.structs.replace(before, name=name)
    for each in assertions:
        now = verdict_in(each, after)
        was = verdict_in(each, renamed)
        if now is None or now is was:
            continue
        direction = {
            Verdict.HOLDS: Direction.BETTER,
            Verdict.BROKEN: Direction.WORSE,
            Verdict.UNDECIDED: Direction.UNKNOWN,
        }[now]
        event = AssertionEvent(each.says, was.value if was else None, now.value)
        severity = Severity.HIGH if direction is Direction.WORSE else None
        found.append(Item(name, each.says, Area.ASSERTION, direction, event, severity))
    return found


def verdict_in(assertion: Assertion, facts: EnvironmentFacts) -> Verdict | None:
    """None where the assertion is not about the environment."""
    verdict = judge_assertion(assertion, FILE, FILE, [facts])
    return verdict.findings[0].verdict if verdict.findings else None
