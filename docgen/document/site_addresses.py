"""Addresses of resources in the text of a page, made links to the lines where the resources are written.

A pure function of HTML, as Python-Markdown writes it. What is inside a link, a heading, a picture or a block of code stays.
"""

import html
import re
from collections.abc import Callable

from docgen.document.site_tables import TAG

KEY = r"(?:\[(?:\d+|&quot;(?:(?!&quot;).)*&quot;|\"[^\"]*\")\])?"
ADDRESS = re.compile(
    rf"(?<![\w.\]-])(?:module\.[\w-]+{KEY}\.)*(?:data\.)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+\.[A-Za-z_][\w-]*{KEY}"
)
STAYS = re.compile(r"<(/?)(a|h[1-6]|svg|pre|script|style|summary|button|abbr)\b")


def link_addresses(page: str, lead_to: Callable[[str], str | None]) -> str:
    """The page with each address linked to where `lead_to` says; None leaves it as it is."""

    def linked(found: re.Match[str]) -> str:
        target = lead_to(html.unescape(found[0]))
        return found[0] if target is None else f'<a href="{html.escape(target)}">{found[0]}</a>'

    made, depth, at = [], 0, 0
    for tag in TAG.finditer(page):
        text = page[at : tag.start()]
        made.append(text if depth else ADDRESS.sub(linked, text))
        kind = STAYS.match(tag[0])
        if kind is not None and not tag[0].endswith("/>"):
            depth = max(0, depth - 1) if kind[1] else depth + 1
        made.append(tag[0])
        at = tag.end()
    return "".join([*made, page[at:]])
