"""Every load balancer writes access logs.

Checks: `access_logs.enabled` of load balancers.
Why: Without access logs there is no record of which client requested what.
Fix: Add an `access_logs` block with a bucket and `enabled = true`.
Undecided: The value is not known.
Not applicable: Classic load balancers, and environments without load balancers.
"""

from docgen.rules.balancers import is_not_classic
from docgen.rules.properties import every, is_true

judge = every("load_balancers", "access_logs", is_true, is_not_classic)
