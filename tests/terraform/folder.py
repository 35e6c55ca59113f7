"""Modules out of texts, in memory."""

from collections.abc import Mapping

from docgen.source.tree import Unreadable


class Folder:
    """A repository of a few text files: `{"main.tf": …, "net/main.tf": …}`."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}

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
            raise Unreadable("there is no such file")
        return self.files[path]
