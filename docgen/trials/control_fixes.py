"""Tries which change of one input makes a broken control hold, by evaluating the environment again.

The changes are those that `remediation` tries for exposures, and so are the bounds.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

import msgspec

from docgen.analysis.facts import Facts
from docgen.analysis.levers import levers_of
from docgen.analysis.remediation import InputChange, opens_something
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.policy_findings import ControlOpen
from docgen.rules.table import Judgements, find_unwaived, judgements
from docgen.source.address import ResourceAddress
from docgen.trials.remediation import RemediationSearch
from docgen.workspace.environment import Evaluator
from docgen.workspace.project import Project

MOST_TRIALS = 20  # of one environment
MOST_SEARCHED = 200  # findings of one environment
Broken: TypeAlias = tuple[str, ResourceAddress | None]


def with_changes(findings: Sequence[ControlOpen], facts: Facts, project: Project) -> Iterator[ControlOpen]:
    """The findings, each with the change that makes its control hold where one was found; in the same order."""
    evaluator = Evaluator(project)
    by_name = {each.name: each for each in facts.environments}
    for name, group in groupby(findings, key=lambda each: each.assessed.environment):
        own = list(group)
        evaluation = evaluator.evaluate(name).value if any(map(is_decided_by_inputs, own)) else None
        if evaluation is None:
            yield from own
            continue
        search = RemediationSearch(evaluator, evaluation, by_name[name])
        search.left = min(search.left, MOST_TRIALS)
        before = broken_in(find_unwaived(search.facts))
        for each in own[:MOST_SEARCHED]:
            yield msgspec.structs.replace(each, change=change_for(each, search, before))
        yield from own[MOST_SEARCHED:]


def is_decided_by_inputs(finding: ControlOpen) -> bool:
    judgement = finding.assessed.judgement
    return judgement.verdict is ControlVerdict.BROKEN and bool(levers_of(judgement.trace))


def change_for(finding: ControlOpen, search: RemediationSearch, before: set[Broken]) -> InputChange | None:
    """The first change with which the control holds for the subject, no other one breaks and nothing new is exposed.

    `before`: what is broken now.
    """
    judgement, rule = finding.assessed.judgement, finding.assessed.rule
    if not is_decided_by_inputs(finding):
        return None
    variables = list(dict.fromkeys(each.variable for each in levers_of(judgement.trace)))
    for changes in search.rounds(variables):
        for change in changes:
            if (change.variable, change.value) not in search.done and search.left <= 0:
                return None
            after = search.tried(change).facts
            if after is None or opens_something(search.facts.exposures, after.exposures):
                continue
            found = find_unwaived(after)
            own = found[rule.key] if not rule.path else tuple(judgements(rule.judge, after))
            if holds_for(judgement, own) and broken_in(found) <= before:
                return change
    return None


def holds_for(judgement: Judgement, after: Sequence[Judgement]) -> bool:
    """Whether a control holds for the subject now; a subject that is gone is no fix."""
    return any(each.subject == judgement.subject and each.verdict is ControlVerdict.HOLDS for each in after)


def broken_in(found: Judgements) -> set[Broken]:
    """The controls that are broken, and for what."""
    return {
        (key, each.subject)
        for key, own in found.items()
        for each in own
        if each.verdict is ControlVerdict.BROKEN
    }
