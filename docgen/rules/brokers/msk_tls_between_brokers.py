"""Every MSK cluster encrypts traffic between its brokers.

Checks: `encryption_in_transit.in_cluster` of MSK clusters.
Why: Messages that brokers send to each other across availability zones could be read or changed on the way.
Fix: Remove `in_cluster = false`; encryption is the default.
Undecided: The value is not known.
Not applicable: MSK Serverless, which decides it itself, and environments without MSK clusters.
"""

from docgen.rules.kafka import is_provisioned
from docgen.rules.properties import every, is_true

judge = every("kafka_clusters", "in_cluster", is_true, is_provisioned)
