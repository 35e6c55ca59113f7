"""One function for each kind of thing that can be explained; `EXPLAINERS` is the only list of them."""

import shlex
from collections.abc import Callable, Mapping
from types import MappingProxyType

from docgen.analysis.levers import rule_traces
from docgen.analysis.placement import Placement
from docgen.analysis.remediation import Outcome, Remediation
from docgen.app.explain.access import explain_identity, explain_policy
from docgen.app.explain.explanation import Explanation, Part
from docgen.app.explain.subject import ExplainContext, Kind, Subject, rules_of
from docgen.aws.model.firewall import Rule
from docgen.pages.sentences.exposures import because_text, check_text
from docgen.pages.sentences.findings import finding_text
from docgen.pages.sentences.remediation import change_text
from docgen.pages.sentences.traffic import flow_text, rule_text
from docgen.source.traced import NOWHERE, Trace, joined
from docgen.values.text import plain, print_value
from docgen.values.values import Unknown, Value, deep_trace, first_unknown, is_hidden

Explainer = Callable[[Subject, ExplainContext], Explanation]


def explain_value(subject: Subject, known: ExplainContext) -> Explanation:  # noqa: ARG001 - as all explainers
    assert subject.value is not None  # noqa: S101 - this kind has one
    parts = [*value_parts(subject.value)]
    if subject.around.inputs():
        parts.append(Part(subject.around, "It is there because of:"))
    return Explanation(print_value(subject.value), plain(subject.value), tuple(parts), gaps(subject.value))


def value_parts(value: Value) -> list[Part]:
    """A scalar has one story; a collection that of each scalar in it, beside its own."""
    payload = value.payload
    if is_hidden(value):
        return [Part(deep_trace(value))]  # its members, and how many there are, are part of the secret
    if isinstance(payload, Mapping) and payload:
        inside = {str(name): each for name, each in payload.items()}
    elif isinstance(payload, tuple) and payload:
        inside = {str(index): each for index, each in enumerate(payload)}
    else:
        return [Part(value.trace)]
    own = [Part(value.trace)] if value.trace is not NOWHERE else []
    told = [
        Part(deep_trace(each), f"{name} = {first_line(print_value(each))}")
        for name, each in inside.items()
        if each.trace is not NOWHERE and not each.is_null
    ]
    return [*own, *told]


def first_line(text: str) -> str:
    first, more, _ = text.partition("\n")
    return f"{first} …" if more else first


def gaps(value: Value) -> tuple[str, ...]:
    gap = value.payload if isinstance(value.payload, Unknown) else first_unknown(value)
    return () if gap is None else (f"Not known yet: {gap.reason.text}.",)


def explain_resource(subject: Subject, known: ExplainContext) -> Explanation:
    assert subject.instance is not None  # noqa: S101 - this kind has one
    address, value = subject.instance.address, subject.instance.value
    payload = value.payload if isinstance(value.payload, Mapping) else {}
    written = [
        Part(deep_trace(each), f"{name} = {first_line(print_value(each))}")
        for name, each in payload.items()
        if not each.is_null and each.payload != () and not is_computed(each, subject)
    ]
    exists = Part(subject.around, f"{address} is declared here:")
    kind = "a data source" if subject.instance.address.mode == "data" else "a resource"
    said = f"{kind}. Configured values:"
    return Explanation(said, plain(value), (exists, *written), gaps_of(subject, known))


def is_computed(value: Value, subject: Subject) -> bool:
    """Whether AWS chooses the value: the configuration does not set it."""
    reference = value.payload.reference if isinstance(value.payload, Unknown) else None
    return (
        reference is not None
        and subject.instance is not None
        and reference.address == subject.instance.address
    )


def gaps_of(subject: Subject, known: ExplainContext) -> tuple[str, ...]:  # noqa: ARG001 - as all explainers
    undecided = subject.instance.undecided if subject.instance is not None else None
    return () if undecided is None else (f"How many there are is not known yet: {undecided.text}.",)


# -- facts -----------------------------------------------------------------------------------


