"""Waivers: their effect on verdicts, and the state of each waiver."""

import datetime as dt
import enum
from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.acceptance import Waiver, has_ended
from docgen.rules.judgement import ControlVerdict, Judgement


class WaiverState(enum.Enum):
    """The state of a waiver."""

    USED = enum.auto()  # something that it covers is broken
    ENDED = enum.auto()  # the same, and its last day has passed
    UNUSED = enum.auto()  # nothing that it covers is broken
    UNDECIDED = (
        enum.auto()
    )  # nothing that it covers is seen to be broken, and something that is not known could be


def with_waiver(
    judgement: Judgement, key: str, waivers: Sequence[Waiver], as_of: dt.date | None
) -> Judgement:
    """A broken verdict that a waiver covers as waived; of several waivers the one that lasts longest counts.

    Where that has ended, the verdict is broken and names it.
    """
    if judgement.verdict is not ControlVerdict.BROKEN:
        return judgement
    subject = str(judgement.subject or "")
    waiver = max(
        (each for each in waivers if each.covers(key, subject)), key=lambda each: each.until, default=None
    )
    if waiver is None:
        return judgement
    verdict = ControlVerdict.BROKEN if has_ended(waiver, as_of) else ControlVerdict.WAIVED
    return msgspec.structs.replace(judgement, verdict=verdict, waiver=waiver)


def state_of(
    waiver: Waiver, unwaived: Sequence[Mapping[str, Sequence[Judgement]]], as_of: dt.date | None
) -> WaiverState:
    """The state of a waiver. `unwaived`: the verdicts of the environments that it is about, without waivers."""
    own = [each for found in unwaived for each in found.get(waiver.control, ())]
    if any(
        each.verdict is ControlVerdict.BROKEN and waiver.covers(waiver.control, str(each.subject or ""))
        for each in own
    ):
        return WaiverState.ENDED if has_ended(waiver, as_of) else WaiverState.USED
    if any(each.verdict is ControlVerdict.UNDECIDED and may_be_about(waiver, each) for each in own):
        return WaiverState.UNDECIDED
    return WaiverState.UNUSED


def may_be_about(waiver: Waiver, judgement: Judgement) -> bool:
    """Whether a subject is covered, or could be: one that was not seen, or a resource of unknown number."""
    subject = str(judgement.subject or "")
    return not subject or "[*]" in subject or waiver.covers(waiver.control, subject)
