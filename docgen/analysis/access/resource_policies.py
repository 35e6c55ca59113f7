"""Who has access by resource-based policies: everybody, other accounts, services.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.access.identities import Identities
from docgen.analysis.access.patterns import overlaps, pattern_of
from docgen.analysis.access.trust import Trustee, TrusteeKind, trustees_of
from docgen.analysis.public_endpoints import setting
from docgen.aws.model.base import External, Link
from docgen.aws.model.iam import ResourcePolicy
from docgen.aws.model.network import Network
from docgen.aws.model.policies import Statement
from docgen.aws.model.public_endpoints import Bucket
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Unknown
from docgen.source.tristate import Tristate, all_of, any_of, negated


class Opening(msgspec.Struct, frozen=True, eq=False):
    """One statement that lets somebody in."""

    statement: Statement
    trustee: Trustee
    actions: tuple[str, ...]
    public: Tristate  # everybody is allowed, and no condition narrows that
    blocked: bool = False  # a public access block takes it away


class OpenPolicy(msgspec.Struct, frozen=True, eq=False):
    """The policy of one resource."""

    policy: ResourcePolicy
    subject: ResourceAddress | str | None  # None: not known
    openings: tuple[Opening, ...]
    unknown: Reason | None = None
    denies: bool = False

    @property
    def public(self) -> Tristate:
        return any_of((*(each.public for each in self.openings), None if self.unknown else False))


def find_resource_policies(network: Network, identities: Identities) -> tuple[OpenPolicy, ...]:
    buckets = {each.address: each for each in network.buckets}
    names = {each.bucket_name.value: each for each in network.buckets if isinstance(each.bucket_name, Known)}
    found = []
    for policy in network.access.of(ResourcePolicy):
        subject = subject_of(policy, names)
        bucket = buckets.get(subject) if isinstance(subject, ResourceAddress) else None
        found.append(open_policy(policy, subject, bucket, identities))
    return tuple(found)


def subject_of(policy: ResourcePolicy, buckets: Mapping[str, Bucket]) -> ResourceAddress | str | None:
    if policy.subject is None:
        return policy.address
    if isinstance(policy.subject, Unknown):
        return None
    match policy.subject.value:
        case Link(address=address):
            return address
        case External(id=name):
            return buckets[name].address if policy.noun == "S3 bucket" and name in buckets else name


def open_policy(
    policy: ResourcePolicy,
    subject: ResourceAddress | str | None,
    bucket: Bucket | None,
    identities: Identities,
) -> OpenPolicy:
    statements = policy.text.statements
    denies = [each for each in statements if each.effect == "Deny"]
    blocked = is_blocked(bucket) if bucket is not None else False
    openings: list[Opening] = []
    unknown: Reason | None = None
    for each in statements:
        if each.unknown is not None:
            unknown = each.unknown
        elif each.effect != "Deny":
            openings += openings_of(each, denies, policy, identities, blocked=blocked)
    return OpenPolicy(policy, subject, tuple(openings), unknown, bool(denies))


def is_blocked(bucket: Bucket) -> Tristate:
    """Whether S3 ignores, or refuses, a policy that allows everybody; if nothing sets it, AWS has enabled that."""
    return any_of(map(setting, (bucket.restrict_public_buckets, bucket.block_public_policy)))


def openings_of(
    statement: Statement,
    denies: Sequence[Statement],
    policy: ResourcePolicy,
    identities: Identities,
    *,
    blocked: Tristate,
) -> Iterator[Opening]:
    actions = tuple(map(str, statement.actions or ("*",)))
    for trustee in trustees_of(statement, policy, identities, {}):
        public: Tristate = False
        is_open = negated(blocked)
        if trustee.kind is TrusteeKind.EVERYONE:
            open_to_all = (trustee.certain or None, negated(trustee.narrowed), left_by(denies, statement))
            public = all_of((*open_to_all, is_open))
        elif trustee.kind is TrusteeKind.UNKNOWN:
            public = all_of((None, negated(trustee.narrowed), is_open))
        is_blocked_now = blocked is True and trustee.kind is TrusteeKind.EVERYONE
        yield Opening(statement, trustee, actions, public, is_blocked_now)


# What such a Deny asks for leaves everybody who does it so.
HARMLESS = frozenset(
    {
        "aws:securetransport",
        "s3:tlsversion",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "s3:x-amz-acl",
    }
)


def left_by(denies: Sequence[Statement], allowing: Statement) -> Tristate:
    """Whether everybody still may what a statement allows: no where a Deny takes all of it away."""
    answer: Tristate = True
    for each in denies:
        if each.conditions and all(one.key in HARMLESS for one in each.conditions):
            continue
        is_for_all = each.principals is not None and any(
            "*" in named for kind, named in each.principals if kind in {"*", "AWS"}
        )
        if not about_same(each, allowing):
            continue
        whole = (
            is_for_all
            and not each.conditions
            and "*" in (each.actions or ())
            and "*" in (each.resources or ())
        )
        if whole:
            return False
        answer = None
    return answer


MOST_PAIRS = 10_000


def about_same(denying: Statement, allowing: Statement) -> bool:
    if denying.actions is None or allowing.actions is None:
        return True
    if len(denying.actions) * len(allowing.actions) > MOST_PAIRS:
        return True
    return any(
        overlaps(pattern_of(one), pattern_of(other), fold=True)
        or overlaps(pattern_of(other), pattern_of(one).replace("*", "\ue102"), fold=True)
        for one in denying.actions
        for other in allowing.actions
    )
