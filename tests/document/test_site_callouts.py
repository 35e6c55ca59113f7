"""One title for each callout."""

from docgen.document.site_callouts import name_callouts

CALLOUT = '<div class="admonition note">\n<p class="admonition-title">{}</p>\n{}<p>Text.</p>\n</div>'


def test_a_callout_is_named_by_its_sentence_in_bold() -> None:
    written = CALLOUT.format("Note", "<p><strong>2 pages differ</strong></p>\n")

    assert name_callouts(written) == CALLOUT.format("2 pages differ", "")


def test_other_callouts_stay_as_they_are() -> None:
    for title, first in (
        ("Note", "<p><strong>Bold</strong> and more.</p>\n"),
        ("Note", "<p>a</p>\n<p><strong>Bold</strong></p>\n"),
        ("A title", "<p><strong>Bold</strong></p>\n"),
    ):
        written = CALLOUT.format(title, first)
        assert name_callouts(written) == written
