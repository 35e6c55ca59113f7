"""Every bucket refuses requests without TLS.

Checks: Policies of S3 buckets: a statement that denies everybody every action where `aws:SecureTransport` is false.
Why: S3 answers over plain HTTP too, and what goes over it can be read and changed on the way.
Fix: Add a statement with `Effect = "Deny"`, `Principal = "*"`, `Action = "s3:*"` and the condition `Bool = { "aws:SecureTransport" = "false" }`.
Undecided: A part of the policy is not known, or code that is not here may have one.
Not applicable: An environment without buckets.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, judged, may_be_missing
from docgen.rules.properties import is_true, judge_property


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked)
    for bucket in facts.network.buckets:
        found = judge_property(bucket, "buckets", "requires_tls", is_true, facts)
        if missing:  # another policy may be there, and takes the place of this one
            yield judged(bucket, ControlVerdict.UNDECIDED, may_be_missing(missing))
        else:
            yield found
