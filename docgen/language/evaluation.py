"""A configuration and one environment's inputs to instances: the evaluator's main loop.

Units are visited in dependency order (`order`), each in every instance of its module. What goes wrong in one
of them is reported, its value is unknown, and the rest goes on: one run finds all mistakes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from weakref import WeakKeyDictionary

import msgspec

from docgen.functions.signature import Context
from docgen.language import conditions
from docgen.language.attempt import attempt, in_doubt
from docgen.language.body import Body, Builder, settled_type
from docgen.language.builtin import builtin_attributes, builtin_schema
from docgen.language.deferral import awaited, pending_behind
from docgen.language.dependents import copied_scopes, dependents
from docgen.language.depth import deep_recursion
from docgen.language.enabled import expand_enabled, possibly_fewer
from docgen.language.evaluated import Evaluation
from docgen.language.expand import Expansion, Repetition, expand
from docgen.language.expression import evaluate
from docgen.language.frame import FEWEST_STEPS, Budget, Frame
from docgen.language.inputs import VariableValue, child_variable, root_variable, typed_output
from docgen.language.instance import InputValue, Instance, OutputValue
from docgen.language.order import Unit, order_units
from docgen.language.plan_configuration import full_name
from docgen.language.provider import ProviderInfo
from docgen.language.providers import ProviderLookup
from docgen.language.schema import BlockSchema
from docgen.language.scope import RunContext, Scope, shaped, undecided_number
from docgen.language.validate import validate_references
from docgen.language.write_only import without_write_only
from docgen.source.address import UNKNOWN_KEY, ModuleAddress, ModuleStep, ResourceAddress
from docgen.source.diagnostic import Diagnostic, Report, Result, error, has_errors, unknown_because
from docgen.source.gap import GapKind
from docgen.source.limits import Limits
from docgen.source.progress import tell
from docgen.source.text import SourceFile
from docgen.source.traced import FAILED, NOWHERE, Reason, Reference, Trace
from docgen.source.tree import Tree, Unreadable, relative
from docgen.terraform.choice import dialect_of, newer_language
from docgen.terraform.dialect import Dialect
from docgen.terraform.module import (
    Configuration,
    ModuleCall,
    ModulePath,
    Output,
    Provider,
    Resource,
    ResourceKey,
    SourceExpression,
)
from docgen.values.failure import Failure
from docgen.values.likely import NONE, LikelySecrets
from docgen.values.types import DYNAMIC, ObjectType
from docgen.values.values import (
    EPHEMERAL,
    PENDING,
    SENSITIVE,
    Marks,
    OpenMapping,
    Unknown,
    Value,
    object_of,
    remade,
    unknown,
    with_marks,
    with_trace,
)

TOLD = 500  # declarations between two lines about progress


class Environment(msgspec.Struct, frozen=True, eq=False):
    """Everything that one evaluation is given besides the configuration."""

    tree: Tree  # the repository: file() reads nothing outside it
    folder: str = "."  # of the root module: what file() starts from
    inputs: Sequence[VariableValue] = ()  # root variables' values, weakest first
    workspace: str | None = "default"  # None: not known
    knowledge: ProviderInfo = ProviderInfo()
    limits: Limits = Limits()
    cwd: str = ""  # what path.cwd says, and where abspath() starts; "": the root module's folder
    home: str = ""  # what pathexpand() puts for "~"; "": not known
    name: str = ""  # of the root module, for addresses that another root of the environment has too
    shared: frozenset[tuple[ModulePath, ResourceKey]] = frozenset()  # the resources that have such addresses
    dialect: Dialect | None = None  # None: as the configuration alone says
    likely: LikelySecrets = NONE  # what is hidden though the configuration does not say so
    unset: frozenset[str] = frozenset()  # root variables that something sets, whatever their default says


def evaluate_again(
    before: Evaluation, environment: Environment, changed: Iterable[Unit]
) -> Result[Evaluation]:
    """The same configuration in an environment that gives other values to some units: what needs none of them stays.

    The result is that of `evaluate_configuration`, and `before` is left as it is. A resource is changed where a data
    source of it is answered differently, a root variable where another value is given.
    """
    configuration = before.configuration
    order = validated_order(configuration).value
    if not before.is_complete:
        return evaluate_configuration(configuration, environment)
    with deep_recursion():
        affected = dependents(configuration, changed)
        world = ConfigurationEvaluator(configuration, environment)
        world.take_over(before, affected)
        world.report.add(*validated_order(configuration).diagnostics)
        if not has_errors(world.report.diagnostics):
            world.run([each for each in order if each in affected])
        return Result(world.result(), tuple(world.report.diagnostics))


def evaluate_configuration(configuration: Configuration, environment: Environment) -> Result[Evaluation]:
    """The instances, outputs and inputs of one environment."""
    with deep_recursion():
        world = ConfigurationEvaluator(configuration, environment)
        order = world.report.take(validated_order(configuration))
        if not has_errors(world.report.diagnostics):
            world.run(order)
        return Result(world.result(), tuple(world.report.diagnostics))


ORDERS: WeakKeyDictionary[Configuration, Result[tuple[Unit, ...]]] = WeakKeyDictionary()


def validated_order(configuration: Configuration) -> Result[tuple[Unit, ...]]:
    """The order of evaluation, and what is wrong with the names: the same for all inputs, so computed once."""
    found = ORDERS.get(configuration)
    if found is None:
        report = Report()
        report.add(*validate_references(configuration))
        order = report.take(order_units(configuration))
        found = ORDERS[configuration] = Result(order, tuple(report.diagnostics))
    return found


def working_folder(environment: Environment) -> str:
    """The absolute path of the root module's folder: where Terraform runs."""
    try:
        place = environment.tree.locate(environment.folder)
    except Unreadable:
        place = environment.folder
    return (environment.tree.root / place).as_posix()


