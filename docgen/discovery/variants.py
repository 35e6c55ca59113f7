"""A root module in one environment: the files, the workspace and the values that it is given there."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.discovery.choices import WORKSPACE, Choices, choices_of, uses_workspace
from docgen.discovery.files import Files, ForRoot
from docgen.discovery.names import canonical, environment_in, is_environment, words_of
from docgen.discovery.pipelines import VariableValue
from docgen.discovery.roots import Root
from docgen.discovery.survey import Survey
from docgen.discovery.terragrunt import Unit
from docgen.discovery.values import given_by
from docgen.terraform.module import Variable
from docgen.terraform.syntax import name_of

DEFAULT = "default"
FEW = 6
FEWEST = 2  # names that are only compared: fewer are an exception for one environment, not a list of them
SECRET = frozenset(
    {"password", "passwd", "secret", "secrets", "token", "key", "credential", "credentials", "private"}
)
MEANS_ENVIRONMENT = frozenset({"env", "environment", "stage"})


class Variant(msgspec.Struct, frozen=True, eq=False):
    """One root module in one environment."""

    root: Root
    environment: str  # as it is written where it was found; "" where the root module is in none
    reason: str = ""  # why it is in this environment
    var_files: tuple[str, ...] = ()  # relative to the repository
    backend_files: tuple[str, ...] = ()
    workspace: str | None = ""  # "": the default one; None: not known
    values: Mapping[str, object] = MappingProxyType({})
    unset: tuple[Variable, ...] = ()  # required variables that nothing sets
    not_null: tuple[str, ...] = ()  # variables with a default that cannot be meant: something sets them
    incomplete: str = ""  # why a build step is thought to add files to it


class Evidence(msgspec.Struct, frozen=True, eq=False):
    """Evidence in the repository beside the Terraform itself."""

    files: Files
    given: VariableValue
    places: Mapping[str, str]  # the environments that folders are named after
    names: frozenset[str]  # of all root modules
    units: Sequence[Unit] = ()


class Variants:
    """Makes the variants of root modules."""

    def __init__(self, survey: Survey, evidence: Evidence) -> None:
        self.survey = survey
        self.files = evidence.files
        self.given = evidence.given
        self.places = evidence.places
        self.names = evidence.names
        self.units = evidence.units

    def of(self, root: Root) -> list[Variant]:
        """One for each environment of the root module; none where nothing says which there are."""
        for names, reason in self.sources(root):
            if names:
                return [self.variant(root, name, reason) for name in names]
        return []

    def sources(self, root: Root) -> Iterator[tuple[list[str], str]]:
        """The names of the root module's environments, the surest source first."""
        units = [each for each in self.units if each.root == root.folder]
        yield (
            unique([name for each in units if (name := self.places.get(each.folder))]),
            "Terragrunt runs it there",
        )
        yield (
            self.by_files(self.files.variables.get(root.folder, ())),
            "files of variables are named after them",
        )
        yield (
            self.by_files(self.files.backends.get(root.folder, ())),
            "files of backend settings are named after them",
        )
        if uses_workspace(root):
            names = names_in(choices_of(self.survey, root, WORKSPACE), root, self.names)
            yield names, "`terraform.workspace` chooses among them"
        place = self.places.get(root.folder)
        yield [place] if place else [], "the path of its folder names it"
        for variable in self.environment_variables(root):
            names = names_in(choices_of(self.survey, root, ("var", variable.name)), root, self.names)
            yield names, f"`var.{variable.name}` chooses among them"
        if self.wants_environment(root):
            yield unique(self.given.environments), "pipelines run for them"
            if uses_workspace(root):
                yield (
                    unique([each for each in self.given.workspaces if each != DEFAULT]),
                    "pipelines select them",
                )
            for variable in self.environment_variables(root):
                yield unique(self.given.values.get(variable.name, ())), "pipelines name them"

    def by_files(self, files: Sequence[ForRoot]) -> list[str]:
        return unique([each.environment for each in files if each.environment is not None])

    def wants_environment(self, root: Root) -> bool:
        """Whether the root module is run for several environments, whichever they are."""
        return uses_workspace(root) or any(True for _ in self.environment_variables(root))

    def environment_variables(self, root: Root) -> Iterator[Variable]:
        """Required variables that hold the environment's name: by their own names, or by what pipelines give to them."""
        given = self.files.automatic[root.folder]
        for variable in root.module.variables.values():
            wanted = variable.default is None and variable.name not in given
            if wanted and (holds_environment(variable) or self.is_given_environments(variable)):
                yield variable

    def is_given_environments(self, variable: Variable) -> bool:
        """Whether pipelines give environments' names to the variable, each its own."""
        written = self.given.values.get(variable.name, {})
        return takes_text(variable) and len(written) > 1 and all(map(is_environment, written))

    def variant(self, root: Root, name: str, reason: str = "") -> Variant:
        """The root module in the environment of this name; "" for one that is in none."""
        var_files = chosen(self.files.variables.get(root.folder, ()), name)
        backends = chosen(self.files.backends.get(root.folder, ()), name)
        given = given_by(each.file for each in var_files) | self.files.automatic[root.folder]
        values = {**dict(self.values(root, name, given)), **self.values_of_unit(root, name)}
        unset = tuple(
            each
            for each in root.module.variables.values()
            if each.default is None and each.name not in given and each.name not in values
        )
        return Variant(
            root,
            name,
            reason,
            tuple(each.file.path for each in var_files),
            tuple(each.file.path for each in backends),
            self.workspace(root, name, own_state=any(each.environment for each in backends)) if name else "",
            values,
            unset,
        )

    def values_of_unit(self, root: Root, name: str) -> dict[str, object]:
        """The values that Terragrunt gives to the root module in this environment."""
        for unit in self.units:
            place = self.places.get(unit.folder, "")
            if unit.root == root.folder and canonical(place) == canonical(name):
                variables = root.module.variables
                return {
                    key: value
                    for key, value in unit.values.items()
                    if key in variables and not is_secret(variables[key])
                }
        return {}

    def workspace(self, root: Root, name: str, *, own_state: bool) -> str:
        """The workspace as the configuration calls it; "" for the default one."""
        if not uses_workspace(root):
            return ""
        choices = choices_of(self.survey, root, WORKSPACE)
        found = matching(choices.names, name) or similar(choices.names, name, root)
        if found is not None:
            return f"{root.name}{found}" if found.startswith("-") else found
        return "" if DEFAULT in choices.names or own_state else name

    def values(self, root: Root, name: str, given: frozenset[str]) -> Iterator[tuple[str, str]]:
        """The required variables whose values follow from the environment, or are written in pipelines."""
        for variable in root.module.variables.values():
            if variable.default is not None or variable.name in given or not takes_text(variable):
                continue
            written = self.given.values.get(variable.name, {})
            if name and (holds_environment(variable) or self.is_given_environments(variable)):
                value = matching(list(written), name) or self.spelled(root, variable, name)
                if value is not None:
                    yield variable.name, value
            elif len(written) == 1 and not is_secret(variable):
                yield variable.name, next(iter(written))

    def spelled(self, root: Root, variable: Variable, name: str) -> str | None:
        """The environment's name as this variable wants it; None where its validation does not allow it."""
        allowed = choices_of(self.survey, root, ("var", variable.name), only=variable)
        if allowed.listed:
            return matching(allowed.listed, name) or similar(allowed.listed, name, root)
        return matching(choices_of(self.survey, root, ("var", variable.name)).names, name) or name


