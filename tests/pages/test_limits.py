"""How much one page shows, and that what it leaves out is counted, reachable and never silently gone."""

import pytest

from docgen.document.markdown import print_page
from docgen.document.nodes import Anchor, Block, BulletList, Matrix, Page, Section, Table, Text, inlines
from docgen.pages.limits import OF_A_SECTION, limited, rows_shown, size_of


def table(rows: int, columns: int = 2) -> Table:
    cells = tuple(
        tuple(inlines(Anchor(f"row-{row}"), f"cell {row}") for _ in range(columns)) for row in range(rows)
    )
    return Table(tuple(f"c{each}" for each in range(columns)), cells, "None.")


@pytest.mark.parametrize(
    ("sizes", "most", "shown"),
    [
        ([[2] * 3, [2] * 3], 12, 3),  # everything fits
        ([[2] * 10, [2] * 2], 12, 4),  # the longest is cut first: four rows, and two
        ([[2] * 10, [2] * 10], 12, 3),
        ([[1, 1, 9, 1]], 10, 2),  # a large row counts as what it is
        ([[2] * 10], 1, 0),  # not even one row
        ([], 12, 0),
    ],
)
def test_the_longest_tables_are_cut_first(sizes: list[list[int]], most: int, shown: int) -> None:
    assert rows_shown(sizes, most) == shown


ROW = size_of(table(1).rows[0])


def test_a_page_that_fits_is_left_as_it_is() -> None:
    page = Page("a.md", "A", "", (table(5),))
    assert limited(page, most=5 * ROW) is page


def test_what_is_left_out_is_counted_and_named_and_keeps_its_anchors() -> None:
    page = Page("environments/prod/network.md", "A", "", (Section("Things", (table(5), table(1))),))
    text = print_page(limited(page, "prod", most=3 * ROW + OF_A_SECTION))
    assert "And 3 more. `docgen facts --env prod` prints all." in text
    assert text.count("cell 1") == 2
    assert "cell 2" not in text
    assert all(f'<a id="row-{number}"></a>' in text for number in range(5))


def test_no_command_is_said_to_print_what_none_prints() -> None:
    text = print_page(limited(Page("parity.md", "A", "", (table(5),)), most=3 * ROW))
    assert "And 2 more. `docgen facts` has the facts that they are made of." in text


def test_a_table_without_any_row_left_says_so() -> None:
    text = print_page(limited(Page("register.md", "A", "", (table(5),)), most=ROW - 1))
    assert "5 rows are not shown. `docgen register --format csv` prints all." in text
    assert "| c0" not in text


def test_a_matrix_is_cut_as_well() -> None:
    names = tuple(inlines(f"r{each}") for each in range(4))
    cells = tuple((inlines(Text(f"x{each}")),) for each in range(4))
    matrix = Matrix("from", (inlines("c"),), names, cells, "None.")
    text = print_page(limited(Page("a.md", "A", "", (matrix,)), most=3 * size_of(matrix.cells[0])))
    assert "And 1 more." in text
    assert "x2" in text
    assert "x3" not in text


def test_lists_are_never_cut_and_leave_less_for_tables() -> None:
    rows = tuple((inlines(f"row {each}"),) for each in range(100))
    things = Table(("Thing",), rows, "Nothing.")
    items = BulletList(tuple(inlines(f"item {each}") for each in range(900)))

    def shown(*blocks: Block) -> list[int]:
        page = limited(Page("x.md", "X", "X.", blocks), most=12_000)
        return [len(each.rows) for each in page.blocks if isinstance(each, Table)]

    assert shown(things) == [100]
    (left,) = shown(items, things)
    assert 0 < left < 100
    kept = limited(Page("x.md", "X", "X.", (items, things)), most=12_000).blocks[0]
    assert kept == items
