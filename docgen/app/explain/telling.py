"""An explanation as a tree for people, and as JSON."""

from collections.abc import Iterable, Sequence

import msgspec
from rich.console import Console
from rich.text import Text
from rich.tree import Tree as Branches

from docgen.analysis.chain import Step, steps_of
from docgen.analysis.levers import levers_of
from docgen.app.explain.explainers import Explanation
from docgen.app.explain.secrets import REDACTED, Secrets
from docgen.app.facts_json import lever_json
from docgen.app.terminal import line_of
from docgen.source.traced import Input
from docgen.source.tree import Tree


class Told(msgspec.Struct, frozen=True):
    """One line of the story: a step in the configuration, or a sentence over the steps below it."""

    note: str
    depth: int
    path: str | None = None
    line: int | None = None
    column: int | None = None
    text: str | None = None  # the source line; "(sensitive)" where it shows a sensitive value


def told_steps(explanation: Explanation, secrets: Secrets, tree: Tree) -> tuple[Told, ...]:
    found: list[Told] = []
    for part in explanation.parts:
        steps = steps_of(part.trace)
        if part.title:
            found.append(Told(part.title, 0))
        deeper = int(bool(part.title))
        found += [told_step(each, deeper, secrets, tree) for each in steps]
    return tuple(found)


def told_step(step: Step, deeper: int, secrets: Secrets, tree: Tree) -> Told:
    span = step.span
    text: str | None
    if secrets.hides(span):
        # A label that is a piece of the text would show what the text hides.
        is_name = all(each.isalnum() or each in '._-[]"' for each in step.label) and "." in step.label
        note, text = (step.label if is_name and not step.has_literal else REDACTED), REDACTED
    else:
        line = line_of(span, tree)
        note, text = step.label, None if line is None else line.strip()
    return Told(note, step.depth + deeper, span.path, span.line, span.start[1], text)


def levers(explanation: Explanation) -> tuple[Input, ...]:
    return levers_of(*(each.trace for each in explanation.parts))


def explanation_json(
    what: str, environment: str, explanation: Explanation, steps: Sequence[Told]
) -> dict[str, object]:
    return {
        "what": what,
        "environment": environment,
        "value": explanation.data,
        "said": explanation.said,
        "notes": list(explanation.notes),
        "steps": [msgspec.to_builtins(each) for each in steps],
        "inputs": [lever_json(each, environment) for each in levers(explanation)],
    }


def print_explanation(
    what: str, environment: str, explanation: Explanation, steps: Iterable[Told], console: Console
) -> None:
    head = Text()
    head.append(what, "bold")
    head.append(f" in {environment}\n")
    head.append(explanation.said)
    root = Branches(head, guide_style="dim")
    open_branches: list[Branches] = [root]
    for step in steps:
        del open_branches[step.depth + 1 :]
        open_branches.append(open_branches[-1].add(step_text(step)))
    console.print(root, highlight=False)
    for note in explanation.notes:
        console.print(Text(note, "yellow"), highlight=False)
    given = levers(explanation)
    console.print(Text("Inputs:" if given else "No input decides this.", "bold"), highlight=False)
    for each in given:
        console.print(Text(f"  {each.variable}  {place_of(each)}"), highlight=False)


def place_of(given: Input) -> str:
    where = f"{given.span.path}:{given.span.line}" if given.span is not None else "given outside any file"
    return f"{where} ({given.source})"


def step_text(step: Told) -> Text:
    text = Text()
    text.append(step.note)
    if step.path is not None:
        text.append(f"  {step.path}:{step.line}", "cyan")
    if step.text is not None and step.text != step.note:
        text.append(f"\n  {step.text}", "dim")
    return text
