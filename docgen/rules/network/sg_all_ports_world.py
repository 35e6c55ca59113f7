"""No security group allows every port from the internet.

Checks: Inbound rules for all protocols, or for TCP or UDP 0 to 65535, from the whole internet.
Why: Whatever has the group is open with every service that runs on it.
Fix: Name the ports that are needed, and their sources.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import ALL_PORTS, PORTED, all_of, closed_to_the_world

judge = closed_to_the_world(ALL_PORTS, PORTED, concerns=all_of)
