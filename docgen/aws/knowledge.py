"""What AWS's provider computes without asking AWS: data sources, default tags.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Mapping

from docgen.aws import certificates, policy_document
from docgen.aws.former_names import renamed
from docgen.evaluate.types import STRING
from docgen.evaluate.values import Marks, Unknown, Value, map_of, string, with_marks
from docgen.source.address import ResourceAddress
from docgen.source.traced import joined

PARTITIONS = (("us-gov-", "aws-us-gov", "amazonaws.com"), ("cn-", "aws-cn", "amazonaws.com.cn"))


def region_of(provider: Value | None) -> Value | None:
    """The region that the provider block names, where it is known."""
    if provider is None or not isinstance(provider.payload, Mapping):
        return None
    region = provider.payload.get("region")
    return region if region is not None and isinstance(region.payload, str) else None


def partition_of(region: str) -> tuple[str, str]:
    """The partition and its DNS suffix: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html."""
    return next(
        ((name, suffix) for prefix, name, suffix in PARTITIONS if region.startswith(prefix)),
        ("aws", "amazonaws.com"),
    )


def complete(address: ResourceAddress, value: Value, provider: Value | None) -> Mapping[str, Value]:
    """The attributes of one instance that can be told offline."""
    if address.mode == "managed":
        known = certificates.attributes(address, value) if address.type == "aws_acm_certificate" else {}
        return {**known, **with_default_tags(value, provider)}
    match address.type:
        case "aws_region":
            return region_attributes(value, provider)
        case "aws_partition":
            return partition_attributes(provider)
        case "aws_vpc_endpoint_service":
            return endpoint_service_attributes(value, provider)
        case "aws_iam_policy_document":
            return policy_document.attributes(renamed("data", address.type, value))
        case _:
            return {}


def region_attributes(value: Value, provider: Value | None) -> Mapping[str, Value]:
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    asked = value.payload.get("name")
    region = asked if asked is not None and isinstance(asked.payload, str) else region_of(provider)
    if region is None or not isinstance(region.payload, str):
        return {}
    name = string(region.payload, region.trace)
    _, suffix = partition_of(region.payload)
    return {"name": name, "id": name, "endpoint": string(f"ec2.{region.payload}.{suffix}", region.trace)}


def partition_attributes(provider: Value | None) -> Mapping[str, Value]:
    region = region_of(provider)
    if region is None or not isinstance(region.payload, str):
        return {}
    name, suffix = partition_of(region.payload)
    reverse = ".".join(reversed(suffix.split(".")))
    made = {"partition": name, "id": name, "dns_suffix": suffix, "reverse_dns_prefix": reverse}
    return {key: string(each, region.trace) for key, each in made.items()}


def endpoint_service_attributes(value: Value, provider: Value | None) -> Mapping[str, Value]:
    """The name of an AWS service's endpoints: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    service, region = value.payload.get("service"), region_of(provider)
    if service is None or not isinstance(service.payload, str) or region is None:
        return {}
    assert isinstance(region.payload, str)  # noqa: S101 - region_of has looked
    _, suffix = partition_of(region.payload)
    reverse = ".".join(reversed(suffix.split(".")))
    name = f"{reverse}.{region.payload}.{service.payload}"
    return {"service_name": string(name, joined((service.trace, region.trace)))}


def with_default_tags(value: Value, provider: Value | None) -> Mapping[str, Value]:
    """`tags_all`: the provider's default tags with the resource's own laid over them."""
    if not isinstance(value.payload, Mapping) or "tags_all" not in value.payload:
        return {}
    tags: dict[str, Value] = {}
    marks: Marks = frozenset()
    for source in (default_tags(provider), value.payload.get("tags")):
        if source is None or source.is_null:
            continue
        if not isinstance(source.payload, Mapping):
            return {}
        tags.update(source.payload)
        marks |= source.marks
    if any(isinstance(each.payload, Unknown) for each in tags.values()):
        return {}
    present = {key: each for key, each in tags.items() if not each.is_null}
    return {"tags_all": with_marks(map_of(STRING, present, value.trace), marks)}


def default_tags(provider: Value | None) -> Value | None:
    if provider is None or not isinstance(provider.payload, Mapping):
        return None
    blocks = provider.payload.get("default_tags")
    if blocks is None or not isinstance(blocks.payload, tuple) or not blocks.payload:
        return None
    inner = blocks.payload[0].payload
    return inner.get("tags") if isinstance(inner, Mapping) else None
