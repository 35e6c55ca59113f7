"""No security group allows PostgreSQL from the internet.

Checks: Inbound rules for TCP 5432, or for all protocols, from the whole internet, IPv4 or IPv6. Rules for the same port count together.
Why: Anyone on the internet can try passwords and known vulnerabilities against such a database.
Fix: Name the security groups of the clients as sources.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import closed_to_the_world, ports

judge = closed_to_the_world(ports(5432))
