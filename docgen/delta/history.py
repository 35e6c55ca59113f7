"""How exposures and verdicts of controls moved: the stored facts of several commits, read leniently, and what changed.

A document of an older docgen is read for what it has; one of another schema is not comparable, and says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.exposure import ExposureVerdict
from docgen.analysis.snapshot import MAX_BYTES, MAX_NESTING, SCHEMA, UnreadableSnapshot, nesting
from docgen.rules.judgement import ControlVerdict, worst_verdict

VERDICTS: Mapping[str, ControlVerdict] = {each.value: each for each in ControlVerdict}
OPEN = frozenset({ExposureVerdict.EXPOSED.value, ExposureVerdict.UNDECIDED.value})


class ExposureState(msgspec.Struct, frozen=True):
    """An exposure as a document of facts has it."""

    id: str
    subject: str
    name: str = ""
    verdict: str = ""
    effect: str = ""
    severity: str = ""
    ports: tuple[str, ...] = ()


class ControlState(msgspec.Struct, frozen=True):
    """A verdict of a control; `subject` None: on the environment as a whole."""

    id: str
    verdict: str
    subject: str | None = None


class EnvironmentState(msgspec.Struct, frozen=True):
    """UNSET: the document does not have it, as docgen did not know it yet."""

    exposures: tuple[ExposureState, ...] | msgspec.UnsetType = msgspec.UNSET
    controls: tuple[ControlState, ...] | msgspec.UnsetType = msgspec.UNSET


class Document(msgspec.Struct, frozen=True):
    environments: dict[str, EnvironmentState]
    schema: int = 0


class Move(msgspec.Struct, frozen=True):
    """One exposure or verdict that is not what it was; None: there was none, or is none."""

    environment: str
    of: str  # "exposure", "control"
    id: str
    subject: str  # "" for the environment as a whole
    before: str | None  # an effect or a verdict, as `docgen facts` has it
    after: str | None


class Counts(msgspec.Struct, frozen=True):
    """What one environment had at one commit; None: its facts do not say, as docgen did not know it yet."""

    open: int | None  # exposures that are open, or perhaps
    controls: Mapping[str, int] | None  # by verdict, how many controls have it: for something, at least


class Commit(msgspec.Struct, frozen=True):
    """A commit that changed the stored facts."""

    name: str  # in hexadecimal
    date: str  # "2026-11-28T12:00:00+00:00": the committer's
    subject: str


class Entry(msgspec.Struct, frozen=True):
    """One commit with what it moved since the one before it."""

    commit: Commit
    problem: str = ""  # why its facts cannot be read; then nothing is known of it
    counts: Mapping[str, Counts] = {}  # by environment
    moves: tuple[Move, ...] = ()
    is_first: bool = False  # there is nothing before it that it could be compared with
    is_cut: bool = False  # of those that are first: this clone does not have what came before


def read_document(raw: bytes) -> Document:
    """The facts that a commit holds. Raises `UnreadableSnapshot`."""
    if len(raw) > MAX_BYTES:
        raise UnreadableSnapshot(f"more than {MAX_BYTES} bytes")
    if nesting(raw) > MAX_NESTING:
        raise UnreadableSnapshot(f"nested more than {MAX_NESTING} levels")
    try:
        found = msgspec.json.decode(raw, type=Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise UnreadableSnapshot(f"not the facts of docgen ({problem})") from None
    if found.schema != SCHEMA:
        raise UnreadableSnapshot(f"facts of schema {found.schema}, and this docgen reads {SCHEMA}")
    return found


def find_history(
    found: Sequence[tuple[Commit, Document | str]], *, is_shallow: bool = False
) -> tuple[Entry, ...]:
    """The commits, the oldest first, each with its facts or why there are none; the newest first as entries.

    `is_shallow`: there may be commits before the oldest, which this clone does not have.
    """
    entries = []
    before: Document | None = None
    for commit, document in found:
        if isinstance(document, str):
            entries.append(Entry(commit, document))
            continue
        counts = {name: counted(each) for name, each in document.environments.items()}
        moves = tuple(moved(before, document)) if before is not None else ()
        entries.append(Entry(commit, "", counts, moves, before is None, before is None and is_shallow))
        before = document
    return tuple(reversed(entries))


def counted(environment: EnvironmentState) -> Counts:
    exposures, controls = environment.exposures, environment.controls
    found = None if exposures is msgspec.UNSET else sum(each.verdict in OPEN for each in exposures)
    if controls is msgspec.UNSET or not controls:  # nothing was judged: that is not "nothing is broken"
        return Counts(found, None)
    by_control: dict[str, list[ControlVerdict]] = {}
    for each in controls:
        by_control.setdefault(each.id, []).append(VERDICTS.get(each.verdict, ControlVerdict.UNDECIDED))
    return Counts(
        found, dict(sorted(Counter(worst_verdict(own).value for own in by_control.values()).items()))
    )


def moved(before: Document, after: Document) -> Sequence[Move]:
    """What differs; an environment that only one of the two has is left out, and so is what one did not know yet."""
    found: list[Move] = []
    for name, new in after.environments.items():
        old = before.environments.get(name)
        if old is None:
            continue
        for of, was, now in (
            ("exposure", exposures_of(old), exposures_of(new)),
            ("control", controls_of(old), controls_of(new)),
        ):
            if was is None or now is None:
                continue
            known = {each for each, _ in was} & {each for each, _ in now}
            for key in dict.fromkeys((*now, *was)):
                if of == "control" and key[0] not in known:  # another docgen has other controls
                    continue
                if was.get(key) != now.get(key):
                    found.append(Move(name, of, *key, was.get(key), now.get(key)))
    return found


States = Mapping[tuple[str, str], str]


def exposures_of(environment: EnvironmentState) -> States | None:
    """By id and subject: the effect, with the ports of what is open."""
    if environment.exposures is msgspec.UNSET:
        return None
    return {
        (each.id, each.subject): ", ".join((each.effect or each.verdict, *each.ports))
        for each in environment.exposures
        if each.verdict in OPEN
    }


def controls_of(environment: EnvironmentState) -> States | None:
    """By id and subject: the verdict."""
    if environment.controls is msgspec.UNSET:
        return None
    return {(each.id, each.subject or ""): each.verdict for each in environment.controls}
