"""Every colour of a diagram's text has its counterpart on dark pages, and the paper is not left white there."""

from importlib.resources import files

from docgen.document.palette import EDGES, GROUPS, INK, LABEL, MUTED

STYLE = files("docgen.document").joinpath("assets/docgen.css").read_text(encoding="utf-8")


def test_texts_can_be_read_on_dark_pages() -> None:
    used = (
        {each.caption for each in GROUPS.values()}
        | {each.label for each in EDGES.values()}
        | {INK, LABEL, MUTED}
    )

    assert {colour for colour in used if f'.dg text[fill="{colour}"]' not in STYLE} == set()


def test_the_paper_is_dark_on_dark_pages() -> None:
    assert '[data-md-color-scheme="slate"] .dg .paper' in STYLE
