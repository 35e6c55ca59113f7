"""The style sheet, on pages made for it: nothing hides the underscores of names, and no name makes a table too wide."""

from pathlib import Path
from typing import Any

import pytest

from docgen.document.site_tables import mark_tables

STYLE = Path(__file__).parents[2] / "docgen/document/assets/docgen.css"
SCHEMES = ("default", "slate")
LINKS = ('<a href="#">s3_no_public_read</a>', '<a href="#"><code>s3_no_public_read</code></a>', '<code><a href="#">a_b.c_d</a></code>')  # fmt: skip
UNBROKEN = "x" * 90


@pytest.fixture
def page(browser: Any) -> Any:  # noqa: ANN401 - playwright is not always there
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    yield context.new_page()
    context.close()


def show(page: Any, body: str, scheme: str = "default") -> None:  # noqa: ANN401 - as above
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    page.set_content(f'{style}<body data-md-color-scheme="{scheme}" class="md-typeset">{body}</body>')


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_below_links_of_code_are_below_underscores(page: Any, scheme: str) -> None:  # noqa: ANN401 - as above
    show(page, "".join(f"<p>{each}</p>" for each in LINKS), scheme)

    offsets = page.evaluate(
        "[...document.querySelectorAll('a')].map((a) => parseFloat(getComputedStyle(a).textUnderlineOffset)"
        " / parseFloat(getComputedStyle(a).fontSize))"
    )

    assert [round(each, 2) for each in offsets] == [0.15, 0.4, 0.4]


@pytest.mark.parametrize(
    "cell", [f"<code>{UNBROKEN}</code>", f"not seen: the code of {UNBROKEN}, which nobody has seen or read"]
)
def test_a_name_without_a_place_to_break_widens_no_table(page: Any, cell: str) -> None:  # noqa: ANN401 - as above
    heads = "".join(f"<th>{each}</th>" for each in "abcde")
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{f'<td>{cell}</td>' * 5}</tr></tbody></table>"
    show(page, mark_tables(table))

    assert page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('.dg-scroll'))")  # fmt: skip
