"""The security-groups diagram: which group may open connections to which, and which other clients may."""

from collections.abc import Sequence

from docgen.analysis.arrows import find_arrows
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.flow_state import FlowState, rules_used_from_internet, rules_used_inside
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import INTERNET, addresses, is_whole_internet
from docgen.analysis.register import find_register
from docgen.analysis.scopes import memberships
from docgen.aws.model.base import IpNetwork, Link
from docgen.aws.model.firewall import CidrPeer, PrefixListPeer, Rule, SecurityGroup
from docgen.document.diagram_model import BoxKind, Drawing, Edge, EdgeStyle, Group, LegendEntry, Node
from docgen.document.folding import Noun
from docgen.document.nodes import Badge, Code, Table, anchor_of, inlines
from docgen.pages.bounds import bounded
from docgen.pages.diagram_parts import ARROWS, NO_SCOPE, SCOPES, View, merged, vpc_title
from docgen.pages.labels import Labels
from docgen.pages.register import STATE_BADGES
from docgen.pages.rule_text import peer_text, rule_order, service_text
from docgen.pages.sentences.register import STATES
from docgen.pages.words import count, joined_inlines
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown

NOUN = Noun("security group", "security groups")
RANGE = Noun("range", "ranges")
MOST_HOLDERS = 5  # of a group, that are named
HEADS = ("From", "To", "Allowed", "State")
FROM_INSIDE = "\nfrom inside"  # below the ports, where a range of the internet holds addresses inside, which alone can connect
IPV6 = 6
LOOKS: dict[BoxKind, EdgeStyle] = {"internet": "public", "outside": "warning"}
LEGEND = (
    LegendEntry("security group", box="inside"),
    LegendEntry("the whole internet", box="internet"),
    LegendEntry("listed ranges of the internet, or a prefix list", box="outside"),
    LegendEntry("private range, or a group outside the configuration", box="plain"),
    LegendEntry("not known", box="unknown"),
    LegendEntry("from the whole internet", edge="public"),
    LegendEntry("from listed ranges of the internet", edge="warning"),
    LegendEntry("from a group, or from addresses inside", edge="internal"),
    LegendEntry("on paper: a rule allows it, and nothing that was seen can use it", edge="unused"),
    LegendEntry("perhaps: not decided", undecided=True),
    ARROWS,
    LegendEntry("Inbound rules; the page Security groups lists outbound ones", note="lines"),
)


def groups_view(facts: EnvironmentFacts, labels: Labels) -> View:
    """Every inbound rule. A thin line where routes, network ACLs, listeners or missing holders leave it no use."""
    return GroupsSketch(facts, labels).view()


