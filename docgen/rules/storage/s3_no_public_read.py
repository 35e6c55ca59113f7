"""No bucket can be read by everybody.

Checks: ACLs and policies of S3 buckets that allow everybody to read or list objects, and the public-access settings that override them.
Why: What everybody can read is published.
Fix: Remove the ACL or the statement, and switch on all four public-access settings.
Undecided: A policy, an ACL or a setting is not known, or code that is not here may have one.
Not applicable: An environment without buckets.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.buckets import judge_openness
from docgen.rules.judgement import ControlVerdict, Judgement, judged, may_be_missing


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked)
    for bucket in facts.network.buckets:
        found = judge_openness(bucket, "public_acl", "readable_policy")
        if missing:  # an ACL, a policy or the settings of the account may be there
            yield judged(bucket, ControlVerdict.UNDECIDED, may_be_missing(missing))
        else:
            yield found
