"""The scopes of docgen.yml: errors in how they are written, and selectors that no resource matches."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.scope import Scope
from docgen.analysis.scopes import address_texts, answers, module_texts
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
from docgen.source.span import Span
from docgen.source.tree import Tree, read_source
from docgen.workspace.settings_model import ScopeSettings, Settings
from docgen.workspace.yaml_loader import compose_yaml
from docgen.workspace.yaml_places import YamlPlaces

Place = Callable[..., Span | None]
SEPARATORS = frozenset(";?,\n")  # between names of scopes, and after one that is undecided


def checked_scopes(scopes: Mapping[str, ScopeSettings], place: Place) -> Iterator[Diagnostic]:
    """`place`: of a path of keys below `scopes`."""
    for name, each in scopes.items():
        if not name.strip() or SEPARATORS & set(name):
            detail = f'"{name}" cannot be the name of a scope: it has no letter, or one of ; ? and the comma.'
            yield error("Invalid scope", detail, place(key=name))
        if not (each.tags or each.modules or each.addresses):
            detail = "A scope needs `tags`, `modules` or `addresses` that say what is inside."
            yield error("Empty scope", detail, place(key=name))
        for key in ("modules", "addresses"):
            for index, pattern in enumerate(getattr(each, key)):
                if not pattern.strip():
                    yield error("Invalid scope", "A pattern is needed here.", place(name, key, str(index)))


def check_scopes(
    tree: Tree, settings: Settings, environments: Sequence[EnvironmentFacts], path: str
) -> Iterator[Diagnostic]:
    """An error for each pattern of a scope that no resource of any environment fits. `path`: of docgen.yml.

    Where code is missing that may hold such a resource, or where one may fit, there is none.
    """
    if not settings.scopes or any(each.not_seen.anything for each in environments):
        return
    file = read_source(tree, path).value
    places = YamlPlaces(path, compose_yaml(file.text) if file is not None else None)
    items = [item for each in environments for item in each.network.inventory]
    for name, written in settings.scopes.items():
        scope = written.scope(name)
        used = {part for item in items for part, answer in answers(scope, item) if answer is not False}
        for key, pattern in parts(scope):
            if (key, pattern) not in used:
                inside = ["scopes", name, key]
                index = [str(getattr(written, key).index(pattern))] if pattern else []
                detail = unmatched_text(key, pattern, environments)
                yield error("Scope without a resource", detail, places.span([*inside, *index]))


def parts(scope: Scope) -> Iterator[tuple[str, str]]:
    """The parts as `answers` names them."""
    if scope.tags:
        yield "tags", ""
    yield from (("modules", each) for each in scope.modules)
    yield from (("addresses", each) for each in scope.addresses)


def unmatched_text(key: str, pattern: str, environments: Sequence[EnvironmentFacts]) -> str:
    items = [item.address for each in environments for item in each.network.inventory]
    if key == "tags":
        return "No resource of any environment has all of these tags."
    noun, texts = ("module", module_texts) if key == "modules" else ("resource", address_texts)
    known = {text for each in items for text in texts(each)}
    return f'No {noun} of any environment is called "{pattern}".{did_you_mean(pattern, known)}'
