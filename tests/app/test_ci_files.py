"""The files of docs/ci that people copy: they parse, ask for little, and the steps of the action do what they say."""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.app.cli import COMMANDS
from docgen.pages.diff_comment import TAG
from tests.app.histories import git
from tests.app.test_diff import FILES, OPENED, commit

TOP = Path(__file__).parents[2]
CI = TOP / "docs/ci"
BASH = shutil.which("bash") or ""
pytestmark = pytest.mark.skipif(not BASH, reason="there is no bash")
WORKFLOWS = ("github/pull-request.yml", "github/publish.yml")
Json = dict[str, Any]


def read(path: str) -> Json:
    found: Json = yaml.safe_load((CI / path).read_text(encoding="utf-8"))
    return found


def steps(path: str) -> Iterator[Json]:
    document = read(path)
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    for job in jobs:
        yield from job["steps"]


@pytest.mark.parametrize("path", [*WORKFLOWS, "github/action.yml"])
def test_actions_of_others_are_pinned_and_scripts_hold_no_expression(path: str) -> None:
    for step in steps(path):
        uses = step.get("uses", "")
        assert not uses or uses.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses), uses
        assert "${{" not in step.get("run", "")
        if uses.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS)
def test_workflows_have_no_permission_but_those_of_each_job(path: str) -> None:
    document = read(path)
    assert document["permissions"] == {}
    allowed = {"contents: read", "pull-requests: write", "pages: write", "id-token: write"}
    for job in document["jobs"].values():
        assert {f"{name}: {level}" for name, level in job["permissions"].items()} <= allowed
        assert job["timeout-minutes"] <= 15


def test_nothing_pushes() -> None:
    for path in CI.rglob("*"):
        if path.is_file():
            assert not re.search(
                r"git (push|commit)|contents: write|curl .*\| *(ba)?sh", path.read_text(encoding="utf-8")
            ), path


def test_commands_that_are_named_exist() -> None:
    named = set()
    for path in (*CI.rglob("*.yml"), TOP / ".pre-commit-hooks.yaml", CI / "Containerfile"):
        named |= set(
            re.findall(
                r'(?:^|[\s/"])docgen"? (?!in )(diff|check|build|[a-z]+ --)', path.read_text(encoding="utf-8")
            )
        )
    assert {each.split()[0] for each in named} <= set(COMMANDS)
    assert {"diff", "check", "build"} <= {each.split()[0] for each in named}


def test_hooks_are_those_of_pre_commit() -> None:
    hooks = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {each["id"] for each in hooks} == {"docgen-build", "docgen-check"}
    for each in hooks:
        assert each["language"] == "python"
        assert re.search(each["files"], "live/prod/main.tf")
        assert re.search(each["files"], "docgen.yml")
        assert not re.search(each["files"], "app/main.py")


def test_gitlab_compares_and_checks() -> None:
    job = read("gitlab.yml")["docgen"]
    assert job["artifacts"]["reports"]["codequality"] in "\n".join(job["script"])
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert any(each.startswith("docgen check") for each in job["script"])


def test_gitlab_gives_the_token_to_a_job_that_installs_nothing() -> None:
    document = read("gitlab.yml")
    for name, job in document.items():
        assert ("DOCGEN_NOTE_TOKEN" in "\n".join(job["script"])) is (name == "docgen-note")
    note = document["docgen-note"]
    assert (note["environment"]["action"], note["variables"]["GIT_STRATEGY"]) == ("access", "none")
    assert not re.search(r"pip |curl|\$CI_COMMIT|eval", "\n".join(note["script"]))
    assert "docgen-note.md" in document["docgen"]["artifacts"]["paths"]
    assert TAG in note["script"][0]


# -- the note of GitLab -------------------------------------------------------------------------------

MINE, OTHER = 7, 8  # users


