"""A site for a repository that has no mkdocs.yml, or one that knows nothing of docgen."""

import html
import html.parser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from docgen.app.navigation import navigation
from docgen.document.source_page import source_page
from tests.app.atlas import REPOSITORY
from tests.app.command import run

THEIRS = """site_name: Handbook
theme:
  name: material
  font: false
plugins:
  search: {}
"""
FEWER = "exclude_docs: /controls/\n"  # pages, so that the site is built sooner


@pytest.fixture
def minimal(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "tests" / "projects" / "minimal", tmp_path / "minimal"))


class Reader(html.parser.HTMLParser):
    """The ids of a page and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {each for each in (given.get("id"), given.get("name") if tag == "a" else None) if each}
        href = given.get("href") or given.get("xlink:href")
        if tag == "a" and href:
            self.links.append(href)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def dead_links(site: Path) -> list[str]:
    """Every link inside the site that leads to no file, or to no id in it."""
    readers = {each: read(each) for each in site.rglob("*.html")}
    dead = []
    for page, reader in readers.items():
        for link in reader.links:
            if re.match(r"[a-z]+:", link) or page.name == "404.html":
                continue
            path, anchor = urldefrag(link)
            target = (page.parent / unquote(path)).resolve() if path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (
                anchor and target in readers and unquote(anchor) not in readers[target].ids
            ):
                dead.append(f"{page.relative_to(site)}: {link}")
    return sorted(set(dead))


def test_every_link_leads_somewhere(harbor: Path, tmp_path: Path) -> None:
    (harbor / "docs").mkdir()
    (harbor / "docs" / "runbook.md").write_text("# Runbook\n\nCall the harbour master.\n", encoding="utf-8")
    site = tmp_path / "site"

    ran = run(harbor, "build", "-q", "--site", str(site))

    assert (ran.code, ran.out) == (0, ""), ran.err
    assert "WARNING" not in ran.err
    assert dead_links(site) == []
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "<title>Posture - Harbor</title>" in home
    assert 'href="environments/prod/exposures/"' in home
    assert 'href="runbook/"' in home
    network = read(site / "environments/dev/network/index.html")
    assert any("source/network.tf/#L" in each for each in network.links)
    picture = read(site / "environments/dev/architecture/index.html")
    assert "../security-groups/" in "".join(picture.links)


def test_an_own_home_page_is_kept(minimal: Path, tmp_path: Path) -> None:
    (minimal / "docs").mkdir()
    (minimal / "docs" / "README.md").write_text("# Welcome\n\nOurs.\n", encoding="utf-8")

    assert run(minimal, "build", "-q", "--site", str(tmp_path / "site")).code == 0

    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "Ours." in home
    assert sorted(each.name for each in (minimal / "docs").glob("*.md")) == [
        "README.md",
        "controls.md",
        "data-protection.md",
        "inputs-and-outputs.md",
        "inputs-that-matter.md",
        "listeners.md",
        "parity.md",
        "posture.md",
        "register.md",
    ]


@pytest.mark.parametrize("docs", ["docs", "docs/infra/harbor"])
def test_a_configuration_without_the_plugin_gets_it(harbor: Path, tmp_path: Path, docs: str) -> None:
    (harbor / "mkdocs.yml").write_text(THEIRS, encoding="utf-8")
    (harbor / "docs").mkdir()
    (harbor / "docs" / "index.md").write_text("# Handbook\n\n[Page](index.md)\n", encoding="utf-8")
    with (harbor / "docgen.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"docs: {docs}\n")
    below = docs.removeprefix("docs").strip("/")
    site = tmp_path / "site"

    ran = run(harbor, "build", "-q", "--site", str(site))

    assert ran.code == 0, ran.err
    assert ran.err.count("has no plugin `docgen`") == 1
    assert "WARNING" not in ran.err
    page = site / below / "environments/dev/exposures/index.html"
    shown = page.read_text(encoding="utf-8")
    assert "assets/docgen.css" in shown
    assert "assets/docgen.js" in shown
    assert '<div class="admonition' in shown
    assert "[!" not in shown
    assert '<figure class="dg-figure"' in (
        site / below / "environments/dev/architecture/index.html"
    ).read_text(encoding="utf-8")
    assert dead_links(site) == []
    assert any(
        "source/" in each and "#L" in each for each in read(page.parent.parent / "network/index.html").links
    )
    assert (harbor / "mkdocs.yml").read_text(encoding="utf-8") == THEIRS


def test_a_configuration_with_the_plugin_is_used_as_it_is(minimal: Path, tmp_path: Path) -> None:
    settings = THEIRS.replace("  search: {}\n", "  - docgen\n") + FEWER
    (minimal / "mkdocs.yml").write_text(settings, encoding="utf-8")

    ran = run(minimal, "build", "-q", "--site", str(tmp_path / "site"))

    assert ran.code == 0, ran.err
    assert "plugin" not in ran.err
    assert not (tmp_path / "site" / "search").exists()


def test_a_configuration_of_another_folder_is_left_out(minimal: Path, tmp_path: Path) -> None:
    (minimal / "mkdocs.yml").write_text(THEIRS + "docs_dir: handbook\n", encoding="utf-8")
    (minimal / "handbook").mkdir()

    ran = run(minimal, "build", "-q", "--site", str(tmp_path / "site"))

    assert ran.code == 0, ran.err
    assert "mkdocs.yml describes a site of handbook/" in ran.err
    assert "<title>Posture - Minimal</title>" in (tmp_path / "site" / "index.html").read_text(
        encoding="utf-8"
    )


def test_a_configuration_that_cannot_be_used_is_an_error_with_a_way_out(
    minimal: Path, tmp_path: Path
) -> None:
    (minimal / "mkdocs.yml").write_text(THEIRS.replace("search", "no-such-plugin"), encoding="utf-8")

    ran = run(minimal, "build", "-q", "--site", str(tmp_path / "site"))
    other = run(minimal, "build", "-q", "--site", str(tmp_path / "site"), "--ignore-mkdocs-yml")

    assert ran.code == 1
    assert "no-such-plugin" in ran.err
    assert "--ignore-mkdocs-yml" in ran.err
    assert "Traceback" not in ran.err
    assert other.code == 0, other.err


def test_a_folder_with_other_files_is_not_emptied(minimal: Path) -> None:
    ran = run(minimal, "build", "-q", "--site", ".")

    assert ran.code == 1
    assert "would be deleted" in ran.err
    assert (minimal / "docgen.yml").exists()


def test_a_site_may_be_built_again(minimal: Path) -> None:
    (minimal / "mkdocs.yml").write_text(f"site_name: Minimal\nplugins: [docgen]\n{FEWER}", encoding="utf-8")
    assert run(minimal, "build", "-q", "--site", "public").code == 0
    (minimal / "public" / "old.html").write_text("old", encoding="utf-8")

    ran = run(minimal, "build", "--site", "public")

    assert ran.code == 0, ran.err
    assert "public/index.html" in ran.out
    assert not (minimal / "public" / "old.html").exists()


def test_deep_expressions_are_no_trouble_for_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        f'output "deep" {{\n  value = {"abs(" * 400}1{")" * 400}\n}}\n', encoding="utf-8"
    )
    (tmp_path / "docgen.yml").write_text("project: Deep\nenvironments:\n  e: {root: .}\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Deep\nplugins: [docgen]\n{FEWER}", encoding="utf-8")
    assert run(tmp_path, "build", "-q").code == 0

    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=tmp_path,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


# -- parts --------------------------------------------------------------------------------------


def test_navigation() -> None:
    pages = ["index.md", "team.md", "adr/0001.md", "adr/old/0000.md", "parity.md"]
    made = [
        "parity.md",
        "environments/eu/prod/x.md",
        "environments/dev/network.md",
        "environments/dev/security-groups.md",
    ]

    found = navigation([*pages, *made], made)

    assert found == [
        {"Home": "index.md"},
        "team.md",
        {"Parity": "parity.md"},
        {"eu": [{"X": "environments/eu/prod/x.md"}]},
        {"dev": [{"Network": "environments/dev/network.md"}, {"Security groups": "environments/dev/security-groups.md"}]},
        {"Adr": ["adr/0001.md", {"Old": ["adr/old/0000.md"]}]},
    ]  # fmt: skip


@pytest.mark.parametrize("folder", ["", "reference/"])
def test_a_page_and_its_folder_are_one_section(folder: str) -> None:
    made = [
        f"{folder}{each}"
        for each in ("controls.md", "register.md", "controls/network.md", "controls/soc-2-tsc.md")
    ]

    found = navigation([*made, f"{folder}controls/ours.md"], made)

    inside = [
        {"Overview": made[0]}, {"Network": made[2]}, made[3], f"{folder}controls/ours.md",
    ]  # fmt: skip
    own = [{"Controls": inside}, made[1] if folder else {"Register": made[1]}]
    assert found == ([{"Reference": own}] if folder else own)


HOSTILE = 'variable "a" {}\r\n/* two\nlines */ </pre></div><script>alert(1)</script> {{ macro }} `x` \u202e\x00 ]]>\n\n  - <b>\n'


def test_a_source_page_has_an_id_for_every_line() -> None:
    page = source_page('a/"b".tf', HOSTILE)

    assert re.findall(r'<span id="(L\d+)"', page) == [f"L{number}" for number in range(1, 6)]
    assert "<script" not in page
    assert "{{" not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    assert page.count("</pre>") == 1


@pytest.mark.parametrize("name", ["a.tf", "a.json", "a.txt", "a.yaml"])
def test_a_source_page_keeps_the_text(name: str) -> None:
    text = 'x = "a"  # c\n\n\tb = <<EOT\n one\n\n two\nEOT\n'

    page = source_page(name, text)

    lines = re.findall(r'<span id="L\d+" class="dg-line"><a [^>]*></a>(.*)</span>', page)
    plain = [html.unescape(re.sub(r"<[^>]*>", "", each)) for each in lines]
    assert plain == text.rstrip("\n").split("\n")
