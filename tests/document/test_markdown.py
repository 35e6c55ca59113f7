"""What pages look like as Markdown, and that no text in them can become markup."""

from collections.abc import Callable
from typing import get_args

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.document.escape import clean
from docgen.document.links import address_of
from docgen.document.markdown import is_generated, print_blocks, print_page
from docgen.document.nodes import (
    Admonition,
    AdmonitionKind,
    Anchor,
    Badge,
    Block,
    BulletList,
    Code,
    CodeBlock,
    Details,
    Emphasis,
    Evidence,
    Figure,
    Inline,
    Link,
    Matrix,
    Page,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    Unknown,
    anchor_of,
    inlines,
)
from docgen.document.site_postprocess import resolve_evidence
from tests.document.rendering import RENDERERS, Reading, as_shown, render_as_site

ADDRESS = 'module.vpc.aws_subnet.public["eu-west-1a"]'

every_renderer = pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)


def printed(block: Block, page_path: str = "index.md") -> str:
    return print_blocks((block,), page_path)


def line(*parts: Inline | str) -> str:
    return printed(Paragraph(inlines(*parts)))


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        pytest.param(Text("a | b"), "a \\| b", id="a pipe would split a cell"),
        pytest.param(Text("aws_vpc_endpoint"), "aws_vpc_endpoint", id="names stay readable"),
        pytest.param(Text("_private"), "\\_private", id="an outer underscore would be emphasis"),
        pytest.param(Text("<b>"), "&lt;b&gt;", id="tags"),
        pytest.param(Text("one\r\ntwo"), "one<br>two", id="a line break stays inside the cell"),
        pytest.param(Text("{{ site }}"), "\\{\\{ site }}", id="template engines"),
        pytest.param(Text("see https://a.example"), "see https&#58;//a.example", id="no link by itself"),
        pytest.param(Text("tcp \u202e344\u202c"), "tcp &lt;U+202E&gt;344&lt;U+202C&gt;", id="hidden order"),
        pytest.param(Text("a\x1b[31mb"), "a\ufffd\\[31mb", id="control characters"),
        pytest.param(
            Text("==a== ^b^ ++c++ :100:"),
            "&#61;&#61;a&#61;&#61; &#94;b&#94; &#43;&#43;c&#43;&#43; &#58;100:",
            id="marks of extensions",
        ),
        pytest.param(Text("{--a--} {++b++}"), "&#123;--a--} &#123;&#43;&#43;b&#43;&#43;}", id="critic marks"),
        pytest.param(Text("a@b.example"), "a&#64;b.example", id="no address of mail by itself"),
        pytest.param(Code("a<b"), "<code>a&#60;b</code>", id="code that would be a tag in a box"),
        pytest.param(Code("10.0.0.0/16"), "`10.0.0.0/16`", id="code"),
        pytest.param(Code("a|b"), "<code>a&#124;b</code>", id="code that would split a cell"),
        pytest.param(Code("a`b"), "<code>a&#96;b</code>", id="code with a backtick"),
        pytest.param(
            Code("${{ x }}"), "<code>&#36;&#123;&#123; x &#125;&#125;</code>", id="template in code"
        ),
        pytest.param(Strong(inlines("open")), "**open**", id="strong"),
        pytest.param(Emphasis(inlines("open")), "*open*", id="emphasis"),
        pytest.param(Link("Network", "network/index.md"), "[Network](network/index.md)", id="page"),
        pytest.param(Link("here", "#alb"), "[here](#alb)", id="place on the page"),
        pytest.param(
            Link("AWS", "https://a.example/b(c)?d=e&f"),
            "[AWS](https://a.example/b%28c%29?d=e&amp;f)",
            id="address",
        ),
        pytest.param(Link("x", "javascript:alert(1)"), "x", id="a script is no target"),
        pytest.param(Link("x", "JAVA\nSCRIPT:y"), "[x](JAVA%0ASCRIPT%3Ay)", id="a hidden one is a file"),
        pytest.param(
            Evidence(ADDRESS, "terraform/modules/vpc/main.tf", ADDRESS + ".cidr_block"),
            f"[`{ADDRESS}`](../terraform/modules/vpc/main.tf"
            "#module.vpc.aws_subnet.public%5B%22eu-west-1a%22%5D.cidr_block)",
            id="evidence",
        ),
        pytest.param(
            Evidence("the rule", "a b/x(1).tf", code=False),
            "[the rule](../a%20b/x%281%29.tf)",
            id="evidence in words, odd path",
        ),
        pytest.param(
            Unknown('read by "Terraform"'),
            '<abbr class="dg-unknown" tabindex="0" title="read by &#34;Terraform&#34;">*unknown*</abbr>',
            id="unknown",
        ),
        pytest.param(Badge("holds", "ok"), '<span class="dg-badge dg-ok">holds</span>', id="badge"),
        pytest.param(Anchor("subnet-a"), '<a id="subnet-a"></a>', id="anchor"),
    ],
)
def test_inline(inline: Inline, expected: str) -> None:
    assert line(inline) == expected


