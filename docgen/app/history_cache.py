"""A private cache of the stored facts of earlier commits, kept from one run to the next.

An entry is named after the object of git that holds the facts, and after the code that reads them. It has what is compared
(ids, addresses, verdicts and ports of exposures and controls) and no value of the configuration. It is read as data into the types of
`docgen.delta.history`; whatever is wrong with the folder or an entry, the facts are read again.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec

from docgen.analysis import snapshot
from docgen.delta import history
from docgen.delta.history import Document
from docgen.hcl.cache import default_folder, free_space, prepare, read_private, write_private

Kept: TypeAlias = Document | str  # facts, or why they cannot be compared
LARGEST = 32_000_000  # bytes of all entries; beyond it the oldest half goes
LARGEST_ENTRY = 8_000_000
DIGEST = 32  # bytes of SHA-256
UNREADABLE = (OSError, ValueError, RecursionError, msgspec.MsgspecError)


class HistoryCache:
    """One file for each document of facts."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self.folder = default_folder("history") if folder is None else folder
        self.largest = largest
        self.version = b""
        self.is_usable = False
        self.is_swept = False
        with suppress(*UNREADABLE):
            self.version = code_version()
            self.is_usable = self.folder is not None and prepare(self.folder)

    def place(self, oid: str) -> Path | None:
        if not self.is_usable or self.folder is None:
            return None
        return self.folder / f"{hashlib.sha256(self.version + oid.encode()).hexdigest()}.msgpack"

    def read(self, oid: str) -> Kept | None:
        """The content of an entry; None if there is none, or if it cannot be trusted."""
        with suppress(*UNREADABLE):
            place = self.place(oid)
            if place is not None:
                content = read_private(place, LARGEST_ENTRY)
                if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
                    kept: Kept = msgspec.msgpack.decode(content[DIGEST:], type=Kept)
                    return kept
        return None

    def write(self, oid: str, kept: Kept) -> None:
        with suppress(*UNREADABLE):
            place = self.place(oid)
            content = msgspec.msgpack.encode(kept)
            if place is not None and len(content) + DIGEST <= LARGEST_ENTRY:
                self.sweep_once()
                write_private(place, hashlib.sha256(content).digest() + content)

    def sweep_once(self) -> None:
        """Before this run's first entry: frees space if the folder has grown too large."""
        if self.is_swept or self.folder is None:
            return
        self.is_swept = True
        free_space(self.folder, self.largest)


def code_version() -> bytes:
    """A digest of the code that reads facts: an entry that another version made is never used."""
    digest = hashlib.sha256()
    for module in (history, snapshot):
        digest.update(Path(module.__file__ or "").read_bytes())
    return digest.digest()
