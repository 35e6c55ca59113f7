"""Whatever a repository is named, its names give no orders to a terminal or a CI system, with a terminal and without."""

import ast
import json
import os
import pty
import re
import threading
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest

import docgen
from tests.app.command import run
from tests.app.warm import run_warm
from tests.trust.payloads import write_project

COLOUR = re.compile(
    r"\x1b\[[0-9;]*m|\r\x1b\[K"
)  # what docgen itself writes on a terminal: colours, and the line of progress
COMMAND = re.compile(r"^\s*::[A-Za-z]|##[A-Za-z]*\[", re.MULTILINE)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ONE = ("--env", "one")
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check",),
    "build": ("build",),
    "doctor": ("doctor",),
    "doctor json": ("doctor", "--json"),
    "facts": ("facts",),
    "plan": ("plan", *ONE),
    "explain": ("explain", "var.v102", *ONE),
    "explain several lines": ("explain", "var.v088", *ONE),
    "explain json": ("explain", "var.v104", "--json", *ONE),
    "explain texts": ("explain", "var.texts", *ONE),
    "explain group": ("explain", 'aws_instance.i["k001"]', *ONE),
    "reach": ("reach", "--from", "10.1.0.0/16", "--to", 'aws_instance.i["k001"]', *ONE),
    "reach json": ("reach", "--json", "--from", "10.1.0.0/16", "--to", 'aws_instance.i["k090"]', *ONE),
    "reach nothing": ("reach", "--from", "internet", "--to", "x", *ONE),
    "whatif": ("whatif", *ONE, "--set", "v102=x", "--set", "v095=x"),
    "whatif json": ("whatif", "--json", *ONE, "--set", "v102=x"),
    "no such environment": ("doctor", "--env", "x"),
    "no environment": ("explain", "var.v102"),
    "console": ("console", *ONE),
    "console jsonl": ("console", "--jsonl", *ONE),
}
TYPED = {
    "console": b"var.texts\n",
    "console jsonl": b'{"expr": "var.texts"}\n{"expr": "var.x"}\n{"expr": "[for x in values(var.texts) : x.y]"}\n',
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its pages are of another day: every group, rule, variable and page has changed since."""
    folder = tmp_path_factory.mktemp("terminal")
    write_project(folder)
    assert run(folder, "build", "--quiet").code == 0
    main = folder / "live/main.tf"
    text = main.read_text(encoding="utf-8").replace("from_port = 443", "from_port = 80")
    main.write_text(text, encoding="utf-8")
    return folder


def without_terminal(folder: Path, words: tuple[str, ...], typed: bytes) -> str:
    ended = run_warm(folder, words, os.environ, stdin=typed)
    return (ended.err + ended.out).decode()


def with_terminal(folder: Path, words: tuple[str, ...], typed: bytes) -> str:
    """What the command writes to a pseudo terminal, with the line breaks of text."""
    outside, inside = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # the other side is closed
            while piece := os.read(outside, 65536):
                written.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    run_warm(folder, words, environment, stdin=typed, terminal=os.ttyname(inside))
    os.close(inside)
    reader.join()
    os.close(outside)
    return b"".join(written).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_obeyed(name: str, repository: Path) -> None:
    for start in (without_terminal, with_terminal):
        printed = start(repository, COMMANDS[name], TYPED.get(name, b""))
        plain = COLOUR.sub("", printed) if start is with_terminal else printed

        assert "Traceback" not in plain
        assert plain.strip(), name
        obeyed = {
            hex(ord(each)) for each in plain if each not in "\n\t" and unicodedata.category(each) in OBEYED
        }
        assert obeyed == set(), obeyed
        assert not COMMAND.search(plain), COMMAND.findall(plain)
        if "json" in name and "jsonl" not in name:
            assert json.loads(plain[plain.index("{\n") :])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  one:\n    root: .\n", encoding="utf-8")
    return tmp_path


def test_a_name_begins_no_line_of_check(small: Path) -> None:
    """As in check_line_injection: a changed rule of a group whose name holds a line break."""
    rule = 'resource "aws_security_group" "g" {{\n  name = "a\\n::error::PWN"\n  ingress {{\n    from_port = {0}\n    to_port = {0}\n    protocol = "tcp"\n    cidr_blocks = ["10.0.0.0/8"]\n  }}\n}}\n'
    (small / "main.tf").write_text(rule.format(1), encoding="utf-8")
    assert run(small, "build").code == 0
    (small / "main.tf").write_text(rule.format(2), encoding="utf-8")

    ran = run(small, "check")

    assert ran.code == 3
    assert "a\\n::error::PWN" in ran.out
    assert not re.search(r"^\s*::", ran.out, re.MULTILINE)


def test_only_one_module_prints() -> None:
    """Code that calls click.echo, print, rich's Console or writes to a standard stream bypasses what makes text inert."""
    allowed = {"output.py", "check_cache.py"}  # the cache repeats what was printed
    found = []
    for path in Path(docgen.__file__).parent.rglob("*.py"):
        if path.name in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            imported = (
                [each.name for each in node.names]
                if isinstance(node, ast.ImportFrom) and node.module == "rich.console"
                else []
            )
            written = called in {
                "print",
                "click.echo",
                "click.secho",
                "click.UsageError",
                "sys.stdout.write",
                "sys.stderr.write",
            }
            if written or "Console" in imported:
                found.append(f"{path.name}:{getattr(node, 'lineno', 0)} {called or imported}")

    assert found == []
