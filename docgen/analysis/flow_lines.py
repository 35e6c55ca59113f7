"""The lines that decide an allowed flow: its rule, and where its protocol, ports and other end come from.

A value that came out of a list or a map depends on all of it, but only the line of its own element says what this flow
allows: of the elements of one list, the one nearest to the value counts.
"""

from collections.abc import Iterable, Iterator, Sequence

from docgen.analysis.levers import rule_traces
from docgen.aws.model.firewall import Rule
from docgen.source.span import Span

Line = tuple[str, int]


def flow_lines(rules: Iterable[Rule]) -> frozenset[Line]:
    """Paths and lines of everything that decides what the rules allow."""
    return frozenset(line for rule in rules for line in rule_lines(rule))


def rule_lines(rule: Rule) -> Iterator[Line]:
    existence, *values = [each.spans() for each in rule_traces(rule)]
    yield from lines_of(rule.span)
    used: set[Span] = set()  # the lists out of which the values came
    for spans in values:
        chosen, lists = nearest(spans)
        used |= lists
        for each in chosen:
            yield from lines_of(each)
    for each in existence:
        is_element = any(is_inside(each, outer) for outer in used)
        is_list = each in used or any(is_inside(inner, each) for inner in existence)
        if not is_element and not is_list:
            yield from lines_of(each)


def nearest(spans: Sequence[Span]) -> tuple[list[Span], set[Span]]:
    """The spans without those around others, and of those inside the same one the first; and the ones around."""
    around = {each for each in spans if any(is_inside(other, each) for other in spans)}
    several_lines = {each for each in around if each.end[0] > each.start[0]}
    chosen: list[Span] = []
    filled: set[Span] = set()
    for each in spans:
        if each in around:
            continue
        outer = {other for other in several_lines if is_inside(each, other)}
        if not outer & filled:
            chosen.append(each)
        filled |= outer
    return chosen, several_lines


def is_inside(inner: Span, outer: Span) -> bool:
    return (
        inner != outer and inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end
    )


def lines_of(span: Span) -> Iterator[Line]:
    last = span.end[0] - (span.end[1] == 1 and span.end[0] > span.start[0])
    return ((span.path, number) for number in range(span.start[0], last + 1))
