"""The units that must be evaluated again when some units of a configuration change."""

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from docgen.language.order import Unit, needs_of
from docgen.language.scope import Scope
from docgen.terraform.module import Configuration, ModulePath

NEEDED_BY: WeakKeyDictionary[Configuration, Mapping[Unit, tuple[Unit, ...]]] = WeakKeyDictionary()


def dependents(configuration: Configuration, changed: Iterable[Unit]) -> frozenset[Unit]:
    """The units themselves, and all that need one of them, directly or by way of others."""
    needed_by = needed_by_of(configuration)
    found: set[Unit] = set()
    stack = list(changed)
    while stack:
        unit = stack.pop()
        if unit not in found:
            found.add(unit)
            stack += needed_by.get(unit, ())
    return frozenset(found)


def needed_by_of(configuration: Configuration) -> Mapping[Unit, tuple[Unit, ...]]:
    known = NEEDED_BY.get(configuration)
    if known is None:
        lists: dict[Unit, list[Unit]] = {}
        for unit, needs in needs_of(configuration).items():
            for each in needs:
                lists.setdefault(each, []).append(unit)
        known = NEEDED_BY[configuration] = {unit: tuple(found) for unit, found in lists.items()}
    return known


def copied_scopes(
    scopes: Mapping[ModulePath, Iterable[Scope]], affected: frozenset[Unit]
) -> dict[ModulePath, list[Scope]]:
    """The scopes, each a copy without what is affected; those of affected module calls are left out, they are made again."""
    gone = {(*unit.path, unit.name) for unit in affected if unit.kind == "call"}
    copies: dict[int, Scope] = {}
    found: dict[ModulePath, list[Scope]] = {}
    for path in sorted(scopes, key=len, reverse=True):  # callers after what they call
        if any(path[:depth] in gone for depth in range(1, len(path) + 1)):
            continue
        found[path] = []
        for each in scopes[path]:
            copies[id(each)] = each.copied(copies)
            found[path].append(copies[id(each)])
    for unit in affected:
        for scope in found.get(unit.path, ()):
            if unit.kind == "output":
                scope.outputs.pop(unit.name, None)  # an entry counts as known
            elif unit.resource is not None:
                scope.instances.pop(unit.resource, None)
    return {path: found[path] for path in scopes if path in found}
