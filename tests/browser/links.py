"""Every link of a built site, in pages and in the pictures inside them, resolved against its files and their ids."""

import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit


class Links(HTMLParser):
    """The ids of a page, and where its links lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = {""}
        self.targets: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        for name in ("href", "xlink:href"):
            if given.get(name) is not None and tag in {"a", "use", "image"}:
                self.targets.append(given[name] or "")


def dead_links(site: Path, elsewhere: str = "") -> Iterator[str]:
    """Each link that leads nowhere; those that begin with `elsewhere` lead to published sources."""
    pages = {each.relative_to(site).as_posix(): Links(each) for each in sorted(site.rglob("*.html"))}
    for name, page in pages.items():
        base = f"http://site/{'' if name == '404.html' else name}"
        for target in page.targets:
            if target.startswith("data:") or (elsewhere and target.startswith(elsewhere)):
                continue
            to = urlsplit(urljoin(base, target))
            if to.netloc != "site":
                continue
            path = unquote(to.path).lstrip("/")
            path = posixpath.join(path, "index.html") if path.endswith("/") or not path else path
            if path not in pages:
                if not (site / path).is_file():
                    yield f"{name}: {target}"
            elif unquote(to.fragment) not in pages[path].ids:
                yield f"{name}: {target}"
