"""What the internet reaches, and what it may do: the network joined with roles."""

import pytest

from docgen.analysis.access.access import find_access
from docgen.document.markdown import print_page
from docgen.exports.facts import environment_json
from docgen.pages.access import access_page, may_text
from docgen.pages.labels import Labels
from tests.analysis.access.configurations import ADMINISTRATOR, allow, deny, facts_of, role

NETWORK = """
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "s" {
  vpc_id                  = aws_vpc.v.id
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
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
  ingress {
    from_port   = %s
    to_port     = %s
    protocol    = "tcp"
    cidr_blocks = ["%s"]
  }
}
resource "aws_iam_instance_profile" "p" {
  name = "p"
  role = aws_iam_role.web.name
}
resource "aws_instance" "w" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s.id
  vpc_security_group_ids = [aws_security_group.w.id]
  iam_instance_profile   = aws_iam_instance_profile.p.name
}
resource "aws_s3_bucket" "data" {}
"""
READS = allow("s3:GetObject", "«aws_s3_bucket.data.arn»/*")


def test_an_instance_on_the_internet_with_an_administrators_role_is_told() -> None:
    facts = facts_of(role("web", ADMINISTRATOR) + NETWORK % (80, 80, "0.0.0.0/0"))
    (found,) = find_access(facts).reached

    assert (str(found.runs.thing), str(found.runs.role), found.certain) == (
        "aws_instance.w",
        "aws_iam_role.web",
        True,
    )
    assert found.ports == ("tcp/80",)
    assert find_access(facts).privileged(found.runs.role) is True
    page = print_page(access_page(facts, Labels((facts,))))
    assert "Everything: it is an administrator." in page


def test_what_the_role_reads_is_told() -> None:
    facts = facts_of(role("web", READS) + NETWORK % (80, 80, "0.0.0.0/0"))
    access = environment_json(facts)["access"]

    assert access["reached"][0]["privileged"] == "no"
    assert access["identities"][0]["reads"] == [
        {
            "action": "s3:GetObject",
            "everything": False,
            "resources": ["${aws_s3_bucket.data.arn}/*"],
            "verdict": "yes",
        }
    ]


def test_an_instance_that_nobody_reaches_is_not_listed() -> None:
    facts = facts_of(role("web", ADMINISTRATOR) + NETWORK % (80, 80, "10.0.0.0/8"))

    assert find_access(facts).reached == ()


MISSING = '\nmodule "elsewhere" {\n  source = "acme/elsewhere/aws"\n}\n'


def test_beside_a_missing_module_no_identity_is_said_to_be_harmless() -> None:
    facts = facts_of(role("web", READS) + NETWORK % (80, 80, "0.0.0.0/0") + MISSING)
    access = environment_json(facts)["access"]

    assert [each["privileged"] for each in access["identities"]] == ["undecided"]
    assert access["identities"][0]["administrator"]["verdict"] == "undecided"


OTHERS = {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secret/*"}
UNSET = 'variable "it" {\n  type = string\n}\n'
ALLOWED = {
    "nothing": (deny("s3:*"), "Its policies allow nothing."),
    "all but some data": (OTHERS, "Perhaps read S3 objects of every resource."),
    "some action of a service": (allow("ec2:«var.it»"), "Actions of ec2."),
    "some action": (
        allow("«var.it»:Stop", "arn:aws:ec2:*:*:instance/i-1"),
        "What its policies allow is not known.",
    ),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_a_role_may_do_is_never_nothing_where_it_is_not_known(case: str) -> None:
    statement, said = ALLOWED[case]
    facts = facts_of(role("web", statement) + NETWORK % (80, 80, "0.0.0.0/0") + UNSET)

    assert may_text(next(iter(find_access(facts).holders)), find_access(facts), Labels((facts,))) == said
