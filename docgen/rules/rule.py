"""A rule with its metadata and its verdicts: docgen's own rules, and those of a team."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.catalogue import Control, catalogue
from docgen.rules.judgement import Judge, Judgement
from docgen.rules.table import (
    RuleText,
    find_judgements,
    find_unwaived,
    judge_of,
    judgements,
    rule_text,
    rules,
)
from docgen.rules.waivers import with_waiver


class ControlRule(msgspec.Struct, frozen=True, eq=False):
    """One rule: its key, what the catalogue has of it, its text, and its judge."""

    key: str
    control: Control
    text: RuleText
    judge: Judge
    path: str = ""  # the file, of a rule of the team's own


class Assessed(msgspec.Struct, frozen=True, eq=False):
    """One verdict: on which control, where."""

    environment: str
    rule: ControlRule
    judgement: Judgement


@cache
def built_in_rules() -> tuple[ControlRule, ...]:
    """The rules that docgen ships, in the order of the pages."""
    return tuple(
        ControlRule(key, catalogue()[key], rule_text(area, key), judge_of(area, key)) for area, key in rules()
    )


def assess(
    facts: EnvironmentFacts, chosen: Sequence[ControlRule], as_of: dt.date | None = None
) -> Iterator[Assessed]:
    """The verdicts of these rules on one environment; see `find_judgements` about waivers and the day."""
    found = find_judgements(facts, as_of)
    for rule in chosen:
        made = found[rule.key] if not rule.path else own_judgements(rule, facts, as_of)
        for judgement in made:
            yield Assessed(facts.name, rule, judgement)


def own_judgements(rule: ControlRule, facts: EnvironmentFacts, as_of: dt.date | None) -> Iterator[Judgement]:
    for each in judgements(rule.judge, facts):
        yield with_waiver(each, rule.key, facts.waivers, as_of)


def unwaived(facts: EnvironmentFacts, own: Sequence[ControlRule]) -> Mapping[str, Sequence[Judgement]]:
    """The verdicts of all rules without waivers, by key."""
    return {**find_unwaived(facts), **{each.key: tuple(judgements(each.judge, facts)) for each in own}}
