"""`docgen register`, `why:` in docgen.yml, and what `docgen check` makes of them."""

import csv
import io
import re
from pathlib import Path

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas
from tests.app.command import Ran, run

SETTINGS = "project: P\nenvironments:\n  main:\n    root: .\n"
WEB = """resource "aws_security_group" "web" {
  name = "web"
}
resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "203.0.113.0/24"
}
"""
DAY = ("--as-of", "2026-11-28")


def project(folder: Path, settings: str, code: str = WEB) -> Path:
    (folder / "docgen.yml").write_text(SETTINGS + settings, encoding="utf-8")
    (folder / "main.tf").write_text(code, encoding="utf-8")
    return folder


def checked(folder: Path, *words: str) -> Ran:
    """What `docgen check` says of pages that are up to date."""
    built = run(folder, "build")
    assert built.code == 0, built.err
    return run(folder, "check", "--no-diff", *(words or DAY))


FLOW = "inbound TCP 443 from 203.0.113.0/24 to aws_security_group.web"
ENTRY = "why:\n  - match: {MATCH}\n    reason: Partners.\n"
MATCHES = (
    "environment: main",
    "environment: 'm*'",
    "from: 203.0.113.0/24",
    "from: 203.0.112.0/23",  # a range around it
    "from: '203.0.113.*'",
    "to: web",
    "to: aws_security_group.web",
    "group: 'w?b'",
    "port: 443",
    "port: '400-500'",
    "port: tcp/443",
    "port: tcp",
    "port: '-1'",
    "direction: ingress",
    "from: 203.0.113.0/24, to: web, group: web, port: 443, direction: ingress, environment: main",
)


def test_without_the_section_a_flow_without_a_reason_is_on_the_page_only(tmp_path: Path) -> None:
    folder = project(tmp_path, "")

    assert checked(folder).code == 0
    assert f"Allowed flow without a reason: {FLOW.replace('aws_security_group.', '')}" in (
        folder / "docs/register.md"
    ).read_text(encoding="utf-8").replace("\\", "")


def test_with_the_section_it_exits_with_4_and_is_named(tmp_path: Path) -> None:
    ran = checked(project(tmp_path, "why: []\n"))

    assert ran.code == 4
    assert f"main: Allowed flow without a reason: {FLOW}." in ran.out


def test_an_entry_gives_the_reason(tmp_path: Path) -> None:
    """The page says the reason, and not how it was found: it is the same for every match."""
    assert checked(project(tmp_path, ENTRY.replace("MATCH", MATCHES[0]))).code == 0
    for match in MATCHES[1:]:
        ran = run(project(tmp_path, ENTRY.replace("MATCH", match)), "check", "--no-diff", *DAY)
        assert ran.code == 0, (match, ran.out)


@pytest.mark.parametrize("text", ["Managed by Terraform", "TBD", "-", " ", "443"])
def test_a_description_that_says_nothing_is_none(text: str, tmp_path: Path) -> None:
    code = WEB.replace("ip_protocol", f'description = "{text}"\n  ip_protocol')

    assert checked(project(tmp_path, "why: []\n", code)).code == 4


def test_a_description_comes_before_an_entry(tmp_path: Path) -> None:
    code = WEB.replace("ip_protocol", 'description = "Office"\n  ip_protocol')
    folder = project(tmp_path, ENTRY.replace("MATCH", "port: 443") + "    owner: Team\n", code)

    (row,) = csv.DictReader(io.StringIO(run(folder, "register", "--format", "csv").out))

    assert (row["reason"], row["reason_from"], row["owner"]) == ("Office", "description", "Team")


