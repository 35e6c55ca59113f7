"""Which databases a rule is about."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate


def is_no_member(database: Database, _: EnvironmentFacts) -> bool:
    """Not an instance of an Aurora cluster, which takes its settings from the cluster."""
    return database.cluster is None


def is_postgres(database: Database) -> Tristate:
    """Whether its engine is PostgreSQL, RDS's or Aurora's."""
    return None if isinstance(database.engine, Unknown) else "postgres" in database.engine.value
