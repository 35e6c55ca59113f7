"""The lines of a configuration that show a sensitive value, so that no excerpt prints them."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from docgen.analysis.chain import Step, steps_of
from docgen.evaluate.instance import Evaluation
from docgen.evaluate.scope import Scope
from docgen.evaluate.values import SENSITIVE, Value, deep_marks, walk
from docgen.source.span import Span
from docgen.source.traced import Trace
from docgen.terraform.module import Written

REDACTED = "(sensitive)"


class Secrets(msgspec.Struct, frozen=True):
    """Lines by path and number."""

    lines: frozenset[tuple[str, int]]

    def hides(self, span: Span) -> bool:
        return any((span.path, number) in self.lines for number in range(span.start[0], span.end[0] + 1))


def find_secrets(evaluation: Evaluation, scopes: Sequence[Scope]) -> Secrets:
    """Where sensitive variables get their values, and every literal behind any other sensitive value."""
    found: set[tuple[str, int]] = set()
    for path, module in evaluation.configuration.modules.items():
        for variable in module.variables.values():
            if not variable.sensitive:
                continue
            found.update(lines_of(written_span(variable.default)))
            if path:
                call = evaluation.configuration.modules[path[:-1]].calls[path[-1]]
                found.update(lines_of(written_span(call.arguments.get(variable.name))))
    for given in evaluation.inputs.values():
        if given.sensitive:
            found.update(lines_of(given.set_at))
            for step in all_steps(given.value):
                if step.label != f"var.{given.name}":
                    found.update(lines_of(step.span))
    values = [
        *(each.value for each in evaluation.outputs.values()),
        *(each.value for each in evaluation.instances),
        *(each for scope in scopes for each in scope.variables.values()),
        *(each for scope in scopes for each in scope.locals.values()),
        *(each for scope in scopes for each in scope.outputs.values()),
    ]
    for value in values:
        for each in walk(value):
            if SENSITIVE in each.marks:
                found.update(literal_lines(steps_of(each.trace)))
    return Secrets(frozenset(found))


def written_span(written: Written | None) -> Span | None:
    return None if written is None else written.span


def lines_of(span: Span | None) -> Iterator[tuple[str, int]]:
    if span is not None:
        yield from ((span.path, number) for number in range(span.start[0], span.end[0] + 1))


def all_steps(value: Value) -> Iterator[Step]:
    for each in walk(value):
        yield from steps_of(each.trace)


def literal_lines(steps: Iterable[Step]) -> Iterator[tuple[str, int]]:
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


def hidden_lines(steps: Iterable[Step]) -> Iterator[tuple[str, int]]:
    for step in steps:
        if step.is_hidden:
            yield from lines_of(step.span)
