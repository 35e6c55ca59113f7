"""No load balancer is internet-facing.

Checks: `internal` of load balancers.
Why: Each internet-facing load balancer is a way in, and is to be there on purpose. Waive it where it is.
Fix: Set `internal = true`.
Undecided: The value is not known.
Not applicable: Environments without load balancers.
"""

from docgen.rules.properties import every, is_true

judge = every("load_balancers", "internal", is_true)
