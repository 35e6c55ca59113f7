"""Every listener uses HTTPS or TLS.

Checks: The protocol of listeners: `HTTPS` of application load balancers, `TLS` of network ones. As in ELB.18, redirects and UDP are no exemption.
Why: What clients send in plaintext can be read and changed on the way.
Fix: Use `protocol = "HTTPS"`, or `"TLS"` of a network load balancer. Waive it for redirects from port 80, and for UDP, which has no TLS.
Undecided: The protocol, or the type of the load balancer, is not known.
Not applicable: Listeners of classic and gateway load balancers, and environments without listeners.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.balancers import is_not_of_gateway
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.rules.properties import unless_not_about
from docgen.source.traced import Unknown

SECURE = frozenset({"HTTPS", "TLS", "QUIC"})


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for listener in facts.network.listeners:
        protocol = listener.protocol
        about = is_not_of_gateway(listener, facts)
        if (
            listener.instance_port is not None or about is False
        ):  # of a classic load balancer, or a gateway one
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        elif isinstance(protocol, Unknown):
            yield judged(listener, ControlVerdict.UNDECIDED, PropertyUnknown("protocol", protocol.reason))
        else:
            verdict = ControlVerdict.HOLDS if protocol.value in SECURE else ControlVerdict.BROKEN
            found = judged(listener, verdict, PropertyIs("protocol", protocol.value), trace=protocol.trace)
            yield found if about is True else unless_not_about(found, listener, about)
