"""Generated regions: what is replaced, what is left alone, and what is said about marks in disorder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.document.regions import find_regions, replace_regions
from docgen.source.text import SourceFile

PAGE = "# Title\n\n<!-- docgen:a -->\nold\n<!-- /docgen -->\n\ntext\n"


def replaced(text: str, **bodies: str) -> str:
    result = replace_regions(SourceFile("docs/page.md", text), bodies)

    assert result.diagnostics == ()
    return result.value


def told(text: str, *known: str) -> list[tuple[int, str]]:
    """Line and summary of each problem."""
    problems = find_regions(SourceFile("docs/page.md", text), known or ("a", "b")).diagnostics
    return [(each.subject.line, each.summary) for each in problems if each.subject]


def test_only_the_body_changes() -> None:
    expected = "# Title\n\n<!-- docgen:a -->\n\nnew\n\n<!-- /docgen -->\n\ntext\n"

    assert replaced(PAGE, a="new") == expected
    assert replaced(expected, a="new") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "\ufeffx\r\n<!-- docgen:a -->\r\n<!-- /docgen -->\r\ny\n\x0cz",
            "\ufeffx\r\n<!-- docgen:a -->\r\n\r\n1\r\n2\r\n\r\n<!-- /docgen -->\r\ny\n\x0cz",
            id="Windows line ends, an odd mixture, a byte order mark",
        ),
        pytest.param(
            "<!-- docgen:a -->  \nold\n<!-- /docgen -->",
            "<!-- docgen:a -->  \n\n1\n2\n\n<!-- /docgen -->",
            id="spaces after a mark, no line break at the end",
        ),
    ],
)
def test_all_else_stays_byte_for_byte(text: str, expected: str) -> None:
    assert replaced(text, a="1\n2") == expected


def test_an_empty_body_leaves_an_empty_region() -> None:
    assert (
        replaced("<!-- docgen:a -->\nold\n<!-- /docgen -->\n", a="")
        == "<!-- docgen:a -->\n\n<!-- /docgen -->\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("```\n<!-- docgen:a -->\n```\n", id="fence"),
        pytest.param("````md\n```\n<!-- docgen:a -->\n````\n", id="fence in a longer fence"),
        pytest.param("~~~\n```\n<!-- docgen:a -->\n~~~\n", id="tildes"),
        pytest.param("```\n<!-- docgen:a -->", id="fence to the end"),
        pytest.param("> ```\n> <!-- docgen:a -->\n> ```\n", id="fence in a quotation"),
        pytest.param("    <!-- docgen:a -->\n", id="indented code"),
        pytest.param("Write `<!-- docgen:a -->` above.\n", id="inline code"),
        pytest.param("Write ``<!-- docgen:a --> ` `` above.\n", id="inline code with a backtick"),
        pytest.param("<!-- documentation -->\n", id="another comment"),
    ],
)
def test_marks_in_code_are_examples(text: str) -> None:
    assert replaced(text, a="new") == text


def test_a_mark_after_a_fence_is_a_mark() -> None:
    assert "new" in replaced("```\ncode\n```\n" + PAGE, a="new")


def test_inline_backticks_open_no_fence() -> None:
    assert "new" in replaced("``` not a fence ``` here\n" + PAGE, a="new")


OPEN, CLOSE = "<!-- docgen:a -->\n", "<!-- /docgen -->\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(OPEN, [(1, "Region is not closed")], id="unclosed"),
        pytest.param(CLOSE, [(1, "Mark closes no region")], id="stray"),
        pytest.param(
            OPEN + "<!-- docgen:b -->\n" + CLOSE + CLOSE,
            [(1, "Region is not closed"), (4, "Mark closes no region")],
            id="nested",
        ),
        pytest.param(OPEN + CLOSE + OPEN + CLOSE, [(3, "Region appears twice")], id="twice"),
        pytest.param("<!-- docgen:c -->\n" + CLOSE, [(1, "Unknown region")], id="unknown"),
        pytest.param("<!--docgen:a-->\n", [(1, "Malformed docgen mark")], id="no spaces"),
        pytest.param("<!-- docgen: a -->\n", [(1, "Malformed docgen mark")], id="space in the name"),
        pytest.param("<!-- docgen -->\n", [(1, "Malformed docgen mark")], id="no name"),
        pytest.param(
            OPEN + "<!-- /docgen:a -->\n" + CLOSE, [(2, "Malformed docgen mark")], id="closed by name"
        ),
        pytest.param(" " + OPEN, [(1, "Malformed docgen mark")], id="indented"),
        pytest.param("text <!-- docgen:a -->\n", [(1, "Malformed docgen mark")], id="after text"),
    ],
)
def test_marks_in_disorder(text: str, expected: list[tuple[int, str]]) -> None:
    assert told(text) == expected


def test_a_page_in_disorder_is_not_touched() -> None:
    text = PAGE + "<!-- docgen:b -->\n"
    result = replace_regions(SourceFile("docs/page.md", text), {"a": "new", "b": "new"})

    assert result.value == text
    assert result.diagnostics


def test_a_problem_names_its_place_and_the_nearest_name() -> None:
    file = SourceFile("docs/page.md", "x\n<!-- docgen:subnet -->\n<!-- /docgen -->\n")
    [problem] = find_regions(file, ("subnets", "vpc")).diagnostics

    assert str(problem.subject) == "docs/page.md:2:1"
    assert 'Did you mean "subnets"?' in problem.detail


LINES = st.sampled_from(
    [OPEN, CLOSE, "<!-- docgen:b -->\r\n", "```\n", "text\n", "\r\n", "    <!-- docgen:a -->\n", "é"]
)


@given(st.lists(LINES).map("".join), st.text(st.characters(exclude_characters="`~<\r")))
def test_replacing_twice_changes_nothing_more(text: str, body: str) -> None:
    bodies = {"a": body, "b": "B"}
    once = replace_regions(SourceFile("p.md", text), bodies).value

    assert replace_regions(SourceFile("p.md", once), bodies).value == once
