"""Which folders are root modules: those that Terraform is run in.

A root module says where its state is kept (`backend` or `cloud` in its `terraform` block): modules that are called
must not. https://developer.hashicorp.com/terraform/language/backend
"""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import msgspec

from docgen.discovery.survey import Survey, body_of
from docgen.hcl.nodes import Block, Body
from docgen.source.diagnostic import has_errors
from docgen.source.tree import join
from docgen.terraform.loader import configuration_files
from docgen.terraform.module import Module, ModuleCall
from docgen.terraform.module_sources import read_manifest
from docgen.terraform.syntax import text_of

MAY_SAY = re.compile(r'\bbackend"?\s*(?:"|:|\{)|\bcloud"?\s*[:{]')
SAYS = re.compile(r'^[ \t]*(?:backend[ \t]+"(?P<kind>\w+)"|cloud)[ \t]*\{', re.MULTILINE)
SAMPLES = re.compile(r"(?:^|/)(?:examples?|fixtures?|tests)(?:/|$)", re.IGNORECASE)
PARTS = re.compile(r"modules?|examples?|tests?|test[-_].*|fixtures?|templates?", re.IGNORECASE)
LOCAL = ("./", "../")
MOST_MODULES = 2_000  # folders below one root


class State(msgspec.Struct, frozen=True):
    """The place of a root module's state, as far as that is written out."""

    kind: str  # "s3", "cloud", …
    settings: Mapping[str, str] = MappingProxyType({})


class Root(msgspec.Struct, frozen=True, eq=False):
    """A root module and what it calls."""

    folder: str
    modules: tuple[Module, ...]  # the root's own first, then every folder of the repository that it calls
    state: State | None = None
    missing: tuple[ModuleCall, ...] = ()  # calls whose code is elsewhere
    submodules: tuple[str, ...] = ()  # of git, that hold modules and are not checked out

    @property
    def module(self) -> Module:
        return self.modules[0]

    @property
    def name(self) -> str:
        return posixpath.basename(self.folder)


class Found(msgspec.Struct, frozen=True):
    roots: tuple[Root, ...]
    left_out: Mapping[str, str] = MappingProxyType({})  # folder: why it is not documented


def find_roots(survey: Survey, run: Collection[str] = ()) -> Found:
    """The root modules of a repository, by folder; `run` are folders in which something else runs Terraform."""
    states = {folder: state for folder in survey.folders if (state := state_of(survey, folder)) is not None}
    roots = [root_of(survey, folder, state) for folder, state in states.items()]
    roots = [each for each in roots if makes_something(survey, each)]
    real = [each for each in roots if not SAMPLES.search(each.folder)] or roots
    real += [root_of(survey, each, None) for each in run if each not in states]
    return sorted_out(sorted(real, key=lambda each: each.folder) or without_state(survey))


def sorted_out(roots: list[Root]) -> Found:
    """Without those that have nothing to do with AWS."""
    others = [each for each in roots if not may_use_aws(each)]
    left_out = {each.folder: "it uses no AWS provider" for each in others}
    return Found(tuple(each for each in roots if each not in others), left_out)


def without_state(survey: Survey) -> list[Root]:
    """Root modules if no folder declares a backend: folders that no other one calls, preferably those with a provider."""
    called = {join(folder, source) for folder in survey.folders for source in local_sources(survey, folder)}
    free = [each for each in survey.folders if each not in called]
    free = [each for each in free if not is_part(each)] or free
    roots = [root for each in free if makes_something(survey, root := root_of(survey, each, None))]
    configured = [each for each in roots if each.module.providers]
    return configured if len(configured) >= len(roots) / 2 else roots


def is_part(folder: str) -> bool:
    """Whether the folder's path says that it is called by others, or an example."""
    return any(PARTS.fullmatch(part) for part in folder.split("/"))


def state_of(survey: Survey, folder: str) -> State | None:
    for name in configuration_files(survey.tree.names(folder) or ()):
        path = join(folder, name)
        raw = survey.text(path)
        if raw is not None and MAY_SAY.search(raw):
            body = body_of(survey, path)
            for block in state_blocks(body) if body else ():
                return described(block)
            if body is None and (found := SAYS.search(raw)) is not None:
                return State(found["kind"] or "cloud")  # the file has a mistake somewhere
    return None


def state_blocks(body: Body) -> Iterator[Block]:
    for terraform in body.blocks:
        if terraform.type == "terraform":
            yield from (each for each in terraform.body.blocks if each.type in {"backend", "cloud"})


def described(block: Block) -> State:
    settings = literals(block.body)
    for workspaces in block.body.blocks:
        if workspaces.type == "workspaces":
            settings |= {f"workspaces.{name}": text for name, text in literals(workspaces.body).items()}
    return State(block.labels[0].text if block.labels else block.type, settings)


def literals(body: Body) -> dict[str, str]:
    """The attributes whose values are written out as text."""
    pairs = ((each.name, text_of(each.expression)) for each in body.attributes)
    return {name: text for name, text in pairs if text is not None}


def local_sources(survey: Survey, folder: str) -> Iterator[str]:
    module = survey.module(folder)
    for call in module.calls.values() if module else ():
        if call.source.startswith(LOCAL):
            yield call.source


def root_of(survey: Survey, folder: str, state: State | None) -> Root:
    """The root module with everything that it calls in this repository, or that `terraform init` has installed."""
    modules: dict[str, Module] = {}
    missing: dict[str, ModuleCall] = {}
    submodules: dict[str, None] = {}
    installed = read_manifest(survey.tree, folder)
    waiting: list[tuple[str, str]] = [("", folder)]
    while waiting and len(modules) < MOST_MODULES:
        path, place = waiting.pop(0)
        module = survey.module(place)
        if place in modules or module is None:
            continue
        modules[place] = module
        for call in module.calls.values():
            below = f"{path}.{call.name}".lstrip(".")
            if call.source.startswith(LOCAL):
                absent = survey.library.absent_submodule(join(place, call.source))
                submodules |= {} if absent is None else {absent: None}
                waiting.append((below, join(place, call.source)))
            elif below in installed and survey.module(installed[below]) is not None:
                waiting.append((below, installed[below]))
            else:
                missing.setdefault(call.source, call)
    made = tuple(modules.values()) or (Module(folder),)
    return Root(folder, made, state, tuple(missing.values()), tuple(submodules))


def makes_something(survey: Survey, root: Root) -> bool:
    """Whether it declares or calls anything; a folder that cannot be read may."""
    found = survey.library.module(root.folder)
    is_broken = found is not None and has_errors(found.diagnostics)
    return bool(root.module.resources or root.module.calls) or is_broken


def may_use_aws(root: Root) -> bool:
    """Whether AWS is named anywhere, or nothing is, as where every resource is in a module elsewhere."""
    sources: set[str] = set()
    for module in root.modules:
        if any(type_.startswith("aws_") for _, type_, _ in module.resources):
            return True
        sources |= {each.partition(".")[0] for each in module.providers}
        sources |= {source.rpartition("/")[2] for source in module.provider_sources.values()}
    managed = any(mode == "managed" for module in root.modules for mode, _, _ in module.resources)
    return "aws" in sources or not (sources or managed)
