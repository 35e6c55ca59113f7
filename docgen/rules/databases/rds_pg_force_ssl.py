"""Every PostgreSQL database refuses connections without TLS.

Checks: `rds.force_ssl` in the parameter group of PostgreSQL databases; without one, the default of the version: on from 15.
Why: Passwords and data in plaintext can be read on the way.
Fix: Set `rds.force_ssl = 1` in an `aws_db_parameter_group`, and name it in the database.
Undecided: The parameter group, the parameter or the version is not known.
Not applicable: Other engines, Aurora instances (whose cluster decides), and environments without databases.
"""

from collections.abc import Iterator

from docgen.analysis.database_tls import force_ssl, is_postgres
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.databases_of import is_no_member
from docgen.rules.judgement import (
    ControlReason,
    ControlVerdict,
    Judgement,
    MayBeMissing,
    PropertyIs,
    PropertyUnknown,
    judged,
)


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for database in facts.network.databases:
        postgres = is_postgres(database)
        if not is_no_member(database, facts) or postgres is False:
            yield judged(database, ControlVerdict.NOT_APPLICABLE)
            continue
        found = force_ssl(database, facts.network)
        reason: ControlReason = (
            PropertyIs(found.decided_by, found.value)
            if found.gap is None
            else PropertyUnknown(found.decided_by, found.gap)
        )
        if found.forced is None or (not found.forced and postgres is None):
            yield judged(database, ControlVerdict.UNDECIDED, reason)
        elif not found.forced and facts.not_seen.anything and database.parameter_group is None:
            yield judged(database, ControlVerdict.UNDECIDED, MayBeMissing(facts.not_seen.anything[0]))
        else:
            yield judged(database, ControlVerdict.HOLDS if found.forced else ControlVerdict.BROKEN, reason)
