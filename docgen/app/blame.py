"""The sources of failing expressions: root variables, and the workspace."""

import posixpath
from collections.abc import Iterable, Iterator

from docgen.hcl.nodes import Expression
from docgen.language.validate import expressions_of
from docgen.source.diagnostic import Diagnostic
from docgen.source.span import Span
from docgen.terraform.module import Configuration, ModulePath, SourceExpression
from docgen.terraform.references import Referent, referents

WORKSPACE = "terraform.workspace"
MAX_NAMES = 2_000  # names that are followed


def named_by_errors(configuration: Configuration, errors: Iterable[Diagnostic]) -> frozenset[str]:
    """The variables of the root module that the failing expressions depend on, and "terraform.workspace".

    Followed are variables, local values, outputs of modules, and the number of instances of a resource.
    """
    waiting: list[tuple[ModulePath, Referent]] = []
    found: set[str] = set()
    for each in errors:
        if each.subject is not None:
            waiting += failing(configuration, each.subject)
            found |= {
                name
                for name, variable in configuration.root_module.variables.items()
                if variable.span == each.subject
            }
    seen: set[tuple[ModulePath, str, str, str, str]] = set()
    while waiting and len(seen) < MAX_NAMES:
        path, named = waiting.pop()
        key = (path, named.kind, named.type, named.name, named.output)
        if key in seen:
            continue
        seen.add(key)
        if named.kind in {"terraform", "tofu"} and named.name == "workspace":
            found.add(WORKSPACE)
        elif named.kind == "var" and not path:
            found.add(named.name)
        else:
            waiting += behind(configuration, path, named)
    return frozenset(found)


def failing(configuration: Configuration, subject: Span) -> Iterator[tuple[ModulePath, Referent]]:
    """The names in the expressions around a place."""
    folder = posixpath.dirname(subject.path) or "."
    for path, module in configuration.modules.items():
        if module.folder == folder:
            for written, _ in expressions_of(module):
                if written.file.path == subject.path and is_around(written.span, subject):
                    yield from named_in(path, written.expression)


def is_around(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def named_in(path: ModulePath, expression: Expression) -> Iterator[tuple[ModulePath, Referent]]:
    return ((path, each) for each in referents(expression))


def behind(
    configuration: Configuration, path: ModulePath, named: Referent
) -> Iterator[tuple[ModulePath, Referent]]:
    """The sources of a name's value."""
    module = configuration.modules[path]
    place, written = path, list[SourceExpression | None]()
    if named.kind == "var":
        place = path[:-1]
        written = [configuration.modules[place].calls[path[-1]].arguments.get(named.name)]
    elif named.kind == "local" and named.name in module.locals:
        written = [module.locals[named.name].value]
    elif named.kind == "module" and (*path, named.name) in configuration.modules:
        place = (*path, named.name)
        outputs = configuration.modules[place].outputs
        written = [each.value for name, each in outputs.items() if named.output in {"", name}]
        call = module.calls[named.name]
        for each in (call.count, call.for_each):
            if each is not None:
                yield from named_in(path, each.expression)
    elif named.kind == "resource":
        resource = module.resources.get((named.mode, named.type, named.name))
        written = [resource.count, resource.for_each] if resource is not None else []
    for each in written:
        if each is not None:
            yield from named_in(place, each.expression)
