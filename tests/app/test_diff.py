"""`docgen diff` and `docgen check` over the life of a small repository, told to people and to CI systems."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from docgen.pages.diff_comment import MOST_CHARACTERS, TAG
from tests.app.command import Ran, run
from tests.app.histories import git, write

SETTINGS = """project: Shop
environments:
  staging: {root: live, var_files: [staging.tfvars]}
  production: {root: live, var_files: [production.tfvars]}
"""
MAIN = """variable "clients" {
  type = list(string)
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_security_group" "web" {
  name   = "web-sg"
  vpc_id = aws_vpc.main.id
  ingress {
    description = "Clients"
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = var.clients
  }
}
resource "aws_instance" "web" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.public.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}
"""
FILES = {
    "docgen.yml": SETTINGS,
    "live/main.tf": MAIN,
    "live/staging.tfvars": 'clients = ["10.8.0.0/16"]\n',
    "live/production.tfvars": 'clients = ["10.9.0.0/16"]\n',
}
OPENED = {"live/production.tfvars": 'clients = ["0.0.0.0/0"]\n'}
QUIET = {
    "live/main.tf": MAIN.replace("resource", "# Something.\nresource", 1).replace(
        'ami                         = "ami', 'ami = "ami'
    )
}


def commit(folder: Path, files: Mapping[str, str] | None = None) -> None:
    write(folder, files or {})
    git(folder, "add", "-A")
    git(
        folder,
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.com",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with one commit: Terraform, docgen.yml, no documentation."""
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, FILES)
    return folder


def test_the_story_of_an_opened_port(shop: Path) -> None:
    assert run(shop, "build", "--quiet").code == 0
    commit(shop)
    assert run(shop, "check").code == 0

    write(shop, OPENED)
    stale = run(shop, "check", "--patch", "fix.patch")
    assert stale.code == 3
    assert "web-sg now allows inbound TCP 22 from the internet, was from 10.9.0.0/16" in stale.out
    assert "git apply fix.patch" in stale.out
    opened = run(shop, "diff", "HEAD")
    assert opened.code == 0
    assert (
        "web-sg now allows inbound TCP 22 from the internet, was from 10.9.0.0/16 (live/main.tf:26)"
        in opened.out
    )
    assert "web is now open on TCP 22, was public, but no rule allows internet traffic" in opened.out
    assert "because of var.clients, set in live/production.tfvars:1" in opened.out
    assert "staging" not in opened.out
    assert run(shop, "diff", "HEAD", "--fail-on", "critical").code == 4

    git(shop, "apply", "fix.patch")
    (shop / "fix.patch").unlink()
    assert run(shop, "check").code == 0
    commit(shop)
    again = run(shop, "diff", "HEAD~1", "HEAD")
    assert again.out == opened.out
    back = run(shop, "diff", "HEAD", "HEAD~1", "--fail-on", "low")
    assert back.code == 0
    assert "better" in back.out


def test_a_change_that_opens_nothing(shop: Path) -> None:
    assert run(shop, "build", "--quiet").code == 0
    commit(shop)
    write(shop, QUIET)

    assert run(shop, "check").code == 0
    assert run(shop, "diff", "HEAD").out == "No network or security change in what docgen could see.\n"
    assert run(shop, "diff", "HEAD", "--format", "markdown") == Ran(0, "", "")


def moved_folder(folder: Path) -> None:
    git(folder, "mv", "live", "infra")
    write(folder, {"docgen.yml": SETTINGS.replace("live", "infra")})


def renamed_environment(folder: Path) -> None:
    write(folder, {"docgen.yml": SETTINGS.replace("production: ", "prod: ")})


def deleted_environment(folder: Path) -> None:
    write(
        folder,
        {"docgen.yml": "".join(each for each in SETTINGS.splitlines(keepends=True) if "staging" not in each)},
    )


