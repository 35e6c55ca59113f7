"""The site as a reader gets it: built strictly, rendered by a real browser."""

import functools
import http.server
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.atlas import REPOSITORY, copy_atlas

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Loads each page in a frame of the given width, and sends back what does not fit and which requests were made.
PROBE = """<!doctype html><body><script>
const pages = %s, found = {};
async function probe(page) {
  const frame = document.createElement("iframe");
  frame.style = "width:%dpx;height:900px;border:0";
  document.body.appendChild(frame);
  await new Promise((done) => { frame.onload = done; frame.src = page; });
  const root = frame.contentDocument.documentElement;
  const loads = frame.contentWindow.performance.getEntriesByType("resource").map((each) => each.name);
  found[page] = {
    over: root.scrollWidth - root.clientWidth,
    outside: loads.filter((each) => !each.startsWith(location.origin)),
    heading: frame.contentDocument.querySelector("h1").textContent,
    figures: frame.contentDocument.querySelectorAll("figure.dg-figure svg.dg").length,
    tools: frame.contentDocument.querySelectorAll(".dg-tools button").length,
  };
  frame.remove();
}
(async () => {
  for (const page of pages) await probe(page);
  await fetch("/told", {method: "POST", body: JSON.stringify(found)});
})();
</script>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_atlas(tmp_path_factory.mktemp("site"))
    shutil.copy(REPOSITORY / "mkdocs.yml", folder)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder / "site"


def pages(site: Path) -> list[str]:
    found = [each.relative_to(site).as_posix() for each in site.rglob("index.html")]
    return sorted(each for each in found if not each.startswith("404"))


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loads = re.compile(
        r"""(?:<(?:script|img|iframe|source)[^>]*\ssrc|<link[^>]*rel="(?:stylesheet|preconnect|icon)"[^>]*\shref)="?(https?:)?//"""
    )
    for path in site.rglob("*.html"):
        assert not loads.search(path.read_text(encoding="utf-8")), path
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", path.read_text(encoding="utf-8")), path


def test_a_page_that_is_wrong_says_so(site: Path) -> None:
    wrong = (site / "openspec/data-stores/index.html").read_text(encoding="utf-8")

    assert "Terraform contradicts" in wrong
    assert "The database is never public." in wrong
    assert "not what the Terraform says" not in (site / "index.html").read_text(encoding="utf-8")


def test_evidence_leads_to_the_line(site: Path) -> None:
    text = (site / "environments/staging/security-groups/index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(https://git\.example\.com/[^"]+)"', text)

    line = next(each for each in links if each.endswith("#L105"))
    assert "/terraform/modules/vpc/security_groups.tf#L105" in line
    assert "{" not in line
    assert "../terraform/" not in text


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site, and takes what the probe tells."""

    def __init__(self, *given: Any, told: "queue.Queue[bytes]", **options: Any) -> None:  # noqa: ANN401 - the library's
        self.told = told
        super().__init__(*given, **options)

    def do_POST(self) -> None:
        self.told.put(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        pass


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[tuple[str, "queue.Queue[bytes]"]]:
    told: queue.Queue[bytes] = queue.Queue()
    handler = functools.partial(Handler, directory=str(site), told=told)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", told
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("width", [420, 1300])
def test_pages_fit_and_load_nothing(
    site: Path, server: tuple[str, "queue.Queue[bytes]"], width: int, tmp_path: Path
) -> None:
    if CHROMIUM is None:
        if os.environ.get("DOCGEN_REQUIRE_BROWSER"):
            pytest.fail("chromium is required here and not installed")
        pytest.skip("chromium is not installed")
    shown = pages(site)
    address, told = server
    probe = PROBE % (json.dumps([f"/{each}" for each in shown]), width)
    (site / "probe.html").write_text(probe, encoding="utf-8")

    browser = subprocess.Popen(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path}", "--window-size=1400,1000", f"{address}/probe.html"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        found = json.loads(told.get(timeout=120))
    finally:
        browser.kill()
        browser.wait()

    assert len(found) == len(shown) >= 20
    assert {page: each["over"] for page, each in found.items() if each["over"] > 0} == {}
    assert {page: each["outside"] for page, each in found.items() if each["outside"]} == {}
    for environment in ("staging", "production"):
        drawn = found[f"/environments/{environment}/architecture/index.html"]
        assert drawn["figures"] == 3  # the architecture, its zones, its security groups
        assert drawn["tools"] == 12
