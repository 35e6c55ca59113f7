"""No security group allows Kafka from the internet.

Checks: Inbound rules for the ports of MSK brokers and ZooKeeper, or for all protocols, from the whole internet. Rules for one port count together.
Why: Brokers hold the data of many systems at once.
Fix: Name the security groups of the clients as sources; for partners, their ranges.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import closed_to_the_world, ports

# https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
BROKERS = ports(2181, 2182, 9092, 9094, 9096, 9098, 9194, 9196, 9198)

judge = closed_to_the_world(BROKERS)
