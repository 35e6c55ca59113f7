"""Exposures that are in no subnet: endpoints that AWS puts on the internet, and buckets."""

from collections.abc import Iterator
from typing import TypeAlias

from docgen.analysis.exposure import (
    MOST_SOURCES,
    Clients,
    Danger,
    Effect,
    Exposure,
    ExposureVerdict,
    Rating,
    Severity,
)
from docgen.analysis.findings import BucketSetting, EndpointOpen, EndpointUnknown, Finding, Rejection
from docgen.analysis.path import Check, CheckKind
from docgen.analysis.ranges import INTERNET, IntervalSet, addresses, blocks, is_whole_internet
from docgen.aws.model.base import AwsResource
from docgen.aws.model.network import Network
from docgen.aws.model.public_endpoints import Bucket, PublicEndpoint
from docgen.source.traced import Known, Traced, Unknown, joined
from docgen.source.tristate import Tristate, all_of, any_of, negated, tristate_of

Part: TypeAlias = tuple[CheckKind, Traced[bool] | None, bool]  # a setting, and whether it opens the bucket
EVERYBODY = ("0.0.0.0/0", "::/0")


def find_entry_exposures(network: Network, watched: IntervalSet) -> Iterator[Exposure]:
    if not watched.intersection(INTERNET):
        return
    for entry in network.entries:
        found = exposure_of_entry(entry, watched)
        if found is not None:
            yield found
    for bucket in network.buckets:
        of_bucket = exposure_of_bucket(bucket)
        if of_bucket is not None:
            yield of_bucket


def exposure_of_entry(entry: PublicEndpoint, watched: IntervalSet) -> Exposure | None:
    """None where it is shut, or open to allowed addresses alone."""
    is_open = tristate_of(entry.is_open)
    limits = entry.sources
    known = [each.value for each in limits or () if isinstance(each, Known)]
    gaps: list[Finding] = [each.reason for each in limits or () if isinstance(each, Unknown)]
    sure = watched if limits is None else addresses(*known).intersection(watched)
    if is_open is False or not (sure or gaps):
        return None
    if isinstance(entry.is_open, Unknown):
        gaps.append(EndpointUnknown(entry.decided_by, entry.is_open.reason))
    undecided = is_open is None or not sure
    shown = addresses(*known) if limits is not None else INTERNET
    whole = is_whole_internet(shown)
    finding: Finding = EndpointOpen(entry.decided_by)
    if isinstance(entry.is_open, Unknown):
        finding = EndpointUnknown(entry.decided_by, entry.is_open.reason)
    span = entry.is_open.trace.span or entry.span
    check = Check(CheckKind.ENDPOINT, entry.address, finding, span, holds=is_open)
    outcome = UNDECIDED if undecided else OPEN_NOW
    return Exposure(
        id=f"entry:{entry.address}",
        subject=entry.address,
        kind=entry.kind,
        name=name_of(entry),
        verdict=outcome[0],
        effect=outcome[1],
        rating=rate_entry(entry, whole=whole),
        ports=(f"tcp/{entry.port}",),
        sources=EVERYBODY if limits is None else tuple(map(str, blocks(shown)[:MOST_SOURCES])),
        whole_internet=whole,
        path=(check,),
        blockers=(),
        unknowns=tuple(gaps),
        rules=(),
        flag=entry.decided_by,
        flag_on=is_open,
        trace=joined([entry.trace, entry.is_open.trace, *(each.trace for each in limits or ())]),
        flag_trace=entry.is_open.trace,
    )


def name_of(thing: AwsResource) -> str:
    return thing.name.value if isinstance(thing.name, Known) else thing.address.name


UNDECIDED = (ExposureVerdict.UNDECIDED, Effect.UNDECIDED)
OPEN_NOW = (ExposureVerdict.EXPOSED, Effect.OPEN_NOW)


def rate_entry(entry: PublicEndpoint, *, whole: bool) -> Rating:
    clients = Clients.WHOLE_INTERNET if whole else Clients.ON_THE_INTERNET
    if entry.needs_login:
        return Rating(Severity.MEDIUM, Danger.LOGIN, clients)
    if entry.holds_data:
        return Rating(Severity.HIGH, Danger.DATA_STORE_BY_POLICY, clients)
    return Rating(Severity.MEDIUM, Danger.PUBLIC_ENDPOINT, clients)


