"""Data sources that need no AWS; the answers are those of provider 5.100.0, asked without a network."""

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import schema_in
from docgen.language.schema import BlockSchema
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Reference
from docgen.values.text import from_plain
from docgen.values.values import Unknown, Value, object_of, tuple_of, unknown

NOT_KNOWN = unknown(from_plain("").type, Unknown(Reason("var.region is not set")))


def instance(schema: BlockSchema, address: ResourceAddress, arguments: dict[str, Value]) -> Value:
    """What the evaluator makes of the arguments: all other attributes are the data source's own unknowns."""

    def unset(name: str) -> Value:
        return unknown(
            schema.attributes[name].type, Unknown(Reason("read by Terraform"), Reference(address, (name,)))
        )

    return object_of({name: arguments.get(name) or unset(name) for name in schema.attributes})


def answered(
    type_: str,
    arguments: dict[str, object],
    provider: dict[str, Value] | None,
    version: str = "5.100.0",
    ambient: str = "",
) -> dict[str, object]:
    schema = schema_in(version, "data", type_)
    assert schema is not None
    address = ResourceAddress((), type_, "a", None, "data")
    value = instance(schema, address, {name: from_plain(each) for name, each in arguments.items()})
    made = complete(address, value, None if provider is None else object_of(provider), ambient)
    return {
        name: {key: each.payload for key, each in value.payload.items()}
        if isinstance(value.payload, dict)
        else value.payload
        for name, value in made.items()
    }


IRELAND = {"region": from_plain("eu-west-1")}
BEIJING = {"region": from_plain("cn-north-1")}


@pytest.mark.parametrize(
    ("type_", "arguments", "provider", "answer"),
    [
        (
            "aws_arn",
            {"arn": "arn:aws:rds:eu-west-1:123456789012:db:mysql-db"},
            IRELAND,
            {
                "account": "123456789012",
                "id": "arn:aws:rds:eu-west-1:123456789012:db:mysql-db",
                "partition": "aws",
                "region": "eu-west-1",
                "resource": "db:mysql-db",
                "service": "rds",
            },
        ),
        ("aws_arn", {"arn": "nope"}, IRELAND, {}),
        ("aws_default_tags", {}, IRELAND, {"id": "aws", "tags": {}}),
        (
            "aws_default_tags",
            {},
            {"default_tags": tuple_of([object_of({"tags": from_plain({"a": "b", "n": 3, "none": None})})])},
            {"id": "aws", "tags": {"a": "b", "n": "3"}},
        ),
        (
            "aws_partition",
            {},
            BEIJING,
            {
                "dns_suffix": "amazonaws.com.cn",
                "id": "aws-cn",
                "partition": "aws-cn",
                "reverse_dns_prefix": "cn.com.amazonaws",
            },
        ),
        (
            "aws_region",
            {},
            IRELAND,
            {
                "description": "Europe (Ireland)",
                "endpoint": "ec2.eu-west-1.amazonaws.com",
                "id": "eu-west-1",
                "name": "eu-west-1",
            },
        ),
        (
            "aws_region",
            {"endpoint": "ec2.us-east-1.amazonaws.com"},
            IRELAND,
            {
                "description": "US East (N. Virginia)",
                "endpoint": "ec2.us-east-1.amazonaws.com",
                "id": "us-east-1",
                "name": "us-east-1",
            },
        ),
        ("aws_region", {}, {"region": NOT_KNOWN}, {}),
        ("aws_region", {}, None, {}),
        (
            "aws_service",
            {"service_id": "rds", "region": "cn-north-1"},
            IRELAND,
            {
                "dns_name": "rds.cn-north-1.amazonaws.com",
                "id": "com.amazonaws.cn-north-1.rds",
                "partition": "aws-cn",
                "region": "cn-north-1",
                "reverse_dns_name": "com.amazonaws.cn-north-1.rds",
                "reverse_dns_prefix": "com.amazonaws",
                "service_id": "rds",
            },
        ),
        (
            "aws_service",
            {"dns_name": "s3.us-east-1.amazonaws.com"},
            IRELAND,
            {
                "dns_name": "s3.us-east-1.amazonaws.com",
                "id": "com.amazonaws.us-east-1.s3",
                "partition": "aws",
                "region": "us-east-1",
                "reverse_dns_name": "com.amazonaws.us-east-1.s3",
                "reverse_dns_prefix": "com.amazonaws",
                "service_id": "s3",
            },
        ),
        (
            "aws_service_principal",
            {"service_name": "logs", "region": "cn-north-1"},
            IRELAND,
            {
                "id": "logs.cn-north-1.amazonaws.com.cn",
                "name": "logs.amazonaws.com.cn",
                "region": "cn-north-1",
                "service_name": "logs",
                "suffix": "amazonaws.com.cn",
            },
        ),
        (
            "aws_service_principal",
            {"service_name": "ec2"},
            BEIJING,
            {
                "id": "ec2.cn-north-1.amazonaws.com",
                "name": "ec2.amazonaws.com",
                "region": "cn-north-1",
                "service_name": "ec2",
                "suffix": "amazonaws.com",
            },
        ),
        (
            "aws_elb_service_account",
            {},
            IRELAND,
            {"arn": "arn:aws:iam::156460612806:root", "id": "156460612806"},
        ),
        ("aws_elb_service_account", {"region": "me-central-1"}, IRELAND, {}),
        (
            "aws_cloudtrail_service_account",
            {},
            IRELAND,
            {"arn": "arn:aws:iam::859597730677:root", "id": "859597730677"},
        ),
        (
            "aws_redshift_service_account",
            {},
            IRELAND,
            {"arn": "arn:aws:iam::210876761215:user/logs", "id": "210876761215"},
        ),
        (
            "aws_billing_service_account",
            {},
            BEIJING,
            {"arn": "arn:aws-cn:iam::386209384616:root", "id": "386209384616"},
        ),
        ("aws_elastic_beanstalk_hosted_zone", {}, IRELAND, {"id": "Z2NYPWQ7DFZAZH"}),
        ("aws_lb_hosted_zone_id", {}, IRELAND, {"id": "Z32O12XQLNTSW2"}),
        ("aws_lb_hosted_zone_id", {"load_balancer_type": "network"}, IRELAND, {"id": "Z2IFOLAFXWLO4F"}),
        (
            "aws_vpc_endpoint_service",
            {"service": "s3"},
            BEIJING,
            {"service_name": "cn.com.amazonaws.cn-north-1.s3"},
        ),
        ("aws_availability_zones", {}, IRELAND, {}),
    ],
)
def test_answers(
    type_: str, arguments: dict[str, object], provider: dict[str, Value] | None, answer: dict[str, object]
) -> None:
    assert answered(type_, arguments, provider) == answer


