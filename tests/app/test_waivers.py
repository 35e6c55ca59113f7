"""Waivers and policies of docgen.yml: what `docgen check` and `docgen controls` say, and with which exit code.

One database with a public flag that an input sets. The committed pages are made first, so that only the policy decides.
"""

import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from tests.app.command import Ran, run

DATABASE = """
variable "public" {
  type    = bool
  default = true
}
variable "other" {}
resource "aws_db_instance" "orders" {
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  publicly_accessible = FLAG
  storage_encrypted   = true
}
"""
CONFIGURATION = "project: Shop\nenvironments:\n  dev: {root: ., vars: {public: true}}\n  prod: {root: ., vars: {public: false}}\n"
POLICY = "policy: {controls: [rds_not_public]}\n"
WAIVER = "waivers:\n  - {control: rds_not_public, reason: Trials., owner: data, until: 2027-03-31, environment: dev}\n"
BEFORE, LAST, AFTER = "2026-01-01", "2027-03-31", "2027-04-01"


def project(folder: Path, more: str, flag: str = "var.public", extra: str = "") -> Path:
    (folder / "main.tf").write_text(DATABASE.replace("FLAG", flag) + extra, encoding="utf-8")
    (folder / "docgen.yml").write_text(CONFIGURATION + more, encoding="utf-8")
    return folder


def checked(folder: Path, *words: str) -> Ran:
    assert run(folder, "build").code == 0
    return run(folder, "check", *words)


class Case(msgspec.Struct, frozen=True):
    name: str
    more: str  # of docgen.yml
    code: int
    said: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    day: str = BEFORE
    flag: str = "var.public"
    extra: str = ""


