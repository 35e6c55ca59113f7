"""The facts of one project, for rules and pages: those of each of its environments."""

from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.acceptance import AcceptedExposure, Waiver
from docgen.analysis.exposure import Exposure
from docgen.analysis.exposures import find_exposures
from docgen.analysis.findings import AssociationUnknown, Because
from docgen.analysis.not_seen import NotSeen
from docgen.analysis.placement import Placement, find_placements
from docgen.analysis.ranges import INTERNET, IntervalSet
from docgen.analysis.remediation import Remediation
from docgen.analysis.scope import Scope
from docgen.aws.model.base import linked
from docgen.aws.model.network import Network
from docgen.source.address import ModuleAddress, ResourceAddress
from docgen.source.diagnostic import Diagnostic
from docgen.source.span import Span
from docgen.source.traced import Known, Reason, Traced


class InputFact(msgspec.Struct, frozen=True, eq=False):
    """A root variable as one environment sets it; `value` is Terraform text, "(sensitive)" where it must be."""

    name: str
    value: str
    source: str
    description: str
    sensitive: bool
    declared_at: Span
    set_at: Span | None


class OutputFact(msgspec.Struct, frozen=True, eq=False):
    name: str
    value: str
    description: str
    sensitive: bool
    declared_at: Span


class ModuleCallFact(msgspec.Struct, frozen=True, order=True):
    """One module call of the configuration: its path of names, and the folder of code it leads to."""

    path: tuple[str, ...]
    folder: str
    resources: tuple[str, ...]  # what the module declares, by type and name


class EnvironmentFacts(msgspec.Struct, frozen=True, eq=False, weakref=True):
    """The facts of one environment."""

    name: str
    root: str
    network: Network
    placements: Mapping[ResourceAddress, Placement]
    attached: Mapping[ResourceAddress, tuple[ResourceAddress, ...]]  # group: components that have it
    exposures: tuple[Exposure, ...]
    inputs: Mapping[str, InputFact]
    outputs: Mapping[str, OutputFact]
    modules: tuple[ModuleAddress, ...]  # instances
    module_graph: tuple[ModuleCallFact, ...]
    closings: tuple[Remediation, ...] = ()  # one for each exposure, where they were looked for
    gaps: tuple[Diagnostic, ...] = ()  # what docgen does not know here
    not_seen: NotSeen = NotSeen()  # what could be here beside the things of `network`
    waivers: tuple[Waiver, ...] = ()  # those of docgen.yml that are about this environment
    accepted: tuple[AcceptedExposure, ...] = ()  # as above
    scopes: tuple[Scope, ...] = ()  # of docgen.yml

    def remedy_for(self, because: Because) -> str:
        """The remedy for the gap behind an unknown value: a sentence, or nothing."""
        reason = because.because if isinstance(because, AssociationUnknown) else because
        if not isinstance(reason, Reason):
            return ""
        found = (each.gap for each in self.gaps if each.gap is not None)
        return next(
            (each.remedy for each in found if (each.kind, each.cause) == (reason.kind, reason.cause)), ""
        )

    @property
    def coverage(self) -> tuple[int, int]:
        """Values that the configuration sets on modelled resources, and how many of them are known."""
        return self.network.values, self.network.known


class Facts(msgspec.Struct, frozen=True, eq=False):
    project: str
    environments: tuple[EnvironmentFacts, ...]


def find_environment_facts(  # noqa: PLR0913, PLR0917 - the fields of the facts
    name: str,
    root: str,
    network: Network,
    inputs: Mapping[str, InputFact],
    outputs: Mapping[str, OutputFact],
    modules: Sequence[ModuleAddress],
    module_graph: Sequence[ModuleCallFact],
    watched: IntervalSet = INTERNET,
    not_seen: NotSeen = NotSeen(),  # noqa: B008 - it is frozen
) -> EnvironmentFacts:
    placements = find_placements(network)
    return EnvironmentFacts(
        name,
        root,
        network,
        placements,
        find_attachments(network),
        find_exposures(network, placements, watched, not_seen),
        inputs,
        outputs,
        tuple(modules),
        tuple(module_graph),
        not_seen=not_seen,
    )


def find_attachments(network: Network) -> Mapping[ResourceAddress, tuple[ResourceAddress, ...]]:
    """Which components, endpoints and resources outside the model each security group is on."""
    found: dict[ResourceAddress, list[ResourceAddress]] = {
        each.address: [] for each in network.security_groups
    }
    holders = [(each.address, each.groups) for each in network.components()]
    own = {address for address, _ in holders}  # interface endpoints are components too
    holders += [(each.address, each.groups) for each in network.endpoints if each.address not in own]
    for item in network.inventory:
        for group in item.mentions.groups:
            if group in found:
                found[group].append(item.address)
    for holder, groups in holders:
        for link in linked(groups):
            if link.address in found:
                found[link.address].append(holder)
    return {group: tuple(sorted(on, key=lambda each: each.order())) for group, on in found.items()}


def known(value: Traced[object]) -> object:
    """The value, or None where it is unknown."""
    return value.value if isinstance(value, Known) else None
