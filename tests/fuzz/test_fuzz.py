"""Every input that escaped once, and a few new ones of every target: the same in every run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.runner import CORPUS, Escape, Target, check, fuzz, keep, minimised
from tests.fuzz.targets import TARGETS
from tests.properties.profile import ROOT

INPUTS = {"configurations": 60, "sites": 8, "discovery": 60}  # of a run of the tests; 400 of the others
KEPT = sorted(each for each in CORPUS.rglob("*") if each.is_file())


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCGEN_CACHE_DIR", "")


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_escapes(name: str) -> None:
    target = TARGETS[name]
    figures = fuzz(target, 0, 60, INPUTS.get(name, 400))

    assert figures.inputs
    assert [(str(each.escape), each.data) for each in figures.found] == []


@pytest.mark.parametrize("path", KEPT, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_what_escaped_once_does_so_no_more(path: Path) -> None:
    check(TARGETS[path.parent.name], path.read_bytes(), twice=True)


def failing(data: bytes) -> bytes:
    if b"!" in data:
        raise KeyError(data)
    return data


def endless(data: bytes) -> bytes:
    while b"!" in data:
        pass
    return data


RUNS: list[int] = []


def changing(data: bytes) -> bytes:
    RUNS.append(0)
    return data + bytes(len(RUNS) % 7) if b"!" in data else data


def greedy(data: bytes) -> bytes:
    if b"!" in data:
        bytearray(b"x") * 600_000_000
    return data


@pytest.mark.parametrize(
    ("run", "kind"),
    [(failing, "KeyError"), (endless, "too slow"), (changing, "nondeterminism"), (greedy, "too much memory")],
)
def test_an_escape_is_seen_and_made_smaller(
    run: Target, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fuzz.runner.CORPUS", tmp_path)
    data = b"some text ! and more"
    target = Target("odd", "", run, lambda: [data], lambda each, _: each, seconds=0.05)  # type: ignore[arg-type] # a function
    with pytest.raises(Escape) as caught:
        check(target, data, twice=True)

    assert caught.value.kind == kind
    if kind != "too much memory":  # the peak rises once
        kept = keep(target, minimised(target, data, caught.value))
        assert kept.read_bytes() == b"!"


def test_another_process_gives_the_same(tmp_path: Path) -> None:
    """Where the order of sets of texts is another one."""
    code = (
        "from random import Random\n"
        "from tests.fuzz.targets import TARGETS\n"
        "from itertools import islice\n"
        "import hashlib\n"
        "from tests.fuzz.runner import inputs_of\n"
        "for name in ('expressions', 'configurations', 'facts', 'settings', 'json_syntax'):\n"
        "    target = TARGETS[name]\n"
        "    pure = [each for each in islice(inputs_of(target, Random(3)), 400) if target.is_repeatable(each)][-25:]\n"
        "    print(name, hashlib.sha256(b'|'.join(map(target.run, pure))).hexdigest())\n"
    )
    del tmp_path
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "DOCGEN_CACHE_DIR": "", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1, said
