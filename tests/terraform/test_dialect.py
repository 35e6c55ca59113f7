"""Which program and version a repository is written for."""

import pytest

from docgen.terraform.dialect import CONST, ENABLED, Dialect, Feature, Level, Product, choose_dialect

TERRAFORM, OPENTOFU = Product.TERRAFORM, Product.OPENTOFU

CONSTRAINTS: list[tuple[list[str], Level, bool]] = [
    ([], (1, 15), False),
    ([">= 1.3"], (1, 15), False),
    (["~> 1.5"], (1, 15), False),
    (["~> 1.5.0"], (1, 5), True),
    (["~> 1.16"], (1, 16), True),
    ([">= 1.3, < 1.9"], (1, 8), True),
    ([">= 1.3", "< 1.9.4"], (1, 9), True),
    (["1.11.4"], (1, 11), True),
    (["= v1.11.4"], (1, 11), True),
    ([">= 1.2, != 1.15.0"], (1, 15), False),
    (["~> 0.12"], (0, 15), True),
    (["< 1.0"], (0, 15), True),
    (["< 1.2", "> 1.4"], (1, 15), False),  # no version at all: whichever runs will refuse
    (["~> 2"], (1, 15), False),
]


@pytest.mark.parametrize(("constraints", "level", "pinned"), CONSTRAINTS)
def test_constraints_choose_the_newest_version_they_allow(
    constraints: list[str], level: Level, *, pinned: bool
) -> None:
    chosen = choose_dialect({}, {}, (), constraints)

    assert (chosen.product, chosen.level, chosen.pinned) == (TERRAFORM, level, pinned)


FIRST_THAT_SPEAKS: dict[
    str, tuple[dict[str, str], dict[str, str], tuple[Feature, ...], list[str], Dialect]
] = {
    "docgen.yml before everything": (
        {"terraform": "1.9"},
        {".terraform-version": "1.11.4\n"},
        (ENABLED,),
        ["~> 1.5.0"],
        Dialect(TERRAFORM, (1, 9), pinned=True, chosen_by="docgen.yml"),
    ),
    "a version manager's file": (
        {},
        {".terraform-version": "1.11.4\n", ".tool-versions": "terraform 1.2.3\n"},
        (),
        [">= 1.3"],
        Dialect(TERRAFORM, (1, 11), pinned=True, chosen_by=".terraform-version"),
    ),
    "a file that says latest says nothing": ({}, {".terraform-version": "latest\n"}, (), [], Dialect()),
    "one line of .tool-versions": (
        {},
        {".tool-versions": "nodejs 20.1.0\n# terraform 1.0.0\nopentofu 1.10.3 # pinned\n"},
        (),
        [],
        Dialect(OPENTOFU, (1, 10), pinned=True, chosen_by=".tool-versions"),
    ),
    "what only OpenTofu has": (
        {},
        {},
        (CONST, ENABLED),
        [],
        Dialect(OPENTOFU, (1, 12), chosen_by=ENABLED.what),
    ),
    "what both have": ({}, {}, (CONST,), [], Dialect()),
}


@pytest.mark.parametrize("name", FIRST_THAT_SPEAKS)
def test_the_first_that_speaks_decides(name: str) -> None:
    settings, files, features, constraints, expected = FIRST_THAT_SPEAKS[name]

    assert choose_dialect(settings, files, features, constraints) == expected


def test_a_level_that_nobody_pinned_has_what_any_version_has() -> None:
    later = Feature("something", (1, 16), None)

    assert Dialect().has(later)
    assert not Dialect(pinned=True).has(later)
    assert Dialect(TERRAFORM, (1, 16), pinned=True).has(later)
    assert not Dialect(OPENTOFU, (1, 12)).has(later)
