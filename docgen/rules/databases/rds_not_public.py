"""No database has a public address.

Checks: `publicly_accessible` of RDS instances, Aurora clusters and instances.
Why: A database with a public address is reachable as soon as one rule or route allows it.
Fix: Set `publicly_accessible = false`.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without databases.
"""

from docgen.rules.properties import every, is_false

judge = every("databases", "publicly_accessible", is_false)
