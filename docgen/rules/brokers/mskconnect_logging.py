"""Every MSK Connect connector keeps the logs of its workers.

Checks: `log_delivery.worker_log_delivery` of connectors: CloudWatch, Firehose or S3.
Why: Without logs there is no record of why messages are missing.
Fix: Add `log_delivery` with one destination that is enabled.
Undecided: The value is not known.
Not applicable: Environments without connectors.
"""

from docgen.rules.properties import every, is_true

judge = every("kafka_connectors", "worker_logs", is_true)
