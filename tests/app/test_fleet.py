"""One site over many repositories."""

import posixpath
import re
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.fleet import borders
from docgen.app.commands.fleet import failing
from docgen.app.fleet import system
from docgen.app.fleet.system import Task
from docgen.app.fleet.systems import named_folders
from docgen.document.markdown import print_page
from docgen.pages.fleet.pages import fleet_pages
from docgen.pages.sentences.fleet import left_out_text
from tests.app.command import run
from tests.app.fleet import PEER, make_systems, name_of

BROKEN = 6


def contents(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


class Fleet(msgspec.Struct):
    """What two runs over the same eight repositories made; one of them cannot be read."""

    repositories: list[Path]
    before: dict[str, bytes]
    after: dict[str, bytes]
    one: dict[str, bytes]
    two: dict[str, bytes]
    code: int
    data: dict[str, list[dict[str, object]]]
    errors: str


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    top = tmp_path_factory.mktemp("fleet")
    repositories = make_systems(top / "repositories", 8, frozenset({BROKEN}))
    before = contents(top / "repositories")
    words = ["fleet", *map(str, repositories), "--format", "json", "-o"]
    two = run(top, *words, "two", "--jobs", "2")
    run(top, *words, "one", "--jobs", "1")
    after = contents(top / "repositories")
    data = msgspec.json.decode(two.out)
    return Fleet(
        repositories, before, after, contents(top / "one"), contents(top / "two"), two.code, data, two.err
    )


def test_two_processes_write_what_one_writes(fleet: Fleet) -> None:
    assert fleet.one == fleet.two
    assert len(fleet.one) > 7 * 20


def test_repositories_stay_as_they_are(fleet: Fleet) -> None:
    assert fleet.before == fleet.after


def test_a_broken_repository_costs_itself_alone(fleet: Fleet) -> None:
    assert fleet.code == 1
    unread = [each["name"] for each in fleet.data["systems"] if each["problems"]]
    assert unread == [name_of(BROKEN)]
    assert "Invalid expression" in fleet.two["index.md"].decode()
    assert f"systems/{name_of(BROKEN)}/index.md" not in fleet.two
    assert f"systems/{name_of(7)}/index.md" in fleet.two


def test_what_is_open_comes_first(fleet: Fleet) -> None:
    rows = [each for each in fleet.two["index.md"].decode().splitlines() if each.startswith("| ")][2:]
    named = [next(name for name in map(name_of, range(8)) if name in row) for row in rows]
    assert named[:3] == [name_of(BROKEN), name_of(0), name_of(3)]
    assert "could not be read" in rows[0]
    assert "1 high" in rows[1]


def test_connections_are_certain_only_where_one_thing_is_meant(fleet: Fleet) -> None:
    found = {(each["kind"], each["what"]): each for each in fleet.data["connections"]}
    peering = found["peering connection", PEER]
    assert peering["certain"] is True
    state = found["terraform state", f"s3: bucket=states key={name_of(2)}.tfstate"]
    assert state["certain"] is True
    route = found["range", "10.1.0.0/16"]
    assert route["certain"] is False
    assert route["others"] == [{"system": name_of(1), "environment": name_of(1), "address": "aws_vpc.main"}]


def test_a_rule_from_a_wide_range_names_every_system_in_it(fleet: Fleet) -> None:
    rules = [each for each in fleet.data["connections"] if each["what"] == "10.0.0.0/8"]
    assert rules
    assert all(each["certain"] is False and each["way"] == "security group rule" for each in rules)


def test_links_of_the_site_lead_to_files_of_the_site(fleet: Fleet) -> None:
    wrong = set()
    for path, content in fleet.two.items():
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)", content.decode()):
            if (
                "://" not in target
                and posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) not in fleet.two
            ):
                wrong.add((path, target))
    assert wrong == set()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    make_systems(tmp_path / "repositories", 1)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "notes.txt").write_text("mine", encoding="utf-8")

    ran = run(tmp_path, "fleet", str(tmp_path / "repositories" / name_of(0)), "-o", "site")

    assert ran.code == 2
    assert "notes.txt" in contents(tmp_path / "site")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".site")] == []


