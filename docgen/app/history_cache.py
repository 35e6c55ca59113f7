"""A private cache of the stored facts of earlier commits, kept from one run to the next: see `docgen.source.private_cache`.

An entry is named after the object of git that holds the facts, and after the code that reads them. It has what is compared
(ids, addresses, verdicts and ports of exposures and controls) and no value of the configuration. It is read as data into the types of
`docgen.delta.history`.
"""

from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec

from docgen.analysis import snapshot
from docgen.delta import history
from docgen.delta.history import Document
from docgen.source.private_cache import UNREADABLE, PrivateCache, default_folder

Kept: TypeAlias = Document | str  # facts, or why they cannot be compared
LARGEST = 32_000_000  # bytes of all entries
LARGEST_ENTRY = 8_000_000


class HistoryCache:
    """One file for each document of facts."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        code = [Path(each.__file__ or "") for each in (history, snapshot)]
        self.entries = PrivateCache(default_folder("history") if folder is None else folder, code, largest)

    def read(self, oid: str) -> Kept | None:
        """The content of an entry; None if there is none, or if it cannot be trusted."""
        with suppress(msgspec.MsgspecError, *UNREADABLE):
            content = self.entries.read(oid.encode())
            if content is not None:
                kept: Kept = msgspec.msgpack.decode(content, type=Kept)
                return kept
        return None

    def write(self, oid: str, kept: Kept) -> None:
        with suppress(msgspec.MsgspecError, *UNREADABLE):
            content = msgspec.msgpack.encode(kept)
            if len(content) <= LARGEST_ENTRY:
                self.entries.write(oid.encode(), content)
