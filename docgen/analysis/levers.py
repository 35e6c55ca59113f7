"""The inputs that decide a fact, and the place where each environment sets them."""

from collections.abc import Iterable

from docgen.aws.model.firewall import Rule
from docgen.source.span import Span
from docgen.source.traced import Input, Trace


def levers_of(*traces: Trace) -> tuple[Input, ...]:
    """The root inputs that the traced things depend on, in the order of their names and places.

    Several root modules of one environment may have variables of one name.
    """
    found: set[Input] = set()
    for trace in traces:
        found |= trace.inputs()
    return tuple(sorted(found, key=input_order))


def input_order(lever: Input) -> tuple[str, str, tuple[Span, ...]]:
    """A total order: no two inputs are equal in it."""
    return lever.variable, lever.source, () if lever.span is None else (lever.span,)


def rule_traces(rule: Rule) -> Iterable[Trace]:
    """The traces that decide a rule: its existence, its protocol and ports, and its peer."""
    return (rule.trace, rule.protocol.trace, rule.ports.trace, rule.peer.value.trace)


def rule_levers(rule: Rule) -> tuple[Input, ...]:
    return levers_of(*rule_traces(rule))
