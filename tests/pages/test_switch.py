"""The line of links below the title: the same page of the other environments, and how they differ."""

import msgspec
import pytest

from docgen.document.markdown import print_page
from docgen.document.nodes import Page
from docgen.pages.contents import with_switches

PAGES = tuple(
    Page(path, path, "", ())
    for path in (
        "parity.md",
        "environments/a/network.md",
        "environments/b/network.md",
        "environments/b/access.md",
    )
)


def lines(path: str, environments: tuple[str, ...]) -> list[str]:
    page = next(each for each in with_switches(PAGES, environments) if each.path == path)
    return print_page(page).split(f"# {path.replace('_', chr(92) + '_')}\n")[-1].strip().splitlines()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("environments/a/network.md", ["a · [b](../b/network.md) · [compare](../../parity.md)"]),
        ("environments/b/network.md", ["[a](../a/network.md) · b · [compare](../../parity.md)"]),
        ("environments/b/access.md", ["a · b · [compare](../../parity.md)"]),  # a has no such page
        ("parity.md", []),
    ],
)
def test_pages_of_an_environment_link_to_the_others(path: str, said: list[str]) -> None:
    assert lines(path, ("a", "b")) == said


def test_one_environment_needs_no_switch() -> None:
    pages = [msgspec.structs.replace(each) for each in PAGES[:2]]
    assert with_switches(pages, ("a",)) == pages