@pytest.mark.parametrize(
    ("page_path", "expected"),
    [
        ("index.md", "[a](../x.tf) [b](network/vpc.md)"),
        ("network/index.md", "[a](../../x.tf) [b](vpc.md)"),
        ("security/deep/page.md", "[a](../../../x.tf) [b](../../network/vpc.md)"),
    ],
)
def test_links_start_at_the_page_they_stand_on(page_path: str, expected: str) -> None:
    block = Paragraph(inlines(Evidence("a", "x.tf", code=False), " ", Link("b", "network/vpc.md")))

    assert printed(block, page_path) == expected


def test_documents_may_live_in_any_folder() -> None:
    block = Paragraph(inlines(Evidence("a", "site/x.tf", code=False)))

    assert print_blocks((block,), "p/index.md", docs="site/pages") == "[a](../../x.tf)"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        pytest.param(
            Table(("Name", "Range"), ((inlines("a"), inlines(Code("10.0.0.0/24"))),), "None."),
            "| Name | Range |\n| --- | --- |\n| a | `10.0.0.0/24` |",
            id="table",
        ),
        pytest.param(
            Table(("Name",), (), "No subnets are declared."), "No subnets are declared.", id="empty"
        ),
        pytest.param(
            Table(("a",), ((inlines("1"),),), "", wide=True),
            '<div class="dg-wide" markdown="1">\n\n| a |\n| --- |\n| 1 |\n\n</div>',
            id="wide table",
        ),
        pytest.param(
            Matrix("from", (inlines("a"), inlines("b")), (inlines("c"),), ((inlines("tcp 1"), ()),), ""),
            '<div class="dg-matrix" markdown="1">\n\n'
            "| from | a | b |\n| --- | --- | --- |\n| c | tcp 1 |  |\n\n</div>",
            id="matrix",
        ),
        pytest.param(Matrix("from", (), (), (), "No groups."), "No groups.", id="empty matrix"),
        pytest.param(BulletList((inlines("a"), inlines("- b"))), "- a\n- \\- b", id="list"),
        pytest.param(
            Admonition("warning", "Open", (Paragraph(inlines("To all.")), CodeBlock("a\n\nb"))),
            "> [!WARNING]\n> **Open**\n>\n> To all.\n>\n> ```\n> a\n>\n> b\n> ```",
            id="admonition",
        ),
        pytest.param(CodeBlock("a ``` b\n", "hcl"), "````hcl\na ``` b\n````", id="code with a fence"),
        pytest.param(CodeBlock("a", "x y`"), "```\na\n```", id="code in no known language"),
        pytest.param(
            Figure("diagrams/vpc.svg", "The [VPC]", "All of it."),
            "![The \\[VPC\\]](diagrams/vpc.svg)\n*All of it.*",
            id="figure",
        ),
        pytest.param(
            Details("More & more", (Paragraph(inlines("a")),)),
            '<details markdown="1"><summary>More &#38; more</summary>\n\na\n\n</details>',
            id="details",
        ),
        pytest.param(
            Section("Edge", (Section("Ports", (), "ports"), Section("Load balancer", (), "alb")), "edge"),
            '## Edge\n\n### Ports\n\n<a id="alb"></a>\n\n### Load balancer',
            id="sections, with an anchor only where the title does not make it",
        ),
    ],
)
def test_block(block: Block, expected: str) -> None:
    assert printed(block) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("!!! note", "\\!!! note"),
        ("??? note", "&#63;?? note"),
        ("=== a", "&#61;&#61;&#61; a"),
        ("    a", "a"),
        ("10.0.0.0/16", "10\\.0.0.0/16"),
        ("a. b", "a\\. b"),
        ("iv) b", "iv\\) b"),
        ("a.b", "a.b"),
    ],
)
def test_no_line_begins_another_block(start: str, expected: str) -> None:
    assert line(start) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param((Code("a"), Code("b")), "`a`<code>b</code>", id="two codes"),
        pytest.param((Strong(inlines("a")), "b"), "<strong>a</strong>b", id="strong before a letter"),
        pytest.param(("a ", Strong(inlines("b")), ", c"), "a **b**, c", id="strong in a sentence"),
        pytest.param((Strong(inlines("(a)")),), "<strong>(a)</strong>", id="strong around brackets"),
    ],
)
def test_marks_that_touch(parts: tuple[Inline | str, ...], expected: str) -> None:
    assert line(*parts) == expected


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("|`*_[](){}<>&\\#-+.!~$:=\n ")
)
NASTY = (
    "a | b \\| c",
    "](javascript:alert(1))",
    "<script>alert(1)</script>",
    "`` ` ```",
    "\\",
    "a\\`b",
    "**_a_**",
    "&lt;b&gt; &copy; &#42;",
    "- 1. # > a",
    "| --- | --- |",
    "x\n===",
    "[^1] [a]: b",
    "{: .c } {{ x }} {% y %}",
    "~~a~~ $a$ ^b^ ==c==",
    "wzxhzdk:0 klzzwxh:0001",
    "--8<-- 'x'",
    "#!python x",
    "a__b__ _c",
    "Zürich 東京 ✓",
    "<div markdown=1>a</div> [b](javascript:c)",
    "==a== ^b^ ++c++ :100: a@b.example",
    "{--a--}{++b++}{>>c<<}",
    "iv) a",
)


