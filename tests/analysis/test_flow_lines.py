"""Which spans are inside which, found in one sweep, is what comparing each with each gives."""

import random

from docgen.analysis.flow_lines import around_others, containers
from docgen.source.span import Span


def is_inside(inner: Span, outer: Span) -> bool:
    return (
        inner != outer and inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end
    )


def made(chance: random.Random) -> list[Span]:
    spans = []
    for _ in range(chance.randrange(9)):
        ends = sorted((chance.randrange(1, 5), chance.randrange(1, 4)) for _ in range(2))
        spans.append(Span(chance.choice("ab"), ends[0], ends[1]))
    return spans


def test_a_sweep_finds_what_comparing_each_with_each_finds() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(2_000):
        spans, outers = made(chance), made(chance)

        assert around_others(spans) == {each for each in spans if any(is_inside(one, each) for one in spans)}
        assert {inner: set(found) for inner, found in containers(spans, outers).items()} == {
            each: {one for one in outers if is_inside(each, one)} for each in spans
        }
