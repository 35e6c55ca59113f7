"""Whether ACLs and policies of buckets give everybody access, together with the settings that override them."""

from docgen.aws.model.public_endpoints import Bucket
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.source.traced import Known, Traced, Unknown
from docgen.source.tristate import Tristate, all_of, any_of

ON = Known(value=True)  # what AWS does where nothing says otherwise


def judge_openness(bucket: Bucket, acl: str, policy: str) -> Judgement:
    """The verdict on a bucket; `acl`, `policy`: the fields that say whether they allow everybody."""
    by_acl = all_of(
        (
            yes(getattr(bucket, acl)),
            yes(bucket.has_acls),
            no(bucket.ignore_public_acls),
            no(bucket.block_public_acls),
        )
    )
    by_policy = all_of(
        (yes(getattr(bucket, policy)), no(bucket.restrict_public_buckets), no(bucket.block_public_policy))
    )
    found = any_of((by_acl, by_policy))
    if found is None:
        of_acl = (acl, "has_acls", "ignore_public_acls", "block_public_acls")
        fields = of_acl if by_acl is None else (policy, "restrict_public_buckets", "block_public_policy")
        gaps = ((each, getattr(bucket, each)) for each in fields)
        gap = next(((name, value.reason) for name, value in gaps if isinstance(value, Unknown)), None)
        assert gap is not None  # noqa: S101 - what is known decides
        return judged(bucket, ControlVerdict.UNDECIDED, PropertyUnknown(*gap))
    if not found:
        return judged(bucket, ControlVerdict.HOLDS)
    field = acl if by_acl else policy
    found_open = PropertyIs(field, value=True)
    return judged(bucket, ControlVerdict.BROKEN, found_open, trace=getattr(bucket, field).trace)


def yes(value: Traced[bool]) -> Tristate:
    return value.value if isinstance(value, Known) else None


def no(value: Traced[bool] | None) -> Tristate:
    """Whether a setting is off; AWS switches it on where nothing says it."""
    found = yes(ON if value is None else value)
    return None if found is None else not found
