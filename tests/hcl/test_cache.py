"""Kept syntax trees save time, and can do nothing else."""

import stat
from pathlib import Path

import pytest

from docgen.hcl.cache import ParseCache, cached_parse
from docgen.hcl.nodes import Body
from docgen.hcl.parser import parse_body
from docgen.source.diagnostic import Result
from docgen.source.text import SourceFile
from docgen.workspace.library import may_be_kept

TEXT = 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n' * 60
FILE = SourceFile("main.tf", TEXT)


class Counting:
    """The parser, and how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, file: SourceFile) -> Result[Body]:
        self.times += 1
        return parse_body(file)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.msgpack"))


def test_a_text_is_parsed_once(tmp_path: Path) -> None:
    parse = Counting()

    first = cached_parse(parse, ParseCache(tmp_path / "c"))(FILE)
    second = cached_parse(parse, ParseCache(tmp_path / "c"))(SourceFile("other.tf", TEXT))

    assert parse.times == 1
    assert first.value == second.value
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in entries(tmp_path / "c")] == [0o600]


def test_another_text_is_another_entry(tmp_path: Path) -> None:
    parse = Counting()
    kept = cached_parse(parse, ParseCache(tmp_path))
    kept(FILE)
    changed = kept(SourceFile("main.tf", TEXT.replace("10.0", "10.1", 1)))

    assert parse.times == 2
    assert changed.value != kept(FILE).value


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "foreign"])
def test_a_damaged_entry_is_parsed_again(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    cached_parse(parse_body, ParseCache(folder))(FILE)
    [entry] = entries(folder)
    content = entry.read_bytes()
    made = {
        "cut": content[:-5],
        "changed": content[:-5] + bytes(each ^ 1 for each in content[-5:]),
        "empty": b"",
        "foreign": b"cos\nsystem\n(S'true'\ntR.",
    }
    entry.write_bytes(made[damage])
    parse = Counting()

    again = cached_parse(parse, ParseCache(folder))(FILE)

    assert parse.times == 1
    assert again.value == parse_body(FILE).value


def test_an_entry_that_others_may_write_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    cached_parse(parse_body, ParseCache(folder))(FILE)
    entries(folder)[0].chmod(0o666)
    parse = Counting()

    cached_parse(parse, ParseCache(folder))(FILE)

    assert parse.times == 1


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    folder.chmod(0o777)

    cached_parse(parse_body, ParseCache(folder))(FILE)

    assert entries(folder) == []


def test_a_folder_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert cached_parse(parse_body, ParseCache(tmp_path / "file" / "c"))(FILE).value == parse_body(FILE).value


def test_no_variables_file_is_kept() -> None:
    assert may_be_kept(SourceFile("main.tf", TEXT))
    assert not may_be_kept(SourceFile("terraform.tfvars", 'a = "b"\n'))


def test_no_text_of_a_file_can_be_read_in_its_entry(tmp_path: Path) -> None:
    text = f'{TEXT}resource "aws_ssm_parameter" "p" {{\n  value = "hunter2"\n}}\n'

    cached_parse(parse_body, ParseCache(tmp_path))(SourceFile("main.tf", text))

    [entry] = entries(tmp_path)
    content = entry.read_bytes()
    assert not any(word in content for word in (b"hunter2", b"aws_ssm_parameter", b"10.0.0.0", b"resource"))
    assert ParseCache(tmp_path).read(text.replace("hunter2", "hunter3")) is None
