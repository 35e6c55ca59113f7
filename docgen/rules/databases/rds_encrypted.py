"""Every database is encrypted at rest.

Checks: `storage_encrypted` of RDS instances and Aurora clusters; instances of a cluster follow it.
Why: Snapshots and disks that are lost or copied stay unreadable.
Fix: Set `storage_encrypted = true`; an existing database has to be restored from an encrypted snapshot.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without databases.
"""

from docgen.rules.properties import every, is_true

judge = every("databases", "encrypted", is_true)
