"""Allowed flows, and what the register finds, in words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from docgen.analysis.findings import OutsideGroup
from docgen.analysis.flow_encryption import Encryption, EncryptionGap, EncryptionState
from docgen.analysis.flow_state import FlowReason, FlowState, Obstacle
from docgen.analysis.insecure_services import SERVICES, InsecureService
from docgen.analysis.justification import Justification, JustificationState
from docgen.analysis.not_seen import (
    Missing,
    MissingModule,
    UncountedResource,
    UnfinishedRoot,
    UnlinkedResource,
    UnmodelledInterface,
    UnownedRule,
)
from docgen.analysis.register import (
    AllowedFlow,
    MayBeMore,
    MayBeUnjustified,
    MayBeUnmitigated,
    RegisterFinding,
    ReviewPassed,
    Unjustified,
    Unmitigated,
)
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.not_seen import not_seen_text
from docgen.pages.sentences.traffic import Name, peer_text, rule_service_text, target_text

MISSING = (
    MissingModule,
    UncountedResource,
    UnfinishedRoot,
    UnlinkedResource,
    UnmodelledInterface,
    UnownedRule,
)
MOST_SERVICES = 3  # insecure services that are named
MOST_NAMED = 3  # things that were not seen
STATES: Mapping[FlowState, str] = MappingProxyType(
    {
        FlowState.REACHABLE: "reachable",
        FlowState.ON_PAPER: "on paper",
        FlowState.UNDECIDED: "undecided",
    }
)
OBSTACLES: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.NO_HOLDER: "nothing has the security group",
        Obstacle.NO_PEER: "nothing has the security group at the other end",
        Obstacle.NO_WAY: "routes, network ACLs, listeners or other security groups stop it",
    }
)
GAPS: Mapping[EncryptionGap, str] = MappingProxyType(
    {
        EncryptionGap.OUTSIDE: "the other end is outside the configuration",
        EncryptionGap.NO_TARGET: "nothing answers on these ports",
        EncryptionGap.MORE_TARGETS: "other things may have the security group",
        EncryptionGap.NOT_MODELLED: "the target decides it by settings that docgen does not model",
        EncryptionGap.RULE_UNKNOWN: "the rule is not fully known",
    }
)


def flow_reason_text(because: FlowReason, name: Name = str) -> str:
    """Why a flow is open on paper only, or undecided."""
    if isinstance(because, Obstacle):
        return OBSTACLES[because]
    return not_seen_text(because) if isinstance(because, MISSING) else finding_text(because, name)


def state_text(flow: AllowedFlow, name: Name = str) -> str:
    """`reachable`, `on paper: nothing has the security group`."""
    because = flow.verdict.because
    return STATES[flow.state] + (f": {flow_reason_text(because, name)}" if because is not None else "")


def encryption_text(encryption: Encryption) -> str:
    """`yes`, `unknown: the other end is outside the configuration`."""
    gap = encryption_gap(encryption)
    return f"{encryption.state.value}: {gap}" if gap else encryption.state.value


def encryption_gap(encryption: Encryption) -> str:
    """Why it is not known; "" where it is."""
    return GAPS[encryption.gap] if encryption.gap is not None else ""


ENCRYPTION: dict[EncryptionState, str] = {
    EncryptionState.ENCRYPTED: "encrypted",
    EncryptionState.PLAINTEXT: "not encrypted",
    EncryptionState.UNKNOWN: "encryption unknown",
    EncryptionState.NOT_APPLICABLE: "",
}


def insecure_note(services: Sequence[InsecureService], *, may_be_more: bool = False) -> str:
    """`insecure: HTTP`, `every insecure service`, "insecure services unknown"; empty for none."""
    text = insecure_text(services, may_be_more=may_be_more)
    if not services:
        return f"insecure services {text}" if text else ""
    return text if len(services) == len(SERVICES) else f"insecure: {text}"


def insecure_text(services: Sequence[InsecureService], *, may_be_more: bool = False) -> str:
    """`HTTP`, `FTP, Telnet and 5 more`, `every insecure service`; empty for none."""
    if not services:
        return "unknown" if may_be_more else ""
    if len(services) == len(SERVICES):
        return "every insecure service"
    names = [each.name for each in services]
    more = len(names) - MOST_SERVICES
    named = ", ".join(names) if more <= 0 else f"{', '.join(names[:MOST_SERVICES])} and {more} more"
    return f"{named}, perhaps others" if may_be_more else named


def justification_text(justification: Justification) -> str:
    match justification.state:
        case JustificationState.DESCRIBED | JustificationState.DECLARED:
            return justification.text
        case JustificationState.MISSING:
            return "no reason"
        case JustificationState.UNDECIDED:
            because = f": {justification.because.text}" if justification.because is not None else ""
            return f"undecided{because}"
        case _:
            assert_never(justification.state)


def flow_text(flow: AllowedFlow, name: Name = str) -> str:
    """`inbound TCP 443 from the internet to module.vpc.aws_security_group.alb`."""
    rule = flow.rule
    own = target_text(rule.group, "an unknown security group", name)
    service, peer = rule_service_text(rule), peer_text(rule.peer, name)
    if rule.direction == "ingress":
        return f"inbound {service} from {peer} to {own}"
    return f"outbound {service} from {own} to {peer}"


def unseen_text(missing: Sequence[Missing | OutsideGroup]) -> str:
    """Unseen things that could allow more: the first few by name, and the number of others."""
    texts = [
        not_seen_text(each) if isinstance(each, MISSING) else finding_text(each)
        for each in dict.fromkeys(missing)
    ]
    named = list(dict.fromkeys(texts))
    more = len(named) - MOST_NAMED
    return ", ".join(named) if more <= 0 else f"{', '.join(named[:MOST_NAMED])} and {more} more"


def register_finding_text(finding: RegisterFinding, name: Name = str) -> str:
    """One line: what is open, and of which flow."""
    match finding:
        case Unjustified(flow=flow):
            return f"Allowed flow without a reason: {flow_text(flow, name)}."
        case MayBeUnjustified(flow=flow):
            because = flow.justification.because
            why = f" ({because.text})" if because is not None else ""
            return f"Whether the allowed flow has a reason is undecided: {flow_text(flow, name)}{why}."
        case Unmitigated(flow=flow):
            services = insecure_text(flow.insecure, may_be_more=flow.may_be_insecure)
            return f"Insecure service without mitigation ({services}): {flow_text(flow, name)}."
        case MayBeUnmitigated(flow=flow):
            return f"Whether an insecure service is allowed without mitigation is undecided: {flow_text(flow, name)}."
        case ReviewPassed(entry=entry, as_of=as_of):
            return f"Reason past its review date: “{entry.reason}” was good until {entry.review}, and it is {as_of}."
        case MayBeMore(missing=missing):
            return f"Whether every allowed flow is in the register is undecided. Not seen: {unseen_text(missing)}."
        case _:
            assert_never(finding)
