"""Controls whose verdict changed."""

from collections.abc import Iterator

from docgen.analysis.changes import Place
from docgen.analysis.facts import EnvironmentFacts
from docgen.delta.levers import Levers
from docgen.delta.model import Area, ControlEvent, Direction, Item
from docgen.delta.renames import Renaming
from docgen.delta.unseen import Unseen
from docgen.rules.catalogue import catalogue
from docgen.rules.judgement import ControlVerdict, Judgement
from docgen.rules.table import find_judgements

BROKEN, UNDECIDED = ControlVerdict.BROKEN, ControlVerdict.UNDECIDED


def compare_controls(  # noqa: PLR0913, PLR0917 - two revisions, and what is known of both
    name: str,
    before: EnvironmentFacts,
    after: EnvironmentFacts,
    renaming: Renaming,
    levers: Levers,
    unseen: Unseen,
) -> Iterator[Item]:
    """Controls that became broken, that were fixed, and that became undecided."""
    old, new = find_judgements(before), find_judgements(after)
    for key, judgements in new.items():
        was = {renaming(str(each.subject or "")): each for each in old.get(key, ())}
        for each in judgements:
            former = was.get(unseen.former(str(each.subject or "")))
            direction = direction_of(former, each)
            if direction is None:
                continue
            yield Item(
                name,
                str(each.subject or name),
                Area.CONTROL,
                direction,
                ControlEvent(key, former.verdict if former else None, each.verdict),
                catalogue()[key].severity if direction is Direction.WORSE else None,
                Place(each.span.path, each.span.line) if each.span else None,
                levers=levers.of(each.trace),
            )


def direction_of(former: Judgement | None, now: Judgement) -> Direction | None:
    """None if nothing is reported: the same verdict, or one on a subject that is new and that no control breaks."""
    was = former.verdict if former else None
    if now.verdict is was:
        return None
    if now.verdict is BROKEN:
        return Direction.WORSE
    if now.verdict is UNDECIDED:
        return Direction.UNKNOWN if was is not None and now.subject is not None else None
    return Direction.BETTER if was is BROKEN else None
