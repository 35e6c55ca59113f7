"""Every load balancer is protected against deletion.

Checks: `enable_deletion_protection` of load balancers.
Why: A load balancer that is deleted by mistake takes everything behind it offline, and its names change.
Fix: Set `enable_deletion_protection = true`.
Undecided: The value is not known.
Not applicable: Classic load balancers, and environments without load balancers.
"""

from docgen.rules.balancers import is_not_classic
from docgen.rules.properties import every, is_true

judge = every("load_balancers", "deletion_protection", is_true, is_not_classic)
