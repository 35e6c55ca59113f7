"""Which load balancers and target groups a rule is about."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.components import LoadBalancer
from docgen.aws.model.load_balancing import Listener, TargetGroup
from docgen.rules.judgement import PropertyUnknown
from docgen.source.traced import Unknown

WITHOUT_PROTOCOL = frozenset({"lambda", "alb"})


def is_application(balancer: LoadBalancer, _: EnvironmentFacts) -> bool | PropertyUnknown:
    if isinstance(balancer.type, Unknown):
        return PropertyUnknown("load_balancer_type", balancer.type.reason)
    return balancer.type.value == "application"


def is_not_classic(balancer: LoadBalancer, _: EnvironmentFacts) -> bool | PropertyUnknown:
    if isinstance(balancer.type, Unknown):
        return PropertyUnknown("load_balancer_type", balancer.type.reason)
    return balancer.type.value != "classic"


def is_not_of_gateway(listener: Listener, facts: EnvironmentFacts) -> bool | PropertyUnknown:
    """Whether it has a protocol, which the listener of a gateway load balancer has not."""
    own = address_of(listener.load_balancer)
    balancer = next((each for each in facts.network.load_balancers if each.address == own), None)
    if balancer is None:
        return True
    if isinstance(balancer.type, Unknown):
        return PropertyUnknown("load_balancer_type", balancer.type.reason)
    return balancer.type.value != "gateway"


def has_protocol(group: TargetGroup, _: EnvironmentFacts) -> bool | PropertyUnknown:
    """Whether its targets are asked over a protocol of their own, which an appliance behind GENEVE is not."""
    if isinstance(group.target_type, Unknown):
        return PropertyUnknown("target_type", group.target_type.reason)
    if group.target_type.value in WITHOUT_PROTOCOL:
        return False
    if isinstance(group.protocol, Unknown):
        return PropertyUnknown("protocol", group.protocol.reason)
    return group.protocol.value != "GENEVE"
