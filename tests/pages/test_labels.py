"""The labels of things with the same name: each with the least of its address that is its own."""

import pytest

from docgen.pages.labels import own_parts
from docgen.source.address import ModuleStep, ResourceAddress


def address(place: str, key: str | None = None) -> ResourceAddress:
    """`roots/a module.b` is in module b of the root module roots/a."""
    root = "".join(each for each in place.split() if not each.startswith("module."))
    steps = tuple(
        ModuleStep(each.removeprefix("module.")) for each in place.split() if each.startswith("module.")
    )
    return ResourceAddress(steps, "aws_lb", "this", key, root=root)


@pytest.mark.parametrize(
    ("places", "labels"),
    [
        (("module.a", "module.b"), (" (module.a)", " (module.b)")),
        (("a module.x", "b module.x"), (" (a)", " (b)")),
        (("a module.x", "a module.y", "b module.x"), (" (a, module.x)", " (a, module.y)", " (b, module.x)")),
        (("a", "a module.y", "b"), (" (a)", " (a, module.y)", " (b)")),
        (("", "module.b"), (" (aws_lb.this)", " (module.b.aws_lb.this)")),
    ],
    ids=["modules", "roots", "both", "one in no module", "neither"],
)
def test_the_part_of_an_address_that_differs_is_said(
    places: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    assert tuple(own_parts([address(each) for each in places])) == labels


def test_keys_are_said_with_the_place_where_neither_alone_is_enough() -> None:
    found = own_parts([address(place, key) for place in ("a", "b") for key in ("x", "y")])

    assert found == [' (a)["x"]', ' (a)["y"]', ' (b)["x"]', ' (b)["y"]']
