"""Exposures that one change of an input closes together."""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.exposure import Exposure
from docgen.analysis.remediation import InputChange, Remediation
from docgen.source.address import ResourceAddress


class LeverGroup(msgspec.Struct, frozen=True, eq=False):
    """A change, and what it closes, in the order of the exposures."""

    change: InputChange
    remediation: Remediation  # of the first exposure: what else the change does
    exposures: tuple[Exposure, ...]


def find_lever_groups(
    exposures: Sequence[Exposure], closings: Iterable[Remediation]
) -> tuple[tuple[LeverGroup, ...], tuple[Exposure, ...]]:
    """The groups, in the order of their first exposures, and the exposures that no change of one input closes.

    Each exposure is in one group: that of the first exposure whose change closes it as well, else that of its own change.
    """
    own = {each.subject: each for each in closings if each.change is not None}
    first: dict[tuple[str, str], Remediation] = {}
    closed_by: dict[ResourceAddress, tuple[str, str]] = {}
    found: dict[tuple[str, str], list[Exposure]] = {}
    for each in exposures:
        closing = own.get(each.subject)
        key = closed_by.get(each.subject)
        if key is None and closing is not None and closing.change is not None:
            key = closing.change.variable, closing.change.value
            for subject in closing.closes if key not in first else ():
                closed_by.setdefault(subject, key)
            first.setdefault(key, closing)
        if key is not None:
            found.setdefault(key, []).append(each)
    groups = (
        LeverGroup(change, first[key], tuple(every))
        for key, every in found.items()
        if (change := first[key].change) is not None
    )
    inside = {each.subject for every in found.values() for each in every}
    return tuple(groups), tuple(each for each in exposures if each.subject not in inside)