def names_in(choices: Choices, root: Root, roots: frozenset[str]) -> list[str]:
    """The environments among the names that are possible; `apex-test` is `test` for the root module `apex`.

    The names of other root modules (`roots`) are none, alone or before an environment's.
    """
    prefix = f"{root.name}-"
    listed = [each.removeprefix(prefix) for each in choices.listed if each != DEFAULT]
    compared = [each.lstrip("-").removeprefix(prefix) for each in choices.compared if each != DEFAULT]
    names = listed or (compared if len(compared) >= FEWEST else [])
    kept = [each for each in names if not is_of_another(each, roots)]
    if len(kept) * 2 < len(names):
        return []  # it chooses among root modules
    names = kept
    if len(names) > FEW and not any(map(environment_in, names)):
        return []  # something else is chosen by it
    return unique(names)


def is_of_another(name: str, roots: frozenset[str]) -> bool:
    if is_environment(name):
        return False
    before, _, last = name.rpartition("-")
    return name in roots or (before in roots and is_environment(last))


def matching(names: Sequence[str], name: str) -> str | None:
    """The one of the names that is this environment's."""
    return next((each for each in names if canonical(each.lstrip("-")) == canonical(name)), None)


def similar(names: Sequence[str], name: str, root: Root) -> str | None:
    """The only one of the names that means the same environment: `ndr-dev` for `dev`; that of the root module first."""
    own = f"{root.name}-{name}"
    if own in names:
        return own
    wanted = environment_in(name)
    found = [each for each in names if wanted is not None and environment_in(each) == wanted]
    return found[0] if len(found) == 1 else None


def chosen(files: Sequence[ForRoot], name: str) -> list[ForRoot]:
    """The files for every environment, then those for this one, each from the outermost folder inwards."""
    wanted = [
        each
        for each in files
        if each.environment is None or (name and canonical(each.environment) == canonical(name))
    ]
    return sorted(
        wanted, key=lambda each: (each.environment is not None, each.file.path.count("/"), each.file.path)
    )


def unique(names: Sequence[str] | Mapping[str, str]) -> list[str]:
    """Each environment once, however it is spelled."""
    found: dict[str, str] = {}
    for each in names:
        found.setdefault(canonical(each), each)
    return list(found.values())


def holds_environment(variable: Variable) -> bool:
    """Whether the variable's name is that of an environment's name: `env`, `environment_name`, `aws_environment`."""
    first, last = words_of(variable.name)[0], words_of(variable.name)[-1]
    named = last in MEANS_ENVIRONMENT or (first in MEANS_ENVIRONMENT and last in {"name", "id"})
    return takes_text(variable) and named


def takes_text(variable: Variable) -> bool:
    return variable.type is None or name_of(variable.type.expression) == "string"


def is_secret(variable: Variable) -> bool:
    return variable.sensitive or bool(SECRET & set(words_of(variable.name)))
