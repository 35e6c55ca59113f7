"""Every PostgreSQL database publishes its log to CloudWatch Logs.

Checks: `enabled_cloudwatch_logs_exports` of RDS instances and Aurora clusters with PostgreSQL: it names `postgresql`.
Why: A log that is kept only on the server is lost with the server.
Fix: Set `enabled_cloudwatch_logs_exports = ["postgresql"]`.
Undecided: The list is not known, or the engine is not and no parameter group says it.
Not applicable: Other engines, Aurora instances (whose cluster decides), and environments without databases.
"""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Database
from docgen.rules.databases_of import is_no_member, is_of_postgres
from docgen.rules.judgement import PropertyUnknown
from docgen.rules.properties import every


def publishes(database: Database, facts: EnvironmentFacts) -> bool | PropertyUnknown:
    return is_no_member(database, facts) and is_of_postgres(database, facts)


judge = every("databases", "log_exports", lambda logs: "postgresql" in logs, publishes)