def new_open_environment(folder: Path) -> None:
    write(folder, {"docgen.yml": f"{SETTINGS}  trial: {{root: live, var_files: [trial.tfvars]}}\n"})
    write(folder, {"live/trial.tfvars": 'clients = ["0.0.0.0/0"]\n'})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (moved_folder, "No network or security change in what docgen could see.\n"),
        (renamed_environment, "prod: it was called production\n"),
        (
            deleted_environment,
            "staging: the environment is no longer in docgen.yml, and code of it is still there, so nothing of it is compared\n",
        ),
        (new_open_environment, "trial: the environment is new; what is exposed in it is listed"),
    ],
)
def test_environments_that_move(shop: Path, change: Callable[[Path], None], said: str) -> None:
    change(shop)
    found = run(shop, "diff", "HEAD")
    assert found.code == 0
    assert said in found.out
    assert ("open on TCP 22" in found.out) is (change is new_open_environment)


LOST = """resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  storage_encrypted   = true
}
resource "aws_kms_key" "data" {}
resource "aws_backup_vault" "main" {
  name        = "main"
  kms_key_arn = aws_kms_key.data.arn
}
resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.main.name
  }
}
resource "aws_cloudtrail" "all" {
  name           = "all"
  s3_bucket_name = aws_s3_bucket.logs.bucket
}
resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
}
resource "aws_s3_bucket_public_access_block" "logs" {
  bucket            = aws_s3_bucket.logs.bucket
  block_public_acls = true
}
resource "aws_security_group" "idle" {
  name = "idle"
}
"""


@pytest.fixture
def closing(shop: Path) -> Path:
    """The shop, with one more environment that has a root module of its own."""
    more = f"{SETTINGS}  old: {{root: old}}\n"
    write(shop, {"docgen.yml": more, "old/main.tf": LOST})
    commit(shop)
    (shop / "old/main.tf").unlink()
    write(shop, {"docgen.yml": SETTINGS})
    return shop


def test_what_is_lost_with_an_environment_is_listed(closing: Path) -> None:
    found = json.loads(run(closing, "diff", "HEAD", "--format", "json").out)["environments"]["old"]

    assert (found["presence"], found["has_code"], found["worst"]) == ("gone", False, "critical")
    assert [(each["subject"], each["severity"]) for each in found["items"]] == [
        ("aws_backup_vault.main", "critical"),
        ("aws_db_instance.orders", "critical"),
        ("aws_kms_key.data", "critical"),
        ("aws_s3_bucket.logs", "critical"),
        ("aws_backup_plan.daily", "high"),
        ("aws_cloudtrail.all", "high"),
    ]  # neither the group, nor what guards the bucket alone
    said = {each["subject"]: each["said"] for each in found["items"]}
    assert said["aws_db_instance.orders"] == (
        "the db instance goes with the environment: where that is destroyed, the data in it is lost"
    )
    assert said["aws_cloudtrail.all"] == "the cloudtrail is gone"
    text = run(closing, "diff", "HEAD", "--fail-on", "critical")
    assert text.code == 4
    assert "old: the environment is gone; what holds data in it, and what guards, is listed" in text.out
    assert "(old/main.tf:1, in the older revision)" in text.out or "old/main.tf:1" in text.out


def test_what_another_environment_may_have_taken_over_is_not_certain(closing: Path) -> None:
    write(closing, {"live/logs.tf": 'resource "aws_s3_bucket" "kept" {\n  bucket = "acme-logs"\n}\n'})

    found = json.loads(run(closing, "diff", "HEAD", "--format", "json").out)["environments"]["old"]
    said = {each["subject"]: (each["area"], each["severity"], each["said"]) for each in found["items"]}
    assert said["aws_s3_bucket.logs"] == (
        "not compared",
        None,
        "whether it is still there is not known: a new resource of another environment has its name",
    )
    assert said["aws_db_instance.orders"][1] == "critical"


def test_files_of_variables_beside_the_settings_count_as_well(closing: Path) -> None:
    git(closing, "checkout", "-q", ".")
    write(
        closing,
        {"docgen.yml": f"{SETTINGS}  old: {{root: old, var_files: [old.tfvars]}}\n", "old.tfvars": "\n"},
    )
    commit(closing)
    write(closing, {"docgen.yml": SETTINGS})
    assert "old: the environment is no longer in docgen.yml" in run(closing, "diff", "HEAD").out
    (closing / "old.tfvars").unlink()
    assert "aws_db_instance.orders" in run(closing, "diff", "HEAD").out