class ConfigurationEvaluator:
    """One evaluation under way."""

    def __init__(self, configuration: Configuration, environment: Environment) -> None:
        self.configuration = configuration
        self.environment = environment
        self.report = Report()
        self.budget = Budget(environment.limits)
        self.cwd = environment.cwd or working_folder(environment)
        self.dialect = environment.dialect or dialect_of(configuration)
        self.report.add(*newer_language(configuration, self.dialect))
        self.surroundings = RunContext(
            environment.workspace, ".", self.cwd, incomplete=configuration.incomplete
        )
        self.is_complete = True  # False as soon as a unit is skipped for want of steps
        self.count = 0  # of instances
        self.made: set[tuple[ModulePath, ResourceKey]] = set()  # the resources that have an instance
        self.inputs: dict[str, InputValue] = {}
        self.outputs: dict[str, OutputValue] = {}
        self.providers = ProviderLookup(configuration, self.frame, self.parent_of, evaluate)
        root = self.scope((), ())
        self.root = root
        self.scopes: dict[ModulePath, list[Scope]] = {(): [root]}

    def take_over(self, before: Evaluation, affected: frozenset[Unit]) -> None:
        """Begin with what is known already, and is not affected."""
        self.scopes = copied_scopes(before.scopes, affected)
        [self.root] = self.scopes[()]
        scopes = [each for found in self.scopes.values() for each in found]
        for scope in scopes:
            scope.surroundings = self.surroundings
        self.made = {(each.path, key) for each in scopes for key in each.instances}
        self.count = sum(len(found) for each in scopes for found in each.instances.values())
        self.inputs, self.outputs = dict(before.inputs), dict(before.outputs)

    def scope(self, address: ModuleAddress, path: ModulePath) -> Scope:
        module = self.configuration.modules[path]
        place = relative(module.folder, self.configuration.root) if path else "."
        return Scope(address, path, module, place, self.surroundings)

    def run(self, order: Sequence[Unit]) -> None:
        whole = self.report
        for number, unit in enumerate(order):
            if number % TOLD == 0:
                tell(f"{self.environment.name or '.'}: evaluating {number} of {len(order)} declarations")
            for scope in self.scopes.get(unit.path, ()):
                self.report = Report()
                if self.budget.left < FEWEST_STEPS:
                    self.skip(unit, scope)
                else:
                    self.visit(unit, scope)
                self.report.add(*self.budget.take_noticed())
                scope.diagnostics.pop(unit, None)
                if self.report.diagnostics:
                    scope.diagnostics[unit] = tuple(self.report.diagnostics)
        self.report = whole
        self.report.add(*self.reported())
        for scope in (each for scopes in self.scopes.values() for each in scopes):
            for name in scope.missing:
                self.evaluate_arguments(name, scope)
            self.report.add(*conditions.check_variables(scope, self.frame))
            self.report.add(*conditions.check_outputs(scope, self.frame))
            self.report.add(*conditions.check_blocks(scope, self.frame))
        self.report.add(*self.budget.take_noticed())

    def reported(self) -> Iterator[Diagnostic]:
        """The diagnostics of all units, in the order of evaluation."""
        scopes = [each for scopes in self.scopes.values() for each in scopes]
        units = {unit for each in scopes for unit in each.diagnostics}
        for unit in (each for each in validated_order(self.configuration).value if each in units):
            for scope in self.scopes.get(unit.path, ()):
                yield from scope.diagnostics.get(unit, ())

    def skip(self, unit: Unit, scope: Scope) -> None:
        """Take a unit for unknown, because there are no steps left to work it out."""
        most = self.environment.limits.steps
        reason = Reason(
            f"this root module needs more than {most} evaluation steps (limits.steps in docgen.yml)",
            "never",
            GapKind.LIMIT,
            "limits.steps",
        )
        self.is_complete = False
        self.report.add(
            unknown_because(
                GapKind.LIMIT,
                reason.cause,
                "Evaluation takes too long",
                f"What is left is unknown: {reason.text}.",
                remedy="Raise limits.steps in docgen.yml.",
            )
        )
        gap = unknown(DYNAMIC, Unknown(reason))
        match unit.kind:
            case "var":
                scope.variables[unit.name] = gap
            case "local":
                scope.locals[unit.name] = gap
            case "output":
                scope.outputs[unit.name] = gap
            case "provider":
                scope.providers[unit.name] = gap
            case "call":
                scope.missing[unit.name] = scope.module.calls[unit.name].package
            case "resource":
                assert unit.resource is not None  # noqa: S101 - a resource unit has one
                self.skip_resource(scope.module.resources[unit.resource], scope, reason)

    def skip_resource(self, resource: Resource, scope: Scope, reason: Reason) -> None:
        """An unknown number of instances of which nothing is known."""
        address = ResourceAddress(scope.address, resource.type, resource.name, UNKNOWN_KEY, resource.mode)
        trace = Trace(resource.file, resource.start, resource.end, (), None, str(address))
        builder = Builder(address, self.report, lambda _path: reason, reason)
        value = opened(object_of({}, trace), builder)
        self.keep(resource, scope, [Instance(address, value, resource.span, trace, undecided=reason)])
        scope.resources[resource.key] = unknown(DYNAMIC, Unknown(reason), trace)

    def visit(self, unit: Unit, scope: Scope) -> None:
        match unit.kind:
            case "var":
                self.visit_variable(unit.name, scope)
            case "local":
                local = scope.module.locals[unit.name]
                scope.locals[unit.name] = self.value(scope, local.value, str(unit))
            case "output":
                self.visit_output(scope.module.outputs[unit.name], scope)
            case "provider":
                self.visit_provider(scope.module.providers[unit.name], scope)
            case "call":
                self.visit_call(unit.name, scope)
            case "resource":
                assert unit.resource is not None  # noqa: S101 - a resource unit has one
                self.visit_resource(scope.module.resources[unit.resource], scope)

    def frame(self, scope: Scope, file: SourceFile, bindings: Mapping[str, Value] | None = None) -> Frame:
        context = Context(
            self.environment.tree,
            self.environment.folder,
            self.environment.limits,
            scope.module_path,
            self.cwd,
            providers=scope.module.provider_names,
            home=self.environment.home,
            likely=self.environment.likely,
            dialect=self.dialect,
        )
        return Frame(file, scope, context, self.budget, bindings or {})

    def value(self, scope: Scope, written: SourceExpression, context: str) -> Value:
        """The value of an expression; what is wrong is reported, and the value is then unknown."""
        frame = self.frame(scope, written.file)
        return attempt(written, frame, self.report, within(scope, context), scope.undecided)

    # -- variables and outputs -------------------------------------------------------

    def visit_variable(self, name: str, scope: Scope) -> None:
        variable = scope.module.variables[name]
        if not scope.path:
            frame = self.frame(scope, NO_FILE)
            made = self.report.take(
                root_variable(variable, self.environment.inputs, frame, unset=name in self.environment.unset)
            )
            self.inputs[name] = made
            scope.variables[name] = made.value
            return
        parent = self.parent_of(scope)
        call = parent.module.calls[scope.path[-1]]
        argument = call.arguments.get(name)
        given = None
        if argument is not None:
            frame = self.frame(parent, argument.file, scope.bindings)
            context = within(parent, f"module.{call.name}")
            given = attempt(argument, frame, self.report, context, scope.undecided)
        made_here = child_variable(variable, given, argument, scope, self.frame(scope, call.file))
        if scope.undecided is None:
            self.report.add(*made_here.diagnostics)
        scope.variables[name] = made_here.value

    def parent_of(self, scope: Scope) -> Scope:
        address = scope.address[:-1]
        return next(each for each in self.scopes[scope.path[:-1]] if each.address == address)

    def visit_output(self, output: Output, scope: Scope) -> None:
        where = f"output.{output.name}"
        value = self.value(scope, output.value, where)
        if output.type is not None:
            frame = self.frame(scope, output.file)
            value = self.report.take(
                typed_output(output, value, frame, ".".join([*map(str, scope.address), where]))
            )
        self.report.add(*conditions.ephemeral_output(output, value, is_root=not scope.path))
        note = ".".join([*(f"module.{step}" for step in scope.path), where])
        trace = Trace(
            output.value.file,
            output.value.expression.start,
            output.value.expression.end,
            (value.trace,),
            None,
            note,
        )
        if scope.path:
            value = with_trace(value, trace)
            scope.outputs[output.name] = with_marks(value, marks_of_output(output))
            return
        self.report.add(*conditions.root_output(output, value))
        if output.sensitive:
            value = with_marks(value, frozenset((SENSITIVE,)))
        self.outputs[output.name] = OutputValue(
            output.name, with_trace(value, trace), output.sensitive, output.description, output.span
        )
        scope.outputs[output.name] = value

    # -- modules -----------------------------------------------------------------------

    def visit_call(self, name: str, scope: Scope) -> None:
        call = scope.module.calls[name]
        below = (*scope.path, name)
        if below not in self.configuration.modules:
            self.visit_missing_call(call, scope)
            return
        expansion = self.expansion_of(call, scope, f"module.{name}")
        children = []
        for repetition in expansion.repetitions:
            child = self.scope((*scope.address, ModuleStep(name, repetition.key)), below)
            child.bindings = repetition.bindings
            parents = (expansion.trace, *(() if scope.existence is None else (scope.existence,)))
            child.existence = Trace(call.file, call.start, call.end, parents, None, f"module.{name}")
            child.undecided = expansion.undecided or scope.undecided
            children.append(child)
        self.scopes.setdefault(below, []).extend(children)
        scope.calls[name] = (expansion, tuple(children))

    def visit_missing_call(self, call: ModuleCall, scope: Scope) -> None:
        """A call without code is missed unless it certainly has no instance: `count = 0`, an empty `for_each`."""
        found = self.expansion_of(call, scope, f"module.{call.name}")
        if found.undecided is None and not found.repetitions:
            scope.calls[call.name] = (found, ())
        else:
            reason = self.configuration.missing.get((*scope.path, call.name), call.package)
            scope.missing[call.name] = reason

    def expansion_of(self, thing: Resource | ModuleCall, scope: Scope, what: str) -> Expansion:
        """The instances of a resource or module call, by whichever meta-argument decides."""
        if thing.enabled is None:
            made = self.expansion(thing.count, thing.for_each, scope, thing.file, what)
        else:
            made = self.enabled_expansion(thing.enabled, scope, what)
        return possibly_fewer(made, thing.doubt, what) if thing.doubt else made

    def enabled_expansion(self, enabled: SourceExpression, scope: Scope, what: str) -> Expansion:
        try:
            made = expand_enabled(enabled, self.frame(scope, enabled.file), evaluate, what)
        except Failure as problem:
            return self.failed_expansion(problem, what, scope)
        self.report.add(*made.diagnostics)
        return made

    def expansion(
        self,
        count: SourceExpression | None,
        for_each: SourceExpression | None,
        scope: Scope,
        file: SourceFile,
        what: str,
    ) -> Expansion:
        try:
            made = expand(count, for_each, self.frame(scope, file), evaluate, what)
        except Failure as problem:
            return self.failed_expansion(problem, what, scope)
        self.report.add(*made.diagnostics)
        return made

    def failed_expansion(self, problem: Failure, what: str, scope: Scope) -> Expansion:
        if scope.undecided is None:
            self.report.add(in_context(problem, what, scope))
        reason = problem.reason if scope.undecided is None else in_doubt(scope.undecided)
        return Expansion((Repetition(None, REFUSED),), "single", NOWHERE, reason)

    # -- resources -----------------------------------------------------------------------

    def visit_provider(self, provider: Provider, scope: Scope) -> None:
        if provider.for_each is None:
            scope.providers[provider.name] = self.provider_value(provider, scope)
            return
        what = f"provider.{provider.name}"
        expansion = self.expansion(None, provider.for_each, scope, provider.file, what)
        scope.provider_instances[provider.name] = {
            each.key: self.provider_value(provider, scope, each.bindings)
            for each in expansion.repetitions
            if isinstance(each.key, str)
        }

    def provider_value(
        self, provider: Provider, scope: Scope, bindings: Mapping[str, Value] | None = None
    ) -> Value:
        address = ResourceAddress(scope.address, "provider", provider.name)
        builder = Builder(address, self.report, lambda _path: FAILED, scope.undecided)
        frame = self.frame(scope, provider.file, bindings)
        trace = Trace(provider.file, 0, 0)
        body = Body(provider.attributes, provider.blocks, frame, provider.span, trace)
        return builder.build_as_written(body)

    def visit_resource(self, resource: Resource, scope: Scope) -> None:
        mode = "" if resource.mode == "managed" else f"{resource.mode}."
        what = f"{mode}{resource.type}.{resource.name}"
        expansion = self.expansion_of(resource, scope, what)
        if resource.mode == "ephemeral":
            scope.resources[resource.key] = self.ephemeral_value(resource, scope, expansion)
            return
        most = self.environment.limits.instances
        if self.count + len(expansion.repetitions) > most:
            expansion = self.too_many(resource, expansion, what)
        made = [
            self.instance(
                resource, scope, each, expansion, self.providers.find(resource, scope, each.bindings)
            )
            for each in expansion.repetitions
        ]
        self.keep(resource, scope, made)
        if expansion.undecided is not None:
            scope.resources[resource.key] = undecided_number([each.value for each in made], expansion)
        else:
            keys = [each.address.key for each in made]
            scope.resources[resource.key] = shaped(keys, [each.value for each in made], expansion)

    def keep(self, resource: Resource, scope: Scope, made: Sequence[Instance]) -> None:
        self.count += len(made)
        if made:
            scope.instances[resource.key] = tuple(made)
            self.made.add((scope.path, resource.key))

    def too_many(self, resource: Resource, expansion: Expansion, what: str) -> Expansion:
        """An unknown number of instances where the environment would have more than docgen works out."""
        most = self.environment.limits.instances
        text = f"this environment has more than {most} instances (limits.instances in docgen.yml)"
        reason = Reason(text, "never", GapKind.LIMIT, "limits.instances")
        remedy = "Raise limits.instances in docgen.yml."
        self.report.add(
            unknown_because(
                GapKind.LIMIT,
                reason.cause,
                "Too many instances",
                f"The instances of {what} are not evaluated: {text}.",
                resource.span,
                remedy=remedy,
            )
        )
        unknown_one = unknown(DYNAMIC, Unknown(reason))
        bindings = dict.fromkeys(("each", "count"), unknown_one)
        return Expansion((Repetition(UNKNOWN_KEY, bindings),), expansion.keyed, expansion.trace, reason)

    def ephemeral_value(self, resource: Resource, scope: Scope, expansion: Expansion) -> Value:
        """The value of an ephemeral resource: only what the configuration sets is known, and all of it is ephemeral."""
        if expansion.undecided is not None:
            gap = unknown(DYNAMIC, Unknown(expansion.undecided), expansion.trace)
            return with_marks(gap, frozenset((EPHEMERAL,)))
        objects = []
        for each in expansion.repetitions:
            address = ResourceAddress(scope.address, resource.type, resource.name, each.key, resource.mode)
            trace = Trace(resource.file, resource.start, resource.end, (expansion.trace,), None, str(address))
            frame = self.frame(scope, resource.file, each.bindings)
            body = Body(resource.attributes, resource.blocks, frame, resource.span, trace)
            builder = Builder(address, self.report, reasons_for(address), scope.undecided)
            objects.append(opened(builder.build_as_written(body), builder))
        whole = shaped([each.key for each in expansion.repetitions], objects, expansion)
        return with_marks(whole, frozenset((EPHEMERAL,)))

    def instance(
        self,
        resource: Resource,
        scope: Scope,
        repetition: Repetition,
        expansion: Expansion,
        provider: Value | None,
    ) -> Instance:
        root = self.environment.name if (scope.path, resource.key) in self.environment.shared else ""
        address = ResourceAddress(
            scope.address, resource.type, resource.name, repetition.key, resource.mode, root
        )
        parents = (expansion.trace, *(() if scope.existence is None else (scope.existence,)))
        trace = Trace(resource.file, resource.start, resource.end, parents, None, str(address))
        frame = self.frame(scope, resource.file, repetition.bindings)
        body = Body(resource.attributes, resource.blocks, frame, resource.span, trace)
        waits = self.waits_for(resource, scope)
        knowledge = self.environment.knowledge
        undecided = expansion.undecided or scope.undecided
        has_store = any(each.block.type == "store" for each in resource.blocks)
        builtin = builtin_schema(resource.mode, resource.type, has_store=has_store)
        local_name = resource.provider.partition(".")[0]
        provider_name = BUILTIN_PROVIDER if builtin else full_name(scope.module, local_name)
        schema = builtin or knowledge.schemas(resource.mode, resource.type)
        tolerated = "" if builtin or knowledge.exact else knowledge.version
        reasons = waits or reasons_for(address, "" if schema else provider_text(resource, scope))
        builder = Builder(address, self.report, reasons, undecided, tolerated)
        if schema is None:
            self.report.add(*unknown_type(resource, address, scope, knowledge))
        try:
            value = builder.build(body, schema) if schema else opened(builder.build_as_written(body), builder)
        except Failure as problem:
            self.report.add(msgspec.structs.replace(problem.diagnostic, context=str(address)))
            value = opened(object_of({}, trace), builder)
            return Instance(
                address,
                value,
                resource.span,
                trace,
                provider,
                undecided=undecided,
                provider_name=provider_name,
            )
        more = builtin_attributes(address, value)
        if not more:
            more = knowledge.given(address) if waits else knowledge.complete(address, value, provider)
        if more and not waits and self.is_read_late(resource, scope):
            # docgen can still compute it, as far as the arguments are known
            late = {name: with_marks(each, PENDING_MARK) for name, each in more.items()}
            more = {**late, **knowledge.given(address)}
        if more:
            value = completed(value, more if schema is None else with_sensitivity(more, schema))
        if schema is not None:
            value = without_write_only(value, schema)
        legacy = schema is not None and schema.legacy
        has_schema = schema is not None
        made = Instance(
            address, value, resource.span, trace, provider, has_schema, undecided, legacy, provider_name
        )
        if undecided is None:
            self.report.add(*knowledge.validate(made))
            self.report.add(
                *conditions.check_instance(resource.conditions, resource.postconditions, made, frame)
            )
        return made

    def evaluate_arguments(self, name: str, scope: Scope) -> None:
        """The arguments of a call whose module is missing: errors in them are still errors."""
        call = scope.module.calls[name]
        if call.count is None and call.for_each is None:
            context = within(scope, f"module.{name}")
            scope.missing_arguments[name] = {
                argument: attempt(
                    written, self.frame(scope, written.file), self.report, context, scope.undecided
                )
                for argument, written in call.arguments.items()
            }

    def is_read_late(self, resource: Resource, scope: Scope) -> bool:
        """Whether Terraform reads a data source when it applies, for what its arguments name."""
        return (
            resource.mode == "data"
            and pending_behind(resource, scope.path, self.configuration, self.made) is not None
        )

    def waits_for(self, resource: Resource, scope: Scope) -> Callable[[tuple[str | int, ...]], Reason] | None:
        """Why the attributes of a data source are known only after an apply; None where it is read while planning."""
        if resource.mode != "data":
            return None
        found = awaited(resource, scope.path, self.configuration, self.made)
        if found is None:
            return None
        unit = Unit(found[0], "resource", found[1][2], found[1])
        text = f"data.{resource.type}.{resource.name} is read after {unit} is made, on which it depends"
        cause = f"data.{resource.type}.{resource.name}"
        return lambda path: Reason(text, "apply", GapKind.DATA, f"{cause}.{path[0]}")

    # -- the end -----------------------------------------------------------------------

    def result(self) -> Evaluation:
        scopes = [each for found in self.scopes.values() for each in found]
        instances = [each for scope in scopes for made in scope.instances.values() for each in made]
        return Evaluation(
            self.configuration,
            self.environment.workspace,
            tuple(sorted(instances, key=lambda each: each.address.order())),
            dict(sorted(self.outputs.items())),
            dict(sorted(self.inputs.items())),
            {each.address: each.path for each in scopes},
            tuple(self.report.diagnostics),
            self.scopes,
            self.environment.knowledge.schemas,
            is_complete=self.is_complete,
            likely=self.environment.likely,
        )


