"""A patch of the changes makes of the old files the new ones, by git itself."""

import random
from pathlib import Path

import pytest

from docgen.exports.patch import patch
from tests.app.histories import git

Change = tuple[str, bytes | None, bytes | None]
CHANGES: tuple[Change, ...] = (
    ("docs/a page.md", b"one\ntwo\nthree\n", b"one\n2\nthree\n"),
    ("docs/new.md", None, b"new\n"),
    ("docs/gone.md", b"old\n", None),
    ("docs/empty.md", None, b""),
    ("docs/no end.md", b"one\ntwo", b"one\ntwo\nthree"),
    ("docs/crlf.md", b"one\r\ntwo\r\n", b"one\r\nthree\r\n"),
    ('docs/"q\\\tuoted.md', b"a\n", b"b\n"),
    ("docs/größe.md", b"a\n", b"b\n"),
    ("docs/latin.md", "größe\n".encode("latin-1"), b"size\n"),
    ("docs/picture.png", b"\x89PNG\0" + bytes(range(256)) * 9, b"\x89PNG\0" + bytes(range(255, -1, -1)) * 7),
    ("docs/new.png", None, b"\0"),
    ("docs/gone.png", b"\0\1", None),
    ("docs/same.md", b"same\n", b"same\n"),
    ("docs/far.md", b"".join(b"%d\n" % each for each in range(100)), b"".join(b"%d\n" % (each if each not in {3, 70} else -1) for each in range(100))),
    ("docs/large.md", b"x\n" * 300_000, b"y\n" * 300_000),
)  # fmt: skip


def apply(folder: Path, changes: tuple[Change, ...], above: str = "") -> None:
    git(folder, "init", "-q")
    for path, old, _ in changes:
        if old is not None:
            (folder / above / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / above / path).write_bytes(old)
    git(folder, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-", given=patch(changes, above))
    for path, _, new in changes:
        where = folder / above / path
        assert (where.read_bytes() if where.exists() else None) == new, path


def test_git_makes_the_new_files(tmp_path: Path) -> None:
    apply(tmp_path, CHANGES)


def test_git_makes_the_new_files_below_its_top(tmp_path: Path) -> None:
    apply(tmp_path, CHANGES[:3], "infra/live/")


def test_random_texts(tmp_path: Path) -> None:
    chosen = random.Random(7)  # noqa: S311 - no secret
    texts = [
        tuple(
            b"".join(chosen.choice([b"a\n", b"b\n", b"c\r\n", b"d"]) for _ in range(chosen.randrange(30)))
            for _ in range(2)
        )
        for _ in range(40)
    ]
    apply(tmp_path, tuple((f"f{number}", old, new) for number, (old, new) in enumerate(texts)))


def test_no_change_is_no_patch() -> None:
    assert patch([("a", b"a\n", b"a\n")]) == b""


@pytest.mark.parametrize("content", [b"\0" * 53, bytes(range(256)) * 4])
def test_binary_files(tmp_path: Path, content: bytes) -> None:
    apply(tmp_path, (("a.bin", content, content[::-1] + b"\0"),))
