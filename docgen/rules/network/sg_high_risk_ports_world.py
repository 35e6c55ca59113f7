"""No security group allows high-risk ports from the internet.

Checks: Inbound rules for the 24 ports of Security Hub control EC2.19, or for all protocols, from the whole internet.
Why: These ports belong to databases, file sharing, administration and development servers, which are not made for the internet.
Fix: Put a load balancer or a VPN in front, and name it as the source.
Undecided: A source, a port or the owner of a rule is not known, or code that is not here may add rules.
Not applicable: An environment without security groups.
"""

from docgen.rules.open_ports import PORTED, closed_to_the_world, ports

# https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
HIGH_RISK = ports(
    20,
    21,
    22,
    23,
    25,
    110,
    135,
    143,
    445,
    1433,
    1434,
    3000,
    3306,
    3389,
    4333,
    5000,
    5432,
    5500,
    5601,
    8080,
    8088,
    8888,
    9200,
    9300,
)

judge = closed_to_the_world(HIGH_RISK, PORTED)
