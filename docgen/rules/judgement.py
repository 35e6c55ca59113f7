"""The result of a rule: a verdict for each subject, and the reasons for it as data."""

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from docgen.analysis.acceptance import Waiver
from docgen.analysis.access.escalation import Escalation
from docgen.analysis.access.identities import Grant
from docgen.analysis.access.permissions import Limit
from docgen.analysis.access.resource_policies import Opening
from docgen.analysis.access.trust import Trustee
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import Because
from docgen.analysis.not_seen import Missing
from docgen.aws.model.base import AwsResource
from docgen.aws.model.firewall import Rule
from docgen.aws.model.routing import Route
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Reason, Trace, joined


class ControlVerdict(enum.Enum):
    """Whether a control holds for a subject; the value is its name in JSON."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"  # something that is not known, or was not seen, could change it
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class PropertyIs(msgspec.Struct, frozen=True):
    """A property of the subject has this value; None: it is not set."""

    name: str
    value: object


class PropertyUnknown(msgspec.Struct, frozen=True):
    name: str
    because: Because


class MayNotApply(msgspec.Struct, frozen=True):
    """It is not known whether the control is about the subject, because a property that decides it is not known."""

    unknown: PropertyUnknown | None = None


class AllowedBy(msgspec.Struct, frozen=True, eq=False):
    """A rule of a security group allows it."""

    rule: Rule


class MayBeAllowedBy(msgspec.Struct, frozen=True, eq=False):
    """A rule may allow it: a part of it, or the group that it belongs to, is not known."""

    rule: Rule
    because: Because


class Lacks(msgspec.Struct, frozen=True):
    """Nothing that was seen of this kind belongs to the subject."""

    kind: str  # the collection, as in `docgen facts`: "flow_logs"
    which: str = ""  # "default", "ecr.api"


class Role(enum.Enum):
    """What another resource has to do with a verdict."""

    DECIDES = enum.auto()  # in a way that a rule of a team's own does not say
    GIVES = enum.auto()  # what the control asks for
    MAY_GIVE = enum.auto()
    USES = enum.auto()
    MAY_USE = enum.auto()
    HAS_NO_RULES = enum.auto()  # a default security group
    MAY_BE_DEFAULT_GROUP = enum.auto()
    HAS_NO_DESCRIPTION = enum.auto()  # a rule of a security group, by itself
    HOLDS_NO_DESCRIPTION = enum.auto()  # or in the block of the group
    ALLOWS_EVERYTHING = enum.auto()  # a rule of a network ACL, by itself
    HOLDS_EVERYTHING = enum.auto()  # or in the block of the ACL
    DOES_NOT_REDIRECT = enum.auto()  # a rule of a listener
    MAY_NOT_REDIRECT = enum.auto()
    MAY_BE_RULE = enum.auto()  # of this listener
    LEADS_TO_NAT_INSTANCE = enum.auto()  # the default route
    LEADS_TO_NAT_GATEWAY = enum.auto()
    LEADS_ELSEWHERE = enum.auto()
    LEADS_TO_WHOLE_PEER = enum.auto()  # a route to a peering connection
    MAY_LEAD_TO_WHOLE_PEER = enum.auto()


class HasOther(msgspec.Struct, frozen=True):
    """Another resource gives the subject what the control asks for, or takes it away."""

    address: ResourceAddress
    role: Role = Role.DECIDES


class VerdictDoubt(enum.Enum):
    """What is not known where no single property is to blame."""

    NUMBER = enum.auto()  # of the subject: it may not exist
    OTHER_NUMBER = enum.auto()  # of the resource that is named beside it
    DEFAULT_ACTION = enum.auto()  # whether it redirects to HTTPS
    ACL_RULES = enum.auto()
    SUBNET_ROUTES = enum.auto()
    SUBNET_COUNT = enum.auto()
    BLOCK_MODE = enum.auto()  # of VPC Block Public Access: nothing here sets it, somebody else may have
    CHAIN = enum.auto()  # whether an identity can become another one through others


class InDoubt(msgspec.Struct, frozen=True):
    about: VerdictDoubt


NUMBER_UNKNOWN = InDoubt(VerdictDoubt.NUMBER)


class NoRedirect(msgspec.Struct, frozen=True):
    """The default action of a listener does not redirect to HTTPS."""


class AllowsPorts(msgspec.Struct, frozen=True):
    """A network ACL allows these TCP ports from the internet."""

    ports: tuple[int, ...]


class Unused(msgspec.Struct, frozen=True):
    """Nothing that was seen uses the subject."""


class IsIn(msgspec.Struct, frozen=True):
    """The subject is in a subnet that the control does not want it in."""

    subnet: ResourceAddress


class MayBeMissing(msgspec.Struct, frozen=True, eq=False):
    """Something that was not seen and could change the verdict; the first of several."""

    missing: Missing
    others: int = 0  # so many more could change it as well


class Allows(msgspec.Struct, frozen=True, eq=False):
    """Statements of policies allow it."""

    grants: tuple[Grant, ...]


class MayAllow(msgspec.Struct, frozen=True, eq=False):
    """It is allowed, or may be, within limits that do not decide it."""

    limits: tuple[Limit, ...]
    grants: tuple[Grant, ...] = ()


class HasWay(msgspec.Struct, frozen=True, eq=False):
    """An identity has, or may have, a way to more permissions."""

    way: Escalation


class MayAssume(msgspec.Struct, frozen=True):
    """It is not known whether an identity can assume these roles."""

    roles: tuple[ResourceAddress, ...]


class Trusts(msgspec.Struct, frozen=True, eq=False):
    """A role trusts somebody."""

    trustee: Trustee


class LetsIn(msgspec.Struct, frozen=True, eq=False):
    """A policy of a resource lets somebody in."""

    opening: Opening


class PolicyNotKnown(msgspec.Struct, frozen=True):
    reason: Reason


ControlReason: TypeAlias = (
    PropertyIs
    | PropertyUnknown
    | MayNotApply
    | AllowedBy
    | MayBeAllowedBy
    | Lacks
    | HasOther
    | Unused
    | InDoubt
    | NoRedirect
    | AllowsPorts
    | IsIn
    | MayBeMissing
    | Allows
    | MayAllow
    | HasWay
    | MayAssume
    | Trusts
    | LetsIn
    | PolicyNotKnown
)


class Judgement(msgspec.Struct, frozen=True, eq=False):
    """The verdict on one subject; `subject` None: the environment as a whole."""

    subject: ResourceAddress | None
    verdict: ControlVerdict
    reasons: tuple[ControlReason, ...] = ()
    span: Span | None = None
    trace: Trace = NOWHERE  # everything that decided it
    waiver: Waiver | None = None  # of a waived verdict; of a broken one, the waiver that has ended


Judge: TypeAlias = Callable[[EnvironmentFacts], Iterator[Judgement]]


def judged(
    subject: AwsResource,
    verdict: ControlVerdict,
    *reasons: ControlReason,
    trace: Trace | None = None,
) -> Judgement:
    """The verdict on a resource. What may not exist is not broken: it is undecided, first of all because of that."""
    if subject.count_unknown and verdict in {ControlVerdict.BROKEN, ControlVerdict.UNDECIDED}:
        verdict = ControlVerdict.UNDECIDED
        reasons = (NUMBER_UNKNOWN, *(each for each in reasons if each != NUMBER_UNKNOWN))
        trace = joined((subject.trace, trace or NOWHERE))
    return Judgement(subject.address, verdict, reasons, subject.span, trace or subject.trace)


def may_be_missing(missing: Sequence[Missing]) -> MayBeMissing:
    """The reason where things that were not seen could change the verdict: the first, and how many others there are."""
    found = {id(each): each for each in missing}
    return MayBeMissing(missing[0], len(found) - 1)


def perhaps_by(other: AwsResource | Route, role: Role = Role.MAY_GIVE) -> tuple[ControlReason, ...]:
    """The reasons where another resource may decide it: which one, and that it may not exist if that is so."""
    named = HasOther(other.address, role)
    return (named, InDoubt(VerdictDoubt.OTHER_NUMBER)) if other.count_unknown else (named,)


def worst(judgements: Iterable[Judgement]) -> ControlVerdict:
    """The verdict on a control in one environment: broken before undecided before waived before holding."""
    return worst_verdict(each.verdict for each in judgements)


def worst_verdict(verdicts: Iterable[ControlVerdict]) -> ControlVerdict:
    """The same of verdicts: not applicable where there is none."""
    found = set(verdicts)
    order = (
        ControlVerdict.BROKEN,
        ControlVerdict.UNDECIDED,
        ControlVerdict.WAIVED,
        ControlVerdict.HOLDS,
    )
    return next((each for each in order if each in found), ControlVerdict.NOT_APPLICABLE)