def examples(test: Callable[..., None]) -> Callable[..., None]:
    for text in NASTY:
        test = example(text=text)(test)
    return test


PLACES: dict[str, tuple[Callable[[str], Block], set[str]]] = {
    "paragraph": (lambda text: Paragraph(inlines(text)), {"p", "br"}),
    "code": (lambda text: Paragraph(inlines("a ", Code(text), Code(text))), {"p", "br", "code"}),
    "strong": (lambda text: Paragraph(inlines("a ", Strong(inlines(text)), ".")), {"p", "br", "strong"}),
    "emphasis": (lambda text: Paragraph(inlines("a", Emphasis(inlines(text)))), {"p", "br", "em"}),
    "badge": (lambda text: Paragraph(inlines(Badge(text, "ok"))), {"p", "br", "span"}),
    "link": (lambda text: Paragraph(inlines(Link(text, "a.md"))), {"p", "br", "a"}),
    "code link": (lambda text: Paragraph(inlines(Link(text, "a.md", code=True))), {"p", "br", "a", "code"}),
    "cell": (
        lambda text: Table(("a", "b"), ((inlines(text), inlines(Code(text))),), ""),
        {"table", "thead", "tbody", "tr", "th", "td", "br", "code"},
    ),
    "wide cell": (
        lambda text: Table(("a", "b"), ((inlines(text), inlines(Code(text))),), "", wide=True),
        {"div", "table", "thead", "tbody", "tr", "th", "td", "br", "code"},
    ),
    "list": (lambda text: BulletList((inlines(text),)), {"ul", "li", "br"}),
    "details": (lambda text: Details(text, ()), {"details", "summary", "br"}),
    "admonition": (
        lambda text: Admonition("note", "x", (Paragraph(inlines(text)),)),
        {"div", "blockquote", "p", "br", "strong"},
    ),
}


@every_renderer
@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60, deadline=None)
@examples
@given(text=TEXT)
def test_any_text_comes_out_as_itself(renderer: Callable[[str], str], place: str, text: str) -> None:
    make, tags = PLACES[place]
    reading = Reading(renderer(printed(make(text))))

    assert set(reading.tags) <= tags
    assert as_shown(clean(text)) in reading.text
    assert all("javascript" not in value for value in reading.values("a", "href"))


@every_renderer
@settings(max_examples=60, deadline=None)
@examples
@given(text=TEXT)
def test_any_reason_comes_out_as_itself(renderer: Callable[[str], str], text: str) -> None:
    block = Table(("a", "b"), ((inlines(Unknown(text)), inlines("x")),), "")
    reading = Reading(renderer(printed(block)))

    assert reading.values("abbr", "title") == [clean(text).replace("\n", " ")]
    assert reading.text == as_shown("a\nb\nunknown\nx")


@every_renderer
@settings(max_examples=60, deadline=None)
@examples
@given(text=TEXT)
def test_any_title_comes_out_as_itself(renderer: Callable[[str], str], text: str) -> None:
    blocks = (Figure("a.svg", "x" + text + "x"), Admonition("note", "A" + text + "A", ()))
    reading = Reading(renderer(printed(Section("T" + text + "T", blocks))))
    shown = as_shown(clean("T" + text + "T").replace("\n", " "))[1:-1]

    assert set(reading.tags) <= {"h2", "a", "p", "img", "div", "blockquote", "strong", "br"}
    assert reading.text.startswith("T" + shown + "T")
    assert reading.text.endswith("A" + shown + "A")
    assert len(reading.values("img", "alt")) == 1


