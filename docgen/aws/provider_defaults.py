"""What the AWS provider computes without calling AWS: data sources, default tags.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Mapping

import msgspec

from docgen.aws import certificates, conditional_arguments, policy_document
from docgen.aws.data_sources import ANSWERS, region_name
from docgen.aws.former_names import renamed
from docgen.aws.regions import known_region, own_region, partition_of, provider_region
from docgen.aws.schemas import schemas_in_all_versions
from docgen.source.address import ResourceAddress
from docgen.source.traced import joined
from docgen.values.conversion import converted
from docgen.values.types import STRING, MapType
from docgen.values.values import Marks, Unknown, Value, map_of, string, unknown, with_marks


def complete(
    address: ResourceAddress, value: Value, provider: Value | None, ambient: str = ""
) -> Mapping[str, Value]:
    """The attributes of one instance that can be computed offline.

    `provider` is the configuration of its provider block. `ambient` is the Region for providers that name none, from the process
    environment; "" where that is not to count.
    """
    if address.mode == "managed":
        return {
            **certificate_attributes(address, value),
            **same_as(address, value),
            **named_by(address, value),
            **conditional_arguments.attributes(address.type, value),
            **with_default_tags(address, value, provider),
        }
    region = known_region(own_region(address, value, provider, ambient))
    own = known_region(provider_region(provider, ambient))
    match address.type:
        case "aws_vpc_endpoint_service":
            made = endpoint_service_attributes(value, region)
        case "aws_iam_policy_document":
            made = policy_document.attributes(renamed("data", address.type, value))
        case "aws_default_tags":
            made = default_tags_attributes(value, provider)
        case _ if address.type in ANSWERS:
            made = ANSWERS[address.type](value, region, own)
        case _:
            return {}
    # An attribute that this provider version does not have is not added.
    return {name: each for name, each in made.items() if has_attribute(value, name)}


def certificate_attributes(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    return certificates.attributes(address, value) if address.type == "aws_acm_certificate" else {}


# A resource whose id is that of another one, and the argument that names it.
ALIASES: Mapping[str, str] = {
    "aws_ec2_transit_gateway_vpc_attachment_accepter": "transit_gateway_attachment_id",
    "aws_vpc_endpoint_connection_accepter": "vpc_endpoint_id",
    "aws_vpc_endpoint_policy": "vpc_endpoint_id",
    "aws_vpc_peering_connection_accepter": "vpc_peering_connection_id",
    "aws_vpc_peering_connection_options": "vpc_peering_connection_id",
}


# A resource whose id is its name, and the argument that says the name, as version 5.100.0 of the provider sets it. Names that
# are generated from a prefix are known to AWS alone.
NAMED_BY: Mapping[str, str] = {
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_parameter_group": "name",
    "aws_db_subnet_group": "name",
    "aws_dynamodb_table": "name",
    "aws_ecr_repository": "name",
    "aws_eks_cluster": "name",
    "aws_elasticache_subnet_group": "name",
    "aws_iam_group": "name",
    "aws_iam_instance_profile": "name",
    "aws_iam_role": "name",
    "aws_iam_user": "name",
    "aws_key_pair": "key_name",
    "aws_kms_alias": "name",
    "aws_lambda_function": "function_name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_s3_bucket": "bucket",
    "aws_ssm_parameter": "name",
}


def named_by(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    """The `id` of a resource that is its name: a reference to it as ever, of which docgen knows the text.

    In: `bucket = "acme-logs"` of an `aws_s3_bucket`. Out: an unknown id with the text "acme-logs".
    """
    argument = NAMED_BY.get(address.type)
    if argument is None or not isinstance(value.payload, Mapping):
        return {}
    name, own = value.payload.get(argument), value.payload.get("id")
    if name is None or own is None or not isinstance(own.payload, Unknown) or name.marks:
        return {}
    if not isinstance(name.payload, str) or not name.payload:
        return {}
    gap = msgspec.structs.replace(own.payload, text=name.payload)
    return {"id": Value(own.type, gap, own.marks, joined((own.trace, name.trace)))}


def same_as(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    """The `id` of a resource that represents another one: as unknown as the other id, and a reference to the same thing."""
    argument = ALIASES.get(address.type)
    named = value.payload.get(argument) if argument and isinstance(value.payload, Mapping) else None
    return {"id": named} if named is not None and isinstance(named.payload, Unknown) else {}


def has_attribute(value: Value, name: str) -> bool:
    return isinstance(value.payload, Mapping) and name in value.payload


def endpoint_service_attributes(value: Value, region: Value | None) -> Mapping[str, Value]:
    """The name of an AWS service's endpoints: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    service = value.payload.get("service")
    if service is None or not isinstance(service.payload, str) or region is None:
        return {}
    place = region_name(region)
    name = f"{partition_of(place).reverse_dns_prefix}.{place}.{service.payload}"
    return {"service_name": string(name, joined((service.trace, region.trace)))}


