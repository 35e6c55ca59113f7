"""The connections of a picture as a table: for screen readers, and for searching."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.access.stores import StoreAccess, find_store_access
from docgen.analysis.arrows import Arrow, PortEncryption, arrow_encryption, find_arrows
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_encryption import EncryptionState
from docgen.analysis.flow_state import FlowState, rules_used_inside
from docgen.analysis.register import AllowedFlow, Register, find_register
from docgen.aws.model.base import linked
from docgen.aws.model.firewall import CidrPeer, PrefixListPeer
from docgen.aws.model.public_endpoints import PublicEndpoint
from docgen.document.nodes import Anchor, Code, Inlines, Link, Table, Text, anchor_of, inlines
from docgen.document.nodes import Unknown as UnknownInline
from docgen.pages.labels import Labels
from docgen.pages.register import reason_cell, state_cell
from docgen.pages.rule_text import peer_text
from docgen.pages.sentences.access import store_access_text
from docgen.pages.sentences.traffic import UNFORWARDED, rule_service_text
from docgen.pages.ways import ports_words
from docgen.pages.words import codes, joined_inlines
from docgen.source.address import ResourceAddress
from docgen.source.tristate import tristate_of

HEADS = ("From", "To", "Ports", "Encrypted")
EMPTY = "There are no connections."
WORDS: Mapping[EncryptionState, str] = {
    EncryptionState.ENCRYPTED: "yes",
    EncryptionState.PLAINTEXT: "no",
    EncryptionState.NOT_APPLICABLE: "not applicable",
}
ENFORCED: Mapping[bool, str] = {
    True: "yes",
    False: "not required",
}  # whether a bucket refuses clients without TLS
UNKNOWN_ENCRYPTION = "the target decides it by settings that are not modelled, or by its own software"


class ConnectionRow(msgspec.Struct, frozen=True):
    """Connections to one target that are alike but for their sources."""

    target: ResourceAddress
    ports: tuple[str, ...]
    is_decided: bool
    forwarded: bool
    from_outside: bool  # flows from outside the network have rows of their own
    by_range: bool  # sources that are components, and that a rule for addresses allows
    encryption: tuple[PortEncryption, ...]


def grouped(facts: EnvironmentFacts) -> dict[ConnectionRow, list[Arrow]]:
    """The connections of an environment by their rows."""
    components = {each.address: each for each in facts.network.components()}
    found: dict[ConnectionRow, list[Arrow]] = {}
    for arrow in find_arrows(facts):
        encryption = arrow_encryption(arrow, components.get(arrow.target), facts.network)
        row = ConnectionRow(
            arrow.target,
            arrow.ports,
            arrow.is_decided,
            arrow.forwarded,
            arrow.source is None,
            is_by_range(arrow),
            encryption,
        )
        found.setdefault(row, []).append(arrow)
    return found


def is_by_range(arrow: Arrow) -> bool:
    """Whether a component may connect by rules for address ranges alone: their descriptions are about others, too."""
    named = [isinstance(rule.peer, CidrPeer) for rule in arrow.rules]
    return arrow.source is not None and bool(named) and all(named)


class FlowNumbers(msgspec.Struct, frozen=True):
    """The number of the row that each flow has in the table below the data-flow picture."""

    arrows: Mapping[Arrow, int]
    entries: Mapping[ResourceAddress, int]
    stores: Mapping[StoreAccess, int]
    outbound: Mapping[int, int]  # by the identity of the flow's rule


def flow_numbers(facts: EnvironmentFacts) -> FlowNumbers:
    """From 1: connections, what entries hand on, what components do with buckets, and outbound traffic to ranges."""
    numbers = itertools.count(1)
    arrows: dict[Arrow, int] = {}
    for every in grouped(facts).values():
        arrows |= dict.fromkeys(every, next(numbers))
    entries = {each.address: next(numbers) for each in facts.network.entries if hands_on(each)}
    stores = {each: next(numbers) for each in find_store_access(facts)}
    outbound = {id(each.rule): next(numbers) for each in outbound_flows(find_register(facts))}
    return FlowNumbers(arrows, entries, stores, outbound)


def outbound_flows(register: Register) -> list[AllowedFlow]:
    """What components may open connections to by address ranges, and nothing that was seen blocks it."""
    return [each for each in all_outbound(register) if each.state is not FlowState.ON_PAPER]


def all_outbound(register: Register) -> list[AllowedFlow]:
    peers = CidrPeer | PrefixListPeer
    outbound = [each for each in register.flows if each.rule.direction == "egress" and each.holders]
    return [each for each in outbound if isinstance(each.rule.peer, peers)]


def hands_on(entry: PublicEndpoint) -> bool:
    return bool(linked(entry.behind)) and tristate_of(entry.is_open) is not False


def connection_table(facts: EnvironmentFacts, labels: Labels, register: Register | None = None) -> Table:
    """A row for each target and set of ports; with a register, its number and why each is needed.

    The first row about a component has its anchor, to which its picture leads.
    """
    anchors = Anchors()
    if register is None:
        rows = [*connection_rows(facts, labels, anchors, None), *entry_rows(facts, labels, anchors)]
        return Table(HEADS, (*rows, *unconnected(facts, labels, anchors, len(HEADS))), EMPTY)
    balancers = {each.address for each in facts.network.load_balancers}
    numbered = [
        *connection_rows(facts, labels, anchors, register),
        *((*each, inlines("")) for each in entry_rows(facts, labels, anchors)),
        *store_rows(facts, labels, anchors),
        *(outbound_row(each, labels, balancers) for each in outbound_flows(register)),
    ]
    heads = ("Flow", *HEADS, "Reason")
    blocked = [each for each in all_outbound(register) if each.state is FlowState.ON_PAPER]
    others = [
        *(outbound_row(each, labels, balancers) for each in blocked),
        *unconnected(facts, labels, anchors, len(heads) - 1),
    ]
    rows = [
        *((inlines(str(number)), *each) for number, each in enumerate(numbered, 1)),
        *((inlines(""), *each) for each in others),
    ]
    return Table(heads, tuple(rows), EMPTY, wide=True)


def connection_rows(
    facts: EnvironmentFacts, labels: Labels, anchors: "Anchors", register: Register | None
) -> Iterator[tuple[Inlines, ...]]:
    for row, arrows in grouped(facts).items():
        marks = anchors.of([row.target, *(each.source for each in arrows if each.source is not None)])
        said = (
            joined_inlines([text for each in arrows for text in source_texts(each, labels)]),
            inlines(Code(labels.of(row.target))),
            inlines(
                *perhaps(row), ports_words(row.ports), *(() if row.forwarded else (f" ({UNFORWARDED})",))
            ),
            inlines(*encryption_text(row.encryption), *marks),
        )
        wide = inlines("By a rule for addresses: ") if row.by_range else ()
        yield (*said, (*wide, *reasons(arrows, register))) if register is not None else said


def entry_rows(facts: EnvironmentFacts, labels: Labels, anchors: "Anchors") -> Iterator[tuple[Inlines, ...]]:
    for entry in filter(hands_on, facts.network.entries):
        behind = [each.address for each in linked(entry.behind)]
        marks = anchors.of([entry.address, *behind])
        yield (
            inlines(Code(labels.of(entry.address))),
            codes(labels.of(each) for each in behind),
            inlines("requests that it hands on"),
            inlines(UnknownInline(UNKNOWN_ENCRYPTION), *marks),
        )


def store_rows(facts: EnvironmentFacts, labels: Labels, anchors: "Anchors") -> Iterator[tuple[Inlines, ...]]:
    """What policies allow components to do with the objects of buckets."""
    for use in find_store_access(facts):
        marks = anchors.of([use.bucket.address, use.component])
        verdict = tristate_of(use.bucket.requires_tls)
        encrypted = (
            UnknownInline("the policy of the bucket is not known") if verdict is None else ENFORCED[verdict]
        )
        sources = dict.fromkeys(each.source.name for each in use.grants)
        yield (
            inlines(Code(labels.of(use.component))),
            inlines(Code(labels.of(use.bucket.address))),
            inlines(
                "" if use.is_decided else "perhaps ",
                f"{store_access_text(use)}, TCP {'443' if verdict else '80, 443'}",
            ),
            inlines(encrypted, *marks),
            inlines("Allowed by policies of its role: ", *codes(sources)),
        )


class Anchors:
    """Each thing's anchor once: in the first row that is about it."""

    def __init__(self) -> None:
        self.made: set[ResourceAddress] = set()

    def of(self, addresses: Iterable[ResourceAddress]) -> Iterator[Anchor]:
        for each in dict.fromkeys(addresses):
            if each not in self.made:
                self.made.add(each)
                yield Anchor(anchor_of(str(each)))


