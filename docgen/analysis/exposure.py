"""One exposure: what can be reached, or is configured to be, and everything that decided it."""

from typing import Literal, TypeAlias

import msgspec

from docgen.analysis.path import Step
from docgen.aws.model.firewall import Rule
from docgen.source.address import ResourceAddress
from docgen.source.traced import NOWHERE, Trace

Verdict: TypeAlias = Literal["exposed", "not_exposed", "undecided"]
Severity: TypeAlias = Literal["critical", "high", "medium", "low"]
Effect: TypeAlias = Literal["effective", "configured only", "cannot apply", "undecided", "none"]
MOST_SOURCES = 64  # CIDR blocks that one exposure lists before it says "and more"


class Exposure(msgspec.Struct, frozen=True, eq=False):
    id: str
    subject: ResourceAddress
    kind: str  # of the subject: "application load balancer", "security group"
    name: str
    verdict: Verdict
    effect: Effect
    severity: Severity
    because: str  # the severity's reason
    ports: tuple[str, ...]  # "tcp/443"
    sources: tuple[str, ...]  # CIDR blocks that the rules admit from the internet
    whole_internet: bool
    path: tuple[Step, ...]
    blockers: tuple[str, ...]  # AWS Reachability Analyzer's explanation codes
    unknowns: tuple[str, ...]
    rules: tuple[Rule, ...]
    flag: str  # the argument that makes it public: "publicly_accessible"
    flag_on: bool | None
    trace: Trace  # everything that decided it
    rejections: tuple[str, ...] = ()  # why AWS would refuse to apply it
    flag_trace: Trace = NOWHERE
