"""Every endpoint policy names who may use the endpoint.

Checks: The policies of VPC endpoints for AWS services: whether they allow everybody without a condition on accounts, networks or organization.
Why: Through an endpoint with the default policy, data can be copied to anybody's account.
Fix: Set `policy`, with principals of your accounts or a condition on `aws:PrincipalOrgID`.
Undecided: A part of the policy is not known.
Not applicable: Endpoints of other services and of Gateway Load Balancers, and environments without VPC endpoints.
"""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.vpc import VpcEndpoint
from docgen.rules.judgement import PropertyUnknown
from docgen.rules.properties import every, is_false
from docgen.source.traced import Unknown

WITHOUT_POLICY = "GatewayLoadBalancer"
OTHERS = "com.amazonaws.vpce."  # services that are offered by accounts, not by AWS


def takes_policy(endpoint: VpcEndpoint, _: EnvironmentFacts) -> bool | PropertyUnknown:
    if isinstance(endpoint.type, Unknown):
        return PropertyUnknown("vpc_endpoint_type", endpoint.type.reason)
    if isinstance(endpoint.service, Unknown):
        return PropertyUnknown("service_name", endpoint.service.reason)
    return endpoint.type.value != WITHOUT_POLICY and not endpoint.service.value.startswith(OTHERS)


judge = every("endpoints", "trusts_everybody", is_false, takes_policy)
