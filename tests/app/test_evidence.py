"""`docgen evidence`: one archive from one revision, complete, and the same bytes wherever it is made."""

import csv
import datetime as dt
import hashlib
import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest

from docgen.exports.pack.archive import archive, with_sums
from docgen.pages.diagrams import ARCHITECTURE, TITLES, VIEWS
from docgen.pages.evidence.print_page import css_text
from tests.app.atlas import REPOSITORY
from tests.app.command import Ran, run
from tests.app.histories import git

Json = dict[str, Any]
HARBOR = REPOSITORY / "tests/projects/harbor"
NAME = 'Harbor "</style><script>alert(1)</script>'
SCOPES = 'scopes:\n  data: {addresses: ["aws_rds_cluster*"]}\nassertions:\n  - {says: Nothing reaches the instances., from: internet, to: instances, verdict: blocked}\n'
MORE = """
module "gone" {
  source = "example/gone/aws"
}
data "aws_caller_identity" "me" {}
resource "aws_cloudwatch_log_group" "a" {
  name              = "=cmd()"
  retention_in_days = 30
}
resource "aws_secretsmanager_secret" "a" {
  name = "a"
}
resource "aws_ssm_parameter" "a" {
  name  = "a"
  type  = "SecureString"
  value = "canary-5ecret"
}
resource "aws_sns_topic" "a" {
  name = "a-${data.aws_caller_identity.me.account_id}"
}
resource "aws_sns_topic_policy" "a" {
  arn = aws_sns_topic.a.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "A", Effect = "Allow", Principal = "*", Action = ["sns:Publish"], Resource = "*" },
    { Sid = "B", Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "sns:*", Resource = "*" },
  ] })
}
resource "aws_iam_user" "a" {
  name = "a"
}
resource "aws_iam_access_key" "a" {
  user = aws_iam_user.a.name
}
"""
TABLE = "tables/{}.csv"


class Pack(msgspec.Struct, frozen=True, eq=False):
    folder: Path  # the repository
    path: Path
    ran: Ran

    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as file:
            return {each.filename: file.read(each) for each in file.infolist()}


def committed(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=Ada", "-c", "user.email=a@example.com", "commit", "-q", "-m", message)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("evidence") / "harbor"
    shutil.copytree(HARBOR, folder)
    settings = (folder / "docgen.yml").read_text(encoding="utf-8")
    written = settings.replace("project: Harbor", f"project: {json.dumps(NAME)}") + SCOPES
    (folder / "docgen.yml").write_text(written, encoding="utf-8")
    (folder / "more.tf").write_text(MORE, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    committed(folder, "One")
    path = folder.parent / "one.zip"
    return Pack(folder, path, run(folder, "evidence", "-o", str(path)))


@pytest.fixture(scope="module")
def files(pack: Pack) -> Mapping[str, bytes]:
    assert pack.ran.code == 0, pack.ran.err
    return pack.files()


@pytest.fixture(scope="module")
def facts(files: Mapping[str, bytes]) -> Json:
    found: Json = json.loads(files["facts.json"])["environments"]
    return found


@pytest.fixture(scope="module")
def head(files: Mapping[str, bytes]) -> Json:
    found: Json = json.loads(files["head.json"])
    return found


def rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[TABLE.format(name)].decode(), newline="")))


# -- the same bytes --------------------------------------------------------------------------


def test_another_clone_gives_the_same_bytes(pack: Pack, tmp_path: Path) -> None:
    other, path = tmp_path / "else where", tmp_path / "two.zip"
    git(tmp_path, "clone", "-q", str(pack.folder), str(other))
    (other / "local.tf").write_text('resource "aws_vpc" "mine" {}\n', encoding="utf-8")  # not committed

    ran = run(
        other,
        "evidence",
        "--as-of",
        "main",
        "-o",
        str(path),
        TZ="Pacific/Auckland",
        LANG="C",
        HOME=str(tmp_path),
    )

    assert ran.code == 0, ran.err
    assert path.read_bytes() == pack.path.read_bytes()
    assert "The working tree has changes. They are not in the pack" in ran.err
    assert "working tree" not in pack.ran.err
    assert ran.out.startswith(hashlib.sha256(path.read_bytes()).hexdigest())


def test_the_archive_says_nothing_of_the_machine(pack: Pack) -> None:
    date = git(pack.folder, "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d").strip()
    with zipfile.ZipFile(pack.path) as file:
        entries = file.infolist()

    assert [each.filename for each in entries] == sorted(each.filename for each in entries)
    assert {(each.compress_type, each.create_system, each.external_attr >> 16) for each in entries} == {
        (zipfile.ZIP_STORED, 3, 0o100644)
    }
    assert {"-".join(f"{part:02}" for part in each.date_time[:3]) for each in entries} == {date}


def test_no_clock_and_no_path_of_the_machine_is_in_it(pack: Pack, files: Mapping[str, bytes]) -> None:
    assert [path for path, content in files.items() if str(pack.folder.parent).encode() in content] == []