def test_systems_of_the_settings_stay_in_the_repository(tmp_path: Path) -> None:
    make_systems(tmp_path / "outside", 1)
    top = tmp_path / "top"
    top.mkdir()
    (top / "linked").symlink_to(tmp_path / "outside" / name_of(0))
    (top / "docgen.yml").write_text("project: P\nsystems: {shop: linked}\n", encoding="utf-8")

    ran = run(top, "fleet", "-o", "site")

    assert ran.code == 1
    assert "outside the repository" in ran.err
    assert not (top / "site").exists()


@pytest.mark.parametrize(
    ("systems", "said"),
    [
        ("{shop: ../shop}", "is outside the folder of docgen.yml"),
        ("{shop: /srv/shop}", "is outside the folder of docgen.yml"),
        ('{"a/b": shop}', "cannot be the name of a system"),
        ('{"a b": shop}', "cannot be the name of a system"),
    ],
)
def test_wrong_systems_are_errors_of_the_settings(tmp_path: Path, systems: str, said: str) -> None:
    (tmp_path / "docgen.yml").write_text(f"project: P\nsystems: {systems}\n", encoding="utf-8")

    ran = run(tmp_path, "fleet", "-o", "site")

    assert (ran.code, said in " ".join(ran.err.split())) == (1, True)


def test_a_cluster_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docgen.app.commands.fleet.find_spec", lambda _: None)

    ran = run(tmp_path, "fleet", str(tmp_path), "-o", "site", "--scheduler", "tcp://127.0.0.1:1")

    assert (ran.code, "terraform-docgen[fleet]" in ran.err) == (2, True)


def test_other_commands_ask_for_environments(tmp_path: Path) -> None:
    (tmp_path / "docgen.yml").write_text("project: P\nsystems: {shop: shop}\n", encoding="utf-8")

    ran = run(tmp_path, "build")

    assert (ran.code, "docgen fleet" in ran.err) == (1, True)


def test_fail_on_counts_what_is_open_and_what_is_not_decided(tmp_path: Path) -> None:
    (repository,) = make_systems(tmp_path, 1)

    ran = [
        run(tmp_path, "fleet", str(repository), "-o", "site", "--fail-on", each).code
        for each in ("high", "critical")
    ]

    assert ran == [4, 0]


TRAIL = 'resource "aws_db_instance" "a" {\n  engine = "postgres"\n  publicly_accessible = PUBLIC\n}\n'
ASSERTED = """assertions:
  - {says: The database is private., from: internet, to: aws_db_instance.a, verdict: VERDICT}
"""


def one_system(folder: Path, settings: str = "", public: str = "false") -> None:
    (folder / "shop").mkdir()
    (folder / "shop/main.tf").write_text(TRAIL.replace("PUBLIC", public), encoding="utf-8")
    text = f"project: P\nenvironments:\n  prod: {{root: .}}\n{settings}"
    (folder / "shop/docgen.yml").write_text(text, encoding="utf-8")


def failed(folder: Path, severity: str) -> tuple[int, str]:
    ran = run(folder, "fleet", "shop", "-o", "site", "--fail-on", severity)
    lines = [each for each in ran.err.splitlines() if each.startswith("shop: ")]
    return ran.code, "\n".join(lines)


def test_fail_on_counts_controls_that_are_broken_or_undecided(tmp_path: Path) -> None:
    one_system(tmp_path)

    code, said = failed(tmp_path, "medium")
    assert code == 4
    assert said.startswith("shop: medium or worse: ")
    assert "rds_encrypted" in said
    assert "exposure" not in said


