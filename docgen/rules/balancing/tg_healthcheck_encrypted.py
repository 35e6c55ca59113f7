"""Every target group checks the health of its targets over HTTPS.

Checks: `health_check.protocol` of target groups.
Why: A health check in plaintext may give away paths and versions, and shows that the target answers without TLS.
Fix: Set `protocol = "HTTPS"` in `health_check`.
Undecided: The value is not known.
Not applicable: Target groups of Lambda functions, of load balancers and of GENEVE appliances.
"""

from docgen.rules.balancers import has_protocol
from docgen.rules.properties import every

judge = every("target_groups", "health_check_protocol", {"HTTPS"}.__contains__, has_protocol)
