"""Every log group keeps its logs for a year or longer.

Checks: `retention_in_days` of log groups: 365 or more, or without an end.
Why: Attacks are often found months later; PCI DSS asks for a year.
Fix: Set `retention_in_days = 365`.
Undecided: The value is not known.
Not applicable: Environments without log groups.
"""

from docgen.rules.properties import every

DAYS = 365


def is_long(days: int | None) -> bool:
    """Without a number, or with 0, logs never expire."""
    return not days or days >= DAYS


judge = every("log_groups", "retention_in_days", is_long)