MODULE = '\nmodule "far" {\n  source = "acme/far/aws"\n}\n'
ELSEWHERE = WAIVER.replace("environment: dev", "subject: module.far.*")
CASES = (
    Case("no policy", "", 0, unsaid=("Control ",)),
    Case(
        "a broken control",
        POLICY,
        4,
        (
            "Control rds_not_public (critical) is broken in dev",
            "aws_db_instance.orders (main.tf:7): publicly_accessible = true",
            "Set public = false (docgen.yml:3): then it holds, and no other control breaks.",
            "Fix: Set `publicly_accessible = false`.",
        ),
        ("in prod",),
    ),
    Case("of another environment only", "policy: {controls: [rds_not_public], environments: [prod]}\n", 0),
    Case("a pattern of environments", "policy: {controls: [rds_not_public], environments: ['d*']}\n", 4),
    Case("a less severe one is not asked for", "policy: {severity: critical, environments: [prod]}\n", 0),
    Case("of a framework", "policy: {frameworks: [CIS 5]}\n", 4, ("rds_not_public",), ("rds_iam_auth",)),
    Case("everything", "policy: {}\n", 4, ("rds_not_public", "rds_iam_auth")),
    Case("an undecided control", POLICY, 4, ("is undecided in dev", "is undecided in prod"), flag="var.other"),
    Case("waived", POLICY + WAIVER, 0, unsaid=("rds_not_public",)),
    Case("on its last day", POLICY + WAIVER, 0, day=LAST),
    Case(
        "ended",
        POLICY + WAIVER,
        4,
        ("its waiver ended on 2027-03-31 (data: Trials)", "The waiver of rds_not_public for * (docgen.yml:7) ended on"),
        day=AFTER,
    ),
    Case("ended, and no policy", WAIVER, 4, ("ended on 2027-03-31",), ("Control ",), AFTER),
    Case("undecided is not waived", POLICY + WAIVER, 4, ("is undecided in dev",), ("is not used",), flag="var.other"),
    Case("not used", WAIVER, 4, ("(docgen.yml:6) is not used",), flag="false"),
    Case("not used for another subject", ELSEWHERE, 4, ("is not used",)),
    Case("what was not seen may use it", ELSEWHERE, 0, unsaid=("is not used",), extra=MODULE),
    Case(
        "what has an unknown number may use it",
        WAIVER,
        0,
        unsaid=("is not used",),
        flag="false",
        extra='resource "aws_db_instance" "more" {\n  count = var.other\n  engine = "postgres"\n  publicly_accessible = true\n}\n',
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_check(case: Case, tmp_path: Path) -> None:
    ran = checked(project(tmp_path, case.more, case.flag, case.extra), "--as-of", case.day)

    assert ran.code == case.code, ran.out + ran.err
    for text in case.said:
        assert text in ran.out
    for text in case.unsaid:
        assert text not in ran.out


MISTAKES = {
    "unknown control": ("waivers: [{control: rds_not_publik, reason: x, owner: y, until: 2027-01-01}]", 'Did you mean "rds_not_public"?'),
    "blank reason": ("waivers: [{control: rds_not_public, reason: ' ', owner: y, until: 2027-01-01}]", "needs its reason"),
    "blank owner": ("waivers: [{control: rds_not_public, reason: x, owner: '', until: 2027-01-01}]", "needs its owner"),
    "no last day": ("waivers: [{control: rds_not_public, reason: x, owner: y}]", '"until" is required'),
    "no date": ("waivers: [{control: rds_not_public, reason: x, owner: y, until: soon}]", "Wrong type"),
    "another key": ("waivers: [{control: rds_not_public, reason: x, owner: y, until: 2027-01-01, subjekt: z}]", 'Did you mean "subject"?'),
    "unknown environment": ("waivers: [{control: rds_not_public, reason: x, owner: y, until: 2027-01-01, environment: prd}]", 'Did you mean "prod"?'),
    "pattern of no environment": ("policy: {environments: ['x*']}", 'No environment fits "x*"'),
    "unknown framework": ("policy: {frameworks: [CIS AWS v9]}", 'no framework "CIS AWS v9"'),
    "several frameworks": ("policy: {frameworks: [CIS]}", "CIS AWS v3.0.0, CIS AWS v4.0.1"),
    "unknown severity": ("policy: {severity: extreme}", "Wrong type"),
    "unknown key": ("policy: {severities: [high]}", 'Did you mean "severity"?'),
    "empty": ("policy: {frameworks: [CIS 5], severity: critical}", None),
    "in a list": ("policy: [{controls: [rds_not_public]}, {controls: [nothing_like_it]}]", 'no control "nothing_like_it"'),
    "accepted without owner": ("exposures: {accepted: [{of: '*', reason: x, owner: ' ', until: 2027-01-01}]}", "needs its owner"),
    "accepted port": ("exposures: {accepted: [{of: '*', reason: x, owner: y, until: 2027-01-01, port: tpc/1}]}", 'Did you mean "tcp"?'),
    "rule that is none": ("policy: {rules: [policy/tags.txt]}", "has to be a Python file"),
    "rule named as a control": ("policy: {rules: [policy/rds_not_public.py]}", "is that of a control of docgen"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_errors_at_their_place(name: str, tmp_path: Path) -> None:
    more, said = MISTAKES[name]

    ran = run(project(tmp_path, more + "\n"), "check")

    if said is None:
        assert ran.code != 1, ran.err
    else:
        assert ran.code == 1
        assert said in ran.err
        assert "docgen.yml:5:" in ran.err


def test_pages_do_not_change_with_time(tmp_path: Path) -> None:
    folder = project(tmp_path, POLICY + WAIVER)
    assert run(folder, "build").code == 0
    page = (folder / "docs/controls.md").read_text(encoding="utf-8")

    assert "2027-03-31" in page
    assert (
        "broken</span> (1 resource)"
        not in page.partition("## Every control")[2].partition("rds_not_public")[2].partition("\n")[0]
    )
    assert "out of date" not in run(folder, "check", "--as-of", AFTER).out


def test_controls_of_a_day(tmp_path: Path) -> None:
    folder = project(tmp_path, WAIVER)

    before = run(folder, "controls", "--env", "dev", "--all", "--as-of", LAST)
    after = run(folder, "controls", "--env", "dev", "--as-of", AFTER)

    assert "waived         critical rds_not_public  aws_db_instance.orders" in before.out
    assert "broken         critical rds_not_public  aws_db_instance.orders" in after.out
    assert "ended: waived until 2027-03-31 by data: Trials." in after.out


def git(folder: Path, *words: str, day: str = "") -> None:
    dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day} if day else {}
    name = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *name, *words], cwd=folder, env={"PATH": "/usr/bin:/bin", **dates}, check=True, capture_output=True)  # fmt: skip


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2027-03-31T23:30:00+00:00", 0),
        ("2027-04-01T00:30:00+00:00", 4),
        ("2027-04-01T01:30:00+03:00", 0),  # still the last day in UTC
        ("2027-03-31T23:30:00-03:00", 4),  # no more the last day in UTC
    ],
)
def test_the_day_is_that_of_the_commit(day: str, code: int, tmp_path: Path) -> None:
    folder = project(tmp_path, WAIVER)
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x", day=day)

    assert checked(folder).code == code


