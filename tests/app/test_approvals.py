"""The commit and the pull request behind an allowed flow, in made-up histories."""

from pathlib import Path

import msgspec
import pytest

from docgen.analysis.register import find_register
from docgen.app.approvals import find_approvals
from docgen.language.depth import deep_recursion
from docgen.source.diagnostic import has_errors
from docgen.source.line_history import Approval, HistoryGap, LineHistory, LineState
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.command import run
from tests.app.histories import GIT, HISTORIES, PLAIN, build, git, write

pytestmark = pytest.mark.skipif(not GIT, reason="there is no git")
ASKED = "10.9.0.0/16"


def approval(folder: Path) -> LineState:
    """What is said of the flow from the range that is asked about."""
    project = open_project(folder).value
    assert project is not None
    with deep_recursion():
        result = find_facts(project)
    assert not has_errors(result.diagnostics), result.diagnostics
    register = find_register(result.value.environments[0])
    found = find_approvals([register], LineHistory(project.tree, project.folder))
    (flow,) = (each for each in register.flows if each.key.endswith(f"from {ASKED}"))
    return found[id(flow)]


def test_there_are_fifty_histories_and_more() -> None:
    assert len(HISTORIES) >= 50


@pytest.mark.parametrize("name", HISTORIES)
def test_the_commit_and_the_pull_request(name: str, tmp_path: Path) -> None:
    history = HISTORIES[name]
    oids = build(history, tmp_path / "repository")

    found = approval(tmp_path / "repository")

    assert isinstance(found, Approval), found
    names = {oid: each for each, oid in oids.items()}
    expected = history.expected
    assert (names[found.commit], found.author, found.pull_request) == (
        expected.commit,
        expected.author,
        expected.pull_request,
    )


def test_a_changed_line_is_not_committed(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    build(HISTORIES["added range, squash"], folder)
    values = folder / "terraform.tfvars"
    values.write_text(f"# New.\n{values.read_text(encoding='utf-8')}", encoding="utf-8")
    assert isinstance(approval(folder), Approval)  # another line

    main = folder / "main.tf"
    main.write_text(main.read_text(encoding="utf-8").replace("= 443", "= 444"), encoding="utf-8")

    assert approval(folder) is HistoryGap.UNCOMMITTED


def test_without_a_repository(tmp_path: Path) -> None:
    write(tmp_path, PLAIN)

    assert approval(tmp_path) is HistoryGap.NOT_IN_GIT


def test_a_file_that_git_does_not_have(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    build(HISTORIES["port, squash"], folder)
    (folder / "main.tf").rename(folder / "new.tf")

    assert approval(folder) is HistoryGap.NOT_IN_GIT


def test_a_shallow_clone(tmp_path: Path) -> None:
    build(HISTORIES["port, squash"], tmp_path / "repository")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/repository", "clone")

    assert approval(tmp_path / "clone") is HistoryGap.SHALLOW


def test_line_endings_of_a_checkout_change_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    oids = build(HISTORIES["port, squash"], folder)
    main = folder / "main.tf"
    main.write_bytes(main.read_bytes().replace(b"\n", b"\r\n"))

    found = approval(folder)

    assert isinstance(found, Approval)
    assert found.commit == oids["change"]


def test_nothing_that_the_repository_configures_is_run(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    build(HISTORIES["port, squash"], folder)
    ran = tmp_path / "ran"
    for key in ("diff.x.textconv", "filter.x.clean", "filter.x.smudge", "gpg.program", "core.fsmonitor"):
        git(folder, "config", key, f"touch {ran}; cat")
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "blame.ignoreRevsFile", str(tmp_path / "revisions"))
    (folder / ".gitattributes").write_text("* diff=x filter=x\n", encoding="utf-8")
    (folder / ".git/info/attributes").write_text("* diff=x filter=x\n", encoding="utf-8")

    assert isinstance(approval(folder), Approval)
    assert not ran.exists()


def test_csv_and_json_say_it(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    oids = build(HISTORIES["port, GitHub merge"], folder)

    document = msgspec.json.decode(run(folder, "register", "--format", "json").out)
    table = run(folder, "register", "--format", "csv").out

    flows = document["environments"]["main"]["flows"]
    (flow,) = (each for each in flows if each["peer"]["value"] == ASKED)
    assert flow["approval"] == {
        "history": "known",
        "commit": oids["change"],
        "date": "2023-11-16",
        "author": "Grace Hopper",
        "pull_request": 12,
    }
    assert f'"{oids["change"]}","2023-11-16","Grace Hopper",12,"known"' in table
    assert "@" not in table


def test_the_site_says_it_beside_the_evidence_and_the_page_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    oids = build(HISTORIES["port, GitHub merge"], folder)

    assert run(folder, "build", "--site", str(tmp_path / "site")).code == 0

    said = f"{oids['change'][:10]}, 2023-11-16, Grace Hopper, pull request #12"
    assert said in (tmp_path / "site/register/index.html").read_text(encoding="utf-8")
    assert "Grace" not in (folder / "docs/register.md").read_text(encoding="utf-8")


def test_the_name_of_an_author_is_text(tmp_path: Path) -> None:
    plain = HISTORIES["port, direct"]
    commits = [
        msgspec.structs.replace(each, author="=1+1 [x](javascript:1) |") if each.name == "change" else each
        for each in plain.commits
    ]
    build(msgspec.structs.replace(plain, commits=tuple(commits)), tmp_path / "repository")

    assert run(tmp_path / "repository", "build", "--site", str(tmp_path / "site")).code == 0

    assert '"\'=1+1 [x](javascript:1) |"' in run(tmp_path / "repository", "register", "--format", "csv").out
    page = (tmp_path / "site/register/index.html").read_text(encoding="utf-8")
    assert "=1+1 [x](javascript:1) |" in page
    assert 'href="javascript' not in page
