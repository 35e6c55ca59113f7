"""How exposures and verdicts changed, in words."""

from collections.abc import Sequence

from docgen.analysis.exposure import Effect
from docgen.delta.history import Counts, Entry, Move
from docgen.document.chart import Column, Series
from docgen.pages.sentences.traffic import flow_text
from docgen.pages.words import count

NOTHING = "No commit of this branch changed the stored facts."
EFFECTS = {
    Effect.OPEN_NOW.value: "open",
    Effect.ON_PAPER.value: "open on paper",
    Effect.REJECTED.value: "configured in a way that AWS rejects",
    Effect.UNDECIDED.value: "perhaps open",
}
TITLE = "What changed"
EXPOSURES_SEEN = "Exposures seen"
CONTROLS_BROKEN = "Controls broken"
WHAT_IS_SEEN = (
    "Each number is what docgen could see at that commit: what was not known then may have been open, or broken. A commit whose facts "
    "cannot be compared has no point in the chart, and a question mark below. A newer docgen judges more, so numbers may rise without "
    "a change."
)
NOT_COMPARABLE = "not comparable"
MOST_NOT_COMPARED = 6  # in one line
SHORT = 10  # characters of a commit's name


def head_text(entry: Entry) -> str:
    """`2026-11-28 0123456789 Open the office's range`."""
    return f"{entry.commit.date[:10]} {entry.commit.name[:SHORT]} {entry.commit.subject}"


def note_text(entry: Entry) -> str:
    """Notes beside the changes; "" if there are none."""
    if entry.problem:
        return f"not comparable: {entry.problem}"
    if entry.is_cut:
        return "not compared: this clone does not have what came before"
    if entry.is_first:
        return "nothing before it to compare with"
    names = ", ".join(entry.not_compared[:MOST_NOT_COMPARED])
    more = len(entry.not_compared) - MOST_NOT_COMPARED
    gaps = f"not compared: {names}{f' and {more} more' if more > 0 else ''}" if names else ""
    return gaps if gaps or entry.moves else "no exposure and no verdict changed"


def series_text(title: str, columns: Sequence[Column], series: Sequence[Series]) -> str:
    """`Exposures seen, from 2026-10-01 to 2026-11-28: production from 3 to 1, staging not known.`."""
    if not columns:
        return f"{title}: {NOTHING}"
    said = ", ".join(f"{each.name} {range_text(each.values)}" for each in series)
    return f"{title}, from {columns[0].short} to {columns[-1].short}: {said or 'not known'}."


def range_text(values: Sequence[int | None]) -> str:
    known = [each for each in values if each is not None]
    if not known:
        return "not known"
    return f"from {known[0]} to {known[-1]}" if len(known) > 1 else str(known[0])


def counts_text(entry: Entry) -> str:
    """`production: 2 exposures seen, 3 controls broken, 1 undecided; staging: …`."""
    return "; ".join(f"{name}: {count_text(each)}" for name, each in entry.counts.items())


def count_text(counts: Counts) -> str:
    """`2 exposures seen, controls: 3 broken, 1 undecided`."""
    seen = "exposures not known" if counts.open is None else f"{count(counts.open, 'exposure')} seen"
    if counts.controls is None:
        return f"{seen}, controls not known"
    verdicts = ", ".join(
        f"{counts.controls[verdict]} {verdict}"
        for verdict in ("broken", "undecided")
        if verdict in counts.controls
    )
    return f"{seen}, controls: {verdicts}" if verdicts else seen


def move_text(move: Move) -> str:
    """`production: module.alb.aws_lb.this: open on TCP 443, was no exposure that docgen could see`."""
    if move.severities:
        return f"{move.environment}: {move.subject}: {exposure_text(move.after)}, severity {move.severities[1]}, was {move.severities[0]}"
    if move.of == "exposure":
        return f"{move.environment}: {move.subject}: {exposure_text(move.after)}, was {exposure_text(move.before)}"
    about = f" for {move.subject}" if move.subject else ""
    before, after = ((each or "not judged").replace("_", " ") for each in (move.before, move.after))
    return f"{move.environment}: control {move.id}{about}: {after}, was {before}"


def exposure_text(state: str | None) -> str:
    if state is None:
        return "no exposure that docgen could see"
    effect, *ports = state.split(", ")
    words = EFFECTS.get(effect, effect)
    return f"{words} on {', '.join(map(flow_text, ports))}" if ports else words
