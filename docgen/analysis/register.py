"""The register of allowed flows: one row for each thing that a security group allows, with why it is needed.

PCI DSS 4.0.1, requirement 1.2.5: all services, protocols and ports that are allowed are identified, approved, and have a
defined business need; 1.2.7: they are reviewed. A row is one direction, peer, protocol and port range of one group; equal
rules of several resources are one row. What is not known is a row, too, with the reason.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.allowed_traffic import ports_of
from docgen.analysis.connections import group_named
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.findings import OutsideGroup
from docgen.analysis.flow_encryption import Encryption, flow_encryption
from docgen.analysis.flow_state import FlowJudge, FlowReason, FlowState, FlowVerdict, addresses_of
from docgen.analysis.insecure_services import HTTP, InsecureService, services_on
from docgen.analysis.justification import Justification, Names, Subject, Why, justify, names_of_range
from docgen.analysis.kinds import KINDS
from docgen.analysis.not_seen import Missing
from docgen.analysis.placement import address_of, is_made_here
from docgen.analysis.redirects import redirects
from docgen.aws.model.base import Link, Target
from docgen.aws.model.components import Component, LoadBalancer
from docgen.aws.model.firewall import CidrPeer, GroupPeer, PrefixListPeer, Rule, SelfPeer
from docgen.source.address import UNKNOWN_KEY, ResourceAddress, print_key
from docgen.source.traced import Known, Reason, Traced, Unknown
from docgen.source.tristate import Tristate, any_of

SELF = "self"


class AllowedFlow(msgspec.Struct, frozen=True, eq=False):
    """One row. All rules are equal in what they allow; the first one represents them."""

    environment: str
    group: ResourceAddress | None  # None: not known, or outside the configuration
    rules: tuple[Rule, ...]
    holders: tuple[ResourceAddress, ...]  # the components and resources that have the group
    more_holders: FlowReason | None  # what may have it as well
    verdict: FlowVerdict
    encryption: Encryption
    insecure: tuple[InsecureService, ...]
    may_be_insecure: bool  # other insecure services may be among what it allows
    subject: Subject  # what patterns of `why:` are compared with
    justification: Justification

    @property
    def rule(self) -> Rule:
        return self.rules[0]

    @property
    def state(self) -> FlowState:
        return self.verdict.state

    @property
    def key(self) -> str:
        """The identity of the row, without details: the same in every environment and every run."""
        rule = self.rule
        words = [rule.direction, group_text(rule.group), traffic_key(rule)]
        return " ".join((*words, "from" if rule.direction == "ingress" else "to", peer_key(rule)))


class Register(msgspec.Struct, frozen=True, eq=False):
    """The rows of one environment, and what it could not see."""

    environment: str
    flows: tuple[AllowedFlow, ...]
    unseen: tuple["Missing | OutsideGroup", ...] = ()  # what may allow more
    unfiltered: tuple[
        ResourceAddress, ...
    ] = ()  # load balancers without security groups: every client gets through
    default_groups: tuple[ResourceAddress, ...] = ()  # VPCs whose default group is as AWS makes it

    @property
    def is_complete(self) -> bool:
        return not self.unseen


# -- keys ----------------------------------------------------------------------------------


def group_text(target: Traced[Target]) -> str:
    """The address of a group, the id of one outside, or "unknown"."""
    if isinstance(target, Unknown):
        return "unknown"
    return str(target.value.address) if isinstance(target.value, Link) else target.value.id


def traffic_key(rule: Rule) -> str:
    """`tcp/443`, `-1`, `icmp/8`, `icmp/3.4` (a type and a code), `unknown`."""
    if isinstance(rule.protocol, Unknown):
        return "unknown"
    protocol = rule.protocol.value
    if isinstance(rule.ports, Unknown):
        return f"{protocol}/unknown"
    ports = rule.ports.value
    if ports is not None and protocol.startswith("icmp"):  # a type, and a code or -1 for all of them
        return f"{protocol}/{ports.first}" + (f".{ports.last}" if ports.last >= 0 else "")
    return protocol if ports is None else f"{protocol}/{ports}"


def peer_key(rule: Rule) -> str:
    match rule.peer:
        case SelfPeer():
            return SELF
        case CidrPeer(value=network):
            return str(network.value)
        case GroupPeer(value=target) | PrefixListPeer(value=target):
            return group_text(target)
        case _:
            return "unknown"


def merge_key(rule: Rule) -> tuple[object, ...]:
    """Equal for rules that allow the same; what is not known is equal to nothing."""
    parts: tuple[Traced[Any], ...] = (rule.group, rule.protocol, rule.ports, rule.peer.value)
    if rule.count_unknown or any(isinstance(each, Unknown) for each in parts):
        return (str(rule.address), rule.span, rule.direction, traffic_key(rule), peer_key(rule), id(rule))
    return (rule.direction, group_text(rule.group), traffic_key(rule), peer_key(rule))


def row_order(rule: Rule) -> tuple[object, ...]:
    ports = rule.ports.value if isinstance(rule.ports, Known) else None
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else "unknown"
    group = address_of(rule.group)
    return (
        group is None,
        group.order() if group is not None else (),
        rule.direction != "ingress",
        protocol,
        ports.first if ports is not None else -1,
        ports.last if ports is not None else -1,
        peer_key(rule),
        str(rule.address),
        rule.span,
    )


# -- rows ----------------------------------------------------------------------------------

FOUND: WeakKeyDictionary[EnvironmentFacts, Register] = WeakKeyDictionary()


def find_register(facts: EnvironmentFacts, entries: Sequence[Why] = ()) -> Register:
    """The register of one environment. What the entries of `why:` do not change is computed once for the same facts."""
    bare = FOUND.get(facts)
    if bare is None:
        bare = FOUND[facts] = RegisterFinder(facts).register()
    flows = tuple(
        msgspec.structs.replace(each, justification=justify(each.subject, each.rules, entries))
        for each in bare.flows
    )
    return msgspec.structs.replace(bare, flows=flows)


class RegisterFinder:
    """The rows of one environment."""

    def __init__(self, facts: EnvironmentFacts) -> None:
        self.facts = facts
        self.network = facts.network
        self.judge = FlowJudge(facts)
        self.things = facts.network.by_address()
        self.collections = {
            thing.address: name for name, kind in KINDS.items() for thing in kind.all_members(self.network)
        }
        self.named: dict[ResourceAddress, Names] = {}

    def register(self) -> Register:
        rules = [rule for group in self.network.security_groups for rule in group.rules]
        rules += self.network.unattached_rules
        merged: dict[tuple[object, ...], list[Rule]] = {}
        for each in sorted(rules, key=row_order):
            merged.setdefault(merge_key(each), []).append(each)
        partial = (OutsideGroup(each.address) for each in self.network.security_groups if each.is_partial)
        return Register(
            self.facts.name,
            tuple(map(self.flow, map(tuple, merged.values()))),
            (*self.facts.not_seen.rule_sources, *partial),
            tuple(
                each.address
                for each in self.network.load_balancers
                if not each.has_groups and each.listens != ()
            ),
            tuple(self.untouched_defaults()),
        )

    def untouched_defaults(self) -> Iterator[ResourceAddress]:
        """The VPCs whose default group nothing in the configuration is about.

        https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
        """
        own = {address_of(each.vpc) for each in self.network.security_groups if each.is_default}
        for each in self.network.vpcs:
            if is_made_here(each.address) and each.address not in own:
                yield each.address

    def flow(self, rules: tuple[Rule, ...]) -> AllowedFlow:
        rule = rules[0]
        group = address_of(rule.group)
        if group is not None and group not in self.judge.facts.attached:
            group = None
        holders = self.facts.attached.get(group, ()) if group is not None else ()
        if group is not None:
            holders = tuple(addresses_of({*holders, *self.judge.holders.get(group, {})}))
        more = self.judge.others(group) if group is not None else None
        targets = self.targets(group, rule)
        insecure, may_be_insecure = self.insecure(rule, targets)
        subject = self.subject(group, rule)
        return AllowedFlow(
            self.facts.name,
            group,
            rules,
            holders,
            more,
            self.judge.verdict(group, rule),
            flow_encryption(
                rule,
                targets.components,
                self.network,
                is_outside=targets.is_outside,
                may_be_more=targets.may_be_more or bool(self.facts.not_seen.paths),
            ),
            insecure,
            may_be_insecure,
            subject,
            justify(subject, rules, ()),
        )

    def targets(self, group: ResourceAddress | None, rule: Rule) -> "Targets":
        if rule.direction == "egress":
            if isinstance(rule.peer, CidrPeer | PrefixListPeer):
                return Targets(is_outside=True)
            group = group_named(rule.peer.value) if isinstance(rule.peer, GroupPeer | SelfPeer) else None
        if group is None:
            return Targets(may_be_more=True)
        holders = tuple(self.judge.holders.get(group, {}).values())
        return Targets(holders, may_be_more=self.judge.others(group) is not None)

    def insecure(self, rule: Rule, targets: "Targets") -> tuple[tuple[InsecureService, ...], bool]:
        """The insecure services that it certainly allows, and whether there may be more.

        Of a target whose ports are known, only services on these count; of one outside, everything that is allowed.
        """
        if isinstance(rule.protocol, Unknown):
            return (), True
        ports, are_known = ports_of(rule)
        possible = services_on(rule.protocol.value, ports)
        if not possible or not are_known:
            return (), bool(possible)
        if targets.is_outside or not (targets.components or targets.may_be_more):
            return possible, False
        answering = {each.name: [t for t in targets.components if answers_on(t, each)] for each in possible}
        certain = [each for each in possible if True in map(answer_of, answering[each.name], repeat(each))]
        if HTTP in certain:
            redirected = [self.redirects(each) for each in answering[HTTP.name]]
            if all(redirected):
                certain.remove(HTTP)
                possible = tuple(each for each in possible if each is not HTTP)
            elif False not in redirected:
                certain.remove(HTTP)
        unheard = any(
            answer_of(each, service) is None for service in possible for each in answering[service.name]
        )
        is_open = targets.may_be_more or unheard or bool(self.facts.not_seen.paths)
        doubtful = HTTP in possible and HTTP not in certain and bool(answering[HTTP.name])
        return tuple(certain), doubtful or (is_open and len(certain) < len(possible))

    def redirects(self, component: Component) -> bool | None:
        """Whether its listener for HTTP sends every client to HTTPS; only load balancers do that for certain."""
        if not isinstance(component, LoadBalancer):
            return False
        for listener in self.network.listeners:
            if address_of(listener.load_balancer) != component.address:
                continue
            if isinstance(listener.port, Known) and listener.port.value == HTTP.first:
                if isinstance(listener.protocol, Unknown):
                    return None
                own = [
                    each
                    for each in self.network.listener_rules
                    if address_of(each.listener) == listener.address
                ]
                answers = [redirects(listener.actions), *(redirects(each.actions) for each in own)]
                if False in answers:
                    return False
                loose = any(isinstance(each.listener, Unknown) for each in self.network.listener_rules)
                missing = (*self.facts.not_seen.anything, *self.facts.not_seen.unlinked)
                return None if None in answers or loose or missing else True
        return False

    # -- what patterns are compared with ---------------------------------------------------

    def subject(self, group: ResourceAddress | None, rule: Rule) -> Subject:
        own = self.names_of_group(group, rule.group)
        match rule.peer:
            case SelfPeer():
                peer = msgspec.structs.replace(own, texts=(SELF, *own.texts))
            case GroupPeer(value=target):
                peer = self.names_of_group(address_of(target), target)
            case CidrPeer(value=network):
                peer = names_of_range(network.value)
            case PrefixListPeer(value=target):
                peer = Names(self.names_of(address_of(target), group_text(target)))
            case _:
                peer = Names(unknown=rule.peer.value.reason)
        only = Names(self.names_of(group, group_text(rule.group)), unknown=self.name_gap(group, rule.group))
        inbound = rule.direction == "ingress"
        source, target_names = (peer, own) if inbound else (own, peer)
        return Subject(self.facts.name, rule.direction, only, source, target_names, rule.protocol, rule.ports)

    def names_of_group(self, group: ResourceAddress | None, written: Traced[Target]) -> Names:
        """A group is called by its names, and by those of everything that has it."""
        if group is None:
            texts = () if isinstance(written, Unknown) else self.names_of(None, group_text(written))
            return Names(texts, unknown=written.reason if isinstance(written, Unknown) else None)
        found = self.named.get(group)
        if found is None:
            held = [
                name
                for each in (*self.facts.attached.get(group, ()), *self.judge.holders.get(group, {}))
                for name in (*self.names_of(each), self.collections.get(each, ""))
                if name
            ]
            texts = tuple(dict.fromkeys((*self.names_of(group), *held)))
            things = (group, *self.facts.attached.get(group, ()), *self.judge.holders.get(group, {}))
            others = self.judge.others(group)
            gap = next((gap for each in things if (gap := self.name_gap(each, None)) is not None), None)
            if gap is None and others is not None:
                gap = others if isinstance(others, Reason) else MAY_BE_HELD
            found = self.named[group] = Names(texts, unknown=gap)
        return found

    def name_gap(self, address: ResourceAddress | None, written: Traced[Target] | None) -> Reason | None:
        """Why a thing may have a name that is not known and that docgen.yml could write: not one that AWS chooses."""
        if address is None:
            return written.reason if isinstance(written, Unknown) else None
        if UNKNOWN_NUMBER in str(address):
            return NUMBER_UNKNOWN
        thing = self.things.get(address)
        names = (getattr(thing, "name", None), getattr(thing, "own_name", None))
        return next(
            (each.reason for each in names if isinstance(each, Unknown) and each.reason.kind is not None),
            None,
        )

    def names_of(self, address: ResourceAddress | None, text: str = "") -> tuple[str, ...]:
        """Its address, its label in the configuration, its name tag, its own name."""
        if address is None:
            return (text,) if text else ()
        thing = self.things.get(address)
        names = (getattr(thing, "name", None), getattr(thing, "own_name", None))
        known = (each.value for each in names if isinstance(each, Known))
        return tuple(dict.fromkeys((str(address), address.name, *known)))


MAY_BE_HELD = Reason("other things may have the group")
NUMBER_UNKNOWN = Reason("how many of them there are is not known")
UNKNOWN_NUMBER = print_key(UNKNOWN_KEY)  # in an address


def answers_on(component: Component, service: InsecureService) -> bool:
    """Whether it answers on a port of the service, or may."""
    return answer_of(component, service) is not False


def answer_of(component: Component, service: InsecureService) -> Tristate:
    """The same; what does not say on which ports it answers counts as answering on all."""
    if component.listens is None:
        return True
    return any_of(
        None if isinstance(each, Unknown) else each.value in service.ports for each in component.listens
    )


class Targets(msgspec.Struct, frozen=True, eq=False):
    """The servers of a flow: components, or somebody outside; and whether there may be others."""

    components: tuple[Component, ...] = ()
    is_outside: bool = False
    may_be_more: bool = False


# -- findings ------------------------------------------------------------------------------


class Unjustified(msgspec.Struct, frozen=True, eq=False):
    """Neither the rule nor docgen.yml says why the flow is needed."""

    flow: AllowedFlow


class MayBeUnjustified(msgspec.Struct, frozen=True, eq=False):
    """Whether something says why depends on what is not known."""

    flow: AllowedFlow


class Unmitigated(msgspec.Struct, frozen=True, eq=False):
    """An insecure service is allowed, and no entry of `why:` says what reduces its risk."""

    flow: AllowedFlow


class MayBeUnmitigated(msgspec.Struct, frozen=True, eq=False):
    """The same, where it is not known which services are allowed, or which entry is about them."""

    flow: AllowedFlow


class ReviewPassed(msgspec.Struct, frozen=True):
    """An entry of `why:` was good until a day before the one that is asked about."""

    entry: Why
    as_of: dt.date


class MayBeMore(msgspec.Struct, frozen=True, eq=False):
    """Something that was not seen may allow flows that are not in the register."""

    environment: str
    missing: tuple["Missing | OutsideGroup", ...]


RegisterFinding: TypeAlias = (
    Unjustified | MayBeUnjustified | Unmitigated | MayBeUnmitigated | ReviewPassed | MayBeMore
)


def find_register_findings(
    registers: Sequence[Register], entries: Sequence[Why] = (), as_of: dt.date | None = None
) -> Iterator[RegisterFinding]:
    """The open points of the register; `as_of` None: without those about dates."""
    for register in registers:
        for each in register.flows:
            yield from findings_of(each)
        if register.unseen:
            yield MayBeMore(register.environment, register.unseen)
    for entry in entries:
        if as_of is not None and entry.review is not None and entry.review < as_of:
            yield ReviewPassed(entry, as_of)


def findings_of(flow: AllowedFlow) -> Iterator[RegisterFinding]:
    """The findings about one row."""
    justification = flow.justification
    if justification.is_justified is not True:
        yield Unjustified(flow) if justification.is_justified is False else MayBeUnjustified(flow)
    if (flow.insecure or flow.may_be_insecure) and not justification.mitigation:
        is_sure = bool(flow.insecure) and not justification.entry_unknown
        yield Unmitigated(flow) if is_sure else MayBeUnmitigated(flow)


def finding_environment(finding: RegisterFinding) -> str:
    """The environment that a finding is about; "" for an entry of docgen.yml."""
    match finding:
        case ReviewPassed():
            return ""
        case MayBeMore(environment=environment):
            return environment
        case _:
            return finding.flow.environment


def flows_by_key(register: Register) -> Mapping[str, AllowedFlow]:
    """The rows by their keys; of several unknown ones with the same key, numbered from the second on."""
    found: dict[str, AllowedFlow] = {}
    for each in register.flows:
        key, number = each.key, 2
        while key in found:
            key, number = f"{each.key} ({number})", number + 1
        found[key] = each
    return found
