"""CloudFront, API Gateway, function URLs, public endpoints of EKS and OpenSearch, and S3 buckets."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypedDict

from docgen.aws.model.base import NO_TARGETS, AwsResource, External, IpNetwork, Link, Target
from docgen.aws.model.products import Product
from docgen.aws.model.public_endpoints import (
    AccountAccessBlock,
    Bucket,
    BucketPart,
    CustomDomain,
    EntryPolicy,
    PublicEndpoint,
)
from docgen.aws.policy_access import (
    Audience,
    audience_of,
    denies_plaintext,
    lets_everybody_in,
    lets_everybody_read,
    lets_everybody_write,
    parsed_network,
    traced_answer,
)
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Reason, Traced, Unknown, mapped

PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})
WRITABLE_ACLS = frozenset({"public-read-write"})
WRITING = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})
STRANGERS = ("/AllUsers", "/AuthenticatedUsers")
BLOCKS = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


def convert_distribution(instance: Instance) -> Iterator[AwsResource]:
    """`aws_cloudfront_distribution`."""
    own = node(instance)
    origins = [block.target("domain_name") for block in own.blocks("origin")]
    yield PublicEndpoint(
        **basics(instance, "comment"),
        kind=Product.CLOUDFRONT_DISTRIBUTION,
        is_open=own.flag("enabled", default=True),
        decided_by="enabled",
        behind=Known(tuple(origins), own.trace) if origins else NO_TARGETS,
    )


def convert_rest_api(instance: Instance) -> Iterator[AwsResource]:
    """`aws_api_gateway_rest_api`: a private one answers only through interface endpoints."""
    own = node(instance)
    place = own.block("endpoint_configuration")
    yield PublicEndpoint(
        **basics(instance, "name"),
        kind=Product.API_GATEWAY_REST_API,
        is_open=both(is_public_api(place, own), has_own_endpoint(own)),
        decided_by="disable_execute_api_endpoint" if is_off(own) else "endpoint_configuration",
        **guarded_by(own, "policy", without=Audience(is_anyone=True)),
    )


class Guard(TypedDict):
    """The clients that a resource policy allows, for a `PublicEndpoint`."""

    sources: tuple[Traced[IpNetwork], ...] | None
    needs_login: bool


def guarded_by(own: Node, argument: str, *, without: Audience) -> Guard:
    """The networks that a policy admits without credentials; `without` a policy, AWS's default."""
    if not own.is_set(argument):
        audience, trace = without, own.trace
    else:
        document = own.document(argument)
        if isinstance(document, Unknown):
            return {"sources": (Unknown(document.reason, document.trace),), "needs_login": False}
        audience, trace = audience_of(document.value), document.trace
    if audience.is_anyone is None:
        return {"sources": (Unknown(UNKNOWN_POLICY, trace),), "needs_login": False}
    if audience.networks is None:
        return {"sources": None, "needs_login": not audience.is_anyone}
    known = (parsed_network(each) for each in audience.networks)
    return {"sources": tuple(Known(each, trace) for each in known if each is not None), "needs_login": False}


POLICIES: Mapping[str, tuple[str, str]] = {
    "aws_api_gateway_rest_api_policy": ("rest_api_id", "policy"),
    "aws_elasticsearch_domain_policy": ("domain_name", "access_policies"),
    "aws_opensearch_domain_policy": ("domain_name", "access_policies"),
}


def convert_entry_policy(instance: Instance) -> Iterator[AwsResource]:
    """A resource policy that is declared on its own."""
    own = node(instance)
    subject, argument = POLICIES[instance.address.type]
    guard = guarded_by(own, argument, without=Audience(is_anyone=True))
    yield EntryPolicy(**basics(instance), entry=own.target(subject), **guard)


UNKNOWN_POLICY = Reason("a part of its policy is not known")


