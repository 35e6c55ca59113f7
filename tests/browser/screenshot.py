"""The picture of the README: the home page of the site of Atlas. `make screenshot` runs it."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.app.atlas import REPOSITORY
from tests.conftest import CHROMIUM, FLAGS, build, serving

SIZE = (1400, 1000)


def take(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder, "site")
        built = build(REPOSITORY, "--quiet", "--site-dir", str(site))
        if built.returncode:
            sys.exit(built.stderr)
        with serving(site) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
            page.goto(f"{address}/", wait_until="load")
            page.screenshot(path=target)
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
