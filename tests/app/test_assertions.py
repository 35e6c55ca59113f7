"""Assertions of docgen.yml: their mistakes, each at its place, and what each verdict needs to be proved."""

from pathlib import Path

import pytest

from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.app.site import build_site
from docgen.pages.sentences.claims import verdict_text
from docgen.source.diagnostic import Diagnostic, Severity
from docgen.workspace.project import open_project

HOLDS, BROKEN, UNDECIDED = Verdict
BASE = (Path(__file__).parents[1] / "cases/missing-module/base.tf").read_text(encoding="utf-8")
GROUP = 'resource "aws_security_group" "db" {\n  name = "db"\n  vpc_id = aws_vpc.main.id\n}\n'
DATABASE = """
resource "aws_db_subnet_group" "db" {
  subnet_ids = aws_subnet.pub[*].id
}
resource "aws_db_instance" "db" {
  identifier             = "orders"
  engine                 = "postgres"
  instance_class         = "db.t4g.micro"
  publicly_accessible    = true
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
}
variable "unset" {}
"""
CLOSED = BASE + GROUP + DATABASE
MODULE = 'module "edge" {\n  source = "acme/edge/aws"\n}\n'
SUBNETS = "subnet_ids = aws_subnet.pub[*].id"


def rule(ports: str = "5432", source: str = '["0.0.0.0/0"]', more: str = "", protocol: str = "tcp") -> str:
    low, _, high = ports.partition("-") if ports[0] != "-" else (ports, "", "")
    return f"""
resource "aws_security_group_rule" "in" {{
  type              = "ingress"
  protocol          = "{protocol}"
  from_port         = {low}
  to_port           = {high or low}
  cidr_blocks       = {source}
  security_group_id = aws_security_group.db.id
  {more}
}}
"""


def unowned(ports: str, source: str = "0.0.0.0/0") -> str:
    return (
        rule(ports, f'["{source}"]')
        .replace("= aws_security_group.db.id", "= var.unset")
        .replace('"in"', '"loose"')
    )


def instance(name: str = "app", more: str = "") -> str:
    return f"""
resource "aws_security_group" "{name}" {{
  vpc_id = aws_vpc.main.id
  egress {{
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
resource "aws_instance" "{name}" {{
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.priv[0].id
  vpc_security_group_ids = [aws_security_group.{name}.id]
  {more}
}}
"""


OPEN_BUT_FOR_ROUTES = instance(more="associate_public_ip_address = true") + rule().replace(
    ".db.id", ".app.id"
)
STRAY_ROUTE = """resource "aws_route" "r" {
  route_table_id         = var.unset
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
"""
NAT_MANY = """resource "aws_nat_gateway" "n" {
  count             = var.unset
  connectivity_type = "private"
  subnet_id         = aws_subnet.priv[0].id
}
"""
INSIDE = rule(source='["10.7.0.0/16"]')
FROM_INTERNET = "{from: internet, to: databases, on: tcp/5432, verdict: blocked}"
OPEN = "{from: internet, to: databases, on: tcp/5432, verdict: reachable}"
ONLY = "{to: databases, on: tcp/5432, only: [10.0.0.0/8]}"
ONLY_APP = "{to: databases, on: tcp/5432, only: [aws_instance.app]}"
ONE = "{count: databases, is: 1}"
PUBLIC = "{every: databases, has: {publicly_accessible: true}}"
MANY = ("publicly_accessible    = true", "publicly_accessible    = true\n  count = var.unset")
SUBNETS_MANY = ('resource "aws_subnet" "more" {\n  count = var.unset\n  vpc_id = aws_vpc.main.id\n'
                '  cidr_block = "10.7.99.0/24"\n}\n')  # fmt: skip


