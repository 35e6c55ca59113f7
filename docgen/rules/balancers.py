"""Which load balancers and target groups a rule is about."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import LoadBalancer
from docgen.aws.model.load_balancing import TargetGroup
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate

WITHOUT_PROTOCOL = frozenset({"lambda", "alb"})


def is_application(balancer: LoadBalancer, _: EnvironmentFacts) -> Tristate:
    return None if isinstance(balancer.type, Unknown) else balancer.type.value == "application"


def is_not_classic(balancer: LoadBalancer, _: EnvironmentFacts) -> Tristate:
    return None if isinstance(balancer.type, Unknown) else balancer.type.value != "classic"


def has_protocol(group: TargetGroup, _: EnvironmentFacts) -> Tristate:
    """Whether its targets are asked over a protocol of their own, which an appliance behind GENEVE is not."""
    if isinstance(group.target_type, Unknown):
        return None
    if group.target_type.value in WITHOUT_PROTOCOL:
        return False
    return None if isinstance(group.protocol, Unknown) else group.protocol.value != "GENEVE"
