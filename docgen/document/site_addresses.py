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
LABELLED = re.compile(r"(?s).+ \((.+)\)")  # a name with its address: `web (module.a.aws_lb.web)`
STAYS = re.compile(r"<(/?)(a|h[1-6]|svg|pre|script|style|summary|button|abbr)\b")


def link_addresses(page: str, lead_to: Callable[[str], str | None]) -> str:
    """The page with each address linked to where `lead_to` says; None leaves it as it is.

    A name in code that is an address, or has its address after it, is linked as a whole.
    """

    def link(text: str, target: str) -> str:
        return f'<a href="{html.escape(target)}">{text}</a>'

    def linked(found: re.Match[str]) -> str:
        target = lead_to(html.unescape(found[0]))
        return found[0] if target is None else link(found[0], target)

    def linked_code(text: str) -> str:
        name = html.unescape(text)
        labelled = LABELLED.fullmatch(name)
        target = lead_to(labelled[1] if labelled else name)
        if target is not None:
            return link(text, target)
        return text if labelled else ADDRESS.sub(linked, text)

    made, depth, at, last = [], 0, 0, ""
    for tag in TAG.finditer(page):
        text = page[at : tag.start()]
        is_code = last.startswith("<code") and tag[0] == "</code>"
        made.append(
            text if depth or not text else linked_code(text) if is_code else ADDRESS.sub(linked, text)
        )
        kind = STAYS.match(tag[0])
        if kind is not None and not tag[0].endswith("/>"):
            depth = max(0, depth - 1) if kind[1] else depth + 1
        made.append(tag[0])
        at, last = tag.end(), tag[0]
    return "".join([*made, page[at:]])
