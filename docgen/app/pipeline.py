"""The compiler on one screen: settings and Terraform in, facts out; facts in, pages out."""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import msgspec

from docgen.analysis.facts import (
    EnvironmentFacts,
    Facts,
    InputFact,
    ModuleCallFact,
    OutputFact,
    find_environment_facts,
)
from docgen.analysis.ranges import EVERYTHING, INTERNET, IntervalSet, addresses
from docgen.app.inputs import Argument, gather_inputs
from docgen.app.parsing import library_of
from docgen.app.secrets import Line, Secrets, hidden, secrets_in_text, written_secrets
from docgen.app.settings import EnvironmentSettings, Settings, load_settings, place_in_settings
from docgen.aws.knowledge import complete
from docgen.aws.network import convert_network
from docgen.aws.schemas import aws_schema
from docgen.evaluate.constants import Constants
from docgen.evaluate.evaluation import Environment, evaluate_configuration
from docgen.evaluate.inputs import Given
from docgen.evaluate.instance import Evaluation
from docgen.evaluate.limits import Limits
from docgen.evaluate.provider import Knowledge
from docgen.evaluate.text import from_plain, short_text
from docgen.evaluate.values import Value, deep_marks, hidden_text, hides_anything
from docgen.source.address import ResourceAddress
from docgen.source.diagnostic import Diagnostic, Report, Result, has_errors
from docgen.source.tree import DiskTree, Tree
from docgen.terraform.choice import dialect_of, in_dialect, read_version_files
from docgen.terraform.loader import SUFFIXES, Library, load_configuration
from docgen.terraform.module import Configuration, Module


class Project(msgspec.Struct, frozen=True, eq=False):
    """A repository with a docgen.yml."""

    folder: Path
    tree: Tree
    settings: Settings
    library: Library


def open_project(folder: Path) -> Result[Project | None]:
    """The project in `folder`; None, with diagnostics, where docgen.yml is missing or wrong."""
    tree = DiskTree(folder)
    report = Report()
    settings = report.take(load_settings(tree))
    if settings is None:
        return Result(None, tuple(report.diagnostics))
    tree = DiskTree(folder, settings.limits.file)
    limits = settings.limits
    library = library_of(tree, limits.files, limits.nesting, limits.depth)
    return Result(Project(folder, tree, settings, library), tuple(report.diagnostics))


def evaluate_environment(
    project: Project, environment: EnvironmentSettings, arguments: Sequence[Argument] = ()
) -> Result[Evaluation | None]:
    """One environment of a project; what has no place in Terraform gets its place in docgen.yml."""
    result = evaluate_root(
        project.folder,
        project.library,
        environment,
        project.settings.limits,
        project.settings.modules,
        arguments=arguments,
    )
    return Result(result.value, tuple(placed(each, project, environment) for each in result.diagnostics))


def placed(diagnostic: Diagnostic, project: Project, environment: EnvironmentSettings) -> Diagnostic:
    if diagnostic.subject is not None:
        return diagnostic
    span = place_in_settings(project.tree, environment, project.settings, diagnostic.detail)
    return msgspec.structs.replace(diagnostic, subject=span)


def project_secrets(project: Project) -> Secrets:
    """The lines of every environment that write a secret down."""
    lines: set[Line] = set()
    for environment in project.settings.environments.values():
        configuration = load_configuration(
            project.library, environment.root, project.settings.modules, project.settings.limits.modules
        ).value
        lines |= written_secrets(configuration).lines
    return Secrets(frozenset(lines))


class Prepared(msgspec.Struct, frozen=True, eq=False):
    """A root module that is read, and all that its evaluation is given."""

    configuration: Configuration
    environment: Environment


def evaluate_root(  # noqa: PLR0913 - all that one evaluation hangs on
    folder: Path,
    library: Library,
    environment: EnvironmentSettings,
    limits: Limits,
    vendored: Mapping[str, str],
    *,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    cwd: str | None = None,
) -> Result[Evaluation | None]:
    """The evaluation of one root module; None where the configuration itself is wrong."""
    report = Report()
    prepared = report.take(
        prepare_root(
            folder, library, environment, limits, vendored, arguments=arguments, process=process, cwd=cwd
        )
    )
    if prepared is None:
        return Result(None, tuple(report.diagnostics))
    evaluation = report.take(evaluate_configuration(prepared.configuration, prepared.environment))
    return Result(evaluation, told(report.diagnostics, prepared.configuration))


def told(diagnostics: Sequence[Diagnostic], configuration: Configuration) -> tuple[Diagnostic, ...]:
    """The diagnostics of an evaluation; no excerpt shows a line that writes a secret down."""
    return hidden(diagnostics, written_secrets(configuration)) if diagnostics else ()


