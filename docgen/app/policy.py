"""Checks the facts against the policy, the waivers and the accepted exposures of docgen.yml."""

import datetime as dt
from collections.abc import Iterator, Sequence

from docgen.analysis.acceptance import AcceptedExposure, acceptances_of, has_ended
from docgen.analysis.exposure import Exposure, ExposureVerdict
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.patterns import matches
from docgen.rules.judgement import ControlVerdict
from docgen.rules.policy import must_hold
from docgen.rules.policy_findings import (
    AcceptanceUnused,
    ControlOpen,
    ExposureOpen,
    PolicyFinding,
    RuleNotRun,
    WaiverFinding,
)
from docgen.rules.rule import ControlRule, assess, built_in_rules, unwaived
from docgen.rules.waivers import WaiverState, state_of
from docgen.source.tree import Tree, read_source
from docgen.workspace.settings import FILE, Places
from docgen.workspace.settings_model import Settings
from docgen.workspace.yaml_loader import compose_yaml

OPEN = frozenset({ControlVerdict.BROKEN, ControlVerdict.UNDECIDED})


def find_policy_findings(
    facts: Facts,
    settings: Settings,
    tree: Tree,
    as_of: dt.date | None,
    own: Sequence[ControlRule] | None = None,
) -> tuple[PolicyFinding, ...]:
    """Everything that makes `docgen check` exit with 4 besides assertions. `own`: None where own rules may not run."""
    places = places_of(tree)
    return (
        *open_controls(facts, settings, as_of, own or ()),
        *(rules_not_run(settings, places) if own is None else ()),
        *waiver_findings(facts, settings, as_of, own, places),
        *open_exposures(facts, settings, as_of),
        *unused_acceptances(facts, settings, places),
    )


def places_of(tree: Tree) -> Places | None:
    file = read_source(tree, FILE).value
    return None if file is None else Places(file, compose_yaml(file.text))


def open_controls(
    facts: Facts, settings: Settings, as_of: dt.date | None, own: Sequence[ControlRule]
) -> Iterator[ControlOpen]:
    policies = [each.policy() for each in settings.policies]
    for environment in facts.environments:
        wanted = set(must_hold(policies, environment.name))
        mine = [each for each in own if is_demanded(each, settings, environment.name)]
        chosen = [each for each in built_in_rules() if each.key in wanted]
        for each in assess(environment, (*chosen, *mine), as_of):
            if each.judgement.verdict in OPEN:
                yield ControlOpen(each)


def is_demanded(rule: ControlRule, settings: Settings, environment: str) -> bool:
    """Whether a policy demands a rule of the team's own in an environment."""
    policies = (each.policy() for each in settings.policies)
    return any(each.is_about(environment) and rule.path in each.rules for each in policies)


def rules_not_run(settings: Settings, places: Places | None) -> Iterator[RuleNotRun]:
    is_list = isinstance(settings.policy, tuple)
    for index, policy in enumerate(settings.policies):
        at = ["policy", *([str(index)] if is_list else []), "rules"]
        for number, path in enumerate(policy.rules):
            yield RuleNotRun(path, places.span([*at, str(number)]) if places else None)


def waiver_findings(
    facts: Facts,
    settings: Settings,
    as_of: dt.date | None,
    own: Sequence[ControlRule] | None,
    places: Places | None,
) -> Iterator[WaiverFinding]:
    known = {each.key for each in (*built_in_rules(), *(own or ()))}
    for index, written in enumerate(settings.waivers):
        waiver = written.waiver()
        if waiver.control not in known:
            continue  # of a rule of the team's own, which was not run
        about = [each for each in facts.environments if matches(waiver.environment, each.name)]
        state = state_of(waiver, [unwaived(each, own or ()) for each in about], as_of)
        if state in {WaiverState.ENDED, WaiverState.UNUSED}:
            yield WaiverFinding(waiver, state, places.span(["waivers", str(index)]) if places else None)


def open_exposures(facts: Facts, settings: Settings, as_of: dt.date | None) -> Iterator[ExposureOpen]:
    """With `accepted` in docgen.yml: what is open, or may be, and is not accepted on that day."""
    if settings.exposures.accepted is None:
        return
    for environment in facts.environments:
        for each in environment.exposures:
            if each.verdict is ExposureVerdict.NOT_EXPOSED:
                continue
            entries = acceptances_of(each, environment.accepted)
            ended = next((one for one in entries if has_ended(one, as_of)), None)
            if not entries or ended is not None:
                yield ExposureOpen(environment.name, each, ended)


def unused_acceptances(facts: Facts, settings: Settings, places: Places | None) -> Iterator[AcceptanceUnused]:
    for index, written in enumerate(settings.exposures.accepted or ()):
        accepted = written.acceptance()
        about = [each for each in facts.environments if matches(accepted.environment, each.name)]
        if not any(is_open_in(accepted, each) for each in about):
            at = ["exposures", "accepted", str(index)]
            yield AcceptanceUnused(accepted, places.span(at) if places else None)


def is_open_in(accepted: AcceptedExposure, facts: EnvironmentFacts) -> bool:
    """Whether something that the entry is about is open, or could be."""
    return bool(facts.not_seen.entrances) or any(may_be_meant(accepted, each) for each in facts.exposures)


def may_be_meant(accepted: AcceptedExposure, exposure: Exposure) -> bool:
    subject = str(exposure.subject)
    if exposure.verdict is ExposureVerdict.UNDECIDED:
        return "[*]" in subject or matches(accepted.of, subject)
    return exposure.verdict is ExposureVerdict.EXPOSED and accepted.is_about(subject, exposure.ports)
