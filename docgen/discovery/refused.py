"""Root modules that cannot be evaluated as they are in the repository, and what a plan says of them.

A repository may hold some that no one runs any more, or that a pipeline completes first. Each is left out where it has errors,
with the first of them, so that the others can be documented.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from docgen.discovery.plan import Plan
from docgen.discovery.roots import Root
from docgen.discovery.survey import below
from docgen.discovery.variants import Variant
from docgen.source.diagnostic import Diagnostic
from docgen.source.span import Span

Place = tuple[str, str]
"""An environment and the folder of a root module in it."""


def refused_roots(plan: Plan, errors: Iterable[Diagnostic], text: str) -> Mapping[str, Diagnostic]:
    """The root modules that the errors are in, by folder, each with its first error; `text` is that of docgen.yml."""
    lines = text.split("\n")
    found: dict[str, Diagnostic] = {}
    for each in errors:
        if each.subject is not None:
            for root in roots_at(each.subject, plan.roots, lines):
                found.setdefault(root.folder, each)
    return found


def roots_at(span: Span, roots: Sequence[Root], lines: Sequence[str]) -> list[Root]:
    """The root module of the file; else those that call the file's module, or that docgen.yml names on the line."""
    folder = span.path.rpartition("/")[0] or "."
    holders = [each for each in roots if each.folder == folder]
    callers = [each for each in roots if any(one.folder == folder for one in each.modules)]
    named = [
        each for each in roots if span.path == "docgen.yml" and each.folder in words_at(lines, span.line)
    ]
    around = [each for each in roots if each.folder != "." and below(span.path, each.folder)]
    return named or holders or callers or around


def words_at(lines: Sequence[str], number: int) -> set[str]:
    line = lines[number - 1] if number <= len(lines) else ""
    return {each.strip('",') for each in line.split()} | {line.partition("root:")[2].strip(' "')}


def changed(plan: Plan, variants: Mapping[Place, Variant]) -> Plan:
    """The plan with other variants in some places."""
    environments = {
        name: [variants.get((name, each.root.folder), each) for each in placed]
        for name, placed in plan.environments.items()
    }
    return msgspec.structs.replace(plan, environments=environments)


def without(plan: Plan, refused: Mapping[Place, str]) -> Plan:
    """The plan without the root modules in these places, each with the reason; environments that have none left are gone."""
    kept = {
        name: [each for each in variants if (name, each.root.folder) not in refused]
        for name, variants in plan.environments.items()
    }
    remaining = {each.root.folder for variants in kept.values() for each in variants}
    left_out = dict(plan.left_out)
    for folder in dict.fromkeys(folder for _, folder in refused):
        if folder not in remaining:  # in none any more: not in some of them
            left_out = {name: why for name, why in left_out.items() if not name.startswith(f"{folder} (in ")}
        for why in dict.fromkeys(text for place, text in refused.items() if place[1] == folder):
            names = [name for (name, each), text in refused.items() if each == folder and text == why]
            left_out[f"{folder} (in {', '.join(names)})" if folder in remaining else folder] = why
    return msgspec.structs.replace(
        plan, environments={name: each for name, each in kept.items() if each}, left_out=left_out
    )
