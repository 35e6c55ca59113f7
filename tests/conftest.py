"""Shared by several packages of tests: one browser, and one build of the site of Atlas, for a whole session."""

import fcntl
import functools
import gc
import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
import pytest
from mkdocs.theme import Theme

from tests.app.atlas import REPOSITORY, copy_atlas

GIT = shutil.which("git") or ""
DAY = "2026-03-01T12:00:00+00:00"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)

# Single tests of these, or what they share, take many seconds. Each process begins with some of them, so that none waits for
# one at the end.
LONG = (
    "trust/test_inert_site.py",
    "app/test_newcomer.py",
    "browser/test_pages.py",
    "browser/test_copying.py",
    "app/test_serving.py",
    "secrets/test_planted.py",
    "app/test_check_cache.py",
    "trust/test_inert_terminal.py",
    "app/test_finished_pages.py",
    "trust/test_kills.py",
    "app/test_tools.py",
    "trust/test_other_systems.py",
    "packaging/test_dist.py",
    "app/test_same_bytes.py",
    "app/test_fleet.py",
    "analysis/test_simulator.py",
    "evaluate/test_depends.py",
    "properties/test_hiding.py",
)


def pytest_configure() -> None:
    # A shell that starts the tests in the background has them ignore Ctrl-C, and each `docgen serve` would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.set_threshold(
        1_000_000, 20, 100
    )  # as docgen's own command line: values and traces are many, and hold no cycles


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What docgen keeps from run to run: a folder of this session, and not that of the user, which grows and is looked through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCGEN_CACHE_DIR", str(shared_folder(tmp_path_factory) / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The templates of a theme, compiled once for all sites that are built within the processes of the tests."""
    place = shared_folder(tmp_path_factory) / "templates"
    place.mkdir(exist_ok=True)
    kept = jinja2.FileSystemBytecodeCache(str(place))
    made = Theme.get_env

    def get_env(theme: Theme) -> jinja2.Environment:
        environment = made(theme)
        environment.bytecode_cache = kept
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "get_env", get_env)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process is given one part of the tests: the long ones of it first."""
    parts = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    places = {Path(__file__).parent / each: number % parts for number, each in enumerate(LONG)}
    long = [[each for each in items if places.get(each.path) == part] for part in range(parts)]
    short = [each for each in items if each.path not in places]
    made: list[pytest.Item] = []
    for part, own in enumerate(long):
        size = len(items) * (part + 1) // parts - len(made) - len(own)
        made += own + short[: max(size, 0)]
        del short[: max(size, 0)]
    items[:] = made + short


def pytest_collection_finish() -> None:
    gc.freeze()  # thousands of collected tests are looked through no more


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one session see."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def build(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """MkDocs in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *words],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def commit(folder: Path) -> None:
    """A git repository of what is in a folder, with one commit: pages and sheets name it."""
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": DAY}
    identity |= {each.replace("AUTHOR", "COMMITTER"): value for each, value in identity.items()}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Atlas"]):
        own = os.environ | identity | {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run([GIT, *words], cwd=folder, env=own, check=True)


@pytest.fixture(scope="session")
def atlas_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of Atlas, built strictly: once, whichever process comes first."""
    home = shared_folder(tmp_path_factory)
    site = home / "atlas-site"
    with (home / "atlas-site.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (site / "index.html").is_file():
            (home / "atlas-copy").mkdir(exist_ok=True)
            folder = copy_atlas(home / "atlas-copy")
            shutil.copy(REPOSITORY / "mkdocs.yml", folder)
            commit(folder)
            done = build(folder, "--strict", "--site-dir", str(folder / "site"))
            assert done.returncode == 0, done.stderr
            assert "WARNING" not in done.stderr
            (folder / "site").rename(site)
    return site


INDEX = "/search/search_index.json"
NOTHING_TO_FIND = {
    "config": {"lang": ["en"], "separator": "[\\s]+", "pipeline": ["stemmer"], "fields": {"title": {}, "text": {}}},
    "docs": [],
}  # fmt: skip


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        pass


class WithoutIndex(Quiet):
    """Each page of a site reads the whole search index in a process of its own, which costs more than the page."""

    def do_GET(self) -> None:
        if self.path != INDEX:
            super().do_GET()
            return
        body = json.dumps(NOTHING_TO_FIND).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(folder: Path, *, index: bool = True) -> Iterator[str]:
    """The address under which the files of a folder are served; `index`: with what its search finds."""
    handler = functools.partial(Quiet if index else WithoutIndex, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def atlas_address(atlas_site: Path) -> Iterator[str]:
    """Its search finds nothing: a test that asks it something serves the site itself."""
    with serving(atlas_site, index=False) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started once: a `playwright.sync_api.Browser`."""
    playwright = None
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the tests without a browser do without it
    except ImportError:
        why = "playwright is not installed"
    else:
        why = "" if CHROMIUM else "chromium is not installed"
        playwright = sync_playwright
    if why or playwright is None:
        if os.environ.get("DOCGEN_REQUIRE_BROWSER"):
            pytest.fail(f"{why}, and a browser is required here")
        pytest.skip(why)
    with playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()
