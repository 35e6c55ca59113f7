"""Assertions by hiding: one that holds where parts are hidden is not broken in the complete configuration.

Of projects with modules, some modules, values and answers are taken away. `test_hidden_cases` asks the same of small
configurations.
"""

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.assertions import Assertion
from docgen.analysis.claims import judge_assertion
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.properties import ValueType
from docgen.analysis.verdicts import EnvironmentVerdict, PathDiffers, Reaches, Verdict
from docgen.pages.sentences.claims import verdict_text
from docgen.source.diagnostic import has_errors
from docgen.source.traced import Known
from docgen.terraform.module import Configuration, Module, ModulePath
from docgen.workspace.claim_names import check_names
from docgen.workspace.claim_reader import Claim, parse_assertion
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.provider import aws_knowledge
from docgen.workspace.root_evaluation import Prepared, evaluate_prepared
from tests.properties.test_hiding import ANSWERS, REPOSITORY, prepared

PROJECTS = (
    *((REPOSITORY, f"terraform/{name}") for name in ("staging", "production")),
    *((REPOSITORY / "tests/projects/harbor", name) for name in ("dev", "prod")),
)
SEEDS = range(int(os.environ.get("DOCGEN_SEEDS", "3")))
CLAIMS = 40  # for each configuration
RARE = 0.2  # of the things that can be hidden
RANGES = ("10.0.0.0/8", "0.0.0.0/0", "203.0.113.0/24", "10.0.1.0/24")
TRAFFIC = ("tcp/443", "tcp/5432", "tcp/80", "tcp/22", "tcp/0-65535", "udp/53", "icmp/8", None)


# -- claims about a configuration -------------------------------------------------------


def claims_about(
    facts: EnvironmentFacts, choice: random.Random, number: int
) -> Iterator[tuple[Claim, Assertion]]:
    """True ones and false ones, of every form, with the names that the complete configuration has."""
    for _ in range(number):
        claim = choice.choice((a_count, an_every, an_only, a_path, a_path))(facts, choice)
        assertion = parse_assertion(claim, lambda *_, **__: None, [facts.name])
        assert assertion.value is not None, (claim, assertion.diagnostics)
        yield claim, assertion.value


def a_condition(collection: str, facts: EnvironmentFacts, choice: random.Random) -> dict[str, object]:
    """An attribute with a value that some thing has, or that is another."""
    kind = KINDS[collection]
    attribute = choice.choice(list(kind.attributes.values()))
    members = kind.members(facts.network)
    values = [attribute.of(each, facts) for each in members]
    known = [each.value for each in values if isinstance(each, Known) and each.value is not None]
    others: dict[ValueType, list[object]] = {
        ValueType.BOOL: [True, False],
        ValueType.NUMBER: [0, 5432],
        ValueType.TEXT: ["other"],
        ValueType.RANGE: ["10.0.0.0/16"],
    }
    assert attribute.type is not None
    value = choice.choice([*known, *others[attribute.type]])
    return {attribute.name: str(value) if attribute.type is ValueType.RANGE else value}


def a_count(facts: EnvironmentFacts, choice: random.Random) -> Claim:
    collection = choice.choice(list(KINDS))
    number = len(KINDS[collection].members(facts.network)) + choice.choice((0, 0, 0, 1))
    where = a_condition(collection, facts, choice) if choice.random() < 0.3 else {}
    return Claim("x", count=collection, is_=choice.choice((number, 0)), where=where)


def an_every(facts: EnvironmentFacts, choice: random.Random) -> Claim:
    collection = choice.choice(
        [name for name, each in KINDS.items() if each.members(facts.network)] or ["vpcs"]
    )
    where = a_condition(collection, facts, choice) if choice.random() < 0.3 else {}
    return Claim("x", every=collection, has=a_condition(collection, facts, choice), where=where)


def a_thing(facts: EnvironmentFacts, choice: random.Random) -> str:
    names = [str(each.address) for each in facts.network.components()]
    names += [each.name.value for each in facts.network.components() if isinstance(each.name, Known)]
    names += [name for name, each in KINDS.items() if each.components(facts.network)]
    return choice.choice([each for each in names if each != "internet"] or ["databases"])