def with_sensitivity(attributes: Mapping[str, Value], schema: BlockSchema) -> Mapping[str, Value]:
    """The attributes, with marks on all that the provider's schema calls sensitive."""
    return {
        name: with_marks(each, frozenset((SENSITIVE,)))
        if name in schema.attributes and schema.attributes[name].sensitive
        else each
        for name, each in attributes.items()
    }


def marks_of_output(output: Output) -> Marks:
    """The marks that an output puts on its value for the module that calls its own."""
    marks = {SENSITIVE} if output.sensitive else set()
    return frozenset(marks | ({EPHEMERAL} if output.ephemeral else set()))


NO_FILE = SourceFile("", "")
PENDING_MARK: Marks = frozenset((PENDING,))
BUILTIN_PROVIDER = "terraform.io/builtin/terraform"
# What `each` and `count` are where the meta-argument itself is wrong: one mistake, one diagnostic.
REFUSED: Mapping[str, Value] = {name: unknown(DYNAMIC, Unknown(FAILED)) for name in ("each", "count")}


def within(scope: Scope, what: str) -> str:
    """The address of a thing in one module instance."""
    return ".".join([*map(str, scope.address), what])


def in_context(problem: Failure, what: str, scope: Scope) -> Diagnostic:
    return msgspec.structs.replace(problem.diagnostic, context=within(scope, what))


