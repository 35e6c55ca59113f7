"""The facts that changed since the documentation was last built."""

from typing import Any

import msgspec

from docgen.analysis.compare import Change, compare_facts
from docgen.analysis.facts import EnvironmentFacts
from docgen.app.documents import content_at
from docgen.app.site import FACTS, Site
from docgen.exports.facts import facts_json
from docgen.source.gap import GapKind
from docgen.source.text import lenient_text
from docgen.source.tree import Unreadable, join
from docgen.workspace.project import Project


class StoredGap(msgspec.Struct):
    """What the pages did not know when they were made."""

    kind: str
    cause: str = ""


class StoredEnvironment(msgspec.Struct):
    gaps: tuple[StoredGap, ...] = ()


class StoredGaps(msgspec.Struct):
    environments: dict[str, StoredEnvironment] = {}


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
        stored = msgspec.convert(stored_facts(project), StoredGaps).environments
    except msgspec.ValidationError:
        return ()
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


def find_drift(project: Project, site: Site) -> tuple[Change, ...]:
    """The changes since the facts that stand beside the pages; none where there are no such facts."""
    old = stored_facts(project)
    return compare_facts(old, facts_json(site.facts)) if old else ()


def stored_facts(project: Project) -> dict[str, Any]:
    """The facts as the last build wrote them; empty where there are none, or where the file is no JSON."""
    try:
        raw = content_at(project.tree, join(project.settings.docs, FACTS), None)
    except Unreadable:
        return {}
    try:
        found = msgspec.json.decode(lenient_text(raw or b""))
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}
