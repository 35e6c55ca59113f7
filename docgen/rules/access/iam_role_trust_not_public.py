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
from docgen.rules.judgement import Judgement
from docgen.rules.trusts import judge_trust


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for trust in find_access(facts).trusts.values():
        everyone = [each for each in trust.trustees if each.kind is TrusteeKind.EVERYONE]
        unknown = [each for each in trust.trustees if each.kind is TrusteeKind.UNKNOWN]
        open_ = [each for each in everyone if each.narrowed is False and each.certain]
        unclear = [*unknown, *(each for each in everyone if each.narrowed is None or not each.certain)]
        yield judge_trust(trust, open_, unclear)
