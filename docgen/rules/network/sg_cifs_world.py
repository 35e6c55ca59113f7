"""No security group allows SMB from the internet.

Checks: Inbound rules for TCP 445, or for all protocols, from the whole internet, IPv4 or IPv6. Rules for the same port count together.
Why: File shares are a common way in for worms.
Fix: Name the ranges of the clients as sources.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import closed_to_the_world, ports

judge = closed_to_the_world(ports(445))
