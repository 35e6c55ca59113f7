"""Files below a folder, opened without following a symbolic link.

Paths are relative to the folder, with "/", and hold neither links nor ".." (`docgen.source.tree` resolves them first).
Each component is opened relative to the folder opened before it, with O_NOFOLLOW: a link that somebody puts in its place
in the meantime is refused, not followed. Only regular files are opened, so that no device or FIFO can block or answer.
Everything here raises OSError, and ValueError for a path that no system has (NUL bytes, lone surrogates).
"""

import contextlib
import errno
import os
import stat
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ALPHABET = string.ascii_lowercase + string.digits + "_"  # of the random part of a temporary file's name
RANDOM = 8  # characters
ATTEMPTS = 3  # at writing: another build may clear the temporary file away
CHUNK = 1 << 20  # bytes

HAS_DESCRIPTORS = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)  # to open others in, not to list
READ = (
    os.O_RDONLY
    | NOFOLLOW
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | getattr(os, "O_BINARY", 0)


class TooLargeError(OSError):
    """The file has more bytes than may be read."""


class NotRegularError(OSError):
    """There is something else than a regular file: a folder, a link, a device, a FIFO or a socket."""


def status(root: Path, path: str) -> os.stat_result:
    """The status of the file at the path; of a link, of the link itself."""
    with parent_of(root, path) as (folder, name):
        return os.stat(name, dir_fd=folder, follow_symlinks=False)


def read_file(root: Path, path: str, largest: int) -> bytes:
    """The content of a regular file of at most `largest` bytes."""
    with parent_of(root, path) as (folder, name):
        # Looked at before it is opened: opening a device may have effects of its own.
        require_regular(os.stat(name, dir_fd=folder, follow_symlinks=False))
        descriptor = os.open(name, READ, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        require_regular(found)
        if found.st_size > largest:
            raise TooLargeError(errno.EFBIG, "it is too large")
        content = file.read(found.st_size)
        while len(content) <= largest and (more := file.read(CHUNK)):  # it grows while it is read
            content += more
    if len(content) > largest:
        raise TooLargeError(errno.EFBIG, "it is too large")
    return content


def require_regular(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegularError(errno.EINVAL, "it is not a file")


def list_folder(root: Path, path: str) -> list[str]:
    """The names in a folder, in no order."""
    if not HAS_DESCRIPTORS or os.listdir not in os.supports_fd:
        return [each.name for each in root.joinpath(path).iterdir()]
    with parent_of(root, path) as (folder, name):
        descriptor = os.open(name, READ | getattr(os, "O_DIRECTORY", 0), dir_fd=folder)
    try:
        return os.listdir(descriptor)  # noqa: PTH208 - no path: the folder may be another one by now
    finally:
        os.close(descriptor)


def write_file(root: Path, path: str, content: bytes) -> None:
    """Write a whole file, and the folders above it. Readers see the old file or the new one, never a part."""
    with parent_of(root, path, create=True) as (folder, name):
        for attempt in range(ATTEMPTS):
            try:
                replace_file(folder, name, content)
            except FileNotFoundError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                return


def replace_file(folder: int | None, name: str, content: bytes) -> None:
    temporary = str(Path(name).with_name(temporary_name(Path(name).name)))
    descriptor = os.open(temporary, NEW, 0o644, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), 0o644)
            file.write(content)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def temporary_name(name: str) -> str:
    """Such as `.network.md.k3v9_x2a`."""
    return f".{name}.{''.join(ALPHABET[each % len(ALPHABET)] for each in os.urandom(RANDOM))}"


def is_temporary_of(found: str, name: str) -> bool:
    """Whether a file name is one that writing the file `name` takes for as long as it lasts."""
    start, end = f".{name}.", found[-RANDOM:]
    return len(found) == len(start) + RANDOM and found.startswith(start) and set(end) <= set(ALPHABET)


def remove_file(root: Path, path: str) -> None:
    """Remove a regular file."""
    with parent_of(root, path) as (folder, name):
        require_regular(os.stat(name, dir_fd=folder, follow_symlinks=False))
        os.unlink(name, dir_fd=folder)


def remove_folder(root: Path, path: str) -> None:
    """Remove a folder that is empty; another one stays."""
    with contextlib.suppress(OSError), parent_of(root, path) as (folder, name):
        os.rmdir(name, dir_fd=folder)


@contextmanager
def parent_of(root: Path, path: str, *, create: bool = False) -> Iterator[tuple[int | None, str]]:
    """A descriptor of the folder that a path is in, and its name there.

    Where the system has no such descriptors (Windows), None and the whole path.
    """
    *above, name = [each for each in path.split("/") if each != "."] or ["."]
    if not HAS_DESCRIPTORS:
        if create:
            root.joinpath(*above).mkdir(parents=True, exist_ok=True)
        yield None, str(root.joinpath(*above, name))
        return
    folder = os.open(root, FOLDER)
    try:
        for part in above:
            inner = open_folder(part, folder, create=create)
            os.close(folder)
            folder = inner
        yield folder, name
    finally:
        os.close(folder)


def open_folder(name: str, above: int, *, create: bool) -> int:
    try:
        return os.open(name, FOLDER | NOFOLLOW, dir_fd=above)
    except FileNotFoundError:
        if not create:
            raise
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=above)
    return os.open(name, FOLDER | NOFOLLOW, dir_fd=above)
