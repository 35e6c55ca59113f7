"""Connections between systems, found from what each configuration names: typed, and certain only where both mean one thing.

- An id that AWS gives and that two systems name is one thing: certain.
- A Terraform state that one system reads and another one writes: certain where everything that identifies it is known and equal.
- Addresses that a route or a rule of one system names, and that a VPC of another one has: not decided, because private ranges may
  be used twice.
"""

import enum
import ipaddress
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.fleet.borders import Way
from docgen.analysis.fleet.model import EnvironmentSummary, StateName, SystemSummary


class ConnectionKind(enum.Enum):
    """The kind of thing that two systems have in common; the value is its name in JSON."""

    VPC = "vpc"
    SUBNET = "subnet"
    SECURITY_GROUP = "security group"
    TRANSIT_GATEWAY = "transit gateway"
    PEERING = "peering connection"
    STATE = "terraform state"
    RANGE = "range"


KINDS = {
    "vpc": ConnectionKind.VPC,
    "subnet": ConnectionKind.SUBNET,
    "sg": ConnectionKind.SECURITY_GROUP,
    "tgw": ConnectionKind.TRANSIT_GATEWAY,
    "pcx": ConnectionKind.PEERING,
}


class End(msgspec.Struct, frozen=True, order=True):
    """An environment of a system, and what says so there."""

    system: str
    environment: str
    address: str  # of a resource; of a state that is written, the folder of the root module


class Connection(msgspec.Struct, frozen=True):
    """A thing that systems have in common. `certain`: it is proved to be one thing; otherwise undecided."""

    kind: ConnectionKind
    what: str  # the id, the range, or the state in words: "s3: bucket=b key=k"
    ends: tuple[End, ...]  # what names it: of a range and a state, who uses it
    others: tuple[End, ...] = ()  # of a range and a state: who has it
    certain: bool = True
    way: str = ""  # of a range: how it is named


def find_connections(systems: Sequence[SystemSummary]) -> tuple[Connection, ...]:
    """The connections between different systems, certain ones first."""
    found = [*shared_ids(systems), *shared_states(systems), *shared_ranges(systems)]
    order = list(ConnectionKind)
    return tuple(
        sorted(found, key=lambda each: (not each.certain, order.index(each.kind), each.what, each.ends))
    )


def everywhere(systems: Sequence[SystemSummary]) -> Iterator[tuple[SystemSummary, EnvironmentSummary]]:
    for system in sorted(systems, key=lambda each: each.name):
        for environment in system.environments:
            yield system, environment


def shared_ids(systems: Sequence[SystemSummary]) -> Iterator[Connection]:
    """The ids that more than one system names."""
    found: dict[str, list[End]] = {}
    for system, environment in everywhere(systems):
        for each in environment.borders.mentions:
            found.setdefault(each.id, []).append(End(system.name, environment.name, each.address))
    for identity, ends in sorted(found.items()):
        if len({each.system for each in ends}) > 1:
            yield Connection(KINDS[identity.partition("-")[0]], identity, tuple(sorted(set(ends))))


def shared_states(systems: Sequence[SystemSummary]) -> Iterator[Connection]:
    """The states that one system reads and another one may write."""
    written = [
        (End(system.name, environment.name, each.root), each.state)
        for system, environment in everywhere(systems)
        for each in environment.borders.written
    ]
    for system, environment in everywhere(systems):
        for each in environment.borders.read:
            if each.answered or each.state is None:
                continue
            reader = End(system.name, environment.name, each.address)
            others = [
                (end, is_same(each.state, state)) for end, state in written if end.system != system.name
            ]
            certain = tuple(end for end, same in others if same)
            possible = certain or tuple(end for end, same in others if same is None)
            if possible:
                text = state_text(each.state)
                yield Connection(ConnectionKind.STATE, text, (reader,), possible, len(certain) == 1)


def is_same(one: StateName, other: StateName) -> bool | None:
    """Whether both are one state; None where what is not known decides it, and something that is known agrees.

    What one of them leaves out may be given to `terraform init`. A state in a file of the machine (`local`) is another one in
    every repository.
    """
    kinds = {"cloud" if each.kind == "remote" else each.kind for each in (one, other)}
    if len(kinds) > 1 or one.kind == "local":
        return False
    pairs = [(one.settings.get(name), other.settings.get(name)) for name in one.settings | other.settings]
    if all(None in pair for pair in pairs):
        return False
    if one.kind not in {"remote", "cloud"}:
        pairs.append((one.workspace, other.workspace))
    known = [pair for pair in pairs if None not in pair]
    if any(mine != theirs for mine, theirs in known):
        return False
    return True if len(known) == len(pairs) else None


def state_text(state: StateName) -> str:
    parts = [
        f"{name}={value if value is not None else '?'}" for name, value in sorted(state.settings.items())
    ]
    workspace = [f"workspace={state.workspace}"] if state.workspace not in {None, "default"} else []
    return f"{state.kind}: {' '.join([*parts, *workspace])}"


def shared_ranges(systems: Sequence[SystemSummary]) -> Iterator[Connection]:
    """Ranges that a route or a rule of one system names, and that VPCs of other systems have a part of.

    Where other systems name the peering connection or transit gateway that a route leads to, they are the ones that are meant.
    """
    index = RangeIndex(systems)
    named: dict[str, set[str]] = {}
    for system, environment in everywhere(systems):
        for mention in environment.borders.mentions:
            named.setdefault(mention.id, set()).add(system.name)
    users: dict[tuple[str, str, str, str], list[End]] = {}
    for system, environment in everywhere(systems):
        for each in environment.borders.uses:
            # Many systems have the same rule, and it means the same addresses; a route leads to one network.
            user = "" if each.way == Way.RULE.value else system.name
            end = End(system.name, environment.name, each.address)
            users.setdefault((each.cidr, each.way, each.through, user), []).append(end)
    for (cidr, way, through, _), ends in users.items():
        using = {each.system for each in ends}
        joined = named.get(through, set()) - using
        others = tuple(
            each
            for each in index.overlapping(cidr)
            if using - {each.system} and (not joined or each.system in joined)
            if way == Way.RULE.value or each.system not in using
        )
        if others:
            kind = ConnectionKind.RANGE
            yield Connection(kind, cidr, tuple(sorted(ends)), tuple(sorted(others)), certain=False, way=way)


class RangeIndex:
    """The ranges of all VPCs. Equal ranges are compared once, however many VPCs have them."""

    def __init__(self, systems: Sequence[SystemSummary]) -> None:
        self.ends: dict[str, list[End]] = {}
        for system, environment in everywhere(systems):
            for each in environment.borders.ranges:
                end = End(system.name, environment.name, each.address)
                self.ends.setdefault(each.cidr, []).append(end)
        self.networks: Mapping[str, ipaddress.IPv4Network | ipaddress.IPv6Network] = {
            each: ipaddress.ip_network(each) for each in self.ends
        }
        self.found: dict[str, list[End]] = {}

    def overlapping(self, cidr: str) -> list[End]:
        if cidr not in self.found:
            wanted = ipaddress.ip_network(cidr, strict=False)
            self.found[cidr] = [
                end
                for name, network in self.networks.items()
                if overlap(network, wanted)
                for end in self.ends[name]
            ]
        return self.found[cidr]


def overlap(
    one: ipaddress.IPv4Network | ipaddress.IPv6Network, other: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    if isinstance(one, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return one.overlaps(other)
    if isinstance(one, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return one.overlaps(other)
    return False
