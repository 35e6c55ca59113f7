"""A comparison of revisions gives no orders, whatever things are called: not to a CI system, a code host or a browser."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from docgen.app.ci import annotate
from docgen.app.commands.diff import diff_problems
from docgen.app.revisions import compare_revisions
from docgen.delta.model import Delta
from docgen.exports.problems import code_quality, problems_sarif
from docgen.pages.diff_comment import MOST_CHARACTERS, diff_comment
from docgen.pages.diff_html import diff_html
from docgen.pages.problems import check_summary
from docgen.pages.sentences.problems import CHANGES
from tests.app.histories import git
from tests.trust.payloads import PAYLOADS, write_project

COMMAND = re.compile(r"::(?:error|warning|notice) (?:file=[^,:\s]+,line=\d+,)?title=docgen%3A [\w ]+::")
IN_MARKDOWN = {"code", "details", "summary", "sub", "br"}
IN_HTML = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
IN_HTML |= {"ul", "li", "code"}


@pytest.fixture(scope="module")
def delta(tmp_path_factory: pytest.TempPathFactory) -> Delta:
    """Every group, rule and variable has changed."""
    folder = tmp_path_factory.mktemp("diff")
    write_project(folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "x")
    main = folder / "live/main.tf"
    text = main.read_text(encoding="utf-8").replace("from_port = 443", "from_port = 80")
    main.write_text(text.replace("10.", "11."), encoding="utf-8")
    found = compare_revisions(folder, "HEAD", None).value
    assert found is not None
    assert len(found.items) > len(PAYLOADS)
    return found


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def elements(text: str) -> Elements:
    found = Elements()
    found.feed(text)
    return found


def mentions(markdown: str) -> list[str]:
    """What a code host would make a mention or a reference of: it looks at the text that is shown."""
    return re.findall(r"@\w+|(?<![&\w])#\d+", unescape(re.sub(r"<code>.*?</code>", "", markdown)))


def test_annotations_are_whole_commands(delta: Delta, capsys: pytest.CaptureFixture[str]) -> None:
    annotate(diff_problems(delta), "")
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert [each for each in lines if not COMMAND.match(each) and "are without annotation" not in each] == []
    assert not re.search(r"##[A-Za-z]*\[", "\n".join(lines))


@pytest.mark.parametrize("most", [MOST_CHARACTERS, 1_000_000])
def test_a_comment_holds_no_markup_of_a_name(delta: Delta, most: int) -> None:
    comment = diff_comment(delta, most)
    assert len(comment) <= most
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(comment)
    found = elements(rendered)
    assert found.tags <= IN_MARKDOWN | {"h3", "p", "ul", "li", "strong", "blockquote"}
    assert found.attributes == set()
    assert not mentions(comment)


def test_a_summary_holds_no_markup_of_a_name(delta: Delta) -> None:
    summary = check_summary(diff_problems(delta))
    assert not mentions(summary)
    rendered = MarkdownIt("commonmark", {"html": True}).render(summary)
    assert elements(rendered).tags <= IN_MARKDOWN | {"h3", "p", "ul", "li"}


def test_a_page_holds_no_markup_of_a_name(delta: Delta) -> None:
    found = elements(diff_html(delta, {}))
    assert found.tags <= IN_HTML
    assert found.attributes <= {"lang", "charset", "http-equiv", "content", "name", "scope", "class"}


def test_reports_have_paths_of_the_repository(delta: Delta) -> None:
    problems = diff_problems(delta)
    assert {each["location"]["path"] for each in code_quality(problems)} <= {
        "live/main.tf",
        "live/terraform.tfvars",
        "docgen.yml",
    }
    results = problems_sarif(problems, CHANGES)["runs"][0]["results"]
    assert len(results) == len(problems)
    prints = [each["partialFingerprints"]["docgenProblem/v1"] for each in results]
    assert len(set(prints)) == len(prints)