def test_fail_on_leaves_out_controls_that_are_waived(tmp_path: Path) -> None:
    waiver = "{control: rds_encrypted, subject: '*', reason: Known., owner: a, until: 2099-12-31}"
    one_system(tmp_path, f"waivers:\n  - {waiver}\n")

    _, said = failed(tmp_path, "medium")
    assert "4 controls" in said
    assert "rds_encrypted" not in said


@pytest.mark.parametrize(("severity", "counts"), [("critical", False), ("high", True), ("low", True)])
def test_fail_on_counts_assertions_as_high(severity: str, counts: bool, tmp_path: Path) -> None:  # noqa: FBT001 - an expected value
    one_system(tmp_path, ASSERTED.replace("VERDICT", "reachable"))

    code, said = failed(tmp_path, severity)
    assert ("1 assertion broken or undecided" in said) is counts
    assert code == (4 if said else 0)


@pytest.mark.parametrize("most", [1_000, 0])  # exposures that are kept one by one
def test_fail_on_leaves_out_exposures_that_are_accepted(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository,) = make_systems(tmp_path / "repositories", 1)
    (tmp_path / "site").mkdir()
    task = Task("shop", str(repository), str(tmp_path / "site"))
    monkeypatch.setattr(system, "MOST_EXPOSURES", most)
    before = failing(system.documented(task), [Severity.HIGH])
    settings = (repository / "docgen.yml").read_text(encoding="utf-8")
    entry = "{of: '*', owner: a, reason: Known., until: 2099-12-31}"
    (repository / "docgen.yml").write_text(
        f"{settings}exposures:\n  accepted:\n    - {entry}\n", encoding="utf-8"
    )
    after = system.documented(task)

    assert after.count(Effect.OPEN_NOW) > 0
    assert (before.exposures > 0, failing(after, [Severity.HIGH]).exposures) == (True, 0)


def test_what_was_too_much_to_compare_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository,) = make_systems(tmp_path / "repositories", 1)
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(borders, "MOST_MENTIONS", 0)
    made = system.documented(Task("shop", str(repository), str(tmp_path / "site")))
    assert made.environments[0].borders.mentions_left_out == 1

    [page] = [each for each in fleet_pages("T", [made], []) if each.path == "connections.md"]
    said = "not compared with other systems, because it names too many: 1 id. Connections may be missing"
    assert f"shop: prod: {said}" in print_page(page, "")
    monkeypatch.setattr(borders, "MOST_MENTIONS", 1)
    whole = system.documented(Task("shop", str(repository), str(tmp_path / "site")))
    assert left_out_text(whole.environments[0]) == ""


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (["/a/shop", "/a/web"], ["shop", "web"]),
        (["/a/infra", "/b/infra", "/c/web"], ["a-infra", "b-infra", "web"]),
        (["/a/x y", "/a/x-y"], ["a-x-y", "a-x-y-2"]),
        (["/a/Shop", "/b/shop"], ["a-Shop", "b-shop"]),
    ],
)
def test_names_of_systems(folders: list[str], names: list[str]) -> None:
    assert list(named_folders([Path(each) for each in folders])) == names


def test_the_site_as_html_shows_pictures_and_names_as_text(tmp_path: Path) -> None:
    (repository,) = make_systems(tmp_path, 1)
    settings = "project: P\nenvironments:\n  'a<b>&c': {root: .}\n"
    (repository / "docgen.yml").write_text(settings, encoding="utf-8")

    ran = run(tmp_path, "fleet", str(repository), "-o", "site", "--html", "html", "--title", "All <of> it")

    assert ran.code == 0
    home = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    system = (tmp_path / "html" / "systems" / name_of(0) / "index.html").read_text(encoding="utf-8")
    (picture,) = (tmp_path / "html" / "systems").rglob("architecture/index.html")
    assert 'href="systems/system-000/"' in home
    assert "<of>" not in home
    assert "<b>&c" not in home + system
    assert '<figure class="dg-figure"' in picture.read_text(encoding="utf-8")
