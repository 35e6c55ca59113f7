"""What a site generator adds to pages that are complete as files: inlined pictures, links to exact lines.

Pure functions of text; the integrations with site generators call them.
"""

import html
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

# As `markdown` prints an Evidence: a link with a fragment to something beside the folder of the documents.
EVIDENCE = re.compile(
    r"\[(?P<label>(?:`[^`\n]*`|<code>(?:(?!</code>).)*</code>|(?!<code>)[^\[\]`\n])*+)\]\((?P<path>\.\.(?:/[^()#\s]*)?)#(?P<anchor>[^()\s]*)\)"
)
PAGE_IN_PICTURE = re.compile(r'\bhref="(?P<path>[^":#?]+\.md)(?P<rest>(?:#[^"]*)?")')
FIGURE = re.compile(r"^!\[(?P<title>[^\]]*)\]\((?P<path>[^()\s]+\.svg)\)[ \t]*$", re.MULTILINE)


def resolve_evidence(
    markdown: str,
    page: str,
    resolve: Callable[[str, str], str | None],
    docs: str = "docs",
    note: Callable[[str, str], str] = lambda _path, _anchor: "",
) -> str:
    """The page with each pointer into the repository replaced by what `resolve(path, anchor)` gives.

    A pointer without a target keeps its text and loses its link. `note(path, anchor)` is Markdown that follows it.
    """

    def replaced(found: re.Match[str]) -> str:
        folder = posixpath.join(docs, posixpath.dirname(page))
        path = posixpath.normpath(posixpath.join(folder, unquote(found["path"])))
        if path.startswith(("..", f"{docs}/")):
            return found[0]
        anchor = unquote(found["anchor"])
        address = resolve(path, anchor)
        return (f"[{found['label']}]({address})" if address else found["label"]) + note(path, anchor)

    return EVIDENCE.sub(replaced, markdown)


def inline_figures(
    markdown: str,
    page: str,
    read: Callable[[str], str | None],
    lead_to: Callable[[str], str | None] = lambda _: None,
    attribute: str = "href",
) -> str:
    """The page with its SVG pictures inside, where the page's colours reach them.

    `read` gives the text of a picture by its path under the folder of the documents; None leaves the image as it is.
    `lead_to` gives the address of a page of the site: in a picture, links name pages by their files. `attribute`:
    "xlink:href" where the site generator changes every `href` of a page (Zensical does).
    """

    def replaced(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(found["path"])))
        picture = read(path)
        if picture is None:
            return found[0]
        linked = PAGE_IN_PICTURE.sub(
            lambda link: f'{attribute}="{leading(link["path"], path)}{link["rest"]}', picture
        )
        return f'<figure class="dg-figure" data-search-exclude>\n{linked.strip()}\n</figure>'

    def leading(target: str, picture: str) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(picture), html.unescape(unquote(target))))
        address = lead_to(file)
        return target if address is None else html.escape(address)

    return FIGURE.sub(replaced, markdown)
