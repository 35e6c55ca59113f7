"""Public endpoints that are in no subnet: buckets, distributions, APIs, public endpoints of services."""

from docgen.aws.model.base import NO_TARGETS, AwsResource, IpNetwork, Target, Targets
from docgen.aws.model.products import Product
from docgen.source.traced import Known, Traced


class PublicEndpoint(AwsResource, frozen=True, eq=False, kw_only=True):
    """An endpoint that AWS itself puts on the internet."""

    kind: Product
    is_open: Traced[bool]  # whether it answers the internet
    decided_by: str  # the argument that decides it
    port: int = 443
    sources: tuple[Traced[IpNetwork], ...] | None = None  # who may, where that is limited
    needs_login: bool = False  # AWS asks for credentials before anything else happens
    holds_data: bool = False
    behind: Targets = NO_TARGETS  # what it hands requests on to


class Handover(AwsResource, frozen=True, eq=False, kw_only=True):
    """A service outside of a VPC that opens connections to something inside it, independent of its routes."""

    kind: str  # "Global Accelerator"
    targets: Targets  # load balancers, their listeners, instances, subnets
    from_internet: bool


class CustomDomain(AwsResource, frozen=True, eq=False, kw_only=True):
    """A custom domain name of an API, which works even if the API's own endpoint is disabled."""

    api: Traced[Target]


class EntryPolicy(AwsResource, frozen=True, eq=False, kw_only=True):
    """The resource policy of an endpoint, declared on its own."""

    entry: Traced[Target]
    sources: tuple[Traced[IpNetwork], ...] | None
    needs_login: bool


class AccountAccessBlock(AwsResource, frozen=True, eq=False, kw_only=True):
    """Public-access settings of S3 for all buckets of an account."""

    flags: dict[str, Traced[bool]]


class Bucket(AwsResource, frozen=True, eq=False, kw_only=True):
    """An S3 bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.

    None: nothing of the configuration says it, and AWS's own default holds.
    """

    bucket_name: Traced[str] | None = None
    block_public_acls: Traced[bool] | None = None
    ignore_public_acls: Traced[bool] | None = None
    block_public_policy: Traced[bool] | None = None
    restrict_public_buckets: Traced[bool] | None = None
    public_acl: Traced[bool] = Known(value=False)  # an ACL that allows everybody to read
    public_policy: Traced[bool] = Known(value=False)  # a policy that allows everybody
    writable_acl: Traced[bool] = Known(value=False)  # an ACL that allows everybody to write
    readable_policy: Traced[bool] = Known(
        value=False
    )  # a policy that allows everybody to read or list objects
    writable_policy: Traced[bool] = Known(
        value=False
    )  # a policy that allows everybody to change objects or settings
    requires_tls: Traced[bool] = Known(value=False)  # a policy that denies requests in plaintext
    has_acls: Traced[bool] = Known(value=True)  # off: ACLs say nothing, see "object ownership"
    access_point: Traced[bool] = Known(value=False)  # an access point whose own policy allows everybody


class BucketPart(AwsResource, frozen=True, eq=False, kw_only=True):
    """Something declared on its own that belongs to a bucket, until it is linked to it."""

    bucket: Traced  # type: ignore[type-arg] # of a target
    changes: dict[str, Traced[bool]]
