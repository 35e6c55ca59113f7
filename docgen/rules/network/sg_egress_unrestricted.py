"""No security group allows all outbound traffic.

Checks: Outbound rules for all protocols and ports to every address.
Why: An attacker who takes over a server can send its data anywhere.
Fix: Name the ports and destinations that are needed.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import ALL_PORTS, PORTED, all_of, closed_to_the_world

judge = closed_to_the_world(ALL_PORTS, PORTED, concerns=all_of, direction="egress")
