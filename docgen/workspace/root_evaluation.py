"""One root module: its files and inputs read, its provider's version chosen, its instances evaluated."""

from collections.abc import Mapping, Sequence

import msgspec

from docgen.aws.provider_version import ProviderVersion
from docgen.hcl.parser import parse_body
from docgen.language.evaluated import Evaluation
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.gaps import used_gaps
from docgen.source.diagnostic import Diagnostic, Report, Result, has_errors
from docgen.source.limits import Limits
from docgen.source.tree import Tree, read_source
from docgen.terraform.loader import SUFFIXES, Library
from docgen.terraform.module import Configuration, Module, ModulePath, ResourceKey
from docgen.terraform.syntax import text_of
from docgen.values.values import string
from docgen.workspace.data_from import recorded_answers
from docgen.workspace.inputs import Argument, Place, at_place, found_file, gather_inputs, nowhere
from docgen.workspace.likely_secrets import likely_given, warnings_of
from docgen.workspace.loading import NO_LANGUAGE, load_root, root_dialect
from docgen.workspace.provider import Answers, aws_knowledge, lock_file_of, no_answers, provider_version
from docgen.workspace.remote_state import UNKNOWN_WORKSPACE, StateIdentity, identity_from
from docgen.workspace.secret_text import secrets_in_text
from docgen.workspace.secrets import hidden, likely_secrets, written_secrets
from docgen.workspace.settings_model import RootSettings


class Prepared(msgspec.Struct, frozen=True, eq=False):
    """A root module that is read, and all that its evaluation is given."""

    configuration: Configuration
    environment: Environment
    version: ProviderVersion
    diagnostics: tuple[Diagnostic, ...] = ()  # what reading it has reported


def evaluate_root(  # noqa: PLR0913 - all that one evaluation depends on
    library: Library,
    root: RootSettings,
    limits: Limits,
    vendored: Mapping[str, str],
    *,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    cwd: str = "",
) -> Result[Evaluation | None]:
    """The evaluation of one root module alone; None where its files or inputs are wrong."""
    prepared = prepare_root(library, root, limits, vendored, arguments=arguments, process=process, cwd=cwd)
    if prepared.value is None:
        return Result(None, prepared.diagnostics)
    report = Report()
    report.add(*prepared.diagnostics)
    evaluation = report.take(evaluate_prepared(prepared.value))
    return Result(evaluation, tuple(report.diagnostics))


def evaluate_prepared(prepared: Prepared) -> Result[Evaluation]:
    """The evaluation of a root module that is read, with the gaps that its values depend on."""
    return finished(prepared, evaluate_configuration(prepared.configuration, prepared.environment))


def finished(prepared: Prepared, result: Result[Evaluation]) -> Result[Evaluation]:
    """An evaluation with the gaps that its values depend on, and without secrets in what it reports."""
    gaps = used_gaps(result.value, (*prepared.diagnostics, *result.diagnostics))
    return Result(result.value, redacted((*result.diagnostics, *gaps), prepared))


def redacted(diagnostics: Sequence[Diagnostic], prepared: Prepared) -> tuple[Diagnostic, ...]:
    """The diagnostics of an evaluation; none shows or quotes a line that writes a secret down."""
    if not diagnostics:
        return ()
    return hidden(diagnostics, written_secrets(prepared.configuration, prepared.environment.likely.shown))


def prepare_root(  # noqa: PLR0913 - as above
    library: Library,
    root: RootSettings,
    limits: Limits,
    vendored: Mapping[str, str],
    *,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    cwd: str = "",
    empty: bool = False,
    lenient: bool = False,
    answer: Answers = no_answers,
    place: Place = nowhere,
    shared: frozenset[tuple[ModulePath, ResourceKey]] = frozenset(),
    language: Mapping[str, str] = NO_LANGUAGE,
    shown: frozenset[str] = frozenset(),
) -> Result[Prepared | None]:
    """A root module's files and inputs, read.

    `empty`: a folder without Terraform is a root module too. `lenient`: values for variables that this root module does
    not declare are for another one. `language`: the program and version that docgen.yml names. `shown`: names that look like
    secrets and are none.
    """
    report = Report()
    reading = Report()
    names = library.tree.names(root.root)
    if empty and names is not None and not any(name.endswith(SUFFIXES) for name in names):
        configuration = Configuration(root.root, {(): Module(root.root)})
    else:
        configuration = reading.take(
            load_root(
                library,
                root,
                limits,
                vendored,
                arguments=arguments,
                process=process,
                language=language,
            )
        )
        paths = {each.subject.path for each in reading.diagnostics if each.subject is not None}
        read = at_place(reading.diagnostics, place("root", root.root) if reading.diagnostics else None)
        report.add(*hidden(read, secrets_in_text(library.tree, paths)))
    given = report.take(
        gather_inputs(
            library.tree,
            root.root,
            configuration.root_module,
            root.var_files,
            root.vars,
            arguments,
            process,
            library.parse,
            place,
            lenient=lenient,
        )
    )
    if has_errors(report.diagnostics):
        return Result(None, tuple(report.diagnostics))
    version = provider_version(configuration, lock_file_of(library.tree, root.root))
    recorded = report.take(recorded_answers(library.tree, root, configuration, shown, place))
    if has_errors(report.diagnostics):
        return Result(None, tuple(report.diagnostics))
    likely = likely_secrets(configuration, shown)
    report.add(*warnings_of(likely.findings), *likely_given(given, configuration.root_module, likely.secrets))
    environment = Environment(
        library.tree,
        root.root,
        given,
        "default" if root.workspace == "" else root.workspace,
        aws_knowledge(version, root.data, answer, ambient_region(process or {}), recorded),
        limits,
        cwd,
        name=root.root,
        shared=shared,
        dialect=root_dialect(library, root.root, configuration, language),
        unset=frozenset(root.unset),
        likely=likely.secrets,
    )
    found = tuple(report.diagnostics)
    return Result(Prepared(configuration, environment, version, found), found)


def ambient_region(process: Mapping[str, str]) -> str:
    """The Region that the process environment names: https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html."""
    return process.get("AWS_REGION") or process.get("AWS_DEFAULT_REGION") or ""


def backend_identity(module: Module, tree: Tree, root: RootSettings) -> StateIdentity:
    """Which state a root module writes: by its backend block, and the files that `-backend-config` names."""
    backend = module.backend
    workspace = UNKNOWN_WORKSPACE if root.workspace is None else root.workspace or "default"
    if backend is None:
        return identity_from("local", {"path": string("terraform.tfstate")}, workspace)
    attributes = {name: text_of(each.expression) for name, each in backend.attributes.items()}
    for block in backend.blocks:
        for each in block.block.body.attributes:
            if each.name in {"name", "prefix"}:
                attributes[block.block.type] = text_of(each.expression)
    for path in root.backend_config:
        file = read_source(tree, found_file(tree, root.root, path)).value
        if file is not None:
            body = parse_body(file).value
            attributes |= {each.name: text_of(each.expression) for each in body.attributes}
    known = {name: string(text) for name, text in attributes.items() if text is not None}
    return identity_from(backend.kind, known, workspace)
