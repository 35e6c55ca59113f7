"""Files as one ZIP archive, the same bytes for the same files on every machine.

Files are stored, not compressed: what a compressor writes depends on the version of its library. Their order is that of their
names, their time is one that is given, and their permissions are 0644.
"""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Mapping

SUMS = "SHA256SUMS"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # what ZIP can hold (APPNOTE 6.3.10, 4.4.6)
LATEST = (2107, 12, 31, 23, 59, 58)
UNIX = 3  # the system that permissions are of (4.4.2.2)
PERMISSIONS = 0o100644 << 16


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, and one that `sha256sum --check` reads, with the digest of each."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items())]
    return {**files, SUMS: "".join(lines).encode()}


def archive(files: Mapping[str, bytes], moment: dt.datetime) -> bytes:
    """`moment`: with its time zone; files have it in UTC, in steps of two seconds."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, zip_time(moment))
            entry.create_system = UNIX
            entry.external_attr = PERMISSIONS
            file.writestr(entry, content)
    return made.getvalue()


def zip_time(moment: dt.datetime) -> tuple[int, int, int, int, int, int]:
    at = moment.astimezone(dt.UTC)
    fields = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    return min(max(fields, EARLIEST), LATEST)
