"""An environment beside a plan or a state: its facts, and what they would be with the recorded values."""

import msgspec

from docgen.analysis.changes import (
    Change,
    CoverageChange,
    EnvironmentChange,
    GapChange,
    InventoryChange,
    ModuleChange,
    PropertyChange,
    ResourceChange,
)
from docgen.analysis.compare import compare_facts
from docgen.analysis.facts import Facts
from docgen.analysis.snapshot import to_snapshot
from docgen.exports.facts import facts_json
from docgen.language.evaluated import Evaluation
from docgen.recorded.model import Recorded
from docgen.recorded.overlay import Overlay, overlay
from docgen.recorded.verification import Verification
from docgen.workspace.environment import EnvironmentEvaluation
from docgen.workspace.pipeline import environment_facts, watched_addresses
from docgen.workspace.project import Project


def verify_recorded(
    evaluation: EnvironmentEvaluation, folder: str, recorded: Recorded, project: Project
) -> Verification:
    """One root module of an environment, the one in `folder`, held against a plan or a state of it."""
    found = next(each for each in evaluation.roots if each.root == folder)
    laid = overlay(found.evaluation, recorded)
    return verification(evaluation, folder, laid, recorded, project)


def verification(
    evaluation: EnvironmentEvaluation, folder: str, laid: Overlay, recorded: Recorded, project: Project
) -> Verification:
    there = with_root_evaluated(evaluation, folder, laid.there)
    is_same = not (laid.differences or laid.only_here or laid.only_there)
    changes = () if is_same else changed_facts(evaluation, there, project)
    gone = {str(each) for each in (*laid.only_here, *laid.only_there)}
    return Verification(
        evaluation.name,
        recorded.kind,
        recorded.title,
        laid.tally,
        laid.matched,
        laid.only_here,
        laid.only_there,
        laid.differences,
        tuple(each for each in changes if not repeats(each, gone)),
        laid.not_compared,
    )


def with_root_evaluated(
    evaluation: EnvironmentEvaluation, folder: str, made: Evaluation
) -> EnvironmentEvaluation:
    """The environment with another evaluation of one of its root modules."""
    roots = tuple(
        msgspec.structs.replace(each, evaluation=made) if each.root == folder else each
        for each in evaluation.roots
    )
    return msgspec.structs.replace(evaluation, roots=roots)


def changed_facts(
    here: EnvironmentEvaluation, there: EnvironmentEvaluation, project: Project
) -> tuple[Change, ...]:
    """The facts that differ. One that is not known on one side is not among them."""
    watched = watched_addresses(project.settings)
    before, after = (
        to_snapshot(facts_json(Facts(project.settings.project, (environment_facts(each, watched),))))
        for each in (here, there)
    )
    return tuple(each for each in compare_facts(before, after) if is_told(each))


def is_told(change: Change) -> bool:
    if isinstance(change, PropertyChange):
        return change.before is not None and change.after is not None
    return not isinstance(change, EnvironmentChange | GapChange | CoverageChange | ModuleChange)


def repeats(change: Change, gone: set[str]) -> bool:
    """Whether it says only that a resource is on one side, which is said already."""
    return isinstance(change, ResourceChange | InventoryChange) and change.subject in gone
