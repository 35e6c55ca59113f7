"""Every application load balancer defends against request smuggling.

Checks: `desync_mitigation_mode` of application load balancers: `defensive` or `strictest`.
Why: Requests that front and back understand differently can be smuggled past checks.
Fix: Set `desync_mitigation_mode = "defensive"`, which is the default.
Undecided: The value is not known.
Not applicable: Network and gateway load balancers, and environments without load balancers.
"""

from docgen.rules.balancers import is_application
from docgen.rules.properties import every

judge = every(
    "load_balancers", "desync_mitigation_mode", {"defensive", "strictest"}.__contains__, is_application
)
