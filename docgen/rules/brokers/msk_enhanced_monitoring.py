"""Every MSK cluster is monitored by topic.

Checks: `enhanced_monitoring` of MSK clusters: `PER_TOPIC_PER_BROKER` or `PER_TOPIC_PER_PARTITION`.
Why: Metrics by broker alone do not show which topic grows or stalls.
Fix: Set `enhanced_monitoring = "PER_TOPIC_PER_BROKER"`.
Undecided: The value is not known.
Not applicable: MSK Serverless, which decides it itself, and environments without MSK clusters.
"""

from docgen.rules.kafka import is_provisioned
from docgen.rules.properties import every

judge = every(
    "kafka_clusters",
    "enhanced_monitoring",
    {"PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"}.__contains__,
    is_provisioned,
)
