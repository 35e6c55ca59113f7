"""An explanation as a tree for people, and as JSON."""

from collections.abc import Sequence

import msgspec
from rich.console import Group
from rich.text import Text
from rich.tree import Tree as Branches

from docgen.analysis.chain import Origin, steps_of
from docgen.analysis.levers import levers_of
from docgen.app.explain.explanation import Explanation
from docgen.app.output import Terminal, text_of
from docgen.app.terminal import LONGEST_DETAIL, Lines, cut
from docgen.exports.facts import lever_json
from docgen.source.traced import Input
from docgen.source.tree import Tree
from docgen.terraform.secret_words import tells_secret
from docgen.workspace.secrets import REDACTED, Secrets

MAX_STEPS = 500  # steps on a terminal


class Line(msgspec.Struct, frozen=True):
    """One line of the story: a step in the configuration, or a sentence over the steps below it."""

    note: str
    depth: int
    is_name: bool = False  # the note is the name of something, not a piece of text
    path: str | None = None
    line: int | None = None
    column: int | None = None
    text: str | None = None  # the source line; "(sensitive)" where it shows a sensitive value


def lines_of(explanation: Explanation, secrets: Secrets, tree: Tree) -> tuple[Line, ...]:
    found: list[Line] = []
    lines = Lines(tree)
    for part in explanation.parts:
        steps = steps_of(part.trace)
        if part.title:
            found.append(Line(part.title, 0))
        deeper = int(bool(part.title))
        found += [told_step(each, deeper, secrets, lines) for each in steps]
    return tuple(found)


def told_step(step: Origin, deeper: int, secrets: Secrets, lines: Lines) -> Line:
    span = step.span
    written = lines.line(span)
    hidden = secrets.hides(span) or lines.tells_secret(span)
    line = REDACTED if hidden else written
    note = step.name or (REDACTED if hidden or tells_secret(step.piece) else step.piece)
    text = None if line is None else line[:LONGEST_DETAIL].strip()
    return Line(note, step.depth + deeper, bool(step.name), span.path, span.line, span.start[1], text)


def levers(explanation: Explanation) -> tuple[Input, ...]:
    return levers_of(*(each.trace for each in explanation.parts))


def explanation_json(
    what: str, environment: str, explanation: Explanation, steps: Sequence[Line]
) -> dict[str, object]:
    return {
        "what": what,
        "environment": environment,
        "value": explanation.data,
        "said": explanation.said,
        "notes": list(explanation.notes),
        "steps": [step_json(each) for each in steps],
        "inputs": [lever_json(each, environment) for each in levers(explanation)],
    }


def step_json(step: Line) -> dict[str, object]:
    return {
        "note": step.note,
        "path": step.path,
        "line": step.line,
        "column": step.column,
        "text": step.text,
        "depth": step.depth,
    }


def print_explanation(
    what: str, environment: str, explanation: Explanation, steps: Sequence[Line], terminal: Terminal
) -> None:
    terminal.line((what, "bold"), f" in {environment}")
    first, *more = cut(explanation.said).split("\n")  # only the answer has lines; each is under the first
    for line in (first, *(f"  {each}" for each in more)):
        terminal.line(line)
    root = Branches("", guide_style="dim")
    branches: list[Branches] = [root]
    told: set[tuple[str | None, int | None]] = set()
    skipped: int | None = None  # deeper than this, everything has been shown in an earlier part
    for index, step in enumerate(steps[:MAX_STEPS]):
        if skipped is not None and step.depth > skipped:
            continue
        skipped = None
        again = step.path is not None and (step.path, step.line) in told and is_parent(steps, index)
        if again:
            skipped = step.depth
        told.add((step.path, step.line))
        del branches[step.depth + 1 :]
        branches.append(branches[-1].add(step_text(step, again=again)))
    terminal.show_branches(root)
    if len(steps) > MAX_STEPS:
        terminal.line((f"… and {len(steps) - MAX_STEPS} more steps; --json has them all.", "yellow"))
    for note in explanation.notes:
        terminal.line((note, "yellow"))
    given = levers(explanation)
    terminal.line(("Inputs:" if given else "Not controlled by any input.", "bold"))
    for each in given:
        terminal.line(f"  {each.variable}  {place_of(each)}")


def place_of(given: Input) -> str:
    where = f"{given.span.path}:{given.span.line}" if given.span is not None else "given outside any file"
    return f"{where} ({given.source})"


def is_parent(steps: Sequence[Line], index: int) -> bool:
    return index + 1 < len(steps) and steps[index + 1].depth > steps[index].depth


def step_text(step: Line, *, again: bool) -> Group | Text:
    """The name, where the source line does not say it, and the place; under them the line, cut to fit."""
    if step.path is None:
        return text_of(step.note)
    named = step.is_name and not says(step.text or "", step.note)
    head = text_of(
        f"{step.note}  " if named else "",
        (f"{step.path}:{step.line}", "cyan"),
        ("  as above" if again else "", "dim"),
    )
    if step.text is None:
        return head
    line = text_of((f"  {step.text}", "dim"))
    line.no_wrap, line.overflow = True, "ellipsis"
    return Group(head, line)


def says(line: str, name: str) -> bool:
    return name in " ".join(line.split())
