"""Data sources that look up in AWS what this configuration itself makes.

An environment of several root modules looks up in one what it makes in another: the VPC by a tag, a parameter by
its name. Where every filter can be evaluated and exactly one resource can be meant, that resource is the answer.
It is weaker than a reference, because nothing proves that the other root was applied; callers report that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.aws.read import is_own_gap
from docgen.aws.regions import own_region
from docgen.language.instance import Instance
from docgen.source.address import ResourceAddress, UnknownKey
from docgen.source.traced import Trace
from docgen.values.equality import compare
from docgen.values.types import STRING
from docgen.values.values import Unknown, Value, list_of, retraced, without_deep_marks


class Lookup(msgspec.Struct, frozen=True):
    """How one data source finds its resource."""

    types: tuple[str, ...]  # of resources that can be meant
    arguments: Mapping[str, str]  # of the data source: the attribute of the resource that must be equal
    filters: Mapping[str, str] = MappingProxyType({})  # `filter { name = … }`: the attribute
    unique: tuple[str, ...] = ()  # arguments that no two resources of an account and Region share
    many: Mapping[str, str] = MappingProxyType({})  # for those that give lists: the list and its attribute
    renamed: Mapping[str, str] = MappingProxyType(
        {}
    )  # attributes of the data source that are called otherwise


def named(types: str | tuple[str, ...], argument: str, attribute: str = "", **renamed: str) -> Lookup:
    """One that is found by a name which is unique in its account and Region."""
    several = (types,) if isinstance(types, str) else types
    return Lookup(
        several,
        {argument: attribute or argument, "arn": "arn", "id": "id"},
        unique=(argument, "arn", "id"),
        renamed=renamed,
    )


VPC = ("aws_vpc", "aws_default_vpc")
SUBNET = ("aws_subnet", "aws_default_subnet")
GROUP = ("aws_security_group", "aws_default_security_group")
TABLE = ("aws_route_table", "aws_default_route_table")
ACL = ("aws_network_acl", "aws_default_network_acl")
IN_VPC = {"vpc_id": "vpc_id"}
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ (DescribeVpcs, DescribeSubnets …: Filter.N)
VPC_FILTERS = {"vpc-id": "id", "cidr": "cidr_block", "cidr-block": "cidr_block", "cidrBlock": "cidr_block"}
SUBNET_FILTERS = {
    "subnet-id": "id",
    "vpc-id": "vpc_id",
    "cidr-block": "cidr_block",
    "cidr": "cidr_block",
    "availability-zone": "availability_zone",
    "availabilityZone": "availability_zone",
    "map-public-ip-on-launch": "map_public_ip_on_launch",
}
GROUP_FILTERS = {"group-id": "id", "group-name": "name", "vpc-id": "vpc_id", "description": "description"}
SUBNET_ARGUMENTS = {
    "id": "id",
    "vpc_id": "vpc_id",
    "cidr_block": "cidr_block",
    "availability_zone": "availability_zone",
}
LOOKUPS: Mapping[str, Lookup] = MappingProxyType(
    {
        "aws_vpc": Lookup(VPC, {"id": "id", "cidr_block": "cidr_block"}, VPC_FILTERS, ("id",)),
        "aws_vpcs": Lookup(VPC, {}, VPC_FILTERS, many={"ids": "id"}),
        "aws_subnet": Lookup(SUBNET, SUBNET_ARGUMENTS, SUBNET_FILTERS, ("id",)),
        "aws_subnets": Lookup(SUBNET, {}, SUBNET_FILTERS, many={"ids": "id"}),
        "aws_subnet_ids": Lookup(SUBNET, IN_VPC, SUBNET_FILTERS, many={"ids": "id"}),
        "aws_security_group": Lookup(GROUP, {"id": "id", "name": "name", **IN_VPC}, GROUP_FILTERS, ("id",)),
        "aws_security_groups": Lookup(GROUP, {}, GROUP_FILTERS, many={"ids": "id", "arns": "arn"}),
        "aws_route_table": Lookup(
            TABLE,
            {"route_table_id": "id", **IN_VPC},
            {"vpc-id": "vpc_id", "route-table-id": "id"},
            ("route_table_id",),
        ),
        "aws_route_tables": Lookup(
            TABLE, IN_VPC, {"vpc-id": "vpc_id", "route-table-id": "id"}, many={"ids": "id"}
        ),
        "aws_network_acls": Lookup(
            ACL, IN_VPC, {"vpc-id": "vpc_id", "network-acl-id": "id"}, many={"ids": "id"}
        ),
        "aws_internet_gateway": Lookup(
            ("aws_internet_gateway",),
            {"internet_gateway_id": "id"},
            {"attachment.vpc-id": "vpc_id", "internet-gateway-id": "id"},
            ("internet_gateway_id",),
        ),
        "aws_nat_gateway": Lookup(
            ("aws_nat_gateway",),
            {"id": "id", "subnet_id": "subnet_id"},
            {"subnet-id": "subnet_id", "nat-gateway-id": "id"},
            ("id",),
        ),
        "aws_lb": named(("aws_lb", "aws_alb"), "name"),
        "aws_alb": named(("aws_lb", "aws_alb"), "name"),
        "aws_lb_listener": Lookup(
            ("aws_lb_listener", "aws_alb_listener"),
            {"arn": "arn", "load_balancer_arn": "load_balancer_arn", "port": "port"},
            unique=("arn", "port"),
        ),
        "aws_lb_target_group": named(("aws_lb_target_group", "aws_alb_target_group"), "name"),
        "aws_db_instance": named("aws_db_instance", "db_instance_identifier", "identifier"),
        "aws_rds_cluster": named("aws_rds_cluster", "cluster_identifier"),
        "aws_db_subnet_group": named("aws_db_subnet_group", "name"),
        "aws_msk_cluster": named("aws_msk_cluster", "cluster_name"),
        "aws_ecs_cluster": named("aws_ecs_cluster", "cluster_name", "name"),
        "aws_ecs_service": named("aws_ecs_service", "service_name", "name"),
        "aws_ecs_task_definition": named("aws_ecs_task_definition", "task_definition", "family"),
        "aws_eks_cluster": named("aws_eks_cluster", "name"),
        "aws_elasticache_replication_group": named(
            "aws_elasticache_replication_group", "replication_group_id"
        ),
        "aws_efs_file_system": named("aws_efs_file_system", "file_system_id", "id"),
        "aws_route53_zone": Lookup(
            ("aws_route53_zone",), {"zone_id": "zone_id", "name": "name"}, unique=("zone_id",)
        ),
        "aws_kms_alias": named("aws_kms_alias", "name"),
        "aws_kms_key": named("aws_kms_key", "key_id"),
        "aws_s3_bucket": named("aws_s3_bucket", "bucket"),
        "aws_ssm_parameter": named("aws_ssm_parameter", "name"),
        "aws_secretsmanager_secret": named("aws_secretsmanager_secret", "name"),
        "aws_secretsmanager_secret_version": Lookup(
            ("aws_secretsmanager_secret_version",), {"secret_id": "secret_id"}, unique=("secret_id",)
        ),
        "aws_iam_role": named("aws_iam_role", "name"),
        "aws_iam_policy": named("aws_iam_policy", "name"),
        "aws_iam_instance_profile": named("aws_iam_instance_profile", "name"),
        "aws_ecr_repository": named("aws_ecr_repository", "name"),
        "aws_sns_topic": named("aws_sns_topic", "name"),
        "aws_sqs_queue": named("aws_sqs_queue", "name"),
        "aws_dynamodb_table": named("aws_dynamodb_table", "name"),
        "aws_lambda_function": named("aws_lambda_function", "function_name"),
        "aws_cloudwatch_log_group": named("aws_cloudwatch_log_group", "name"),
        "aws_cognito_user_pool": named("aws_cognito_user_pool", "user_pool_id", "id"),
        "aws_api_gateway_rest_api": Lookup(("aws_api_gateway_rest_api",), {"name": "name"}),
        "aws_apigatewayv2_api": named("aws_apigatewayv2_api", "api_id", "id"),
        "aws_vpc_endpoint": Lookup(
            ("aws_vpc_endpoint",),
            {"id": "id", "vpc_id": "vpc_id", "service_name": "service_name"},
            {"vpc-id": "vpc_id", "service-name": "service_name", "vpc-endpoint-id": "id"},
            ("id",),
        ),
        "aws_ec2_transit_gateway": Lookup(
            ("aws_ec2_transit_gateway",), {"id": "id"}, {"transit-gateway-id": "id"}, ("id",)
        ),
        "aws_ec2_managed_prefix_list": named("aws_ec2_managed_prefix_list", "name"),
        "aws_acm_certificate": Lookup(("aws_acm_certificate",), {"domain": "domain_name"}),
    }
)


class Answer(msgspec.Struct, frozen=True, eq=False):
    """The attributes that a data source gets, and the resources that they come from."""

    attributes: Mapping[str, Value]
    by: tuple[ResourceAddress, ...]


def find_answer(
    asked: Instance, resources: Iterable[Instance], *, may_be_more: bool
) -> Answer | tuple[ResourceAddress, ...]:
    """The answer to a data source; else the candidates, of which more than one, or none for sure, can be meant.

    `may_be_more`: modules are missing that may hold further resources. Then only what is unique by its nature, such as
    a name that no two resources of an account share, is an answer.
    """
    lookup = LOOKUPS.get(asked.address.type)
    if lookup is None or not isinstance(asked.value.payload, dict):
        return ()
    payload = dict(asked.value.payload)  # what the schema lists and what is written, and no more
    criteria = list(criteria_of(payload, lookup, asked.address))
    if not criteria or any(each is None for each in criteria):
        return ()
    tests = [each for each in criteria if each is not None]
    candidates = [
        (each, met)
        for each in resources
        if each.address.type in lookup.types and (met := meets(each, tests, asked)) is not False
    ]
    addresses = tuple(each.address for each, _ in candidates)
    if any(met is None or is_uncounted(each) for each, met in candidates):
        return addresses
    if lookup.many:
        return (
            addresses
            if may_be_more or not candidates
            else answered_many(lookup, [each for each, _ in candidates])
        )
    by_nature = any(is_given(payload.get(name), asked.address) for name in lookup.unique)
    if len(candidates) != 1 or (may_be_more and not by_nature):
        return addresses
    return answered_one(payload, lookup, candidates[0][0])


class Test(msgspec.Struct, frozen=True, eq=False):
    """The attribute that must equal one of some values; of `tags`, the value of one tag."""

    attribute: str
    values: tuple[Value, ...]
    tag: str = ""


def criteria_of(
    arguments: Mapping[str, Value], lookup: Lookup, own: ResourceAddress
) -> Iterator[Test | None]:
    """The criteria of a data source; None for each that cannot be evaluated."""
    for argument, attribute in lookup.arguments.items():
        value = arguments.get(argument)
        if value is not None and is_given(value, own):
            yield Test(attribute, (value,))
    tags = arguments.get("tags")
    if tags is not None and is_given(tags, own):
        if isinstance(tags.payload, Mapping):
            yield from (Test("tags", (value,), tag) for tag, value in tags.payload.items())
        else:
            yield None
    blocks = arguments.get("filter")
    if blocks is not None and isinstance(blocks.payload, Unknown):
        yield None
    for block in blocks.payload if blocks is not None and isinstance(blocks.payload, tuple) else ():
        yield filter_test(block, lookup)
    default = arguments.get("default")
    if default is not None and default.payload is True:
        yield None  # the account's default VPC may be one that is not declared


def filter_test(block: Value, lookup: Lookup) -> Test | None:
    payload = block.payload
    if not isinstance(payload, dict):
        return None
    name, values = payload.get("name"), payload.get("values")
    if (
        name is None
        or not isinstance(name.payload, str)
        or values is None
        or not isinstance(values.payload, tuple)
    ):
        return None
    wanted = values.payload
    if any(isinstance(each.payload, str) and ("*" in each.payload or "?" in each.payload) for each in wanted):
        return None
    if name.payload.startswith("tag:"):
        return Test("tags", wanted, name.payload.removeprefix("tag:"))
    attribute = lookup.filters.get(name.payload)
    return None if attribute is None else Test(attribute, wanted)


def is_given(value: Value | None, own: ResourceAddress) -> bool:
    """Whether the configuration gives the argument; what a data source computes itself does not count."""
    if value is None or value.is_null or value.payload == ():
        return False
    return not (isinstance(value.payload, Unknown) and is_own_gap(value.payload, own))


def meets(resource: Instance, tests: Sequence[Test], asked: Instance) -> bool | None:
    """Whether a resource matches what the data source asks for; None if that is not known."""
    answers = [same_place(resource, asked), *(meets_test(resource, each) for each in tests)]
    return False if False in answers else None if None in answers else True


def same_place(resource: Instance, asked: Instance) -> bool | None:
    """Whether both are in one Region; accounts are distinguished by the role that the provider assumes."""
    one, other = (own_region(each.address, each.value, each.provider) for each in (resource, asked))
    known = [each.payload for each in (one, other) if each is not None and isinstance(each.payload, str)]
    if len(set(known)) > 1:
        return False
    roles = [role_of(each.provider) for each in (resource, asked)]
    return None in roles or roles[0] == roles[1]


def role_of(provider: Value | None) -> str | None:
    """The role that a provider assumes; "" for none, None where it is not known."""
    if provider is None or not isinstance(provider.payload, Mapping):
        return ""
    blocks = provider.payload.get("assume_role")
    if blocks is None or blocks.payload == ():
        return ""
    first = blocks.payload[0].payload if isinstance(blocks.payload, tuple) else None
    role = first.get("role_arn") if isinstance(first, Mapping) else None
    return role.payload if role is not None and isinstance(role.payload, str) else None


def meets_test(resource: Instance, test: Test) -> bool | None:
    value = resource.attribute(test.attribute)
    if test.tag:
        tags = resource.attribute("tags_all") or value
        if tags is None or not isinstance(tags.payload, Mapping):
            tags = value
        if tags is None or tags.is_null:
            return False
        if not isinstance(tags.payload, Mapping):
            return None
        value = tags.payload.get(test.tag)
    if value is None or value.is_null:
        return False
    answers = [is_same(value, each) for each in test.values]
    prefix = generated_prefix(resource, test.attribute, value)
    if prefix is not None:
        answers = [
            False if is_other_name(each, prefix) else answer
            for each, answer in zip(test.values, answers, strict=True)
        ]
    return True if True in answers else None if None in answers else False


def generated_prefix(resource: Instance, attribute: str, value: Value) -> str | None:
    """The prefix of a name that the provider generates; None for any other name.

    https://developer.hashicorp.com/terraform/plugin/sdkv2/resources (`id.PrefixedUniqueId`)
    """
    if not isinstance(value.payload, Unknown) or not is_own_gap(value.payload, resource.address):
        return None
    listed = resource.value.payload
    name = f"{attribute}_prefix"
    if not isinstance(listed, dict) or name not in listed:
        return None
    given = listed[name]
    own = isinstance(given.payload, Unknown) and is_own_gap(given.payload, resource.address)
    return given.payload if isinstance(given.payload, str) else "terraform-" if given.is_null or own else None


def is_other_name(wanted: Value, prefix: str) -> bool:
    return isinstance(wanted.payload, str) and not wanted.payload.startswith(prefix)


def is_same(one: Value, other: Value) -> bool | None:
    """Whether two values are equal; the same attribute of one resource is equal, even if it is not known yet."""
    one, other = without_deep_marks(one), without_deep_marks(other)
    gaps = [each.payload for each in (one, other)]
    if all(isinstance(each, Unknown) for each in gaps):
        references = [each.reference for each in gaps if isinstance(each, Unknown)]
        if None in references:
            return None
        first, second = references
        assert first is not None and second is not None  # noqa: S101, PT018 - just seen
        if first == second:
            return True
        both_ids = first.path == second.path == ("id",)
        managed = first.address.mode == second.address.mode == "managed"
        return (
            False if both_ids and managed and is_single(first.address) and is_single(second.address) else None
        )
    answer = compare(one, other) if one.type == other.type else str(one.payload) == str(other.payload)
    return None if isinstance(answer, Unknown) else answer


def is_single(address: ResourceAddress) -> bool:
    keys = [address.key, *(each.key for each in address.module)]
    return not any(isinstance(each, UnknownKey) for each in keys)


def is_uncounted(instance: Instance) -> bool:
    return instance.undecided is not None


def answered_one(arguments: Mapping[str, Value], lookup: Lookup, resource: Instance) -> Answer:
    payload = resource.value.payload
    assert isinstance(payload, dict)  # noqa: S101 - an instance is an object
    above = answered_by(resource)
    listed = dict(payload)  # what the data source has and the resource has not, only Terraform can read
    attributes = {}
    for name, old in arguments.items():
        found = listed.get(lookup.renamed.get(name, lookup.arguments.get(name, name)))
        if found is not None and isinstance(old.payload, Unknown) and name != "filter":
            attributes[name] = retraced(found, above)
    return Answer(attributes, (resource.address,))


def answered_many(lookup: Lookup, resources: Sequence[Instance]) -> Answer:
    attributes = {}
    for name, attribute in lookup.many.items():
        found = [
            retraced(value, answered_by(each))
            for each in resources
            if (value := each.attribute(attribute)) is not None
        ]
        attributes[name] = list_of(STRING, found)
    return Answer(attributes, tuple(each.address for each in resources))


def answered_by(resource: Instance) -> Trace:
    return Trace(None, 0, 0, (resource.trace,), None, f"answered by {resource.address}")
