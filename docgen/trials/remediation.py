"""Tries which single input closes each exposure, by evaluating the environment again with another value.

The number of trials depends on the number of instances in the environment, not on the clock: the answer is the
same on every machine.
"""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.analysis.changes import Change, CoverageChange
from docgen.analysis.compare import compare_facts
from docgen.analysis.exposure import Exposure
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.levers import levers_of
from docgen.analysis.remediation import (
    InputChange,
    Outcome,
    Remediation,
    code_that_decides,
    is_closed,
    is_public_range,
    opens_something,
)
from docgen.analysis.snapshot import Snapshot, to_snapshot
from docgen.exports.facts import facts_json
from docgen.language.edits import edits_of
from docgen.language.instance import InputValue
from docgen.source.diagnostic import has_errors
from docgen.source.progress import tell
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator
from docgen.workspace.inputs import Argument
from docgen.workspace.pipeline import DisplayTexts, environment_facts, watched_addresses

MOST_TRIALS = 40  # of one environment
WORK = 200_000  # instances that all trials of one environment may make together
TELLING = 2  # up to this rank of changes all are tried, and the one that moves least is taken


def with_closings(
    evaluator: Evaluator, evaluation: EnvironmentEvaluation, facts: EnvironmentFacts
) -> EnvironmentFacts:
    """The facts of an environment, with one closing for each exposure, in their order."""
    trials = RemediationSearch(evaluator, evaluation, facts)
    closings = tuple(trials.closing(each) for each in facts.exposures)
    return msgspec.structs.replace(facts, closings=closings)


class Trial(msgspec.Struct, frozen=True, eq=False):
    """An environment with one other input; None where Terraform would refuse that."""

    change: InputChange
    facts: EnvironmentFacts | None


class RemediationSearch:
    """The trials in one environment; nothing is tried twice."""

    def __init__(
        self, evaluator: Evaluator, evaluation: EnvironmentEvaluation, facts: EnvironmentFacts
    ) -> None:
        self.evaluator = evaluator
        self.evaluation = evaluation
        self.facts = facts
        self.left = min(MOST_TRIALS, WORK // max(len(evaluation.instances), 1))
        self.done: dict[tuple[str, str], Trial] = {}
        self.snapshots: dict[EnvironmentFacts, Snapshot] = {}
        self.memory = evaluator.memory(facts.name)  # most instances are the same ones in every trial
        self.texts: DisplayTexts = {}  # and most inputs

    def closing(self, exposure: Exposure) -> Remediation:
        levers = [each.variable for each in levers_of(exposure.trace)]
        variables = list(dict.fromkeys(levers))
        hidden = [each for each in variables if (given := self.given(each)) and given.sensitive]
        found: list[Trial] = []
        for changes in self.rounds(variables):
            for change in changes:
                if (change.variable, change.value) not in self.done and self.left <= 0:
                    return self.best(exposure, found) or Remediation(exposure.subject, Outcome.NOT_TRIED)
                trial = self.tried(change)
                if trial.facts is not None and self.closes(exposure, trial.facts):
                    found += [] if opens_something(self.facts.exposures, trial.facts.exposures) else [trial]
            if found:
                break
        outcome = Outcome.NOT_TRIED if hidden else Outcome.NO_INPUT
        return self.best(exposure, found) or Remediation(
            exposure.subject, outcome, code=code_that_decides(exposure)
        )

    def closes(self, exposure: Exposure, after: EnvironmentFacts) -> bool:
        """Whether nothing can reach the subject any more; a change that removes the subject closes nothing."""
        exists = any(each.address == exposure.subject for each in after.network.inventory)
        return exists and is_closed(exposure, after.exposures)

    def rounds(self, variables: Sequence[str]) -> Iterator[list[InputChange]]:
        """The changes of all variables that are telling; then, a kind at a time, the rest."""
        by_rank: dict[int, list[InputChange]] = {}
        for name in variables:
            root = self.evaluation.declaring(name)
            if root is None:
                continue
            given = root.inputs[name]
            declared = root.configuration.root_module.variables[name]
            edits = () if given.sensitive else edits_of(declared, given.value, is_public_range)
            for each in edits:
                change = InputChange(
                    name,
                    each.text,
                    each.path,
                    each.becomes,
                    each.removed,
                    given.source,
                    given.set_at,
                    each.was,
                )
                by_rank.setdefault(max(each.rank, TELLING), []).append(change)
        yield from (by_rank[rank] for rank in sorted(by_rank))

    def given(self, variable: str) -> InputValue | None:
        root = self.evaluation.declaring(variable)
        return None if root is None else root.inputs[variable]

    def tried(self, change: InputChange) -> Trial:
        key = (change.variable, change.value)
        if key not in self.done:
            self.left -= 1
            tell(f"{self.facts.name}: remediation, {change.variable}")
            argument = Argument("var", f"{change.variable}={change.value}")
            result = self.evaluator.evaluate(self.facts.name, [argument])
            made = None
            if result.value is not None and not has_errors(result.diagnostics):
                observed = watched_addresses(self.evaluator.project.settings)
                made = environment_facts(result.value, observed, memory=self.memory, texts=self.texts)
            self.done[key] = Trial(change, made)
        return self.done[key]

    def best(self, exposure: Exposure, found: Sequence[Trial]) -> Remediation | None:
        """The change that changes the fewest other facts, of all that close the exposure."""
        if not found:
            return None
        changed = [(each, self.other_changes(each, exposure)) for each in found]
        trial, changes = min(changed, key=lambda each: len(each[1]))
        assert trial.facts is not None  # noqa: S101 - only such are found
        others = [
            each.subject
            for each in self.facts.exposures
            if each.subject != exposure.subject and is_closed(each, trial.facts.exposures)
        ]
        return Remediation(exposure.subject, Outcome.FOUND, trial.change, tuple(others), tuple(changes))

    def other_changes(self, trial: Trial, exposure: Exposure) -> list[Change]:
        """The facts that change beside the input and the exposure themselves."""
        assert trial.facts is not None  # noqa: S101 - only such are found
        before, after = self.snapshot(self.facts), self.snapshot(trial.facts)
        own = {trial.change.variable, f"var.{trial.change.variable}", str(exposure.subject)}
        return [
            each
            for each in compare_facts(before, after)
            if each.subject not in own and not isinstance(each, CoverageChange)
        ]

    def snapshot(self, facts: EnvironmentFacts) -> Snapshot:
        """The facts without connections, which would repeat what other facts say; made once for each trial."""
        if facts not in self.snapshots:
            self.snapshots[facts] = to_snapshot(facts_json(Facts("", (facts,)), connections=False))
        return self.snapshots[facts]
