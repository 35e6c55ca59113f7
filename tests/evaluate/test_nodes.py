"""The evaluator knows every kind of node that the parser makes."""

from typing import get_args

from docgen.hcl.nodes import Expression
from docgen.language.expression import BY_CLASS


def test_every_node_can_be_evaluated() -> None:
    assert set(BY_CLASS) == set(get_args(Expression))
