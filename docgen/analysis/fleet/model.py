"""The summary of a system that is kept after its pages are made: small, plain, and readable from JSON.

A system is a repository with its environments. Everything else of its evaluation is dropped, so that hundreds of them fit.
"""

import msgspec

from docgen.analysis.exposure import Effect, Severity


class ExposureSummary(msgspec.Struct, frozen=True):
    """One exposure that is open, on paper or not decided."""

    subject: str  # the address
    kind: str  # "application load balancer"
    severity: Severity
    effect: Effect
    ports: tuple[str, ...]
    whole_internet: bool
    accepted: bool = False  # docgen.yml accepts it, and until a day that has not passed


class Mention(msgspec.Struct, frozen=True):
    """An id that AWS has given, such as `vpc-0abc`, and a resource that names it."""

    id: str
    address: str


class NetworkRange(msgspec.Struct, frozen=True):
    """Addresses that a VPC of the environment has."""

    cidr: str
    address: str  # of the VPC


class RangeUse(msgspec.Struct, frozen=True):
    """Private addresses outside the environment that a route or a rule names."""

    cidr: str
    way: str  # one of `Way`
    address: str  # of what declares the route or the rule
    through: str = ""  # the id of the peering connection or transit gateway, where it is known


class StateName(msgspec.Struct, frozen=True):
    """A Terraform state: the kind of its backend and what identifies it there. None: not known."""

    kind: str
    settings: dict[str, str | None]
    workspace: str | None


class StateWritten(msgspec.Struct, frozen=True):
    state: StateName
    root: str  # the folder of the root module


class StateRead(msgspec.Struct, frozen=True):
    state: StateName | None  # None: it is not known which
    address: str  # of the data source
    answered: bool  # a root module of the same system writes it


class Borders(msgspec.Struct, frozen=True):
    """References of an environment to things that other systems may have."""

    mentions: tuple[Mention, ...] = ()
    ranges: tuple[NetworkRange, ...] = ()
    uses: tuple[RangeUse, ...] = ()
    unknown_ranges: int = 0  # VPCs whose ranges are not known
    written: tuple[StateWritten, ...] = ()
    read: tuple[StateRead, ...] = ()
    mentions_left_out: int = 0  # how many more there are than `mentions` has
    uses_left_out: int = 0  # the same of `uses`


class LeftOut(msgspec.Struct, frozen=True):
    """Exposures of an environment that has too many to keep each of them."""

    effect: Effect
    severity: Severity
    number: int
    accepted: int = 0  # of them


class EnvironmentSummary(msgspec.Struct, frozen=True):
    """One environment of a system."""

    name: str
    exposures: tuple[ExposureSummary, ...] = ()  # the worst first
    controls: dict[str, str] = {}  # by key the worst verdict, as `docgen controls --format json` names it
    gaps: int = 0  # causes
    missing: int = 0  # what could hold more resources: modules without code and the like
    values: int = 0
    known: int = 0
    borders: Borders = Borders()
    left_out: tuple[LeftOut, ...] = ()  # how many more exposures there are than `exposures` has


class AssertionSummary(msgspec.Struct, frozen=True):
    """An assertion of docgen.yml that does not hold in an environment, or is not decided there."""

    says: str
    environment: str
    verdict: str  # "broken", "undecided"


class Problem(msgspec.Struct, frozen=True):
    """Why a system could not be read."""

    summary: str
    detail: str
    path: str = ""
    line: int = 0


class SystemSummary(msgspec.Struct, frozen=True):
    """One system: its environments, or why it could not be read."""

    name: str
    project: str = ""
    environments: tuple[EnvironmentSummary, ...] = ()
    problems: tuple[Problem, ...] = ()
    home: str = ""  # its first page, below the folder of the system; "": it has no pages
    found: bool = False  # it has no docgen.yml, and was documented with what `docgen init` would choose
    assertions: tuple[AssertionSummary, ...] = ()  # those that hold everywhere are not among them

    @property
    def is_read(self) -> bool:
        return not self.problems

    def count(self, effect: Effect, severity: Severity | None = None) -> int:
        """The number of exposures of all environments that have this effect (and severity)."""
        return sum(
            each.effect is effect and severity in {None, each.severity}
            for environment in self.environments
            for each in environment.exposures
        ) + sum(
            each.number
            for environment in self.environments
            for each in environment.left_out
            if each.effect is effect and severity in {None, each.severity}
        )

    def count_unaccepted(self, effect: Effect, severity: Severity) -> int:
        """The exposures of `count` that docgen.yml does not accept."""
        accepted = sum(
            each.accepted and each.effect is effect and each.severity is severity
            for environment in self.environments
            for each in environment.exposures
        ) + sum(
            each.accepted
            for environment in self.environments
            for each in environment.left_out
            if each.effect is effect and each.severity is severity
        )
        return self.count(effect, severity) - accepted

    def count_controls(self, verdict: str) -> int:
        """The number of controls that have this verdict, each counted once in every environment."""
        return sum(
            each == verdict for environment in self.environments for each in environment.controls.values()
        )

    @property
    def gaps(self) -> int:
        return sum(each.gaps for each in self.environments)


def how_bad(system: SystemSummary) -> tuple[object, ...]:
    """A key to sort by, the worst system first: what could not be read, then what is open, then what is broken."""
    open_now = tuple(-system.count(Effect.OPEN_NOW, each) for each in Severity)
    undecided = tuple(-system.count(Effect.UNDECIDED, each) for each in Severity)
    broken = (-system.count_controls("broken"), -system.count_controls("undecided"))
    return (system.is_read, open_now, undecided, broken, -system.gaps, system.name)
