"""Root modules that cannot be evaluated as they are in the repository.

A repository may hold some that nobody runs any more, or that a pipeline completes first. They are left out, each with
its first mistake, so that the others can be documented.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from docgen.discovery.plan import Plan
from docgen.discovery.roots import Root
from docgen.discovery.survey import below
from docgen.source.diagnostic import Diagnostic
from docgen.source.span import Span


def refused_roots(plan: Plan, errors: Iterable[Diagnostic], text: str) -> Mapping[str, str]:
    """The root modules that the errors are in, by folder, each with its first error; `text` is that of docgen.yml."""
    lines = text.split("\n")
    found: dict[str, str] = {}
    for each in errors:
        if each.subject is not None:
            for root in roots_at(each.subject, plan.roots, lines):
                found.setdefault(root.folder, f"{each.subject.path}:{each.subject.line}: {each.summary}")
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


def without(plan: Plan, refused: Mapping[str, str]) -> Plan:
    """The plan without these root modules; environments that have none left are gone."""
    kept = {
        name: [each for each in variants if each.root.folder not in refused]
        for name, variants in plan.environments.items()
    }
    left_out = {**plan.left_out, **refused}
    return msgspec.structs.replace(
        plan, environments={name: each for name, each in kept.items() if each}, left_out=left_out
    )