def prepare_root(  # noqa: PLR0913 - as above
    folder: Path,
    library: Library,
    environment: EnvironmentSettings,
    limits: Limits,
    vendored: Mapping[str, str],
    *,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    cwd: str | None = None,
    empty: bool = False,
) -> Result[Prepared | None]:
    """A root module's files and inputs, read; with `empty`, a folder without Terraform is one too."""
    report = Report()
    reading = Report()
    names = library.tree.names(environment.root)
    if empty and names is not None and not any(name.endswith(SUFFIXES) for name in names):
        configuration = Configuration(environment.root, {(): Module(environment.root)})
    else:
        sources = constants_of(folder, library, environment, limits, arguments, process)
        configuration = reading.take(
            load_configuration(library, environment.root, vendored, limits.modules, sources)
        )
        dialect = dialect_of(configuration, files=read_version_files(library.tree, environment.root))
        reading.diagnostics = list(in_dialect(reading.diagnostics, dialect))
        paths = {each.subject.path for each in reading.diagnostics if each.subject is not None}
        report.add(*hidden(reading.diagnostics, secrets_in_text(library.tree, paths)))
    given = report.take(
        gather_inputs(
            library.tree,
            environment.root,
            configuration.root_module,
            environment.var_files,
            environment.vars,
            arguments,
            process,
            library.parse,
        )
    )
    if has_errors(report.diagnostics):
        return Result(None, tuple(report.diagnostics))
    around = Environment(
        folder / environment.root,
        folder,
        given,
        environment.workspace,
        Knowledge(aws_schema, partial(complete_with_data, environment.data)),
        limits,
        cwd,
        dialect=dialect_of(configuration, files=read_version_files(library.tree, environment.root)),
    )
    return Result(Prepared(configuration, around), tuple(report.diagnostics))


def constants_of(  # noqa: PLR0913, PLR0917 - what a root module is given
    folder: Path,
    library: Library,
    environment: EnvironmentSettings,
    limits: Limits,
    arguments: Sequence[Argument],
    process: Mapping[str, str] | None,
) -> Constants | None:
    """What evaluates computed module sources, with the inputs of the root module; None where it cannot be read."""
    root = library.module(environment.root)
    if root is None:
        return None
    module = root.value

    def given() -> tuple[Given, ...]:
        return gather_inputs(
            library.tree,
            environment.root,
            module,
            environment.var_files,
            environment.vars,
            arguments,
            process,
            library.parse,
        ).value

    return Constants(folder / environment.root, folder, given, workspace=environment.workspace, limits=limits)


def complete_with_data(
    data: Mapping[str, object], address: ResourceAddress, value: Value, provider: Value | None
) -> Mapping[str, Value]:
    """What AWS's provider computes, and over it what the user gives for data sources."""
    made = dict(complete(address, value, provider))
    if address.mode == "data":
        for name in (f"{address.type}.{address.name}.", f"{address}."):
            for key, given in data.items():
                if key.removeprefix("data.").startswith(name.removeprefix("data.")):
                    made[key.removeprefix("data.").removeprefix(name.removeprefix("data."))] = from_plain(
                        given
                    )
    return made


Finish: TypeAlias = Callable[[Project, Evaluation, EnvironmentFacts], EnvironmentFacts]


def find_facts(project: Project, finish: Finish | None = None) -> Result[Facts]:
    """The facts of every environment, in the order of docgen.yml; `finish` adds what takes more than one evaluation."""
    report = Report()
    found = []
    for name, environment in project.settings.environments.items():
        evaluation = report.take(evaluate_environment(project, environment))
        if evaluation is not None and not has_errors(report.diagnostics):
            facts = environment_facts(name, environment.root, evaluation, watched(project.settings))
            found.append(facts if finish is None else finish(project, evaluation, facts))
    return Result(Facts(project.settings.project, tuple(found)), tuple(report.diagnostics))


def watched(settings: Settings) -> IntervalSet:
    """The addresses that are an exposure wherever they are admitted: the internet, or all that is not allowed."""
    allowed = settings.exposures.allowed
    if allowed is None:
        return INTERNET
    return EVERYTHING.difference(addresses(*(ipaddress.ip_network(each, strict=False) for each in allowed)))


def environment_facts(
    name: str, root: str, evaluation: Evaluation, observed: IntervalSet = INTERNET
) -> EnvironmentFacts:
    network = convert_network(evaluation.instances)
    inputs = {
        each.name: InputFact(
            each.name,
            shown(each.value),
            each.source,
            each.description,
            each.sensitive,
            each.span,
            each.set_at,
        )
        for each in evaluation.inputs.values()
    }
    outputs = {
        each.name: OutputFact(each.name, shown(each.value), each.description, each.sensitive, each.span)
        for each in evaluation.outputs.values()
    }
    modules = tuple(evaluation.modules)
    return find_environment_facts(
        name, root, network, inputs, outputs, modules, module_graph(evaluation.configuration), observed
    )


def shown(value: Value) -> str:
    return hidden_text(deep_marks(value)) if hides_anything(value) else short_text(value)


def module_graph(configuration: Configuration) -> list[ModuleCallFact]:
    """The calls and declared resources of a configuration; the root's own folder is left out."""
    graph = []
    for path, module in sorted(configuration.modules.items()):
        resources = sorted(
            f"{'data.' if mode == 'data' else ''}{type_}.{name}" for mode, type_, name in module.resources
        )
        graph.append(ModuleCallFact(path, module.folder if path else "", tuple(resources)))
    return graph
