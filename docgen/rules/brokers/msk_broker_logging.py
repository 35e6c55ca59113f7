"""Every MSK cluster keeps the logs of its brokers.

Checks: `logging_info.broker_logs` of MSK clusters: CloudWatch, Firehose or S3.
Why: Without logs there is no record of why a broker failed or which clients were refused.
Fix: Add `logging_info` with one destination that is enabled.
Undecided: The value is not known.
Not applicable: MSK Serverless, which decides it itself, and environments without MSK clusters.
"""

from docgen.rules.kafka import is_provisioned
from docgen.rules.properties import every, is_true

judge = every("kafka_clusters", "broker_logs", is_true, is_provisioned)
