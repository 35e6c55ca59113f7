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
from docgen.rules.judgement import ControlVerdict, Judgement, PolicyNotKnown, Trusts, judged


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for trust in find_access(facts).trusts.values():
        found = [each for each in trust.trustees if each.kind is TrusteeKind.OIDC]
        open_ = [each for each in found if each.bound is SubjectBound.OPEN and each.certain]
        unclear = [each for each in found if each.bound is SubjectBound.UNKNOWN or not each.certain]
        if open_ and not trust.has_deny and not trust.role.count_unknown:
            yield judged(trust.role, ControlVerdict.BROKEN, *map(Trusts, open_), trace=trust.trace)
        elif open_ or unclear:
            yield judged(
                trust.role, ControlVerdict.UNDECIDED, *map(Trusts, [*open_, *unclear]), trace=trust.trace
            )
        elif trust.unknown is not None:
            yield judged(
                trust.role, ControlVerdict.UNDECIDED, PolicyNotKnown(trust.unknown), trace=trust.trace
            )
        elif found:
            yield judged(trust.role, ControlVerdict.HOLDS, *map(Trusts, found), trace=trust.trace)