class GitLab(http.server.BaseHTTPRequestHandler):
    """The notes of one merge request; `server.code` other than 200 is what every question is answered with."""

    server: "FakeGitLab"

    def answer(self, code: int, data: object) -> None:
        content = json.dumps(data).encode()
        self.send_response(code)
        if code == 302:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body: Json = json.loads(self.rfile.read(length)) if length else {}
        self.server.asked.append((self.command, self.path.partition("?")[0], self.headers["PRIVATE-TOKEN"]))
        if self.server.code != 200:
            return self.answer(self.server.code, {})
        notes = "/api/v4/projects/42/merge_requests/3/notes"
        page = int((re.findall(r"[?&]page=(\d+)", self.path) or ["1"])[0])
        match self.command, self.path.partition("?")[0]:
            case "GET", "/api/v4/user":
                return self.answer(200, {"id": MINE})
            case "GET", path if path == notes:
                return self.answer(200, self.server.notes[(page - 1) * 100 : page * 100])
            case "POST", path if path == notes:
                self.server.notes.append({"id": 1000, "author": {"id": MINE}, "body": body["body"]})
                return self.answer(201, {})
            case "PUT", path if path.startswith(notes):
                for each in self.server.notes:
                    if each["id"] == int(path.rpartition("/")[2]):
                        each["body"] = body["body"]
                return self.answer(200, {})
            case _:
                return self.answer(404, {})

    do_GET = do_POST = do_PUT = do  # noqa: N815 - names that the library calls

    def log_message(self, *_: object) -> None:
        """Nothing: the tests are silent."""


class FakeGitLab(http.server.ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), GitLab)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.notes: list[Json] = []
        self.asked: list[tuple[str, str, str]] = []
        self.code = 200


@pytest.fixture
def gitlab() -> Iterator[FakeGitLab]:
    with FakeGitLab() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def post_note(
    gitlab: FakeGitLab,
    folder: Path,
    text: str | None,
    token: str = "secret",  # noqa: S107 - of nothing
) -> subprocess.CompletedProcess[str]:
    """The script of the job, as `bash` of a runner runs it."""
    if text is not None:
        (folder / "docgen-note.md").write_text(text, encoding="utf-8")
    script = "\n".join(read("gitlab.yml")["docgen-note"]["script"])
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    (bin_ / "python").unlink(missing_ok=True)
    (bin_ / "python").symlink_to(sys.executable)
    return subprocess.run(  # noqa: S603 - the script under test
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "CI_API_V4_URL": f"{gitlab.address}/api/v4",
            "CI_MERGE_REQUEST_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_IID": "3",
            "DOCGEN_NOTE_TOKEN": token,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def note_of(body: str, author: int = MINE, id_: int = 5) -> Json:
    return {"id": id_, "author": {"id": author}, "body": body}


def test_a_note_is_posted_once_and_written_over(gitlab: FakeGitLab, tmp_path: Path) -> None:
    assert post_note(gitlab, tmp_path, f"{TAG}\n\nOpen.\n").returncode == 0
    assert post_note(gitlab, tmp_path, f"{TAG}\n\nClosed.\n").returncode == 0

    assert [each["body"] for each in gitlab.notes] == [f"{TAG}\n\nClosed.\n"]
    assert [each[0] for each in gitlab.asked] == ["GET", "GET", "POST", "GET", "GET", "PUT"]
    assert {each[2] for each in gitlab.asked} == {"secret"}


def test_the_note_of_somebody_else_is_left_alone_and_ours_is_found_on_a_later_page(
    gitlab: FakeGitLab, tmp_path: Path
) -> None:
    gitlab.notes = [
        note_of(TAG, OTHER, 1),
        *(note_of("words", OTHER, 10 + each) for each in range(120)),
        note_of(f"{TAG}\nOld", MINE, 900),
    ]

    assert post_note(gitlab, tmp_path, f"{TAG}\nNew").returncode == 0
    assert gitlab.notes[0]["body"] == TAG
    assert gitlab.notes[-1]["body"] == f"{TAG}\nNew"
    assert len(gitlab.notes) == 122


def test_nothing_changed_says_so_only_where_there_was_a_note(gitlab: FakeGitLab, tmp_path: Path) -> None:
    assert post_note(gitlab, tmp_path, "").returncode == 0
    assert gitlab.notes == []
    gitlab.notes = [note_of(f"{TAG}\nOld")]
    assert post_note(gitlab, tmp_path, "").returncode == 0
    assert gitlab.notes[0]["body"] == f"{TAG}\n\nNothing of what was listed here is in the change any more.\n"


def test_no_token_and_no_comparison_ask_nothing_and_fail_nothing(gitlab: FakeGitLab, tmp_path: Path) -> None:
    without = post_note(gitlab, tmp_path, None)
    assert (without.returncode, gitlab.asked) == (0, [])
    assert "there was no comparison" in without.stdout
    skipped = post_note(gitlab, tmp_path, TAG, token="")
    assert (skipped.returncode, gitlab.asked) == (0, [])
    assert "DOCGEN_NOTE_TOKEN is not set" in skipped.stdout


@pytest.mark.parametrize("code", [401, 403, 404, 302])
def test_a_token_that_may_not_is_said_and_the_token_is_not(
    code: int, gitlab: FakeGitLab, tmp_path: Path
) -> None:
    gitlab.code = code
    done = post_note(gitlab, tmp_path, TAG)

    assert done.returncode == 1  # the job is allowed to fail, and the pipeline shows a warning
    assert f"GitLab answers {code}" in done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert [each[1] for each in gitlab.asked] == ["/api/v4/user"]  # a redirect is not followed


def test_no_line_is_a_quick_action(gitlab: FakeGitLab, tmp_path: Path) -> None:
    assert post_note(gitlab, tmp_path, f"{TAG}\n/merge\n  /approve\na/b\n").returncode == 0
    assert gitlab.notes[0]["body"] == f"{TAG}\n&#47;merge\n  &#47;approve\na/b\n"


def test_no_module_of_the_folder_is_run_and_no_link_is_followed(gitlab: FakeGitLab, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    (tmp_path / "secret").write_text("hunter2", encoding="utf-8")
    (tmp_path / "docgen-note.md").symlink_to(tmp_path / "secret")

    assert post_note(gitlab, tmp_path, None).returncode == 0
    assert gitlab.notes == []
    assert not (tmp_path / "ran").exists()


def test_a_note_that_gitlab_would_not_take_is_cut(gitlab: FakeGitLab, tmp_path: Path) -> None:
    assert post_note(gitlab, tmp_path, f"{TAG}\n" + "- a line\n" * 200_000).returncode == 0
    [note] = gitlab.notes
    assert len(note["body"]) < 1_000_000
    assert note["body"].endswith(
        "- a line\n\nThe rest is left out here: the artefacts have the whole text.\n"
    )


# -- the steps of the action --------------------------------------------------------------------------

GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
for each in "$@"; do case "$each" in body=@*) cat "${each#body=@}" > "$GH_BODY" ;; esac; done
case "$*" in
  *--paginate*) [ -z "$GH_DENIED" ] && printf '%s' "$GH_KNOWN" ;;
  *) [ -z "$GH_DENIED" ] ;;
