"""Nothing that a repository says is markup on the site: in pages, titles, navigation, the search index and pictures."""

import functools
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.document.escape import clean
from docgen.pages.control_cells import framework_page
from docgen.rules.frameworks import frameworks
from docgen.source.address import quote
from tests.app.command import run
from tests.conftest import serving
from tests.trust.payloads import MARKED, RUN, mark, page_of, write_project

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "legacy_attrs", "md_in_html", "sane_lists", "tables",
    {"toc": {"permalink": True}},
    "pymdownx.arithmatex", "pymdownx.b64", "pymdownx.betterem", "pymdownx.blocks.admonition", "pymdownx.caret",
    "pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.fancylists", "pymdownx.highlight",
    "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark", "pymdownx.progressbar",
    {"pymdownx.quotes": {"callouts": True}},
    {"pymdownx.snippets": {"check_paths": False}},
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
    "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
THEMES = {
    "material": {"name": "material", "font": False, "features": ["navigation.prune"]},
    "mkdocs": {"name": "mkdocs", "highlightjs": False},
}  # nothing is loaded from outside
# Payloads that have a page of their own: two of three with Material, and the third with the plain theme.
OWN = {
    "material": [number for place, number in enumerate(MARKED) if place % 3],
    "mkdocs": list(MARKED)[::3],
}
NAME = "Site"
EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
IN_ARTICLES = frozenset(
    [
        "a",
        "abbr",
        "article",
        "blockquote",
        "br",
        "button",
        "code",
        "details",
        "div",
        "em",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "input",
        "label",
        "li",
        "nav",
        "ol",
        "p",
        "pre",
        "script",
        "small",
        "span",
        "strong",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "hr",
        "wbr",
    ]
)


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and its text without pictures and styles."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.in_article: set[str] = set()
        self.texts: list[str] = []
        self.scripts = ""
        self.title = ""
        self.rows: list[list[int]] = []  # of each table: the cells of its rows
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if "svg" not in self.open and (
            {"article", "body"} & set(self.open) and attributes.get("role") != "main"
        ):
            main = "article" in self.open or "main" in self.open
            if main:
                self.in_article.add(tag)
        if tag not in EMPTY:
            self.open.append("main" if attributes.get("role") == "main" else tag)
        match tag:
            case "table":
                self.rows.append([])
            case "tr":
                self.rows[-1].append(0)
            case "td" | "th":
                self.rows[-1][-1] += 1
            case _:
                pass
        self.texts.append("\n" if tag in {"td", "th", "tr", "p", "li", "br", "div", "pre"} else "")

    def handle_endtag(self, tag: str) -> None:
        for name in (tag, "main"):
            if name in self.open and tag not in EMPTY:
                del self.open[len(self.open) - 1 - self.open[::-1].index(name) :]
                break
        self.texts.append("\n" if tag in {"td", "th", "tr", "p", "li", "div", "pre"} else "")

    def handle_data(self, data: str) -> None:
        if "script" in self.open or "style" in self.open:
            self.scripts += data
        elif "title" in self.open and "svg" not in self.open:
            self.title += data
        elif "svg" not in self.open:
            self.texts.append(data)

    @functools.cached_property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def words(text: str) -> str:
    return " ".join(clean(text).split())


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("payloads")
    write_project(folder)
    ran = run(folder, "build", "--quiet")
    assert ran.code == 0, ran.err
    return folder


def left_out(theme: str) -> list[str]:
    """Pages of payloads that the theme is not tried with; pages of frameworks, which say nothing of a repository."""
    own = [f"{page_of(number)}.md" for number in MARKED if number not in OWN[theme]]
    return own + [framework_page(each) for each in frameworks()]


