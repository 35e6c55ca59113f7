"""Functions on files and paths.

https://developer.hashicorp.com/terraform/language/functions/file
Terraform may read any file of its machine; docgen reads only inside the repository. A file outside is not
an error: its content is unknown, and a warning reports it.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from docgen.functions.arguments import bound_elements, shown, text_of, text_value
from docgen.functions.encoding import base64_text
from docgen.functions.hashing import DIGESTS
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.source.gap import GapKind
from docgen.source.traced import Reason
from docgen.source.tree import ENCRYPTED, Kind, MissingFile, OutsideRepository, TooLarge, Unreadable
from docgen.values.conversion import set_of
from docgen.values.rendering import go_quote
from docgen.values.types import BOOL, STRING, SetType
from docgen.values.values import MACHINE, Unknown, Value, boolean, is_hidden, unknown, with_marks

PATH = Parameter("path", STRING)
HIDDEN_PATH = "a file with a sensitive path"
SPECIAL = re.compile(r"[*?\[{\\]")
MARKED_PATH = Parameter("path", STRING, takes_marked=True)


class Outside(Exception):  # noqa: N818 - not an error: the value is unknown
    """The file is where docgen does not look, or is not there: a build step may make it."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(why)
        self.why = why
        self.path = path

    def unknown(self, path: Value) -> Unknown:
        """Why the value of a call is unknown; of a sensitive path, nothing is said."""
        if path.marks:
            hidden = Unread("a file is not read; its path is sensitive", "plan", GapKind.FILE, HIDDEN_PATH)
            return Unknown(hidden, not_null=True)
        return Unknown(Unread(self.why, "plan", GapKind.FILE, self.path), not_null=True)


class Unread(Reason, frozen=True):
    """Why a file was not looked at."""


def placed(path: str, context: Context) -> str:
    """The target of the path in the repository, links followed; raises `Outside` beyond it."""
    path = expanded(path, context)
    try:
        # Not normalised as text first: `link/..` is the folder above where the link leads.
        return context.tree.locate(path if path.startswith("/") else f"{context.folder}/{path}")
    except OutsideRepository as problem:
        raise beyond(path, problem) from problem
    except Unreadable as problem:  # loops of links, NUL bytes
        raise FunctionError(f"failed to resolve {go_quote(path)}", 0) from problem


def beyond(path: str, problem: OutsideRepository) -> Outside:
    if problem.why:
        return Outside(f"the file {path} {problem.why}", path)
    return Outside(f"the file {path} lies outside the repository, where docgen does not read", path)


def expanded(path: str, context: Context) -> str:
    """The path with `~` replaced by the home folder."""
    if not path.startswith("~"):
        return path
    if len(path) > 1 and path[1] not in "/\\":
        raise FunctionError("cannot expand user-specific home dir")
    if not context.home:
        raise Outside(f"{path} is in the home folder of the user who runs Terraform", path)
    return posixpath.normpath(posixpath.join(context.home, path[2:])) if len(path) > 1 else context.home


def read(path: str, value: Value, context: Context) -> bytes:
    """The file's content; errors are about the argument, as `file` has it.

    https://github.com/hashicorp/terraform/blob/v1.11.4/internal/lang/funcs/filesystem.go
    """
    shown_path = shown(path, value)
    target = placed(path, context)
    try:
        match context.tree.kind(target):
            case Kind.FILE:
                return read_regular(target, path, context)
            case None:
                raise no_file(path, shown_path, context)
            case Kind.FOLDER | Kind.SUBMODULE:
                raise FunctionError(f"failed to read file: read {bare(path, value)}: is a directory", 0)
            case Kind.OTHER:
                raise FunctionError(f"failed to read file: {shown_path} is not a regular file", 0)
    except MissingFile as problem:
        raise no_file(path, shown_path, context) from problem
    except OutsideRepository as problem:
        raise beyond(path, problem) from problem
    except TooLarge as problem:
        limit = context.limits.file
        raise FunctionError(
            f"{shown_path} is longer than {limit} bytes; limits.file in docgen.yml allows no more", 0
        ) from problem
    except Unreadable as problem:
        raise FunctionError(f"open {bare(path, value)}: {problem}", 0) from problem


