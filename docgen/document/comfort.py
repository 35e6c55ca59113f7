"""What a site generator can add to pages that are complete as files: pictures inside, links to the very line.

Pure functions of text; whoever knows the site generator calls them.
"""

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

# As `markdown` prints an Evidence: a link with a fragment to something beside the folder of the documents.
EVIDENCE = re.compile(
    r"\[(?P<label>(?:`[^`]*`|<code>.*?</code>|[^\[\]`])*)\]\((?P<path>(?:\.\./)+[^()#\s]*)#(?P<anchor>[^()\s]*)\)"
)
FIGURE = re.compile(r"^!\[(?P<title>[^\]]*)\]\((?P<path>[^()\s]+\.svg)\)[ \t]*$", re.MULTILINE)


def resolve_evidence(
    markdown: str, page: str, resolve: Callable[[str, str], str | None], docs: str = "docs"
) -> str:
    """The page with each pointer into the repository replaced by what `resolve(path, anchor)` gives.

    A pointer that leads nowhere keeps its words and loses its link.
    """

    def replaced(found: re.Match[str]) -> str:
        folder = posixpath.join(docs, posixpath.dirname(page))
        path = posixpath.normpath(posixpath.join(folder, unquote(found["path"])))
        if path.startswith(("..", f"{docs}/")):
            return found[0]
        address = resolve(path, unquote(found["anchor"]))
        return f"[{found['label']}]({address})" if address else found["label"]

    return EVIDENCE.sub(replaced, markdown)


def inline_figures(markdown: str, page: str, read: Callable[[str], str | None]) -> str:
    """The page with its SVG pictures inside, where the page's colours reach them.

    `read` gives the text of a picture by its path under the folder of the documents; None leaves the image as it is.
    """

    def replaced(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(found["path"])))
        picture = read(path)
        if picture is None:
            return found[0]
        return f'<figure class="dg-figure" data-search-exclude>\n{picture.strip()}\n</figure>'

    return FIGURE.sub(replaced, markdown)


def source_page(path: str, text: str) -> str:
    """A page of the site that shows one file of the repository; each line is a place that links can lead to."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    name = posixpath.basename(path)
    title = path.replace('"', "'")
    head = f'---\ntitle: "{title}"\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n\n# {name}\n\n`{path}`\n\n'
    return f'{head}{fence}{{.terraform linenums="1" anchorlinenums="true"}}\n{text.rstrip()}\n{fence}\n'