WRONG: dict[str, tuple[str, str]] = {
    "unknown key": ("why:\n  - match: {port: 443}\n    reasn: x\n", 'Did you mean "reason"?'),
    "unknown key of the match": ("why:\n  - match: {prot: 443}\n    reason: x\n", 'Did you mean "port"?'),
    "no reason": ("why:\n  - match: {port: 443}\n", '"reason" is required'),
    "blank reason": ("why:\n  - match: {port: 443}\n    reason: ' '\n", "needs its reason"),
    "empty match": ("why:\n  - match: {}\n    reason: x\n", "which flows it is about"),
    "blank name": ("why:\n  - match: {to: ' '}\n    reason: x\n", "A name or a pattern is needed"),
    "wrong port": ("why:\n  - match: {port: tpc/443}\n    reason: x\n", 'Did you mean "tcp"?'),
    "ports that end before they begin": (
        "why:\n  - match: {port: 500-400}\n    reason: x\n",
        "ends before it begins",
    ),
    "wrong direction": ("why:\n  - match: {direction: inbound}\n    reason: x\n", "Wrong type"),
    "wrong date": ("why:\n  - match: {port: 443}\n    reason: x\n    review: soon\n", "Wrong type"),
    "unknown environment": (
        "why:\n  - match: {environment: mian}\n    reason: x\n",
        'There is no environment "mian". Did you mean "main"?',
    ),
    "unknown group": (
        "why:\n  - match: {group: webb}\n    reason: x\n",
        'called "webb". Did you mean "web"?',
    ),
    "unknown source": ("why:\n  - match: {from: 10.0.0.0/8}\n    reason: x\n", 'comes from "10.0.0.0/8"'),
    "ports of no flow": ("why:\n  - match: {port: 80}\n    reason: x\n", 'about ports "80"'),
    "parts that do not meet": (
        "why:\n  - match: {to: web, direction: egress}\n    reason: x\n",
        "matches all of it",
    ),
    "an interval of nothing": ("review: {every: 0}\n", "1 or more"),
    "reviews outside": ("review: {folder: ../x}\n", "outside the folder"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_entry_is_an_error_at_its_place(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]

    ran = run(project(tmp_path, text), "check")

    assert ran.code == 1, ran.out
    assert said in " ".join(ran.err.split())
    assert "docgen.yml:" in ran.err


GAP = 'module "other" {\n  source = "acme/other/aws"\n}\n'


def test_under_a_gap_nothing_is_complete_and_no_name_is_wrong(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY.replace("MATCH", "to: elsewhere") + "    owner: x\n", WEB + GAP)

    ran = checked(folder)

    assert ran.code == 4
    assert (
        "main: Whether every allowed flow is in the register is undecided. Not seen: the code of module.other"
        in ran.out
    )
    document = msgspec.json.decode(run(folder, "register", "--format", "json").out)
    assert document["environments"]["main"]["complete"] is False


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        ("description = var.x\n  ip_protocol", "Whether the allowed flow has a reason is undecided"),
        ("ip_protocol", "Allowed flow without a reason"),
    ],
)  # fmt: skip
def test_an_unknown_description_is_undecided(unknown: str, told: str, tmp_path: Path) -> None:
    code = 'variable "x" {}\n' + WEB.replace("ip_protocol", unknown)

    ran = checked(project(tmp_path, "why: []\n", code))

    assert (ran.code, told in ran.out) == (4, True)


def test_an_entry_that_may_match_is_undecided(tmp_path: Path) -> None:
    code = 'variable "x" {}\n' + WEB.replace('"203.0.113.0/24"', "var.x")
    folder = project(tmp_path, ENTRY.replace("MATCH", "from: 203.0.113.0/24"), code)

    ran = checked(folder)

    assert ran.code == 4
    assert "Whether the allowed flow has a reason is undecided" in ran.out


def test_a_sensitive_description_is_not_shown(tmp_path: Path) -> None:
    code = 'variable "x" {\n  default   = "hunter2-words"\n  sensitive = true\n}\n'
    folder = project(tmp_path, "", code + WEB.replace("ip_protocol", "description = var.x\n  ip_protocol"))

    shown = [run(folder, "register", "--format", each).out for each in ("text", "csv", "json")]
    run(folder, "build")
    shown.append((folder / "docs/register.md").read_text(encoding="utf-8"))

    assert "hunter2" not in "".join(shown)
    assert "(sensitive)" in shown[0]


