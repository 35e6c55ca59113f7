"""Every MSK Connect connector encrypts its traffic.

Checks: `kafka_cluster_encryption_in_transit.encryption_type` of connectors.
Why: Messages in plaintext can be read on the way to the cluster.
Fix: Set `encryption_type = "TLS"`.
Undecided: The value is not known.
Not applicable: Environments without connectors.
"""

from docgen.rules.properties import every

judge = every("kafka_connectors", "encryption_in_transit", "TLS".__eq__)
