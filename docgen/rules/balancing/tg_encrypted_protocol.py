"""Every target group speaks an encrypted protocol with its targets.

Checks: `protocol` of target groups: `HTTPS`, `TLS` or `QUIC`.
Why: Traffic between the load balancer and its targets can be read inside the VPC.
Fix: Let the targets speak TLS, and set `protocol = "HTTPS"` (or `"TLS"`).
Undecided: The value is not known.
Not applicable: Target groups of Lambda functions, of load balancers and of GENEVE appliances.
"""

from docgen.rules.balancers import has_protocol
from docgen.rules.properties import every

judge = every("target_groups", "protocol", {"HTTPS", "TLS", "QUIC"}.__contains__, has_protocol)
