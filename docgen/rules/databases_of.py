"""Which databases a rule is about."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database


def is_no_member(database: Database, _: EnvironmentFacts) -> bool:
    """Not an instance of an Aurora cluster, which takes its settings from the cluster."""
    return database.cluster is None
