"""Values of inputs in the cells of tables: an object has a line for each of its members."""

import pytest

from docgen.pages.inputs_and_outputs import members_of

MEMBERS = {
    "{ a = 1, b = { c = 2, d = [3, 4] } }": ["a = 1", "b = { c = 2, d = [3, 4] }"],
    '{ a = "x, y", b = "a \\" b, c", c = "\\\\" }': ['a = "x, y"', 'b = "a \\" b, c"', 'c = "\\\\"'],
    "{}": [],
    "[{ a = 1, b = 2 }]": [],
    '"{ a }"': [],
}


@pytest.mark.parametrize("value", MEMBERS)
def test_members_of_objects(value: str) -> None:
    assert members_of(value) == MEMBERS[value]
