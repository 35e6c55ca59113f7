"""No database is in a public subnet.

Checks: The routes of the subnets of each database.
Why: In a public subnet, one flag or one rule opens the database to the internet.
Fix: Use a subnet group of private subnets.
Undecided: A subnet of the database, or its routes, is not known.
Not applicable: Environments without databases.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.analysis.unseen_ways import route_changers
from docgen.rules.judgement import (
    ControlVerdict,
    InDoubt,
    IsIn,
    Judgement,
    PropertyUnknown,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    changers = route_changers(facts.not_seen)
    for database in facts.network.databases:
        if isinstance(database.subnets, Unknown):
            reason = PropertyUnknown("subnets", database.subnets.reason)
            yield judged(database, ControlVerdict.UNDECIDED, reason)
            continue
        addresses = [address_of(each) for each in database.subnets.value]
        places = [facts.placements.get(each) if each else None for each in addresses]
        public = next((each for each in places if each is not None and each.tier == "public"), None)
        if public is not None:
            reasons = (IsIn(public.subnet.address),)
            yield judged(database, ControlVerdict.BROKEN, *reasons, trace=public.trace)
        elif not places or any(each is None or each.tier == "unknown" for each in places):
            yield judged(database, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.SUBNET_ROUTES))
        elif changers:
            yield judged(database, ControlVerdict.UNDECIDED, may_be_missing(changers))
        else:
            yield judged(database, ControlVerdict.HOLDS)
