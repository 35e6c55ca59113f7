"""The register of allowed flows as CSV and JSON, with the commits and approvals of its lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docgen.analysis.facts import Facts
from docgen.analysis.flow_state import FlowState
from docgen.analysis.plain import plain
from docgen.analysis.register import AllowedFlow, Register, group_text, peer_key, traffic_key
from docgen.analysis.scopes import scope_words
from docgen.exports.csv_cells import csv_row
from docgen.pages.sentences.register import (
    encryption_text,
    flow_reason_text,
    flow_text,
    justification_text,
    unseen_text,
)
from docgen.source.line_history import Approval, LineState

Json = dict[str, Any]
Approvals = Mapping[int, LineState]  # by the id of the flow
ANYTHING = "-1"  # a spreadsheet would read it as a number
COLUMNS = (
    "environment",
    "direction",
    "security_group",
    "from",
    "to",
    "traffic",
    "held_by",
    "state",
    "because",
    "encrypted",
    "insecure_services",
    "reason",
    "reason_from",
    "owner",
    "ticket",
    "review",
    "mitigation",
    "address",
    "path",
    "line",
    "commit",
    "date",
    "author",
    "pull_request",
    "history",
    "scopes",
)


def register_json(register: Register, approvals: Approvals) -> Json:
    """One environment: its rows, whether they are all, and what was not seen."""
    return {
        "complete": register.is_complete,
        "not_seen": unseen_text(register.unseen),
        "without_security_groups": [str(each) for each in register.unfiltered],
        "default_security_groups": [str(each) for each in register.default_groups],
        "flows": [flow_json(each, approvals.get(id(each))) for each in register.flows],
    }


def flow_json(flow: AllowedFlow, approval: LineState | None) -> Json:
    rule, why = flow.rule, flow.justification
    entry = why.entry
    return {
        "key": flow.key,
        "direction": rule.direction,
        "security_group": group_text(rule.group),
        "peer": {"kind": rule.peer.kind, "value": plain(rule.peer.value)},
        "traffic": traffic_key(rule),
        "held_by": [str(each) for each in flow.holders],
        "may_be_held_by_others": flow.more_holders is not None,
        "state": flow.state.value,
        "because": flow_reason_text(flow.verdict.because) if flow.verdict.because is not None else None,
        "encrypted": flow.encryption.state.value,
        "insecure_services": [each.name for each in flow.insecure],
        "may_be_insecure": flow.may_be_insecure,
        "reason": why.text or None,
        "reason_from": why.state.value,
        "owner": entry.owner or None if entry else None,
        "ticket": entry.ticket or None if entry else None,
        "review": str(entry.review) if entry and entry.review else None,
        "mitigation": why.mitigation or None,
        "evidence": [
            {"address": str(each.address), "path": each.span.path, "line": each.span.line}
            for each in flow.rules
        ],
        "approval": approval_json(approval),
    }


def approval_json(approval: LineState | None) -> Json:
    """The last author of the lines; `history` gives the reason if it is not "known"."""
    if isinstance(approval, Approval):
        return {
            "history": "known",
            "commit": approval.commit,
            "date": str(approval.date),
            "author": approval.author,
            "pull_request": approval.pull_request,
        }
    return {"history": approval.value if approval is not None else "not asked"}


def register_csv(registers: Sequence[Register], approvals: Approvals, facts: Facts | None = None) -> str:
    """One line for each environment and flow. `facts`: of all environments, for the column of scopes."""
    return "".join(csv_row(each) for each in (COLUMNS, *rows(registers, approvals, facts)))


def rows(
    registers: Sequence[Register], approvals: Approvals, facts: Facts | None = None
) -> Iterator[tuple[str | int | None, ...]]:
    environments = {each.name: each for each in facts.environments} if facts is not None else {}
    for register in registers:
        known = environments.get(register.environment)
        for flow in register.flows:
            rule, why = flow.rule, flow.justification
            entry = why.entry
            own, peer = group_text(rule.group), peer_key(rule)
            source, target = (peer, own) if rule.direction == "ingress" else (own, peer)
            approval = approvals.get(id(flow))
            done = approval if isinstance(approval, Approval) else None
            yield (
                register.environment,
                rule.direction,
                own,
                source,
                target,
                traffic_key(rule) if traffic_key(rule) != ANYTHING else "all",
                "; ".join(map(str, flow.holders)),
                flow.state.value,
                flow_reason_text(flow.verdict.because) if flow.verdict.because is not None else "",
                encryption_text(flow.encryption),
                "; ".join(each.name for each in flow.insecure) or ("unknown" if flow.may_be_insecure else ""),
                justification_text(why) if why.is_justified is not False else "",
                why.state.value,
                entry.owner if entry else "",
                entry.ticket if entry else "",
                str(entry.review) if entry and entry.review else "",
                why.mitigation,
                str(rule.address),
                rule.span.path,
                rule.span.line,
                done.commit if done else "",
                str(done.date) if done else "",
                done.author if done else "",
                done.pull_request if done else None,
                approval_json(approval)["history"],
                scope_words(known, *flow.holders) if known is not None else "",
            )


def register_lines(register: Register) -> Iterator[tuple[FlowState, str, str]]:
    """For people: the state, the flow, and why it is needed."""
    for each in register.flows:
        yield each.state, flow_text(each), justification_text(each.justification)
