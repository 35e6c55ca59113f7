"""One exposure: what can be reached, or is configured to be, and everything that decided it."""

import enum

import msgspec

from docgen.analysis.findings import Finding, Rejection
from docgen.analysis.path import Check, Code
from docgen.aws.model.firewall import Rule
from docgen.source.address import ResourceAddress
from docgen.source.traced import NOWHERE, Trace


class ExposureVerdict(enum.Enum):
    """Whether watched addresses can reach it; the value is its name in JSON."""

    EXPOSED = "exposed"
    NOT_EXPOSED = "not_exposed"
    UNDECIDED = "undecided"


class Effect(enum.Enum):
    """The effect of a configuration; the value is its name in JSON."""

    OPEN_NOW = "effective"
    ON_PAPER = "configured only"  # a rule or a flag opens it, and something else blocks it
    REJECTED = "cannot apply"  # AWS rejects the configuration
    UNDECIDED = "undecided"
    CLOSED = "none"


class Severity(enum.Enum):
    """The severity of an exposure, the worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Danger(enum.Enum):
    """Why an exposure has its severity."""

    NOT_OPEN_TODAY = enum.auto()  # one change elsewhere would open it
    DATA_STORE = enum.auto()
    DATA_STORE_BY_POLICY = enum.auto()  # its access policy alone decides
    BUCKET = enum.auto()
    LOGIN = enum.auto()  # AWS asks for credentials
    PUBLIC_ENDPOINT = enum.auto()
    LOAD_BALANCER = enum.auto()
    DIRECT = enum.auto()  # no load balancer in between
    BY_ANOTHER_WAY = enum.auto()  # through a load balancer or the like
    FIRST_HOLDER = enum.auto()  # a group on nothing: what gets it is open
    POSSIBLE_HOLDER = enum.auto()  # a group on nothing that was seen
    NOT_MODELLED = enum.auto()


class Clients(enum.Enum):
    """The set of clients that can connect."""

    WHOLE_INTERNET = enum.auto()
    ON_THE_INTERNET = enum.auto()  # some of its addresses
    NOT_ALLOWED = enum.auto()  # addresses that the project does not allow


class Rating(msgspec.Struct, frozen=True):
    """The severity of an exposure, and the reasons for it."""

    severity: Severity
    danger: Danger
    clients: Clients = Clients.WHOLE_INTERNET
    via: tuple[str, ...] = ()  # addresses of load balancers


MOST_SOURCES = 64  # CIDR blocks that one exposure lists before it says "and more"


class Exposure(msgspec.Struct, frozen=True, eq=False):
    id: str
    subject: ResourceAddress
    kind: str  # of the subject: "application load balancer", "security group"
    name: str
    verdict: ExposureVerdict
    effect: Effect
    rating: Rating
    ports: tuple[str, ...]  # "tcp/443"
    sources: tuple[str, ...]  # CIDR blocks that the rules allow from the internet
    whole_internet: bool
    path: tuple[Check, ...]
    blockers: tuple[Code, ...]
    unknowns: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    flag: str  # the argument that makes it public: "publicly_accessible"
    flag_on: bool | None
    trace: Trace  # everything that decided it
    rejections: tuple[Rejection, ...] = ()  # why AWS would reject it
    flag_trace: Trace = NOWHERE

    @property
    def severity(self) -> Severity:
        return self.rating.severity
