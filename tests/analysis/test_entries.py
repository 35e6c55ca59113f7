"""Endpoints that AWS puts on the internet, and buckets: which settings open them, shut them, or leave it open."""

from pathlib import Path

import pytest

from docgen.analysis.exposure import Effect, Exposure
from docgen.analysis.ranges import EVERYTHING, INTERNET, IntervalSet
from docgen.source.diagnostic import has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

PARAMETER = 'data "aws_ssm_parameter" "p" {\n  name = "p"\n}\n'
UNKNOWN = "nonsensitive(data.aws_ssm_parameter.p.value)"
DISTRIBUTION = """
resource "aws_cloudfront_distribution" "x" {
  enabled = ENABLED
  origin {
    domain_name = "origin.example.com"
    origin_id   = "o"
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "o"
    viewer_protocol_policy = "https-only"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
"""
CLUSTER = """
resource "aws_eks_cluster" "x" {
  name     = "x"
  role_arn = "arn:aws:iam::123456789012:role/x"
  vpc_config {
    subnet_ids = ["subnet-1", "subnet-2"]
    MORE
  }
}
"""
REST = 'resource "aws_api_gateway_rest_api" "x" {\n  name = "x"\n  endpoint_configuration {\n    types = [TYPE]\n  }\n}\n'
URL = 'resource "aws_lambda_function_url" "x" {\n  function_name      = "f"\n  authorization_type = TYPE\n}\n'
HTTP = 'resource "aws_apigatewayv2_api" "x" {\n  name          = "x"\n  protocol_type = "HTTP"\n  MORE\n}\n'
POLICY = 'access_policies = jsonencode({ Statement = [{ Effect = "Allow", Principal = %s, Action = "es:*", Resource = "*" }] })'
BESIDE = """
resource "aws_opensearch_domain_policy" "p" {
  domain_name     = aws_opensearch_domain.x.domain_name
  access_policies = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "es:*", Resource = "*" }] })
}
"""
REST_OFF = (
    'resource "aws_api_gateway_rest_api" "x" {\n  name = "x"\n  disable_execute_api_endpoint = true\n}\n'
)
MAPPING = """
resource "aws_api_gateway_base_path_mapping" "m" {
  api_id      = aws_api_gateway_rest_api.x.id
  domain_name = "shop.example.com"
  stage_name  = "live"
}
"""
SEARCH = 'resource "aws_opensearch_domain" "x" {\n  domain_name = "x"\n  MORE\n}\n'
AIRFLOW = """
resource "aws_mwaa_environment" "x" {
  name               = "x"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/x"
  source_bucket_arn  = "arn:aws:s3:::x"
  MORE
  network_configuration {
    security_group_ids = ["sg-1"]
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
}
"""
ENTRIES = {
    "an Airflow web server": (AIRFLOW.replace("MORE", 'webserver_access_mode = "PUBLIC_ONLY"'), "effective", "medium"),
    "a distribution": (DISTRIBUTION.replace("ENABLED", "true"), "effective", "medium"),
    "a distribution that is off": (DISTRIBUTION.replace("ENABLED", "false"), None, None),
    "a distribution that may be disabled": (PARAMETER + DISTRIBUTION.replace("ENABLED", f"tobool({UNKNOWN})"), "undecided", "medium"),
    "a regional API": (REST.replace("TYPE", '"REGIONAL"'), "effective", "medium"),
    "a private API": (REST.replace("TYPE", '"PRIVATE"'), None, None),
    "an API of an unknown type": (PARAMETER + REST.replace("TYPE", UNKNOWN), "undecided", "medium"),
    "an API without a word of it": ('resource "aws_api_gateway_rest_api" "x" {\n  name = "x"\n}\n', "effective", "medium"),
    "an HTTP API": (HTTP.replace("MORE", ""), "effective", "medium"),
    "an HTTP API without its own endpoint": (HTTP.replace("MORE", "disable_execute_api_endpoint = true"), None, None),
    "a function's URL": (URL.replace("TYPE", '"NONE"'), "effective", "medium"),
    "a function's URL with a login": (URL.replace("TYPE", '"AWS_IAM"'), None, None),
    "a cluster's endpoint by default": (CLUSTER.replace("MORE", ""), "effective", "medium"),
    "a cluster's endpoint that is off": (CLUSTER.replace("MORE", "endpoint_public_access = false"), None, None),
    "a cluster's endpoint for an office": (CLUSTER.replace("MORE", 'public_access_cidrs = ["203.0.113.0/24"]'), "effective", "medium"),
    "a cluster's endpoint for unknown ranges": (PARAMETER + CLUSTER.replace("MORE", f"public_access_cidrs = [{UNKNOWN}]"), "undecided", "medium"),
    "a search domain outside a VPC": (SEARCH.replace("MORE", ""), "effective", "high"),
    "a search domain for one account": (SEARCH.replace("MORE", POLICY % '{ AWS = "arn:aws:iam::111122223333:root" }'), "effective", "medium"),
    "a search domain for all": (SEARCH.replace("MORE", POLICY % '"*"'), "effective", "high"),
    "a search domain with a policy beside it": (SEARCH.replace("MORE", "") + BESIDE, "effective", "medium"),
    "an API behind its own domain": (REST_OFF + MAPPING, "effective", "medium"),
    "an API that nothing leads to": (REST_OFF, None, None),
    "a search domain in a VPC": (SEARCH.replace("MORE", 'vpc_options {\n    subnet_ids = ["subnet-1"]\n  }'), None, None),
}  # fmt: skip