def reasons_for(
    address: ResourceAddress, unknown_provider: str = ""
) -> Callable[[tuple[str | int, ...]], Reason]:
    """Why an attribute that the configuration leaves out is unknown."""
    name = str(address)  # written once: there are many attributes
    data = f"data.{address.type}.{address.name}"

    def reason(path: tuple[str | int, ...]) -> Reason:
        steps = "".join([f"[{step}]" if isinstance(step, int) else f".{step}" for step in path])
        if address.mode == "ephemeral":
            return Reason(f"{name}{steps} exists only while Terraform runs")
        if address.mode == "data":
            return Reason(
                f"{name}{steps} is known only when Terraform runs", "plan", GapKind.DATA, f"{data}.{path[0]}"
            )
        if unknown_provider:
            return Reason(
                f"{name}{steps} is decided by {unknown_provider}", "apply", GapKind.PROVIDER, unknown_provider
            )
        return Reason(f"{name}{steps} is known after apply", "apply")

    return reason


AWS_SOURCES = frozenset(
    {"", "hashicorp/aws", "registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"}
)


def provider_text(resource: Resource, scope: Scope) -> str:
    """The name of the provider of a resource type without a schema: "provider kubernetes"."""
    name = resource.provider.partition(".")[0]
    source = scope.module.provider_sources.get(name, "")
    return f"provider {source or name}"