def explain_rules(subject: Subject, known: ExplainContext) -> Explanation:
    """The rules of a group, or those that one resource declares."""
    assert subject.instance is not None  # noqa: S101 - this kind has one
    address = subject.instance.address
    group = next((each for each in known.facts.network.security_groups if each.address == address), None)
    rules = (
        list(group.rules)
        if group is not None
        else [each for each in rules_of(known) if each.address == address]
    )
    said = [rule_text(each) for each in rules]
    parts = [Part(rule_trace(each), text) for each, text in zip(rules, said, strict=True)]
    if group is not None:
        parts.append(Part(subject.around, f"{address} is declared here:"))
    nothing = "no rules: no traffic is allowed"
    return Explanation("\n".join(said) or nothing, said, tuple(parts), gaps_of(subject, known))


def rule_trace(rule: Rule) -> Trace:
    """The trace of a rule, the peer first: most questions about a rule are about allowed sources."""
    return joined(reversed(tuple(rule_traces(rule))))


def explain_subnet(subject: Subject, known: ExplainContext) -> Explanation:
    assert subject.instance is not None  # noqa: S101 - this kind has one
    placement = known.facts.placements[subject.instance.address]
    parts = [Part(placement.trace, f"{placement.tier}, because {finding_text(placement.because)}")]
    if placement.deciding is not None:
        parts.append(Part(placement.deciding.trace, "the deciding route"))
    parts.append(Part(table_trace(placement), table_words(placement)))
    parts.append(Part(subject.around, f"{subject.name} is declared here:"))
    return Explanation(f"{placement.tier}: {finding_text(placement.because)}", placement.tier, tuple(parts))


def table_trace(placement: Placement) -> Trace:
    return placement.table.trace if placement.table is not None else NOWHERE


def table_words(placement: Placement) -> str:
    if placement.table is None:
        return "its route table is not in the configuration"
    how = (
        "an association names" if placement.explicit else "it has no association, so its VPC's main table is"
    )
    return f"{how} {placement.table.address}"


def explain_exposure(subject: Subject, known: ExplainContext) -> Explanation:
    exposure = next(each for each in known.facts.exposures if each.id == subject.what)
    ports = f" on {', '.join(map(flow_text, exposure.ports))}" if exposure.ports else ""
    said = f"{exposure.verdict.value.replace('_', ' ')}{ports}: {because_text(exposure)}"
    traces = {str(each.address): each.trace for each in known.evaluation.instances}
    parts = [
        Part(
            traces.get(each.address, NOWHERE),
            check_text(each) + ("" if each.holds else " (blocking)"),
        )
        for each in exposure.path
    ]
    parts += [Part(rule_trace(each), rule_text(each)) for each in exposure.rules]
    closing = next((each for each in known.facts.closings if each.subject == exposure.subject), None)
    notes = closing_notes(closing, known.name) if closing else ()
    parts.append(Part(exposure.trace, "everything that decides it"))
    return Explanation(said, exposure.verdict.value, tuple(parts), notes)


def closing_notes(closing: Remediation, environment: str) -> tuple[str, ...]:
    """The changes that would close it, and the command that proves it."""
    if closing.change is None:
        if closing.outcome is Outcome.NOT_TRIED:
            return ("No fix was searched for: the search limit was reached, or the inputs are sensitive.",)
        at = f" at {closing.code}" if closing.code else ""
        return (f"No single input closes it and keeps it; change the code{at}.",)
    given = f"{closing.change.variable}={closing.change.value}"
    return (
        f"{change_text(closing.change)} would close it; see",
        f"  docgen whatif --env {shlex.quote(environment)} --set {shlex.quote(given)}",
    )


def explain_module(subject: Subject, known: ExplainContext) -> Explanation:  # noqa: ARG001 - as all explainers
    return Explanation("a module", subject.name, (Part(subject.around, f"{subject.name} is called here:"),))


EXPLAINERS: Mapping[Kind, Explainer] = MappingProxyType(
    {
        "exposure": explain_exposure,
        "security group": explain_rules,
        "rule": explain_rules,
        "subnet": explain_subnet,
        "identity": explain_identity,
        "policy": explain_policy,
        "resource": explain_resource,
        "value": explain_value,
        "module": explain_module,
    }
)
