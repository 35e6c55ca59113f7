"""How exposures and verdicts moved, in words."""

from docgen.analysis.exposure import Effect
from docgen.analysis.history import Entry, Move
from docgen.pages.sentences.traffic import flow_text
from docgen.pages.words import count

NOTHING = "No commit of this branch changed the stored facts."
EFFECTS = {
    Effect.OPEN_NOW.value: "open",
    Effect.ON_PAPER.value: "open on paper",
    Effect.REJECTED.value: "configured in a way that AWS rejects",
    Effect.UNDECIDED.value: "perhaps open",
}
SHORT = 10  # characters of a commit's name


def head_text(entry: Entry) -> str:
    """`2026-11-28 0123456789 Open the office's range`."""
    return f"{entry.commit.date[:10]} {entry.commit.name[:SHORT]} {entry.commit.subject}"


def note_text(entry: Entry) -> str:
    """What there is to say where nothing moved."""
    if entry.problem:
        return f"not comparable: {entry.problem}"
    if entry.is_first:
        return "nothing before it to compare with"
    return "" if entry.moves else "no exposure and no verdict moved"


def counts_text(entry: Entry) -> str:
    """`production: 2 exposures seen, 3 controls broken, 1 undecided; staging: …`."""
    parts = []
    for name, each in entry.counts.items():
        verdicts = ", ".join(
            f"{each.controls[verdict]} {verdict}"
            for verdict in ("broken", "undecided")
            if verdict in each.controls
        )
        parts.append(
            f"{name}: {count(each.open, 'exposure')} seen{f', controls: {verdicts}' if verdicts else ''}"
        )
    return "; ".join(parts)


def move_text(move: Move) -> str:
    """`production: module.alb.aws_lb.this: open on TCP 443, was no exposure that docgen could see`."""
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
