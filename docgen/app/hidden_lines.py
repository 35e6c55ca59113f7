"""Lines of source files that no excerpt may show, because a secret may stand there.

When a configuration is wrong there are no evaluated values to ask, so this goes by what is written: values of sensitive
variables wherever they are set, arguments of `sensitive()`, and attributes that are named like secrets.
"""

import re
from collections.abc import Iterable, Iterator

from docgen.hcl.nodes import Attribute, Block, Body, Call, Literal, Node
from docgen.hcl.parser import parse_body
from docgen.hcl.walk import walk
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, read_source

NAMED_SO = re.compile(r"password|passwd|secret|token|private_key|credential|api_key", re.IGNORECASE)
DEEPEST = 12  # folders
MOST = 5_000  # files
SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")


class HiddenLines:
    """Which lines of which files are hidden; looked up only when something is wrong."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.files: dict[str, frozenset[int] | None] = {}  # None: the whole file
        self.names: frozenset[str] | None = None
        self.unsure = False  # a file that declares something sensitive cannot be read

    def hides(self, path: str, line: int) -> bool:
        if path not in self.files:
            self.files[path] = self.lines_of(path)
        hidden = self.files[path]
        return hidden is None or line in hidden

    def lines_of(self, path: str) -> frozenset[int] | None:
        file = read_source(self.tree, path).value
        if file is None:
            return frozenset()
        if self.names is None:
            self.names = frozenset(self.sensitive_names("", 0))
        if self.unsure and ".tfvars" in path:
            return None
        if path.endswith(".json"):
            return frozenset(text_lines(file, self.names))
        parsed = parse_body(file)
        found = {number for span in secret_nodes(parsed.value, self.names) for number in lines(file, span)}
        if parsed.diagnostics and ("sensitive" in file.text or any(name in file.text for name in self.names)):
            return None  # what is broken may have swallowed the name
        return frozenset(found)

    def sensitive_names(self, folder: str, depth: int) -> Iterator[str]:
        """The names of all variables that are declared sensitive anywhere below a folder."""
        for name in (self.tree.names(folder) or ())[:MOST]:
            path = f"{folder}/{name}" if folder else name
            if name.startswith("."):
                continue
            if name.endswith(SUFFIXES):
                file = read_source(self.tree, path).value
                if file is not None and "sensitive" in file.text:
                    self.unsure = self.unsure or not is_whole(file)
                    yield from declared_sensitive(file)
            elif depth < DEEPEST and self.tree.is_folder(path):
                yield from self.sensitive_names(path, depth + 1)


def is_whole(file: SourceFile) -> bool:
    """Whether a file can be read without a mistake."""
    return file.path.endswith(".json") or not parse_body(file).diagnostics


def lines(file: SourceFile, node: Node) -> range:
    span = file.span(node.start, node.end)
    return range(span.start[0], span.end[0] + 1)


def secret_nodes(body: Body, names: frozenset[str]) -> Iterator[Node]:
    """The attributes whose values are secret, at every level."""
    for attribute in body.attributes:
        if is_secret(attribute, names):
            yield attribute.expression
    for block in body.blocks:
        if block.type == "variable":
            if is_sensitive(block):
                yield from (each.expression for each in block.body.attributes if each.name == "default")
        else:
            yield from secret_nodes(block.body, names)


def is_sensitive(variable: Block) -> bool:
    flags = (each.expression for each in variable.body.attributes if each.name == "sensitive")
    return any(not (isinstance(each, Literal) and each.value is False) for each in flags)


def is_secret(attribute: Attribute, names: frozenset[str]) -> bool:
    if attribute.name in names or NAMED_SO.search(attribute.name):
        return True
    return any(isinstance(each, Call) and each.name == "sensitive" for each in walk(attribute.expression))


def text_lines(file: SourceFile, names: Iterable[str]) -> Iterator[int]:
    """Lines that name a secret, in text that has no syntax tree."""
    wanted = [re.escape(each) for each in sorted(names)]
    pattern = re.compile(
        "|".join([NAMED_SO.pattern, r"sensitive\s*\(", *(rf"\b{each}\b" for each in wanted)]), re.IGNORECASE
    )
    for number, line in enumerate(file.text.split("\n"), start=1):
        if pattern.search(line):
            yield number


def declared_sensitive(file: SourceFile) -> Iterator[str]:
    if file.path.endswith(".json"):
        yield from re.findall(r'"([\w-]+)"\s*:\s*\{[^{}]*"sensitive"\s*:\s*true', file.text)
        return
    for block in parse_body(file).value.blocks:
        if block.type == "variable" and block.labels and is_sensitive(block):
            yield block.labels[0].text
