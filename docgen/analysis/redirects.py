"""Whether a listener sends every client to HTTPS.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#redirect-actions
"""

from docgen.aws.model.load_balancing import Action
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate, all_of


def redirects(actions: tuple[Action, ...]) -> Tristate:
    """Whether every action sends the client to HTTPS."""
    return all_of(redirect(each) for each in actions) if actions else False


def redirect(action: Action) -> Tristate:
    if isinstance(action.type, Unknown):
        return None
    if action.type.value != "redirect" or action.redirect_protocol is None:
        return False
    return (
        None if isinstance(action.redirect_protocol, Unknown) else action.redirect_protocol.value == "HTTPS"
    )
