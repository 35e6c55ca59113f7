"""No security group allows administration ports from every IPv4 address.

Checks: Inbound rules for TCP or UDP 22 and 3389, or for all protocols, from all IPv4 addresses.
Why: Ports for administration are scanned for all the time.
Fix: Name the ranges that administer the servers as sources.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.analysis.ranges import ALL_V4
from docgen.rules.open_ports import PORTED, closed_to_the_world, ports

judge = closed_to_the_world(ports(22, 3389), PORTED, (ALL_V4,))
