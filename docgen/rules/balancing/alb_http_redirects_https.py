"""Every HTTP listener redirects to HTTPS.

Checks: The default action of HTTP listeners of application load balancers, and the actions of their rules.
Why: What clients send in plaintext can be read and changed on the way.
Fix: Set the default action to a redirect with `protocol = "HTTPS"`.
Undecided: An action, which listener a rule is of, or the type of the load balancer, is not known.
Not applicable: Listeners of other protocols, and of classic and gateway load balancers, and environments without listeners.
"""

from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.analysis.redirects import redirects
from docgen.aws.model.load_balancing import Listener
from docgen.rules.balancers import is_not_of_gateway
from docgen.rules.judgement import (
    ControlVerdict,
    HasOther,
    InDoubt,
    Judgement,
    NoRedirect,
    PropertyUnknown,
    Role,
    VerdictDoubt,
    judged,
    may_be_missing,
)
from docgen.rules.properties import unless_not_about
from docgen.source.traced import Unknown


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for listener in facts.network.listeners:
        about = is_not_of_gateway(listener, facts)
        if (
            listener.instance_port is not None or about is False
        ):  # of a classic load balancer, or a gateway one
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        elif isinstance(listener.protocol, Unknown):
            reason = PropertyUnknown("protocol", listener.protocol.reason)
            yield judged(listener, ControlVerdict.UNDECIDED, reason)
        elif listener.protocol.value != "HTTP":
            yield judged(listener, ControlVerdict.NOT_APPLICABLE)
        else:
            found = judge_http(listener, facts)
            yield found if about is True else unless_not_about(found, listener, about)


def judge_http(listener: Listener, facts: EnvironmentFacts) -> Judgement:
    if redirects(listener.actions) is not True:
        if redirects(listener.actions) is False:
            return judged(listener, ControlVerdict.BROKEN, NoRedirect())
        return judged(listener, ControlVerdict.UNDECIDED, InDoubt(VerdictDoubt.DEFAULT_ACTION))
    rules = [each for each in facts.network.listener_rules if address_of(each.listener) == listener.address]
    loose = [each for each in facts.network.listener_rules if isinstance(each.listener, Unknown)]
    for each in rules:
        if redirects(each.actions) is not True:
            sure = redirects(each.actions) is False
            verdict = ControlVerdict.BROKEN if sure else ControlVerdict.UNDECIDED
            reason = HasOther(each.address, Role.DOES_NOT_REDIRECT if sure else Role.MAY_NOT_REDIRECT)
            return judged(listener, verdict, reason, trace=each.trace)
    missing = (*facts.not_seen.anything, *facts.not_seen.unlinked)
    if loose or missing:
        reasons = (may_be_missing(missing),) if missing else (HasOther(loose[0].address, Role.MAY_BE_RULE),)
        return judged(listener, ControlVerdict.UNDECIDED, *reasons)
    return judged(listener, ControlVerdict.HOLDS)
