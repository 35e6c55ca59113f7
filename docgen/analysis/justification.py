"""Why an allowed flow is needed: the description of its rule, else an entry of `why:` in docgen.yml.

An entry matches by patterns. Where a part of a flow is not known, it may match: then the justification is undecided.
"""

import datetime as dt
import enum
import ipaddress
import re
from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.patterns import matches
from docgen.analysis.ranges import IntervalSet, addresses, is_whole_internet
from docgen.analysis.traffic import TrafficSelector
from docgen.aws.model.base import IpNetwork
from docgen.aws.model.firewall import ALL_PORTS, Direction, Ports, Rule
from docgen.source.span import Span
from docgen.source.traced import Reason, Traced, Unknown
from docgen.source.tristate import Tristate, all_of

# Descriptions without content: the provider's default, and placeholders.
SAYS_NOTHING = frozenset(
    {"managed by terraform", "tbd", "todo", "fixme", "n/a", "none", "test", "description"}
)


def is_described(rule: Rule) -> Tristate:
    """Whether the rule's description says something; None: it is not known, or must not be shown."""
    if rule.description_unknown is not None:
        return None
    text = rule.description.strip().rstrip(".").lower()
    return any(map(str.isalpha, text)) and text not in SAYS_NOTHING


class NamePattern(msgspec.Struct, frozen=True):
    """The name of one side of a flow: `*` matches any text, `?` one character, a CIDR block all ranges in it."""

    text: str
    span: Span | None = None

    @property
    def network(self) -> IpNetwork | None:
        try:
            return (
                ipaddress.ip_network(self.text, strict=False)
                if re.match(r"[0-9a-fA-F:.]+/", self.text)
                else None
            )
        except ValueError:
            return None


class PortPattern(msgspec.Struct, frozen=True):
    """Ports that an entry is about: of any protocol where it names none (`443`)."""

    text: str
    traffic: TrafficSelector  # protocol "": TCP and UDP
    span: Span | None = None


class FlowPattern(msgspec.Struct, frozen=True):
    """Which flows an entry is about: all that is given must match."""

    environment: NamePattern | None = None
    source: NamePattern | None = None
    target: NamePattern | None = None
    group: NamePattern | None = None
    port: PortPattern | None = None
    direction: Direction | None = None


class Why(msgspec.Struct, frozen=True):
    """One entry of `why:`."""

    pattern: FlowPattern
    reason: str
    owner: str = ""
    ticket: str = ""
    review: dt.date | None = None  # the last day on which it is good
    mitigation: str = ""  # what makes an insecure service acceptable
    span: Span | None = None


class Names(msgspec.Struct, frozen=True):
    """Everything that one side of a flow is called."""

    texts: tuple[str, ...] = ()
    network: IpNetwork | None = None
    addresses: IntervalSet | None = None
    unknown: Reason | None = None  # why it may have other names

    def match(self, pattern: NamePattern) -> Tristate:
        network = pattern.network
        if network is not None and self.network is not None:
            within = network.version == self.network.version and addresses(self.network).is_within(
                addresses(network)
            )
            if within:
                return True
        elif any(matches(pattern.text, each) for each in self.texts):
            return True
        return None if self.unknown is not None else False


def names_of_range(network: IpNetwork) -> Names:
    """A range is called by its text; all public addresses of a family are the internet."""
    texts = (str(network), INTERNET_NAME) if is_whole_internet(addresses(network)) else (str(network),)
    return Names(texts, network)


def ports_match(  # noqa: PLR0911 - one return a case
    pattern: PortPattern, protocol: Traced[str], ports: Traced[Ports | None]
) -> Tristate:
    """Whether everything that a rule allows is among the ports of the pattern."""
    wanted = pattern.traffic
    if isinstance(protocol, Unknown):
        return True if wanted.protocol == "-1" and wanted.ports is None else None
    if wanted.protocol == "-1":
        return True
    if protocol.value == "-1" or not (
        protocol.value == wanted.protocol or (wanted.protocol == "" and protocol.value in {"tcp", "udp"})
    ):
        return False
    if wanted.ports is None:
        return True
    if isinstance(ports, Unknown):
        return None
    allowed = ports.value or ALL_PORTS
    if protocol.value.startswith("icmp"):
        return ports.value is not None and allowed.first == wanted.ports.first
    return wanted.ports.first <= allowed.first and max(allowed.first, allowed.last) <= wanted.ports.last


class JustificationState(enum.Enum):
    """The place of the reason for a flow; the value is its name in JSON and CSV."""

    DESCRIBED = "description"  # of the rule
    DECLARED = "why"  # in docgen.yml
    MISSING = "none"
    UNDECIDED = "undecided"


class Justification(msgspec.Struct, frozen=True):
    """Why a flow is needed; `entry` is the first entry of `why:` that is about it, which a description does not replace."""

    state: JustificationState
    text: str = ""
    entry: Why | None = None
    entry_unknown: bool = False  # another entry may come first
    because: Reason | None = None  # why it is undecided
    is_justified: Tristate = False

    @property
    def mitigation(self) -> str:
        return self.entry.mitigation if self.entry is not None else ""


class Subject(msgspec.Struct, frozen=True):
    """A flow as patterns match it."""

    environment: str
    direction: Direction
    group: Names
    source: Names
    target: Names
    protocol: Traced[str]
    ports: Traced[Ports | None]


def about(pattern: FlowPattern, flow: Subject) -> Tristate:
    """Whether an entry is about a flow."""
    return all_of(answer for _, answer in answers(pattern, flow))


def answers(pattern: FlowPattern, flow: Subject) -> Iterable[tuple[str, Tristate]]:
    """Each part of a pattern that is given, and whether the flow matches it."""
    if pattern.environment is not None:
        yield "environment", matches(pattern.environment.text, flow.environment)
    if pattern.direction is not None:
        yield "direction", pattern.direction == flow.direction
    if pattern.group is not None:
        yield "group", flow.group.match(pattern.group)
    if pattern.source is not None:
        yield "from", flow.source.match(pattern.source)
    if pattern.target is not None:
        yield "to", flow.target.match(pattern.target)
    if pattern.port is not None:
        yield "port", ports_match(pattern.port, flow.protocol, flow.ports)


def justify(flow: Subject, rules: Sequence[Rule], entries: Sequence[Why]) -> Justification:
    """The justification of a flow that these rules allow."""
    entry: Why | None = None
    perhaps: Why | None = None
    for each in entries:
        answer = about(each.pattern, flow)
        if answer is True:
            entry = each
            break
        if answer is None and perhaps is None:
            perhaps = each
    described = [each.description.strip() for each in rules if is_described(each)]
    unknown = next((each.description_unknown for each in rules if each.description_unknown is not None), None)
    sides = (flow.group, flow.source, flow.target)
    doubt = unknown or next((each.unknown for each in sides if each.unknown is not None), None)
    unsure = perhaps is not None
    if described and unknown is None:
        text = "; ".join(sorted(set(described)))
        return Justification(JustificationState.DESCRIBED, text, entry, unsure, is_justified=True)
    if entry is not None and not unsure and unknown is None:
        return Justification(JustificationState.DECLARED, entry.reason, entry, is_justified=True)
    if unknown is None and entry is None and perhaps is None:
        return Justification(JustificationState.MISSING)
    is_justified = True if described or entry is not None else None
    return Justification(JustificationState.UNDECIDED, "", entry, unsure, doubt, is_justified)
