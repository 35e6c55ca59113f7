"""No default VPC is used.

Checks: VPCs that `aws_default_vpc` adopts.
Why: The default VPC has public subnets only, and whatever is started without a subnet is placed in it.
Fix: Make a VPC of your own, and remove `aws_default_vpc`.
Undecided: Code that is not here may adopt the default VPC.
Not applicable: An environment without VPCs.
"""

from docgen.rules.properties import every, is_false

judge = every("vpcs", "default", is_false)
