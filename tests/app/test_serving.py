"""The site while it is served: current within a build, or it says that it is not, whatever happens to the files."""

import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from docgen.app.failure_bar import with_bar
from docgen.app.rendering import is_pure
from docgen.app.watching import Observer, stamps
from tests.app.command import run
from tests.app.serving import page_with, served

BAR = "Not current"
FEWER = {"exclude_docs": "/controls/\n"}  # of the generated pages: most builds here are to be quick


def page_without(address: str, text: str) -> None:
    deadline = time.monotonic() + 30
    while text in page_with(address, "<title>"):
        assert time.monotonic() < deadline, f"{text!r} stayed"
        time.sleep(0.1)


def test_serving_follows_the_files(harbor: Path) -> None:
    """From broken Terraform on: each mistake has its bar on every page, and its end takes the bar away."""
    values, settings, own = harbor / "env" / "dev.tfvars", harbor / "docgen.yml", harbor / "mkdocs.yml"
    own.write_text(yaml.safe_dump({"site_name": "Harbor", "plugins": ["docgen"], **FEWER}), encoding="utf-8")
    before = values.read_text(encoding="utf-8")
    values.write_text(before + "\nnot terraform {\n", encoding="utf-8")
    with served(harbor, [sys.executable, "-m", "docgen"]) as (address, printed):
        page_with(address + "/404.html", "<title>")
        values.write_text(before, encoding="utf-8")
        network = f"{address}/environments/dev/network/"
        page_with(network, "Network")
        built = printed.read_text(encoding="utf-8").count("Building documentation...")
        time.sleep(1)  # time enough for a second build, were there one
        assert printed.read_text(encoding="utf-8").count("Building documentation...") == built == 2

        for path, wrong, where in (
            (values, before + "\nnot terraform {\n", "env/dev.tfvars"),
            (settings, "project: [\n", "docgen.yml"),
            (own, "site_name: [\n", "configuration"),
        ):
            right = path.read_text(encoding="utf-8")
            path.write_text(wrong, encoding="utf-8")
            broken = page_with(network, BAR)
            assert where in broken
            assert "not terraform" not in broken
            path.write_text(right, encoding="utf-8")
            page_without(network, BAR)

        (harbor / "env").rename(harbor / "moved")
        page_with(network, BAR)
        (harbor / "moved").rename(harbor / "env")
        page_without(network, BAR)
    assert "Traceback" not in printed.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_what_is_recalled_is_what_would_be_rendered(
    theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Builds of one server against one from the start: the same bytes, for changed pages, links and settings."""
    folder = tmp_path / "small"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    (folder / "main.tf").write_text('resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n', "utf-8")
    (folder / "docgen.yml").write_text("project: Small\nenvironments:\n  one: {root: .}\n", "utf-8")
    assert run(folder, "build", "--quiet").code == 0
    page = folder / "docs" / "own.md"
    other = folder / "docs" / "other.md"

    def configure(**more: object) -> None:
        settings = {"site_name": "H", "theme": theme, "plugins": ["search", "docgen"], **FEWER, **more}
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    def site(name: str, command: Literal["build", "serve"]) -> dict[str, bytes]:
        target = tmp_path / name
        shutil.rmtree(target, ignore_errors=True)
        config = load_config("mkdocs.yml", site_dir=str(target))
        config.plugins["docgen"].on_startup(command=command, dirty=False)
        build(config)
        found = {
            each.relative_to(target).as_posix(): re.sub(rb"Build Date UTC : .*", b"", each.read_bytes())
            for each in target.rglob("*")
            if each.is_file()
        }
        return {path: content for path, content in found.items() if not path.startswith("sitemap")}

    def first_pages() -> None:
        configure()
        page.write_text("# One\n\n[network](environments/one/network.md) [other](other.md)\n", "utf-8")
        other.write_text("# Other\n\n## A part\n", "utf-8")

    def other_settings() -> None:
        configure(markdown_extensions=[{"toc": {"permalink": "#"}}])
        other.unlink()

    steps: list[Callable[[], object]] = [
        first_pages,
        lambda: other.write_text("# Another\n\n~~~ py\na\n~~~\n", "utf-8"),
        other_settings,
    ]
    for step in steps:
        step()
        assert site("served", "serve") == (built := site("built", "build"))
        assert b"location" in built["search/search_index.json"]


def test_extensions_that_read_files_are_not_recalled() -> None:
    assert is_pure("toc")
    assert is_pure("markdown.extensions.tables")
    assert is_pure("pymdownx.superfences")
    assert not is_pure("pymdownx.snippets")
    assert not is_pure("mdx_include.mdx_include")


def test_a_bar_is_the_first_thing_in_the_body() -> None:
    assert with_bar(b'<html><body class="a"><p>', "a <b>\nc").startswith(
        b'<html><body class="a"><div class="dg-failure" role="alert">'
    )
    assert b"a &lt;b&gt;<br>c" in with_bar(b"<body>", "a <b>\nc")
    assert with_bar(b"{}", "a") == b"{}"


def test_the_observer_notices_folders_that_come_and_go(tmp_path: Path) -> None:
    folder = tmp_path / "modules"
    seen = [stamps([folder])]
    events: list[object] = []

    class Handler:
        def on_any_event(self, event: object) -> None:
            events.append(event)
            seen.append(stamps([folder]))

    def noticed(count: int) -> None:
        deadline = time.monotonic() + 10
        while len(events) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    observer = Observer(lambda: stamps([folder]) != seen[-1])
    observer.schedule(Handler(), str(folder))
    observer.start()
    try:
        folder.mkdir()
        (folder / "main.tf").write_text("", encoding="utf-8")
        noticed(1)
        folder.rename(tmp_path / "elsewhere")
        noticed(2)
        (tmp_path / "elsewhere").rename(folder)
        noticed(3)
    finally:
        observer.stop()
        observer.join()
