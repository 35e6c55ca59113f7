"""What the site makes of callouts: the sentence in bold is the title, in the place of "Note".

On a Git host a callout has a title of its own, so pages give theirs as a first paragraph in bold. A site would show both.
"""

import re

TITLED = re.compile(
    r'(<p class="admonition-title">)(?:Note|Tip|Important|Warning|Caution)(</p>)\s*<p><strong>((?:(?!</?p>|<strong>).)*)</strong></p>',
    re.DOTALL,
)


def name_callouts(page: str) -> str:
    """The page with one title for each callout: `Note`, `<strong>2 pages differ</strong>` gives `2 pages differ`."""
    return TITLED.sub(r"\1\3\2", page)
