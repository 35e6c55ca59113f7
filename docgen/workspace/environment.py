"""Evaluates one environment: its root modules, and the data sources that read from one another.

A root module is evaluated as Terraform would do it, alone. What it reads of the state of another root module of the
repository (`terraform_remote_state`), and what it looks up in AWS that another one makes (`data "aws_vpc"`), is then
known, and it is evaluated again with that, until nothing more becomes known.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from docgen.aws.joins import LOOKUPS, Answer, find_answer
from docgen.aws.network import ConversionMemory
from docgen.language.evaluated import Evaluation
from docgen.language.evaluation import evaluate_again, evaluate_configuration
from docgen.language.instance import InputValue, Instance, OutputValue
from docgen.language.order import Unit
from docgen.language.scope import WORKSPACE
from docgen.source.address import ModuleAddress, ResourceAddress
from docgen.source.diagnostic import Diagnostic, Report, Result, as_errors, did_you_mean, error, has_errors
from docgen.source.traced import Reference, Trace
from docgen.terraform.module import Configuration, ModulePath, ResourceKey
from docgen.values.equality import raw_equal
from docgen.values.values import Unknown, Value, hides_anything, object_of, remade, retraced
from docgen.workspace.data_answers import undeclared_data
from docgen.workspace.inputs import Argument, exists, found_file
from docgen.workspace.project import Project
from docgen.workspace.remote_state import UNKNOWN_WORKSPACE, StateIdentity, identity_from, only_match
from docgen.workspace.root_evaluation import Prepared, backend_identity, finished, prepare_root
from docgen.workspace.settings import EnvironmentPlaces, strict_kinds
from docgen.workspace.settings_model import EnvironmentSettings, RootSettings

MOST_PASSES = 4  # evaluations of one environment, each with the answers that the one before has given
V = TypeVar("V", InputValue, OutputValue)


class RootEvaluation(msgspec.Struct, frozen=True, eq=False):
    """One root module of an environment, evaluated."""

    root: str  # its folder
    evaluation: Evaluation


class Join(msgspec.Struct, frozen=True):
    """A data source that the environment's own root modules have answered."""

    data: ResourceAddress
    answered_by: tuple[str, ...]  # addresses of resources; of a remote state, the folder of the root module


class ReadState(msgspec.Struct, frozen=True):
    """A remote state that a root module reads."""

    join: Join
    folder: str  # the root module that writes it, if it is one of the same environment


class Earlier(msgspec.Struct, frozen=True, eq=False):
    """An evaluation of a root module, and what has changed since."""

    evaluation: Evaluation
    changed: frozenset[Unit]