class GroupsSketch:
    """The diagram of one environment while it is built."""

    def __init__(self, facts: EnvironmentFacts, labels: Labels) -> None:
        self.facts = facts
        self.labels = labels
        self.nodes: dict[str, Node] = {}
        self.nouns: dict[str, Noun] = {}
        self.kinds: dict[str, BoxKind] = {}
        self.frames: dict[ResourceAddress, Group] = {}
        self.own = {each.address: f"g{number}" for number, each in enumerate(facts.network.security_groups)}

    def view(self) -> View:
        for group in self.facts.network.security_groups:
            self.put(self.own[group.address], self.group_node(group), NOUN)
        labels: dict[tuple[str, str, EdgeStyle, bool, bool], list[str]] = {}
        used = {id(rule) for arrow in find_arrows(self.facts) for rule in arrow.rules}
        used |= rules_used_inside(self.facts)
        states, outside = states_of_rules(self.facts), rules_used_from_internet(self.facts)
        for group in self.facts.network.security_groups:
            for rule in sorted(group.rules, key=rule_order):
                if rule.direction == "ingress":
                    source, state = self.source(rule, group), states.get(id(rule), FlowState.UNDECIDED)
                    undecided = state is FlowState.UNDECIDED
                    is_from_outside = undecided or id(rule) in outside
                    look = self.look(source, state, is_from_outside=is_from_outside)
                    if state is FlowState.REACHABLE and look == "internal" and id(rule) not in used:
                        look = "unused"  # from addresses that nothing seen has
                    only_inside = look == "internal" and self.nodes[source].box in LOOKS
                    key = (source, self.own[group.address], look, undecided, only_inside)
                    labels.setdefault(key, []).append(service_text(rule))
        edges = tuple(
            Edge(source, target, merged(said) + FROM_INSIDE * only_inside, look, undecided=undecided)
            for (source, target, look, undecided, only_inside), said in labels.items()
        )
        name = "".join(each if each.isascii() and each.isalnum() else "-" for each in self.facts.name.lower())
        title = f"Security groups of {self.facts.name}"
        number = count(len(self.own), "security group")
        drawing = Drawing(
            f"groups-{name}",
            title,
            f"{title}: {number}. Drawn from Terraform.",
            "right",
            tuple(self.frames.values()),
            tuple(self.nodes.values()),
            edges,
            (),
            (*LEGEND, SCOPES if self.facts.scopes else NO_SCOPE),
        )
        return View(drawing, self.nouns)

    def look(self, source: str, state: FlowState, *, is_from_outside: bool) -> EdgeStyle:
        """Red and amber are what the internet can use: of a range that the VPC is in too, that may be nothing."""
        if state is FlowState.ON_PAPER:
            return "unused"
        return LOOKS.get(self.nodes[source].box, "internal") if is_from_outside else "internal"

    def put(self, own: str, node: Node, noun: Noun) -> None:
        self.nodes[own] = node
        self.nouns[own] = noun

    def group_node(self, group: SecurityGroup) -> Node:
        attached = self.facts.attached.get(group.address, ())
        named = [self.labels.of(each) for each in attached[:MOST_HOLDERS]]
        more = len(attached) - len(named)
        held = ", ".join((*named, f"{more} more") if more > 0 else named)
        place = f"environments/{self.facts.name}/security-groups.md#{anchor_of(str(group.address))}"
        lines: tuple[str, ...] = (f"on {held}",) if held else ("attached to nothing that was seen",)
        lines += self.scopes_of(attached)
        title = self.labels.of(group.address)
        return Node(self.own[group.address], title, lines, "", "inside", place, self.frame_of(group))

    def scopes_of(self, attached: Sequence[ResourceAddress]) -> tuple[str, ...]:
        """The scopes of what holds a group: `scope: cde`; `scope: cde, in part` where it is on other things too."""
        known = memberships(self.facts)
        names = [{each.scope for each in known.get(address, ())} for address in attached]
        found = sorted(set().union(*names))
        return tuple(
            f"scope: {name}" + ("" if all(name in each for each in names) else ", in part") for name in found
        )

    def frame_of(self, group: SecurityGroup) -> str:
        """A frame a VPC, where there are several."""
        vpc = address_of(group.vpc)
        found = next((each for each in self.facts.network.vpcs if each.address == vpc), None)
        if found is None or len(self.facts.network.vpcs) == 1:
            return ""
        name = f"v{[each.address for each in self.facts.network.vpcs].index(found.address)}"
        self.frames.setdefault(found.address, Group(name, vpc_title(found, self.facts, self.labels), "vpc"))
        return name

    def source(self, rule: Rule, group: SecurityGroup) -> str:
        """The node of whom a rule admits, made where it is missing."""
        value = rule.peer.value
        if isinstance(value, Unknown):
            return self.outside("not known", "unknown", value.reason.text)
        inner = value.value
        if isinstance(inner, Link) and inner.address in self.own:
            return self.own[inner.address]
        if isinstance(rule.peer, CidrPeer):
            network = rule.peer.value.value
            return self.outside(self.title_of(network, rule, group), *self.kind_of(network, rule, group))
        name = self.labels.of(inner.address) if isinstance(inner, Link) else str(getattr(inner, "id", inner))
        if isinstance(rule.peer, PrefixListPeer):
            return self.outside(name, "outside", "prefix list")
        return self.outside(name, "plain", "group outside the configuration")

    def title_of(self, network: IpNetwork, rule: Rule, group: SecurityGroup) -> str:
        """The range; of ranges that are the internet only together, all of them."""
        if not self.is_part_of_internet(network, rule, group):
            return str(network)
        parts = self.admitted_ranges(rule, group)
        return " and ".join(str(each) for each in parts if addresses(each).meets(INTERNET))

    def is_part_of_internet(self, network: IpNetwork, rule: Rule, group: SecurityGroup) -> bool:
        """Whether a range is a part of the internet, all of which rules of the group allow together."""
        found = addresses(network)
        if is_whole_internet(found) or not found.meets(INTERNET):
            return False
        return is_whole_internet(addresses(*self.admitted_ranges(rule, group)))

    def kind_of(self, network: IpNetwork, rule: Rule, group: SecurityGroup) -> tuple[BoxKind, str]:
        if self.is_part_of_internet(network, rule, group):
            return "internet", "together: the whole internet"
        found = addresses(network)
        vpc = next((each for each in self.facts.network.vpcs if each.address == address_of(group.vpc)), None)
        own = (
            addresses(*(each.value for each in vpc.cidrs if isinstance(each, Known))) if vpc else addresses()
        )
        inside = ""
        if vpc is not None and own and own.is_within(found):
            inside = f"everything in {vpc_title(vpc, self.facts, self.labels)}"
        if is_whole_internet(found):
            family = " over IPv6" if network.version == IPV6 else ""
            return "internet", f"the whole internet{family}" + (f", and {inside}" if inside else "")
        if found.meets(INTERNET):
            return "outside", f"on the internet, and {inside}" if inside else "on the internet"
        return "plain", inside or "private range"

    def admitted_ranges(self, rule: Rule, group: SecurityGroup) -> list[IpNetwork]:
        """All ranges that rules of the group allow the same protocol and ports."""
        service = service_text(rule)
        return [
            each.peer.value.value
            for each in sorted(group.rules, key=rule_order)
            if isinstance(each.peer, CidrPeer)
            and each.direction == rule.direction
            and service_text(each) == service
        ]

    def outside(self, title: str, kind: BoxKind, line: str) -> str:
        own = next(
            (
                name
                for name, each in self.nodes.items()
                if name.startswith("r") and each.title == title and each.lines == (line,)
            ),
            None,
        )
        if own is None:
            own = f"r{len(self.nodes)}"
            place = f"environments/{self.facts.name}/security-groups.md"
            self.put(own, Node(own, title, (line,), "", kind, place), RANGE)
        return own


def states_of_rules(facts: EnvironmentFacts) -> dict[int, FlowState]:
    """By the identity of each rule, whether traffic that it allows gets through."""
    return {id(rule): flow.state for flow in find_register(facts).flows for rule in flow.rules}


def groups_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    """A row for each group and service, with everybody whom its rules admit."""
    found: dict[tuple[ResourceAddress, str, FlowState], list[Rule]] = {}
    states = states_of_rules(facts)
    for group in facts.network.security_groups:
        for rule in sorted(group.rules, key=rule_order):
            if rule.direction == "ingress":
                state = states.get(id(rule), FlowState.UNDECIDED)
                found.setdefault((group.address, service_text(rule), state), []).append(rule)
    rows = tuple(
        (
            joined_inlines(list(dict.fromkeys(inlines(peer_text(each, labels)) for each in rules))),
            inlines(Code(labels.of(address))),
            inlines(service),
            inlines(Badge(STATES[state], STATE_BADGES[state])),
        )
        for (address, service, state), rules in found.items()
    )
    empty = bounded("No security group allows inbound traffic.", facts.not_seen.rule_sources)
    return Table(HEADS, rows, empty)
