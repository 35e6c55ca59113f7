"""A page of the site that shows one file of the repository; each of its lines has the id `L` and its number.

The page is plain HTML, so that no setting of the site decides whether a link goes to its line.
"""

import html
import posixpath
from collections.abc import Iterable, Iterator

from docgen.document.escape import visible
from docgen.document.markdown import quoted
from docgen.source.text import one_line_ending

LARGEST = 300_000  # characters: longer files are shown without colours
LARGEST_PAGE = 700_000  # characters of HTML: of longer ones, colours and links of lines are left out
LEXERS = {
    ".tf": "terraform",
    ".tofu": "terraform",
    ".tfvars": "terraform",
    ".hcl": "terraform",
    ".json": "json",
    ".yml": "yaml",
    ".yaml": "yaml",
}
# Between HTML tags these could still be read as syntax: by template plugins, by Markdown.
REFERENCES = str.maketrans({"{": "&#123;", "}": "&#125;", "\\": "&#92;", "`": "&#96;"})


def source_page(path: str, text: str, note: str = "") -> str:
    """The Markdown of the page; `#L12` leads to line 12. `note`: a sentence above the file."""
    head = f"---\ntitle: {quoted(path)}\nsearch:\n  exclude: true\nhide:\n  - toc\n---\n\n"
    shown = visible(one_line_ending(text).rstrip("\n").replace("\r", " "))
    css_class = "highlight dg-source"
    lines = "\n".join(
        f'<span id="L{number}" class="dg-line"><a href="#L{number}" data-line="{number}" aria-label="Line {number}"></a>{line}</span>'
        for number, line in enumerate(coloured(path, shown).split("\n"), start=1)
    )
    if len(lines) > LARGEST_PAGE:
        css_class += " dg-counted"  # the style sheet counts the lines
        lines = "\n".join(
            f'<span id="L{number}" class="dg-line">{line}</span>'
            for number, line in enumerate(escaped(shown).split("\n"), start=1)
        )
    name = escaped(path).replace("/", "/<wbr>")
    lead = f"<p>{escaped(note)}</p>\n" if note else ""
    heading = f'<h1 id="top">{name}</h1>\n{lead}'
    return f'{head}{heading}<div class="{css_class}"><pre><code>{lines}\n</code></pre></div>\n'


def coloured(path: str, text: str) -> str:
    """The text as HTML with as many lines; no element spans a line break."""
    language = LEXERS.get(posixpath.splitext(path)[1])
    if len(text) > LARGEST or language is None:
        return escaped(text)
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 - only a site needs it

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    tokens = [(kind, value) for kind, value in lexer.get_tokens(f"{text}\n") if value]
    if "".join(value for _, value in tokens) != f"{text}\n":  # the lexer repeats some heredocs
        return escaped(text)
    return "".join(pieces(tokens)).removesuffix("\n")


def pieces(tokens: Iterable[tuple[object, str]]) -> Iterator[str]:
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415 - as above

    for kind, value in tokens:
        css_class = STANDARD_TYPES.get(kind, "") if value.strip() else ""
        for index, line in enumerate(value.split("\n")):
            if index:
                yield "\n"
            if line:
                shown = escaped(line)
                yield f'<span class="{css_class}">{shown}</span>' if css_class else shown


def escaped(text: str) -> str:
    return html.escape(text).translate(REFERENCES)
