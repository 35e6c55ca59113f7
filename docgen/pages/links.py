"""References from one thing to another on pages: its label, its id, or the reason why it is not known."""

from collections.abc import Sequence

from docgen.analysis.not_seen import Missing
from docgen.analysis.placement import address_of
from docgen.aws.model.base import External, Target, Targets
from docgen.document.nodes import Code, Inline, Inlines, inlines
from docgen.pages.bounds import seen
from docgen.pages.labels import Labels
from docgen.pages.words import joined_inlines, unknown_text
from docgen.source.traced import Traced
from docgen.source.traced import Unknown as UnknownValue


def pointer(target: Traced[Target], labels: Labels) -> Inline:
    """A resource by its label, an outside thing by its id."""
    address = address_of(target)
    if address is not None:
        return Code(labels.of(address))
    if isinstance(target, UnknownValue):
        return unknown_text(target)
    return Code(target.value.id) if isinstance(target.value, External) else Code(str(target.value.address))


def pointers(targets: Targets, labels: Labels, missing: Sequence[Missing] = ()) -> Inlines:
    """The references in a list of targets; `missing`: unseen things that may add to it."""
    if isinstance(targets, UnknownValue):
        return inlines(unknown_text(targets))
    return joined_inlines([inlines(pointer(each, labels)) for each in targets.value]) or inlines(
        seen("none", missing)
    )


def yes_no(flag: object) -> str:
    return "yes" if flag else "no"
