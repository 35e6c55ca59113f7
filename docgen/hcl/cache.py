"""Syntax trees kept from one run to the next: see `docgen.source.private_cache`.

An entry is read as data into the types of `docgen.hcl.nodes`, never run.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from docgen.hcl.nodes import Body
from docgen.hcl.parser import parse_body
from docgen.source.diagnostic import Result
from docgen.source.private_cache import UNREADABLE, PrivateCache, default_folder
from docgen.source.text import SourceFile

Parse = Callable[[SourceFile], Result[Body]]
LARGEST = 64_000_000  # bytes of all entries
SMALLEST_TEXT = 2_000  # characters: shorter texts are parsed as fast as they are looked up
CODE = {".py", ".msgpack"}


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
    """The tree of each text, by the text and by the code that parsed it."""

    def __init__(self, folder: Path | None = None) -> None:
        code = [each for each in Path(__file__).parent.iterdir() if each.suffix in CODE]
        self.entries = PrivateCache(default_folder("hcl") if folder is None else folder, code, LARGEST)

    def read(self, text: str) -> Body | None:
        """The tree of a text; None where none is kept, or what is kept cannot be trusted."""
        with suppress(msgspec.MsgspecError, *UNREADABLE):
            content = self.entries.read(key_of(text))
            if content is not None:
                return msgspec.msgpack.decode(content, type=Body)
        return None

    def write(self, text: str, body: Body) -> None:
        with suppress(msgspec.MsgspecError, *UNREADABLE):
            self.entries.write(key_of(text), msgspec.msgpack.encode(body))


def key_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