@every_renderer
@settings(max_examples=60, deadline=None)
@examples
@given(text=TEXT)
def test_any_code_comes_out_as_itself(renderer: Callable[[str], str], text: str) -> None:
    reading = Reading(renderer(printed(Details("x", (CodeBlock(text + "\nend", "text"),)))))

    assert as_shown(clean(text) + "\nend") in reading.text
    assert set(reading.tags) <= {"details", "summary", "div", "pre", "code", "span", "a"}


@every_renderer
@settings(max_examples=60, deadline=None)
@given(path=st.text(min_size=1).filter(lambda text: "\x00" not in text), anchor=TEXT)
def test_any_evidence_is_one_link(renderer: Callable[[str], str], path: str, anchor: str) -> None:
    block = Table(("a", "b"), ((inlines(Evidence(anchor, path, anchor)), inlines("x")),), "")
    reading = Reading(renderer(printed(block)))
    [target] = reading.values("a", "href")

    assert not set(target) & set(" <>|\"'`\\()[]{}")


def page(title: str = "Network", description: str = "What: it is.") -> Page:
    return Page("network.md", title, description, (Paragraph(inlines("Text.")),))


def test_page() -> None:
    assert print_page(page()) == (
        "---\n"
        "# Generated from Terraform. Do not edit: change the Terraform and run `docgen build`.\n"
        'title: "Network"\n'
        'description: "What: it is."\n'
        "---\n"
        "\n"
        "# Network\n"
        "\n"
        "Text.\n"
    )


def test_generated_pages_are_told_from_others() -> None:
    whole = print_page(page())

    assert is_generated(whole)
    assert is_generated(whole.replace("\n", "\r\n"))
    assert not is_generated("# Network\n\n" + whole)


@settings(deadline=None)
@given(text=st.text())
def test_front_matter_is_yaml_whatever_the_title(text: str) -> None:
    front = print_page(page(title=text, description="x" + text)).split("---\n")[1]
    expected = clean(text).replace("\n", " ")

    assert yaml.safe_load(front) == {"title": expected, "description": "x" + expected}


@pytest.mark.parametrize("kind", get_args(AdmonitionKind))
def test_site_shows_admonitions(kind: AdmonitionKind) -> None:
    html = render_as_site(printed(Admonition(kind, "EdgeStyle", (Paragraph(inlines("Here.")),))))

    assert f'<div class="admonition {kind}">' in html


@pytest.mark.parametrize(
    "make",
    [
        lambda: Table(("a",), ((inlines("1"), inlines("2")),), ""),
        lambda: Matrix("", (inlines("a"),), (), ((inlines("1"),),), ""),
        lambda: Matrix("", (inlines("a"),), (inlines("b"),), ((),), ""),
        lambda: Section("a", (), "not an anchor"),
        lambda: Anchor("a[b]"),
    ],
    ids=["too wide", "no row name", "too narrow", "section anchor", "anchor"],
)
def test_what_cannot_be_printed_cannot_be_made(make: Callable[[], Block]) -> None:
    with pytest.raises(ValueError, match=r"cells|names|anchor"):
        make()


def test_anchor_of_an_address() -> None:
    assert anchor_of('aws_subnet.public["eu-west-1a"]') == "aws_subnet.public-eu-west-1a"


def test_code_without_a_link_behind_it_is_read_once() -> None:
    """Many ways to read the same text would take for ever: a bracket, code as HTML, and no link."""
    text = "[" + "<code>a</code> " * 200 + "\n"

    assert resolve_evidence(text, "a.md", lambda _path, _anchor: None) == text


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("environments/a/network.md#vpcs", "../a/network.md#vpcs"),
        ("environments/a#b/network.md#vpcs", "../a%23b/network.md#vpcs"),
        ("environments/a#b/network.md", "../a%23b/network.md"),
        ("environments/a#b/inventory.md#aws_instance.md", "../a%23b/inventory.md#aws_instance.md"),
        ("#vpcs", "#vpcs"),
        ("assets/a.svg#x", "../../assets/a.svg#x"),
    ],
)
def test_names_of_environments_may_hold_what_begins_an_anchor(target: str, address: str) -> None:
    assert address_of(target, "environments/b/x.md") == address
