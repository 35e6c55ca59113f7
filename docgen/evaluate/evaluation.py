"""A configuration and one environment's inputs to instances: the evaluator's main loop.

Units are visited in dependency order (`order`), each in every instance of its module. What goes wrong in one
of them is reported, its value is unknown, and the rest goes on: one run finds all mistakes.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

import msgspec

from docgen.evaluate import conditions
from docgen.evaluate.body import Body, Builder, settled_type
from docgen.evaluate.builtin import builtin_attributes, builtin_schema
from docgen.evaluate.deferral import awaited
from docgen.evaluate.enabled import expand_enabled, in_doubt
from docgen.evaluate.expand import Expansion, Repetition, expand
from docgen.evaluate.expression import evaluate
from docgen.evaluate.failure import Failure
from docgen.evaluate.frame import Budget, Frame
from docgen.evaluate.functions.signature import Context
from docgen.evaluate.inputs import Given, child_variable, root_variable, typed_output
from docgen.evaluate.instance import Evaluation, InputValue, Instance, OutputValue
from docgen.evaluate.limits import Limits
from docgen.evaluate.order import Unit, order_units
from docgen.evaluate.provider import Knowledge
from docgen.evaluate.providers import ProviderLookup
from docgen.evaluate.schema import BlockSchema
from docgen.evaluate.scope import Scope, Surroundings, shaped
from docgen.evaluate.types import DYNAMIC, ObjectType
from docgen.evaluate.validate import validate_references
from docgen.evaluate.values import (
    EPHEMERAL,
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
from docgen.evaluate.write_only import without_write_only
from docgen.source.address import ModuleAddress, ModuleStep, ResourceAddress
from docgen.source.diagnostic import Diagnostic, Report, Result, error, has_errors
from docgen.source.text import SourceFile
from docgen.source.traced import FAILED, NOWHERE, Reason, Reference, Trace
from docgen.source.tree import relative
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
    Written,
)


class Environment(msgspec.Struct, frozen=True, eq=False):
    """Everything that one evaluation is given besides the configuration."""

    folder: Path  # of the root module, on disk: what file() starts from
    fence: Path  # the repository
    inputs: Sequence[Given] = ()  # root variables' values, weakest first
    workspace: str = "default"
    knowledge: Knowledge = Knowledge()
    limits: Limits = Limits()
    cwd: str | None = None  # what path.cwd says, and where abspath() starts; None: not known
    home: str = ""  # what pathexpand() puts for "~"; "": not known
    unset: bool = False  # whether a root variable without a value is unknown, not an error
    dialect: Dialect | None = None  # None: as the configuration alone says


def evaluate_configuration(configuration: Configuration, environment: Environment) -> Result[Evaluation]:
    """The instances, outputs and inputs of one environment."""
    world = World(configuration, environment)
    order = world.report.take(studied(configuration))
    if not has_errors(world.report.diagnostics):
        world.run(order)
    return Result(world.result(), tuple(world.report.diagnostics))


STUDIED: WeakKeyDictionary[Configuration, Result[tuple[Unit, ...]]] = WeakKeyDictionary()


def studied(configuration: Configuration) -> Result[tuple[Unit, ...]]:
    """The order of evaluation, and what is wrong with the names: the same for all inputs, so worked out once."""
    found = STUDIED.get(configuration)
    if found is None:
        report = Report()
        report.add(*validate_references(configuration))
        order = report.take(order_units(configuration))
        found = STUDIED[configuration] = Result(order, tuple(report.diagnostics))
    return found


class World:
    """One evaluation under way."""

    def __init__(self, configuration: Configuration, environment: Environment) -> None:
        self.configuration = configuration
        self.environment = environment
        self.report = Report()
        self.budget = Budget(environment.limits)
        self.dialect = environment.dialect or dialect_of(configuration)
        self.report.add(*newer_language(configuration, self.dialect))
        self.surroundings = Surroundings(environment.workspace, ".", environment.cwd)
        self.instances: list[Instance] = []
        self.made: set[tuple[ModulePath, ResourceKey]] = set()  # the resources that have an instance
        self.inputs: dict[str, InputValue] = {}
        self.outputs: dict[str, OutputValue] = {}
        self.providers = ProviderLookup(configuration, self.frame, self.parent_of, evaluate)
        root = self.scope((), ())
        self.root = root
        self.scopes: dict[ModulePath, list[Scope]] = {(): [root]}

    def scope(self, address: ModuleAddress, path: ModulePath) -> Scope:
        module = self.configuration.modules[path]
        place = relative(module.folder, self.configuration.root) if path else "."
        return Scope(address, path, module, place, self.surroundings)

    def run(self, order: Sequence[Unit]) -> None:
        for unit in order:
            for scope in self.scopes.get(unit.path, ()):
                if self.budget.left < 0:
                    return  # that is said already, and nothing more can be worked out
                self.visit(unit, scope)
        for scope in (each for scopes in self.scopes.values() for each in scopes):
            self.report.add(*conditions.check_variables(scope, self.frame))
            self.report.add(*conditions.check_outputs(scope, self.frame))
            self.report.add(*conditions.check_blocks(scope, self.frame))
        self.report.add(*self.budget.noticed.values())

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
            self.environment.folder,
            self.environment.fence,
            self.environment.limits,
            scope.module_path,
            self.environment.cwd or "",
            providers=scope.module.provider_names,
            home=self.environment.home,
            dialect=self.dialect,
        )
        return Frame(file, scope, context, self.budget, bindings or {})

    def value(self, scope: Scope, written: Written, context: str) -> Value:
        """The value of an expression; what is wrong is reported, and the value is then unknown."""
        frame = self.frame(scope, written.file)
        try:
            return evaluate(written.expression, frame)
        except Failure as problem:
            self.report.add(in_context(problem, context, scope))
            trace = Trace(written.file, written.expression.start, written.expression.end)
            return unknown(DYNAMIC, Unknown(FAILED), trace)

    # -- variables and outputs -------------------------------------------------------

    def visit_variable(self, name: str, scope: Scope) -> None:
        variable = scope.module.variables[name]
        if not scope.path:
            frame = self.frame(scope, NO_FILE)
            made = self.report.take(
                root_variable(variable, self.environment.inputs, frame, unset=self.environment.unset)
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
            try:
                given = evaluate(argument.expression, frame)
            except Failure as problem:
                self.report.add(in_context(problem, f"module.{call.name}", parent))
                given = unknown(DYNAMIC, Unknown(FAILED))
        made_here = child_variable(variable, given, argument, scope, self.frame(scope, call.file))
        scope.variables[name] = self.report.take(made_here)

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
            scope.missing[name] = self.configuration.missing.get(below, call.source)
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

    def expansion_of(self, thing: Resource | ModuleCall, scope: Scope, what: str) -> Expansion:
        """The instances of a resource or module call, by whichever meta-argument decides."""
        if thing.enabled is None:
            made = self.expansion(thing.count, thing.for_each, scope, thing.file, what)
        else:
            made = self.enabled_expansion(thing.enabled, scope, what)
        return in_doubt(made, thing.doubt, what) if thing.doubt else made

    def enabled_expansion(self, enabled: Written, scope: Scope, what: str) -> Expansion:
        try:
            made = expand_enabled(enabled, self.frame(scope, enabled.file), evaluate, what)
        except Failure as problem:
            self.report.add(in_context(problem, what, scope))
            return Expansion((Repetition(None),), "single", NOWHERE, FAILED)
        self.report.add(*made.diagnostics)
        return made

    def expansion(
        self, count: Written | None, for_each: Written | None, scope: Scope, file: SourceFile, what: str
    ) -> Expansion:
        try:
            made = expand(count, for_each, self.frame(scope, file), evaluate, what)
        except Failure as problem:
            self.report.add(in_context(problem, what, scope))
            return Expansion((Repetition(None, REFUSED),), "single", NOWHERE, FAILED)
        self.report.add(*made.diagnostics)
        return made

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
        builder = Builder(address, evaluate, self.report, lambda _path: FAILED)
        frame = self.frame(scope, provider.file, bindings)
        trace = Trace(provider.file, 0, 0)
        body = Body(provider.attributes, provider.blocks, frame, provider.span, trace)
        return builder.build_as_written(body)

    def visit_resource(self, resource: Resource, scope: Scope) -> None:
        mode = "" if resource.mode == "managed" else f"{resource.mode}."
        expansion = self.expansion_of(resource, scope, f"{mode}{resource.type}.{resource.name}")
        if resource.mode == "ephemeral":
            scope.resources[resource.key] = self.ephemeral_value(resource, scope, expansion)
            return
        made = [
            self.instance(
                resource, scope, each, expansion, self.providers.find(resource, scope, each.bindings)
            )
            for each in expansion.repetitions
        ]
        self.instances += made
        if made:
            self.made.add((scope.path, resource.key))
        if len(self.instances) > self.environment.limits.instances:
            self.refuse_instances(resource)
        if expansion.undecided is not None:
            gap = Unknown(expansion.undecided)
            scope.resources[resource.key] = unknown(DYNAMIC, gap, expansion.trace)
        else:
            keys = [each.address.key for each in made]
            scope.resources[resource.key] = shaped(keys, [each.value for each in made], expansion)

    def refuse_instances(self, resource: Resource) -> None:
        most = self.environment.limits.instances
        detail = f"This environment has more than {most} instances. Raise limits.instances in docgen.yml."
        self.report.add(error("Too many instances", detail, resource.span))

    def ephemeral_value(self, resource: Resource, scope: Scope, expansion: Expansion) -> Value:
        """What an ephemeral resource is: only what the configuration sets is known, and all of it is ephemeral."""
        if expansion.undecided is not None:
            gap = unknown(DYNAMIC, Unknown(expansion.undecided), expansion.trace)
            return with_marks(gap, frozenset((EPHEMERAL,)))
        objects = []
        for each in expansion.repetitions:
            address = ResourceAddress(scope.address, resource.type, resource.name, each.key, resource.mode)
            trace = Trace(resource.file, resource.start, resource.end, (expansion.trace,), None, str(address))
            frame = self.frame(scope, resource.file, each.bindings)
            body = Body(resource.attributes, resource.blocks, frame, resource.span, trace)
            builder = Builder(address, evaluate, self.report, reasons_for(address))
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
        address = ResourceAddress(scope.address, resource.type, resource.name, repetition.key, resource.mode)
        parents = (expansion.trace, *(() if scope.existence is None else (scope.existence,)))
        trace = Trace(resource.file, resource.start, resource.end, parents, None, str(address))
        frame = self.frame(scope, resource.file, repetition.bindings)
        body = Body(resource.attributes, resource.blocks, frame, resource.span, trace)
        waits = self.waits_for(resource, scope)
        builder = Builder(address, evaluate, self.report, waits or reasons_for(address))
        knowledge = self.environment.knowledge
        has_store = any(each.block.type == "store" for each in resource.blocks)
        schema = builtin_schema(resource.mode, resource.type, has_store=has_store) or knowledge.schemas(
            resource.mode, resource.type
        )
        try:
            value = builder.build(body, schema) if schema else opened(builder.build_as_written(body), builder)
        except Failure as problem:
            self.report.add(msgspec.structs.replace(problem.diagnostic, context=str(address)))
            value = opened(object_of({}, trace), builder)
            return Instance(address, value, resource.span, trace, provider)
        more = builtin_attributes(address, value)
        if not more and waits is None:
            more = knowledge.complete(address, value, provider)
        if more:
            value = completed(value, more if schema is None else with_sensitivity(more, schema))
        if schema is not None:
            value = without_write_only(value, schema)
        undecided = expansion.undecided or scope.undecided
        legacy = schema is not None and schema.legacy
        made = Instance(address, value, resource.span, trace, provider, schema is not None, undecided, legacy)
        self.report.add(*conditions.check_instance(resource.conditions, resource.postconditions, made, frame))
        return made

    def waits_for(self, resource: Resource, scope: Scope) -> Callable[[tuple[str | int, ...]], Reason] | None:
        """Why the attributes of a data source are known only after an apply; None where it is read while planning."""
        if resource.mode != "data":
            return None
        found = awaited(resource, scope.path, self.configuration, self.made)
        if found is None:
            return None
        unit = Unit(found[0], "resource", found[1][2], found[1])
        text = f"data.{resource.type}.{resource.name} is read after {unit} is made, on which it depends"
        return lambda _path: Reason(text, "apply")

    # -- the end -----------------------------------------------------------------------

    def result(self) -> Evaluation:
        modules = {each.address: path for path, scopes in self.scopes.items() for each in scopes}
        return Evaluation(
            self.configuration,
            self.environment.workspace,
            tuple(sorted(self.instances, key=lambda each: each.address.order())),
            dict(sorted(self.outputs.items())),
            dict(sorted(self.inputs.items())),
            modules,
            tuple(self.report.diagnostics),
        )


def with_sensitivity(attributes: Mapping[str, Value], schema: BlockSchema) -> Mapping[str, Value]:
    """What was filled in, with the mark on all that the provider calls sensitive."""
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
# What `each` and `count` are where the meta-argument itself is wrong: one mistake, one diagnostic.
REFUSED: Mapping[str, Value] = {name: unknown(DYNAMIC, Unknown(FAILED)) for name in ("each", "count")}


def in_context(problem: Failure, what: str, scope: Scope) -> Diagnostic:
    where = ".".join([*map(str, scope.address), what])
    return msgspec.structs.replace(problem.diagnostic, context=where)


def reasons_for(address: ResourceAddress) -> Callable[[tuple[str | int, ...]], Reason]:
    """Why an attribute that the configuration leaves out is unknown."""
    name = str(address)  # written once: there are many attributes

    def reason(path: tuple[str | int, ...]) -> Reason:
        steps = "".join([f"[{step}]" if isinstance(step, int) else f".{step}" for step in path])
        if address.mode == "ephemeral":
            return Reason(f"{name}{steps} exists only while Terraform runs")
        if address.mode == "data":
            return Reason(f"{name}{steps} is read by Terraform")
        return Reason(f"{name}{steps} is known after apply", "apply")

    return reason


def opened(value: Value, builder: Builder) -> Value:
    """An object of which any attribute may be asked: nobody told us the provider's schema."""

    def otherwise(name: str) -> Value:
        because = Unknown(builder.when_unset((name,)), Reference(builder.address, (name,)))
        return unknown(DYNAMIC, because, value.trace)

    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    return Value(value.type, OpenMapping(value.payload, otherwise), value.marks, value.trace)


def completed(value: Value, more: Mapping[str, Value]) -> Value:
    """The object with some attributes filled in."""
    assert isinstance(value.payload, Mapping)  # noqa: S101 - an instance is an object
    payload = dict(sorted({**value.payload, **more}.items()))
    type_ = settled_type(value.type, payload) if isinstance(value.type, ObjectType) else value.type
    return Value(type_, remade(value.payload, payload), value.marks, value.trace)