OTHERS = {
    "a group that is not here": ('vpc_security_group_ids = ["sg-0123456789abcdef0"]', "on paper"),
    "a group that is not known": ("vpc_security_group_ids = [var.x]", "undecided"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_only_what_may_have_the_group_makes_a_row_undecided(name: str, tmp_path: Path) -> None:
    groups, state = OTHERS[name]
    code = f'variable "x" {{}}\nresource "aws_instance" "i" {{\n  ami = "ami-1"\n  {groups}\n}}\n{WEB}'

    (row,) = csv.DictReader(io.StringIO(run(project(tmp_path, "", code), "register", "--format", "csv").out))

    assert row["state"] == state


# -- insecure services ---------------------------------------------------------------------------

INSECURE = (
    ("tcp", 23, 23, "Telnet"),
    ("tcp", 20, 21, "FTP"),
    ("tcp", 0, 24, "FTP, Telnet"),
    ("udp", 161, 161, "SNMP"),
    ("udp", 23, 23, ""),
    ("tcp", 161, 161, ""),
    ("tcp", 445, 445, "SMB"),
    ("tcp", 80, 80, "HTTP"),
    ("tcp", 443, 443, ""),
    ("tcp", 0, 65535, "FTP, Telnet, SMTP and 12 more"),
    ("-1", 0, 0, "every insecure service"),
    ("icmp", 8, 0, ""),
)


def test_an_insecure_service_needs_a_mitigation(tmp_path: Path) -> None:
    rules = [
        WEB.replace('"tcp"', f'"{protocol}"')
        .replace("from_port         = 443", f"from_port = {first}")
        .replace("to_port           = 443", f"to_port = {last}")
        .replace('"web"', f'"web{number}"')
        .replace(".web.", f".web{number}.")
        for number, (protocol, first, last, _) in enumerate(INSECURE)
    ]
    entry = "why:\n  - match: {group: 'web*'}\n    reason: Partners.\n"

    ran = checked(project(tmp_path, entry, "".join(rules)))

    assert ran.code == 4
    told = re.findall(
        r"Insecure service without mitigation \((.*)\): .* to aws_security_group\.(\w+)\.", ran.out
    )
    assert sorted(told) == sorted(
        (each[3], f"web{number}") for number, each in enumerate(INSECURE) if each[3]
    )
    assert checked(project(tmp_path, entry + "    mitigation: A tunnel.\n", "".join(rules))).code == 0


# -- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "code"), [("2027-03-31", 0), ("2027-04-01", 4)])
def test_an_entry_is_good_until_its_day(day: str, code: int, tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY.replace("MATCH", "port: 443") + "    review: 2027-03-31\n")

    ran = checked(folder, "--as-of", day)

    assert ran.code == code
    assert ("“Partners.” was good until 2027-03-31" in ran.out) is (code == 4)


def test_without_git_nothing_is_said_of_days(tmp_path: Path) -> None:
    folder = project(tmp_path, ENTRY.replace("MATCH", "port: 443") + "    review: 2001-01-01\n")
    run(folder, "build")

    ran = run(folder, "check")

    assert ran.code == 0
    assert "Dates are not checked: git does not say" in ran.out


def test_a_day_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    assert run(project(tmp_path, ""), "register", "--as-of", "2026-13-01").code == 2


# -- Atlas -----------------------------------------------------------------------------------


def test_every_rule_of_atlas_has_a_row(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    facts = msgspec.json.decode(run(folder, "facts").out)
    table = list(csv.DictReader(io.StringIO(run(folder, "register", "--format", "csv").out)))

    for name, own in facts["environments"].items():
        rules = [rule for group in own["security_groups"] for rule in group["rules"]]
        rows = [each for each in table if each["environment"] == name]
        assert len(rules) == len(rows)
        assert all(each["reason"] for each in rows)
        assert {each["evidence"][0]["address"] for each in rules} == {each["address"] for each in rows}


def test_atlas_without_an_entry(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    text = (folder / "docgen.yml").read_text(encoding="utf-8")
    (folder / "docgen.yml").write_text(text[: text.index("why:")] + "why: []\n", encoding="utf-8")

    ran = checked(folder)

    assert ran.code == 4
    assert (
        "production: Insecure service without mitigation (every insecure service): outbound all traffic from "
        "module.vpc.aws_security_group.alb to the internet." in ran.out
    )


def test_atlas_with_an_opened_port(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    rule = WEB.partition("}\n")[2].replace("aws_security_group.web", "aws_security_group.msk")
    apply(folder, Edit("terraform/modules/vpc/security_groups.tf", "", rule))

    ran = checked(folder)

    assert ran.code == 4
    assert (
        "production: Allowed flow without a reason: inbound TCP 443 from 203.0.113.0/24 to "
        "module.vpc.aws_security_group.msk." in ran.out
    )


def test_a_big_register_stays_a_page_that_can_be_read(tmp_path: Path) -> None:
    rule = WEB.partition("}\n")[2]
    many = "".join(
        rule.replace('"web" {', f'"rule_with_a_long_name_{number}" {{').replace(
            "203.0.113.0/24", f"10.{number // 250}.{number % 250}.0/24"
        )
        for number in range(1_100)
    )
    folder = project(tmp_path, "", WEB + many)

    assert run(folder, "build").code == 0

    page = (folder / "docs/register.md").read_bytes()
    assert len(page) < 1_000_000
    assert b"The first 1000 of 1101 rows" in page
    assert run(folder, "register", "--format", "csv").out.count("\n") == 1_102
