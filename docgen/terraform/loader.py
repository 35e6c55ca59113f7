"""Loads folders of files as a configuration: the root module and every module below it.

Where modules come from: `./` and `../` are folders; anything else was fetched by `terraform init`, which leaves
`.terraform/modules/modules.json`, or is named under `modules:` in docgen.yml.
"""

import codecs
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from docgen.hcl.json_syntax import parse_json_body
from docgen.hcl.nodes import Body
from docgen.hcl.parser import parse_body
from docgen.source.diagnostic import Diagnostic, Report, Result, error, unknown_because, warning
from docgen.source.gap import GapKind
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, Unreadable, join, read_source
from docgen.terraform.declare import LABELS, declare_module
from docgen.terraform.module import Configuration, Module, ModuleCall, ModulePath, Variable
from docgen.terraform.module_sources import (
    Package,
    is_local,
    is_no_address,
    own_folder,
    own_remotes,
    package_of,
    plain_version,
    read_manifest,
    submodules,
    vendored_folder,
)

Sources: TypeAlias = Callable[[Mapping[ModulePath, Module], ModulePath, ModuleCall], Result[str | None]]
"""Evaluates the source of a module call where it is no literal text: given the modules that are loaded so far, and the
path of the module that calls. None, with diagnostics, where the source is not known."""
SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")
MAX_MODULE_CALLS = 2_000  # module calls of one configuration
MOST_FILES = 5_000
MAX_MODULE_DEPTH = 200  # module calls below one another, and JSON values inside one another


class Library:
    """Every folder of one repository, declared once however many environments and calls share it."""

    def __init__(
        self,
        tree: Tree,
        parse: Callable[[SourceFile], Result[Body]] = parse_body,
        most: int = MOST_FILES,
        deepest: int = MAX_MODULE_DEPTH,
    ) -> None:
        self.tree = tree
        self.parse = parse
        self.most = most
        self.deepest = deepest
        self.files = 0
        self.remotes = own_remotes(tree)
        self.submodules = submodules(tree)
        self.modules: dict[str, Result[Module] | None] = {}
        self.configurations: dict[
            tuple[str, tuple[tuple[str, str], ...], int, tuple[str, ...] | None], Result[Configuration]
        ] = {}

    def module(self, folder: str) -> Result[Module] | None:
        """The module in a folder; None if it is no folder or has no Terraform file."""
        if folder not in self.modules:
            self.modules[folder] = self.declare(folder)
        return self.modules[folder]

    def absent_submodule(self, folder: str) -> str | None:
        """The git submodule that a folder is in, if it is not checked out: its folder is missing, or holds nothing."""
        return next(
            (
                each
                for each in self.submodules
                if (folder == each or folder.startswith(f"{each}/")) and not self.tree.names(each)
            ),
            None,
        )

    def declare(self, folder: str) -> Result[Module] | None:
        names = configuration_files(self.tree.names(folder) or ())
        if not names:
            return None
        report = Report()
        self.files += len(names)
        if self.files > self.most:
            detail = f"With the folder {folder} there are more than {self.most} files. Raise limits.files in docgen.yml if that is intended."
            return Result(Module(folder), (error("Too many files", detail),))
        bodies: list[tuple[SourceFile, Body]] = []
        overrides: list[tuple[SourceFile, Body]] = []
        for name in names:
            file = report.take(read_source(self.tree, join(folder, name)))
            is_json = name.endswith(".json")
            if is_json:
                report.add(*byte_order_mark(self.tree, join(folder, name)))
            if file is not None:
                body = report.take(parse_json_module(file, self.deepest) if is_json else self.parse(file))
                (overrides if is_override(name) else bodies).append((file, body))
        module = report.take(declare_module(folder, bodies, overrides))
        return Result(module, tuple(report.diagnostics))


def byte_order_mark(tree: Tree, path: str) -> Iterator[Diagnostic]:
    """JSON has no place for a byte order mark, and Terraform refuses it there: hashicorp/terraform#18046."""
    try:
        marked = tree.read(path).startswith(codecs.BOM_UTF8)
    except Unreadable:
        return
    if marked:
        detail = "The file begins with a byte order mark, which is not allowed in JSON. Save it as UTF-8 without one."
        yield error("Invalid start of value", detail, SourceFile(path, "").span(0, 0))


def parse_json_module(file: SourceFile, depth: int) -> Result[Body]:
    """A `.tf.json` file: which names are blocks, Terraform's own language says."""
    return parse_json_body(file, {type_: len(labels) for type_, labels in LABELS.items()}, depth=depth)


def configuration_files(names: tuple[str, ...]) -> list[str]:
    """The files of a folder that Terraform reads; an OpenTofu file replaces the `.tf` file of the same name."""
    found = []
    for name in names:
        if name.startswith((".", "#")) or name.endswith(("~", "#")):
            continue
        if not name.endswith(SUFFIXES):
            continue
        if name.endswith((".tf", ".tf.json")) and name.replace(".tf", ".tofu", 1) in names:
            continue
        found.append(name)
    return found