VERDICTS: dict[str, tuple[str, str, Verdict, str]] = {
    "blocked, and it is closed": (CLOSED, FROM_INTERNET, HOLDS, ""),
    "blocked, and it is open": (CLOSED + rule(), FROM_INTERNET, BROKEN, "aws_db_instance.db is reachable from the internet on TCP 5432"),
    "blocked, beside a missing module": (CLOSED + MODULE, FROM_INTERNET, UNDECIDED, "the code of module.edge (acme/edge/aws) is not here"),
    "blocked, open beside a missing module": (CLOSED + rule() + MODULE, FROM_INTERNET, BROKEN, "is reachable"),
    "blocked, beside a rule of an unknown group": (CLOSED + unowned("5432"), FROM_INTERNET, UNDECIDED, "var.unset"),
    "blocked, beside another rule of an unknown group": (CLOSED + unowned("443"), FROM_INTERNET, HOLDS, ""),
    "blocked, beside rules of an unknown number": (CLOSED + rule(more="count = var.unset"), FROM_INTERNET, UNDECIDED, "number"),
    "blocked, from an unknown range": (CLOSED + rule(source="var.unset"), FROM_INTERNET, UNDECIDED, "var.unset"),
    "blocked, on an unknown port": (CLOSED + rule().replace("from_port         = 5432", "from_port = var.unset"), FROM_INTERNET, UNDECIDED, "var.unset"),
    "blocked, by an unknown protocol": (CLOSED + rule("0", protocol="-1").replace('"-1"', "var.unset"), FROM_INTERNET, UNDECIDED, "var.unset"),
    "blocked, beside a route of an unknown table": (CLOSED + OPEN_BUT_FOR_ROUTES + STRAY_ROUTE, FROM_INTERNET.replace("databases", "aws_instance.app"), UNDECIDED, "aws_route.r"),
    "blocked, beside a route that alone opens nothing": (CLOSED + instance() + STRAY_ROUTE, FROM_INTERNET.replace("databases", "aws_instance.app"), HOLDS, ""),
    "blocked, on a port that is closed for good beside a missing module": (CLOSED + rule() + MODULE, FROM_INTERNET.replace("5432", "22"), HOLDS, ""),
    "somebody, on a port that is closed for good beside a missing module": (CLOSED + rule() + MODULE, OPEN.replace("5432", "22"), BROKEN, "is blocked"),
    "blocked, beside a module of no instance": (CLOSED + MODULE.replace("}", "  count = 0\n}"), FROM_INTERNET, HOLDS, ""),
    "blocked, beside a module of an unknown number": (CLOSED + MODULE.replace("}", "  count = var.unset\n}"), FROM_INTERNET, UNDECIDED, "module.edge"),
    "blocked, beside NAT gateways of an unknown number": (CLOSED + NAT_MANY, FROM_INTERNET, HOLDS, ""),
    "blocked, beside subnets of an unknown number": (CLOSED + SUBNETS_MANY, FROM_INTERNET, HOLDS, ""),
    "blocked, beside buckets of an unknown number": (CLOSED + 'resource "aws_s3_bucket" "b" {\n  count = var.unset\n}\n', FROM_INTERNET, HOLDS, ""),
    "somebody, and it is open": (CLOSED + rule(), OPEN, HOLDS, ""),
    "somebody, and it is shut": (CLOSED, OPEN, BROKEN, "is blocked from the internet"),
    "somebody, open beside a missing module": (CLOSED + rule() + MODULE, OPEN, UNDECIDED, "module.edge"),
    "somebody, shut beside a missing module": (CLOSED + MODULE, OPEN, UNDECIDED, "module.edge"),
    "somebody, of nothing": (BASE, OPEN, BROKEN, "there is nothing under the name databases"),
    "a port range, shut": (CLOSED + rule("6000"), "{from: internet, to: databases, on: tcp/5000-5999, verdict: blocked}", HOLDS, ""),
    "a port range, open at one port": (CLOSED + rule("5432"), "{from: internet, to: databases, on: tcp/5000-5999, verdict: blocked}", BROKEN, "is reachable"),
    "a port range, not open at every port": (CLOSED + rule("5432"), "{from: internet, to: databases, on: tcp/5000-5999, verdict: reachable}", BROKEN, "is blocked"),
    "only a range": (CLOSED + INSIDE, ONLY, HOLDS, ""),
    "only a range, and more": (CLOSED + rule(), ONLY, BROKEN, "aws_db_instance.db allows inbound traffic from the internet on TCP 5432"),
    "only a range, beside a missing module": (CLOSED + INSIDE + MODULE, ONLY, UNDECIDED, "module.edge"),
    "only a range, beside a rule of an unknown group": (CLOSED + INSIDE + unowned("5432"), ONLY, UNDECIDED, "may be a rule of any security group"),
    "only a range, beside an inner rule of an unknown group": (CLOSED + INSIDE + unowned("5432", "10.7.0.0/24"), ONLY, HOLDS, ""),
    "only a range, with a prefix list looked up": (CLOSED + 'data "aws_ec2_managed_prefix_list" "p" {\n  name = "p"\n}\n' + rule(source="null", more="prefix_list_ids = [data.aws_ec2_managed_prefix_list.p.id]"), ONLY, UNDECIDED, "prefix list"),
    "only a range, on any protocol": (CLOSED + INSIDE + rule("53", protocol="udp").replace('"in"', '"dns"'), "{to: databases, only: [10.0.0.0/8]}", BROKEN, "allows"),
    "only a range, on any type of ICMP": (CLOSED + rule("-1", protocol="icmp"), "{to: databases, on: icmp/8, only: [10.0.0.0/8]}", BROKEN, "allows inbound traffic from the internet on ICMP type 8"),
    "only a range, of an unknown number": (CLOSED.replace(*MANY) + rule(), ONLY, UNDECIDED, "number"),
    "only the app": (CLOSED + instance(), ONLY_APP, HOLDS, ""),
    "only the app, and another": (CLOSED + INSIDE + instance() + instance("other"), "{to: databases, on: tcp/5432, only: [aws_instance.app, 10.0.0.0/8]}", BROKEN, "aws_instance.other can reach aws_db_instance.db"),
    "only the app, and perhaps another": (CLOSED + INSIDE + instance() + instance("other", "count = var.unset"), "{to: databases, on: tcp/5432, only: [aws_instance.app, 10.0.0.0/8]}", UNDECIDED, "aws_instance.other"),
    "only one of an unknown number": (CLOSED + INSIDE + instance(more="count = var.unset"), "{to: databases, on: tcp/5432, only: ['aws_instance.app[0]', 10.0.0.0/8]}", UNDECIDED, "aws_instance.app[*]"),
    "only the app, beside a type outside the model": (CLOSED + instance() + f'resource "aws_sagemaker_notebook_instance" "n" {{\n  name = "n"\n  instance_type = "ml.t3.medium"\n  role_arn = "arn:aws:iam::111122223333:role/n"\n  {SUBNETS.replace("subnet_ids", "subnet_id").replace("[*]", "[0]")}\n}}\n', ONLY_APP, UNDECIDED, "aws_sagemaker_notebook_instance.n"),
    "a count": (CLOSED, ONE, HOLDS, ""),
    "a count that is more": (CLOSED, "{count: databases, is: 0}", BROKEN, "1 database"),
    "a count beside a missing module": (CLOSED + MODULE, ONE, UNDECIDED, "module.edge"),
    "a count that is more, beside a missing module": (CLOSED + MODULE, "{count: databases, is: 0}", BROKEN, "at least 1 database"),
    "a count of an unknown number": (CLOSED.replace(*MANY), ONE, UNDECIDED, "var.unset"),
    "a count of some": (CLOSED, "{count: databases, is: 0, where: {engine: mysql}}", HOLDS, ""),
    "a count by an unknown attribute": (CLOSED.replace('"postgres"', "var.unset"), "{count: databases, is: 0, where: {engine: mysql}}", UNDECIDED, "engine of aws_db_instance.db is unknown"),
    "a count by a range": (BASE, "{count: vpcs, is: 1, where: {cidr: 10.7.0.0/16}}", HOLDS, ""),
    "a count by the tier": (BASE, "{count: subnets, is: 2, where: {tier: public}}", HOLDS, ""),
    "a tier beside routes of an unknown number": (BASE + 'resource "aws_vpn_gateway_route_propagation" "p" {\n  count = var.unset\n  vpn_gateway_id = "vgw-1"\n  route_table_id = aws_route_table.priv.id\n}\nvariable "unset" {}\n' + SUBNETS_MANY, "{count: subnets, is: 2, where: {tier: isolated}}", UNDECIDED, "aws_subnet.more"),
    "every": (CLOSED, PUBLIC, HOLDS, ""),
    "every, and one is not": (CLOSED.replace("accessible    = true", "accessible = false"), PUBLIC, BROKEN, "aws_db_instance.db has publicly_accessible = false"),
    "every, and one is unknown": (CLOSED.replace("accessible    = true", "accessible = var.unset"), PUBLIC, UNDECIDED, "publicly_accessible of aws_db_instance.db is unknown (var.unset"),
    "every, beside a missing module": (CLOSED + MODULE, PUBLIC, UNDECIDED, "module.edge"),
    "every, of an unknown number": (CLOSED.replace(*MANY), PUBLIC, HOLDS, ""),
    "every, and those of an unknown number are not": (CLOSED.replace(*MANY).replace("accessible    = true", "accessible = false"), PUBLIC, UNDECIDED, "var.unset"),
    "every that may be meant": (CLOSED.replace('"postgres"', "var.unset"), "{every: databases, where: {engine: mysql}, has: {publicly_accessible: false}}", UNDECIDED, "engine of aws_db_instance.db is unknown"),
    "a name": (CLOSED, "{from: internet, to: orders, verdict: blocked}", HOLDS, ""),
    "a name that is unknown": (CLOSED.replace('"orders"', "var.unset"), "{from: internet, to: orders, verdict: blocked}", UNDECIDED, "aws_db_instance.db may be named orders"),
    "an address in a missing module": (CLOSED + MODULE, "{from: internet, to: module.edge.aws_lb.this, verdict: blocked}", UNDECIDED, "module.edge"),
    "an instance of an unknown number": (CLOSED.replace(*MANY), "{from: internet, to: 'aws_db_instance.db[0]', verdict: blocked}", HOLDS, ""),
}  # fmt: skip


