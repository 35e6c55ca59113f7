"""The verdict on a claim and the reasons for it, as data. `docgen.pages.sentences.claims` puts them into words."""

import enum
from typing import TypeAlias

import msgspec

from docgen.analysis.findings import Because, Finding
from docgen.analysis.not_seen import Missing
from docgen.analysis.path import ReachVerdict
from docgen.aws.model.base import IpNetwork
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason as UnknownReason


class Verdict(enum.Enum):
    """Whether a claim is so. A claim holds only where nothing that is not known could change that."""

    HOLDS = "holds"
    BROKEN = "does not hold"
    UNDECIDED = "undecided"


class AttributeDiffers(msgspec.Struct, frozen=True):
    subject: ResourceAddress
    attribute: str
    value: object  # what it is instead


class AttributeUnknown(msgspec.Struct, frozen=True):
    subject: ResourceAddress
    attribute: str
    because: Because
    remedy: str = ""


class NumberUnknown(msgspec.Struct, frozen=True):
    """There may be none of it, one or many."""

    subject: ResourceAddress
    because: UnknownReason | None = None
    remedy: str = ""


class CountDiffers(msgspec.Struct, frozen=True):
    """The number differs; `highest` is None if there may be any number more."""

    collection: str
    lowest: int
    highest: int | None


class Admits(msgspec.Struct, frozen=True):
    """A rule lets other addresses in."""

    subject: ResourceAddress
    ranges: tuple[IpNetwork, ...]
    traffic: str


class AdmissionUnknown(msgspec.Struct, frozen=True):
    subject: ResourceAddress
    because: Because
    remedy: str = ""


class Reaches(msgspec.Struct, frozen=True):
    """Another thing of the environment reaches the target, or may."""

    source: ResourceAddress
    target: ResourceAddress
    traffic: str
    verdict: ReachVerdict
    because: tuple[Finding, ...] = ()


class PathDiffers(msgspec.Struct, frozen=True):
    """The path from a source to a target has another verdict than the claim says."""

    source: str  # "internet", a range, or an address
    target: ResourceAddress
    traffic: str
    verdict: ReachVerdict
    because: tuple[Finding, ...] = ()  # what is not known


class NothingNamed(msgspec.Struct, frozen=True):
    """The environment has nothing of this name, so nothing reaches it."""

    name: str


class MayBeNamed(msgspec.Struct, frozen=True):
    """A thing whose name is not known may be the one that the claim names."""

    subject: ResourceAddress
    name: str
    because: UnknownReason
    remedy: str = ""


class MayBeMissing(msgspec.Struct, frozen=True, eq=False):
    """Something that was not seen and could change the answer."""

    missing: Missing


Reason: TypeAlias = (
    AttributeDiffers
    | AttributeUnknown
    | NumberUnknown
    | CountDiffers
    | Admits
    | AdmissionUnknown
    | Reaches
    | PathDiffers
    | NothingNamed
    | MayBeNamed
    | MayBeMissing
)


class EnvironmentVerdict(msgspec.Struct, frozen=True, eq=False):
    """The verdict on a claim in one environment, and why it does not hold there."""

    environment: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class ClaimVerdict(msgspec.Struct, frozen=True, eq=False):
    """The verdicts on one claim in every environment that it is about."""

    page: str  # under docs/; or docgen.yml
    title: str
    says: str
    findings: tuple[EnvironmentVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """Broken where it is in one environment, else undecided where it is in one."""
        found = {each.verdict for each in self.findings}
        for worst in (Verdict.BROKEN, Verdict.UNDECIDED):
            if worst in found:
                return worst
        return Verdict.HOLDS

    @property
    def holds(self) -> bool:
        return self.verdict is Verdict.HOLDS

    def in_environment(self, name: str) -> EnvironmentVerdict | None:
        """None: the claim is not about this environment."""
        return next((each for each in self.findings if each.environment == name), None)