@pytest.fixture(scope="module", params=THEMES)
def site(request: pytest.FixtureRequest, repository: Path) -> Path:
    """The site with one theme; with Material, every extension that could take a name for something."""
    settings = {
        "site_name": NAME,
        "site_dir": request.param,
        "theme": THEMES[request.param],
        "plugins": ["search", "docgen"],
        "markdown_extensions": EXTENSIONS if request.param == "material" else [],
        "exclude_docs": "".join(f"/{each}\n" for each in left_out(request.param)),
    }
    (repository / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=repository,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return repository / str(request.param)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {each.parent.relative_to(site).as_posix(): Page(each) for each in sorted(site.rglob("index.html"))}


def test_nothing_runs_and_nothing_leads_elsewhere(site: Path, pages: dict[str, Page]) -> None:
    assert len(pages) > len(OWN[site.name]) + 50
    for name, page in pages.items():
        assert "PWNED" not in page.scripts, name
        for tag, attributes in page.elements:
            assert not any(each.startswith("on") for each in attributes), (name, tag, attributes)
            for key in ("href", "src", "srcset", "action", "formaction", "xlink:href"):
                value = attributes.get(key, "").strip().lower()
                assert not value.startswith(("javascript:", "data:text")), (name, tag, value)
                assert "//evil" not in value, (name, tag, value)
                assert not value.startswith("mailto:"), (name, tag, value)


def test_articles_hold_no_element_of_a_payload(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.in_article <= IN_ARTICLES, (name, page.in_article - IN_ARTICLES)


def test_rows_have_the_cells_of_their_heads(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert all(len(set(table)) <= 1 for table in page.rows), (name, page.rows)


def test_every_payload_is_shown_as_it_is(pages: dict[str, Page]) -> None:
    """Wherever the mark of a payload is in a text, the whole payload is around it."""
    seen: dict[int, int] = dict.fromkeys(MARKED, 0)
    for name, page in pages.items():
        if name.startswith("source/"):
            continue
        for number, text in MARKED.items():
            marks = page.text.count(mark(number))
            if not marks:
                continue
            shown = len(forms(text).findall(page.text))
            assert marks == shown, (name, text, around(page.text, mark(number)))
            seen[number] += shown
    assert min(seen.values()) > 20, seen


@functools.cache
def forms(text: str) -> re.Pattern[str]:
    """The text as it is shown: as it is, or quoted, as in addresses and values."""
    found = {words(text), words(quote(text)), words(quote(text.replace("\r\n", "\n")))}
    return re.compile("|".join(re.escape(each) for each in sorted(found, key=len, reverse=True)))


def around(text: str, piece: str) -> list[str]:
    return [text[max(0, each.start() - 80) : each.end() + 40] for each in re.finditer(piece, text)]


def test_titles_are_the_text(site: Path, pages: dict[str, Page]) -> None:
    for number in OWN[site.name]:
        title = pages[page_of(number)].title
        assert words(title).removesuffix(f" - {NAME}") == words(MARKED[number]), title


def test_the_search_index_holds_no_element(site: Path) -> None:
    """Material's index is HTML, of which a few elements are kept; that of MkDocs is text, which its script escapes."""
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    found = {
        tag
        for each in index["docs"]
        for tag in re.findall(
            r"<([A-Za-z]+)", f"{each['title']} {'' if site.name == 'mkdocs' else each['text']}"
        )
    }

    assert found <= {
        "a",
        "code",
        "em",
        "li",
        "ol",
        "p",
        "pre",
        "small",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
    }


def test_pictures_hold_no_element_of_a_payload(repository: Path) -> None:
    for path in repository.glob("docs/environments/*/architecture.svg"):
        text = path.read_text(encoding="utf-8")
        tags = set(re.findall(r"<([A-Za-z:]+)", text))
        assert tags <= {
            "a",
            "circle",
            "defs",
            "desc",
            "ellipse",
            "g",
            "image",
            "line",
            "path",
            "polygon",
            "polyline",
            "rect",
            "style",
            "svg",
            "symbol",
            "text",
            "title",
            "use",
        }
        for element in ET.fromstring(text).iter():  # noqa: S314 - docgen's own picture
            assert not any(key.startswith("on") or "}" in key for key in element.attrib), element.attrib
            assert re.fullmatch(
                r"|#[a-z0-9-]+|data:image/png;base64,.*|[^:]*\.md(#.*)?", element.get("href", "")
            ), element.attrib


PROBE = """async (pages) => {
  const found = {};
  let waiting = pages.length;
  async function probe(page) {
    const frame = document.createElement("iframe");
    document.body.appendChild(frame);
    await new Promise((done) => { frame.onload = done; setTimeout(done, 5000); frame.src = page; });
    found[page] = frame.contentDocument.title;
    frame.remove();
  }
  async function work() { while (waiting > 0) await probe(pages[--waiting]); }
  await Promise.all([1, 2, 3, 4].map(work));
  await new Promise((done) => setTimeout(done, 500));
  return [found, window.PWNED || ""];
}"""


def test_a_browser_runs_nothing(site: Path, pages: dict[str, Page], browser: Any) -> None:  # noqa: ANN401 - playwright is not always there
    """Each page in a frame of one page, which is what the payloads write to; of the plain theme, every third of the generated ones.

    Of the pages with a payload for their title, those whose payload is a program, and every twelfth: the titles of the others
    are compared where the pages are only read. Of the environments whose name is a payload, the first.
    """
    names = [name for name in pages if not name.startswith(("source/", "pages-", "environments/x"))]
    own = [number for number in OWN[site.name] if RUN in MARKED[number] or not number % 12]
    names = names[:: 1 if site.name == "material" else 3] + [page_of(number) for number in own]
    shown = [f"/{name}/".replace("/./", "/") for name in names]
    (site / "probe.html").write_text("<!doctype html><body>", encoding="utf-8")
    with serving(site, index=False) as address:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/probe.html")
        titles, ran = page.evaluate(
            PROBE, [each.replace("%", "%25").replace("#", "%23").replace("?", "%3F") for each in shown]
        )
        page.close()

    assert ran == ""
    assert len(titles) == len(shown)
    for number in own:
        assert words(titles[f"/{page_of(number)}/"]).removesuffix(f" - {NAME}") == words(MARKED[number])


HEADING = "# a &lt;/title&gt;&lt;img src=x onerror=x&gt; <b>b</b>\n"


def test_a_site_of_docgens_own_shows_names(tmp_path: Path) -> None:
    """As in env_name_xss, and the project's name, which is the site's."""
    name = "x<img src=x onerror=document.title=1>"
    settings = {"project": f"</title>{name}", "environments": {name: {"root": "."}}}
    (tmp_path / "docgen.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (tmp_path / "main.tf").write_text(
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n', encoding="utf-8"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/own.md").write_text(HEADING, encoding="utf-8")

    assert run(tmp_path, "build", "--site", str(tmp_path / "site")).code == 0
    for path in sorted((tmp_path / "site").rglob("*.html")):
        page = Page(path)
        assert not [attributes for tag, attributes in page.elements if tag == "img"], path
        assert page.title.endswith(f"</title>{name}"), path
    assert Page(tmp_path / "site/own/index.html").title.startswith("a </title><img src=x onerror=x> b")


def test_the_page_on_security_names_tests_that_exist() -> None:
    repository = Path(__file__).parents[2]
    named = re.findall(
        r"`((?:tests|docgen)/[^`]+\.py)`", (repository / "docs/security.md").read_text(encoding="utf-8")
    )

    assert len(named) > 15
    assert [each for each in named if not (repository / each).is_file()] == []
