"""No role can be assumed by everyone.

Checks: The trust policy of each role: whether a principal is `*` and no condition asks for an account, an organization, a network or an ARN.
Why: Everyone with an AWS account can assume such a role, without an invitation.
Fix: Name the accounts, identities or services that may assume the role.
Undecided: A part of the trust policy is not known.
Not applicable: An environment without roles.
"""

from collections.abc import Iterator

from docgen.analysis.access.access import find_access
from docgen.analysis.access.trust import TrusteeKind
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, PolicyNotKnown, Trusts, judged


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for trust in find_access(facts).trusts.values():
        everyone = [each for each in trust.trustees if each.kind is TrusteeKind.EVERYONE]
        unknown = [each for each in trust.trustees if each.kind is TrusteeKind.UNKNOWN]
        open_ = [each for each in everyone if each.narrowed is False and each.certain]
        unclear = [*unknown, *(each for each in everyone if each.narrowed is None or not each.certain)]
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
        else:
            yield judged(trust.role, ControlVerdict.HOLDS, trace=trust.trace)