def judged(folder: Path, terraform: str, claims: str) -> tuple[tuple[ClaimVerdict, ...], list[Diagnostic]]:
    (folder / "main.tf").write_text(terraform, encoding="utf-8")
    (folder / "docgen.yml").write_text(
        f"project: X\nenvironments: {{e: {{root: .}}}}\nassertions:\n{claims}\n", encoding="utf-8"
    )
    project = open_project(folder)
    if project.value is None:
        return (), list(project.diagnostics)
    site = build_site(project.value)
    errors = [each for each in site.diagnostics if each.severity is Severity.ERROR]
    return tuple(site.value.claims), errors


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_is_proved_or_undecided(name: str, tmp_path: Path) -> None:
    terraform, claim, verdict, because = VERDICTS[name]

    claims, errors = judged(tmp_path, terraform, f"  - {{says: x, {claim[1:]}")

    assert not errors, errors
    (found,) = claims[0].findings
    assert found.verdict is verdict, verdict_text(found)
    assert because in verdict_text(found)


MISTAKES: dict[str, tuple[str, str, str]] = {  # the claim, its mistake as it is written, the message
    "protocol": ("{to: databases, on: tpc/5432, only: []}", "tpc/5432", 'Did you mean "tcp"?'),
    "port": ("{to: databases, on: tcp/99999, only: []}", "tcp/99999", "from 0 to 65535"),
    "verdict": ("{to: databases, from: internet, verdict: blokced}", "blokced", 'Did you mean "blocked"?'),
    "attribute of where": ("{count: databases, is: 1, where: {engin: x}}", "engin", 'Did you mean "engine"?'),
    "attribute of has": ("{every: databases, has: {publicly_accesible: true}}", "publicly_accesible", 'Did you mean "publicly_accessible"?'),
    "attribute of another kind": ("{every: services, has: {engine: x}}", "engine", "services have no attribute"),
    "type of a truth value": ('{every: databases, has: {publicly_accessible: "no"}}', '"no"', 'is true or false, not "no"'),
    "type of a number": ('{every: databases, has: {port: "5432"}}', '"5432"', "is a number"),
    "a truth value for a number": ("{every: databases, has: {port: true}}", "true", "is a number, not true"),
    "type of a text": ("{every: databases, has: {engine: 5}}", "5}", "is text, not 5"),
    "type of a range": ("{every: vpcs, has: {cidr: 10.0.0.0/40}}", "10.0.0.0/40", "is a CIDR range"),
    "collection": ("{count: databses, is: 1}", "databses", 'Did you mean "databases"?'),
    "collection that nothing reaches": ("{from: internet, to: subnets, verdict: blocked}", "subnets", "hold no network interfaces"),
    "range": ("{to: databases, only: [10.0.0.0/33]}", "10.0.0.0/33", "is not a CIDR range"),
    "address instead of a range": ("{to: databases, only: [10.0.0.300]}", "10.0.0.300", "is not a CIDR range"),
    "target": ("{from: internet, to: ordrs, verdict: blocked}", "ordrs", 'Did you mean "orders"?'),
    "source": ("{from: typo, to: databases, verdict: blocked}", "typo", "is neither a collection nor"),
    "one of those who may": ("{to: databases, only: [aws_instance.ap]}", "aws_instance.ap", "is neither a collection nor"),
    "target without interfaces": ("{from: internet, to: aws_vpc.main, verdict: blocked}", "aws_vpc.main", "holds no network interface"),
    "environment": ("{count: databases, is: 1, in: [prod]}", "prod", "There are: e."),
    "no environment": ("{count: databases, is: 1, in: []}", "[]", "never be judged"),
    "a negative number": ("{count: databases, is: -1}", "-1", "There cannot be -1"),
    "a key that is not looked at": ("{to: databases, only: [], where: {engine: x}}", "where", 'does not use "where"'),
    "both forms": ("{to: databases, only: [], from: internet, verdict: blocked}", "{says", 'either "only", or'),
    "a misspelt key": ("{to: databases, onyl: []}", "onyl", 'Did you mean "only"?'),
    "a wrong type": ("{count: databases, is: many}", "many", "Expected `int | null`"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_what_has_no_meaning_is_an_error_at_its_place(name: str, tmp_path: Path) -> None:
    claim, written, told = MISTAKES[name]
    line = f"  - {{says: x, {claim[1:]}"

    _, errors = judged(tmp_path, CLOSED, line)

    assert len(errors) == 1, errors
    assert told in errors[0].detail
    assert errors[0].subject is not None
    assert (errors[0].subject.line, errors[0].subject.start[1]) == (4, line.rindex(written) + 1)


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    lines = [
        f"  - {{says: x, {MISTAKES[each][0][1:]}"
        for each in MISTAKES
        if each not in {"target", "source", "one of those who may", "target without interfaces"}
    ]

    _, errors = judged(tmp_path, CLOSED, "\n".join(lines))

    assert [each.subject.line for each in errors if each.subject] == sorted(range(4, 4 + len(lines)))


def test_all_unknown_names_are_reported_at_once(tmp_path: Path) -> None:
    lines = [
        f"  - {{says: x, {MISTAKES[each][0][1:]}" for each in ("target", "source", "one of those who may")
    ]

    _, errors = judged(tmp_path, CLOSED, "\n".join(lines))

    assert [each.subject.line for each in errors if each.subject] == [4, 5, 6]


def test_a_name_that_nothing_missing_could_have_is_an_error(tmp_path: Path) -> None:
    _, errors = judged(
        tmp_path,
        CLOSED + MODULE,
        "  - {says: x, from: internet, to: aws_db_instance.other, verdict: blocked}",
    )

    assert len(errors) == 1


def test_a_name_that_one_of_the_environments_has_is_enough(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/main.tf").write_text("", encoding="utf-8")
    (tmp_path / "main.tf").write_text(CLOSED, encoding="utf-8")
    (tmp_path / "docgen.yml").write_text(
        "project: X\nenvironments: {e: {root: .}, f: {root: empty}}\n"
        "assertions:\n  - {says: x, from: internet, to: orders, verdict: blocked}\n",
        encoding="utf-8",
    )
    project = open_project(tmp_path)
    assert project.value is not None

    site = build_site(project.value)

    assert not [each for each in site.diagnostics if each.severity is Severity.ERROR]
    assert [each.verdict for each in site.value.claims[0].findings] == [HOLDS, HOLDS]
