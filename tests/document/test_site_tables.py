"""What the site adds to tables and addresses, as text."""

import pytest

from docgen.document.site_addresses import link_addresses
from docgen.document.site_tables import mark_tables

TABLE = "<table>\n<thead>\n<tr>\n<th>From</th>\n<th>Why &amp; how</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{}</td>\n<td>x</td>\n</tr>\n</tbody>\n</table>"
CELLS = {
    "10.0.0.0/16": '<span class="dg-whole">10.0.0.0/16</span>',
    "<code>10.0.0.0/16</code>": '<code><span class="dg-whole">10.0.0.0/16</span></code>',
    "to TCP 80-90, 443": 'to <span class="dg-whole">TCP 80-90</span>, 443',
    "2001:db8::/32": '<span class="dg-whole">2001:db8::/32</span>',
    "version 1.2.3": "version 1.2.3",
    "<code>alb-sg</code>": '<code><span class="dg-whole">alb-sg</span></code>',
    "<code>module.one_two.aws_lb.x[&quot;a&quot;]</code>": "<code>module<wbr>.one<wbr>_<wbr>two<wbr>.aws<wbr>_<wbr>lb<wbr>.x<wbr>[&quot;a&quot;]</code>",
    "<code>rule.cidr[&quot;10.0.0.0/8&quot;]</code>": '<code>rule<wbr>.cidr<wbr>[&quot;<span class="dg-whole">10.0.0.0/8</span>&quot;]</code>',
    "<code>com.amazonaws.eu-west-1.s3</code>": '<code>com<wbr>.amazonaws<wbr><span class="dg-whole">.eu-west-1</span><wbr>.s3</code>',
    '<abbr title="10.0.0.0/8 > x">a</abbr>': '<abbr title="10.0.0.0/8 > x">a</abbr>',
}


@pytest.mark.parametrize("cell", CELLS)
def test_ranges_are_whole_and_names_may_break(cell: str) -> None:
    assert f'<td data-head="From">{CELLS[cell]}</td>\n<td data-head="Why &amp; how">x</td>' in mark_tables(
        TABLE.format(cell)
    )


def test_heads_of_many_columns_may_break() -> None:
    head = "<th><code>restrict_public_buckets</code></th>"
    table = f"<table>\n<thead>\n<tr>\n{head * 7}\n</tr>\n</thead>\n</table>"

    marked = mark_tables(table)

    assert marked.startswith('<div class="dg-scroll"><table class="dg-table dg-many">')
    assert marked.count("<th><code>restrict<wbr>_<wbr>public<wbr>_<wbr>buckets</code></th>") == 7


def test_sentences_get_room() -> None:
    marked = mark_tables(TABLE.format("The default network ACL allows all traffic to this subnet"))
    assert '<td data-head="From" class="dg-long">' in marked
    assert '<td data-head="Why &amp; how">x' in marked


def test_the_matrix_stays_as_it_is() -> None:
    page = f'<div class="dg-matrix">\n{TABLE.format("a")}\n</div>\n{TABLE.format("b")}'
    marked = mark_tables(page)
    assert marked.startswith(page[: page.index("</div>")])
    assert marked.count('class="dg-table"') == 1


KNOWN = {"aws_lb.a": "s/#L1", 'module.m["k"].aws_lb.b[0]': "s/#L2", "wifi:aws_lb.a": "s/#L3"}
TEXTS = {
    "<p>aws_lb.a is open</p>": '<p><a href="s/#L1">aws_lb.a</a> is open</p>',
    "<code>aws_lb.a</code>": '<code><a href="s/#L1">aws_lb.a</a></code>',
    "<td>module.m[&quot;k&quot;].aws_lb.b[0].arn</td>": '<td><a href="s/#L2">module.m[&quot;k&quot;].aws_lb.b[0]</a>.arn</td>',
    "<td>aws_lb.other</td>": "<td>aws_lb.other</td>",
    "<code>web (aws_lb.a)</code>": '<code><a href="s/#L1">web (aws_lb.a)</a></code>',
    "<code>web (module.m[&quot;k&quot;].aws_lb.b[0])</code>": '<code><a href="s/#L2">web (module.m[&quot;k&quot;].aws_lb.b[0])</a></code>',
    "<code>web (wifi:aws_lb.a)</code>": '<code><a href="s/#L3">web (wifi:aws_lb.a)</a></code>',
    "<code>web aws_lb.a (aws_lb.other)</code>": "<code>web aws_lb.a (aws_lb.other)</code>",
    "<code>[aws_lb.a.arn, 1]</code>": '<code>[<a href="s/#L1">aws_lb.a</a>.arn, 1]</code>',
    "<td>my.aws_lb.a</td>": "<td>my.aws_lb.a</td>",
    '<a href="x">aws_lb.a</a>': '<a href="x">aws_lb.a</a>',
    "<pre><code>aws_lb.a</code></pre>": "<pre><code>aws_lb.a</code></pre>",
    "<h2>aws_lb.a</h2>": "<h2>aws_lb.a</h2>",
    '<svg><text>aws_lb.a</text></svg><p title="aws_lb.a">x</p>': '<svg><text>aws_lb.a</text></svg><p title="aws_lb.a">x</p>',
}


@pytest.mark.parametrize("text", TEXTS)
def test_known_addresses_are_links(text: str) -> None:
    assert link_addresses(text, KNOWN.get) == TEXTS[text]


@pytest.mark.parametrize(("columns", "has_room"), [(2, True), (6, True), (7, False)])
def test_addresses_get_room_where_there_is_some(columns: int, has_room: bool) -> None:  # noqa: FBT001 - a case
    address = "<code>module.network.aws_security_group.database</code>"
    more_heads, more_cells = "<th>x</th>" * (columns - 2), "<td>x</td>" * (columns - 2)
    table = TABLE.format(address).replace("</tr>\n</thead>", f"{more_heads}</tr>\n</thead>")
    marked = mark_tables(table.replace("</tr>\n</tbody>", f"{more_cells}</tr>\n</tbody>"))
    assert ('<td data-head="From" class="dg-names">' in marked) is has_room
    assert marked.count("dg-names") == has_room


def test_long_words_of_plain_text_may_break() -> None:
    marked = mark_tables(TABLE.format("slow_burn_rate_alarms_of_checkout in eu-west-1"))
    assert (
        "slow<wbr>_<wbr>burn<wbr>_<wbr>rate<wbr>_<wbr>alarms<wbr>_<wbr>of<wbr>_<wbr>checkout in eu-west-1</td>"
        in marked
    )
