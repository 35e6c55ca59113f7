"""Every application load balancer drops invalid headers.

Checks: `drop_invalid_header_fields` of application load balancers.
Why: Headers with invalid names let requests be smuggled past the load balancer.
Fix: Set `drop_invalid_header_fields = true`.
Undecided: The value is not known.
Not applicable: Network and gateway load balancers, and environments without load balancers.
"""

from docgen.rules.balancers import is_application
from docgen.rules.properties import every, is_true

judge = every("load_balancers", "drop_invalid_header_fields", is_true, is_application)
