"""The order of evaluation: a topological sort of the dependencies between units.

The unit is what Terraform's own graph has as a node: a variable, local, output, resource, provider or module
call, in one module of the configuration (not yet in one instance of it).
https://developer.hashicorp.com/terraform/internals/graph
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Literal, TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from docgen.hcl.nodes import Block, Body, Expression
from docgen.source.diagnostic import Diagnostic, Result, error
from docgen.source.span import Span
from docgen.terraform.module import (
    Configuration,
    ModulePath,
    Provider,
    Resource,
    ResourceKey,
    SourceExpression,
    WrittenBlock,
)
from docgen.terraform.references import Referent, referents
from docgen.terraform.syntax import name_of

Kind: TypeAlias = Literal["var", "local", "output", "resource", "provider", "call"]


class Unit(msgspec.Struct, frozen=True):
    """One thing to evaluate, in the module at `path`."""

    path: ModulePath
    kind: Kind
    name: str = ""
    resource: ResourceKey | None = None

    def __str__(self) -> str:
        parents = "".join(f"module.{each}." for each in self.path)
        if self.resource is not None:
            mode, type_, name = self.resource
            return f"{parents}{'' if mode == 'managed' else f'{mode}.'}{type_}.{name}"
        return f"{parents}{'module' if self.kind == 'call' else self.kind}.{self.name}"


def order_units(configuration: Configuration) -> Result[tuple[Unit, ...]]:
    """Every unit, after all those that it needs; a cycle is an error."""
    needs = needs_of(configuration)
    sorter = TopologicalSorter(
        {unit: [each for each in below if each in needs] for unit, below in needs.items()}
    )
    try:
        return Result(tuple(sorter.static_order()))
    except CycleError as problem:
        cycle = problem.args[1]
        return Result((), (describe_cycle(cycle, configuration),))


NEEDS: WeakKeyDictionary[Configuration, Mapping[Unit, tuple[Unit, ...]]] = WeakKeyDictionary()


def needs_of(configuration: Configuration) -> Mapping[Unit, tuple[Unit, ...]]:
    """The dependencies of each unit: the same for all inputs, so computed once."""
    known = NEEDS.get(configuration)
    if known is None:
        needs: dict[Unit, tuple[Unit, ...]] = {}
        for path in sorted(configuration.modules):
            for unit, expressions in units_of(path, configuration):
                found = dict.fromkeys(needed(unit, expressions, configuration))
                needs[unit] = tuple(each for each in found if each is not None)
        known = NEEDS[configuration] = needs
    return known


def describe_cycle(cycle: list[Unit], configuration: Configuration) -> Diagnostic:
    chain = " → ".join(map(str, reversed(cycle)))
    names = ", ".join(sorted({f"{each} (expand)" for each in cycle}))
    detail = f"Each of these needs the next one to be known first: {chain}. Break the circle at one of them."
    spans = sorted(span for each in set(cycle) if (span := span_of(each, configuration)) is not None)
    return error(f"Cycle: {names}", detail, spans[0] if spans else None)


def span_of(unit: Unit, configuration: Configuration) -> Span | None:
    module = configuration.modules[unit.path]
    if unit.resource is not None:
        return module.resources[unit.resource].span
    match unit.kind:
        case "local":
            return module.locals[unit.name].span
        case "var":
            return module.variables[unit.name].span
        case "output":
            return module.outputs[unit.name].span
        case _:
            return None


def units_of(path: ModulePath, configuration: Configuration) -> Iterator[tuple[Unit, Iterable[Expression]]]:
    """The units of one module, each with the expressions that it must evaluate inside that module."""
    module = configuration.modules[path]
    for name in sorted(module.variables):
        yield Unit(path, "var", name), ()
    for name, local in sorted(module.locals.items()):
        yield Unit(path, "local", name), (local.value.expression,)
    for name, output in sorted(module.outputs.items()):
        yield Unit(path, "output", name), (output.value.expression,)
    for name, call in sorted(module.calls.items()):
        yield Unit(path, "call", name), written(call.count, call.for_each, call.enabled)
    for name, provider in sorted(module.providers.items()):
        yield Unit(path, "provider", name), [*written(provider.for_each), *expressions_of(provider)]
    for key, resource in sorted(module.resources.items()):
        meta = written(resource.count, resource.for_each, resource.enabled, resource.provider_key)
        expressions = [*meta, *expressions_of(resource), *conditions_of(resource)]
        yield Unit(path, "resource", resource.name, key), expressions


def written(*maybe: SourceExpression | None) -> list[Expression]:
    return [each.expression for each in maybe if each is not None]


def conditions_of(resource: Resource) -> Iterator[Expression]:
    """The conditions of a resource are checked as soon as its instances are made."""
    for each in (*resource.conditions, *resource.postconditions):
        yield from written(each.condition, each.error_message)


def expressions_of(thing: Resource | Provider) -> list[Expression]:
    found = [each.expression for each in thing.attributes.values()]
    for block in thing.blocks:
        found += expressions_in(wrapped(block))
    return found


def wrapped(block: WrittenBlock) -> Body:
    """A body with the block alone in it, so that a `dynamic` one is seen as such."""
    return Body(block.block.start, block.block.end, (), (block.block,))


def expressions_in(body: Body) -> list[Expression]:
    """The expressions of a body and of all blocks inside it."""
    return [expression for expression, _ in scoped_expressions(body)]


def scoped_expressions(body: Body) -> list[tuple[Expression, frozenset[str]]]:
    """The same, each with the iterator names of the dynamic blocks around it."""
    found: list[tuple[Expression, frozenset[str]]] = []
    stack: list[tuple[Body, frozenset[str]]] = [(body, frozenset())]
    while stack:
        top, bound = stack.pop()
        found += [(each.expression, bound) for each in top.attributes]
        for block in top.blocks:
            if block.type != "dynamic":
                stack.append((block.body, bound))
                continue
            inside = bound | {iterator_of(block)}
            found += [(each.expression, bound) for each in block.body.attributes if each.name != "iterator"]
            stack += [(each.body, inside) for each in block.body.blocks]
    return found


def iterator_of(dynamic: Block) -> str:
    """The name under which the content of a dynamic block sees its element."""
    for attribute in dynamic.body.attributes:
        if attribute.name == "iterator":
            name = name_of(attribute.expression)  # in JSON syntax it is between quotes
            if name is not None:
                return name
    return dynamic.labels[0].text if dynamic.labels else ""


def depended_on(path: ModulePath, resource: Resource, configuration: Configuration) -> Iterator[Unit]:
    """The targets of `depends_on` of a data source, and of the module calls around it: it is read after all of them."""
    for each in resource.depends_on:
        yield from named(each.expression, path, configuration)
        yield from resources_below(each.expression, path, configuration)
    for depth in range(len(path), 0, -1):
        outer = path[: depth - 1]
        for each in configuration.modules[outer].calls[path[depth - 1]].depends_on:
            yield from named(each.expression, outer, configuration)
            yield from resources_below(each.expression, outer, configuration)


def needed(
    unit: Unit, expressions: Iterable[Expression], configuration: Configuration
) -> Iterator[Unit | None]:
    path = unit.path
    if path:
        yield Unit(path[:-1], "call", path[-1])
    if unit.kind == "var" and path:
        call = configuration.modules[path[:-1]].calls[path[-1]]
        argument = call.arguments.get(unit.name)
        if argument is not None:
            yield from named(argument.expression, path[:-1], configuration)
    if unit.resource is not None:
        resource = configuration.modules[path].resources[unit.resource]
        yield provider_unit(path, resource, configuration)
        if resource.mode == "data":
            yield from depended_on(path, resource, configuration)
        for key, place in provider_keys(path, resource.provider, configuration):
            yield from named(key.expression, place, configuration)
    for expression in expressions:
        yield from named(expression, path, configuration)


def resources_below(expression: Expression, path: ModulePath, configuration: Configuration) -> Iterator[Unit]:
    """The resources of the module calls that an expression names: to depend on a module is to depend on all of them."""
    for each in referents(expression):
        inside = (*path, each.name)
        for below, module in configuration.modules.items() if each.kind == "module" else ():
            if below[: len(inside)] == inside:
                yield from (Unit(below, "resource", key[2], key) for key in module.resources)


def named(expression: Expression, path: ModulePath, configuration: Configuration) -> Iterator[Unit]:
    """The units that an expression in the module at `path` names."""
    for each in referents(expression):
        yield from unit_named(each, path, configuration)


def unit_named(named: Referent, path: ModulePath, configuration: Configuration) -> Iterator[Unit]:
    match named.kind:
        case "var" | "local":
            yield Unit(path, named.kind, named.name)
        case "resource":
            yield Unit(path, "resource", named.name, (named.mode, named.type, named.name))
        case "module":
            below = (*path, named.name)
            module = configuration.modules.get(below)
            yield Unit(path, "call", named.name)
            if module is None:
                return
            outputs = [named.output] if named.output in module.outputs else sorted(module.outputs)
            yield from (Unit(below, "output", each) for each in outputs)
        case _:
            return


def provider_unit(path: ModulePath, resource: Resource, configuration: Configuration) -> Unit | None:
    """The provider block that configures a resource, in its module or in one above it."""
    place = find_provider(path, resource.provider, configuration)
    return Unit(place[0], "provider", place[1]) if place else None


def provider_keys(
    path: ModulePath, name: str, configuration: Configuration
) -> Iterator[tuple[SourceExpression, ModulePath]]:
    """The keys in module calls on the path from a module up to the provider block, and the modules with those calls."""
    while path and name not in configuration.modules[path].providers:
        call = configuration.modules[path[:-1]].calls[path[-1]]
        key = call.provider_keys.get(name)
        if key is not None:
            yield key, path[:-1]
        name = call.providers.get(name, name)
        path = path[:-1]


def find_provider(path: ModulePath, name: str, configuration: Configuration) -> tuple[ModulePath, str] | None:
    """Follow `providers = {…}` of module calls, and inheritance of default ones, up to a provider block."""
    while True:
        if name in configuration.modules[path].providers:
            return path, name
        if not path:
            return None
        call = configuration.modules[path[:-1]].calls[path[-1]]
        if name in call.providers:
            name = call.providers[name]
        elif "." in name:
            return None
        path = path[:-1]
