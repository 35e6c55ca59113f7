"""The lines of a configuration that show a sensitive value, so that no excerpt prints them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import msgspec

from docgen.analysis.chain import Step, steps_of
from docgen.evaluate.instance import Evaluation
from docgen.evaluate.scope import Scope
from docgen.evaluate.values import SENSITIVE, Value, deep_marks, walk
from docgen.source.span import Span
from docgen.source.traced import Trace
from docgen.terraform.module import Written

Line: TypeAlias = tuple[str, int]  # path and number
REDACTED = "(sensitive)"


class Secrets(msgspec.Struct, frozen=True):
    """Lines by path and number."""

    lines: frozenset[Line]

    def hides(self, span: Span) -> bool:
        return any((span.path, number) in self.lines for number in range(span.start[0], span.end[0] + 1))


def find_secrets(evaluation: Evaluation, scopes: Sequence[Scope]) -> Secrets:
    """Where sensitive variables get their values, and every literal behind any other sensitive value."""
    values = [each.value for each in evaluation.outputs.values()]
    values += [each.value for each in evaluation.instances]
    for scope in scopes:
        values += (*scope.variables.values(), *scope.locals.values(), *scope.outputs.values())
    behind = (line for value in values for line in behind_sensitive(value))
    return Secrets(frozenset((*declared_lines(evaluation), *given_lines(evaluation), *behind)))


def declared_lines(evaluation: Evaluation) -> Iterator[Line]:
    """Defaults of sensitive variables, and the arguments that give them a value."""
    modules = evaluation.configuration.modules
    for path, module in modules.items():
        for variable in module.variables.values():
            if variable.sensitive:
                yield from lines_of(written_span(variable.default))
                if path:
                    argument = modules[path[:-1]].calls[path[-1]].arguments.get(variable.name)
                    yield from lines_of(written_span(argument))


def given_lines(evaluation: Evaluation) -> Iterator[Line]:
    """What tfvars files say of sensitive variables of the root module."""
    for given in evaluation.inputs.values():
        if given.sensitive:
            yield from lines_of(given.set_at)
            for step in all_steps(given.value):
                if step.name != f"var.{given.name}":
                    yield from lines_of(step.span)


def behind_sensitive(value: Value) -> Iterator[Line]:
    for each in walk(value):
        if SENSITIVE in each.marks:
            yield from literal_lines(steps_of(each.trace))


def written_span(written: Written | None) -> Span | None:
    return None if written is None else written.span


def lines_of(span: Span | None) -> Iterator[Line]:
    if span is not None:
        yield from ((span.path, number) for number in range(span.start[0], span.end[0] + 1))


def all_steps(value: Value) -> Iterator[Step]:
    for each in walk(value):
        yield from steps_of(each.trace)


def literal_lines(steps: Iterable[Step]) -> Iterator[Line]:
    for step in steps:
        if step.has_literal or step.is_hidden:
            yield from lines_of(step.span)


def secrets_with(secrets: Secrets, value: Value | None, trace: Trace) -> Secrets:
    """The same and, where what is explained is sensitive itself, all literals that it is made of."""
    if value is None or SENSITIVE not in deep_marks(value):
        return Secrets(secrets.lines | frozenset(hidden_lines(steps_of(trace))))
    traces = [trace, *(each.trace for each in walk(value))]
    more = {line for each in traces for line in literal_lines(steps_of(each))}
    return Secrets(secrets.lines | more)


def hidden_lines(steps: Iterable[Step]) -> Iterator[Line]:
    for step in steps:
        if step.is_hidden:
            yield from lines_of(step.span)