def unknown_type(
    resource: Resource, address: ResourceAddress, scope: Scope, knowledge: ProviderInfo
) -> Iterator[Diagnostic]:
    """The diagnostic about a type without a schema."""
    what = f"{'Data source' if resource.mode == 'data' else 'Resource type'} {resource.type}"
    name = resource.provider.partition(".")[0]
    if name == knowledge.provider and scope.module.provider_sources.get(name, "") in AWS_SOURCES:
        detail = f"{what} is not in {knowledge.version}."
        if knowledge.exact:
            yield error(
                f"Invalid {'data source' if resource.mode == 'data' else 'resource type'}",
                detail,
                resource.span,
            )
            return
        yield unknown_because(
            GapKind.TYPE,
            resource.type,
            "Unknown resource type",
            f"{detail} Another version may be in use here: what is written is kept, what it leaves out is unknown.",
            resource.span,
            str(address),
            "A newer docgen may know it.",
        )


def opened(value: Value, builder: Builder, path: tuple[str | int, ...] = ()) -> Value:
    """The value with every object in it open: any attribute may be asked of it, for there is no schema of its provider."""
    payload = value.payload
    if isinstance(payload, tuple):
        members = tuple([opened(each, builder, (*path, index)) for index, each in enumerate(payload)])
        return Value(value.type, members, value.marks, value.trace)
    if not isinstance(payload, Mapping):
        return value

    def otherwise(name: str) -> Value:
        because = Unknown(builder.when_unset((*path, name)), Reference(builder.address, (*path, name)))
        return unknown(DYNAMIC, because, value.trace)

    inside = {name: opened(each, builder, (*path, name)) for name, each in payload.items()}
    return Value(value.type, OpenMapping(inside, otherwise), value.marks, value.trace)


def completed(value: Value, more: Mapping[str, Value]) -> Value:
    """The object with some attributes filled in."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    payload = dict(sorted({**value.payload, **more}.items()))
    type_ = settled_type(value.type, payload) if isinstance(value.type, ObjectType) else value.type
    return Value(type_, remade(value.payload, payload), value.marks, value.trace)