BUCKET = 'resource "aws_s3_bucket" "x" {\n  bucket = "x"\n}\n'
OPEN = '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" MORE}] }'


def policy(more: str = "", bucket: str = "aws_s3_bucket.x.id", text: str = OPEN) -> str:
    written = text.replace("MORE", more)
    return (
        f'resource "aws_s3_bucket_policy" "x" {{\n  bucket = {bucket}\n  policy = jsonencode({written})\n}}\n'
    )


def acl(name: str) -> str:
    return f'resource "aws_s3_bucket_acl" "x" {{\n  bucket = aws_s3_bucket.x.id\n  acl    = "{name}"\n}}\n'


def access(*off: str) -> str:
    names = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
    lines = "".join(f"  {each} = {'false' if each in off or 'all' in off else 'true'}\n" for each in names)
    return f'resource "aws_s3_bucket_public_access_block" "x" {{\n  bucket = aws_s3_bucket.x.id\n{lines}}}\n'


BUCKETS = {
    "private": (BUCKET, None),
    "private, and its settings off": (BUCKET + access("all"), None),
    "a public policy and AWS's default": (BUCKET + policy(), "cannot apply"),
    "a public policy and all settings off": (BUCKET + access("all") + policy(), "effective"),
    "a public policy that is restricted": (BUCKET + access("block_public_policy") + policy(), "configured only"),
    "a public policy that is refused": (BUCKET + access("restrict_public_buckets") + policy(), "cannot apply"),
    "a policy with a condition": (BUCKET + access("all") + policy(', Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }'), None),
    "a policy for everybody of AWS": (BUCKET + access("all") + policy(text=OPEN.replace('Principal = "*"', 'Principal = { AWS = ["*"] }')), "effective"),
    "a policy for one account": (BUCKET + access("all") + policy(text=OPEN.replace('Principal = "*"', 'Principal = { AWS = "arn:aws:iam::123456789012:root" }')), None),
    "a policy that denies": (BUCKET + access("all") + policy(text=OPEN.replace('"Allow"', '"Deny"')), None),
    "a policy of a bucket by its name": (BUCKET + access("all") + policy(bucket='"x"'), "effective"),
    "a policy of another bucket": (BUCKET + access("all") + policy(bucket='"y"'), None),
    "an unknown policy, blocked": (PARAMETER + BUCKET + access() + policy().replace("jsonencode(", f"coalesce({UNKNOWN}, "), None),
    "a public ACL and all settings off": (BUCKET + access("all") + acl("public-read"), "effective"),
    "a public ACL that is ignored": (BUCKET + access("block_public_acls") + acl("public-read"), "configured only"),
    "a public ACL and AWS's default": (BUCKET + acl("public-read-write"), "cannot apply"),
    "a private ACL": (BUCKET + access("all") + acl("private"), None),
}  # fmt: skip
BUCKETS["an unknown policy, blocked"] = (
    PARAMETER + BUCKET + access() + f'resource "aws_s3_bucket_policy" "x" {{\n  bucket = aws_s3_bucket.x.id\n  policy = {UNKNOWN}\n}}\n',
    None,
)  # fmt: skip
BY_ID = policy(
    text='"{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":\\"*\\",\\"Action\\":\\"s3:GetObject\\",\\"Resource\\":\\"arn:aws:s3:::${aws_s3_bucket.x.id}/*\\"}]}"'
).replace("jsonencode(", "(")
BUCKETS["a policy that names the bucket by its id"] = (BUCKET + access("all") + BY_ID, "effective")
BUCKETS["a policy that names a bucket whose name AWS makes"] = (
    BUCKET.replace('bucket = "x"', 'bucket_prefix = "x"') + access("all") + BY_ID, "undecided",
)  # fmt: skip
BUCKETS["an unknown policy, not blocked"] = (
    PARAMETER + BUCKET + access("all") + f'resource "aws_s3_bucket_policy" "x" {{\n  bucket = aws_s3_bucket.x.id\n  policy = {UNKNOWN}\n}}\n',
    "undecided",
)  # fmt: skip


