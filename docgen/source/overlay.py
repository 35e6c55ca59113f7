"""A tree with one file that is not there: the docgen.yml that a repository does not have."""

from pathlib import Path

from docgen.source.tree import Kind, Tree


class WithFile:
    """Another tree, and one file at its top."""

    def __init__(self, below: Tree, name: str, content: bytes) -> None:
        self.below = below
        self.name = name
        self.content = content

    @property
    def root(self) -> Path:
        return self.below.root

    def is_own(self, path: str) -> bool:
        return path.removeprefix("./") == self.name

    def locate(self, path: str) -> str:
        return self.name if self.is_own(path) else self.below.locate(path)

    def kind(self, path: str) -> Kind | None:
        return Kind.FILE if self.is_own(path) else self.below.kind(path)

    def names(self, folder: str) -> tuple[str, ...] | None:
        found = self.below.names(folder)
        is_top = folder in {".", ""}
        return tuple(sorted({*(found or ()), self.name})) if is_top else found

    def is_folder(self, path: str) -> bool:
        return not self.is_own(path) and self.below.is_folder(path)

    def is_link(self, path: str) -> bool:
        return not self.is_own(path) and self.below.is_link(path)

    def read(self, path: str) -> bytes:
        return self.content if self.is_own(path) else self.below.read(path)

    def with_limit(self, largest: int) -> "WithFile":
        return WithFile(self.below.with_limit(largest), self.name, self.content)