def is_override(name: str) -> bool:
    stem = name
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if stem.endswith(suffix):
            stem = stem.removesuffix(suffix)
            break
    return stem == "override" or stem.endswith("_override")


def load_configuration(  # noqa: PLR0913, PLR0917 - all that one configuration depends on
    library: Library,
    root: str,
    vendored: Mapping[str, str] | None = None,
    most: int = MAX_MODULE_CALLS,
    sources: Sources | None = None,
    supplied: tuple[str, ...] | None = None,
) -> Result[Configuration]:
    """The configuration below the folder `root`. `vendored` maps a module source to a folder of the repository.

    `supplied`: the root module is incomplete, and these undeclared variables are of any type, because docgen.yml gives them
    values. None: every name has to be declared.

    Modules that call one another twice double at every level: beyond `most` calls the rest is left out.
    A library builds each configuration once and returns it again, unless `sources` contributed to it.
    """
    key = (root, tuple(sorted((vendored or {}).items())), most, supplied)
    if key in library.configurations:
        return library.configurations[key]
    made = put_together(library, root, vendored or {}, most, sources)
    if supplied is not None:
        made = Result(completed(made.value, supplied), (*made.diagnostics, incomplete(root)))
    calls = (call for module in made.value.modules.values() for call in module.calls.values())
    if not any(call.source_expression is not None for call in calls):
        library.configurations[key] = made
    return made


def completed(configuration: Configuration, supplied: tuple[str, ...]) -> Configuration:
    """The configuration as an incomplete one, with variables that docgen.yml gives and that no file declares."""
    root = configuration.root_module
    settings = SourceFile("docgen.yml", "")
    added = {name: Variable(settings, 0, 0, name) for name in supplied}
    module = msgspec.structs.replace(root, variables={**root.variables, **added})
    return msgspec.structs.replace(
        configuration, modules={**configuration.modules, (): module}, incomplete=True
    )


def incomplete(root: str) -> Diagnostic:
    detail = (
        f"A build step adds files to {root} (`incomplete: true` in docgen.yml): what they declare is missing here, and names "
        "that are not declared are unknown."
    )
    remedy = "Run the build step that completes this root module before docgen."
    cause = incomplete_cause(root)
    return unknown_because(GapKind.FILE, cause, "Incomplete root module", f"{detail} {remedy}", remedy=remedy)


def incomplete_cause(root: str) -> str:
    """The cause of the gaps of an incomplete root module."""
    return f"files of {root}"


def put_together(
    library: Library, root: str, vendored: Mapping[str, str], most: int, sources: Sources | None
) -> Result[Configuration]:
    report = Report()
    found = library.module(root)
    if found is None:
        exists = library.tree.is_folder(root)
        detail = (
            f"The folder {root} contains no Terraform configuration files (.tf, .tf.json)."
            if exists
            else f"There is no folder {root}."
        )
        detail += ' Give the folder of a root module ("root:" in docgen.yml).'
        report.add(error("No configuration files" if exists else "Module folder not found", detail))
        return Result(Configuration(root, {(): Module(root)}), tuple(report.diagnostics))
    modules: dict[ModulePath, Module] = {(): report.take(found)}
    missing: dict[ModulePath, str] = {}
    manifest = read_manifest(library.tree, root)
    queue: deque[ModulePath] = deque([()])
    while queue:
        path = queue.popleft()
        modules[path] = report.take(with_sources(modules, path, sources))
        for name, call in modules[path].calls.items():
            below = (*path, name)
            if not call.source:
                if call.source_expression is None:
                    report.add(no_address(call))
                missing[below] = "its source is computed"
                continue
            child = find_module(
                library, call, modules[path].folder, manifest.get(".".join(below)), vendored, report
            )
            if child is None:
                missing[below] = (
                    library.absent_submodule(local_folder(call, modules[path].folder)) or call.package
                )
            elif len(below) > library.deepest:
                detail = (
                    f"Module calls nest deeper than {library.deepest}: does a module call itself? Raise "
                    "limits.depth in docgen.yml if that is intended."
                )
                report.add(error("Module nesting too deep", detail, call.span))
                missing[below] = call.source
            elif len(modules) > most:
                detail = (
                    f"This configuration has more than {most} module calls: does a module call itself? Raise "
                    "limits.modules in docgen.yml if that is intended."
                )
                report.add(error("Too many module calls", detail, call.span))
                return Result(Configuration(root, modules, missing), tuple(report.diagnostics))
            else:
                modules[below] = report.take(child)
                queue.append(below)
    report.add(*several_versions(modules, vendored))
    return Result(Configuration(root, modules, missing), tuple(report.diagnostics))


