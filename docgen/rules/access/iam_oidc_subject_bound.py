"""Roles that trust an OpenID Connect provider take the tokens of one subject.

Checks: Whether the trust policy asks for a subject (`sub`) that names an owner, for each role that trusts such a provider.
Why: A provider such as GitHub signs tokens for everyone: without the condition, every repository in the world can assume the role.
Fix: Add a condition on `sub`, such as `repo:acme/app:ref:refs/heads/main`, with `StringEquals`.
Undecided: The provider, or what the condition asks for, is not known.
Not applicable: An environment without roles that trust an OpenID Connect provider.
"""

from collections.abc import Iterator

from docgen.analysis.access.access import find_access
from docgen.analysis.access.trust import SubjectBound, TrusteeKind
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import Judgement
from docgen.rules.trusts import judge_trust


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for trust in find_access(facts).trusts.values():
        found = [each for each in trust.trustees if each.kind is TrusteeKind.OIDC]
        open_ = [each for each in found if each.bound is SubjectBound.OPEN and each.certain]
        unknown = [
            each for each in trust.trustees if each.kind is TrusteeKind.UNKNOWN and each.may_have_token
        ]
        unclear = [
            *unknown,
            *(each for each in found if each.bound is SubjectBound.UNKNOWN or not each.certain),
        ]
        if found or unknown or trust.unknown is not None:
            yield judge_trust(trust, open_, unclear, found)
