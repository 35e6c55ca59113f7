"""The inputs that decide a fact, and the place where each environment sets them."""

from collections.abc import Iterable

from docgen.aws.model.firewall import Rule
from docgen.source.traced import Input, Trace


def levers_of(*traces: Trace) -> tuple[Input, ...]:
    """The root inputs that the traced things depend on, in the order of their names."""
    found: set[Input] = set()
    for trace in traces:
        found |= trace.inputs()
    return tuple(sorted(found, key=lambda each: (each.variable, each.source)))


def rule_traces(rule: Rule) -> Iterable[Trace]:
    """The traces that decide a rule: its existence, its protocol and ports, and its peer."""
    return (rule.trace, rule.protocol.trace, rule.ports.trace, rule.peer.value.trace)


def rule_levers(rule: Rule) -> tuple[Input, ...]:
    return levers_of(*rule_traces(rule))
