"""Every target group uses an encrypted protocol to its targets.

Checks: `protocol` of target groups: `HTTPS`, `TLS` or `QUIC`.
Why: Traffic between the load balancer and its targets can be read inside the VPC.
Fix: Enable TLS on the targets, and set `protocol = "HTTPS"` (or `"TLS"`).
Undecided: The value is not known.
Not applicable: Target groups of Lambda functions, of load balancers and of GENEVE appliances.
"""

from docgen.rules.balancers import has_protocol
from docgen.rules.properties import every

judge = every("target_groups", "protocol", {"HTTPS", "TLS", "QUIC"}.__contains__, has_protocol)
