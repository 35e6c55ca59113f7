"""What the site adds to a change that a page shows as a diff: which text a button may copy.

A reader pastes the new line into the file of values, so the text is that line without its sign: `kafka_public = false`.
The script `assets/docgen.js` makes the button; a page is complete without it.
"""

import html
import re

from docgen.document.site_tables import TAG

CODE = re.compile(r"<pre((?: [^<>]*)?)>((?:(?!<pre).)*?)</pre>", re.DOTALL)
DIFF_LINE = re.compile(r"[-+ ] .*|\s*")
ASSIGNMENT = re.compile(r"\+ +([A-Za-z_][\w-]* = \S.*)")


def mark_changes(page: str) -> str:
    """The page with each change marked: `<pre data-copy="kafka_public = false">`."""

    def marked(found: re.Match[str]) -> str:
        text = new_lines(html.unescape(TAG.sub("", found[2])))
        return f'<pre{found[1]} data-copy="{html.escape(text)}">{found[2]}</pre>' if text else found[0]

    return CODE.sub(marked, page)


def new_lines(diff: str) -> str:
    """The lines that a diff adds, without signs and margin; empty where one is no assignment, or it is no diff.

    `- a = 1`, `+ a = 2` gives `a = 2`.
    """
    lines = diff.rstrip("\n").split("\n")
    if not all(DIFF_LINE.fullmatch(each) for each in lines):
        return ""
    added = [each for each in lines if each.startswith("+")]
    found = [match[1] for each in added if (match := ASSIGNMENT.fullmatch(each))]
    return "\n".join(found) if found and len(found) == len(added) else ""