def test_what_could_have_been_lost_as_well_is_said(closing: Path) -> None:
    git(closing, "checkout", "-q", ".")
    write(
        closing, {"old/main.tf": 'module "gone" {\n  source  = "example/gone/aws"\n  version = "1.0.0"\n}\n'}
    )
    commit(closing)
    (closing / "old/main.tf").unlink()
    write(closing, {"docgen.yml": SETTINGS})

    found = run(closing, "diff", "HEAD").out
    assert (
        "old: the environment is gone; no data store was seen in it, and nothing that guards what is not gone with it"
        in found
    )
    assert "a change may be hidden there: module.gone" in found


def test_a_base_without_settings_is_read_with_the_newer_ones(shop: Path) -> None:
    git(shop, "rm", "-q", "docgen.yml")
    commit(shop)
    write(shop, {"docgen.yml": SETTINGS, **OPENED})
    found = run(shop, "diff", "HEAD")
    assert "has no docgen.yml: it is read with the settings of the newer revision." in found.out
    assert "now allows inbound TCP 22 from the internet" in found.out


def test_a_conflict_is_told_as_such(shop: Path) -> None:
    write(shop, {"live/main.tf": f"<<<<<<< ours\n{MAIN}=======\n{MAIN}>>>>>>> theirs\n"})
    found = run(shop, "diff", "HEAD")
    assert found.code == 1
    assert "conflict" in found.err
    assert "live/main.tf" in found.err


def test_the_older_revision_may_be_wrong(shop: Path) -> None:
    commit(shop, {"live/main.tf": MAIN + "resource {\n"})
    write(shop, {"live/main.tf": MAIN})
    found = run(shop, "diff", "HEAD")
    assert found.code == 1
    assert "HEAD cannot be compared" in found.err


def test_a_shallow_clone(shop: Path, tmp_path: Path) -> None:
    commit(shop)
    git(tmp_path, "-c", "protocol.file.allow=always", "clone", "-q", "--depth=1", shop.as_uri(), "shallow")
    found = run(tmp_path / "shallow", "diff", "HEAD~1")
    assert found.code == 1
    assert "shallow" in found.err
    assert "fetch" in found.err


def test_no_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, FILES)
    found = run(tmp_path, "diff", "HEAD")
    assert (found.code, found.out) == (1, "")
    assert "has no commit yet" in found.err


def test_no_such_revision(shop: Path) -> None:
    found = run(shop, "diff", "nothing")
    assert found.code == 1
    assert '"nothing"' in found.err


def test_what_a_branch_began_from(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "change")
    commit(shop, QUIET)
    git(shop, "checkout", "-q", "main")
    commit(shop, {"live/staging.tfvars": 'clients = ["10.8.1.0/24"]\n'})
    assert "staging" in run(shop, "diff", "main", "change").out
    assert "No network or security change" in run(shop, "diff", "--merge-base", "main", "change").out
    git(shop, "checkout", "-q", "--orphan", "other")
    commit(shop)
    alone = run(shop, "diff", "--merge-base", "main")
    assert (alone.code, "no commit in common" in alone.err) == (1, True)


ASSERTION = """assertions:
  - says: Only the office reaches the server.
    to: aws_instance.web
    only: [10.0.0.0/8]
"""


def test_assertions_that_break_are_told(shop: Path) -> None:
    commit(shop, {"docgen.yml": SETTINGS + ASSERTION})
    write(shop, OPENED)
    found = run(shop, "diff", "HEAD")
    assert "Only the office reaches the server." in found.out
    assert "the assertion does not hold now; it holds in the older revision" in found.out
    assert run(shop, "diff", "HEAD", "--fail-on", "high").code == 4


def test_gaps_of_the_older_revision_are_no_errors_in_strict_mode(shop: Path) -> None:
    (shop / "live/production.tfvars").unlink()
    settings = SETTINGS.replace("var_files: [production.tfvars]", "vars: {}")
    commit(shop, {"docgen.yml": f"{settings}strict: true\n"})
    write(shop, {"docgen.yml": f"{SETTINGS}strict: true\n", **OPENED})
    found = run(shop, "diff", "HEAD")
    assert found.code == 0, found.err
    assert "is now open on TCP 22" in found.out


# -- formats ------------------------------------------------------------------------------------------


