"""The files of a repository, as far as they say something about its Terraform."""

from collections.abc import Iterator, Sequence

import msgspec

from docgen.hcl.json_syntax import parse_json_body
from docgen.hcl.nodes import Body
from docgen.source.diagnostic import has_errors
from docgen.source.tree import Tree, join, read_source
from docgen.terraform.loader import Library, configuration_files, parse_json_module
from docgen.terraform.module import Module

MAX_FILES = 300_000  # files that are looked at by name
MAX_FOLDER_DEPTH = 30  # folders inside one another
# Hidden folders hold no Terraform; in these, pipelines are described.
PIPELINES = (".github", ".gitlab", ".circleci", ".buildkite", ".azuredevops")
# Copies of other people's code.
SKIPPED = ("node_modules", "vendor", "third_party", "__pycache__", "cdk.out")


class Survey(msgspec.Struct, frozen=True, eq=False):
    """A repository's files by path, and the modules in it."""

    tree: Tree
    library: Library
    files: tuple[str, ...]
    folders: tuple[str, ...]  # those that hold Terraform files

    def module(self, folder: str) -> Module | None:
        """The declarations of a folder, as far as it can be read; None if it has no Terraform."""
        found = self.library.module(folder)
        return None if found is None else found.value

    def text(self, path: str) -> str | None:
        file = read_source(self.tree, path).value
        return None if file is None else file.text


def look_around(tree: Tree, library: Library) -> Survey:
    files = []
    folders = []
    for folder, names in walk(tree, ".", 0):
        files += [join(folder, name) for name in names]
        if configuration_files(names):
            folders.append(folder)
        if len(files) > MAX_FILES:
            break
    return Survey(tree, library, tuple(files), tuple(folders))


def walk(tree: Tree, folder: str, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every folder with the names of the files in it; links to folders are not followed."""
    files, inside = [], []
    for name in tree.names(folder) or ():
        path = join(folder, name)
        if not tree.is_folder(path):
            files.append(name)
        elif (
            name not in SKIPPED and (not name.startswith(".") or name in PIPELINES) and not tree.is_link(path)
        ):
            inside.append(path)
    yield folder, tuple(files)
    if depth < MAX_FOLDER_DEPTH:
        for path in inside:
            yield from walk(tree, path, depth + 1)


def body_of(survey: Survey, path: str) -> Body | None:
    """The parsed content of a file, in HCL or JSON; None if it cannot be read."""
    file = read_source(survey.tree, path).value
    if file is None:
        return None
    if path.endswith((".tf.json", ".tofu.json")):
        result = parse_json_module(file, survey.library.deepest)
    else:
        result = parse_json_body(file) if path.endswith(".json") else survey.library.parse(file)
    return None if has_errors(result.diagnostics) else result.value


def below(path: str, folder: str) -> bool:
    """Whether the path is in the folder, or in one below it."""
    return folder in {".", path} or path.startswith(f"{folder}/")


def nearest(path: str, folders: Sequence[str]) -> str | None:
    """The deepest of the folders that the path is in."""
    found = [each for each in folders if below(path, each)]
    return max(found, key=lambda each: (each != ".", each.count("/")), default=None)
