"""The data of a comparison of two revisions. See `docgen.pages.sentences.diff` for the wording."""

import enum
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from docgen.analysis.changes import Change, Place
from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts
from docgen.language.instance import Instance
from docgen.rules.judgement import ControlVerdict
from docgen.source.diagnostic import Diagnostic
from docgen.terraform.module import Configuration


class Side(msgspec.Struct, frozen=True, eq=False):
    """One environment at one revision."""

    facts: EnvironmentFacts
    document: Mapping[str, Any]  # the facts as JSON, with connections
    instances: tuple[Instance, ...]
    configurations: tuple[Configuration, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class Lever(msgspec.Struct, frozen=True, order=True):
    """A root input with another value than before, and where the newer revision sets it."""

    variable: str
    path: str | None
    line: int | None
    source: str  # "tfvars", "default", "argument", "environment"


class Direction(enum.Enum):
    """The effect of a change on the security of the environment. The values are those of "direction" in JSON."""

    WORSE = "worse"
    BETTER = "better"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"  # something that is not known may hide a change


class Area(enum.Enum):
    """The area of a change. The values are those of "area" in JSON."""

    EXPOSURE = "exposure"
    FLOW = "flow"
    ACCESS = "access"  # policies, trusts, permissions
    DATA = "data"  # encryption, backups, secrets
    GUARD = "guard"  # what records or prevents: trails, flow logs, detectors, web ACLs, deletion protection
    DESTRUCTION = "destruction"  # of what holds data
    CONTROL = "control"
    ASSERTION = "assertion"
    COMPONENT = "component"
    NOT_COMPARED = "not compared"


# -- what happened ------------------------------------------------------------------------------------


class FactEvent(msgspec.Struct, frozen=True):
    """A fact of the network model changed."""

    change: Change
    as_seen: bool = False  # it is so only as far as docgen could see


class SettingEvent(msgspec.Struct, frozen=True):
    """An argument has a weaker, or a stronger, value than before. The values are texts that may be shown."""

    argument: str  # "metadata_options.http_tokens"
    before: str
    after: str


class GuardGoneEvent(msgspec.Struct, frozen=True):
    """Something that records or prevents is not there any more."""

    type: str
    after: str = ""  # of one that is still there: the argument that switches it off, and its value


class GuardedBlockEvent(msgspec.Struct, frozen=True):
    """`prevent_destroy` is gone."""


class DestroyedEvent(msgspec.Struct, frozen=True):
    """A data store is destroyed, or only removed from the state."""

    type: str
    is_forgotten: bool = False
    with_environment: bool = False  # the whole environment is gone from the code


class ReplacedEvent(msgspec.Struct, frozen=True):
    """A data store is destroyed and created again, because these arguments cannot be changed in place."""

    type: str
    arguments: tuple[str, ...]
    is_certain: bool = True  # False: whether they change is not known


class GrantKind(enum.Enum):
    """The way in which a policy became wider, the worst first."""

    EVERYTHING = "everything"  # all actions on all resources
    PUBLIC = "public"  # anybody may
    ANY_TRUST = "any trust"  # anybody may assume the role
    FEDERATED_SUBJECT = "federated subject"  # more subjects of an identity provider may assume the role
    TRUST = "trust"  # more principals may assume the role
    NO_MFA = "no mfa"  # multi-factor authentication is no longer asked for
    PASS_ROLE = "pass role"  # noqa: S105 - an action of IAM
    ESCALATION = "escalation"  # actions with which permissions can be widened
    SERVICE = "service"  # all actions of a service on all resources
    OTHER_ACCOUNT = "other account"
    CONDITION_GONE = "condition gone"
    DENIAL_GONE = "denial gone"
    MORE = "more"


class GrantEvent(msgspec.Struct, frozen=True):
    """A policy allows more than before."""

    kind: GrantKind
    argument: str
    principals: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    is_new: bool = False  # the policy itself is new


class PrivilegeKind(enum.Enum):
    """The kind of a change of an identity's privileges."""

    ADMINISTRATOR = "administrator"  # it may do everything
    WAY = "way"  # it has a way to more permissions
    UNDECIDED = "undecided"  # that it has none is no longer certain
    LOST = "lost"  # it was an administrator, or had a way, and is or has no longer
    WAY_LEFT = "way left"  # it is no administrator any more, and has a way to more permissions
    WAY_LEFT_UNCERTAIN = "way left uncertain"  # it is no administrator any more, and may have a way
    STILL_ADMINISTRATOR_UNCERTAIN = "administrator uncertain"  # it was one, and may still be one
    STILL_WAY_UNCERTAIN = "way uncertain"  # it had a way, and may still have one


class PrivilegeEvent(msgspec.Struct, frozen=True):
    """The privileges of an identity changed."""

    kind: PrivilegeKind
    by: tuple[str, ...] = ()  # the policies of an administrator; the keys of ways


class ReachedRoleEvent(msgspec.Struct, frozen=True):
    """The internet reaches something that runs with a role, and did not."""

    role: str
    ports: tuple[str, ...]
    is_privileged: bool


class RiskEvent(msgspec.Struct, frozen=True):
    """A new thing that is dangerous by its kind and its arguments: a public permission, a function URL without login."""

    type: str
    argument: str
    value: str


class SecretEvent(msgspec.Struct, frozen=True):
    """A literal that is likely a secret is written down now. Its value is shown nowhere."""

    name: str


class ControlEvent(msgspec.Struct, frozen=True):
    """The verdict of a control on a subject changed. None: there was no such subject."""

    key: str
    before: ControlVerdict | None
    after: ControlVerdict | None


class AssertionEvent(msgspec.Struct, frozen=True):
    """The verdict of an assertion of docgen.yml changed. The values are those of `docgen.analysis.verdicts.Verdict`."""

    says: str
    before: str | None
    after: str


class SourceGroupEvent(msgspec.Struct, frozen=True):
    """A rule admits the members of a group that the internet can reach."""

    group: str
    peer: str
    change: Change


class NotComparedEvent(msgspec.Struct, frozen=True):
    """One revision does not know an argument, or, if none is named, whether the resource exists."""

    argument: str = ""
    reason: str = ""
    in_older: bool = False  # where none is named: whether it was there before
    name_is_elsewhere: bool = False  # a new resource of another environment has the name of this one


Event: TypeAlias = (
    FactEvent
    | SettingEvent
    | GuardGoneEvent
    | GuardedBlockEvent
    | DestroyedEvent
    | ReplacedEvent
    | GrantEvent
    | PrivilegeEvent
    | ReachedRoleEvent
    | RiskEvent
    | SecretEvent
    | ControlEvent
    | AssertionEvent
    | SourceGroupEvent
    | NotComparedEvent
)


class Item(msgspec.Struct, frozen=True):
    """One change, judged."""

    environment: str
    subject: str  # an address, or the name of an environment, input, assertion or gap
    area: Area
    direction: Direction
    event: Event
    severity: Severity | None = None  # of what is worse only
    place: Place | None = None  # in the newer revision; of what is gone, in the older one
    is_place_before: bool = False
    levers: tuple[Lever, ...] = ()  # inputs that changed and decide it
    affects: tuple[str, ...] = ()  # addresses of what else is concerned


class Presence(enum.Enum):
    """In which revisions there is an environment. The values are those of "presence" in JSON."""

    BOTH = "both"
    NEW = "new"
    GONE = "gone"


class EnvironmentDelta(msgspec.Struct, frozen=True):
    """One environment in both revisions."""

    name: str
    items: tuple[Item, ...] = ()
    former_name: str = ""  # where it was matched by its root modules
    presence: Presence = Presence.BOTH
    gaps: tuple[str, ...] = ()  # causes of what is not known in either revision and could hide a change
    has_code: bool = False  # of one that is gone from docgen.yml: a root module of it is still there, with its files of variables


class Delta(msgspec.Struct, frozen=True):
    """Two revisions of a project. `facts`: before and after, of each environment that both have."""

    base: str
    head: str  # "" for the working tree
    environments: tuple[EnvironmentDelta, ...]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, tuple[EnvironmentFacts, EnvironmentFacts]] = {}

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for each in self.environments for item in each.items)


ORDER: Mapping[Severity, int] = {each: number for number, each in enumerate(Severity)}


def rank(item: Item) -> tuple[int, int]:
    """The worst first; then what could not be compared, what is neutral, what is better."""
    directions = (Direction.WORSE, Direction.UNKNOWN, Direction.NEUTRAL, Direction.BETTER)
    return directions.index(item.direction), ORDER[item.severity] if item.severity else len(ORDER)


def worst(items: Sequence[Item]) -> Severity | None:
    found = [
        each.severity for each in items if each.severity is not None and each.direction is Direction.WORSE
    ]
    return min(found, key=ORDER.__getitem__) if found else None