def test_without_git_nothing_ends_and_it_is_said(tmp_path: Path) -> None:
    ran = checked(project(tmp_path, WAIVER.replace("2027-03-31", "2001-01-01")))

    assert ran.code == 0
    assert "Whether a last day has passed was not judged" in ran.out


def test_many_subjects_are_counted(tmp_path: Path) -> None:
    many = 'resource "aws_db_instance" "many" {\n  count = 40\n  engine = "postgres"\n  publicly_accessible = true\n}\n'
    ran = checked(project(tmp_path, POLICY, extra=many), "--as-of", BEFORE)

    assert "  and 21 more; `docgen controls` lists all." in ran.out
    assert "  and 20 more; `docgen controls` lists all." in ran.out


# -- exposures that are accepted --------------------------------------------------------------------

BUCKET = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "web" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.main.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}
"""
ENTRY = "of: aws_instance.web, reason: Customers., owner: web, until: 2027-03-31"
PORT = f"{{{ENTRY}, port: 443}}"
ACCEPTED = {
    "no list": ("{}", BEFORE, 0, ""),
    "an empty list": ("{accepted: []}", BEFORE, 4, "aws_instance.web in only is open on TCP 22, TCP 443, and is not accepted."),
    "all ports": (f"{{accepted: [{{{ENTRY}}}]}}", BEFORE, 0, ""),
    "one port of two": (f"{{accepted: [{PORT}]}}", BEFORE, 4, "is not accepted"),
    "both ports": (f"{{accepted: [{PORT}, {PORT.replace('443', 'tcp/20-30')}]}}", BEFORE, 0, ""),
    "another protocol": (f"{{accepted: [{PORT.replace('443', 'udp/443')}, {PORT.replace('443', '22')}]}}", BEFORE, 4, "is not accepted"),
    "ended": (f"{{accepted: [{{{ENTRY}}}]}}", AFTER, 4, "was accepted until 2027-03-31 (web: Customers)"),
    "not used": (f"{{accepted: [{{{ENTRY}}}, {{{ENTRY.replace('web,', 'gone,', 1)}}}]}}", BEFORE, 4, "is not used"),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_exposures(name: str, tmp_path: Path) -> None:
    exposures, day, code, said = ACCEPTED[name]
    (tmp_path / "main.tf").write_text(BUCKET, encoding="utf-8")
    text = f"project: Shop\nenvironments:\n  only: {{root: .}}\nexposures: {exposures}\n"
    (tmp_path / "docgen.yml").write_text(text, encoding="utf-8")

    ran = checked(tmp_path, "--as-of", day)

    assert ran.code == code, ran.out + ran.err
    assert said in ran.out
    page = (tmp_path / "docs/environments/only/exposures.md").read_text(encoding="utf-8")
    facts = msgspec.json.decode(run(tmp_path, "facts").out)["environments"]["only"]["exposures"]
    is_accepted = name in {"all ports", "both ports", "ended", "not used"}
    assert ("accepted until 2027-03-31 by web: Customers." in page) is is_accepted
    assert any("accepted" in each for each in facts) is is_accepted
