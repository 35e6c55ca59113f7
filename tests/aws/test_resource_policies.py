"""Which resources may let others in: every type of the provider that holds a policy is read, or is listed with the reason."""

from pathlib import Path

import pytest

from docgen.aws import schemas
from docgen.aws.convert.iam import ACCESS_CONVERTERS
from docgen.rules.judgement import ControlVerdict
from docgen.rules.table import find_judgements
from tests.rules.test_rules import facts_of

ARGUMENTS = frozenset(
    {"policy", "policy_document", "access_policy", "access_policies", "resource_policy", "principal"}
)
NO_OPENINGS = {
    "aws_acmpca_permission": "for the service of ACM alone",
    "aws_cloudwatch_log_account_policy": "says what logs keep",
    "aws_cloudwatch_log_data_protection_policy": "says what logs mask",
    "aws_cloudwatch_log_index_policy": "says what logs index",
    "aws_ecr_lifecycle_policy": "says what is deleted",
    "aws_iot_policy": "for things with certificates of the account",
    "aws_iot_policy_attachment": "as above",
    "aws_iot_thing_principal_attachment": "as above",
    "aws_lakeformation_permissions": "for principals of AWS, never everyone",
    "aws_licensemanager_grant": "for one account",
    "aws_licensemanager_grant_accepter": "as above",
    "aws_networkmanager_core_network_policy_attachment": "describes a network",
    "aws_opensearchserverless_access_policy": "names principals, never everyone",
    "aws_opensearchserverless_lifecycle_policy": "says what is deleted",
    "aws_opensearchserverless_security_policy": "encryption and networks, a document of another form",
    "aws_ram_principal_association": "for one account or organization",
    "aws_ses_receipt_filter": "for addresses of senders",
    "aws_signer_signing_profile_permission": "for one account",
    "aws_sns_topic_data_protection_policy": "says what messages mask",
    "aws_transfer_access": "narrows what a session may do",
    "aws_verifiedaccess_endpoint": "Cedar, not JSON",
    "aws_verifiedaccess_group": "as above",
    "aws_vpc_endpoint": "narrows what goes through; see the rules about endpoints",
    "aws_vpc_endpoint_policy": "as above",
}


def with_policies() -> set[str]:
    files, _ = schemas.archive()
    found = set()
    for version, described in files.items():
        for mode, type_ in (each.split(" ") for each in described):
            schema = schemas.schema_in(version, "managed", type_) if mode == "managed" else None
            if schema is not None and ARGUMENTS & set(schema.attributes):
                found.add(type_)
    return found


def test_every_type_with_a_policy_is_read_or_listed() -> None:
    found = with_policies()

    assert len(found) > 60
    assert found - set(ACCESS_CONVERTERS) == set(NO_OPENINGS)


EVERYONE = 'jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }] })'
ORGANIZATION = 'condition {\n type = "StringEquals"\n key = "aws:PrincipalOrgID"\n value = "o-1"\n }'


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f'resource "aws_redshift_resource_policy" "p" {{\n resource_arn = "arn:x"\n policy = {EVERYONE}\n}}', "broken"),
        (f'resource "aws_oam_sink_policy" "p" {{\n sink_identifier = "arn:x"\n policy = {EVERYONE}\n}}', "broken"),
        ('resource "aws_cloudwatch_event_permission" "p" {\n principal = "*"\n statement_id = "s"\n}', "broken"),
        (f'resource "aws_cloudwatch_event_permission" "p" {{\n principal = "*"\n statement_id = "s"\n {ORGANIZATION}\n}}', "holds"),
        ('variable "it" {}\nresource "aws_cloudwatch_event_permission" "p" {\n principal = "*"\n statement_id = "s"\n dynamic "condition" {\n for_each = var.it[*]\n content {\n type = "StringEquals"\n key = "aws:PrincipalOrgID"\n value = "o-1"\n }\n }\n}', "undecided"),
        ('resource "aws_lambda_layer_version_permission" "p" {\n principal = "*"\n action = "lambda:GetLayerVersion"\n layer_name = "l"\n version_number = 1\n statement_id = "s"\n}', "broken"),
        ('resource "aws_lambda_layer_version_permission" "p" {\n principal = "*"\n organization_id = "o-1"\n action = "lambda:GetLayerVersion"\n layer_name = "l"\n version_number = 1\n statement_id = "s"\n}', "holds"),
    ],
)  # fmt: skip
def test_what_lets_everyone_in_is_found(text: str, verdict: str, tmp_path: Path) -> None:
    found = find_judgements(facts_of(text, tmp_path))["resource_policy_not_public"]

    assert [each.verdict for each in found] == [ControlVerdict(verdict)]
