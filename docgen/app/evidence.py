"""Source locations and approvals of what pages link to: looked up when the site is built, because lines move."""

import posixpath
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from docgen.analysis.facts import Facts
from docgen.analysis.register import Register
from docgen.app.approvals import find_approvals
from docgen.pages.places import code_anchor, input_anchor
from docgen.pages.register import flow_anchor
from docgen.pages.sentences.approvals import approval_text
from docgen.source.line_history import LineHistory
from docgen.source.span import Span
from docgen.workspace.settings import FILE


def evidence_index(facts: Facts, registers: Sequence[Register]) -> Mapping[tuple[str, str], Span]:
    """The span of every address, variable and output, by the folder that pages name and the anchor."""
    index: dict[tuple[str, str], Span] = {}
    for environment, register in zip(facts.environments, registers, strict=True):
        for item in environment.network.inventory:
            index[folder(item.span), str(item.address)] = item.span
        for flow in register.flows:
            index[folder(flow.rule.span), flow_anchor(flow)] = flow.rule.span
        for variable in environment.inputs.values():
            index[folder(variable.declared_at), input_anchor(variable.name)] = variable.declared_at
            if is_shown(variable.set_at):
                index[variable.set_at.path, input_anchor(variable.name)] = variable.set_at
        for output in environment.outputs.values():
            index[folder(output.declared_at), f"output.{output.name}"] = output.declared_at
        for closing in environment.closings:
            change = closing.change
            if change is not None and is_shown(change.span):
                index.setdefault((change.span.path, input_anchor(change.path)), change.span)
            if closing.code is not None:
                index[folder(closing.code), code_anchor(closing.subject)] = closing.code
    return index


def approval_notes(registers: Sequence[Register], history: LineHistory) -> Mapping[str, str]:
    """The last author of the lines of each allowed flow, by the anchor of its row; once if environments agree."""
    approvals = find_approvals(registers, history)
    said: dict[str, dict[str, list[str]]] = {}
    for register in registers:
        for flow in register.flows:
            text = approval_text(approvals[id(flow)])
            said.setdefault(flow_anchor(flow), {}).setdefault(text, []).append(register.environment)
    return {
        anchor: next(iter(texts))
        if len(texts) == 1
        else "\n".join(f"{', '.join(names)}: {text}" for text, names in texts.items())
        for anchor, texts in said.items()
    }


def is_shown(span: Span | None) -> TypeGuard[Span]:
    """Whether a page may lead to where an input is set: the settings may hold secrets that nothing marks, so they are no page."""
    return span is not None and span.path != FILE


def folder(span: Span) -> str:
    return posixpath.dirname(span.path) or "."
