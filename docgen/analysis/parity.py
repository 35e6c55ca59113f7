"""Facts side by side: one row a fact, one value an environment.

Names are left out, for they differ by design: things are the same where their addresses are.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from docgen.analysis.exposures import located
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.aws.model.base import External, Link
from docgen.aws.model.firewall import Rule, SelfPeer
from docgen.aws.model.network import Network
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown, mapped

MISSING = "—"
NOT_SEEN = "not seen"  # there is code that could hold it and is not here
OPEN = re.compile(rf"\bunknown\b|\bor more$|^{NOT_SEEN}$|\bundecided\b")
ENVIRONMENT = "environment"  # what a fact is of that belongs to no single resource


class IntendedDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Differences that somebody wants. `fact` and `of` may hold * and ?."""

    because: Annotated[str, msgspec.Meta(description="Why it is wanted.")]
    fact: Annotated[
        str, msgspec.Meta(description="The fact as the parity page calls it; `*` and `?` stand for any text.")
    ] = "*"
    of: Annotated[
        str, msgspec.Meta(description='An address, or "environment"; `*` and `?` stand for any text.')
    ] = "*"
    until: Annotated[dt.date | None, msgspec.Meta(description="The last day on which it is wanted.")] = None

    def covers(self, row: "Row") -> bool:
        return matches(self.fact, row.fact) and matches(self.of, row.subject or ENVIRONMENT)


def matches(pattern: str, text: str) -> bool:
    written = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(written, text, re.DOTALL) is not None


class Row(msgspec.Struct, frozen=True):
    """One fact in every environment."""

    subject: str  # an address, or "" for the environment as a whole
    fact: str  # "rules", "tier", "public", "exposure", "number of NAT gateways"
    values: tuple[str, ...]  # in the order of environments

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1

    @property
    def is_same(self) -> bool:
        """Whether it is known to be the same everywhere: two values that are not known are not equal for that."""
        return not self.differs and not OPEN.search(self.values[0])


def find_parity(facts: Facts) -> tuple[Row, ...]:
    """Every fact of every environment, in the order of addresses."""
    columns = [dict(compared_facts(each)) for each in facts.environments]
    nothing = [NOT_SEEN if each.not_seen.anything else MISSING for each in facts.environments]
    keys = dict.fromkeys(key for column in columns for key in column)
    ordered = sorted(keys, key=lambda key: (key[0] is not None, key[0].order() if key[0] else (), key[1]))
    return tuple(
        Row(
            str(subject or ""),
            fact,
            tuple(
                column.get((subject, fact), absent) for column, absent in zip(columns, nothing, strict=True)
            ),
        )
        for subject, fact in ordered
    )


def intention(row: Row, intended: Sequence[IntendedDifference]) -> IntendedDifference | None:
    """Why a difference is wanted; of several entries the one that lasts longest."""
    covering = [each for each in intended if each.covers(row)]
    return max(covering, key=lambda each: each.until or dt.date.max, default=None)


def unintended(
    facts: Facts, intended: Sequence[IntendedDifference], today: dt.date
) -> Iterator[tuple[Row, IntendedDifference | None]]:
    """The differences that nobody wants, or not any more: then with the entry that has run out."""
    for row in find_parity(facts):
        entry = intention(row, intended) if row.differs else None
        if row.differs and (entry is None or (entry.until is not None and entry.until < today)):
            yield row, entry


def compared_facts(facts: EnvironmentFacts) -> Iterator[tuple[tuple[ResourceAddress | None, str], str]]:
    network = facts.network
    counts: Mapping[str, int] = {
        "subnets": len(network.subnets),
        "NAT gateways": len(network.nat_gateways),
        "VPC endpoints": len(network.endpoints),
        "flow logs": len(network.flow_logs),
        "security groups": len(network.security_groups),
        "components": len(network.components()),
    }
    for noun, number in counts.items():
        yield (None, f"number of {noun}"), f"{number} or more" if facts.not_seen.anything else str(number)
    for vpc in network.vpcs:
        ranges = [str(each.value) if isinstance(each, Known) else "unknown" for each in vpc.cidrs]
        yield (vpc.address, "ranges"), ", ".join(ranges)
    for address, place in facts.placements.items():
        yield (address, "tier"), place.tier
    for group in network.security_groups:
        yield (group.address, "rules"), "; ".join(sorted(map(rule_text, group.rules))) or "none"
    for component in network.components():
        public = component.public
        yield (
            (component.address, "public address"),
            str(public.value).lower() if isinstance(public, Known) else "unknown",
        )
        if component.listens is not None:
            yield (component.address, "ports"), ", ".join(map(text_of, component.listens)) or "none"
        tiers = {place.tier for place in located(component, facts.placements)}
        yield (component.address, "subnets"), ", ".join(sorted(tiers)) or "unknown"
    yield from told_of_services(network)
    for exposure in facts.exposures:
        yield (exposure.subject, "exposure"), f"{exposure.effect} on {', '.join(exposure.ports) or 'no port'}"


def told_of_services(network: Network) -> Iterator[tuple[tuple[ResourceAddress | None, str], str]]:
    for database in network.databases:
        yield (database.address, "encrypted"), text_of(database.encrypted)
    for cluster in network.kafka_clusters:
        yield (cluster.address, "between client and broker"), text_of(cluster.client_broker)
    for entry in network.entries:
        yield (entry.address, "open"), text_of(entry.is_open)
    for endpoint in network.endpoints:
        yield (endpoint.address, "policy"), text_of(mapped(endpoint.limits, policy_text))


def policy_text(limits: bool) -> str:  # noqa: FBT001 - the value itself
    return "its own" if limits else "full access"


def text_of(value: Traced[Any]) -> str:
    if isinstance(value, Unknown):
        return "unknown"
    return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)


def rule_text(rule: Rule) -> str:
    """`ingress tcp 443 from 0.0.0.0/0`, with addresses for names."""
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else "unknown protocol"
    ports = rule.ports.value if isinstance(rule.ports, Known) else "unknown ports"
    service = "everything" if protocol == "-1" else f"{protocol} {ports}" if ports is not None else protocol
    value = rule.peer.value
    if not isinstance(value, Known):
        peer = "an unknown peer"
    elif isinstance(value.value, Link):
        peer = "itself" if isinstance(rule.peer, SelfPeer) else str(value.value.address)
    else:
        peer = value.value.id if isinstance(value.value, External) else str(value.value)
    return f"{rule.direction} {service} {'from' if rule.direction == 'ingress' else 'to'} {peer}"
