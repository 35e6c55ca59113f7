"""Data sources that the AWS provider answers without calling AWS.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs. Each function takes the data source's object, the Region that it
looks at and the Region of its provider (None where that is not known) and returns the attributes that are known.
`tests/aws/test_data_sources.py` has the provider's own answers.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from docgen.aws.regions import partition_name, partition_of, region_facts
from docgen.source.traced import Trace, joined
from docgen.values.values import Value, string

Attributes: TypeAlias = Mapping[str, Value]
Answer: TypeAlias = Callable[[Value, Value | None, Value | None], Attributes]

BILLING_ACCOUNT = "386209384616"  # https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html
ARN_PARTS = 6  # arn:partition:service:region:account:resource


def argument(value: Value, name: str) -> str | None:
    """The text of an argument; None where it is not set or not known."""
    given = value.payload.get(name) if isinstance(value.payload, Mapping) else None
    return given.payload if given is not None and isinstance(given.payload, str) else None


def trace_of(value: Value, *names: str) -> Trace:
    given = value.payload if isinstance(value.payload, Mapping) else {}
    return joined([given[name].trace for name in names if name in given])


def texts(made: Mapping[str, str], trace: Trace) -> Attributes:
    return {name: string(each, trace) for name, each in made.items()}


def region_name(region: Value | None) -> str:
    return region.payload if region is not None and isinstance(region.payload, str) else ""


def arn(value: Value, _region: Value | None, _provider: Value | None) -> Attributes:
    """`arn:aws:rds:eu-west-1:123456789012:db:main` in its parts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html."""
    given = argument(value, "arn")
    parts = given.split(":", ARN_PARTS - 1) if given else []
    if given is None or len(parts) != ARN_PARTS or parts[0] != "arn":
        return {}
    _, partition, service, region, account, resource = parts
    made = {
        "account": account,
        "id": given,
        "partition": partition,
        "region": region,
        "resource": resource,
        "service": service,
    }
    return texts(made, trace_of(value, "arn"))


def region(value: Value, asked: Value | None, _provider: Value | None) -> Attributes:
    name = argument(value, "name") or region_by_endpoint(argument(value, "endpoint")) or region_name(asked)
    if not name:
        return {}
    trace = joined([trace_of(value, "name", "endpoint"), *([asked.trace] if asked else [])])
    made = {
        "name": name,
        "region": name,
        "id": name,
        "endpoint": f"ec2.{name}.{partition_of(name).dns_suffix}",
    }
    description = region_facts(name).description
    return texts(made | ({"description": description} if description else {}), trace)


def region_by_endpoint(endpoint: str | None) -> str | None:
    """The Region of EC2's endpoint "ec2.eu-west-1.amazonaws.com"."""
    parts = (endpoint or "").split(".")
    return parts[1] if parts[0] == "ec2" and len(parts) > 1 else None


def partition(_value: Value, _region: Value | None, provider: Value | None) -> Attributes:
    if provider is None:
        return {}
    name = partition_name(region_name(provider))
    facts = partition_of(region_name(provider))
    made = {
        "partition": name,
        "id": name,
        "dns_suffix": facts.dns_suffix,
        "reverse_dns_prefix": facts.reverse_dns_prefix,
    }
    return texts(made, provider.trace)


def service(value: Value, asked: Value | None, provider: Value | None) -> Attributes:
    """Names of a service; whether the Region has it (`supported`), AWS's endpoints would have to say."""
    place, name = region_name(asked), argument(value, "service_id")
    trace = trace_of(value, "service_id", "dns_name", "reverse_dns_name")
    full = argument(value, "reverse_dns_name") or reverse_name(argument(value, "dns_name"))
    if full is not None:
        *front, place, name = full.split(".")
        prefix = ".".join(front)
    elif provider is not None:
        prefix = partition_of(region_name(provider)).reverse_dns_prefix
    else:
        return {}
    if not name or not place:
        return {}
    full = f"{prefix}.{place}.{name}"
    made = {
        "dns_name": ".".join([name, place, *reversed(prefix.split("."))]),
        "id": full,
        "partition": partition_name(place),
        "region": place,
        "reverse_dns_name": full,
        "reverse_dns_prefix": prefix,
        "service_id": name,
    }
    return texts(made, joined([trace, *([asked.trace] if asked else [])]))


def reverse_name(name: str | None) -> str | None:
    return None if name is None else ".".join(reversed(name.split(".")))


def service_principal(value: Value, asked: Value | None, _provider: Value | None) -> Attributes:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services."""
    place, name = region_name(asked), argument(value, "service_name")
    if not place or not name:
        return {}
    facts = partition_of(place)
    suffix = facts.dns_suffix if name in facts.service_principals else "amazonaws.com"
    made = {
        "id": f"{name}.{place}.{suffix}",
        "name": f"{name}.{suffix}",
        "region": place,
        "service_name": name,
        "suffix": suffix,
    }
    return texts(made, joined([trace_of(value, "service_name"), *([asked.trace] if asked else [])]))


def account_of(table: str, user: str = "root") -> Answer:
    """The account that a service uses in a Region: `id`, and `arn` of its root or of a user."""

    def attributes(_value: Value, asked: Value | None, provider: Value | None) -> Attributes:
        number = getattr(region_facts(region_name(asked)), table) if asked else ""
        if not asked or not number or provider is None:
            return {}
        name = f"arn:{partition_name(region_name(provider))}:iam::{number}:{user}"
        return texts({"id": number, "arn": name}, asked.trace)

    return attributes


def billing_account(_value: Value, _region: Value | None, provider: Value | None) -> Attributes:
    made = {"id": BILLING_ACCOUNT}
    if provider is None:
        return texts(made, Trace(None, 0, 0))
    name = f"arn:{partition_name(region_name(provider))}:iam::{BILLING_ACCOUNT}:root"
    return texts(made | {"arn": name}, provider.trace)


def id_of(table: str) -> Answer:
    """An id that the provider has in a table by Region."""

    def attributes(_value: Value, asked: Value | None, _provider: Value | None) -> Attributes:
        found = getattr(region_facts(region_name(asked)), table) if asked else ""
        return texts({"id": found}, asked.trace) if asked and found else {}

    return attributes


def load_balancer_zone(value: Value, asked: Value | None, provider: Value | None) -> Attributes:
    network = argument(value, "load_balancer_type") == "network"
    return id_of("network_zone" if network else "application_zone")(value, asked, provider)


ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        "aws_arn": arn,
        "aws_billing_service_account": billing_account,
        "aws_cloudfront_log_delivery_canonical_user_id": id_of("canonical_user"),
        "aws_cloudtrail_service_account": account_of("cloudtrail"),
        "aws_elastic_beanstalk_hosted_zone": id_of("beanstalk_zone"),
        "aws_elb_hosted_zone_id": id_of("application_zone"),
        "aws_elb_service_account": account_of("elb"),
        "aws_lb_hosted_zone_id": load_balancer_zone,
        "aws_partition": partition,
        "aws_redshift_service_account": account_of("redshift", "user/logs"),
        "aws_region": region,
        "aws_service": service,
        "aws_service_principal": service_principal,
    }
)
"""By type."""
