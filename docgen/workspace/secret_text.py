"""The lines of a text that may contain a secret, by their form: a file that cannot be parsed has no declarations.

What cannot be decided counts as a secret. A block reaches from its first line to the next line that begins one, whatever
braces say.
"""

import functools
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import msgspec

from docgen.aws.schemas import schemas_in_all_versions
from docgen.language.schema import BlockSchema
from docgen.source.text import lenient_text
from docgen.source.tree import Tree, Unreadable, join
from docgen.terraform.secret_words import assigns_secret, is_secret_name
from docgen.workspace.secrets import Line, Secrets, is_sensitive, obvious_lines

KIND = r"variable|output|resource|data|ephemeral|module|provider|locals|terraform|moved|import|removed|check|action"
HEADER = rf"""(?:^|[\s}};/])({KIND})\b((?:[ \t]++|"[^"\n]{{0,200}}"|[\w.-]++){{0,20}}+)\{{"""
WORDS = re.compile(r"[\w.-]+")
SAYS_SO = re.compile(r"\b(?:sensitive|ephemeral)\b")
CALL = re.compile(r"\bsensitive\s*(?:/\*.*?\*/\s*)?\(")
HEREDOC = re.compile(r"<<[-~]?\s*(\w+)\s*$")
ARGUMENT = re.compile(r"""^\s*(?:/\*.*?\*/\s*)?["']?([\w-]+)["']?\s*(?:/\*.*?\*/\s*)?[=:{]""")
INLINE = re.compile(r"""(?<![\w-])([\w-]++)["']?\s*+[=:](?!=)""")
NAMED = re.compile(r"\b(var|local)\s*\.\s*([\w-]+)")
META = frozenset(
    {"source", "version", "count", "for_each", "providers", "depends_on", "module", "resource", "data"}
)
Wanted: TypeAlias = Callable[[str], bool]
SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")


class Region(msgspec.Struct, frozen=True):
    """The lines of one block, the first of them with number `first`."""

    kind: str
    labels: tuple[str, ...]
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + len(self.lines))


def secrets_in_text(tree: Tree, paths: Iterable[str]) -> Secrets:
    """The lines of these files that may hold a secret, judged with the other files of their folders."""
    found: set[Line] = set()
    asked = set(paths)
    for folder in {posixpath.dirname(each) or "." for each in asked}:
        texts = texts_of(tree, folder, asked)
        for path, numbers in secret_numbers(texts).items():
            if path in asked:
                found.update((path, number) for number in numbers)
    return Secrets(frozenset(found))


def texts_of(tree: Tree, folder: str, asked: Iterable[str]) -> dict[str, str]:
    names = [join(folder, each) for each in tree.names(folder) or () if each.endswith(SUFFIXES)]
    texts = {}
    for path in {*names, *(each for each in asked if (posixpath.dirname(each) or ".") == folder)}:
        try:
            texts[path] = lenient_text(tree.read(path))
        except Unreadable:
            continue
    return texts


def secret_numbers(texts: dict[str, str]) -> dict[str, set[int]]:
    """The lines of each file of one folder."""
    found: dict[str, set[int]] = {path: set(obvious_lines(text)) for path, text in texts.items()}
    regions = {path: regions_of(text) for path, text in texts.items() if not path.endswith(".json")}
    for path, text in texts.items():
        if path.endswith(".json"):  # one line may be all of it
            found[path].update(range(1, text.count("\n") + 2))
    named = {
        (each.kind, each.labels)
        for inside in regions.values()
        for each in inside
        if each.kind in {"variable", "output"} and SAYS_SO.search(each.text)
    }
    for path, inside in regions.items():
        for region in inside:
            whole = (region.kind, region.labels) in named or region.kind == "ephemeral"
            found[path].update(region.numbers if whole else numbers_in(region))
    behind = {
        (kind, name)
        for path, text in texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
        if number in found[path]
        for kind, name in NAMED.findall(line)
    }
    names = {name for kind, name in behind if kind == "local"}
    for path, inside in regions.items():
        for region in inside:
            if region.kind == "variable" and ("var", "".join(region.labels)) in behind:
                found[path].update(region.numbers)
            elif region.kind == "locals":
                found[path].update(arguments_in(region, names.__contains__))
    return found


@functools.cache  # compiling it takes as long as parsing a file, and few runs have a secret to hide
def header_pattern() -> re.Pattern[str]:
    return re.compile(HEADER)


def regions_of(text: str) -> list[Region]:
    found: list[Region] = []
    started: tuple[str, tuple[str, ...], int] = ("", (), 1)
    lines: list[str] = []
    heredoc = ""
    for number, line in enumerate(text.split("\n"), start=1):
        header = None if heredoc else header_pattern().search(line)
        if header is not None:
            found.append(Region(started[0], started[1], started[2], tuple(lines)))
            started, lines = (header[1], tuple(WORDS.findall(header[2])), number), []
        lines.append(line)
        if heredoc:
            heredoc = "" if line.strip() == heredoc else heredoc
        elif opened := HEREDOC.search(line):
            heredoc = opened[1]
    found.append(Region(started[0], started[1], started[2], tuple(lines)))
    return found


def numbers_in(region: Region) -> Iterator[int]:
    """The lines of a block that may hold a secret, though not all of it is one."""
    yield from calls_in(region)
    if region.kind == "module":  # what it passes on may be sensitive there
        yield from arguments_in(region, lambda name: name not in META)
        return
    if region.kind in {"resource", "data"} and region.labels:
        mode = "data" if region.kind == "data" else "managed"
        schemas = schemas_in_all_versions(mode, region.labels[0])
        sensitive = {name for each in schemas for name in sensitive_names(each)}
        yield from arguments_in(region, lambda name: name in sensitive or is_secret_name(name))
    else:
        yield from arguments_in(region, is_secret_name)
    for number, line in zip(region.numbers, region.lines, strict=True):
        if assigns_secret(line):
            yield number


def sensitive_names(schema: BlockSchema) -> Iterator[str]:
    """The sensitive attributes of a schema, at any depth."""
    yield from (name for name in schema.attributes if is_sensitive(schema, name))
    for each in schema.blocks.values():
        yield from sensitive_names(each.block)


def arguments_in(region: Region, is_wanted: Wanted) -> Iterator[int]:
    """The lines of the arguments whose names are wanted: up to the next argument that is not indented deeper."""
    open_at: int | None = None  # the indentation of the argument that is open
    for number, line in zip(region.numbers, region.lines, strict=True):
        inside = line[line.index("{") + 1 :] if number == region.first and "{" in line else line
        named = ARGUMENT.match(inside)
        indentation = len(line) - len(line.lstrip())
        if open_at is not None and indentation <= open_at and (named or line.strip() == "}"):
            open_at = None
        if named and open_at is None and is_wanted(named[1]):
            open_at = indentation
        if open_at is not None or any(is_wanted(each) for each in inline_names(inside)):
            yield number


def inline_names(line: str) -> Iterator[str]:
    """Arguments after the first of a line: `variable "s" { type = string, default = "x" }`."""
    yield from INLINE.findall(line)


def calls_in(region: Region) -> Iterator[int]:
    """The lines of each `sensitive(…)`, to the bracket that closes it, or to the end of the block."""
    text = region.text
    end = 0
    for call in CALL.finditer(text):
        if call.start() < end:
            continue  # inside the one before
        depth, end = 1, call.end()
        while end < len(text) and depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        before = region.first + text.count("\n", 0, call.start())
        yield from range(before, before + text.count("\n", call.start(), end) + 1)
