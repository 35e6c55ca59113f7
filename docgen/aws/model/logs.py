"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/WhatIsCloudWatchLogs.html."""

from docgen.aws.model.base import StandaloneResource, Target
from docgen.source.traced import Traced


class LogGroup(StandaloneResource, frozen=True, eq=False, kw_only=True):
    retention_in_days: Traced[int]  # 0: events never expire
    kms_key: Traced[Target] | None  # None: encrypted with a key of CloudWatch Logs
    log_class: Traced[str]  # "STANDARD", "INFREQUENT_ACCESS", "DELIVERY"
