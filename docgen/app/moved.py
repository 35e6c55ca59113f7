"""The changes of the last commits, for the first page of a site: added when the site is built, because it changes with every commit.

Committed pages hold no commits and no days. Reading is bounded by the number of commits and by the size of what they hold, so a site
is never late because of it; neither `docgen build` without a site nor `docgen check` reads the history.
"""

import functools
from pathlib import Path

from docgen.app.history import commit_addresses, read_history
from docgen.delta.history import Entry
from docgen.document.chart import draw_chart
from docgen.document.markdown import print_blocks
from docgen.pages.history import history_charts, history_section
from docgen.pages.posture import DUE

COMMITS = 20
MOST_BYTES = 100_000_000  # of the facts of all these commits
SECONDS = 10  # for git to list them
FOLLOWED = f"\n## {DUE}\n"  # where the section goes
LEAST = 2  # points that make a line


@functools.lru_cache(maxsize=4)
def entries_at(folder: Path, docs: str, revision: str) -> tuple[Entry, ...]:
    """The last commits as the revision has them: read once while a site is served."""
    del revision  # what the answer depends on, beside the arguments that are used
    return read_history(folder, docs, COMMITS, MOST_BYTES, SECONDS).value


def moved_text(folder: Path, docs: str, revision: str, page: str) -> str:
    """The section as Markdown; "" where there is no git, or no commit with facts."""
    entries = entries_at(folder, docs, revision)
    if not entries:
        return ""
    address = commit_addresses(folder)
    section = print_blocks((history_section(entries, address),), page, docs)
    if sum(bool(each.counts) for each in entries) < LEAST:
        return section
    figures = "\n".join(
        f'<figure class="dg-chart" data-search-exclude>\n{draw_chart(each)}\n</figure>'
        for each in history_charts(entries, address)
    )
    heading, title, rest = section.partition("\n\n|")  # before the table
    return f'{heading}\n\n<div class="dg-charts">\n{figures}\n</div>{title}{rest}'


def with_moved(markdown: str, section: str) -> str:
    """The page with the section before what is due, or at its end."""
    if not section:
        return markdown
    before, found, after = markdown.partition(FOLLOWED)
    return f"{before}\n{section}\n{found}{after}" if found else f"{markdown.rstrip()}\n\n{section}\n"