def unconnected(
    facts: EnvironmentFacts, labels: Labels, anchors: Anchors, width: int
) -> list[tuple[Inlines, ...]]:
    """One row for each component that has no connections, so that its picture leads somewhere."""
    things = [each.address for each in (*facts.network.components(), *facts.network.entries)]
    left = [each for each in dict.fromkeys(things) if each not in anchors.made]
    return [
        (
            inlines(Code(labels.of(each))),
            inlines(""),
            inlines("no connection that docgen could see", *anchors.of([each])),
            *(inlines("") for _ in range(width - 3)),
        )
        for each in left
    ]


def outbound_row(
    flow: AllowedFlow, labels: Labels, balancers: Collection[ResourceAddress]
) -> tuple[Inlines, ...]:
    blocked = " (something else blocks it)" if flow.state is FlowState.ON_PAPER else ""
    perhaps = "perhaps " if flow.state is FlowState.UNDECIDED else ""
    if all(each in balancers for each in flow.holders):
        blocked = f" ({UNFORWARDED})"
    return (
        codes(labels.of(each) for each in flow.holders),
        inlines(peer_text(flow.rule, labels)),
        inlines(f"{perhaps}{rule_service_text(flow.rule)}{blocked}"),
        inlines(UnknownInline("the target is not in the configuration")),
        reason_cell(flow),
    )


