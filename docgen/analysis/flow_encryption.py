"""Whether the traffic that a rule allows is encrypted in transit, as far as the target's own settings say."""

import enum
from collections.abc import Iterable

import msgspec

from docgen.analysis.allowed_traffic import ports_of
from docgen.analysis.database_tls import force_ssl, is_postgres
from docgen.analysis.placement import address_of
from docgen.analysis.ranges import IntervalSet
from docgen.aws.model.components import (
    Component,
    Database,
    KafkaCluster,
    LoadBalancer,
    ManagedService,
    Service,
)
from docgen.aws.model.data_protection import DataStore
from docgen.aws.model.firewall import Rule
from docgen.aws.model.network import Network
from docgen.aws.model.products import Product
from docgen.source.traced import Known, Traced, Unknown
from docgen.source.tristate import Tristate, all_of, tristate_of


class EncryptionState(enum.Enum):
    """The value is its name in JSON and CSV."""

    ENCRYPTED = "yes"  # on every port on which a target answers
    PLAINTEXT = "no"  # on one of them, at least
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"  # ICMP carries no data of applications


class EncryptionGap(enum.Enum):
    """Why it is not known."""

    OUTSIDE = enum.auto()  # the target is not in the configuration
    NO_TARGET = enum.auto()  # nothing that was seen is the target
    MORE_TARGETS = enum.auto()  # other things may be targets
    NOT_MODELLED = (
        enum.auto()
    )  # the target decides it by settings that are not modelled, or by its own software
    RULE_UNKNOWN = enum.auto()


class Encryption(msgspec.Struct, frozen=True):
    state: EncryptionState
    gap: EncryptionGap | None = None


NOT_APPLICABLE = Encryption(EncryptionState.NOT_APPLICABLE)
HTTPS = 443
TLS = frozenset({"HTTPS", "TLS", "SSL"})
# https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
KAFKA: dict[int, bool] = {
    9092: False,
    **dict.fromkeys((9094, 9096, 9098, 9194, 9196, 9198), True),
    2181: False,
    2182: True,
}


def unknown(gap: EncryptionGap) -> Encryption:
    return Encryption(EncryptionState.UNKNOWN, gap)


def flow_encryption(  # noqa: PLR0911 - one return a case
    rule: Rule, targets: Iterable[Component], network: Network, *, is_outside: bool, may_be_more: bool
) -> Encryption:
    """`is_outside`: the target is a range; `may_be_more`: things that were not seen may be targets too."""
    protocol = rule.protocol.value if isinstance(rule.protocol, Known) else None
    if protocol in {"icmp", "icmpv6"}:
        return NOT_APPLICABLE
    if is_outside:
        return unknown(EncryptionGap.OUTSIDE)
    if protocol is None or isinstance(rule.ports, Unknown):
        return unknown(EncryptionGap.RULE_UNKNOWN)
    allowed, _ = ports_of(rule)
    answers = [each for target in targets for each in answers_of(target, allowed, network)]
    if False in answers:
        return Encryption(EncryptionState.PLAINTEXT)
    if may_be_more:
        return unknown(EncryptionGap.MORE_TARGETS)
    if not answers:
        return unknown(EncryptionGap.NO_TARGET)
    return unknown(EncryptionGap.NOT_MODELLED) if None in answers else Encryption(EncryptionState.ENCRYPTED)


def answers_of(target: Component, allowed: IntervalSet, network: Network) -> Iterable[Tristate]:
    """For each port on which it answers and that is allowed, whether it speaks TLS there."""
    if target.listens is None:
        yield None
    for port in target.listens or ():
        if isinstance(port, Unknown):
            yield None
        elif port.value in allowed:
            yield speaks_tls(target, port.value, network)


def speaks_tls(target: Component, port: int, network: Network) -> Tristate:
    match target:
        case LoadBalancer():
            return listener_tls(target, port, network)
        case KafkaCluster():
            return KAFKA.get(port)
        case Service():
            return target_group_tls(target, port, network)
        case Database() if target.cluster is None and is_postgres(target, network):
            return force_ssl(target, network).forced
        case ManagedService() if target.kind is Product.INTERFACE_ENDPOINT:
            return port == HTTPS  # ports that are known are those of HTTP and of HTTPS
        case _:
            return store_tls(target, network)


def store_tls(target: Component, network: Network) -> Tristate:
    """Whether it refuses clients without TLS; None of what is no store, or says it elsewhere."""
    store = next((each for each in network.of(DataStore) if each.address == target.address), None)
    return tristate_of(store.in_transit) if store is not None and store.in_transit is not None else None


def listener_tls(balancer: LoadBalancer, port: int, network: Network) -> Tristate:
    """By the listener's protocol; one for TCP passes on what its targets speak."""
    for each in network.listeners:
        if (
            address_of(each.load_balancer) == balancer.address
            and isinstance(each.port, Known)
            and each.port.value == port
        ):
            return protocol_tls(each.protocol)
    return None


def target_group_tls(service: Service, port: int, network: Network) -> Tristate:
    """Encryption by the protocol that the load balancer uses to the tasks on this port."""
    groups = {each.address: each for each in network.target_groups}
    answers: list[Tristate] = []
    for target, number in service.target_groups:
        if isinstance(number, Known) and number.value != port:
            continue
        group = groups.get(address_of(target) or service.address)
        is_known = group is not None and isinstance(number, Known)
        answers.append(protocol_tls(group.protocol) if group is not None and is_known else None)
    return all_of(answers) if answers else None


def protocol_tls(protocol: Traced[str]) -> Tristate:
    """By the protocol of a listener or a target group; TCP passes on what others speak."""
    if isinstance(protocol, Unknown):
        return None
    return True if protocol.value in TLS else False if protocol.value == "HTTP" else None