def has_own_endpoint(own: Node) -> Traced[bool]:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html."""
    return mapped(own.flag("disable_execute_api_endpoint"), lambda off: not off)


def is_off(own: Node) -> bool:
    endpoint = has_own_endpoint(own)
    return isinstance(endpoint, Known) and not endpoint.value


def both(first: Traced[bool], second: Traced[bool]) -> Traced[bool]:
    """Yes where both say yes; no where one says no."""
    certain = next((each for each in (first, second) if isinstance(each, Known) and not each.value), None)
    unknown = next((each for each in (first, second) if isinstance(each, Unknown)), None)
    return certain or unknown or first


def convert_custom_domain(instance: Instance) -> Iterator[AwsResource]:
    """`aws_api_gateway_base_path_mapping`, `aws_apigatewayv2_api_mapping`."""
    yield CustomDomain(**basics(instance), api=node(instance).target("api_id"))


def is_public_api(place: Node | None, own: Node) -> Traced[bool]:
    if place is None:
        return Known(value=True, trace=own.trace)
    types = place.targets("types")
    if isinstance(types, Unknown):
        return Unknown(types.reason, types.trace)
    for each in types.value:
        if isinstance(each, Unknown):
            return Unknown(each.reason, each.trace)
        if isinstance(each.value, Link):
            return Unknown(Reason(f"it is {each.value.address}'s {each.value.attribute}"), each.trace)
    named = {
        each.value.id for each in types.value if isinstance(each, Known) and isinstance(each.value, External)
    }
    return Known("PRIVATE" not in named, types.trace)


def convert_http_api(instance: Instance) -> Iterator[AwsResource]:
    """`aws_apigatewayv2_api`: HTTP and WebSocket APIs, always on the internet unless their endpoint is off."""
    own = node(instance)
    yield PublicEndpoint(
        **basics(instance, "name"),
        kind=Product.API_GATEWAY_API,
        is_open=has_own_endpoint(own),
        decided_by="disable_execute_api_endpoint",
    )


def convert_function_url(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    login = own.text("authorization_type")
    yield PublicEndpoint(
        **basics(instance),
        kind=Product.LAMBDA_FUNCTION_URL,
        is_open=mapped(login, lambda text: text == "NONE"),
        decided_by="authorization_type",
        behind=Known((own.target("function_name"),), own.trace),
    )


def convert_cluster_endpoint(instance: Instance) -> Iterator[AwsResource]:
    """The public endpoint of an EKS cluster: https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html."""
    own = node(instance)
    place = own.block("vpc_config")
    if place is None:
        return
    limited = tuple(place.networks("public_access_cidrs")) if place.is_set("public_access_cidrs") else None
    yield PublicEndpoint(
        **basics(instance, "name"),
        kind=Product.EKS_PUBLIC_ENDPOINT,
        is_open=place.flag("endpoint_public_access", default=True),
        decided_by="endpoint_public_access",
        sources=limited,
        needs_login=True,
    )


def convert_search_endpoint(instance: Instance) -> Iterator[AwsResource]:
    """An OpenSearch domain outside any VPC has an endpoint on the internet; its access policy alone guards it."""
    own = node(instance)
    if own.block("vpc_options") is not None:
        return
    yield PublicEndpoint(
        **basics(instance, "domain_name"),
        kind=Product.PUBLIC_OPENSEARCH_DOMAIN,
        is_open=Known(value=True, trace=own.trace),
        decided_by="vpc_options",
        holds_data=True,
        **guarded_by(own, "access_policies", without=Audience(is_anyone=True)),
    )


# -- buckets ---------------------------------------------------------------------------------


def convert_bucket(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield Bucket(
        **basics(instance, "bucket", "bucket_prefix"),
        bucket_name=own.text("bucket") if own.is_set("bucket") else None,
        public_acl=is_public_acl(own),
        writable_acl=is_public_acl(own, WRITABLE_ACLS, WRITING),
        public_policy=is_public_policy(own),
        readable_policy=policy_answer(own, lets_everybody_read),
        writable_policy=policy_answer(own, lets_everybody_write),
        requires_tls=policy_answer(own, denies_plaintext),
    )


def convert_account_block(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield AccountAccessBlock(**basics(instance), flags={name: own.flag(name) for name in BLOCKS})


def convert_access_block(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield part(instance, {name: own.flag(name) for name in BLOCKS})


def convert_ownership(instance: Instance) -> Iterator[AwsResource]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html."""
    rule = node(instance).block("rule")
    if rule is not None:
        owner = rule.text("object_ownership")
        yield part(instance, {"has_acls": mapped(owner, lambda text: text != "BucketOwnerEnforced")})


