"""The facts that changed since the documentation was last built."""

import msgspec

from docgen.analysis.changes import Change
from docgen.analysis.compare import compare_facts
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.snapshot import Snapshot, UnreadableSnapshot, read_snapshot, to_snapshot
from docgen.app.documents import content_at
from docgen.app.site import FACTS, Site
from docgen.exports.facts import facts_json
from docgen.source.gap import GapKind
from docgen.source.text import lenient_text
from docgen.source.tree import Unreadable, join
from docgen.workspace.project import Project


class LostModule(msgspec.Struct, frozen=True, order=True):
    """A module whose code was there when the pages were made, and is not now."""

    source: str  # and its version, as the gap names it
    environments: tuple[str, ...]
    remedy: str


def lost_modules(project: Project, site: Site) -> tuple[LostModule, ...]:
    """The modules without code now that had code when the stored facts were made, by source.

    Empty where no facts are stored, or where they were made by another version.
    """
    try:
        snapshot = stored_facts(project)
    except UnreadableSnapshot:
        return ()
    stored = snapshot.environments if snapshot else {}
    environments: dict[str, list[str]] = {}
    remedies: dict[str, str] = {}
    for facts in site.facts.environments:
        if facts.name in stored:
            before = {each.cause for each in stored[facts.name].gaps if each.kind == GapKind.MODULE.value}
            for source, remedy in missing_modules(facts).items():
                if source not in before:
                    environments.setdefault(source, []).append(facts.name)
                    remedies[source] = remedy
    return tuple(
        sorted(LostModule(each, tuple(names), remedies[each]) for each, names in environments.items())
    )


def missing_modules(facts: EnvironmentFacts) -> dict[str, str]:
    """The modules without code, and what brings their code."""
    gaps = [each.gap for each in facts.gaps if each.gap is not None]
    return {each.cause: each.remedy for each in gaps if each.kind is GapKind.MODULE}


class Drift(msgspec.Struct, frozen=True):
    """The facts that changed since the pages were made."""

    changes: tuple[Change, ...] = ()
    unreadable: str = ""  # why the facts beside the pages cannot be compared; empty where they can


def find_drift(project: Project, site: Site) -> Drift:
    """The changes since the facts beside the pages; none if there are no such facts."""
    try:
        old = stored_facts(project)
    except UnreadableSnapshot as problem:
        return Drift(unreadable=str(problem))
    return Drift(compare_facts(old, to_snapshot(facts_json(site.facts)))) if old else Drift()


def stored_facts(project: Project) -> Snapshot | None:
    """The facts as the last build wrote them; None where there are none. Raises `UnreadableSnapshot`."""
    try:
        raw = content_at(project.tree, join(project.settings.docs, FACTS), None)
    except Unreadable:
        return None
    return None if raw is None else read_snapshot(lenient_text(raw).encode())
