"""Verdicts of controls in words."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.acceptance import AcceptedExposure, Waiver
from docgen.analysis.access.trust import Trustee, TrusteeKind
from docgen.analysis.kinds import KINDS
from docgen.pages.sentences.access import (
    grants_text,
    limits_text,
    opening_note,
    opening_text,
    some,
    trust_note,
    trustee_text,
    way_text,
    ways_text,
)
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.not_seen import not_seen_text
from docgen.pages.sentences.property_words import (
    properties_text,
    property_unknown_text,
    value_text,
    words_of,
)
from docgen.pages.sentences.traffic import Name, rule_text, target_text
from docgen.rules.judgement import (
    NUMBER_UNKNOWN,
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
    MayAssume,
    MayBeAllowedBy,
    MayBeMissing,
    MayNotApply,
    NoRedirect,
    PolicyNotKnown,
    PropertyIs,
    PropertyUnknown,
    Role,
    Trusts,
    Unused,
    VerdictDoubt,
)
from docgen.source.address import ResourceAddress

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
        VerdictDoubt.BLOCK_MODE: "nothing here sets internet_gateway_block_mode, and it may be set elsewhere in the account",
        VerdictDoubt.CHAIN: "docgen cannot tell whether it can become an identity with more permissions through others",
    }
)


MOST_REASONS = 2  # that are written in full; the rest is counted


def judgement_text(judgement: Judgement, name: Name = str) -> str:
    """Why a verdict is what it is; empty where there is nothing to say.

    That the subject may not exist comes first and is not counted among the reasons.
    """
    first = [reason_text(each, name) for each in judgement.reasons if each == NUMBER_UNKNOWN]
    others = [each for each in judgement.reasons if each != NUMBER_UNKNOWN]
    said = list(dict.fromkeys(reasons_text(group, name) for group in alike(others)))
    more = [f"and {len(said) - MOST_REASONS} more"] if len(said) > MOST_REASONS else []
    return "; ".join([*first, *said[:MOST_REASONS], *more])


def alike(reasons: Iterable[ControlReason]) -> Iterable[Sequence[ControlReason]]:
    """The reasons, those together that one clause says."""
    groups: dict[object, list[ControlReason]] = {}
    for index, each in enumerate(reasons):
        match each:
            case PropertyIs(name=property_, value=value) if not words_of(property_).says:
                groups.setdefault(("property", value_text(value)), []).append(each)
            case HasOther(role=role):
                groups.setdefault(role, []).append(each)
            case HasWay():
                groups.setdefault("ways", []).append(each)
            case _:
                groups[index] = [each]
    return groups.values()


def reasons_text(reasons: Sequence[ControlReason], name: Name = str) -> str:
    """One clause for reasons that are alike."""
    match reasons[0]:
        case PropertyIs(value=value):
            return properties_text([each.name for each in reasons if isinstance(each, PropertyIs)], value)
        case HasOther(role=role):
            return others_text(role, [each.address for each in reasons if isinstance(each, HasOther)], name)
        case HasWay():
            return ways_text([each.way for each in reasons if isinstance(each, HasWay)], name)
        case _:
            return reason_text(reasons[0], name)


# What other resources have to do with a verdict, of one and of several.
ROLES: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {
        Role.DECIDES: ("{} decides it", "{} decide it"),
        Role.GIVES: ("{} is declared for it", "{} are declared for it"),
        Role.MAY_GIVE: ("{} may be declared for it", "{} may be declared for it"),
        Role.USES: ("{} uses it", "{} use it"),
        Role.MAY_USE: ("{} may use it", "{} may use it"),
        Role.HAS_NO_RULES: ("{} has no rules", "{} have no rules"),
        Role.MAY_BE_DEFAULT_GROUP: (
            "{} may be its default security group",
            "one of {} may be its default security group",
        ),
        Role.HAS_NO_DESCRIPTION: ("the rule {} has no description", "the rules {} have no description"),
        Role.HOLDS_NO_DESCRIPTION: (
            "a rule in the block of {} has no description",
            "rules in the blocks of {} have no description",
        ),
        Role.ALLOWS_EVERYTHING: (
            "the rule {} allows every protocol from the internet",
            "the rules {} allow every protocol from the internet",
        ),
        Role.HOLDS_EVERYTHING: (
            "a rule in the block of {} allows every protocol from the internet",
            "rules in the blocks of {} allow every protocol from the internet",
        ),
        Role.DOES_NOT_REDIRECT: (
            "the rule {} does not redirect to HTTPS",
            "the rules {} do not redirect to HTTPS",
        ),
        Role.MAY_NOT_REDIRECT: (
            "it is not known whether the rule {} redirects to HTTPS",
            "it is not known whether the rules {} redirect to HTTPS",
        ),
        Role.MAY_BE_RULE: ("{} may be a rule of this listener", "{} may be rules of this listener"),
        Role.LEADS_TO_NAT_INSTANCE: (
            "its default route {} leads to an instance or a network interface",
            "its default routes {} lead to an instance or a network interface",
        ),
        Role.LEADS_TO_NAT_GATEWAY: (
            "its default route {} leads to a NAT gateway",
            "its default routes {} lead to a NAT gateway",
        ),
        Role.LEADS_ELSEWHERE: (
            "its default route {} leads to another network",
            "its default routes {} lead to another network",
        ),
        Role.LEADS_TO_WHOLE_PEER: (
            "the route {} leads to a whole range of the peer VPC or more",
            "the routes {} lead to a whole range of the peer VPC or more",
        ),
        Role.MAY_LEAD_TO_WHOLE_PEER: (
            "the route {} may lead to a whole range of a peer VPC",
            "the routes {} may lead to a whole range of a peer VPC",
        ),
    }
)


def others_text(role: Role, addresses: Sequence[ResourceAddress], name: Name = str) -> str:
    """`the rule aws_vpc_security_group_ingress_rule.web has no description`; two are named, the others are counted."""
    named = list(dict.fromkeys(name(each) for each in addresses))
    one, several = ROLES[role]
    return (one if len(named) == 1 else several).format(some(named, most=MOST_REASONS))


def waiver_text(waiver: Waiver) -> str:
    """Such as: waived until 2027-03-31 by data-platform: Analysts connect from home."""
    return f"waived until {waiver.until} by {waiver.owner}: {waiver.reason.strip()}"


def acceptance_text(accepted: AcceptedExposure) -> str:
    """Such as: accepted until 2027-03-31 by data-platform: Analysts connect from home."""
    return f"accepted until {accepted.until} by {accepted.owner}: {accepted.reason.strip()}"


def reason_text(reason: ControlReason, name: Name = str) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a reason
    match reason:
        case PropertyIs(name=property_, value=value):
            return properties_text([property_], value)
        case PropertyUnknown(name=property_, because=because):
            return property_unknown_text(property_, finding_text(because, name))
        case MayNotApply(unknown=unknown):
            cause = f": {reason_text(unknown, name)}" if unknown is not None else ""
            return f"it is not known whether the control applies{cause}"
        case AllowedBy(rule=rule):
            return f"{target_text(rule.group, 'a rule', name)} {rule_text(rule, name)}"
        case MayBeAllowedBy(rule=rule, because=because):
            return f"{name(rule.address)} may allow it: {finding_text(because, name)}"
        case Lacks(kind=kind, which=which):
            return f"no {which + ' ' if which else ''}{KINDS[kind].noun.singular} is declared for it"
        case HasOther(address=address, role=role):
            return others_text(role, [address], name)
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
        case MayBeMissing(missing=missing, others=others):
            if not others:
                return f"not seen: {not_seen_text(missing)}"
            return (
                f"{others + 1} things were not seen that may decide it, the first is {not_seen_text(missing)}"
            )
        case Allows(grants=grants):
            return f"{grants_text(grants, name)} allows every action on every resource"
        case MayAllow(limits=limits, grants=grants):
            allowed = f"{grants_text(grants, name)} may allow it: " if grants else ""
            return f"{allowed}{limits_text(limits, name, MOST_REASONS)}"
        case HasWay(way=way):
            return way_text(way, name)
        case MayAssume(roles=roles):
            named = some(map(name, roles), "or", MOST_REASONS)
            return f"it is not known whether it can assume {named}, and may get more permissions so"
        case Trusts(trustee=trustee):
            return whom_text(
                "it trusts", "whom it trusts", trustee, trustee_text(trustee, name), trust_note(trustee)
            )
        case LetsIn(opening=opening):
            trustee, note = opening.trustee, opening_note(opening)
            return whom_text("it allows", "whom it allows", trustee, opening_text(opening, name), note)
        case PolicyNotKnown(reason=why):
            return f"a part of the policy is not known: {finding_text(why, name)}"
        case _:
            assert_never(reason)


def whom_text(verb: str, whom: str, trustee: Trustee, named: str, note: str) -> str:
    """`it trusts everyone with an AWS account (no condition)`; what is not known, and why."""
    if trustee.kind is not TrusteeKind.UNKNOWN:
        return f"{verb} {named} ({note})"
    because = f": {finding_text(trustee.reason)}" if trustee.reason is not None else ""
    return f"{whom} is not known{because}"