@pytest.fixture
def opened(shop: Path) -> Path:
    assert run(shop, "build", "--quiet").code == 0
    commit(shop)
    write(shop, OPENED)
    return shop


ANNOTATION = re.compile(
    r"::error file=live/main\.tf,line=26,title=docgen%3A flow::production, aws_security_group\.web: "
)


def test_github_gets_annotations_and_a_summary(opened: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    found = run(opened, "diff", "HEAD", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    annotations = [each for each in found.out.splitlines() if each.startswith("::error")]
    assert ANNOTATION.match(annotations[0])
    assert "%0A" in found.out
    assert "web-sg now allows" in found.out.split("::")[0]
    assert summary.read_text(encoding="utf-8").startswith(TAG)

    checked = run(opened, "check", "--no-diff", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert checked.code == 3
    assert "::error file=live/main.tf,line=" in checked.out
    assert "docgen check: " in summary.read_text(encoding="utf-8")


def test_errors_are_annotations_too(shop: Path) -> None:
    write(shop, {"live/main.tf": MAIN + "resource {\n"})
    found = run(shop, "check", "--format", "github")
    assert found.code == 1
    assert "::error file=live/main.tf,line=44," in found.out


@pytest.mark.parametrize(("words", "code"), [(("check",), 3), (("diff", "HEAD"), 0)])
def test_reports_have_the_same_fingerprints_when_lines_move(
    opened: Path, words: tuple[str, ...], code: int
) -> None:
    def reports() -> tuple[list[str], list[str]]:
        quality = run(opened, *words, "--format", "gitlab")
        sarif = run(opened, *words, "--format", "sarif")
        assert (quality.code, sarif.code) == (code, code)
        rows = json.loads(quality.out)
        results = json.loads(sarif.out)["runs"][0]["results"]
        assert {each["location"]["path"] for each in rows} <= {
            "live/main.tf",
            "live/production.tfvars",
            "docgen.yml",
        }
        assert all(each["message"]["text"] for each in results)
        return (
            sorted(each["fingerprint"] for each in rows),
            sorted(each["partialFingerprints"]["docgenProblem/v1"] for each in results),
        )

    before = reports()
    main = opened / "live/main.tf"
    main.write_text("# One line more.\n" + main.read_text(encoding="utf-8"), encoding="utf-8")
    after = reports()
    assert before == after
    assert before[0] == before[1] != []
    assert len(set(before[0])) == len(before[0])


def test_a_report_goes_into_a_file(opened: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    found = run(opened, "check", "-o", str(report), GITLAB_CI="true")
    assert found.code == 3
    assert "fact" in found.out
    assert json.loads(report.read_text(encoding="utf-8"))[0]["check_name"] == "docgen drift"
    run(opened, "diff", "HEAD", "--format", "markdown", "-o", str(report))
    assert report.read_text(encoding="utf-8").startswith(TAG)


def test_json_has_every_item(opened: Path) -> None:
    found = json.loads(run(opened, "diff", "HEAD", "--format", "json").out)
    assert found["worst"] == "critical"
    items = found["environments"]["production"]["items"]
    assert {"fact", "control"} <= {each["event"]["kind"] for each in items}
    assert found["environments"]["staging"]["items"] == []


def test_html_loads_nothing_and_has_both_pictures(opened: Path) -> None:
    found = run(opened, "diff", "HEAD", "--format", "html").out
    assert found.count("data:image/svg+xml;base64,") == 2
    assert "default-src 'none'" in found
    assert not re.search(r"(?:src|href)=\"(?!data:)", found)
    assert "web-sg now allows inbound TCP 22 from the internet" in found


def test_a_comment_says_what_it_cut(shop: Path) -> None:
    many = "".join(
        f'resource "aws_s3_bucket" "b{number}" {{\n  bucket = "{"x" * 40}-{number}"\n}}\n'
        for number in range(900)
    )
    write(shop, {"live/main.tf": MAIN + many})
    commit(shop)
    write(shop, {"live/main.tf": MAIN, **OPENED})
    found = run(shop, "diff", "HEAD", "--format", "markdown").out
    assert len(found) < MOST_CHARACTERS
    assert "are left out here, the least severe ones: a comment holds 65,536 characters." in found
    assert "is destroyed, with the data in it" in found
    assert found.startswith(TAG)
