"""Every HTTP listener redirects to HTTPS.

Checks: The default action of HTTP listeners of application load balancers, and the actions of their rules.
Why: What clients send in plaintext can be read and changed on the way.
Fix: Set the default action to a redirect with `protocol = "HTTPS"`.
Undecided: An action, or which listener a rule is of, is not known.
Not applicable: Listeners of other protocols and of classic load balancers, and environments without listeners.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.analysis.redirects import redirects
from docgen.aws.model.load_balancing import Listener
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    InDoubt,
    Judgement,
    MayBeMissing,
    NoRedirect,
    PropertyUnknown,
    VerdictDoubt,
    judged,
)
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for listener in facts.network.listeners:
        if listener.instance_port is not None:  # of a classic load balancer, which cannot redirect
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        elif isinstance(listener.protocol, Unknown):
            reason = PropertyUnknown("protocol", listener.protocol.reason)
            yield judged(listener, ControlVerdict.UNDECIDED, reason)
        elif listener.protocol.value != "HTTP":
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        else:
            yield judge_http(listener, facts)


def judge_http(listener: Listener, facts: EnvironmentFacts) -> Judgement:
    if redirects(listener.actions) is not True:
        if redirects(listener.actions) is False:
            return judged(listener, ControlVerdict.BROKEN, NoRedirect())
        return judged(listener, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.DEFAULT_ACTION))
    rules = [each for each in facts.network.listener_rules if address_of(each.listener) == listener.address]
    loose = [each for each in facts.network.listener_rules if isinstance(each.listener, Unknown)]
    for each in rules:
        if redirects(each.actions) is not True:
            verdict = ControlVerdict.BROKEN if redirects(each.actions) is False else ControlVerdict.UNDECIDED
            return judged(listener, verdict, HasOther(each.address), trace=each.trace)
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked)
    if loose or missing:
        reasons = (MayBeMissing(missing[0]),) if missing else (HasOther(loose[0].address),)
        return judged(listener, ControlVerdict.UNDECIDED, *reasons)
    return judged(listener, ControlVerdict.HOLDS)
