"""What one run has computed and later ones may take again, in a private folder of the user.

Entries can only save time: whatever is wrong with the folder or with an entry, there is none, and the work is done again.
Nothing that is read is run; callers decode it into types of their own.

No entry can be read without the key that it was made from: a configuration may hold secrets, and none is kept. An entry is
encrypted by SHAKE256 of its key as a stream of bytes (FIPS 202); each key has one entry.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

VARIABLE = "DOCGEN_CACHE_DIR"  # another folder; empty: no cache
ENTRY = re.compile(r"[0-9a-f]{64}\.msgpack|\.[0-9a-f]{64}\.msgpack\.\d+")  # or one that was not finished
DIGEST = 32  # bytes of SHA-256
UNREADABLE = (OSError, ValueError, RecursionError)


class PrivateCache:
    """One file for each key. Its name and its encryption are made of the key and of the code that made the content.

    `code`: the files of that code; what other code has made is never read. `largest`: bytes of all entries together;
    beyond it the oldest half goes. `folder`: None where nothing is to be kept.
    """

    def __init__(self, folder: Path | None, code: Iterable[Path], largest: int) -> None:
        self.folder = folder
        self.largest = largest
        self.version = b""
        self.is_usable = False
        self.is_swept = False
        with suppress(*UNREADABLE):
            if folder is not None:
                self.version = digest_of(code)
                self.is_usable = prepare(folder)

    def place(self, key: bytes) -> Path | None:
        if not self.is_usable or self.folder is None:
            return None
        return self.folder / f"{hashlib.sha256(self.version + key).hexdigest()}.msgpack"

    def read(self, key: bytes) -> bytes | None:
        """The content of an entry; None where there is none, or where it cannot be trusted."""
        with suppress(*UNREADABLE):
            place = self.place(key)
            if place is not None:
                content = self.encrypted(key, read_private(place, self.largest))
                if hashlib.sha256(content[DIGEST:]).digest() == content[:DIGEST]:
                    return content[DIGEST:]
        return None

    def write(self, key: bytes, content: bytes) -> None:
        with suppress(*UNREADABLE):
            place = self.place(key)
            if place is not None:
                self.sweep_once()
                write_private(place, self.encrypted(key, hashlib.sha256(content).digest() + content))

    def encrypted(self, key: bytes, content: bytes) -> bytes:
        """The content as only this key makes it readable; of encrypted content, the content itself."""
        stream = hashlib.shake_256(b"key" + self.version + key).digest(len(content))
        mixed = int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")
        return mixed.to_bytes(len(content), "big")

    def sweep_once(self) -> None:
        """Before this run's first entry: frees space if the folder has grown too large."""
        if self.is_swept or self.folder is None:
            return
        self.is_swept = True
        free_space(self.folder, self.largest)


def default_folder(name: str) -> Path | None:
    """The folder for entries of one kind; None where nothing is to be kept."""
    chosen = os.environ.get(VARIABLE)
    if chosen is None:
        import platformdirs  # noqa: PLC0415 - most commands that keep nothing do without

        return Path(platformdirs.user_cache_dir("docgen")) / name
    return Path(chosen) / name if chosen else None


def digest_of(code: Iterable[Path]) -> bytes:
    """A digest of files, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(code):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


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
