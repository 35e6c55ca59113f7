"""Compares an environment with a plan or a state: its facts, and the facts with the recorded values."""

from collections.abc import Mapping

import msgspec

from docgen.analysis.changes import (
    Change,
    CoverageChange,
    EnvironmentChange,
    ExposureChange,
    ExposureFacts,
    GapChange,
    InventoryChange,
    ModuleChange,
    PropertyChange,
    ResourceChange,
)
from docgen.analysis.compare import compare_facts
from docgen.analysis.facts import Facts
from docgen.analysis.snapshot import Snapshot, to_snapshot
from docgen.exports.facts import facts_json
from docgen.language.evaluated import Evaluation
from docgen.language.instance import Instance
from docgen.recorded.live.calls import Answers
from docgen.recorded.live.compare import live_overlay
from docgen.recorded.model import Kind, Recorded
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
    if isinstance(change, ExposureChange):
        return in_order(change.before) != in_order(change.after)
    return not isinstance(change, EnvironmentChange | GapChange | CoverageChange | ModuleChange)


def in_order(exposure: ExposureFacts | None) -> ExposureFacts | None:
    """The order of ports and sources is that of the rules, which AWS does not keep."""
    if exposure is None:
        return None
    return ExposureFacts(exposure.effect, tuple(sorted(exposure.ports)), tuple(sorted(exposure.sources)))


def repeats(change: Change, gone: set[str]) -> bool:
    """Whether it says only that a resource is on one side, which is said already."""
    return isinstance(change, ResourceChange | InventoryChange) and change.subject in gone


def verify_live(
    evaluation: EnvironmentEvaluation,
    answers: Answers,
    title: str,
    project: Project,
    state: Recorded | None = None,
) -> Verification:
    """An environment, with all its root modules, held against what an account answered. `state`: where ids are known from."""
    watched = watched_addresses(project.settings)

    def document(one: EnvironmentEvaluation) -> Snapshot:
        facts = environment_facts(one, watched)
        return to_snapshot(facts_json(Facts(project.settings.project, (facts,))))

    before = document(evaluation)
    configurations = evaluation.configurations
    laid = live_overlay(
        evaluation.instances,
        before.environments[evaluation.name],
        answers,
        title,
        state,
        project.settings.shown,
        may_be_more=any(each.missing or each.incomplete for each in configurations),
    )
    after = document(with_replaced(evaluation, laid.replaced))
    gone = {*map(str, laid.gone), *laid.left_out}
    changes = tuple(
        each for each in compare_facts(before, after) if is_told(each) and not repeats(each, gone)
    )
    return Verification(
        evaluation.name,
        Kind.LIVE,
        title,
        laid.tally,
        laid.matched,
        laid.gone,
        laid.others,
        laid.differences,
        changes,
        (*laid.not_compared, *(f"{name}: {why}" for name, why in sorted(answers.refused.items()))),
    )


def with_replaced(
    evaluation: EnvironmentEvaluation, replaced: Mapping[int, Instance | None]
) -> EnvironmentEvaluation:
    """The environment with other instances in the place of some, or none."""
    roots = []
    for root in evaluation.roots:
        made = [replaced.get(id(each), each) for each in root.evaluation.instances]
        instances = tuple(each for each in made if each is not None)
        roots.append(
            msgspec.structs.replace(
                root, evaluation=msgspec.structs.replace(root.evaluation, instances=instances)
            )
        )
    return msgspec.structs.replace(evaluation, roots=tuple(roots))
