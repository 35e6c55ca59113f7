"""Pages of files of the repository: each line has its anchor, however long the file is."""

import pytest

from docgen.document.source_page import LARGEST_PAGE, source_page


@pytest.mark.parametrize("number", [3, 9_000])
def test_every_line_has_its_place(number: int) -> None:
    page = source_page("main.tf", 'name = "x"\n' * number)
    assert page.count('class="dg-line"') == number
    assert f'id="L{number}"' in page
    assert len(page) < LARGEST_PAGE
    assert ("dg-counted" in page) is (number > 3)


def test_the_heading_is_the_path_and_the_note_is_said_once() -> None:
    page = source_page("live/prod/main.tf", 'name = "x"\n', "Values are hidden.")

    assert '<h1 id="top">live/<wbr>prod/<wbr>main.tf</h1>\n<p>Values are hidden.</p>\n' in page
    assert page.count("Values are hidden.") == 1
