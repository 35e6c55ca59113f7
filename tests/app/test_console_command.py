"""`docgen console` as it is called: piped, as lines of JSON, and typed at a terminal."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.app.command import Ran, run, run_process

MAIN = """
variable "port" { default = 80 }
variable "unset" {}
variable "secret" {
  default   = "correct horse"
  sensitive = true
}
locals { twice = var.port * 2 }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    return tmp_path


def piped(folder: Path, text: str, *words: str, **environment: str) -> Ran:
    return run_process(folder, "console", *words, stdin=text, **environment)


def lines_of(folder: Path, *lines: str) -> list[dict[str, object]]:
    ran = piped(folder, "".join(f"{each}\n" for each in lines), "--jsonl")
    assert ran.code == 0, ran.err
    return [json.loads(each) for each in ran.out.splitlines()]


@pytest.mark.parametrize(
    ("typed", "words", "out"),
    [
        ("local.twice\n", (), "160\n"),
        ("1\n2\n", (), "2\n"),  # Terraform prints the last answer alone
        ("local.twice", ("--var", "port=5"), "10\n"),
        ("local.twice", ("--var", "port=5", "--var-file", "more.tfvars"), "14\n"),
        ("terraform.workspace", ("--workspace", "blue"), '"blue"\n'),
        ("var.unset", (), "(known after apply)\n"),
        ("var.secret", (), "(sensitive value)\n"),
        ('file("more.tfvars")', (), "<<EOT\nport = 7\n\nEOT\n"),
        ("1\nexit\nnope\n", (), ""),
        ("", (), "\n"),
        ('pathexpand("~")', (), '"/home/of/test"\n'),
    ],
)
def test_answers_what_is_piped(root: Path, typed: str, words: tuple[str, ...], out: str) -> None:
    (root / "more.tfvars").write_text("port = 7\n", encoding="utf-8")

    assert piped(root, typed, *words, HOME="/home/of/test") == Ran(0, out, "")


def test_the_folder_may_be_given_or_hold_no_terraform(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    assert piped(empty, "1 + 1\n").out == "2\n"
    assert piped(empty, "local.twice\n", "--root", str(root)).out == "160\n"
    assert piped(empty, "1\n", "--root", "missing").code == 1


def test_a_mistake_ends_with_code_1_and_no_answer(root: Path) -> None:
    ran = piped(root, "1\nlocal.twise\n2\n")

    assert (ran.code, ran.out) == (1, "")
    assert 'Did you mean "twice"?' in ran.err
    assert run(root, "console", "--env", "a").code == 1


def test_values_that_are_wrong_are_told_and_the_rest_can_be_asked(root: Path) -> None:
    (root / "broken.tf").write_text("locals { bad = upper(1, 2) }\n", encoding="utf-8")
    ran = piped(root, "local.twice\n")

    assert (ran.code, ran.out) == (0, "160\n")
    assert "Too many function arguments" in ran.err
    assert "Incomplete values" in ran.err
    (root / "broken.tf").write_text("locals {", encoding="utf-8")
    assert piped(root, "1\n").code == 1


def test_each_line_of_json_has_one_answer(root: Path) -> None:
    answers = lines_of(
        root,
        '{"expr": "local.twice"}',
        "no json",
        "",
        '{"expr": 1}',
        '{"expr": "local.a", "locals": {"a": "local.b", "b": "var.port"}}',
        '{"expr": "nope("}',
        '{"expr": "var.secret"}',
        '{"expr": "' + "[" * 5000 + '"}',
        '{"expr": "' + "!" * 20000 + 'true"}',
        "[" * 100_000,
        '{"expr": "\\ud800"}',
        '{"expr": "[for x in range(1000) : [for y in range(1000) : [for z in range(1000) : x]]]"}',
        '{"expr": "true"}',
    )

    assert [sorted(each) for each in answers[:1]] == [["sensitive", "type", "unknown", "value_json"]]
    assert [each.get("value_json", "wrong") for each in answers] == [
        "160",
        "wrong",
        "wrong",
        "wrong",
        "80",
        "wrong",
        '"(sensitive)"',
        *["wrong"] * 5,
        "true",
    ]
    assert all(each.keys() == {"error", "error_detail"} for each in answers if "error" in each)


def test_an_answer_comes_before_the_next_question(root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "docgen", "console", "--jsonl"],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"expr": f"{number} + 1"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["value_json"] == str(number + 1)
        process.stdin.close()

    assert process.returncode == 0


def test_a_thousand_questions_take_no_new_evaluation(root: Path) -> None:
    begin = time.monotonic()
    answers = lines_of(root, *(json.dumps({"expr": f"local.twice + {each}"}) for each in range(2000)))

    assert answers[-1]["value_json"] == "2159"
    assert time.monotonic() - begin < 20  # about one second; evaluating the root each time takes minutes


def test_typed_at_a_terminal(root: Path) -> None:
    ours, theirs = pty.openpty()
    state = root / "state"
    with subprocess.Popen(
        [sys.executable, "-m", "docgen", "console"],
        cwd=root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "dumb", "NO_COLOR": "1", "XDG_STATE_HOME": str(state)},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        said = b""
        for line in (b"[1,", b"2]", b"nope", b"var.secret", b"local.twice", b"exit"):
            while not said.rstrip(b" ").endswith((b">", b"\n:")):
                said += os.read(ours, 4096)
            os.write(ours, line + b"\n")
            said += b"."
        while process.poll() is None:
            time.sleep(0.02)
    said += os.read(ours, 4096)
    text = said.decode().replace("\r", "")

    assert process.returncode == 0
    assert "[\n  1,\n  2,\n]" in text
    assert "Invalid reference" in text
    assert "(sensitive value)" in text
    assert "160" in text
    history = state / "docgen" / "console-history"
    assert "local.twice" in history.read_text(encoding="utf-8")
    assert "correct horse" not in history.read_text(encoding="utf-8") + text
    assert history.stat().st_mode & 0o077 == 0
