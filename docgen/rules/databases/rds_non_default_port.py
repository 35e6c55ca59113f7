"""No database listens on the default port of its engine.

Checks: `port` of databases, compared with the default of the engine.
Why: The default port is the first that a scan tries. It hides little, and it costs little.
Fix: Set `port` to another number.
Undecided: The value is not known.
Not applicable: Environments without databases.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.source.traced import Unknown

# https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-23
DEFAULTS = (
    ("aurora-postgresql", 5432),
    ("aurora", 3306),
    ("postgres", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("oracle", 1521),
    ("sqlserver", 1433),
)


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for database in facts.network.databases:
        yield judge_database(database)


def judge_database(database: Database) -> Judgement:
    for name, value in (("engine", database.engine), ("port", database.port)):
        if isinstance(value, Unknown):
            return judged(database, ControlVerdict.UNDECIDED, PropertyUnknown(name, value.reason))
    assert not isinstance(database.engine, Unknown)  # noqa: S101 - see above
    assert not isinstance(database.port, Unknown)  # noqa: S101 - see above
    engine, port = database.engine.value, database.port.value
    usual = next((number for prefix, number in DEFAULTS if engine.startswith(prefix)), None)
    verdict = ControlVerdict.BROKEN if port == usual else ControlVerdict.HOLDS
    return judged(database, verdict, PropertyIs("port", port), trace=database.port.trace)