esac
"""


DOCGEN = """#!/bin/sh
printf '%s\\n' "docgen $*" >> "$GH_LOG"
printf '%s' "$SAID" > "$GITHUB_STEP_SUMMARY"
exit "$CODE_OF_DOCGEN"
"""


class Runner:
    """A runner of GitHub, as far as the steps of the action see one."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.repository = repository
        self.folder = folder
        (folder / "docgen/bin").mkdir(parents=True)
        self.program("docgen/bin/docgen", DOCGEN)
        self.program("bin/gh", GH)
        self.known = ""
        self.denied = ""
        self.said = ""
        self.code = 0

    def use_docgen(self) -> None:
        """The real one, and not one that says what its caller passes in."""
        text = f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" -m docgen "$@"\n'
        self.program("docgen/bin/docgen", text)

    def program(self, path: str, text: str) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        place.chmod(0o755)

    def text(self, name: str) -> str:
        place = self.folder / name
        return place.read_text(encoding="utf-8") if place.exists() else ""

    def run(self, inputs: Mapping[str, str]) -> list[subprocess.CompletedProcess[str]]:
        """Every step but the installation, in order, as `bash` of GitHub runs them."""
        action = read("github/action.yml")
        tip = git(self.repository, "rev-parse", "HEAD~1").strip()
        given = {name: str(each.get("default", "")) for name, each in action["inputs"].items()} | dict(inputs)
        outputs: dict[str, str] = {}
        done = []
        for step in action["runs"]["steps"][1:]:
            if "if" in step and "false" in (given["check"] if step["name"] == "Check" else given["comment"]):
                continue
            known = {
                **{f"inputs.{name}": value for name, value in given.items()},
                "github.event.pull_request.number": "7",
                "github.event.pull_request.base.sha": tip,
                "github.repository": "atlas/infra",
                "github.token": "token",
                **{f"steps.compare.outputs.{name}": value for name, value in outputs.items()},
            }
            environment = {name: filled(str(value), known) for name, value in step.get("env", {}).items()}
            (self.folder / "output").write_text("", encoding="utf-8")
            done.append(
                subprocess.run(  # noqa: S603 - the script under test
                    [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                    cwd=self.repository,
                    env={
                        **os.environ,
                        "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                        "GITHUB_ACTIONS": "true",
                        "GITHUB_OUTPUT": str(self.folder / "output"),
                        "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                        "RUNNER_TEMP": str(self.folder),
                        "GH_LOG": str(self.folder / "log"),
                        "GH_BODY": str(self.folder / "body"),
                        "GH_KNOWN": self.known,
                        "GH_DENIED": self.denied,
                        "SAID": self.said,
                        "CODE_OF_DOCGEN": str(self.code),
                        **environment,
                    },
                    capture_output=True,
                    text=True,
                    check=False,
                )
            )
            outputs |= dict(each.split("=", 1) for each in self.text("output").splitlines())
            if done[-1].returncode:
                break
        return done


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    repository = tmp_path / "shop"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    commit(repository, FILES)
    return Runner(repository, tmp_path / "runner")


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with the values of its expressions."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)


ONLY_DIFF = {"check": "false", "package": "x"}


def test_the_action_comments_and_fails_at_last(runner: Runner) -> None:
    runner.use_docgen()
    commit(runner.repository, OPENED)
    done = runner.run({**ONLY_DIFF, "fail-on": "critical"})
    assert [each.returncode for each in done] == [0, 0, 4], done
    assert "::error file=live/main.tf" in done[0].stdout
    assert "--method POST repos/atlas/infra/issues/7/comments" in runner.text("log")
    assert runner.text("body").startswith(TAG)
    assert "web-sg now allows inbound TCP 22 from the internet" in runner.text("body")
    assert runner.text("summary") == runner.text("body")


def test_a_comment_that_is_there_is_written_over(runner: Runner) -> None:
    runner.known = "4711\n4712\n"
    commit(runner.repository)
    assert [each.returncode for each in runner.run(ONLY_DIFF)] == [0, 0, 0]
    assert "--method PATCH repos/atlas/infra/issues/comments/4711" in runner.text("log")
    assert runner.text("body") == f"{TAG}\n\nNothing of what was listed here is in the change any more.\n"


def test_nothing_changed_and_no_comment_is_silent(runner: Runner) -> None:
    commit(runner.repository)
    assert [each.returncode for each in runner.run(ONLY_DIFF)] == [0, 0, 0]
    assert "--method" not in runner.text("log")


def test_a_token_of_a_fork_fails_nothing(runner: Runner) -> None:
    runner.denied, runner.said = "yes", TAG
    commit(runner.repository)
    done = runner.run(ONLY_DIFF)
    assert [each.returncode for each in done] == [0, 0, 0]
    assert "::warning title=docgen::" in done[1].stdout
    assert runner.text("summary") == TAG


def test_what_is_wrong_fails_at_once(runner: Runner) -> None:
    runner.code = 1
    commit(runner.repository)
    assert [each.returncode for each in runner.run(ONLY_DIFF)] == [1]


def test_the_check_has_its_own_verdict(runner: Runner) -> None:
    commit(runner.repository)
    runner.run({"package": "x"})
    assert "docgen check --format github --no-diff" in runner.text("log")


def test_the_first_parent_of_a_merge_commit_is_the_base(runner: Runner) -> None:
    repository = runner.repository
    commit(repository)
    runner.run({**ONLY_DIFF, "comment": "false"})
    tip = git(repository, "rev-parse", "HEAD~1").strip()
    assert f"docgen diff --format github -- {tip}" in runner.text("log")
    git(repository, "checkout", "-q", "-b", "change")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    git(
        repository,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "x",
        "change",
    )
    runner.run({**ONLY_DIFF, "comment": "false", "fail-on": "high"})
    assert "docgen diff --format github --fail-on high -- HEAD^1" in runner.text("log")
