"""Every log group is encrypted with a key of your own.

Checks: `kms_key_id` of CloudWatch log groups.
Why: CloudWatch Logs encrypts with its own key otherwise, whose use you can neither forbid nor see.
Fix: Set `kms_key_id` to a key whose policy allows CloudWatch Logs.
Undecided: The value is not known.
Not applicable: An environment without log groups.
"""

from docgen.rules.properties import every

judge = every("log_groups", "kms_key", lambda key: key is not None)