def source_texts(arrow: Arrow, labels: Labels) -> list[Inlines]:
    if arrow.source is not None:
        return [inlines(Code(labels.of(arrow.source)))]
    if arrow.ranges:
        return [inlines(Code(each)) for each in arrow.ranges]
    return [inlines(f"the internet ({arrow.family} only)" if arrow.family else "the internet")]


def perhaps(row: ConnectionRow) -> Inlines:
    return () if row.is_decided else inlines("perhaps ")


def encryption_text(found: Sequence[PortEncryption]) -> Inlines:
    """`yes`, or by port: `80: no, 443: yes`."""
    states = {each.state for each in found}
    if not found or states == {EncryptionState.UNKNOWN}:
        return inlines(UnknownInline(UNKNOWN_ENCRYPTION))
    if len(states) == 1:
        return inlines(WORDS[states.pop()])
    said = [
        Text(f"{each.port.partition('/')[2] or each.port}: {WORDS.get(each.state, 'unknown')}")
        for each in found
    ]
    return joined_inlines([inlines(each) for each in said], ", ")


def reasons(arrows: Sequence[Arrow], register: Register) -> Inlines:
    """Why the rules behind connections are needed, each reason once."""
    wanted = {id(rule) for arrow in arrows for rule in arrow.rules}
    flows = [flow for flow in register.flows if any(id(rule) in wanted for rule in flow.rules)]
    return joined_inlines(list(dict.fromkeys(map(reason_of, flows))), "; ") or inlines("")


def reason_of(flow: AllowedFlow) -> Inlines:
    return reason_cell(flow)


def undrawn_table(facts: EnvironmentFacts, register: Register, labels: Labels) -> Table:
    """What rules allow inbound, and pictures show no line for: something else blocks it, or nothing that was seen uses it."""
    drawn: dict[int, set[ResourceAddress]] = {}
    for arrow in find_arrows(facts):
        for rule in arrow.rules:
            drawn.setdefault(id(rule), set()).add(arrow.target)
    used = rules_used_inside(facts)
    exposed = {each.subject for each in facts.exposures}
    rows = []
    for flow in register.flows:
        if flow.rule.direction != "ingress":
            continue
        targets = set().union(*(drawn.get(id(rule), set()) for rule in flow.rules))
        left = [each for each in flow.holders if each not in targets]
        if left:
            said = NO_CONNECTION if targets else state_cell(flow, labels)
            is_used = any(id(rule) in used for rule in flow.rules)  # beside another rule, whose line is drawn
            if not targets and not is_used and flow.state is FlowState.REACHABLE:
                said = (*said, Text(" from addresses that nothing seen has"))
            links = [
                Link("path", f"{exposures_page(facts)}#{anchor_of(str(each))}")
                for each in left
                if each in exposed
            ]
            rows.append(
                (
                    inlines(peer_text(flow.rule, labels)),
                    codes(labels.of(each) for each in left),
                    inlines(rule_service_text(flow.rule)),
                    (*said, *(part for each in links for part in (Text(" "), each))),
                )
            )
    return Table(
        ("From", "To", "Allowed", "State"),
        tuple(rows),
        "Nothing that rules allow inbound is left out.",
    )


NO_CONNECTION = inlines("no connection that docgen could see")  # the rule allows others, which are drawn


def exposures_page(facts: EnvironmentFacts) -> str:
    return f"environments/{facts.name}/exposures.md"