def test_the_sums_are_those_of_the_files(files: Mapping[str, bytes]) -> None:
    lines = [line.split("  ", 1) for line in files["SHA256SUMS"].decode().splitlines()]

    assert {path: sum_ for sum_, path in lines} == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != "SHA256SUMS"
    }


def test_secrets_are_not_in_it(pack: Pack) -> None:
    assert b"canary-5ecret" not in pack.path.read_bytes()


# -- complete --------------------------------------------------------------------------------

COUNTED: Mapping[str, Callable[[Json], Any]] = {
    "connections": lambda facts: facts["connections"],
    "exposures": lambda facts: facts["exposures"],
    "controls": lambda facts: facts["controls"],
    "inventory": lambda facts: facts["inventory"],
    "data_stores": lambda facts: facts["data_stores"],
    "log_groups": lambda facts: facts["log_groups"],
    "gaps": lambda facts: facts["gaps"],
    "inputs": lambda facts: facts["inputs"],
    "identities": lambda facts: facts["access"]["identities"],
    "role_trusts": lambda facts: facts["access"]["role_trusts"],
    "keys": lambda facts: facts["access"]["keys"],
    "resource_policies": lambda facts: [
        one for each in facts["access"]["resource_policies"] for one in each["statements"]
    ],
    "scopes": lambda facts: [one for each in facts["scopes"] for one in each["crossings"]],
    "listeners": lambda facts: [one for each in facts["load_balancers"] for one in each["listeners"]],
    "secrets": lambda facts: [
        each
        for each in facts["data_stores"]
        if each["kind"] in {"Secrets Manager secret", "SSM SecureString parameter"}
    ],
}


@pytest.mark.parametrize("name", COUNTED)
def test_tables_have_as_many_rows_as_the_facts(name: str, files: Mapping[str, bytes], facts: Json) -> None:
    expected = {environment: len(COUNTED[name](each)) for environment, each in facts.items()}
    found = rows(files, name)

    assert {each: sum(row["environment"] == each for row in found) for each in expected} == expected
    assert len(found) == sum(expected.values())


def test_the_facts_and_the_register_are_those_of_other_commands(
    pack: Pack, files: Mapping[str, bytes]
) -> None:
    printed = json.loads(run(pack.folder, "facts", "--json").out)
    register = run(pack.folder, "register", "--format", "csv", "--as-of", "HEAD").out

    assert printed == json.loads(files["facts.json"])
    assert register.split() == files["tables/register.csv"].decode().split()


def test_one_table_is_empty_here(files: Mapping[str, bytes]) -> None:
    empty = {path for path in files if path.startswith("tables/") and files[path].count(b"\n") < 2}

    assert empty == {TABLE.format("reached")}


def test_the_head_counts_what_the_facts_have(head: Json, facts: Json) -> None:
    for each in head["coverage"]:
        own = facts[str(each["environment"])]
        unmodelled = [row for row in own["inventory"] if not row["modelled"]]
        assert each["resources"] == len(own["inventory"])
        assert each["modelled"] == len(own["inventory"]) - len(unmodelled)
        assert sum(each["not_modelled"].values()) == len(unmodelled)
        assert {"values": each["values"], "known": each["known"]} == own["coverage"]
        assert each["gaps"] == len(own["gaps"])
        assert head["gaps"][each["environment"]] == own["gaps"]


def test_the_head_names_the_revision_and_every_file_that_was_read(pack: Pack, head: Json) -> None:
    source, inputs = head["source"], head["inputs"]

    assert source["revision"] == git(pack.folder, "rev-parse", "HEAD").strip()
    assert source["tree"] == git(pack.folder, "rev-parse", "HEAD^{tree}").strip()
    assert head["made_by"]["command"] == f"docgen evidence --as-of {source['revision']} -o FILE.zip"
    assert {each["path"]: each["sha256"] for each in inputs} == {
        path: hashlib.sha256((pack.folder / path).read_bytes()).hexdigest()
        for path in git(pack.folder, "ls-files").split()
    }


def test_what_is_not_covered_is_said(files: Mapping[str, bytes], head: Json) -> None:
    assert any("live state" in each for each in head["not_covered"])
    assert any("service control policies" in each for each in head["not_covered"])
    page = plain(files["print.html"])
    readme = files["README.md"].decode().replace("\\", "").replace("`", "")
    for each in head["not_covered"]:
        assert html.unescape(page).count(each) == 1
        assert each.replace("`", "") in readme


def test_code_that_is_missing_is_named(files: Mapping[str, bytes], head: Json) -> None:
    for each in head["coverage"]:
        assert any("module.gone" in text for text in each["not_seen"])
        assert any(
            row["environment"] == each["environment"] and row["kind"] == "module"
            for row in rows(files, "gaps")
        )
    assert "prod: the code of module.gone" in files["README.md"].decode().replace("\\", "")
    assert "prod: the code of module.gone" in plain(files["print.html"])


