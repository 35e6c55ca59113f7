"""Every VPC has an endpoint for the registry of ECR.

Checks: An endpoint of the service `ecr.dkr` in each VPC.
Why: Without it, calls to AWS leave the VPC through the internet.
Fix: Add an `aws_vpc_endpoint` for `com.amazonaws.REGION.ecr.dkr`.
Undecided: An endpoint's VPC or service is not known, or code that is not here may have one.
Not applicable: An environment without VPCs.
"""

from docgen.rules.endpoints import every_vpc_has

judge = every_vpc_has("ecr.dkr")