def no_file(path: str, shown_path: str, context: Context) -> Outside | FunctionError:
    if not context.missing_file_fails:
        return Outside(f"there is no file {path}", path)
    return FunctionError(
        f"no file exists at {shown_path}; this function works only with files that are distributed as "
        "part of the configuration source code, so if this file will be created by a resource in this "
        "configuration you must instead obtain this result from an attribute of that resource",
        0,
    )


def bare(path: str, value: Value) -> str:
    """The path without quotes, unless the argument that it comes from is sensitive."""
    return shown(path, value) if is_hidden(value) else path


def read_regular(target: str, path: str, context: Context) -> bytes:
    data = context.tree.read(target)
    if data.startswith(ENCRYPTED):  # Terraform runs where it is decrypted
        raise Outside(f"the file {path} is encrypted with git-crypt", path)
    return data


def read_text(path: str, value: Value, context: Context) -> str:
    data = read(path, value, context)
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        raise FunctionError(
            f"contents of {shown(path, value)} are not valid UTF-8; use the filebase64 function to obtain "
            "the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain "
            "file hashing results instead"
        ) from problem


def file(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    try:
        made = text_value(read_text(text_of(value), value, context))
    except Outside as problem:
        made = unknown(STRING, problem.unknown(value))
    return with_marks(made, value.marks)


def file_base64(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    try:
        made = text_value(base64_text(read(text_of(value), value, context)))
    except Outside as problem:
        made = unknown(STRING, problem.unknown(value))
    return with_marks(made, value.marks)


def file_digest(name: str, write: Callable[[bytes], str]) -> Function:
    def call(arguments: Arguments, context: Context) -> Value:
        value = arguments[0]
        try:
            made = text_value(write(read(text_of(value), value, context)))
        except Outside as problem:
            made = unknown(STRING, problem.unknown(value))
        except FunctionError as problem:
            raise FunctionError(problem.message) from problem  # about the call, unlike with `file`
        return with_marks(made, value.marks)

    return Function(name, (MARKED_PATH,), STRING, call)


def file_exists(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    path = text_of(value)
    try:
        kind = context.tree.kind(placed(path, context))
    except Outside as problem:
        return with_marks(unknown(BOOL, problem.unknown(value)), value.marks)
    except OutsideRepository as problem:
        return with_marks(unknown(BOOL, beyond(path, problem).unknown(value)), value.marks)
    except Unreadable as problem:
        raise FunctionError(f"failed to stat {shown(path, value)}") from problem
    if kind in {Kind.FILE, None}:
        return with_marks(boolean(kind is Kind.FILE), value.marks)
    name = shown(posixpath.normpath(path or "."), value)
    raise FunctionError(
        f"{name} {'is not a regular file' if kind is Kind.OTHER else 'is a directory, not a file'}"
    )


# -- fileset -------------------------------------------------------------------------


def file_set(arguments: Arguments, context: Context) -> Value:
    """The files below a folder that match a pattern, named from that folder."""
    folder, pattern = arguments
    marks = folder.marks | pattern.marks
    start = clean(text_of(folder))
    whole = clean(f"{start}/{text_of(pattern)}")
    parts = whole.split("/")
    fixed = next((index for index, part in enumerate(parts) if SPECIAL.search(part)), len(parts))
    above = "/".join(parts[:fixed]) or ("/" if whole.startswith("/") else ".")
    try:
        matcher = re.compile(pattern_regex(parts[fixed:]))
        base = placed_folder(above, context)
        if base is None:
            return with_marks(set_of(STRING, ()), marks)
        below = [name for name in files_below(base, parts[fixed:], context) if matcher.fullmatch(name)]
        for name in below:
            # What only `**` matches is checked in another way, which skips broken links.
            if parts[-1] != "**" and kind_at(f"{base}/{name}", context) is None:
                raise FunctionError(f"failed to stat {shown(posixpath.join(above, name), folder)}")
        if parts[-1] == "**":
            below = [name for name in below if kind_at(f"{base}/{name}", context) is Kind.FILE]
    except Malformed as problem:
        if problem.never:
            return with_marks(set_of(STRING, ()), marks)
        message = f"failed to glob pattern {shown(whole, with_marks(folder, marks))}: syntax error in pattern"
        raise FunctionError(message) from problem
    except Outside as problem:
        return with_marks(unknown(SetType(STRING), problem.unknown(with_marks(folder, marks))), marks)
    bound_elements(len(below), context)
    names = [posixpath.relpath(posixpath.join(above, name), start) for name in below]
    return with_marks(set_of(STRING, map(text_value, names)), marks)


def placed_folder(path: str, context: Context) -> str | None:
    """The target of the fixed part of a pattern; None if no system has such a path: then nothing matches."""
    return None if "\0" in path else placed(path, context)


def kind_at(path: str, context: Context) -> Kind | None:
    """The kind of file at a path; None also if it cannot be looked at, as with a name that is too long. Raises `Outside`."""
    try:
        return context.tree.kind(path)
    except OutsideRepository as problem:
        raise beyond(path, problem) from problem
    except Unreadable:
        return None


def files_below(  # noqa: C901 - the forms that an entry of a folder can have
    base: str, parts: Sequence[str], context: Context
) -> Iterator[str]:
    """The files as deep as the pattern may reach; links count, but only where they stay inside the repository.

    Raises `Outside` where the pattern may reach into a submodule whose content is not here.
    """
    if not parts:
        if kind_at(base, context) is Kind.FILE:
            yield ""
        return
    deepest = context.limits.depth if "**" in parts else len(parts) - 1
    stack: list[tuple[str, str, tuple[str, ...]]] = [("", base, (base,))]
    seen = 0
    while stack:
        above, folder, chain = stack.pop()
        if kind_at(folder, context) is Kind.SUBMODULE:
            raise Outside(f"{folder} is a git submodule, whose files are in another repository", folder)
        for name in context.tree.names(folder) or ():
            seen += 1
            if seen > context.limits.files:
                limit = context.limits.files
                message = f"more than {limit} files to look at; limits.files in docgen.yml allows no more"
                raise FunctionError(message)
            try:
                target = context.tree.locate(f"{folder}/{name}")
                kind = context.tree.kind(target)
            except OutsideRepository as problem:
                if len(chain) <= deepest:  # a folder, perhaps, with files that match
                    raise beyond(above + name, problem) from problem
                yield above + name
                continue
            except Unreadable:
                continue
            if kind in {Kind.FILE, None}:
                yield above + name
            elif kind is not Kind.OTHER and len(chain) <= deepest and target not in chain:
                stack.append((f"{above}{name}/", target, (*chain, target)))


class Malformed(Exception):  # noqa: N818 - the user's mistake, or none
    """A malformed pattern. If something fixed comes before the error, the pattern just never matches."""

    def __init__(self, *, never: bool) -> None:
        super().__init__()
        self.never = never


def pattern_regex(parts: Sequence[str]) -> str:
    """The pattern of https://github.com/bmatcuk/doublestar (version 1) as a regular expression."""
    written = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            written.append(".*" if last else "(?:[^/]+/)*")
        else:
            written.append(part_regex(part) + ("" if last else "/"))
    return "(?s:" + "".join(written) + ")"


def part_regex(part: str) -> str:  # noqa: C901 - one arm a sign
    written = []
    position, groups = 0, 0
    while position < len(part):
        character = part[position]
        position += 1
        if character == "*":
            written.append("[^/]*")
        elif character == "?":
            written.append("[^/]")
        elif character == "[":
            end = class_end(part, position)
            if end < 0:
                raise Malformed(never=bool(written))
            written.append(class_regex(part[position:end]))
            position = end + 1
        elif character == "{":
            groups += 1
            written.append("(?:")
        elif character == "}" and groups:
            groups -= 1
            written.append(")")
        elif character == "," and groups:
            written.append("|")
        elif character == "\\":
            if position == len(part):
                raise Malformed(never=bool(written))
            written.append(re.escape(part[position]))
            position += 1
        else:
            written.append(re.escape(character))
    if groups:
        raise Malformed(never=not part.startswith("{"))
    return "".join(written)


def class_end(part: str, position: int) -> int:
    """The end of the class that begins at a position; below zero if it does not end."""
    escaped = False
    for index in range(position, len(part)):
        if part[index] == "]" and not escaped:
            return index
        escaped = part[index] == "\\" and not escaped
    return -1


def class_regex(inside: str) -> str:
    """A class of characters, the text between its brackets: "a-c_", "^0-9". A range that runs backwards is empty."""
    negated = inside.startswith("^")
    if not inside:
        raise Malformed(never=False)
    characters = list(inside[negated:])[::-1]
    ranges = []
    while characters:
        low = high = class_character(characters)
        if characters and characters[-1] == "-":
            characters.pop()
            high = class_character(characters)
        if low <= high:
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
    if negated:
        return f"[^/{''.join(ranges)}]"
    return f"[{''.join(ranges)}]" if ranges else "(?!)"


def class_character(characters: list[str]) -> str:
    """Takes the next character off the end of the list; a backslash precedes one that would have a meaning."""
    character = characters.pop() if characters else "-"
    if character == "-":
        raise Malformed(never=False)
    if character == "\\" and not characters:
        raise Malformed(never=False)
    return characters.pop() if character == "\\" else character


# -- paths ---------------------------------------------------------------------------


def basename(arguments: Arguments, _: Context) -> Value:
    path = text_of(arguments[0])
    return text_value(posixpath.basename(path.rstrip("/")) or ("/" if path else "."))


def dirname(arguments: Arguments, _: Context) -> Value:
    path = text_of(arguments[0])
    folder = path[: path.rfind("/") + 1]
    return text_value(clean(folder))


def clean(path: str) -> str:
    """The shortest path that means the same, as Go's filepath.Clean has it."""
    normal = posixpath.normpath(path or ".")
    return normal[1:] if normal.startswith("//") else normal


def absolute(arguments: Arguments, context: Context) -> Value:
    path = text_of(arguments[0])
    if path.startswith("/"):
        return text_value(clean(path))
    made = text_value(clean(posixpath.join(context.working_folder, path)))
    return with_marks(made, frozenset((MACHINE,)))


def path_expand(arguments: Arguments, context: Context) -> Value:
    path = text_of(arguments[0])
    try:
        return text_value(expanded(path, context))
    except Outside as problem:
        return unknown(STRING, problem.unknown(arguments[0]))


FILE_FUNCTIONS = frozenset(
    {"file", "filebase64", "fileexists", "fileset", "templatefile", *(f"file{name}" for name, _ in DIGESTS)}
)
FILESYSTEM = (
    Function("abspath", (PATH,), STRING, absolute),
    Function("basename", (PATH,), STRING, basename),
    Function("dirname", (PATH,), STRING, dirname),
    Function("file", (MARKED_PATH,), STRING, file),
    Function("filebase64", (MARKED_PATH,), STRING, file_base64),
    *(file_digest(f"file{name}", write) for name, write in DIGESTS),
    Function("fileexists", (MARKED_PATH,), BOOL, file_exists),
    Function(
        "fileset",
        (MARKED_PATH, Parameter("pattern", STRING, takes_marked=True)),
        SetType(STRING),
        file_set,
    ),
    Function("pathexpand", (PATH,), STRING, path_expand),
)