def convert_access_point(instance: Instance) -> Iterator[AwsResource]:
    """Its own policy and settings decide, beside those of the bucket, which has to let it.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    own = node(instance)
    if own.block("vpc_configuration") is not None:
        return
    block = own.block("public_access_block_configuration")
    names = ("block_public_policy", "restrict_public_buckets")
    flags = [
        block.flag(each, default=True) if block else Known(value=True, trace=own.trace) for each in names
    ]
    allowed = [mapped(each, lambda flag: not flag) for each in flags]
    yield part(instance, {"access_point": both(is_public_policy(own), both(allowed[0], allowed[1]))})


def convert_bucket_acl(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    yield part(
        instance,
        {"public_acl": is_public_acl(own), "writable_acl": is_public_acl(own, WRITABLE_ACLS, WRITING)},
    )


def convert_bucket_policy(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    questions = {
        "public_policy": lets_everybody_in,
        "readable_policy": lets_everybody_read,
        "writable_policy": lets_everybody_write,
        "requires_tls": denies_plaintext,
    }
    yield part(instance, {name: policy_answer(own, question) for name, question in questions.items()})


def part(instance: Instance, changes: Mapping[str, Traced[bool]]) -> BucketPart:
    bucket: Traced[Target] = node(instance).target("bucket")
    return BucketPart(**basics(instance), bucket=bucket, changes=dict(changes))


def is_public_acl(
    own: Node, canned: frozenset[str] = PUBLIC_ACLS, permissions: frozenset[str] | None = None
) -> Traced[bool]:
    """Whether a canned ACL, or a grant of one of the permissions to one of AWS's groups of everybody, lets strangers in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups
    """
    answers: list[Traced[bool]] = []
    if own.is_set("acl"):
        answers.append(mapped(own.text("acl"), lambda text: text in canned))
    for policy in (own, *own.blocks("access_control_policy")):
        for grant in policy.blocks("grant"):
            fits = grants(grant, permissions)
            for grantee in grant.blocks("grantee") or [grant]:
                stranger = mapped(grantee.text("uri", ""), lambda uri: uri.endswith(STRANGERS))
                answers.append(both(stranger, fits))
    known = next((each for each in answers if isinstance(each, Known) and each.value), None)
    unknown = next((each for each in answers if isinstance(each, Unknown)), None)
    return known or unknown or Known(value=False, trace=own.trace)


def grants(grant: Node, permissions: frozenset[str] | None) -> Traced[bool]:
    """Whether a grant is of one of the permissions: a list of them in a bucket's own block, one in an ACL's."""
    if permissions is None:
        return Known(value=True, trace=grant.trace)
    if grant.is_set("permissions"):
        return mapped(grant.texts("permissions"), lambda named: not permissions.isdisjoint(named))
    return mapped(grant.text("permission", ""), lambda named: named in permissions)


def is_public_policy(own: Node) -> Traced[bool]:
    return policy_answer(own, lets_everybody_in)


def policy_answer(own: Node, question: Callable[[object], bool | None]) -> Traced[bool]:
    """The answer about its policy; no where it has none."""
    if not own.is_set("policy"):
        return Known(value=False, trace=own.trace)
    return traced_answer(own.document("policy"), question)
