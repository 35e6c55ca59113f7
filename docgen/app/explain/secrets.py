"""The lines behind the sensitive values of an evaluation, beside those that write one down."""

from collections.abc import Iterable, Iterator

from docgen.analysis.chain import Origin, steps_of
from docgen.language.evaluated import Evaluation
from docgen.source.traced import Trace
from docgen.values.values import Value, hides_anything, is_hidden, members, walk
from docgen.workspace.environment import EnvironmentEvaluation
from docgen.workspace.secrets import Line, Secrets, span_lines, written_secrets


def find_secrets(environment: EnvironmentEvaluation) -> Secrets:
    """The places where sensitive variables get their values, and every literal behind any other sensitive value."""
    lines: set[Line] = set()
    for root in environment.roots:
        evaluation = root.evaluation
        values = [each.value for each in evaluation.outputs.values()]
        values += [each.value for each in evaluation.instances]
        for scopes in evaluation.scopes.values():
            for scope in scopes:
                values += (*scope.variables.values(), *scope.locals.values(), *scope.outputs.values())
        lines.update(line for value in values for line in behind_sensitive(value))
        lines.update(written_secrets(evaluation.configuration, evaluation.likely.shown).lines)
        lines.update(given_lines(evaluation))
    return Secrets(frozenset(lines))


def given_lines(evaluation: Evaluation) -> Iterator[Line]:
    """The lines of tfvars files that set sensitive variables of the root module."""
    for given in evaluation.inputs.values():
        if given.sensitive:
            yield from span_lines(given.set_at)
            for step in all_steps(given.value):
                if step.name != f"var.{given.name}":
                    yield from span_lines(step.span)


def behind_sensitive(value: Value) -> Iterator[Line]:
    for each in hidden_values(value):
        yield from literal_lines(steps_of(each.trace))


def hidden_values(value: Value) -> Iterator[Value]:
    """Everything in the value that must not be shown: what is marked, and all inside it."""
    stack = [value]
    while stack:
        top = stack.pop()
        if is_hidden(top):
            yield from walk(top)
        else:
            stack += members(top)


def all_steps(value: Value) -> Iterator[Origin]:
    for each in walk(value):
        yield from steps_of(each.trace)


def literal_lines(steps: Iterable[Origin]) -> Iterator[Line]:
    for step in steps:
        if step.has_literal or step.is_hidden:
            yield from span_lines(step.span)


def secrets_with(secrets: Secrets, value: Value | None, trace: Trace) -> Secrets:
    """The same and, where what is explained is sensitive itself, all literals that it is made of."""
    if value is None or not hides_anything(value):
        return Secrets(secrets.lines | frozenset(hidden_lines(steps_of(trace))))
    traces = [trace, *(each.trace for each in walk(value))]
    more = {line for each in traces for line in literal_lines(steps_of(each))}
    return Secrets(secrets.lines | more)


def hidden_lines(steps: Iterable[Origin]) -> Iterator[Line]:
    for step in steps:
        if step.is_hidden:
            yield from span_lines(step.span)
