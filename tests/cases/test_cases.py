"""Small repositories with the right answers: one folder each, whose `checks.json` says what to run and what must come out.

Written after public bug reports, and after what newcomers met first. A check has `run` (the arguments of docgen, or of
another `tool`), perhaps an `edit` of the files before it, and what is right: `exit` codes, pieces of output, expressions over
its JSON, and what the files that it wrote say.
"""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.app.command import Ran, run, run_process
from tests.cases.asking import QUESTIONS

HERE = Path(__file__).parent
CASES = sorted(each.parent for each in HERE.glob("*/checks.json"))
Check = dict[str, Any]


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_case(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "case"
    shutil.copytree(case, folder, ignore=shutil.ignore_patterns("checks.json"))
    for name in list(os.environ):
        if name.startswith(("TF_", "AWS_", "GIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    saved: dict[str, SimpleNamespace] = {}
    wrong = []
    for number, check in enumerate(json.loads((case / "checks.json").read_text(encoding="utf-8"))):
        edit(folder, check.get("edit", {}))
        ran = command(folder, check)
        problems = [*output_problems(ran, check), *answer_problems(ran, check, saved)]
        problems += file_problems(case, folder, check.get("file", {}))
        wrong += [f"check {number} ({' '.join(check['run'])}): {each}" for each in problems]

    assert wrong == []


def test_there_are_cases() -> None:
    assert len(CASES) >= 64


def command(folder: Path, check: Check) -> Ran:
    where = folder / check.get("cwd", ".")
    tool = check.get("tool", "docgen")
    if tool == "docgen" and "stdin" not in check:
        return run(where, *check["run"])
    if tool == "docgen":
        return run_process(where, *check["run"], stdin=check["stdin"])
    program = str(Path(sys.executable).parent / "mkdocs") if tool == "mkdocs" else tool
    done = subprocess.run(  # noqa: S603 - mkdocs or git, as the case says
        [program, *check["run"]], cwd=where, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# -- before a command -----------------------------------------------------------------------------


def edit(folder: Path, changes: Check) -> None:
    for path in matching(folder, changes.get("crlf", [])):
        data = path.read_bytes()
        path.write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    for path in matching(folder, changes.get("bom", [])):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    for path in matching(folder, changes.get("remove", [])):
        path.unlink()
    for name, old, new in changes.get("replace", []):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def matching(folder: Path, patterns: list[str]) -> list[Path]:
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    names = [each.relative_to(folder).as_posix() for each in files]
    return [
        path
        for path, name in zip(files, names, strict=True)
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
    ]


# -- after it ---------------------------------------------------------------------------------------


def output_problems(ran: Ran, check: Check) -> Iterator[str]:
    if ran.code not in check.get("exit", [0]):
        yield f"exit {ran.code}: {ran.err[:400] or ran.out[:400]}"
    if "Traceback (most recent call last)" in ran.out + ran.err:
        yield "a traceback"
    for name, text in (("stdout", ran.out), ("stderr", ran.err)):
        plain = " ".join(text.split())
        yield from (
            f"{name} lacks {each!r}" for each in check.get(f"{name}_has", []) if each not in text + plain
        )
        yield from (f"{name} has {each!r}" for each in check.get(f"{name}_lacks", []) if each in text)
        some = check.get(f"{name}_has_any", [""])
        if not any(each in text for each in some):
            yield f"{name} has none of {some}"


def answer_problems(ran: Ran, check: Check, saved: dict[str, SimpleNamespace]) -> Iterator[str]:
    data = as_json(ran.out)
    for expression in check.get("json", []):
        if not true(expression, d=data, saved=saved):
            yield f"not true: {expression}"
    if "save" in check:
        saved[check["save"]] = SimpleNamespace(d=data, out=ran.out, err=ran.err, code=ran.code)
    for expression in check.get("true", []):
        if not true(expression, out=ran.out, err=ran.err, code=ran.code, saved=saved):
            yield f"not true: {expression}"


def as_json(text: str) -> Any:  # noqa: ANN401 - JSON
    """One document, or a list of one for each line; None where it is neither."""
    for parse in (
        json.loads,
        lambda lines: [json.loads(each) for each in lines.splitlines() if each.strip()],
    ):
        try:
            return parse(text)
        except ValueError:
            continue
    return None


def true(expression: str, **names: object) -> bool:
    scope = {**QUESTIONS, "re": re, **names}
    return bool(eval(expression, scope, scope))  # noqa: S307 - our own cases


def file_problems(case: Path, folder: Path, wanted: dict[str, Check]) -> Iterator[str]:
    for pattern, want in wanted.items():
        found = matching(folder, [pattern])
        if bool(found) is not want.get("exists", True):
            yield f"{pattern}: {'exists' if found else 'does not exist'}"
            continue
        whole = "\n".join(each.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") for each in found)
        yield from (f"{pattern}: {each}" for each in text_problems(whole, want))
        if want.get("unchanged"):
            for each in found:
                if each.read_bytes() != (case / each.relative_to(folder)).read_bytes():
                    yield f"{each.relative_to(folder)} has changed"


def text_problems(text: str, want: Check) -> Iterator[str]:
    yield from (f"lacks {each!r}" for each in want.get("has", []) if each not in text)
    yield from (f"has {each!r}" for each in want.get("lacks", []) if each in text)
    yield from (f"has no match of {each!r}" for each in want.get("matches", []) if not re.search(each, text))
    yield from (f"has a match of {each!r}" for each in want.get("lacks_match", []) if re.search(each, text))
    lines = {each.strip() for each in text.splitlines()}
    yield from (f"has the line {each!r}" for each in want.get("lacks_line", []) if each in lines)
    if not any(each in text for each in want.get("has_any", [""])):
        yield f"has none of {want['has_any']}"
    yield from (f"not true: {each}" for each in want.get("true", []) if not true(each, text=text))
