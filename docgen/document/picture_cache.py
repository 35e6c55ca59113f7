"""Pictures kept from one run to the next: see `docgen.source.private_cache`.

A picture follows from its drawing alone, and laying it out costs more than anything else of a page. What is kept is read
as data into the types of the drawing; a picture that something is said about is drawn each time.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from docgen.document import icon_files
from docgen.document.diagram_model import Drawing, Drawn
from docgen.document.folding import Noun
from docgen.document.layout import find_program
from docgen.source.diagnostic import Result
from docgen.source.private_cache import UNREADABLE, PrivateCache, default_folder

LARGEST = 64_000_000  # bytes of all entries
FAILURES = (msgspec.MsgspecError, *UNREADABLE)


class PictureCache:
    """Pictures by their drawings, by the code that draws, and by the program that lays out."""

    def __init__(self, folder: Path | None = None) -> None:
        code = [each for each in Path(__file__).parent.iterdir() if each.suffix == ".py"]
        code.append(icon_files.folder() / "index.json")
        self.entries = PrivateCache(default_folder("pictures") if folder is None else folder, code, LARGEST)
        self.program = ""
        with suppress(OSError):
            path = find_program() or ""
            status = Path(path).stat()
            self.program = f"{path} {status.st_size} {status.st_mtime_ns}"

    def draw_readable(self, drawing: Drawing, nouns: Mapping[str, Noun], path: str) -> Result[Drawn | None]:
        """As `diagram.draw_readable`; where the same was drawn before, what came of it."""
        key = msgspec.msgpack.encode((self.program, drawing, nouns, path))
        kept = self.read(key)
        if kept is not None:
            return Result(kept)
        from docgen.document.diagram import draw_readable  # noqa: PLC0415 - the drawing library is slow to import

        made = draw_readable(drawing, nouns, path)
        if made.value is not None and not made.diagnostics:
            self.write(key, made.value)
        return made

    def read(self, key: bytes) -> Drawn | None:
        with suppress(*FAILURES):
            content = self.entries.read(key)
            if content is not None:
                return msgspec.msgpack.decode(content, type=Drawn)
        return None

    def write(self, key: bytes, drawn: Drawn) -> None:
        with suppress(*FAILURES):
            self.entries.write(key, msgspec.msgpack.encode(drawn))
