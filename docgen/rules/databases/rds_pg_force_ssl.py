"""Every PostgreSQL database refuses connections without TLS.

Checks: `rds.force_ssl` in the parameter group of PostgreSQL databases; without one, the default of the version: on from 15.
Why: Passwords and data in plaintext can be read on the way.
Fix: Set `rds.force_ssl = 1` in an `aws_db_parameter_group`, and name it in the database.
Undecided: The parameter group, the parameter, the version or the engine is not known.
Not applicable: Other engines, Aurora instances (whose cluster decides), and environments without databases.
"""

from collections.abc import Iterator

from docgen.analysis.database_tls import force_ssl
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.databases_of import is_no_member, is_of_postgres
from docgen.rules.judgement import (
    ControlReason,
    ControlVerdict,
    Judgement,
    MayNotApply,
    PropertyIs,
    PropertyUnknown,
    judged,
    may_be_missing,
)


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for database in facts.network.databases:
        about = is_no_member(database, facts) and is_of_postgres(database, facts)
        if about is False:
            yield judged(database, ControlVerdict.NOT_APPLICABLE)
            continue
        found = force_ssl(database, facts.network)
        reason: ControlReason = (
            PropertyIs(found.decided_by, found.value)
            if found.gap is None
            else PropertyUnknown(found.decided_by, found.gap)
        )
        if not found.forced and about is not True:
            yield judged(database, ControlVerdict.UNDECIDED, MayNotApply(about), reason)
        elif found.forced is None:
            yield judged(database, ControlVerdict.UNDECIDED, reason)
        elif not found.forced and facts.not_seen.anything and database.parameter_group is None:
            yield judged(database, ControlVerdict.UNDECIDED, may_be_missing(facts.not_seen.anything))
        else:
            yield judged(database, ControlVerdict.HOLDS if found.forced else ControlVerdict.BROKEN, reason)
