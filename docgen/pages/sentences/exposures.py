"""Exposures in words: the names of their states, and the reasons for their severity."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.exposure import Clients, Danger, Effect, Exposure, Rating
from docgen.analysis.findings import RuleAllows
from docgen.analysis.path import Check, CheckKind
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.traffic import Name, target_text

STATES: Mapping[Effect, str] = MappingProxyType(
    {
        Effect.OPEN_NOW: "open now",
        Effect.ON_PAPER: "open on paper",
        Effect.REJECTED: "rejected by AWS",
        Effect.UNDECIDED: "undecided",
        Effect.CLOSED: "closed",
    }
)
CLIENTS: Mapping[Clients, str] = MappingProxyType(
    {
        Clients.WHOLE_INTERNET: "anyone on the internet",
        Clients.ON_THE_INTERNET: "addresses on the internet",
        Clients.NOT_ALLOWED: "addresses that docgen.yml does not allow",
    }
)


def rating_text(  # noqa: C901, PLR0911 - one arm a kind of danger
    rating: Rating, name: Callable[[str], str] = str, *, is_decided: bool = True
) -> str:
    """Why an exposure has its severity: `anyone on the internet can connect`."""
    who = f"{CLIENTS[rating.clients]} {'can' if is_decided else 'may be able to'}"
    match rating.danger:
        case Danger.NOT_OPEN_TODAY:
            return "nothing can connect today, but one change elsewhere would open it"
        case Danger.DATA_STORE:
            return f"{who} connect to a data store"
        case Danger.DATA_STORE_BY_POLICY:
            return f"{who} connect to a data store, and only its access policy decides who gets in"
        case Danger.BUCKET:
            return "anyone may be able to read or change what it holds"
        case Danger.LOGIN:
            return f"{who} connect, and AWS asks for credentials"
        case Danger.PUBLIC_ENDPOINT | Danger.LOAD_BALANCER:
            return f"{who} connect"
        case Danger.DIRECT:
            return f"{who} connect directly, without a load balancer"
        case Danger.BY_ANOTHER_WAY:
            return f"{who} connect through {', '.join(map(name, rating.via))}"
        case Danger.FIRST_HOLDER:
            return "nothing has this security group; anything attached to it would be open"
        case Danger.POSSIBLE_HOLDER:
            return "nothing that docgen could see has this security group; anything that has it is open"
        case Danger.NOT_MODELLED:
            return "docgen does not model this type, so what can connect to it is undecided"
        case _:
            assert_never(rating.danger)


def exposure_text(exposure: Exposure, name: Callable[[str], str] = str) -> str:
    """The first sentence about an exposure: `open on paper (low): a rule allows it, but 3 checks block it today (…)`."""
    state = f"{STATES[exposure.effect]} ({exposure.rating.severity.value})"
    return f"{state}: {because_text(exposure, name)}"


def because_text(exposure: Exposure, name: Callable[[str], str] = str) -> str:
    if exposure.effect is Effect.REJECTED:
        return "AWS rejects this configuration"
    blocking = blocking_checks(exposure)
    if exposure.effect is Effect.ON_PAPER and blocking and exposure.rating.danger is Danger.NOT_OPEN_TODAY:
        what = "a rule allows it" if exposure.rules else "it is declared public"
        checks = f"{len(blocking)} check{'' if len(blocking) == 1 else 's'}"
        verb = "blocks" if len(blocking) == 1 else "block"
        return f"{what}, but {checks} {verb} it today ({', '.join(map(check_name, blocking))})"
    return rating_text(exposure.rating, name, is_decided=exposure.effect is not Effect.UNDECIDED)


def blocking_checks(exposure: Exposure) -> list[Check]:
    return [each for each in exposure.path if each.holds is False]


def check_name(check: Check) -> str:
    """The name of a check on pages."""
    return "rejection by AWS" if check.kind is CheckKind.APPLY else check.kind.value


def check_text(check: Check, name: Name = str) -> str:
    """`route: 0.0.0.0/0 goes to a NAT gateway`."""
    return f"{check_name(check)}: {finding_text(check.finding, name)}"


def step_text(check: Check, name: Name = str) -> str:
    """A check in a word or two: `route`, `default network ACL`, or the security group that allows it."""
    if isinstance(check.finding, RuleAllows):
        return target_text(check.finding.rule.group, check_name(check), name)
    return f"{'default ' if check.is_default else ''}{check_name(check)}"
