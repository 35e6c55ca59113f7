"""The head of the evidence pack: its source, its tool and parameters, how much was seen, and what is not covered.

An examiner relies on evidence only where its source, its parameters, its completeness and its accuracy can be checked
(AT-C 205.36, information produced by the entity). Nothing here depends on a clock or on the machine.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.pages.sentences.not_seen import not_seen_text


class InputFile(msgspec.Struct, frozen=True):
    """A file of the revision that was read."""

    path: str  # from the folder of docgen.yml
    sha256: str
    size: int  # bytes


class Source(msgspec.Struct, frozen=True):
    """The revision that was evaluated."""

    revision: str  # the commit, in hexadecimal
    tree: str  # its files, as git names them
    committed: dt.datetime  # in UTC
    folder: str  # of docgen.yml, from the top of the repository: "" or "infra/"


class Coverage(msgspec.Struct, frozen=True):
    """How much of one environment was seen, in numbers."""

    environment: str
    root: str
    resources: int
    modelled: int
    uncounted: int  # of which the number is not known
    values: int  # set on modelled resources
    known: int
    gaps: int
    not_modelled: Mapping[str, int]  # types, with how many resources of each
    not_seen: tuple[str, ...]  # clauses: code that is missing, what its presence could change


class Head(msgspec.Struct, frozen=True):
    project: str
    source: Source
    version: str  # of docgen
    schema: int  # of the facts
    command: str  # that makes the same pack
    judged_on: dt.date  # the day that decides whether waivers and reasons have ended
    coverage: tuple[Coverage, ...]
    not_covered: tuple[str, ...]  # sentences
    warnings: tuple[str, ...]  # what was said while it was evaluated, beside gaps
    inputs: tuple[InputFile, ...]


def coverage_of(facts: EnvironmentFacts) -> Coverage:
    inventory = facts.network.inventory
    values, known = facts.coverage
    types: dict[str, int] = {}
    for each in inventory:
        if not each.modelled:
            types[each.address.type] = types.get(each.address.type, 0) + 1
    missing = facts.not_seen
    unseen: Sequence[Missing] = (*missing.anything, *missing.unlinked, *missing.rules, *missing.count_unknown)
    return Coverage(
        facts.name,
        facts.root,
        len(inventory),
        sum(each.modelled for each in inventory),
        sum(each.count_unknown for each in inventory),
        values,
        known,
        sum(each.gap is not None for each in facts.gaps),
        dict(sorted(types.items(), key=lambda each: (-each[1], each[0]))),
        tuple(dict.fromkeys(map(not_seen_text, unseen))),
    )


def moment_text(moment: dt.datetime) -> str:
    """`2026-11-28T14:02:11Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def source_rows(head: Head) -> tuple[tuple[str, str], ...]:
    """The source, the tool and the parameters of the evaluation: names and texts."""
    source = head.source
    return (
        ("Project", head.project),
        ("Revision", source.revision),
        ("Files of the revision (git tree)", source.tree),
        ("Committed", moment_text(source.committed)),
        ("Folder of docgen.yml", source.folder or "the top of the repository"),
        ("Made by", f"docgen {head.version}, schema {head.schema} of facts"),
        ("Command", head.command),
        ("Day for waivers and reasons", head.judged_on.isoformat()),
    )


COVERAGE = (
    "Environment",
    "Root",
    "Resources",
    "Modelled",
    "Of unknown number",
    "Values",
    "Known",
    "Unknown",
    "Gaps",
)


def coverage_rows(head: Head) -> tuple[tuple[str | int, ...], ...]:
    """The coverage: a row for each environment, under the names of `COVERAGE`."""
    return tuple(
        (
            each.environment,
            each.root,
            each.resources,
            each.modelled,
            each.uncounted,
            each.values,
            each.known,
            each.values - each.known,
            each.gaps,
        )
        for each in head.coverage
    )