def an_only(facts: EnvironmentFacts, choice: random.Random) -> Claim:
    things = [a_thing(facts, choice) for _ in range(choice.randrange(3))]
    allowed = [*things, *choice.sample((*RANGES, "internet"), choice.randrange(3))]
    return Claim("x", to=a_thing(facts, choice), on=choice.choice(TRAFFIC), only=allowed)


def a_path(facts: EnvironmentFacts, choice: random.Random) -> Claim:
    source = choice.choice(("internet", choice.choice(RANGES), a_thing(facts, choice)))
    verdict = choice.choice(("blocked", "blocked", "reachable"))
    return Claim("x", from_=source, to=a_thing(facts, choice), on=choice.choice(TRAFFIC), verdict=verdict)


# -- what must be so -----------------------------------------------------------------------


def compare(
    whole: EnvironmentFacts, partial: EnvironmentFacts, seed: int, where: str, number: int = CLAIMS
) -> None:
    for claim, assertion in claims_about(whole, random.Random(seed), number):  # noqa: S311 - examples, no secrets
        statement = {name: each for name, each in msgspec.to_builtins(claim).items() if each}
        refused = list(check_names(assertion, [partial]))
        assert not refused, f"{where}: {refused[0].detail}"
        before, after = finding(assertion, whole), finding(assertion, partial)
        told = f"{where}: {statement}: {before.verdict} {verdict_text(before)} → {after.verdict} {verdict_text(after)}"
        if after.verdict is Verdict.HOLDS:
            assert before.verdict is not Verdict.BROKEN, told
        if after.verdict is Verdict.BROKEN and not is_seen_path(after, partial):
            assert before.verdict is not Verdict.HOLDS, told


def is_seen_path(found: EnvironmentVerdict, facts: EnvironmentFacts) -> bool:
    """A path that is seen to be open is reported, although what was not seen could close it."""
    paths = all(isinstance(each, PathDiffers | Reaches) for each in found.reasons)
    return paths and bool(facts.not_seen.paths)


def finding(assertion: Assertion, facts: EnvironmentFacts) -> EnvironmentVerdict:
    return judge_assertion(assertion, "", "", [facts]).findings[0]


# -- projects with modules -----------------------------------------------------------------


def hidden_parts(whole: Prepared, seed: int) -> Prepared:
    """The root module without some modules, values of variables, and answers for data sources."""
    choice = random.Random(seed)  # noqa: S311 - as above

    def chosen() -> bool:
        return choice.random() < RARE

    modules: dict[ModulePath, Module] = {}
    missing = dict(whole.configuration.missing)
    for path, module in sorted(whole.configuration.modules.items()):
        if path and (path[:-1] not in modules or chosen()):
            missing[path] = f"acme/{path[-1]}/aws"
            continue
        variables = {
            name: msgspec.structs.replace(each, default=None) if not path and chosen() else each
            for name, each in sorted(module.variables.items())
        }
        modules[path] = msgspec.structs.replace(module, variables=variables)
    unset = {name for name, each in modules[()].variables.items() if each.default is None}
    inputs = tuple(each for each in whole.environment.inputs if each.name not in unset or not chosen())
    answers = {name: each for name, each in ANSWERS.items() if not chosen()}
    environment = msgspec.structs.replace(
        whole.environment, inputs=inputs, knowledge=aws_knowledge(whole.version, answers)
    )
    return Prepared(Configuration(whole.configuration.root, modules, missing), environment, whole.version)


def facts_of(root: Prepared) -> EnvironmentFacts:
    result = evaluate_prepared(root)
    assert not has_errors(result.diagnostics), result.diagnostics
    return environment_facts(alone("e", ".", result.value, result.diagnostics))


@cache
def complete(folder: Path, root: str) -> tuple[Prepared, EnvironmentFacts]:
    whole = prepared(folder, root)
    assert whole is not None
    return whole, facts_of(whole)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("folder", "root"), PROJECTS, ids=lambda each: each if isinstance(each, str) else each.name
)
def test_no_assertion_holds_for_what_is_hidden(folder: Path, root: str, seed: int) -> None:
    whole, facts = complete(folder, root)

    compare(facts, facts_of(hidden_parts(whole, seed)), seed, f"{root}, seed {seed}")
