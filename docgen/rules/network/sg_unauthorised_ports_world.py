"""Security groups allow only TCP 80 and 443 from the internet.

Checks: Inbound rules from the whole internet for any other port or protocol.
Why: Each further port is a further way in.
Fix: Put a load balancer in front, and name it as the source.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import BEYOND_WEB, beyond, closed_to_the_world

judge = closed_to_the_world(BEYOND_WEB, concerns=beyond)
