"""The lines of code that decide an allowed flow: its rule, and the origin of its protocol, ports and peer.

A value that came out of a list or a map depends on all of it, but only the line of its own element says what this flow
allows: of the elements of one list, the one nearest to the value counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

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
        chosen, around = nearest(spans)
        used |= around
        for each in chosen:
            yield from lines_of(each)
    lists = around_others(existence)
    elements = containers(existence, used)
    for each in existence:
        if each not in used and each not in lists and not elements[each]:
            yield from lines_of(each)


def nearest(spans: Sequence[Span]) -> tuple[list[Span], set[Span]]:
    """The spans without those around others, and of those inside the same one the first; and the ones around."""
    around = around_others(spans)
    several_lines = {each for each in around if each.end[0] > each.start[0]}
    found = containers(spans, several_lines)
    chosen: list[Span] = []
    filled: set[Span] = set()
    for each in spans:
        if each in around:
            continue
        outer = found[each]
        if filled.isdisjoint(outer):
            chosen.append(each)
        filled.update(outer)
    return chosen, several_lines


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Each span once, by path and place; one that is around others, before them."""
    return sorted(set(spans), key=lambda each: (each.path, each.start, (-each.end[0], -each.end[1])))


def around_others(spans: Iterable[Span]) -> set[Span]:
    """The spans that have another one inside: among those that begin no earlier, one ends no later."""
    found: set[Span] = set()
    earliest: Span | None = None  # the first end of the spans that come later in the same file
    for each in reversed(in_order(spans)):
        if earliest is None or earliest.path != each.path:
            earliest = each
        elif earliest.end <= each.end:
            found.add(each)
        else:
            earliest = each
    return found


def containers(spans: Iterable[Span], outers: Iterable[Span]) -> Mapping[Span, list[Span]]:
    """The outer spans that each span is inside of; one is not inside itself."""
    given = set(spans)
    marked = set(outers)
    found: dict[Span, list[Span]] = {}
    open_: list[Span] = []  # outer spans that have begun, and may not have ended
    for each in in_order(given | marked):
        open_ = [one for one in open_ if one.path == each.path and one.end >= each.start]
        if each in given:
            found[each] = [one for one in open_ if each.end <= one.end]
        if each in marked:
            open_.append(each)
    return found


def lines_of(span: Span) -> Iterator[Line]:
    last = span.end[0] - (span.end[1] == 1 and span.end[0] > span.start[0])
    return ((span.path, number) for number in range(span.start[0], last + 1))
