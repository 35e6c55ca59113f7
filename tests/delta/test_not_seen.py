"""What a comparison says of a newer revision of which something is not known: no "no longer" that is not proved."""

from collections.abc import Mapping

import pytest

from docgen.delta.compare import compare_sides
from docgen.delta.model import Area, Direction, EnvironmentDelta
from docgen.pages.sentences.diff import item_text
from tests.delta.test_kinds import evaluated

MISSING = 'module "x" {\n  source  = "acme/x/aws"\n  version = "1.0.0"\n}\n'


def compared(before: str, after: str) -> EnvironmentDelta:
    return compare_sides("main", evaluated(before), evaluated(after))


def said(delta: EnvironmentDelta, subject: str) -> Mapping[str, Direction]:
    """By sentence, the direction."""
    return {item_text(each): each.direction for each in delta.items if each.subject == subject}


ROLE = """
variable "policy" {}
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
"""


def attached(policy: str) -> str:
    return f'{ROLE}resource "aws_iam_role_policy_attachment" "a" {{\n  role = aws_iam_role.r.name\n  policy_arn = {policy}\n}}\n'


def inline(*actions: str) -> str:
    names = ", ".join(f'"{each}"' for each in actions)
    document = f'{{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = [{names}], Resource = "*" }}] }}'
    return f'{ROLE}resource "aws_iam_role_policy" "a" {{\n  role = aws_iam_role.r.name\n  policy = jsonencode({document})\n}}\n'


@pytest.mark.parametrize(
    ("after", "expected", "direction"),
    [
        (attached("var.policy"), "whether it is still an administrator is not certain", Direction.UNKNOWN),
        (ROLE + MISSING, "whether it is still an administrator is not certain", Direction.UNKNOWN),
        (
            inline("iam:CreatePolicyVersion"),
            "it is no administrator any more, but has a way to more permissions: ",
            Direction.BETTER,
        ),
        (ROLE, "it is no administrator any more, and has no way to more permissions", Direction.BETTER),
    ],
    ids=("unknown policy", "missing module", "a way", "proved"),
)
def test_a_former_administrator(after: str, expected: str, direction: Direction) -> None:
    found = said(compared(inline("*"), after), "aws_iam_role.r")
    (own,) = [each for each in found.items() if "administrator" in each[0]]
    assert own[0].startswith(expected)
    assert own[1] is direction


NETWORK = """
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.s.id
  route_table_id = aws_route_table.t.id
}
resource "aws_security_group" "w" {
  vpc_id = aws_vpc.v.id
  name   = "w"
}
variable "hidden" {}
"""


def rule(cidr: str = '"0.0.0.0/0"', ports: str = "22", more: str = "") -> str:
    return f"""resource "aws_vpc_security_group_ingress_rule" "i" {{
  security_group_id = aws_security_group.w.id
  cidr_ipv4         = {cidr}
  ip_protocol       = "tcp"
  from_port         = {ports}
  to_port           = {ports}
  {more}
}}
"""


def server(more: str = "") -> str:
    return f"""resource "aws_instance" "i" {{
  ami                         = "ami-12345678"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.s.id
  vpc_security_group_ids      = [aws_security_group.w.id]
  associate_public_ip_address = true
  {more}
}}
"""


OPEN = NETWORK + rule() + server()


@pytest.mark.parametrize(
    ("after", "direction"),
    [
        (NETWORK + rule("var.hidden") + server(), Direction.UNKNOWN),
        (NETWORK + rule(more="count = var.hidden") + server(), Direction.UNKNOWN),
        (NETWORK + server() + MISSING, Direction.UNKNOWN),
        (NETWORK + rule('"10.0.0.0/8"') + server(), Direction.BETTER),
    ],
    ids=("unknown range", "unknown number", "missing module", "proved"),
)
def test_what_was_open_and_may_still_be(after: str, direction: Direction) -> None:
    found = said(compared(OPEN, after), "aws_instance.i")
    (own,) = [way for text, way in found.items() if text.startswith("i is ")]
    assert own is direction


def test_ports_that_are_not_known_are_not_all_ports() -> None:
    found = said(compared(OPEN, NETWORK + rule(ports="var.hidden") + server()), "aws_security_group.w")
    assert found["w now allows inbound TCP unknown ports from the internet, was 22"] is Direction.UNKNOWN


STILL = "the internet can no longer connect to aws_instance.i on TCP 22"
ALLOWS = "w no longer allows inbound TCP 22 from the internet"
UNSURE = "as far as docgen could see, "


@pytest.mark.parametrize(
    ("before", "after", "subject", "expected"),
    [
        (OPEN, NETWORK + server(), "aws_security_group.w", (ALLOWS, Direction.BETTER)),
        (OPEN, NETWORK + server(), "aws_instance.i", (STILL, Direction.BETTER)),
        (OPEN, NETWORK + server() + MISSING, "aws_security_group.w", (UNSURE + ALLOWS, Direction.UNKNOWN)),
        (OPEN, NETWORK + server() + MISSING, "aws_instance.i", (UNSURE + STILL, Direction.UNKNOWN)),
        (OPEN + MISSING, NETWORK + server() + MISSING, "aws_instance.i", (UNSURE + STILL, Direction.BETTER)),
        (OPEN, NETWORK + rule() + MISSING, "aws_instance.i", (STILL, Direction.BETTER)),
        (OPEN, NETWORK + rule() + server("count = var.hidden"), "aws_instance.i", (UNSURE + STILL, Direction.UNKNOWN)),
        (OPEN, NETWORK + rule() + server("count = var.hidden"), "aws_instance.i", (UNSURE + "EC2 instance i is gone", Direction.UNKNOWN)),
        (OPEN, NETWORK + rule() + server("count = var.hidden"), "aws_instance.i[*]", (UNSURE + "EC2 instance i is new", Direction.UNKNOWN)),
    ],
)  # fmt: skip
def test_what_is_gone_as_far_as_docgen_could_see(
    before: str, after: str, subject: str, expected: tuple[str, Direction]
) -> None:
    assert expected in said(compared(before, after), subject).items()


def database(count: str, encrypted: str = "true") -> str:
    arguments = f'identifier = "d"\n  engine = "postgres"\n  storage_encrypted = {encrypted}\n'
    return f'variable "hidden" {{}}\nresource "aws_db_instance" "d" {{\n  count = {count}\n  {arguments}}}\n'


def allowing(count: str) -> str:
    document = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })'
    return f'variable "hidden" {{}}\nresource "aws_iam_policy" "p" {{\n  count = {count}\n  name = "p"\n  policy = {document}\n}}\n'


@pytest.mark.parametrize(("before", "after"), [("var.hidden", "1"), ("1", "var.hidden")])
def test_an_unknown_number_destroys_and_makes_nothing(before: str, after: str) -> None:
    kept = [
        *compared(database(before), database(after)).items,
        *compared(allowing(before), allowing(after)).items,
    ]
    certain = [
        each for each in kept if each.direction is not Direction.UNKNOWN and each.area is not Area.CONTROL
    ]
    assert certain == []
    assert {"whether it is still there is not known", "whether it was there before is not known"} <= set(
        map(item_text, kept)
    )


def test_an_unknown_number_hides_no_change_of_what_is_written() -> None:
    found = compared(database("1"), database("var.hidden", "false"))
    assert said(found, "aws_db_instance.d[*]")["storage_encrypted is now false, was true"] is Direction.WORSE
