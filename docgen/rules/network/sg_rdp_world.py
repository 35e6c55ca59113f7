"""No security group allows RDP from the internet.

Checks: Inbound rules for TCP 3389, or for all protocols, from the whole internet, IPv4 or IPv6. Rules for the same port count together.
Why: Remote Desktop is a common way in for ransomware.
Fix: Name the ranges of your offices or VPN as sources, or use Session Manager and close the port.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import closed_to_the_world, ports

judge = closed_to_the_world(ports(3389))
