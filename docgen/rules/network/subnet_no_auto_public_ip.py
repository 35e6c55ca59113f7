"""No subnet gives public addresses by itself.

Checks: `map_public_ip_on_launch` of subnets.
Why: Whatever is started there has a public address, intended or not.
Fix: Set `map_public_ip_on_launch = false`, and give public addresses where they are needed.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without subnets.
"""

from docgen.rules.properties import every, is_false

judge = every("subnets", "map_public_ip_on_launch", is_false)
