"""Every database accepts IAM authentication.

Checks: `iam_database_authentication_enabled` of RDS instances and Aurora clusters.
Why: Passwords are shared and kept; IAM tokens are short-lived and belong to one identity.
Fix: Set `iam_database_authentication_enabled = true`.
Undecided: The value is not known.
Not applicable: Aurora instances, whose cluster decides it, and environments without databases.
"""

from docgen.rules.databases_of import is_no_member
from docgen.rules.properties import every, is_true

judge = every("databases", "iam_authentication", is_true, is_no_member)
