"""Reviews of the register of allowed flows: what a review covered, and what has changed since.

PCI DSS 4.0.1, requirement 1.2.7: configurations are reviewed at least every six months.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from docgen.analysis.justification import JustificationState
from docgen.analysis.register import Register, flows_by_key

JUSTIFIED = frozenset({JustificationState.DESCRIBED.value, JustificationState.DECLARED.value})


class ReviewedFlow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reviewed row, as text that stays the same between runs."""

    state: str
    encrypted: str
    reason_from: str
    reason: str = ""


class ReviewedRegister(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The register of one environment as a review has seen it, by the keys of its rows."""

    digest: str  # SHA-256 of `complete` and `flows`, in hexadecimal
    complete: bool
    flows: dict[str, ReviewedFlow]


class Review(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One review: who looked at what, and which exceptions were made."""

    date: dt.date
    by: str
    revision: str  # the commit; "" where there is no git
    environments: dict[str, ReviewedRegister]
    exceptions: tuple[str, ...] = ()


class FlowChange(msgspec.Struct, frozen=True):
    """A row that a review has seen otherwise."""

    key: str
    before: ReviewedFlow
    after: ReviewedFlow


class ReviewChanges(msgspec.Struct, frozen=True):
    """The differences in one environment since a review."""

    environment: str
    added: tuple[str, ...] = ()  # keys of rows
    gone: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()  # no longer among the rows, where something may be missing from these
    changed: tuple[FlowChange, ...] = ()
    unjustified: tuple[str, ...] = ()  # had a reason, and have none now

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.not_seen or self.changed or self.unjustified)


def reviewed_register(register: Register) -> ReviewedRegister:
    """The register as a review keeps it."""
    flows = {
        key: ReviewedFlow(
            each.state.value,
            each.encryption.state.value,
            each.justification.state.value,
            each.justification.text,
        )
        for key, each in flows_by_key(register).items()
    }
    return ReviewedRegister(digest_of(register.is_complete, flows), register.is_complete, flows)


def digest_of(complete: bool, flows: Mapping[str, ReviewedFlow]) -> str:  # noqa: FBT001 - a field of the register
    """The SHA-256 of the JSON text of both, rows in the order of their keys."""
    rows = sorted(flows.items())
    return hashlib.sha256(msgspec.json.encode([complete, rows])).hexdigest()


def review_changes(review: Review, registers: Iterable[Register]) -> tuple[ReviewChanges, ...]:
    """The changes in each environment that exists today, or that the review covered."""
    now = {each.environment: reviewed_register(each) for each in registers}
    before = review.environments
    found = (
        changes_of(name, before.get(name, NOTHING), now.get(name, NOTHING))
        for name in (*now, *(each for each in before if each not in now))
    )
    return tuple(each for each in found if each)


NOTHING = ReviewedRegister("", complete=True, flows={})


def changes_of(environment: str, then: ReviewedRegister, today: ReviewedRegister) -> ReviewChanges:
    before, now = then.flows, today.flows
    both = [key for key in now if key in before and now[key] != before[key]]
    lost = tuple(
        key
        for key in both
        if before[key].reason_from in JUSTIFIED and now[key].reason_from == JustificationState.MISSING.value
    )
    gone = tuple(key for key in before if key not in now)
    return ReviewChanges(
        environment,
        tuple(key for key in now if key not in before),
        gone if today.complete else (),
        () if today.complete else gone,
        tuple(FlowChange(key, before[key], now[key]) for key in both if key not in lost),
        lost,
    )


class ReviewDue(msgspec.Struct, frozen=True):
    """When the next review is due; `due` None: there is no review yet."""

    every: int  # days
    due: dt.date | None

    def is_overdue(self, as_of: dt.date) -> bool:
        return self.due is None or self.due < as_of


def review_due(every: int, reviews: Sequence[Review]) -> ReviewDue:
    """`every` days after the newest review."""
    last = max((each.date for each in reviews), default=None)
    return ReviewDue(every, None if last is None else last + dt.timedelta(days=every))