def test_a_missing_extra_is_said(pack: Pack, tmp_path: Path) -> None:
    with mock.patch("docgen.app.pack.find_spec", return_value=None):
        run(pack.folder, "evidence", "-o", str(tmp_path / "x.zip"))
    with zipfile.ZipFile(tmp_path / "x.zip") as file:
        head = json.loads(file.read("head.json"))

    assert "oscal.json" not in head["files"]
    assert any(each.startswith("OSCAL") for each in head["not_covered"])


# -- the page for printing ------------------------------------------------------------------------


def plain(page: bytes) -> str:
    return page.decode()


def test_the_page_has_every_value_of_every_table(files: Mapping[str, bytes]) -> None:
    page = plain(files["print.html"])
    cells = set(re.findall(r">([^<>]+)<", page))
    labelled = {each.partition(": ")[2] for each in cells}
    for path in files:
        if path.startswith("tables/"):
            for row in csv.reader(io.StringIO(files[path].decode(), newline="")):
                if row[0] != "environment":
                    values = {html.escape(each.removeprefix("'")) for each in row if each}
                    assert values <= cells | labelled, path


def test_the_page_has_every_row_of_every_table(files: Mapping[str, bytes]) -> None:
    page = plain(files["print.html"])
    for path in files:
        if path.startswith("tables/"):
            name = path.removeprefix("tables/").removesuffix(".csv")
            section = page.partition(f'<section id="{name}">')[2].partition("</section>")[0]
            number = len(rows(files, name))
            assert section.partition("<tbody>")[2].count("<tr") == number, name
            assert (f"({number} rows)" in section) == (number > 0)


def test_each_table_and_picture_names_the_revision(files: Mapping[str, bytes], head: Json) -> None:
    page = plain(files["print.html"])
    running = f"revision {head['source']['revision'][:12]} of {head['source']['committed']}"

    for each in re.findall(r"<thead>.*?</thead>|<figcaption>.*?</figcaption>", page, re.DOTALL):
        assert running in each
    assert page.count("<thead>") == page.count("<table>")
    assert re.findall(r"</figcaption><h2>(.*?)</h2>", page) == [
        f"{title}: {name}"
        for name in ("dev", "prod")
        for title in ("Architecture", "Data flow", "Availability zones", "Security groups")
    ]


def test_the_page_loads_nothing_and_runs_nothing(files: Mapping[str, bytes]) -> None:
    page = plain(files["print.html"])
    addresses = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'>]{12})""", page)

    assert {each for each in addresses if not each.startswith("data:image/")} == set()
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert "url(" not in page
    assert "&lt;script&gt;" in page  # the name of the project


def test_pictures_lead_nowhere(files: Mapping[str, bytes]) -> None:
    for name in ("dev", "prod"):
        pictures = {view: files[f"diagrams/{name}/{view}.svg"].decode() for view in VIEWS}
        assert [view for view, each in pictures.items() if re.search(r'<a [^>]*href="', each)] == []
        assert "scope: data" in pictures[ARCHITECTURE]


def test_every_picture_has_a_title() -> None:
    assert list(TITLES) == list(VIEWS)


def test_text_in_a_style_sheet_is_no_style_sheet() -> None:
    assert css_text('a"</x') == "a\\000022\\00003c\\00002fx"


# -- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("-o", "x.tar"), "give a name that ends in .zip"),
        (("-o", "x.zip", "--as-of", "2026-11-28"), "is a date"),
        (("-o", "x.zip", "--as-of", "nowhere"), 'git knows no revision "nowhere"'),
    ],
)
def test_what_cannot_be_made_is_refused(pack: Pack, words: tuple[str, ...], text: str) -> None:
    ran = run(pack.folder, "evidence", *words)

    assert ran.code in {1, 2}
    assert text in ran.err
    assert not list(pack.folder.glob("x.*"))


def test_without_git_there_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "docgen.yml").write_text("project: P\nenvironments:\n  main: {root: .}\n", encoding="utf-8")
    (tmp_path / "main.tf").write_text("", encoding="utf-8")

    ran = run(tmp_path, "evidence", "-o", "x.zip", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))

    assert ran.code == 1
    assert "git cannot read a repository" in ran.err


def test_no_link_of_the_repository_leads_the_pack_out_of_it(pack: Pack, tmp_path: Path) -> None:
    (pack.folder / "out").symlink_to(tmp_path, target_is_directory=True)
    try:
        with pytest.raises(OSError, match="outside"):
            run(pack.folder, "evidence", "-o", "out/x.zip")
    finally:
        (pack.folder / "out").unlink()

    assert list(tmp_path.iterdir()) == []


# -- the archive ------------------------------------------------------------------------------------


def test_the_order_of_files_does_not_matter() -> None:
    moment = dt.datetime(2026, 11, 28, 12, 0, 1, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    there = {"b": b"2", "a": b"1"}

    assert archive(with_sums(there), moment) == archive(
        with_sums(dict(sorted(there.items()))), moment.astimezone(dt.UTC)
    )