def with_sources(
    modules: Mapping[ModulePath, Module], path: ModulePath, sources: Sources | None
) -> Result[Module]:
    """The module with the sources of its calls computed; unknown ones stay empty."""
    module = modules[path]
    report = Report()
    found: dict[str, ModuleCall] = {}
    for name, call in module.calls.items():
        if call.source_expression is None:
            continue
        if sources is None:
            report.add(not_evaluated(call))
            continue
        text = report.take(sources(modules, path, call))
        if text:
            found[name] = msgspec.structs.replace(call, source=text)
    calls = {**module.calls, **found}
    return Result(
        msgspec.structs.replace(module, calls=calls) if found else module, tuple(report.diagnostics)
    )


def not_evaluated(call: ModuleCall) -> Diagnostic:
    detail = (
        f'The source of module "{call.name}" is computed; its resources are missing and its outputs unknown.'
    )
    return unknown_because(
        GapKind.MODULE, f"module.{call.name}", "Unknown module source", detail, call.source_span
    )


def find_module(  # noqa: PLR0913, PLR0917 - all that can say where a module is
    library: Library,
    call: ModuleCall,
    caller: str,
    installed: str | None,
    vendored: Mapping[str, str],
    report: Report,
) -> Result[Module] | None:
    if is_local(call.source):
        folder = local_folder(call, caller)
        child = library.module(folder)
        if child is None and (absent := library.absent_submodule(folder)) is not None:
            report.add(not_checked_out(call, absent))
        elif child is None:
            exists = library.tree.is_folder(folder)
            summary = "Empty module folder" if exists else "Unreadable module directory"
            why = "contains no Terraform files" if exists else "does not exist in this repository"
            detail = f'The folder {folder}, the source of module "{call.name}", {why}. Correct the source.'
            report.add(error(summary, detail, call.source_span))
        return child
    if is_no_address(call.source):
        report.add(no_address(call))
        return None
    named = vendored_folder(call, vendored)
    own = own_folder(call.source, library.remotes)
    for place in (named[1] if named else None, installed, own.folder if own else None):
        child = library.module(place) if place is not None else None
        if child is None:
            continue
        if own is not None and place == own.folder and own.revision:
            report.add(working_tree_stands_in(call, own))
        return child
    report.add(not_installed(call))
    return None


def local_folder(call: ModuleCall, caller: str) -> str:
    """The folder that a local source means; of any other source, one that is not there."""
    return join(caller, call.source.replace("\\", "/"))


def no_address(call: ModuleCall) -> Diagnostic:
    detail = (
        f'The source of module "{call.name}", "{call.source}", is neither an address of a module registry nor one that '
        f'Terraform can fetch. If it is a path relative to this module, write "./{call.source}": the "./" says so.'
    )
    return error("Invalid module source address", detail, call.source_span)


def not_checked_out(call: ModuleCall, submodule: str) -> Diagnostic:
    detail = (
        f'The code of module "{call.name}" is in the git submodule {submodule}, which is not checked out: its resources '
        "are missing and its outputs unknown."
    )
    remedy = "Run `git submodule update --init`."
    return unknown_because(
        GapKind.MODULE,
        submodule,
        "Module not installed",
        f"{detail} {remedy}",
        call.source_span,
        f"module.{call.name}",
        remedy,
    )


def not_installed(call: ModuleCall) -> Diagnostic:
    detail = (
        f'The code of module "{call.name}" ({call.package}) is not in this repository: its resources are missing '
        "and its outputs unknown."
    )
    remedy = "Run `terraform init -backend=false` in the root module, or name a vendored copy under `modules:` in docgen.yml."
    return unknown_because(
        GapKind.MODULE,
        call.package,
        "Module not installed",
        f"{detail} {remedy}",
        call.source_span,
        f"module.{call.name}",
        remedy,
    )


def working_tree_stands_in(call: ModuleCall, own: Package) -> Diagnostic:
    detail = (
        f"The source is this repository at revision {own.revision}; its folder {own.folder} is read as it is now, in "
        "the working tree."
    )
    return warning("Module of this repository", detail, call.source_span)


def several_versions(
    modules: Mapping[ModulePath, Module], vendored: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A warning for each folder under `modules:` that serves calls of more than one version."""
    served: dict[str, dict[str, ModuleCall]] = {}
    for module in modules.values():
        for call in module.calls.values():
            named = None if is_local(call.source) else vendored_folder(call, vendored)
            version = plain_version(call.version) or package_of(call.source).revision
            if named is not None and version:
                served.setdefault(named[0], {})[version] = call
    for key, calls in served.items():
        if len(calls) > 1:
            versions = ", ".join(sorted(calls))
            detail = (
                f"`modules:` in docgen.yml names one copy of {key} for calls of the versions {versions}. Name one for "
                f"each: `{key}@VERSION: FOLDER`."
            )
            yield warning("One copy for several versions", detail, next(iter(calls.values())).source_span)
