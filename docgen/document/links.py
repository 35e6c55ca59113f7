"""Resolves the targets of links, as the documents write them, to addresses relative to the page with the link."""

import functools
import posixpath
import re
from urllib.parse import quote

from docgen.document.escape import clean

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
PAGE = ".md"
SAFE_SCHEMES = ("http://", "https://", "mailto:")


@functools.lru_cache(maxsize=16_384)
def address_of(target: str, origin: str) -> str:
    """The address of a target as seen from the file `origin`; nothing for schemes that could run a script."""
    cleaned = clean(target)
    if SCHEME.match(cleaned):
        safe = cleaned.lower().startswith(SAFE_SCHEMES)
        return quote(cleaned, safe=":/?#@&+,;=%") if safe else ""
    path, anchor = split(cleaned)
    return (way(path, posixpath.dirname(origin)) if path else "") + fragment(anchor)


def split(target: str) -> tuple[str, str]:
    """The path of a page and the anchor on it. The name of an environment is a part of the path, and may hold `#`."""
    page, mark, anchor = target.partition(f"{PAGE}#")
    if mark:
        return page + PAGE, anchor
    if target.endswith(PAGE):
        return target, ""
    path, _, anchor = target.partition("#")
    return path, anchor


def address_in_repository(path: str, anchor: str, origin: str, docs: str) -> str:
    """The address of a file of the repository, as seen from the page `origin` in the folder `docs`."""
    return way(path, posixpath.join(docs, posixpath.dirname(origin))) + fragment(anchor)


@functools.lru_cache(maxsize=4096)
def way(path: str, folder: str) -> str:
    """The way from a folder to a file, as an address."""
    return quote(posixpath.relpath("/" + clean(path), "/" + folder), safe="/")


def fragment(anchor: str) -> str:
    return "#" + quote(clean(anchor), safe="") if anchor else ""
