"""Exposures that stand in no subnet: endpoints that AWS puts on the internet, and buckets."""

from collections.abc import Iterator

from docgen.analysis.exposure import MOST_SOURCES, Effect, Exposure, Severity, Verdict
from docgen.analysis.path import Step
from docgen.analysis.ranges import INTERNET, IntervalSet, addresses, blocks, is_whole_internet
from docgen.aws.model.base import AwsResource
from docgen.aws.model.network import Network
from docgen.aws.model.public_endpoints import Bucket, PublicEndpoint
from docgen.source.traced import Known, Traced, Unknown, joined
from docgen.source.tristate import Tristate, all_of, any_of, negated, tristate_of

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
    gaps = [each.reason.text for each in limits or () if isinstance(each, Unknown)]
    sure = watched if limits is None else addresses(*known).intersection(watched)
    if is_open is False or not (sure or gaps):
        return None
    if isinstance(entry.is_open, Unknown):
        gaps.append(f"{entry.decided_by}: {entry.is_open.reason.text}")
    undecided = is_open is None or not sure
    shown = addresses(*known) if limits is not None else INTERNET
    whole = is_whole_internet(shown)
    because = (
        f"{entry.decided_by} leaves it on the internet" if is_open else f"{entry.decided_by} is not known"
    )
    step = Step(
        "endpoint", str(entry.address), because, entry.is_open.trace.span or entry.span, holds=is_open
    )
    severity, why = rate_entry(entry, whole=whole)
    verdict: tuple[Verdict, Effect] = ("undecided", "undecided") if undecided else ("exposed", "effective")
    return Exposure(
        id=f"entry:{entry.address}",
        subject=entry.address,
        kind=entry.kind,
        name=name_of(entry),
        verdict=verdict[0],
        effect=verdict[1],
        severity=severity,
        because=why,
        ports=(f"tcp/{entry.port}",),
        sources=EVERYBODY if limits is None else tuple(map(str, blocks(shown)[:MOST_SOURCES])),
        whole_internet=whole,
        path=(step,),
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


def rate_entry(entry: PublicEndpoint, *, whole: bool) -> tuple[Severity, str]:
    who = "the whole internet" if whole else "addresses on the internet"
    if entry.holds_data and not entry.needs_login:
        return "high", f"{who} can ask a data store; its access policy alone decides"
    if entry.needs_login:
        return "medium", f"{who} can reach it, and AWS asks for credentials"
    return "medium", f"{who} can reach it"


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
        rejections.append("block_public_acls refuses a public ACL")
    if acl and tristate_of(bucket.has_acls) is False:
        rejections.append("object ownership has switched ACLs off")
    if policy and refused_policy:
        rejections.append("block_public_policy refuses a policy that lets everybody in")
    outcome: tuple[Verdict, Effect] = ("exposed", "effective") if verdict else ("undecided", "undecided")
    if verdict is False:
        outcome = ("not_exposed", "cannot apply" if rejections else "configured only")
    parts: list[tuple[str, Traced[bool] | None, bool]] = [
        ("public ACL", bucket.public_acl, True),
        ("public policy", bucket.public_policy, True),
        *extra_parts(bucket),
        ("block_public_acls", bucket.block_public_acls, False),
        ("ignore_public_acls", bucket.ignore_public_acls, False),
        ("block_public_policy", bucket.block_public_policy, False),
        ("restrict_public_buckets", bucket.restrict_public_buckets, False),
    ]
    rated: tuple[Severity, str] = (
        ("low", "nothing can use it today, but one change elsewhere would open it")
        if verdict is False
        else ("high", f"everybody {'can' if verdict else 'may be able to'} get at what it holds")
    )
    return Exposure(
        id=f"entry:{bucket.address}",
        subject=bucket.address,
        kind="S3 bucket",
        name=name_of(bucket),
        verdict=outcome[0],
        effect=outcome[1],
        severity=rated[0],
        because=rated[1],
        ports=("tcp/443",),
        sources=EVERYBODY,
        whole_internet=True,
        path=tuple(bucket_step(bucket, *each) for each in parts),
        blockers=(),
        unknowns=tuple(f"{name}: {each.reason.text}" for name, each, _ in parts if isinstance(each, Unknown)),
        rules=(),
        flag="public access",
        flag_on=tristate_of(bucket.public_policy),
        trace=joined([bucket.trace, *(each.trace for _, each, _ in parts if each is not None)]),
        rejections=tuple(rejections),
        flag_trace=bucket.public_policy.trace,
    )


def extra_parts(bucket: Bucket) -> list[tuple[str, Traced[bool] | None, bool]]:
    """What few buckets have: an access point of their own, ACLs that are switched off."""
    parts: list[tuple[str, Traced[bool] | None, bool]] = []
    if tristate_of(bucket.access_point) is not False:
        parts.append(("public access point", bucket.access_point, True))
    if tristate_of(bucket.has_acls) is not True:
        parts.append(("ACLs", bucket.has_acls, True))
    return parts


def setting(value: Traced[bool] | None) -> Tristate:
    """A public-access setting; where nothing sets it, AWS has switched it on."""
    return True if value is None else tristate_of(value)


def bucket_step(bucket: Bucket, name: str, value: Traced[bool] | None, opens: bool) -> Step:  # noqa: FBT001 - a column of the table above
    state = setting(value)
    by_default = " by AWS's default" if value is None else ""
    word = "on" if state else "off" if state is False else "not known"
    holds = state if opens else negated(state)
    span = value.trace.span if value is not None else None
    return Step(name, str(bucket.address), f"{name} is {word}{by_default}", span or bucket.span, holds=holds)
