"""Every listener uses HTTPS or TLS.

Checks: The protocol of listeners: `HTTPS` of application load balancers, `TLS` of network ones. A redirect to HTTPS is no exemption.
Why: What clients send in plaintext can be read and changed on the way.
Fix: Use `protocol = "HTTPS"`; where a redirect from port 80 is wanted, waive the control for it.
Undecided: The value is not known.
Not applicable: Listeners of classic load balancers, and environments without listeners.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.source.traced import Unknown

SECURE = frozenset({"HTTPS", "TLS", "QUIC"})


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for listener in facts.network.listeners:
        protocol = listener.protocol
        if listener.instance_port is not None:  # of a classic load balancer, which this control is not about
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        elif isinstance(protocol, Unknown):
            yield judged(listener, ControlVerdict.UNDECIDED, PropertyUnknown("protocol", protocol.reason))
        else:
            verdict = ControlVerdict.HOLDS if protocol.value in SECURE else ControlVerdict.BROKEN
            yield judged(listener, verdict, PropertyIs("protocol", protocol.value), trace=protocol.trace)
