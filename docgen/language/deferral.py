"""Data sources that Terraform reads only when it applies.

A data source whose `depends_on`, or that of a module call around it, leads to a managed resource with changes is not read
while planning: https://developer.hashicorp.com/terraform/language/data-sources#dependencies. In the plan of a first
apply, every managed resource that exists has changes.
Source: ReferenceMap.dependsOn, https://github.com/hashicorp/terraform/blob/v1.15.5/internal/terraform/transform_reference.go
"""

from collections.abc import Container, Iterator
from typing import TypeAlias

from docgen.language.order import Unit, conditions_of, expressions_of, needs_of, unit_named, written
from docgen.terraform.module import Configuration, ModulePath, Resource, ResourceKey, SourceExpression
from docgen.terraform.references import Referent, referents

Place: TypeAlias = tuple[ModulePath, ResourceKey]


def awaited(
    resource: Resource, path: ModulePath, configuration: Configuration, made: Container[Place]
) -> Place | None:
    """A managed resource that a data source in the module at `path` waits for; None where it waits for none.

    `made` has the resources of which there is an instance.
    """
    for named, place in explicit_dependencies(resource, path, configuration):
        for each in referents(named.expression):
            for found in managed_behind(each, place, configuration):
                if found in made:
                    return found
    return None


def pending_behind(
    resource: Resource, path: ModulePath, configuration: Configuration, made: Container[Place]
) -> Place | None:
    """A managed resource that the arguments of a data source name; None where there is none.

    To Terraform that is as good as a `depends_on`: it reads the data source when it applies, even where all arguments are
    known. With a condition of its own, a data source waits for what is behind its references as well.
    Source: ReferenceMap.dataDependsOn in the file above; dependenciesHavePendingChanges in
    https://github.com/hashicorp/terraform/blob/v1.11.4/internal/terraform/node_resource_abstract_instance.go
    """
    meta = written(resource.count, resource.for_each, resource.enabled)
    transitive = bool(resource.conditions or resource.postconditions)
    for expression in (*meta, *expressions_of(resource), *conditions_of(resource)):
        for each in referents(expression):
            if each.kind == "resource" and each.mode == "managed":
                place: Place = (path, ("managed", each.type, each.name))
                if place in made:
                    return place
            if not transitive:
                continue
            for found in managed_behind(each, path, configuration):
                if found in made:
                    return found
    return None


def explicit_dependencies(
    resource: Resource, path: ModulePath, configuration: Configuration
) -> Iterator[tuple[SourceExpression, ModulePath]]:
    """The targets of `depends_on` of the data source and of the module calls around it, with the module of each."""
    for each in resource.depends_on:
        yield each, path
    for depth in range(len(path), 0, -1):
        outer = path[: depth - 1]
        for each in configuration.modules[outer].calls[path[depth - 1]].depends_on:
            yield each, outer


def managed_behind(named: Referent, path: ModulePath, configuration: Configuration) -> Iterator[Place]:
    """The managed resources that a reference leads to; of another data source, none."""
    if named.kind == "resource":
        if named.mode == "managed":
            yield path, (named.mode, named.type, named.name)
        return
    if named.kind == "module":
        inside = (*path, named.name)
        for below, module in configuration.modules.items():
            if below[: len(inside)] == inside:
                yield from ((below, key) for key in module.resources if key[0] == "managed")
    needs = needs_of(configuration)
    stack = list(unit_named(named, path, configuration))
    seen: set[Unit] = set()
    while stack:
        unit = stack.pop()
        if unit in seen:
            continue
        seen.add(unit)
        if unit.resource is not None and unit.resource[0] == "managed":
            yield unit.path, unit.resource
        stack += needs.get(unit, ())