class EnvironmentEvaluation(msgspec.Struct, frozen=True, eq=False):
    """The root modules of an environment, with the things of all of them side by side."""

    name: str
    roots: tuple[RootEvaluation, ...]
    joins: tuple[Join, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The resource instances of all root modules, by address."""
        found = [each for root in self.roots for each in root.evaluation.instances]
        return tuple(sorted(found, key=lambda each: each.address.order()))

    @property
    def inputs(self) -> Mapping[str, InputValue]:
        return side_by_side([(each.root, each.evaluation.inputs) for each in self.roots])

    @property
    def outputs(self) -> Mapping[str, OutputValue]:
        return side_by_side([(each.root, each.evaluation.outputs) for each in self.roots])

    @property
    def modules(self) -> tuple[ModuleAddress, ...]:
        return tuple(dict.fromkeys(each for root in self.roots for each in root.evaluation.modules))

    @property
    def configurations(self) -> tuple[Configuration, ...]:
        return tuple(each.evaluation.configuration for each in self.roots)

    def declaring(self, variable: str) -> Evaluation | None:
        """The first root module that declares a variable."""
        found = (each.evaluation for each in self.roots if variable in each.evaluation.inputs)
        return next(found, None)


def alone(
    name: str, root: str, evaluation: Evaluation, diagnostics: Sequence[Diagnostic] = ()
) -> EnvironmentEvaluation:
    """An environment of one root module that is evaluated already."""
    return EnvironmentEvaluation(name, (RootEvaluation(root, evaluation),), diagnostics=tuple(diagnostics))


def side_by_side(roots: Sequence[tuple[str, Mapping[str, V]]]) -> Mapping[str, V]:
    """The named values of all root modules; a name that they give different values has the root's folder before it."""
    if len(roots) == 1:
        return roots[0][1]
    found: dict[str, V] = {}
    for name in sorted({name for _, named in roots for name in named}):
        having = [(root, named[name]) for root, named in roots if name in named]
        if all(raw_equal(each.value, having[0][1].value) for _, each in having):
            found[name] = having[0][1]
        else:
            found |= {f"{root}:{name}": each for root, each in having}
    return found


class Evaluator:
    """Evaluates the environments of one project; each root module once, however many read its state."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.runs: dict[str, EnvironmentRun] = {}
        self.conversions: dict[
            str, ConversionMemory
        ] = {}  # by environment; its evaluations share most instances

    def memory(self, name: str) -> ConversionMemory:
        return self.conversions.setdefault(name, {})

    def evaluate(self, name: str, arguments: Sequence[Argument] = ()) -> Result[EnvironmentEvaluation | None]:
        """One environment; None where something in it is certainly wrong. `arguments` are those of a command line.

        With arguments, what they cannot change is taken from the evaluation without them, where there is one.
        """
        base = self.runs.get(name)
        if not arguments:
            run = self.runs[name] = base or EnvironmentRun(self, name)
            return run.evaluate()
        is_finished = base is not None and base.is_finished
        return EnvironmentRun(self, name, arguments, base if is_finished else None).evaluate()

    def neighbours(self, run: "EnvironmentRun") -> "Iterator[EnvironmentRun]":
        """The environments whose states can be meant: the own one, then the others."""
        yield run
        for name in self.project.settings.environments:
            if name == run.name:
                continue
            if name not in self.runs:
                self.runs[name] = EnvironmentRun(self, name)
            yield self.runs[name]


class EnvironmentRun:
    """The evaluation of one environment under way."""

    def __init__(
        self,
        evaluator: Evaluator,
        name: str,
        arguments: Sequence[Argument] = (),
        base: "EnvironmentRun | None" = None,
    ) -> None:
        self.evaluator = evaluator
        self.base = base  # the same environment without the arguments
        self.project = evaluator.project
        self.name = name
        self.arguments = arguments
        self.settings: EnvironmentSettings = self.project.settings.environments[name]
        self.roots = self.settings.each_root()
        self.joins = self.settings.joins in {True, "on"}
        self.places = EnvironmentPlaces(self.project.tree, name, self.settings)
        self.report = Report()
        self.prepared: dict[str, Prepared] = {}
        self.read: dict[str, tuple[Diagnostic, ...]] = {}  # what reading each root module has reported
        self.shared: frozenset[tuple[ModulePath, ResourceKey]] = frozenset()
        self.answers: dict[ResourceAddress, Answer] = {}
        self.evaluated: dict[str, Result[Evaluation]] = {}
        self.earlier: dict[str, Earlier] = {}
        self.results: dict[str, Result[Evaluation]] = {}
        self.in_progress: dict[str, None] = {}  # root modules
        self.states: dict[str, dict[ResourceAddress, ReadState]] = {}  # by the root module that reads them
        self.is_prepared = False
        self.is_finished = False

    # -- before evaluation -------------------------------------------------------------

    def prepare(self) -> None:
        """Read every root module and its inputs, once."""
        if self.is_prepared:
            return
        self.is_prepared = True
        if self.base is not None and self.declares_all(self.base):
            self.take_over(self.base)
            return
        self.base = None
        self.report.add(*self.missing_files())
        self.shared = self.shared_addresses() if len(self.roots) > 1 else frozenset()
        declared: set[str] = set()
        for root in self.roots:
            prepared = self.prepare_root(root)
            if prepared is not None:
                declared |= set(prepared.configuration.root_module.variables)
        if len(self.prepared) == len(self.roots):
            if len(self.roots) > 1:
                self.report.add(*self.undeclared(declared))
            configurations = [each.configuration for each in self.prepared.values()]
            keys = dict.fromkeys(key for root in self.roots for key in root.data)
            self.report.add(*undeclared_data(configurations, keys, self.places.place))

    def argument_names(self) -> set[str]:
        return {each.text.partition("=")[0].strip() for each in self.arguments if each.kind == "var"}

    def declares_all(self, base: "EnvironmentRun") -> bool:
        declared = [each.configuration.root_module.variables for each in base.prepared.values()]
        return all(any(name in each for each in declared) for name in self.argument_names())

    def take_over(self, base: "EnvironmentRun") -> None:
        """All that the arguments cannot change at once: the root modules that declare none of the variables."""
        self.shared = base.shared
        self.answers = dict(base.answers)
        names = self.argument_names()
        some_file = any(each.kind != "var" for each in self.arguments)
        self.report.add(*base.report.diagnostics)
        changed: dict[str, frozenset[Unit] | None] = {}
        for root in self.roots:
            prepared = base.prepared.get(root.root)
            if prepared is None:
                continue
            self.evaluated[root.root] = base.evaluated[root.root]
            self.states[root.root] = dict(base.states.get(root.root, {}))
            set_here = names & set(prepared.configuration.root_module.variables)
            if some_file or set_here:
                again = self.prepare_root(root)
                is_same = again is not None and again.configuration is prepared.configuration
                changed[root.root] = None if some_file or not is_same else variable_units(set_here)
        self.forget(changed)

    def prepare_root(self, root: RootSettings) -> Prepared | None:
        result = prepare_root(
            self.project.library,
            self.own_settings(root),
            self.project.settings.limits,
            self.project.settings.modules,
            arguments=self.arguments,
            lenient=len(self.roots) > 1,
            answer=functools.partial(self.answer, root.root),
            place=self.places.place,
            shared=self.shared,
            language=self.project.settings.language,
            shown=self.project.settings.shown,
        )
        self.report.add(*result.diagnostics)
        self.read[root.root] = result.diagnostics
        if result.value is not None:
            self.prepared[root.root] = result.value
        return result.value

    def own_settings(self, root: RootSettings) -> RootSettings:
        """The settings of one root module; of files and values that several share, those that it accepts."""
        if len(self.roots) == 1:
            return root
        tree = self.project.tree
        files = tuple(each for each in root.var_files if exists(tree, found_file(tree, root.root, each)))
        return msgspec.structs.replace(root, var_files=files)

    def missing_files(self) -> Iterator[Diagnostic]:
        """Variables files that none of several root modules finds."""
        if len(self.roots) == 1:
            return
        tree = self.project.tree
        for path in dict.fromkeys(each for root in self.roots for each in root.var_files):
            having = [root for root in self.roots if path in root.var_files]
            if not any(exists(tree, found_file(tree, root.root, path)) for root in having):
                detail = f"The variables file {path} is neither in a root module of {self.name} nor beside docgen.yml."
                at = self.places.place("var_files", path)
                yield error(
                    "Failed to read variables file", f"{detail} Correct `var_files` in docgen.yml.", at
                )

    def undeclared(self, declared: set[str]) -> Iterator[Diagnostic]:
        for name in dict.fromkeys(name for root in self.roots for name in root.vars):
            if name not in declared:
                hint = did_you_mean(name, declared)
                detail = (
                    f'`vars` in docgen.yml sets "{name}", which no root module of {self.name} declares.{hint}'
                )
                at = self.places.place("vars", name)
                yield error("Value for undeclared variable", detail, at, private=True)
        for argument in self.arguments:
            name = argument.text.partition("=")[0].strip()
            if argument.kind == "var" and name not in declared:
                hint = did_you_mean(name, declared)
                detail = f'A variable named "{name}" was assigned on the command line, but no root module declares it.{hint}'
                yield error("Value for undeclared variable", detail)

    def shared_addresses(self) -> frozenset[tuple[ModulePath, ResourceKey]]:
        """The resources whose address more than one root module declares."""
        seen: set[tuple[ModulePath, ResourceKey]] = set()
        twice: set[tuple[ModulePath, ResourceKey]] = set()
        for root in self.roots:
            configuration = self.project.configuration(root).value
            own = {(path, key) for path, module in configuration.modules.items() for key in module.resources}
            twice |= seen & own
            seen |= own
        return frozenset(twice)

    # -- evaluation --------------------------------------------------------------------

    def evaluate(self) -> Result[EnvironmentEvaluation | None]:
        self.prepare()
        strict = strict_kinds(self.project.settings)
        if has_errors(self.report.diagnostics):
            return Result(None, as_errors(self.report.diagnostics, strict))
        for number in range(MOST_PASSES):
            for root in self.roots:
                self.root(root.root)
            changed = self.join() if self.joins else {}
            if not changed or number == MOST_PASSES - 1:
                break
            self.forget(changed)
        self.is_finished = True
        report = Report()
        report.add(*self.report.diagnostics)
        made = []
        for root in self.roots:
            made.append(RootEvaluation(root.root, report.take(self.result(root.root))))
        diagnostics = as_errors(report.diagnostics, strict)
        states = (each.join for found in self.states.values() for each in found.values())
        joins = (*states, *map(joined, self.answers.items()))
        ordered = tuple(sorted(joins, key=lambda each: each.data.order()))
        evaluation = EnvironmentEvaluation(self.name, tuple(made), ordered, diagnostics)
        return Result(evaluation, diagnostics)

    def root(self, folder: str) -> Result[Evaluation] | None:
        """One root module, evaluated; None while it is being evaluated, or where it cannot be."""
        if folder in self.in_progress:
            return None
        if folder not in self.evaluated:
            self.prepare()
            prepared = self.prepared.get(folder)
            if (
                prepared is None and self.base is not None
            ):  # only now it turns out that it has to be done again
                prepared = next((self.prepare_root(each) for each in self.roots if each.root == folder), None)
            if prepared is None:
                return None
            self.in_progress[folder] = None
            try:
                self.evaluated[folder] = self.evaluate_root(folder, prepared)
            finally:
                del self.in_progress[folder]
        return self.evaluated[folder]

    def result(self, folder: str) -> Result[Evaluation]:
        """One root module after `evaluate`, with the gaps that its values depend on."""
        prepared = self.prepared.get(folder)
        if prepared is None and self.base is not None:
            return self.base.result(folder)
        assert prepared is not None  # noqa: S101 - without errors each is prepared
        if folder not in self.results:
            self.results[folder] = finished(prepared, self.evaluated[folder])
        return self.results[folder]

    def evaluate_root(self, folder: str, prepared: Prepared) -> Result[Evaluation]:
        earlier = self.earlier.pop(folder, None)
        if earlier is not None:
            return evaluate_again(earlier.evaluation, prepared.environment, earlier.changed)
        self.states[folder] = {}
        return evaluate_configuration(prepared.configuration, prepared.environment)

    def forget(self, changed: Mapping[str, frozenset[Unit] | None]) -> None:
        """Evaluate again what has changed in these root modules, None for all, and in those that read their states."""
        gone = dict(changed)
        stack = list(changed)
        while stack:
            folder = stack.pop()
            for reader, found in self.states.items():
                reading = frozenset(
                    unit_of(address) for address, state in found.items() if state.folder == folder
                )
                known = gone.get(reader, frozenset())
                if reading and known is not None and not reading <= known:
                    gone[reader] = known | reading
                    stack.append(reader)
        for folder, units in gone.items():
            before = self.evaluated.pop(folder, None)
            if before is not None and units is not None:
                self.earlier[folder] = Earlier(before.value, units)

    def join(self) -> Mapping[str, frozenset[Unit]]:
        """Look for answers to data sources; the root modules with other ones than before, and which."""
        home = {
            each.address: folder
            for folder, result in self.evaluated.items()
            for each in result.value.instances
            if each.address.mode == "data"
        }
        instances = [each for root in self.roots for each in self.evaluated[root.root].value.instances]
        resources: dict[str, list[Instance]] = {}
        for each in instances:
            if each.address.mode == "managed":
                resources.setdefault(each.address.type, []).append(each)
        configurations = [each.value.configuration for each in self.evaluated.values()]
        may_be_more = any(each.missing or each.incomplete for each in configurations)
        found: dict[ResourceAddress, Answer] = {}
        for asked in instances:
            lookup = LOOKUPS.get(asked.address.type) if asked.address.mode == "data" else None
            if lookup is None or asked.undecided is not None:
                continue
            candidates = [each for type_ in lookup.types for each in resources.get(type_, ())]
            answer = find_answer(asked, candidates, may_be_more=may_be_more) if candidates else ()
            if isinstance(answer, Answer):
                found[asked.address] = answer
        changed: dict[str, frozenset[Unit]] = {}
        for address in found.keys() | self.answers.keys():
            if address in home and answers_differ(found.get(address), self.answers.get(address)):
                changed[home[address]] = changed.get(home[address], frozenset()) | {unit_of(address)}
        self.answers = found
        return changed

    # -- answers -----------------------------------------------------------------------

    def answer(self, asking: str, address: ResourceAddress, value: Value) -> Mapping[str, Value]:
        """The answer of the environment's own root modules to a data source of the root module `asking`."""
        if not self.joins:
            return {}
        if address.type == "terraform_remote_state":
            return self.remote_state(asking, address, value, "outputs")
        if address.type == "tfe_outputs":
            return self.remote_state(asking, address, value, "values")
        known = self.answers.get(address)
        return {} if known is None else known.attributes

    def remote_state(
        self, asking: str, address: ResourceAddress, value: Value, attribute: str
    ) -> Mapping[str, Value]:
        self.states[asking].pop(address, None)
        wanted = wanted_state(value)
        if wanted is None:
            return {}
        for run in self.evaluator.neighbours(self):
            run.prepare()
            states = [(root.root, run.identity(root)) for root in run.roots if root.root in run.prepared]
            folder = only_match(wanted, states)
            result = run.root(folder) if folder is not None else None
            if result is None or has_errors(result.diagnostics):
                continue
            elsewhere = "" if run is self else folder or ""
            named = f"{run.name}: {folder}" if elsewhere else folder or ""
            self.states[asking][address] = ReadState(
                Join(address, (named,)), "" if elsewhere else folder or ""
            )
            above = Trace(None, 0, 0, (), None, f"output of root module {folder}")
            outputs = {
                name: with_root(retraced(each.value, above), elsewhere)
                for name, each in result.value.outputs.items()
            }
            made = object_of(outputs, value.trace)
            return (
                {attribute: made, "nonsensitive_values": made} if attribute == "values" else {attribute: made}
            )
        return {}

    def identity(self, root: RootSettings) -> StateIdentity:
        """Which state a root module writes."""
        prepared = self.prepared[root.root]
        return backend_identity(prepared.configuration.root_module, self.project.tree, root)

    def written_states(self) -> Iterator[tuple[str, StateIdentity]]:
        """The folders of the root modules, and which state each writes; after `evaluate`."""
        for root in self.roots:
            if root.root in self.prepared:
                yield root.root, self.identity(root)

    def wanted_states(self) -> Iterator[tuple[ResourceAddress, StateIdentity | None, bool]]:
        """The states that root modules read (None: not known which), and whether one of the project answers; after `evaluate`."""
        for folder, result in sorted(self.evaluated.items()):
            for each in result.value.instances:
                if each.address.mode == "data" and each.address.type in STATE_READERS:
                    answered = each.address in self.states.get(folder, {})
                    hidden = hides_anything(each.value)
                    yield each.address, None if hidden else wanted_state(each.value), answered


STATE_READERS = frozenset({"terraform_remote_state", "tfe_outputs"})


def unit_of(address: ResourceAddress) -> Unit:
    """The unit that is evaluated for a resource: all instances, in all instances of its module."""
    key = (address.mode, address.type, address.name)
    return Unit(tuple(step.name for step in address.module), "resource", address.name, key)


def variable_units(names: Iterable[str]) -> frozenset[Unit]:
    return frozenset(Unit((), "var", name) for name in names)


def answers_differ(one: Answer | None, other: Answer | None) -> bool:
    return one is not other and (one is None or other is None or one.by != other.by)


def joined(answer: tuple[ResourceAddress, Answer]) -> Join:
    address, found = answer
    return Join(address, tuple(map(str, found.by)))


def wanted_state(value: Value) -> StateIdentity | None:
    """The state that a data source reads; None where that is not known."""
    if not isinstance(value.payload, Mapping):
        return None
    payload = dict(value.payload)  # what is written, and no more
    workspace = payload.get("workspace")
    name = workspace.payload if workspace is not None and isinstance(workspace.payload, str) else None
    if workspace is None or workspace.is_null:
        name = "default"
    elif isinstance(workspace.payload, Unknown) and workspace.payload.reason.cause == WORKSPACE:
        name = UNKNOWN_WORKSPACE
    kind, config = payload.get("backend"), payload.get("config")
    if "organization" in payload:  # tfe_outputs
        inner = {"organization": payload["organization"]}
        if workspace is not None:
            inner["workspaces"] = workspace
        return identity_from("cloud", inner, "default")
    if (
        kind is None
        or not isinstance(kind.payload, str)
        or config is None
        or not isinstance(config.payload, Mapping)
    ):
        return None
    return identity_from(kind.payload, config.payload, name)


def with_root(value: Value, root: str) -> Value:
    """The value with its references led to the resources of another environment's root module."""
    payload = value.payload
    if not root:
        return value
    if isinstance(payload, tuple):
        return Value(value.type, tuple([with_root(each, root) for each in payload]), value.marks, value.trace)
    if isinstance(payload, Mapping):
        inner = {name: with_root(each, root) for name, each in payload.items()}
        return Value(value.type, remade(payload, inner), value.marks, value.trace)
    if isinstance(payload, Unknown) and payload.reference is not None:
        address = msgspec.structs.replace(
            payload.reference.address, root=payload.reference.address.root or root
        )
        there = msgspec.structs.replace(payload, reference=Reference(address, payload.reference.path))
        return Value(value.type, there, value.marks, value.trace)
    return value
