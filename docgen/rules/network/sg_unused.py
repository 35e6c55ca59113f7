"""Every security group is attached to something.

Checks: Whether anything that has network interfaces has the group; default groups are left out.
Why: An unused group may be attached by mistake later, with its outdated rules.
Fix: Remove the group.
Undecided: The groups of something are not known, or code that is not here may use the group.
Not applicable: An environment without security groups.
"""

from collections.abc import Iterator

from docgen.analysis.exposures import holders
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.rules.judgement import ControlVerdict, HasOther, Judgement, Role, Unused, judged, may_be_missing


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for group in facts.network.security_groups:
        if group.is_default or group.is_partial:
            continue
        others = tuple(holders(facts.network, facts.not_seen, group.address))
        attached = facts.attached.get(group.address, ())
        if attached:
            yield judged(group, ControlVerdict.HOLDS, HasOther(attached[0], Role.USES))
        elif others:
            missing = [each for each in others if isinstance(each, Missing)]
            perhaps = [
                HasOther(each.address, Role.MAY_USE) for each in others if not isinstance(each, Missing)
            ]
            unseen = [may_be_missing(missing)] if missing else []
            yield judged(group, ControlVerdict.UNDECIDED, *unseen, *perhaps)
        else:
            yield judged(group, ControlVerdict.BROKEN, Unused())
