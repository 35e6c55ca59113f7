r"""Changes of files as a patch for `git apply`, with any content.

https://git-scm.com/docs/diff-generate-patch says how git writes one, with names that are quoted where a character asks for it;
binary files are a "GIT binary patch": zlib, then lines of base 85 with their length before them.
"""

import base64
import difflib
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator

MOST_COMPARED = 500_000  # bytes of both texts: larger ones are replaced as a whole
QUOTED = re.compile(r'["\\\x00-\x1f\x7f]')
ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
BYTES_A_LINE = 52  # of a binary patch


def patch(changes: Iterable[tuple[str, bytes | None, bytes | None]], above: str = "") -> bytes:
    """Of files: path, content before, content after; None: there is none. `above`: the way from the top of the repository."""
    return b"".join(file_patch(f"{above}{path}", old, new) for path, old, new in changes if old != new)


def file_patch(path: str, old: bytes | None, new: bytes | None) -> bytes:
    before, after = old or b"", new or b""
    head = [f"diff --git {quoted(f'a/{path}')} {quoted(f'b/{path}')}"]
    if old is None:
        head.append("new file mode 100644")
    if new is None:
        head.append("deleted file mode 100644")
    head.append(
        f"index {name_of(old)}..{name_of(new)}{' 100644' if old is not None and new is not None else ''}"
    )
    if is_binary(before) or is_binary(after):
        return encoded(*head, "GIT binary patch") + literal(after) + literal(before)
    if before == after:  # an empty file
        return encoded(*head)
    source = "/dev/null" if old is None else named(f"a/{path}")
    target = "/dev/null" if new is None else named(f"b/{path}")
    return encoded(*head, f"--- {source}", f"+++ {target}") + b"".join(hunks(lines(before), lines(after)))


def encoded(*head: str) -> bytes:
    return "".join(f"{each}\n" for each in head).encode("utf-8", "surrogateescape")


def named(path: str) -> str:
    """A path on a line of its own: after a blank in it, a tab says where it ends."""
    found = quoted(path)
    return f"{found}\t" if " " in found and not found.startswith('"') else found


def quoted(path: str) -> str:
    if not QUOTED.search(path):
        return path
    inner = QUOTED.sub(lambda found: ESCAPES.get(found[0]) or f"\\{ord(found[0]):03o}", path)
    return f'"{inner}"'


def is_binary(content: bytes) -> bool:
    return b"\0" in content


def name_of(content: bytes | None) -> str:
    """Git's name for the object of a file; zeros if there is none."""
    if content is None:
        return "0" * 40
    made = hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(content))
    made.update(content)
    return made.hexdigest()


def lines(content: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def hunks(before: list[bytes], after: list[bytes]) -> Iterator[bytes]:
    if sum(map(len, before)) + sum(map(len, after)) > MOST_COMPARED:
        yield header((0, len(before)), (0, len(after)))
        yield from (marked(b"-", each) for each in before)
        yield from (marked(b"+", each) for each in after)
        return
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes():
        first, last = group[0], group[-1]
        yield header((first[1], last[2]), (first[3], last[4]))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from (marked(b" ", each) for each in before[start:end])
            else:
                yield from (marked(b"-", each) for each in before[start:end])
                yield from (marked(b"+", each) for each in after[new_start:new_end])


def header(old: tuple[int, int], new: tuple[int, int]) -> bytes:
    ranges = [f"{start + (end > start)},{end - start}" for start, end in (old, new)]
    return f"@@ -{ranges[0]} +{ranges[1]} @@\n".encode()


def marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def literal(content: bytes) -> bytes:
    packed = zlib.compress(content)
    made = [b"literal %d\n" % len(content)]
    for start in range(0, len(packed), BYTES_A_LINE):
        part = packed[start : start + BYTES_A_LINE]
        size = len(part)
        letter = chr(ord("A") + size - 1) if size <= 26 else chr(ord("a") + size - 27)  # noqa: PLR2004 - letters
        made.append(letter.encode() + base64.b85encode(part, pad=True) + b"\n")
    return b"".join(made) + b"\n"
