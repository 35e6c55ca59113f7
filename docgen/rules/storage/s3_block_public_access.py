"""Every bucket blocks public access.

Checks: The four public-access settings of each S3 bucket; where nothing sets one, AWS has switched it on.
Why: One policy or ACL that is too wide publishes what the bucket holds.
Fix: Add an `aws_s3_bucket_public_access_block` with all four settings `true`.
Undecided: A setting is not known.
Not applicable: An environment without buckets.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, judged
from docgen.rules.properties import is_true, judge_property

SETTINGS = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for bucket in facts.network.buckets:
        parts = [judge_property(bucket, "buckets", each, is_true, facts) for each in SETTINGS]
        for verdict in (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED):
            found = [each for each in parts if each.verdict is verdict]
            if found:
                reasons = tuple(reason for each in found for reason in each.reasons)
                yield judged(bucket, verdict, *reasons, trace=found[0].trace)
                break
        else:
            yield judged(bucket, ControlVerdict.HOLDS)
