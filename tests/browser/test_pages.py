"""Every page of Atlas in a browser: it fits every width and the paper, loads nothing from outside, and axe has no complaint."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.browser.links import dead_links
from tests.conftest import serving

WIDTHS = (1400, 800, 360)
LOW = (
    150  # pixels: what does not fit into a width is not to be seen, so that as little as possible is painted
)
PAPER = 718  # pixels: the width of a sheet of A4, without margins
# One page of each kind: axe needs a second for one.
LOOKED_AT = (
    "",
    "contributing/",
    "controls/brokers/",
    "environments/staging/architecture/",
    "environments/staging/exposures/",
    "environments/staging/security-groups/",
    "network-and-security/",
    "register/",
    "source/terraform/production/terraform.tfvars/",
)
# Prose of docgen's own manual: of it, "contributing" and the pages with wide tables are looked at.
MANUAL = (
    "about/", "architecture/", "changelog/", "concepts/", "controls-of-your-own/", "dependencies/", "evidence/", "fleet/",
    "getting-started/", "limits/", "pull-requests/", "python/", "security/", "site-generators/", "verify/",
)  # fmt: skip
LAYOUT = """() => ({
  over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  broken: [...document.querySelectorAll(".dg-whole")].filter((each) => each.getClientRects().length > 1)
    .map((each) => each.textContent),
  scrolled: innerWidth < 1400 ? 0 : [...document.querySelectorAll(".dg-scroll:not(.dg-fits), .dg-figure")]
    .filter((each) => each.scrollWidth > each.clientWidth).length,
})"""
ON_PAPER = """() => ({
  over: [...document.querySelectorAll(".dg-scroll")].filter((each) => each.scrollWidth > each.clientWidth + 1).length,
  hidden: [...document.querySelectorAll(".dg-table td")].filter((each) => !each.getClientRects().length).length,
})"""


def paths(site: Path) -> list[str]:
    """One page of each kind; every page where DOCGEN_EVERY_PAGE is set."""
    found = (each.parent.relative_to(site).as_posix() for each in site.rglob("index.html"))
    every = sorted("" if each == "." else f"{each}/" for each in found)
    if os.environ.get("DOCGEN_EVERY_PAGE"):
        return every
    alike = ("source/", "controls/", "environments/production/", "openspec/", *MANUAL)
    return [each for each in every if not each.startswith(alike) or each in LOOKED_AT]


@pytest.fixture
def opened(browser: Any, atlas_address: str) -> Iterator[tuple[Any, list[str]]]:  # noqa: ANN401 - playwright is not always there
    """A page, and what it complains about or asks others for."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    page, problems = context.new_page(), []
    page.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    own = (atlas_address, "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(own) else problems.append(asked.url))
    yield page, problems
    context.close()


def test_pages_fit_and_load_nothing(
    opened: tuple[Any, list[str]], atlas_site: Path, atlas_address: str
) -> None:
    page, problems = opened
    wrong: dict[tuple[str, int], object] = {}
    for path in paths(atlas_site):
        page.set_viewport_size({"width": WIDTHS[0], "height": LOW})
        page.goto(f"{atlas_address}/{path}", wait_until="load")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": LOW})
            layout = page.evaluate(LAYOUT)
            if layout != {"over": 0, "broken": [], "scrolled": 0}:
                wrong[path, width] = layout
        page.set_viewport_size({"width": PAPER, "height": LOW})
        page.emulate_media(media="print")
        printed = page.evaluate(ON_PAPER)
        if printed != {"over": 0, "hidden": 0}:
            wrong[path, PAPER] = printed
        page.emulate_media(media="screen")

    assert wrong == {}
    assert problems == []


CELLS = """() => [...document.querySelectorAll(".dg-table :is(th, td)")].map((each) => each.innerText)"""
SHEET = re.compile(r"(\d+)/(\d+)Terraformat[0-9a-f]{10},\d{4}-\d{2}-\d{2}")  # spaces taken away


@pytest.mark.parametrize("path", ["register/", "environments/staging/inventory/", "controls/pci-dss-v4-0-1/"])
def test_paper_has_every_cell_and_the_revision_on_each_sheet(
    path: str, opened: tuple[Any, list[str]], atlas_address: str
) -> None:
    page, _ = opened
    page.goto(f"{atlas_address}/{path}", wait_until="load")
    cells = {"".join(each.replace("↕", "").split()) for each in page.evaluate(CELLS)}
    paper = io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))
    sheets = ["".join(each.extract_text().split()) for each in pypdf.PdfReader(paper).pages]

    heads = [SHEET.match(each) for each in sheets]
    assert [head and head.groups() for head in heads] == [
        (str(number), str(len(sheets))) for number in range(1, len(sheets) + 1)
    ]
    said = "".join(each[head.end() :] for each, head in zip(sheets, heads, strict=True) if head)
    assert len(sheets) > 1
    assert len(cells) > 20
    assert not [each for each in cells if each not in said]


