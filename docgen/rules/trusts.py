"""Shared by the rules about trust policies of roles."""

from collections.abc import Sequence

from docgen.analysis.access.trust import RoleTrust, Trustee
from docgen.rules.judgement import ControlVerdict, Judgement, PolicyNotKnown, Trusts, judged


def judge_trust(
    trust: RoleTrust, open_: Sequence[Trustee], unclear: Sequence[Trustee], well: Sequence[Trustee] = ()
) -> Judgement:
    """Broken by who certainly may assume the role and should not; undecided where a Deny or what is not known may change it."""

    def judgement(verdict: ControlVerdict, named: Sequence[Trustee] = ()) -> Judgement:
        return judged(trust.role, verdict, *map(Trusts, named), trace=trust.trace)

    if open_ and not trust.has_deny:
        return judgement(ControlVerdict.BROKEN, open_)
    if open_ or unclear:
        return judgement(ControlVerdict.UNDECIDED, [*open_, *unclear])
    if trust.unknown is not None:
        return judged(trust.role, ControlVerdict.UNDECIDED, PolicyNotKnown(trust.unknown), trace=trust.trace)
    return judgement(ControlVerdict.HOLDS, well)
