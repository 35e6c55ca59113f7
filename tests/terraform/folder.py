"""Modules out of texts, in memory."""

from collections.abc import Mapping
from pathlib import Path

from docgen.source.tree import Kind, MissingFile, resolved


class Folder:
    """A repository of a few text files: `{"main.tf": …, "net/main.tf": …}`."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
        self.root = Path("/repository")

    def with_limit(self, largest: int) -> "Folder":
        del largest
        return self

    def locate(self, path: str) -> str:
        return resolved(path, self.root, lambda _: None, lambda each: each.removeprefix("/repository"))

    def kind(self, path: str) -> Kind | None:
        here = self.locate(path)
        if here in self.files:
            return Kind.FILE
        return Kind.FOLDER if self.names(here) is not None else None

    def is_link(self, path: str) -> bool:
        del path
        return False

    def names(self, folder: str) -> tuple[str, ...] | None:
        prefix = "" if folder in {"", "."} else f"{folder}/"
        inside = sorted(
            {name[len(prefix) :].partition("/")[0] for name in self.files if name.startswith(prefix)}
        )
        return tuple(inside) if inside else None

    def is_folder(self, path: str) -> bool:
        return self.names(path) is not None and path not in self.files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise MissingFile("there is no such file")
        return self.files[path]
