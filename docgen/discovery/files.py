"""The files with values, and for which root module and which environment each is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from docgen.discovery.names import is_environment, words_of
from docgen.discovery.roots import Root
from docgen.discovery.survey import Survey, nearest
from docgen.discovery.tokens import environments_of, parts_of
from docgen.discovery.values import (
    ValueFile,
    backend_files,
    belongs_elsewhere,
    for_roots,
    is_for,
    keys_of,
    loads_itself,
    variable_files,
)
from docgen.source.tree import join


class ForRoot(msgspec.Struct, frozen=True):
    """A file that is for a root module."""

    file: ValueFile
    environment: str | None  # None: for every environment


class Files(msgspec.Struct, frozen=True, eq=False):
    """The files for each root module, by its folder; those that load by themselves are not among them."""

    variables: Mapping[str, Sequence[ForRoot]]
    backends: Mapping[str, Sequence[ForRoot]]
    automatic: Mapping[str, frozenset[str]]  # the variables that files set which load by themselves


def files_of(survey: Survey, roots: Sequence[Root]) -> Files:
    automatic = {root.folder: given_automatically(survey, root) for root in roots}
    return Files(
        shared_out(survey, variable_files(survey), roots, of_variables=True),
        shared_out(survey, backend_files(survey), roots, of_variables=False),
        automatic,
    )


def given_automatically(survey: Survey, root: Root) -> frozenset[str]:
    paths = [join(root.folder, name) for name in survey.tree.names(root.folder) or ()]
    return frozenset(
        key for path in paths if loads_itself(path, root.folder) for key in keys_of(survey, path)
    )


def shared_out(
    survey: Survey, files: Sequence[ValueFile], roots: Sequence[Root], *, of_variables: bool
) -> dict[str, list[ForRoot]]:
    """Each file to the root modules that it is for."""
    takers: dict[str, list[Root]] = {}
    for file in files:
        near = [] if belongs_elsewhere(file, survey.folders, roots) else list(for_roots(file, roots))
        if of_variables:
            near = [each for each in near if is_for(file, each) and not loads_itself(file.path, each.folder)]
        elif len(near) > 1 and "key" in file.keys:
            near = []  # one key is one state: which root module has it is not said
        takers[file.path] = near
    wanted = [each for each in files if takers[each.path]]
    names = {each.path: {root.name for root in for_roots(each, roots)} for each in wanted}
    starts = {each.path: start_of(each, roots) for each in wanted}
    environments = environments_of(wanted, names, starts)
    found: dict[str, list[ForRoot]] = defaultdict(list)
    for file in wanted:
        for root in named_by(file, takers[file.path], names[file.path]):
            found[root.folder].append(ForRoot(file, environments.get(file.path)))
    return found


def start_of(file: ValueFile, roots: Sequence[Root]) -> int:
    """The number of folders on the path to the root module that contains the file."""
    owner = nearest(file.path, [each.folder for each in roots])
    return 0 if owner in {None, "."} else len(str(owner).split("/"))


def named_by(file: ValueFile, roots: Sequence[Root], names: set[str]) -> Sequence[Root]:
    """Only the root module of the file's own name, where there is one: `network.tfvars` is for `network`."""
    own = parts_of(file.path)[-1]
    if is_environment(own) or len(names) == 1:
        return roots
    same = [each for each in roots if words_of(each.name) == words_of(own)]
    return same or ([] if any(words_of(each) == words_of(own) for each in names) else roots)