DOCUMENT = """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.x.arn}/*"]
    principals {
      type        = "TYPE"
      identifiers = [WHO]
    }
    MORE
  }
}
resource "aws_s3_bucket_policy" "x" {
  bucket = aws_s3_bucket.x.id
  policy = data.aws_iam_policy_document.d.json
}
"""
PARTLY = OPEN.replace('"arn:aws:s3:::x/*"', '"${aws_s3_bucket.x.arn}/*"')
CONDITION = 'condition {\n      test     = "Bool"\n      variable = "aws:SecureTransport"\n      values   = ["true"]\n    }'


GRANT = """
resource "aws_s3_bucket_acl" "x" {
  bucket = aws_s3_bucket.x.id
  access_control_policy {
    owner {
      id = "1"
    }
    grant {
      permission = "READ"
      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/global/WHO"
      }
    }
  }
}
"""


def document(kind: str, who: str, more: str = "") -> str:
    return BUCKET + access("all") + DOCUMENT.replace("TYPE", kind).replace("WHO", who).replace("MORE", more)


BUCKETS |= {
    "a policy with an unknown resource": (BUCKET + access("all") + policy(text=PARTLY), "effective"),
    "a document with an unknown resource": (document("*", '"*"'), "effective"),
    "a document for all of AWS": (document("AWS", '"*"'), "effective"),
    "a document for one account": (document("AWS", '"arn:aws:iam::123456789012:root"'), None),
    "a document with a condition that restricts nothing": (document("*", '"*"', CONDITION), "effective"),
    "a document with a condition": (
        document(
            "*", '"*"', CONDITION.replace("aws:SecureTransport", "aws:SourceVpc").replace("true", "vpc-1")
        ),
        None,
    ),
    "a grant to everybody": (BUCKET + access("all") + GRANT.replace("WHO", "AllUsers"), "effective"),
    "a grant to a group of AWS": (BUCKET + access("all") + GRANT.replace("WHO", "LogDelivery"), None),
    "a document for somebody unknown": (PARAMETER + document("AWS", UNKNOWN), "undecided"),
    "a document for a role of ours": (document("AWS", "aws_s3_bucket.x.arn"), None),
}


