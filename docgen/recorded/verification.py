"""Differences between an environment and a plan, state or account, as data."""

import msgspec

from docgen.analysis.changes import Change
from docgen.recorded.match import Difference, Tally
from docgen.recorded.model import Kind
from docgen.source.address import ResourceAddress


class Verification(msgspec.Struct, frozen=True, eq=False):
    """The differences between an environment and a document, and what could not be compared."""

    environment: str
    kind: Kind
    title: str
    tally: Tally
    matched: int  # resources that both have
    only_here: tuple[ResourceAddress, ...]
    only_there: tuple[ResourceAddress, ...]
    differences: tuple[Difference, ...]  # values of resources
    changes: tuple[Change, ...]  # facts: "before" is the code, "after" the document
    not_compared: tuple[str, ...]  # resources that one side has and the other may have

    @property
    def is_left_open(self) -> bool:
        """Whether there is something to compare, and not one value of it could be."""
        left = self.not_compared or self.tally.not_compared
        return bool(left) and not (self.tally.equal or self.tally.different)

    @property
    def is_equal(self) -> bool:
        """Whether all that both know is equal; where nothing could be compared, that is not so."""
        if self.is_left_open:
            return False
        return not (self.only_here or self.only_there or self.differences or self.changes)
