"""Every TLS listener uses a recommended security policy.

Checks: `ssl_policy` of HTTPS and TLS listeners, compared with the policies of Security Hub control ELB.17.
Why: Older policies allow protocol versions and ciphers with known weaknesses.
Fix: Set `ssl_policy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"`.
Undecided: The value is not known.
Not applicable: Listeners without TLS, and environments without listeners.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judgement, PropertyIs, PropertyUnknown, judged
from docgen.source.traced import Unknown

# https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17
RECOMMENDED = frozenset(
    {
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    }
)


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for listener in facts.network.listeners:
        policy = listener.tls_policy
        if policy is None:
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        elif isinstance(policy, Unknown):
            yield judged(listener, ControlVerdict.UNDECIDED, PropertyUnknown("ssl_policy", policy.reason))
        else:
            verdict = ControlVerdict.HOLDS if policy.value in RECOMMENDED else ControlVerdict.BROKEN
            yield judged(listener, verdict, PropertyIs("ssl_policy", policy.value), trace=policy.trace)
