"""Inputs behind a fact: of several root modules too, and always in one order."""

from itertools import permutations

from docgen.analysis.levers import input_order
from docgen.source.span import Span
from docgen.source.traced import Input


def test_inputs_of_one_name_have_an_order() -> None:
    inputs = [
        Input("context", "default", Span("a/main.tf", (1, 1), (2, 1))),
        Input("context", "default", Span("b/main.tf", (1, 1), (2, 1))),
        Input("context", "default", Span("b/main.tf", (9, 1), (9, 5))),
        Input("context", "default", None),
        Input("context", "tfvars", Span("a/main.tf", (1, 1), (2, 1))),
    ]

    assert len({tuple(sorted(each, key=input_order)) for each in permutations(inputs)}) == 1
