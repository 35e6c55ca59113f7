"""Made-up git histories of one allowed flow, and the commit and pull request that a reader would name.

A history is a way to change the flow (`LEVERS`), and a way to bring the change to the main branch (`WAYS`). What is asked about
is the flow from 10.9.0.0/16.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

GIT = shutil.which("git") or ""
Files = Mapping[str, str]
SETTINGS = "project: P\nenvironments:\n  main:\n    root: .\n"
RULE = """resource "aws_vpc_security_group_ingress_rule" "web" {
  for_each = toset(var.cidrs)

  security_group_id = aws_security_group.web.id
  description       = "Clients of the web tier"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value
}
"""
GROUP = 'resource "aws_security_group" "web" {\n  name = "web"\n}\n'
VARIABLES = 'variable "cidrs" {\n  type = list(string)\n}\n'
VALUES = 'cidrs = [\n  "10.0.0.0/16",\n  "10.9.0.0/16",\n]\n'
PLAIN: Files = {
    "docgen.yml": SETTINGS,
    "main.tf": f"{GROUP}\n{RULE}",
    "variables.tf": VARIABLES,
    "terraform.tfvars": VALUES,
    "README.md": "One.\n",
}


def edited(files: Files, path: str, old: str, new: str) -> Files:
    assert old in files[path], (path, old)
    return {**files, path: files[path].replace(old, new)}


class Lever(msgspec.Struct, frozen=True):
    """How the flow was changed: the files before and after; `later` is a change that does not concern it."""

    before: Files
    after: Files
    later: Callable[[Files], Files]


def other_element(files: Files) -> Files:
    return edited(files, "terraform.tfvars", "[\n", '[\n  "10.20.0.0/16",\n')


def comment_above(files: Files) -> Files:
    return edited(files, "main.tf", GROUP, f"# The web tier.\n{GROUP}")


def tags_inside(files: Files) -> Files:
    return edited(files, "main.tf", "each.value\n", 'each.value\n\n  tags = { Name = "web" }\n')


def renamed(files: Files) -> Files:
    return {("firewall.tf" if path == "main.tf" else path): text for path, text in files.items()}


def nothing(files: Files) -> Files:
    return edited(files, "README.md", "One.", "Two.")


LOCAL = edited(
    {**PLAIN, "main.tf": PLAIN["main.tf"].replace("443", "local.port")}, "variables.tf", VARIABLES, f"{VARIABLES}\nlocals {{\n  port = 443\n}}\n"
)  # fmt: skip
DEFAULT = edited(
    {**PLAIN, "main.tf": PLAIN["main.tf"].replace("443", "var.port")},
    "variables.tf",
    VARIABLES,
    f'{VARIABLES}\nvariable "port" {{\n  default = 443\n}}\n',
)
MODULE: Files = {
    "docgen.yml": SETTINGS,
    "main.tf": 'module "fw" {\n  source = "./fw"\n  port   = 443\n  cidrs  = var.cidrs\n}\n',
    "fw/main.tf": PLAIN["main.tf"].replace("443", "var.port"),
    "fw/variables.tf": f'{VARIABLES}\nvariable "port" {{\n  type = number\n}}\n',
    "variables.tf": VARIABLES,
    "terraform.tfvars": VALUES,
    "README.md": "One.\n",
}
WITHOUT = edited(PLAIN, "terraform.tfvars", '  "10.9.0.0/16",\n', "")
LEVERS: Mapping[str, Lever] = {
    "port": Lever(PLAIN, edited(PLAIN, "main.tf", "= 443", "= 8443"), comment_above),
    "added range": Lever(WITHOUT, PLAIN, other_element),
    "changed range": Lever(edited(PLAIN, "terraform.tfvars", "10.9.", "10.8."), PLAIN, other_element),
    "module argument": Lever(MODULE, edited(MODULE, "main.tf", "443", "8443"), other_element),
    "default": Lever(DEFAULT, edited(DEFAULT, "variables.tf", "443", "8443"), tags_inside),
    "local": Lever(LOCAL, edited(LOCAL, "variables.tf", "443", "8443"), comment_above),
    "reformatted": Lever(PLAIN, edited(PLAIN, "main.tf", "to_port           =", "to_port ="), tags_inside),
    "moved block": Lever(PLAIN, {**PLAIN, "main.tf": GROUP, "variables.tf": f"{VARIABLES}\n{RULE}"}, nothing),
    "renamed file": Lever(PLAIN, edited(PLAIN, "main.tf", "= 443", "= 8443"), renamed),
    "new rule": Lever({**PLAIN, "main.tf": GROUP}, PLAIN, tags_inside),
}


class Made(msgspec.Struct, frozen=True):
    """One commit of a history."""

    name: str
    files: Files
    message: str
    parents: tuple[str, ...] = ()
    author: str = "Ada"


class Expected(msgspec.Struct, frozen=True):
    """The commit that touched the flow last, who made it, and its pull request."""

    commit: str
    author: str
    pull_request: int | None


class History(msgspec.Struct, frozen=True):
    commits: tuple[Made, ...]  # the last one is the main branch
    expected: Expected


def on_main(lever: Lever, message: str, number: int | None) -> History:
    """One commit on the main branch, and a later one."""
    return History(
        (
            Made("base", lever.before, "Begin (#1)"),
            Made("change", lever.after, message, ("base",), "Grace Hopper"),
            Made("later", lever.later(lever.after), "Something else (#90)", ("change",)),
        ),
        Expected("change", "Grace Hopper", number),
    )


def merged(lever: Lever, message: str, number: int | None) -> History:
    """A commit on a branch, a merge, and a later merge of another branch."""
    moved_on = edited(lever.before, "README.md", "One.", "Three.")
    joined = edited(lever.after, "README.md", "One.", "Three.")
    later = lever.later(joined) if lever.later is not nothing else {**joined, "NOTES.md": "x\n"}
    return History(
        (
            Made("base", lever.before, "Begin (#1)"),
            Made("change", lever.after, "Open it", ("base",), "Grace Hopper"),
            Made("moved on", moved_on, "Words", ("base",)),
            Made("merge", joined, message, ("moved on", "change"), "A bot"),
            Made("other", later, "Other work", ("merge",)),
            Made("later", later, "Merge pull request #90 from team/other", ("merge", "other"), "A bot"),
        ),
        Expected("change", "Grace Hopper", number),
    )


WAYS: Mapping[str, Callable[[Lever], History]] = {
    "direct": lambda lever: on_main(lever, "Open it", None),
    "squash": lambda lever: on_main(lever, "Open it (#12)\n\n* one\n* two (#11)", 12),
    "GitHub merge": lambda lever: merged(lever, "Merge pull request #12 from team/open\n\nOpen it", 12),
    "GitLab merge": lambda lever: merged(lever, "Merge branch 'open' into 'main'\n\nOpen it\n\nSee merge request team/infra!12", 12),
    "Bitbucket merge": lambda lever: merged(lever, "Merged in open (pull request #12)\n\nOpen it", 12),
}  # fmt: skip


def specials() -> Mapping[str, History]:
    """Shapes that do not go with every lever."""
    lever = LEVERS["port"]
    before, after = lever.before, lever.after
    base = Made("base", before, "Begin (#1)")
    other = edited(before, "README.md", "One.", "Three.")
    both = edited(after, "README.md", "One.", "Three.")
    change = Made("change", after, "Open it", ("base",), "Grace Hopper")
    return {
        "two authors": History(
            (
                base,
                Made("first", edited(before, "main.tf", "= 443", "= 444"), "One (#2)", ("base",), "Grace Hopper"),
                Made("second", after, "Two (#3)", ("first",), "Alan Turing"),
            ),
            Expected("second", "Alan Turing", 3),
        ),
        "revert": History(
            (base, msgspec.structs.replace(change, message="Open it (#2)"), Made("back", before, 'Revert "Open it (#2)" (#4)', ("change",), "Alan")),
            Expected("back", "Alan", 4),
        ),
        "revert without a number": History(
            (base, msgspec.structs.replace(change, message="Open it (#2)"), Made("back", before, 'Revert "Open it (#2)"', ("change",), "Alan")),
            Expected("back", "Alan", None),
        ),
        "rebase merge": History(
            (base, Made("moved on", other, "Words", ("base",)), Made("change", both, "Open it", ("moved on",), "Grace Hopper")),
            Expected("change", "Grace Hopper", None),
        ),
        "nested": History(
            (
                base,
                Made("change", after, "Open it (#7)", ("base",), "Grace Hopper"),
                Made("merge", after, "Merge pull request #99 from team/develop", ("base", "change")),
            ),
            Expected("change", "Grace Hopper", 7),
        ),
        "merge in a merge": History(
            (
                base,
                change,
                Made("inner", after, "Merge pull request #7 from team/open", ("base", "change")),
                Made("outer", after, "Merge pull request #99 from team/develop", ("base", "inner")),
            ),
            Expected("change", "Grace Hopper", 7),
        ),
        "main merged back": History(
            (
                base,
                change,
                Made("moved on", other, "Words (#5)", ("base",)),
                Made("back", both, "Merge branch 'main' into open", ("change", "moved on"), "Grace Hopper"),
                Made("merge", both, "Merge pull request #12 from team/open", ("moved on", "back")),
            ),
            Expected("change", "Grace Hopper", 12),
        ),
        "two branches at once": History(
            (
                base,
                Made("words", other, "Words", ("base",)),
                change,
                Made("merge", both, "Merge pull request #12 from team/open", ("base", "words", "change")),
            ),
            Expected("change", "Grace Hopper", 12),
        ),
        "Azure": merged(lever, "Merged PR 12: Open it", 12),
        "name that is an address": History(
            (base, msgspec.structs.replace(change, author="grace@example.com")), Expected("change", "grace", None)
        ),
    }  # fmt: skip


HISTORIES: Mapping[str, History] = {
    **{f"{lever}, {way}": make(LEVERS[lever]) for lever in LEVERS for way, make in WAYS.items()},
    **specials(),
}


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(  # noqa: S603 - git itself, our own words
        [GIT, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
        input=given,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def build(history: History, folder: Path) -> Mapping[str, str]:
    """The repository with the files of its last commit; the commits' names in git by their names in the history."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    marks = {each.name: number for number, each in enumerate(history.commits, start=1)}
    last = history.commits[-1].name
    stream = bytearray()
    for number, each in enumerate(history.commits, start=1):
        branch = "main" if each.name == last else f"b{number}"
        when = f"<a@example.com> {1_700_000_000 + number * 86_400} +0000\n"
        stream += f"commit refs/heads/{branch}\nmark :{number}\n".encode()
        stream += f"author {each.author} {when}committer {each.author} {when}".encode()
        stream += data(each.message)
        for position, parent in enumerate(each.parents):
            stream += f"{'merge' if position else 'from'} :{marks[parent]}\n".encode()
        stream += b"deleteall\n"
        for path, text in each.files.items():
            stream += f"M 100644 inline {path}\n".encode() + data(text)
    git(folder, "fast-import", "--quiet", "--export-marks=.git/marks", given=bytes(stream))
    write(folder, history.commits[-1].files)
    oids = dict(line.split() for line in (folder / ".git/marks").read_text(encoding="utf-8").splitlines())
    return {name: oids[f":{number}"] for name, number in marks.items()}


def data(text: str) -> bytes:
    raw = text.encode()
    return b"data %d\n%s\n" % (len(raw), raw)


def write(folder: Path, files: Files) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
