"""Policy documents of which parts are not known, in each form in which a configuration may write them."""

import pytest

from docgen.aws.model.policies import PartialText
from tests.analysis.access.configurations import access_of

TRUST = (
    '{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)
ROLE = f'resource "aws_iam_role" "r" {{\n  name = "r"\n  assume_role_policy = <<EOF\n{TRUST}\nEOF\n}}\n'
REST = 'resource "aws_s3_bucket" "b" {\n}\nvariable "it" {\n  type = string\n}\n'
FORMS = {
    "jsonencode": 'jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.b.arn}/*" }] })',
    "a heredoc": '<<EOF\n{"Statement": {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "${aws_s3_bucket.b.arn}/*"}}\nEOF\n',
    "a heredoc with an encoded part": '<<EOF\n{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ${jsonencode("${aws_s3_bucket.b.arn}/*")}}]}\nEOF\n',
    "format": 'jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = format("%s/*", aws_s3_bucket.b.arn) }] })',
    "a data source": "data.aws_iam_policy_document.d.json",
}
DATA = """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.b.arn}/*"]
  }
}
"""


@pytest.mark.parametrize("form", FORMS)
def test_a_statement_names_its_bucket_in_every_form(form: str) -> None:
    text = f'resource "aws_iam_role_policy" "p" {{\n  name = "p"\n  role = aws_iam_role.r.id\n  policy = {FORMS[form]}\n}}\n'
    (holder,) = access_of(ROLE + REST + DATA + text).holders.values()
    (grant,) = holder.grants

    assert grant.statement.actions == ("s3:GetObject",)
    assert grant.statement.resources is not None
    assert list(map(str, grant.statement.resources)) == ["${aws_s3_bucket.b.arn}/*"]


UNREADABLE = {
    "an unknown document": "var.it",
    "no JSON": '"nonsense"',
    "a template with an unknown condition": '<<EOF\n{"Statement": [%{ if var.it == "x" }{"Effect":"Allow","Action":"*","Resource":"*"}%{ endif }]}\nEOF\n',
}


@pytest.mark.parametrize("form", UNREADABLE)
def test_a_document_that_cannot_be_read_is_not_known(form: str) -> None:
    text = f'resource "aws_iam_role_policy" "p" {{\n  name = "p"\n  role = aws_iam_role.r.id\n  policy = {UNREADABLE[form]}\n}}\n'
    access = access_of(ROLE + REST + text)
    (holder,) = access.holders.values()

    assert not holder.grants
    assert len(holder.unknown) == 1
    assert next(iter(access.privileges.values())).administrator.verdict is None


def test_the_parts_of_a_text_are_kept_in_order() -> None:
    text = 'resource "aws_iam_role_policy" "p" {\n  name = "p"\n  role = aws_iam_role.r.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "arn:aws:s3:::${var.it}/${aws_s3_bucket.b.id}" }] })\n}\n'
    (holder,) = access_of(ROLE + REST + text).holders.values()
    (found,) = holder.grants[0].statement.resources or ()

    assert isinstance(found, PartialText)
    assert str(found) == "arn:aws:s3:::${…}/${aws_s3_bucket.b.id}"


def test_a_sensitive_policy_is_not_read() -> None:
    text = 'variable "s" {\n  type = string\n  sensitive = true\n  default = "s3:GetObject"\n}\nresource "aws_iam_role_policy" "p" {\n  name = "p"\n  role = aws_iam_role.r.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = var.s, Resource = "${aws_s3_bucket.b.arn}" }] })\n}\n'
    (holder,) = access_of(ROLE + REST + text).holders.values()

    assert not holder.grants
    assert [each.reason.text for each in holder.unknown] == ["(sensitive)"]


def test_a_document_that_is_longer_than_any_of_aws_is_not_read() -> None:
    text = 'resource "aws_iam_role_policy" "p" {\n  name = "p"\n  role = aws_iam_role.r.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = [for i in range(6000) : "s3:${i}"], Resource = "*" }] })\n}\n'
    (holder,) = access_of(ROLE + REST + text).holders.values()

    assert not holder.grants
    assert holder.unknown
