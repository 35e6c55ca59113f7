"""Which databases a rule is about."""

from docgen.analysis.database_tls import is_postgres
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database
from docgen.rules.judgement import PropertyUnknown
from docgen.source.traced import Unknown


def is_of_postgres(database: Database, facts: EnvironmentFacts) -> bool | PropertyUnknown:
    """Whether its engine is PostgreSQL; its parameter group says it where the engine is not known."""
    found = is_postgres(database, facts.network)
    if found is None:
        assert isinstance(database.engine, Unknown)  # noqa: S101 - what is known decides
        return PropertyUnknown("engine", database.engine.reason)
    return found


def is_no_member(database: Database, _: EnvironmentFacts) -> bool:
    """Not an instance of an Aurora cluster, which takes its settings from the cluster."""
    return database.cluster is None
