"""The head of the evidence pack: from what, by what and how it was made, how much was seen, and what is not covered.

An examiner relies on evidence only where its source, its parameters, its completeness and its accuracy can be checked
(AT-C 205.36, information produced by the entity). Nothing here depends on a clock or on the machine.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.exports.pack.table import Json, PackTable
from docgen.pages.sentences.not_seen import not_seen_text

LIVE = "The live state of any AWS account: everything here is from the configuration, as the revision has it."
ACCESS = (
    "Access is judged by the policies of the configuration: service control policies, resource control policies and permissions "
    "that are given elsewhere are not seen."
)
WORKING_TREE = "Changes that are not committed: only the revision was read."
NETWORK = (
    "What happens inside operating systems and applications: host firewalls, and what software listens on."
)
NO_OSCAL = "OSCAL assessment results: the extra `oscal` is not installed where the pack was made."
NO_PDF = (
    "A PDF: its bytes depend on the fonts and libraries of the machine. Print `print.html`, or give `--pdf` where the same bytes "
    "are not needed."
)
PDF_VARIES = (
    "`print.pdf` is the one file whose bytes depend on the fonts and libraries of the machine that made it."
)
SHALLOW = "Who changed lines before the oldest commit of this shallow clone."
OWN_RULES = "Rules in Python that docgen.yml names: they run only with `--own-rules`."
REMOTES = "Which modules are this repository's own is decided by the addresses of the remotes of the clone."


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
    """How much of one environment was seen."""

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


def head_json(
    head: Head, tables: Sequence[PackTable], files: Sequence[str], gaps: Mapping[str, Sequence[Json]]
) -> Json:
    """`files`: all but the head itself and the sums; `gaps`: of `facts_json`, by environment."""
    made: Json = {
        "schema": 1,
        "project": head.project,
        "source": {
            "revision": head.source.revision,
            "tree": head.source.tree,
            "committed": moment_text(head.source.committed),
            "folder": head.source.folder,
        },
        "made_by": {"docgen": head.version, "facts_schema": head.schema, "command": head.command},
        "judged_on": head.judged_on.isoformat(),
        "coverage": [msgspec.to_builtins(each) for each in head.coverage],
        "not_covered": list(head.not_covered),
        "warnings": list(head.warnings),
        "gaps": {name: list(each) for name, each in gaps.items()},
        "tables": [{"path": each.path, "title": each.title, "rows": len(each.rows)} for each in tables],
        "files": list(files),
        "inputs": [msgspec.to_builtins(each) for each in head.inputs],
    }
    return made


def moment_text(moment: dt.datetime) -> str:
    """`2026-11-28T14:02:11Z`."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
