"""Every MSK cluster accepts clients over TLS only.

Checks: `encryption_in_transit.client_broker` of MSK clusters.
Why: Messages in plaintext can be read on the way.
Fix: Set `client_broker = "TLS"`.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without MSK clusters.
"""

from docgen.rules.properties import every

judge = every("kafka_clusters", "client_broker", "TLS".__eq__)