def exposures(folder: Path, text: str, watched: IntervalSet = INTERNET) -> tuple[Exposure, ...]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    result = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {})
    assert not has_errors(result.diagnostics), result.diagnostics
    assert result.value is not None
    return environment_facts(alone("case", ".", result.value), watched).exposures


@pytest.mark.parametrize("name", ENTRIES)
def test_an_endpoint(name: str, tmp_path: Path) -> None:
    text, effect, severity = ENTRIES[name]

    found = exposures(tmp_path, text)

    assert [(each.effect.value, each.severity.value) for each in found] == (
        [(effect, severity)] if effect else []
    )
    assert all(each.unknowns for each in found if each.effect is Effect.UNDECIDED)


OWNERSHIP = """
resource "aws_s3_bucket_ownership_controls" "x" {
  bucket = aws_s3_bucket.x.id
  rule {
    object_ownership = "%s"
  }
}
"""
POINT = """
resource "aws_s3_access_point" "p" {
  bucket = aws_s3_bucket.x.id
  name   = "p"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] })
  %s
}
"""
OPEN_POINT = (
    POINT
    % "public_access_block_configuration {\n    block_public_policy = false\n    restrict_public_buckets = false\n  }"
)
BUCKETS |= {
    "a public ACL where ACLs are switched off": (
        BUCKET + acl("public-read") + access("all") + OWNERSHIP % "BucketOwnerEnforced",
        "cannot apply",
    ),
    "a public ACL where ACLs are on": (
        BUCKET + acl("public-read") + access("all") + OWNERSHIP % "ObjectWriter",
        "effective",
    ),
    "a public access point": (BUCKET + access("all") + OPEN_POINT, "effective"),
    "an access point as AWS makes it": (BUCKET + access("all") + POINT % "", None),
    "an access point of a VPC": (
        BUCKET + access("all") + POINT % 'vpc_configuration {\n    vpc_id = "vpc-1"\n  }',
        None,
    ),
}


ACCOUNT = """
resource "aws_s3_account_public_access_block" "all" {
  %s
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"""
OTHER = 'provider "aws" {\n  alias = "other"\n  assume_role {\n    role_arn = %s\n  }\n}\n'
OPEN_BUCKET = BUCKET + access("all") + policy()
BUCKETS |= {
    "a block of its account": (OPEN_BUCKET + ACCOUNT % "", "cannot apply"),
    "a block that may not exist": (
        PARAMETER + OPEN_BUCKET + ACCOUNT % f"count = {UNKNOWN} == null ? 0 : 1",
        "undecided",
    ),
    "a block of an account that may be another one": (
        OPEN_BUCKET + OTHER % '"arn:aws:iam::111122223333:role/x"' + ACCOUNT % "provider = aws.other",
        "undecided",
    ),
    "a block of an unknown account": (
        PARAMETER + OPEN_BUCKET + OTHER % UNKNOWN + ACCOUNT % "provider = aws.other",
        "undecided",
    ),
}


@pytest.mark.parametrize("name", BUCKETS)
def test_a_bucket(name: str, tmp_path: Path) -> None:
    text, effect = BUCKETS[name]

    found = exposures(tmp_path, text)

    assert [each.effect.value for each in found] == ([effect] if effect else [])
    assert all(each.rejections for each in found if each.effect is Effect.REJECTED)


def test_an_office_is_not_the_internet(tmp_path: Path) -> None:
    text = CLUSTER.replace("MORE", 'public_access_cidrs = ["203.0.113.0/24"]')

    found = exposures(tmp_path, text)

    assert found[0].sources == ("203.0.113.0/24",)
    assert not found[0].whole_internet


def test_what_is_allowed_is_no_exposure(tmp_path: Path) -> None:
    text = CLUSTER.replace("MORE", 'public_access_cidrs = ["203.0.113.0/24"]')

    assert not exposures(tmp_path, text, EVERYTHING.difference(INTERNET))
