"""How exposures and verdicts of controls changed: the stored facts of several commits, read leniently, and what changed.

A document of an older docgen is read for what it has; one of another schema is not comparable, and says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.analysis.exposure import ExposureVerdict
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

    def size(self) -> int:
        """The number of environments, exposures and verdicts."""
        return len(self.environments) + sum(
            0 if found is msgspec.UNSET else len(found)
            for each in self.environments.values()
            for found in (each.exposures, each.controls)
        )


class Move(msgspec.Struct, frozen=True):
    """One exposure or verdict that is not what it was; None: there was none, or is none."""

    environment: str
    of: str  # "exposure", "control"
    id: str
    subject: str  # "" for the environment as a whole
    before: str | None  # an effect or a verdict, as `docgen facts` has it
    after: str | None
    severities: tuple[str, str] | None = (
        None  # before and after, where only the severity of an exposure is another
    )


class Counts(msgspec.Struct, frozen=True):
    """The numbers of one environment at one commit; None: its facts do not contain it, because docgen did not know it yet."""

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
    not_compared: tuple[
        str, ...
    ] = ()  # "staging", "controls of staging": only one of both commits says what they are, or neither


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
        if before is None:
            entries.append(Entry(commit, "", counts, is_first=True, is_cut=is_shallow))
        else:
            moves, gaps = tuple(moved(before, document)), tuple(not_compared(before, document))
            entries.append(Entry(commit, "", counts, moves, not_compared=gaps))
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


def moved(before: Document, after: Document) -> Iterator[Move]:
    """The differences in what both documents contain; the rest is `not_compared`."""
    for name, new in after.environments.items():
        old = before.environments.get(name)
        if old is None:
            continue
        was_open, is_open = exposures_of(old), exposures_of(new)
        if was_open is not None and is_open is not None:
            yield from exposure_moves(name, was_open, is_open)
        was, now = controls_of(old) or {}, controls_of(new) or {}
        known = {each for each, _ in was} & {each for each, _ in now}  # another docgen has other controls
        for key in dict.fromkeys((*now, *was)):
            if key[0] in known and was.get(key) != now.get(key):
                yield Move(name, "control", *key, was.get(key), now.get(key))


def exposure_moves(name: str, was: "Exposures", now: "Exposures") -> Iterator[Move]:
    for key in dict.fromkeys((*now, *was)):
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        old, new = (None if each is None else text_of(each) for each in (before, after))
        if old != new:
            yield Move(name, "exposure", *key, old, new)
        elif before and after and before.severity and after.severity and before.severity != after.severity:
            yield Move(name, "exposure", *key, old, new, (before.severity, after.severity))


def not_compared(before: Document, after: Document) -> Iterator[str]:
    """`staging`, which only one of both has, and `controls of staging`, which at least one of both does not say."""
    for name in dict.fromkeys((*after.environments, *before.environments)):
        old, new = before.environments.get(name), after.environments.get(name)
        if old is None or new is None:
            yield name
            continue
        if exposures_of(old) is None or exposures_of(new) is None:
            yield f"exposures of {name}"
        if not controls_of(old) or not controls_of(new):
            yield f"controls of {name}"


Exposures = Mapping[tuple[str, str], ExposureState]
States = Mapping[tuple[str, str], str]


def exposures_of(environment: EnvironmentState) -> Exposures | None:
    """Exposures that are open, or perhaps open, by id and subject."""
    if environment.exposures is msgspec.UNSET:
        return None
    return {(each.id, each.subject): each for each in environment.exposures if each.verdict in OPEN}


def text_of(exposure: ExposureState) -> str:
    """The effect, with the ports."""
    return ", ".join((exposure.effect or exposure.verdict, *exposure.ports))


def controls_of(environment: EnvironmentState) -> States | None:
    """By id and subject: the verdict."""
    if environment.controls is msgspec.UNSET:
        return None
    return {(each.id, each.subject or ""): each.verdict for each in environment.controls}
