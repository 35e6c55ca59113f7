"""The register by hiding: a row that is known where parts are hidden is the row of the complete configuration.

The same ways of hiding as in `test_assertions`. What a row says for certain, the complete run says too; a register that calls itself
complete has every row; and no entry of `why:` is refused because the flow that it is about is hidden.
"""

import os
import random
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_encryption import EncryptionState
from docgen.analysis.flow_state import FlowState
from docgen.analysis.justification import FlowPattern, JustificationState, NamePattern, PortPattern, Why
from docgen.analysis.register import AllowedFlow, Register, find_register
from docgen.analysis.traffic import TrafficSelector
from docgen.source.traced import Known
from docgen.workspace.why_reader import check_entries
from tests.properties.test_assertions import (
    PROJECTS,
    complete,
    facts_of,
    hidden_parts,
)

SEEDS = range(int(os.environ.get("DOCGEN_SEEDS", "3")))
ENTRIES = 4


def entries_about(register: Register, choice: random.Random) -> tuple[Why, ...]:
    """Entries that each are about some flow of the complete configuration."""
    found = []
    for number in range(ENTRIES if register.flows else 0):
        flow = choice.choice(register.flows)
        sides = {"group": flow.subject.group, "source": flow.subject.source, "target": flow.subject.target}
        name = choice.choice(list(sides))
        texts = sides[name].texts
        pattern = FlowPattern(direction=flow.rule.direction)
        if texts:
            pattern = msgspec.structs.replace(FlowPattern(), **{name: NamePattern(choice.choice(texts))})
        elif isinstance(flow.rule.ports, Known) and flow.rule.ports.value is not None:
            pattern = FlowPattern(port=PortPattern("x", TrafficSelector("", flow.rule.ports.value)))
        found.append(Why(pattern, f"reason {number}"))
    return tuple(found)


def is_known(flow: AllowedFlow) -> bool:
    """Whether the row certainly exists as it is."""
    return "unknown" not in flow.key and "[*]" not in flow.key and not flow.rule.count_unknown


def compare(whole: EnvironmentFacts, partial: EnvironmentFacts, seed: int, where: str) -> None:
    entries = entries_about(find_register(whole), random.Random(seed))  # noqa: S311 - examples, no secrets
    before, after = find_register(whole, entries), find_register(partial, entries)
    rows = {each.key: each for each in before.flows}
    refused = list(check_entries(entries, [before])) or list(check_entries(entries, [after]))
    assert not refused, f"{where}: {refused[0].detail}"
    for each in after.flows:
        if is_known(each) and each.group is not None:
            assert each.key in rows or partial.not_seen.count_unknown, f"{where}: {each.key} is no row"
            if each.key in rows:
                compare_rows(rows[each.key], each, partial, f"{where}: {each.key}")
    if after.is_complete and all(map(is_known, after.flows)) and not partial.not_seen.count_unknown:
        assert {each.key for each in after.flows} == set(rows), where


def compare_rows(whole: AllowedFlow, partial: AllowedFlow, facts: EnvironmentFacts, where: str) -> None:
    is_seen_path = partial.state is FlowState.REACHABLE and bool(facts.not_seen.paths)
    if partial.state is not FlowState.UNDECIDED and not is_seen_path:
        assert partial.state is whole.state, (where, partial.verdict, whole.verdict)
    if partial.encryption.state is not EncryptionState.UNKNOWN:
        assert partial.encryption == whole.encryption, where
    assert set(partial.insecure) <= set(whole.insecure), where
    if not partial.may_be_insecure:
        assert partial.insecure == whole.insecure, where
    assert set(partial.holders) <= set(whole.holders) or facts.not_seen.count_unknown, where
    if partial.more_holders is None and not facts.not_seen.count_unknown:
        assert partial.holders == whole.holders, where
    one, other = partial.justification, whole.justification
    if one.is_justified is not None:
        assert one.is_justified is other.is_justified, (where, one, other)
    if one.state in {JustificationState.DESCRIBED, JustificationState.DECLARED}:
        assert (one.state, one.text) == (other.state, other.text), where
        assert one.entry_unknown or one.entry == other.entry, where


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("folder", "root"), PROJECTS, ids=lambda each: each if isinstance(each, str) else each.name
)
def test_a_known_row_is_true(folder: Path, root: str, seed: int) -> None:
    whole, facts = complete(folder, root)

    compare(facts, facts_of(hidden_parts(whole, seed)), seed, f"{root}, seed {seed}")
