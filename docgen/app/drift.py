"""The facts that moved since the documentation was last built."""

from typing import Any

import msgspec

from docgen.analysis.compare import Change, compare_facts
from docgen.app.facts_json import facts_json
from docgen.app.project import Project
from docgen.app.site import FACTS, Site
from docgen.source.text import lenient_text
from docgen.source.tree import Unreadable, join


def find_drift(project: Project, site: Site) -> tuple[Change, ...]:
    """The changes since the facts that stand beside the pages; none where there are no such facts."""
    old = stored_facts(project)
    return compare_facts(old, facts_json(site.facts)) if old else ()


def stored_facts(project: Project) -> dict[str, Any]:
    try:
        raw = project.tree.read(join(project.settings.docs, FACTS))
        found = msgspec.json.decode(lenient_text(raw))
    except (Unreadable, msgspec.DecodeError):
        return {}
    return found if isinstance(found, dict) else {}
