"""Ports of interface endpoints, by service."""

import re

import pytest

from docgen.aws.endpoint_ports import HTTP_TOO, ONLY_HTTPS, ports_of_service


@pytest.mark.parametrize(
    ("service", "ports"),
    [
        ("com.amazonaws.eu-west-1.secretsmanager", (443,)),
        ("com.amazonaws.eu-west-1.ecr.dkr", (443,)),
        ("com.amazonaws.eu-west-1.eks-auth", (443,)),
        ("com.amazonaws.us-gov-west-1.kms-fips", (443,)),
        ("cn.com.amazonaws.cn-north-1.sts", (443,)),
        ("com.amazonaws.eu-west-1.sqs", (80, 443)),
        ("com.amazonaws.eu-west-1.email-smtp", None),  # SMTP
        ("com.amazonaws.eu-west-1.cassandra", None),
        ("com.amazonaws.eu-west-1.athena", None),  # 443, and 444 for results
        ("com.amazonaws.eu-west-1.a-service-of-tomorrow", None),
        ("com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718", None),  # of another account
        ("com.amazonaws.vpce.kms", None),
        ("kms", None),
        ("", None),
    ],
)
def test_ports_are_known_of_services_that_aws_documents(service: str, ports: tuple[int, ...] | None) -> None:
    assert ports_of_service(service) == ports


def test_a_service_is_in_one_list_by_its_name() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", each) for each in ONLY_HTTPS | HTTP_TOO)
    assert not ONLY_HTTPS & HTTP_TOO
