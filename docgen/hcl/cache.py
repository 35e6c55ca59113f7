"""Syntax trees kept from one run to the next, in a private folder.

An entry is read as data into the types of `docgen.hcl.nodes`, never run. Whatever is wrong with the folder or an
entry, the text is simply parsed again: the cache can only save time.

No entry can be read without the text that it was made from: a configuration may hold secrets, and none is kept. An entry
is encrypted with a key that is made from its text, by SHAKE256 as a stream of bytes (FIPS 202). Each key has one entry.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import platformdirs

from docgen.hcl.nodes import Body
from docgen.hcl.parser import parse_body
from docgen.source.diagnostic import Result
from docgen.source.text import SourceFile

Parse = Callable[[SourceFile], Result[Body]]
VARIABLE = "DOCGEN_CACHE_DIR"  # another folder; empty: no cache
LARGEST = 64_000_000  # bytes of all entries; beyond it the oldest half goes
SMALLEST_TEXT = 2_000  # characters: shorter texts are parsed as fast as they are looked up
ENTRY = re.compile(r"[0-9a-f]{64}\.msgpack|\.[0-9a-f]{64}\.msgpack\.\d+")  # or one that was not finished
DIGEST = 32  # bytes of SHA-256
UNREADABLE = (OSError, ValueError, RecursionError, msgspec.MsgspecError)


def cached_parse(parse: Parse = parse_body, cache: "ParseCache | None" = None) -> Parse:
    """`parse`, which remembers texts without any diagnostic."""
    kept = ParseCache() if cache is None else cache

    def parse_once(file: SourceFile) -> Result[Body]:
        if len(file.text) < SMALLEST_TEXT:
            return parse(file)
        body = kept.read(file.text)
        if body is not None:
            return Result(body)
        parsed = parse(file)
        if not parsed.diagnostics:
            kept.write(file.text, parsed.value)
        return parsed

    return parse_once


class ParseCache:
    """One file for each text; its name is made from the text and from the code that parsed it."""

    def __init__(self, folder: Path | None = None, largest: int = LARGEST) -> None:
        self.folder = default_folder("hcl") if folder is None else folder
        self.largest = largest
        self.version = b""
        self.is_usable = False
        self.is_swept = False
        with suppress(*UNREADABLE):
            self.version = code_version()
            self.is_usable = self.folder is not None and prepare(self.folder)

    def place(self, text: str) -> Path | None:
        if not self.is_usable or self.folder is None:
            return None
        key = hashlib.sha256(self.version + text.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{key}.msgpack"

    def read(self, text: str) -> Body | None:
        """The tree of a text; None where none is kept, or what is kept cannot be trusted."""
        with suppress(*UNREADABLE):
            place = self.place(text)
            if place is not None:
                content = self.encrypted(text, read_private(place, self.largest))
                if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
                    return msgspec.msgpack.decode(content[DIGEST:], type=Body)
        return None

    def write(self, text: str, body: Body) -> None:
        with suppress(*UNREADABLE):
            place = self.place(text)
            if place is not None:
                self.sweep_once()
                content = msgspec.msgpack.encode(body)
                write_private(place, self.encrypted(text, hashlib.sha256(content).digest() + content))

    def encrypted(self, text: str, content: bytes) -> bytes:
        """The content as only this text makes it readable; of encrypted content, the content itself."""
        key = hashlib.shake_256(b"key" + self.version + text.encode("utf-8", "surrogatepass"))
        stream = int.from_bytes(key.digest(len(content)), "big")
        return (int.from_bytes(content, "big") ^ stream).to_bytes(len(content), "big")

    def sweep_once(self) -> None:
        """Before this run's first entry: frees space if the folder has grown too large."""
        if self.is_swept or self.folder is None:
            return
        self.is_swept = True
        free_space(self.folder, self.largest)


def free_space(folder: Path, largest: int) -> None:
    """If all entries together have more than `largest` bytes, remove the oldest until half of that is free."""
    entries = sorted(sizes(folder))
    total = sum(size for _, size, _ in entries)
    if total <= largest:
        return
    for _, size, path in entries:
        path.unlink(missing_ok=True)
        total -= size
        if total <= largest // 2:
            return


def default_folder(name: str) -> Path | None:
    """The folder for entries of one kind; None where nothing is to be kept."""
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        return Path(platformdirs.user_cache_dir("docgen")) / name
    return Path(chosen) / name if chosen else None


def code_version() -> bytes:
    """A digest of this package's code: a tree that other code made is never used."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in {".py", ".msgpack"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def prepare(folder: Path) -> bool:
    """Whether the folder exists, is ours, and only we can write to it; creates it if it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and is_private(status)


def is_private(status: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):  # Windows keeps a user's cache folder private by itself
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def read_private(path: Path, largest: int) -> bytes:
    """A file's content; a `ValueError` where someone else could have put it there."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or not is_private(status) or status.st_size > largest:
            raise ValueError(path.name)
        return file.read()


def write_private(path: Path, content: bytes) -> None:
    """Writes all or nothing: two runs at once may write the same entry."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def sizes(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each entry was written, its size and its path. Other files, which a user may have in the folder, are none."""
    for path in folder.iterdir():
        if not ENTRY.fullmatch(path.name):
            continue
        with suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                yield status.st_mtime, status.st_size, path