def test_axe_has_no_complaint(opened: tuple[Any, list[str]], atlas_address: str) -> None:
    page, _ = opened
    axe = pytest.importorskip("axe_playwright_python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    found = {}
    for path in LOOKED_AT:
        page.emulate_media(color_scheme="light")
        page.goto(f"{atlas_address}/{path}", wait_until="load")
        page.evaluate(script)
        for scheme, name in (("light", "default"), ("dark", "slate")):
            page.emulate_media(color_scheme=scheme)  # the site follows it
            page.wait_for_function("(name) => document.body.dataset.mdColorScheme === name", arg=name)
            # Dark pages differ in colours alone.
            rules = ["color-contrast", "link-in-text-block"] if scheme == "dark" else None
            options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
            within = "article" if rules and path else "html"  # around articles, pages have the same colours
            ran = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
            for each in ran["violations"]:
                found[path, scheme, each["id"]] = [one["failureSummary"] for one in each["nodes"][:3]]

    assert found == {}


def test_tables_sort_and_filter(opened: tuple[Any, list[str]], atlas_address: str) -> None:
    page, _ = opened
    page.goto(f"{atlas_address}/register/", wait_until="load")
    box = page.locator(".dg-scroll").filter(has=page.get_by_role("button", name="Traffic")).last
    rows = box.locator("tbody tr")
    before = rows.count()

    box.locator("xpath=preceding-sibling::label[1]").get_by_role("searchbox").fill("tcp 5432")
    assert 0 < box.locator("tbody tr:visible").count() < before
    assert all("5432" in each for each in box.locator("tbody tr:visible").all_inner_texts())

    box.locator("xpath=preceding-sibling::label[1]").get_by_role("searchbox").fill("")
    box.get_by_role("button", name="State").click()
    states = box.locator("tbody td[data-head=State]").all_inner_texts()
    assert states == sorted(states, key=str.lower)
    assert box.locator("th[aria-sort=ascending]").inner_text().startswith("State")


def test_the_switch_of_environments_keeps_the_place(
    opened: tuple[Any, list[str]], atlas_address: str
) -> None:
    page, _ = opened
    page.goto(f"{atlas_address}/environments/staging/network/#subnets", wait_until="load")
    page.locator("article").get_by_role("link", name="production", exact=True).first.click()
    page.wait_for_url("**/environments/production/network/#subnets", timeout=5000)


def test_heads_stay_in_sight(opened: tuple[Any, list[str]], atlas_address: str) -> None:
    page, _ = opened
    for path in ("environments/staging/inventory/", "register/"):
        for width in (1400, 800):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{atlas_address}/{path}", wait_until="load")
            last = page.locator(".dg-table:has(tbody tr:nth-child(9))").last
            last.locator("tbody tr").nth(8).evaluate(
                "(row) => window.scrollTo(0, row.getBoundingClientRect().top + scrollY - 300)"
            )
            page.wait_for_timeout(100)
            top = last.locator("th").first.evaluate("(head) => head.getBoundingClientRect().top")
            assert 0 < top < 120, (path, width)


def test_every_link_leads_somewhere(atlas_site: Path) -> None:
    assert list(dead_links(atlas_site)) == []


def test_addresses_lead_to_their_lines(atlas_site: Path) -> None:
    """Of plain addresses in tables, steps and verdicts none is left without a link."""
    for path in ("claims", "environments/staging/exposures", "parity", "index.html"):
        file = atlas_site / path / "index.html" if path != "index.html" else atlas_site / path
        text = file.read_text(encoding="utf-8")
        assert text.count("#L") > 5, path


FOUND = {
    "5432": "environments/staging/exposures/",
    "10.20.16.0/20": "environments/staging/network/",
    "alb_ingress_cidrs": "environments/production/exposures/",
    "module.vpc.aws_subnet.public[0]": "environments/production/network/",
    "aws_subnet": "environments/production/network/",
    "kafka": "environments/staging/exposures/",
    "alb-sg": "environments/production/security-groups/",
    "NAT": "environments/production/network/",
}


@pytest.fixture(scope="module")
def searched_address(atlas_site: Path) -> Iterator[str]:
    with serving(atlas_site) as address:
        yield address


def test_the_search_gives_the_right_page_first(opened: tuple[Any, list[str]], searched_address: str) -> None:
    """A port, a range, a variable, an address, a part of one, a product, the name of a group, a word of AWS."""
    page, _ = opened
    page.goto(f"{searched_address}/", wait_until="load")
    page.locator("input[name=query]").click()
    page.wait_for_timeout(2500)  # the index is read when the search is opened
    first = page.locator("li > a.md-search-result__link").first
    found = {}
    for asked, right in FOUND.items():
        page.locator("input[name=query]").click()
        page.keyboard.press("Control+A")
        page.keyboard.type(asked)
        for _ in range(40):  # the worker answers while one types; a busy machine takes its time
            page.wait_for_timeout(250)
            shown = first.get_attribute("href", timeout=20_000) or ""
            found[asked] = shown.removeprefix(f"{searched_address}/").partition("?")[0]
            if found[asked] == right:
                break

    assert found == FOUND