# -- tags -------------------------------------------------------------------------------


def with_default_tags(address: ResourceAddress, value: Value, provider: Value | None) -> Mapping[str, Value]:
    """`tags_all`: the provider's default tags with the resource's own laid over them.

    The provider's older SDK leaves them unknown where there are none, or where one has no text.
    """
    if not isinstance(value.payload, Mapping) or "tags_all" not in value.payload:
        return {}
    tags: dict[str, Value] = {}
    marks: Marks = frozenset()
    for source in (default_tags(provider), value.payload.get("tags")):
        if source is None or source.is_null:
            continue
        if not isinstance(source.payload, Mapping):
            return unknown_tags(source)
        tags.update(source.payload)
        marks |= source.marks
    gap = next((each for each in tags.values() if isinstance(each.payload, Unknown)), None)
    if gap is not None:
        return unknown_tags(gap)
    present = as_texts(tags)
    if is_legacy(address) and (not present or any(each.payload == "" for each in present.values())):
        return {}
    return {"tags_all": with_marks(map_of(STRING, present, value.trace), marks)}


def unknown_tags(part: Value) -> Mapping[str, Value]:
    """`tags_all` where a part of it is unknown because of a gap; what only AWS knows stays the resource's own."""
    if not isinstance(part.payload, Unknown) or part.payload.reason.kind is None:
        return {}
    return {
        "tags_all": with_marks(unknown(MapType(STRING), Unknown(part.payload.reason), part.trace), part.marks)
    }


def is_legacy(address: ResourceAddress) -> bool:
    return any(each.legacy for each in schemas_in_all_versions(address.mode, address.type))


def default_tags(provider: Value | None) -> Value | None:
    if provider is None or not isinstance(provider.payload, Mapping):
        return None
    blocks = provider.payload.get("default_tags")
    if blocks is not None and isinstance(blocks.payload, Unknown):
        return blocks
    if blocks is None or not isinstance(blocks.payload, tuple) or not blocks.payload:
        return None
    inner = blocks.payload[0].payload
    return inner.get("tags") if isinstance(inner, Mapping) else None


def default_tags_attributes(value: Value, provider: Value | None) -> Mapping[str, Value]:
    """`data "aws_default_tags"`: an empty map where the provider has none."""
    tags = default_tags(provider)
    made = {"id": string("aws", value.trace)}
    if tags is None or tags.is_null:
        return made | {"tags": map_of(STRING, {}, value.trace)}
    if not isinstance(tags.payload, Mapping):
        return made
    if any(isinstance(each.payload, Unknown) for each in tags.payload.values()):
        return made
    return made | {"tags": with_marks(map_of(STRING, as_texts(tags.payload), tags.trace), tags.marks)}


def as_texts(tags: Mapping[str, Value]) -> dict[str, Value]:
    """Known tags that are not null; the provider's argument is a map of strings, so that 3 becomes "3"."""
    return {
        key: converted(each, STRING) for key, each in tags.items() if not each.is_null and is_scalar(each)
    }


def is_scalar(value: Value) -> bool:
    return not isinstance(value.payload, tuple | Mapping)
