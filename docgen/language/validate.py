"""What Terraform rejects before it computes anything: undeclared names, unexpected arguments.

Checked for every expression, also of resources that end up with no instance, as `terraform validate` does.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from docgen.language.order import scoped_expressions, wrapped
from docgen.language.scope import RunContext, Scope, resource_name
from docgen.source.address import ModuleStep
from docgen.source.diagnostic import Code, Diagnostic, did_you_mean, error, unknown_because
from docgen.source.gap import GapKind
from docgen.source.text import SourceFile
from docgen.terraform.module import (
    Condition,
    Configuration,
    Module,
    ModulePath,
    Provider,
    Resource,
    SourceExpression,
)
from docgen.terraform.references import Referent, referents
from docgen.values.failure import Failure

REMEDY = "Run the build step that completes this root module before docgen, or give variables under `vars:` in docgen.yml."
MAX_MISTAKES = 500  # mistakes of one module that are looked for; more are not read by anybody


def validate_references(configuration: Configuration) -> Iterator[Diagnostic]:
    """One diagnostic for each name that is used and not declared, in the order of modules and files."""
    for path in sorted(configuration.modules):
        module = configuration.modules[path]
        names = undeclared(path, module, incomplete=configuration.incomplete)
        problems = chain(names, wrong_arguments(path, module, configuration))
        found = islice(problems, MAX_MISTAKES)
        yield from sorted(found, key=lambda each: (each.subject is None, each.subject))


def undeclared(path: ModulePath, module: Module, *, incomplete: bool) -> Iterator[Diagnostic]:
    names = Scope(tuple(ModuleStep(each) for each in path), path, module, ".", RunContext("", ".", ""))
    for written, bound in expressions_of(module):
        for each in referents(written.expression):
            if each.root in bound:
                continue
            problem = problem_of(each, written.file, names)
            if problem is not None:
                is_gap = incomplete and problem.code is Code.UNDECLARED_REFERENCE
                yield as_gap(problem, each) if is_gap else problem


def as_gap(problem: Diagnostic, named: Referent) -> Diagnostic:
    """A reference to an undeclared name where a build step adds files, one of which may declare it."""
    is_resource = named.kind == "resource"
    return unknown_because(
        GapKind.FILE,
        resource_name(named.mode, named.type, named.name) if is_resource else f"{named.kind}.{named.name}",
        problem.summary,
        f"{problem.detail} The root module is incomplete (`incomplete: true` in docgen.yml), so this value is unknown.",
        problem.subject,
        remedy=REMEDY,
    )


def expressions_of(module: Module) -> Iterator[tuple[SourceExpression, frozenset[str]]]:
    """Every expression of a module that may name other things of it, with the iterators that it may use."""
    for written in plain_expressions(module):
        yield written, frozenset()
    things: list[Resource | Provider] = [*module.resources.values(), *module.providers.values()]
    for thing in things:
        for block in thing.blocks:
            for expression, bound in scoped_expressions(wrapped(block)):
                yield SourceExpression(expression, block.file), bound


def plain_expressions(module: Module) -> Iterator[SourceExpression]:
    for local in module.locals.values():
        yield local.value
    for output in module.outputs.values():
        yield output.value
        yield from in_conditions(output.preconditions)
        yield from output.depends_on
    for variable in module.variables.values():
        yield from in_conditions(variable.validations)
    for call in module.calls.values():
        yield from call.arguments.values()
        yield from present(call.count, call.for_each, call.enabled, *call.provider_keys.values())
        yield from call.depends_on
    things: list[Resource | Provider] = [*module.resources.values(), *module.providers.values()]
    for thing in things:
        yield from thing.attributes.values()
    for provider in module.providers.values():
        yield from present(provider.for_each)
    for resource in module.resources.values():
        yield from present(resource.count, resource.for_each, resource.enabled, resource.provider_key)
        yield from (*resource.depends_on, *resource.triggers)
        yield from in_conditions((*resource.conditions, *resource.postconditions))


def present(*maybe: SourceExpression | None) -> Iterator[SourceExpression]:
    return (each for each in maybe if each is not None)


def in_conditions(conditions: Iterable[Condition]) -> Iterator[SourceExpression]:
    for each in conditions:
        yield each.condition
        yield each.error_message


def problem_of(named: Referent, file: SourceFile, names: Scope) -> Diagnostic | None:
    """The error in one reference; None if it is declared, or if only evaluation can decide."""
    assert named.node is not None  # noqa: S101 - referents() always gives it
    span = file.span(named.node.start, named.node.end)
    module = names.module
    declared = {
        "var": named.name in module.variables,
        "local": named.name in module.locals,
        "module": named.name in module.calls,
        "resource": (named.mode, named.type, named.name) in module.resources or named.node is None,
    }
    if declared.get(named.kind, named.kind in {"each", "count", "self"}):
        return None
    try:
        if named.kind == "unsuitable":
            names.bare(named.name, span)
        elif named.kind == "resource":
            names.resource(named.mode, named.type, named.name, span)
        else:
            names.root_attribute(named.kind, named.name, span)
    except Failure as problem:
        return problem.diagnostic
    return None


def wrong_arguments(path: ModulePath, module: Module, configuration: Configuration) -> Iterator[Diagnostic]:
    for name, call in sorted(module.calls.items()):
        child = configuration.modules.get((*path, name))
        if child is None:
            continue
        for argument, written in call.arguments.items():
            if argument not in child.variables:
                hint = did_you_mean(argument, child.variables)
                detail = f'An argument named "{argument}" is not expected here: module "{name}" has no such variable.{hint}'
                yield error("Unsupported argument", detail, written.span)
        for variable in child.variables.values():
            if variable.default is None and variable.name not in call.arguments:
                detail = f'The argument "{variable.name}" is required, but no definition was found.'
                yield error("Missing required argument", detail, call.span)