def test_in_provider_6_a_data_source_has_a_region_of_its_own() -> None:
    told = answered("aws_region", {"region": "eu-north-1"}, IRELAND, "6.62.0")

    assert (told["region"], told["name"]) == ("eu-north-1", "eu-north-1")
    assert answered(
        "aws_vpc_endpoint_service", {"service": "s3", "region": "eu-north-1"}, IRELAND, "6.62.0"
    ) == {"service_name": "com.amazonaws.eu-north-1.s3"}


@pytest.mark.parametrize(
    ("provider", "region"),
    [(None, "us-west-2"), ({}, "us-west-2"), (IRELAND, "eu-west-1"), ({"region": NOT_KNOWN}, None)],
)
def test_the_region_of_the_environment_counts_only_where_it_is_given(
    provider: dict[str, Value] | None, region: str | None
) -> None:
    assert answered("aws_region", {}, provider, ambient="us-west-2").get("id") == region


@pytest.mark.parametrize(
    ("type_", "tags", "defaults", "all_tags"),
    [
        ("aws_vpc", {"a": "b"}, {"c": "d"}, {"a": "b", "c": "d"}),
        ("aws_vpc", {"a": "b"}, {"a": "x"}, {"a": "b"}),
        ("aws_vpc", None, None, None),  # unknown: see the docstring of with_default_tags
        ("aws_vpc", {}, {}, None),
        ("aws_vpc", {"a": None, "b": ""}, None, None),
        ("aws_vpc_security_group_ingress_rule", None, None, {}),
        ("aws_vpc_security_group_ingress_rule", {"a": "b"}, None, {"a": "b"}),
    ],
)
def test_tags_all(type_: str, tags: object, defaults: object, all_tags: object) -> None:
    value = object_of({"tags": from_plain(tags), "tags_all": NOT_KNOWN})
    provider = object_of({"default_tags": tuple_of([object_of({"tags": from_plain(defaults)})])})

    made = complete(ResourceAddress((), type_, "a"), value, provider).get("tags_all")

    found = (
        None
        if made is None or not isinstance(made.payload, dict)
        else {key: each.payload for key, each in made.payload.items()}
    )
    assert found == all_tags
