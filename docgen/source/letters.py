"""Non-ASCII text: what a reader sees as one character, and what HCL accepts as a name.

The library for them is slow to import, and few files need it.
"""

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

ASCII_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*+(?![^\x00-\x7f])")


def clusters(text: str) -> list[str]:
    """The characters as a reader sees them: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries."""
    if text.isascii() and "\r" not in text:
        return list(text)
    return cluster().findall(text)


def name_at(text: str, at: int) -> str:
    """The identifier that begins at an offset; "" where none does.

    https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#identifiers
    """
    if (plain := ASCII_NAME.match(text, at)) is not None:
        return plain[0]
    first = text[at : at + 1]
    if first.isascii() and not first.isalpha() and first != "_":
        return ""
    found = name().match(text, at)
    return found[0] if found is not None else ""


@functools.cache
def cluster() -> "regex.Pattern[str]":
    import regex  # noqa: PLC0415 - see above

    return regex.compile(r"\X")


@functools.cache
def name() -> "regex.Pattern[str]":
    import regex  # noqa: PLC0415 - see above

    return regex.compile(r"[\p{ID_Start}_][\p{ID_Continue}-]*+")
