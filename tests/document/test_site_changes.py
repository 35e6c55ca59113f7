"""Which text of a change, shown as a diff, a button may copy."""

import pytest

from docgen.document.site_changes import mark_changes, new_lines

COPIED = {
    "- a = 1\n+ a = 2\n": "a = 2",
    '+ ranges = ["10.0.0.0/8"]': 'ranges = ["10.0.0.0/8"]',
    "  kafka = {\n-   public = true\n+   public = false\n  }": "public = false",
    "+ kafka.public = false": "",  # a path is no line of a file
    "- a = 1": "",
    "a = 1\n+ b = 2": "",  # no diff
    "+ a line of text": "",
}


@pytest.mark.parametrize("diff", COPIED)
def test_only_lines_that_can_be_pasted_are_copied(diff: str) -> None:
    assert new_lines(diff) == COPIED[diff]


def test_a_change_is_marked_and_other_code_is_not() -> None:
    change = '<pre><span></span><code><span class="gd">- a = &quot;x&quot;</span>\n<span class="gi">+ a = &quot;&lt;&quot;</span>\n</code></pre>'
    other = '<pre class="x"><code>docgen build\n</code></pre>'

    marked = mark_changes(f"{other}\n{change}")

    assert marked == f"{other}\n" + change.replace("<pre>", '<pre data-copy="a = &quot;&lt;&quot;">')
