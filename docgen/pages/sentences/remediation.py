"""The change of an input that closes an exposure, in words."""

from docgen.analysis.remediation import InputChange
from docgen.document.nodes import Code, Inlines, inlines
from docgen.pages.words import codes


def change_text(change: InputChange) -> str:
    """`alb_ingress_cidrs without 0.0.0.0/0`, `kafka.public_access = false`."""
    if change.removed:
        return f"{change.path} without {', '.join(change.removed)}"
    return f"{change.path} = {change.becomes}"


def instruction(change: InputChange) -> Inlines:
    """`Remove 0.0.0.0/0 from alb_ingress_cidrs`, `Set kafka.public_access = false`."""
    if change.removed and change.becomes not in {"[]", "{}", "toset([])", "tolist([])", "tomap({})"}:
        return inlines("Remove ", *codes(change.removed), " from ", Code(change.path))
    return inlines("Set ", Code(f"{change.path} = {change.becomes}"))
