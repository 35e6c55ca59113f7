"""Loads a root module's files as a configuration; computed module sources need the root module's inputs."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from docgen.language.constants import Constants
from docgen.language.inputs import VariableValue
from docgen.language.validate import expressions_of
from docgen.source.diagnostic import Result
from docgen.source.limits import Limits
from docgen.terraform.choice import dialect_of, in_dialect, read_version_files
from docgen.terraform.dialect import Dialect
from docgen.terraform.loader import Library, load_configuration
from docgen.terraform.module import Configuration
from docgen.terraform.references import referents
from docgen.workspace.inputs import Argument, gather_inputs
from docgen.workspace.settings_model import RootSettings

NO_LANGUAGE: Mapping[str, str] = MappingProxyType({})


def load_root(  # noqa: PLR0913 - all that decides which code a root module has
    library: Library,
    root: RootSettings,
    limits: Limits,
    vendored: Mapping[str, str],
    *,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    language: Mapping[str, str] = NO_LANGUAGE,
) -> Result[Configuration]:
    """The modules below a root module. What docgen does not know is an error where it knows the whole language."""
    sources = constants_of(library, root, limits, arguments, process)
    supplied = supplied_variables(library, root) if root.incomplete else None
    loaded = load_configuration(library, root.root, vendored, limits.modules, sources, supplied)
    dialect = root_dialect(library, root.root, loaded.value, language)
    return Result(loaded.value, in_dialect(loaded.diagnostics, dialect))


def supplied_variables(library: Library, root: RootSettings) -> tuple[str, ...]:
    """The variables that `vars:` gives, and that the root module uses and does not declare."""
    found = library.module(root.root)
    if found is None or not root.vars:
        return ()
    used = {
        each.name
        for written, _ in expressions_of(found.value)
        for each in referents(written.expression)
        if each.kind == "var"
    }
    return tuple(sorted(used & set(root.vars) - set(found.value.variables)))


def root_dialect(
    library: Library, root: str, configuration: Configuration, language: Mapping[str, str]
) -> Dialect:
    """`language`: what docgen.yml says, such as {"terraform": "1.9"}."""
    return dialect_of(configuration, language, read_version_files(library.tree, root))


def constants_of(
    library: Library,
    root: RootSettings,
    limits: Limits,
    arguments: Sequence[Argument],
    process: Mapping[str, str] | None,
) -> Constants | None:
    """The evaluator of computed module sources; None if the root module cannot be read."""
    found = library.module(root.root)
    if found is None:
        return None
    module = found.value

    def given() -> tuple[VariableValue, ...]:
        return gather_inputs(
            library.tree,
            root.root,
            module,
            root.var_files,
            root.vars,
            arguments,
            process,
            library.parse,
            lenient=True,
        ).value

    workspace = "default" if root.workspace == "" else root.workspace
    unset = frozenset(root.unset)
    return Constants(library.tree, root.root, given, workspace=workspace, limits=limits, unset=unset)
