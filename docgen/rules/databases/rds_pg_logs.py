"""Every PostgreSQL database publishes its log to CloudWatch Logs.

Checks: `enabled_cloudwatch_logs_exports` of RDS instances and Aurora clusters with PostgreSQL: it names `postgresql`.
Why: A log that is kept only on the server is lost with the server.
Fix: Set `enabled_cloudwatch_logs_exports = ["postgresql"]`.
Undecided: The engine or the list is not known.
Not applicable: Other engines, Aurora instances (whose cluster decides), and environments without databases.
"""

from docgen.analysis.database_tls import is_postgres
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database
from docgen.rules.databases_of import is_no_member
from docgen.rules.properties import every
from docgen.source.tristate import Tristate, all_of


def publishes(database: Database, facts: EnvironmentFacts) -> Tristate:
    return all_of((is_postgres(database), is_no_member(database, facts)))


judge = every("databases", "log_exports", lambda logs: "postgresql" in logs, publishes)