def exposure_of_bucket(bucket: Bucket) -> Exposure | None:
    """A public ACL or policy, and what the bucket's public-access settings make of it."""
    acl = tristate_of(bucket.public_acl)
    policy = any_of((tristate_of(bucket.public_policy), tristate_of(bucket.access_point)))
    if acl is False and policy is False:
        return None
    refused_acl, refused_policy = setting(bucket.block_public_acls), setting(bucket.block_public_policy)
    open_acl = all_of(
        (acl, tristate_of(bucket.has_acls), negated(setting(bucket.ignore_public_acls)), negated(refused_acl))
    )
    open_policy = all_of((policy, negated(setting(bucket.restrict_public_buckets)), negated(refused_policy)))
    verdict = any_of((open_acl, open_policy))
    if verdict is False and acl is not True and policy is not True:
        return None  # what is not known cannot open it
    rejections = []
    if acl and refused_acl:
        rejections.append(Rejection.S3_ACL_BLOCKED)
    if acl and tristate_of(bucket.has_acls) is False:
        rejections.append(Rejection.S3_ACLS_SWITCHED_OFF)
    if policy and refused_policy:
        rejections.append(Rejection.S3_POLICY_BLOCKED)
    outcome = OPEN_NOW if verdict else UNDECIDED
    if verdict is False:
        outcome = (ExposureVerdict.NOT_EXPOSED, Effect.REJECTED if rejections else Effect.ON_PAPER)
    parts: list[Part] = [
        (CheckKind.PUBLIC_ACL, bucket.public_acl, True),
        (CheckKind.PUBLIC_POLICY, bucket.public_policy, True),
        *extra_parts(bucket),
        (CheckKind.BLOCK_PUBLIC_ACLS, bucket.block_public_acls, False),
        (CheckKind.IGNORE_PUBLIC_ACLS, bucket.ignore_public_acls, False),
        (CheckKind.BLOCK_PUBLIC_POLICY, bucket.block_public_policy, False),
        (CheckKind.RESTRICT_PUBLIC_BUCKETS, bucket.restrict_public_buckets, False),
    ]
    checks = tuple(bucket_check(bucket, *each) for each in parts)
    is_closed = verdict is False
    rating = (
        Rating(Severity.LOW, Danger.NOT_OPEN_TODAY) if is_closed else Rating(Severity.HIGH, Danger.BUCKET)
    )
    return Exposure(
        id=f"entry:{bucket.address}",
        subject=bucket.address,
        kind="S3 bucket",
        name=name_of(bucket),
        verdict=outcome[0],
        effect=outcome[1],
        rating=rating,
        ports=("tcp/443",),
        sources=EVERYBODY,
        whole_internet=True,
        path=checks,
        blockers=(),
        unknowns=tuple(
            EndpointUnknown(kind.value, each.reason) for kind, each, _ in parts if isinstance(each, Unknown)
        ),
        rules=(),
        flag="public access",
        flag_on=tristate_of(bucket.public_policy),
        trace=joined([bucket.trace, *(each.trace for _, each, _ in parts if each is not None)]),
        rejections=tuple(rejections),
        flag_trace=bucket.public_policy.trace,
    )


def extra_parts(bucket: Bucket) -> list[Part]:
    """Parts that few buckets have: an access point of their own, ACLs that are disabled."""
    parts: list[Part] = []
    if tristate_of(bucket.access_point) is not False:
        parts.append((CheckKind.PUBLIC_ACCESS_POINT, bucket.access_point, True))
    if tristate_of(bucket.has_acls) is not True:
        parts.append((CheckKind.ACLS, bucket.has_acls, True))
    return parts


def setting(value: Traced[bool] | None) -> Tristate:
    """A public-access setting; where nothing sets it, AWS has switched it on."""
    return True if value is None else tristate_of(value)


def bucket_check(bucket: Bucket, kind: CheckKind, value: Traced[bool] | None, opens: bool) -> Check:  # noqa: FBT001 - a column of the table above
    state = setting(value)
    because = value.reason if isinstance(value, Unknown) else None
    finding = BucketSetting(kind.value, state, by_default=value is None, because=because)
    span = value.trace.span if value is not None else None
    holds = state if opens else negated(state)
    return Check(kind, bucket.address, finding, span or bucket.span, holds=holds)
