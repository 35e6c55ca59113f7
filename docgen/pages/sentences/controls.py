"""Verdicts of controls in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.acceptance import AcceptedExposure, Waiver
from docgen.analysis.kinds import KINDS
from docgen.pages.sentences.access import (
    grants_text,
    limits_text,
    opening_note,
    opening_text,
    trust_note,
    trustee_text,
    way_text,
)
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.not_seen import not_seen_text
from docgen.pages.sentences.traffic import Name, rule_text, target_text
from docgen.rules.judgement import (
    AllowedBy,
    Allows,
    AllowsPorts,
    ControlReason,
    ControlVerdict,
    HasOther,
    HasWay,
    InDoubt,
    IsIn,
    Judgement,
    Lacks,
    LetsIn,
    MayAllow,
    MayBeAllowedBy,
    MayBeMissing,
    NoRedirect,
    PolicyNotKnown,
    PropertyIs,
    PropertyUnknown,
    Trusts,
    Unused,
    VerdictDoubt,
)

VERDICTS: Mapping[ControlVerdict, str] = MappingProxyType(
    {
        ControlVerdict.HOLDS: "holds",
        ControlVerdict.BROKEN: "broken",
        ControlVerdict.UNDECIDED: "undecided",
        ControlVerdict.NOT_APPLICABLE: "not applicable",
        ControlVerdict.WAIVED: "waived",
    }
)


DOUBTS: Mapping[VerdictDoubt, str] = MappingProxyType(
    {
        VerdictDoubt.NUMBER: "its number is not known, so it may not exist",
        VerdictDoubt.OTHER_NUMBER: "the number of these is not known, so there may be none",
        VerdictDoubt.DEFAULT_ACTION: "it is not known whether its default action redirects to HTTPS",
        VerdictDoubt.ACL_RULES: "a number, a protocol, a port, a range or an action of its rules is not known",
        VerdictDoubt.SUBNET_ROUTES: "a subnet of it, or the routes of one, is not known",
        VerdictDoubt.SUBNET_COUNT: "it is not known how many subnets it has",
        VerdictDoubt.WEB_ACL: "its type, or what an association of a web ACL is for, is not known",
    }
)


def judgement_text(judgement: Judgement, name: Name = str) -> str:
    """Why a verdict is what it is; empty where there is nothing to say."""
    return "; ".join(dict.fromkeys(reason_text(each, name) for each in judgement.reasons))


def waiver_text(waiver: Waiver) -> str:
    """Such as: waived until 2027-03-31 by data-platform: Analysts connect from home."""
    return f"waived until {waiver.until} by {waiver.owner}: {waiver.reason.strip()}"


def acceptance_text(accepted: AcceptedExposure) -> str:
    """Such as: accepted until 2027-03-31 by data-platform: Analysts connect from home."""
    return f"accepted until {accepted.until} by {accepted.owner}: {accepted.reason.strip()}"


def reason_text(reason: ControlReason, name: Name = str) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a reason
    match reason:
        case PropertyIs(name=property_, value=value):
            return f"{property_} = {value_text(value)}"
        case PropertyUnknown(name=property_, because=because):
            return f"{property_} is not known: {finding_text(because, name)}"
        case AllowedBy(rule=rule):
            return f"{target_text(rule.group, 'a rule', name)} {rule_text(rule, name)}"
        case MayBeAllowedBy(rule=rule, because=because):
            return f"{name(rule.address)} may allow it: {finding_text(because, name)}"
        case Lacks(kind=kind, which=which):
            return f"no {which + ' ' if which else ''}{KINDS[kind].noun.singular} is declared for it"
        case HasOther(address=address):
            return name(address)
        case InDoubt(about=about):
            return DOUBTS[about]
        case NoRedirect():
            return "its default action does not redirect to HTTPS"
        case AllowsPorts(ports=ports):
            return f"it allows TCP {' and '.join(map(str, ports))} from the internet"
        case Unused():
            return "nothing uses it"
        case IsIn(subnet=subnet):
            return f"it is in {name(subnet)}"
        case MayBeMissing(missing=missing):
            return f"not seen: {not_seen_text(missing)}"
        case Allows(grants=grants):
            return f"{grants_text(grants, name)} allows every action on every resource"
        case MayAllow(limits=limits, grants=grants):
            allowed = f"{grants_text(grants, name)} may allow it: " if grants else ""
            return f"{allowed}{limits_text(limits, name)}"
        case HasWay(way=way):
            return way_text(way, name)
        case Trusts(trustee=trustee):
            return f"it trusts {trustee_text(trustee, name)} ({trust_note(trustee)})"
        case LetsIn(opening=opening):
            return f"it allows {opening_text(opening, name)} ({opening_note(opening)})"
        case PolicyNotKnown(reason=why):
            return f"a part of the policy is not known: {why.text}"
        case _:
            assert_never(reason)


def value_text(value: object) -> str:
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)
