"""Inputs and outputs of the root modules, with the value in each environment."""

import posixpath

from docgen.analysis.facts import EnvironmentFacts, Facts, InputFact, OutputFact
from docgen.document.nodes import (
    Code,
    Evidence,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.source.hidden import HIDDEN_TEXTS
from docgen.source.span import Span

MAX_VALUE_LENGTH = 160
LONG_VALUE = 40  # characters of a value that is shown in one piece
MOST_MEMBERS = 12  # of an object


def inputs_and_outputs_page(facts: Facts) -> Page:
    names = [each.name for each in facts.environments]
    return Page(
        "inputs-and-outputs.md",
        "Inputs and outputs",
        "The root modules' variables and outputs, with their value in each environment.",
        (
            Paragraph(inlines("Values as each environment sets them, or the variable's default.")),
            Section("Inputs", (inputs_table(facts, names),)),
            Section("Outputs", (outputs_table(facts, names),)),
        ),
        wide=True,
    )


def inputs_table(facts: Facts, names: list[str]) -> Table:
    variables = sorted({name for each in facts.environments for name in each.inputs})
    rows = []
    for variable in variables:
        found = [each.inputs.get(variable) for each in facts.environments]
        first = next(each for each in found if each is not None)
        rows.append(
            (
                inlines(Code(variable)),
                *(input_cell(each, own) for each, own in zip(found, facts.environments, strict=True)),
                inlines(first.description),
                inlines(root_evidence(first.declared_at, f"var.{variable}")),
            )
        )
    return Table(
        ("Variable", *names, "Description", "Declared in"),
        tuple(rows),
        "The root modules have no variables.",
        wide=True,
    )


def input_cell(fact: InputFact | None, facts: EnvironmentFacts) -> Inlines:
    if fact is None:
        return inlines(f"not declared{' here' if facts.not_seen.roots else ''}")
    if fact.value in HIDDEN_TEXTS:
        return inlines(fact.value)
    shown = value_lines(fact.value)
    if fact.source != "default":
        return shown
    return inlines("not set") if fact.set_at is None else inlines(*shown, " (default)")


def value_lines(value: str) -> Inlines:
    """A value as code; an object with each of its members on a line of its own."""
    members = members_of(value) if len(value) > LONG_VALUE else []
    if not members:
        return inlines(Code(shortened(value)))
    lines = [inlines(Code(shortened(each))) for each in members[:MOST_MEMBERS]]
    rest = len(members) - len(lines)
    lines += [inlines(f"and {rest} more")] if rest > 0 else []
    return tuple(
        part for number, each in enumerate(lines) for part in ((Text("\n"), *each) if number else each)
    )


def members_of(value: str) -> list[str]:
    """`{ a = 1, b = { c = 2 } }` as `a = 1` and `b = { c = 2 }`; nothing of other values."""
    if not (value.startswith("{ ") and value.endswith(" }")):
        return []
    found, depth, quoted = [""], 0, False
    for place, character in enumerate(value[2:-2]):
        if character == '"' and not escaped(value[2:-2], place):
            quoted = not quoted
        elif not quoted:
            depth += (character in "{[(") - (character in "}])")
            if character == "," and not depth:
                found.append("")
                continue
        found[-1] += character
    return [each.strip() for each in found]


def escaped(text: str, place: int) -> bool:
    """Whether an odd number of backslashes is before a character."""
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def root_evidence(span: Span, name: str) -> Evidence:
    folder = posixpath.dirname(span.path) or "."
    return Evidence(folder, folder, name)


def shortened(text: str) -> str:
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + "…"


def outputs_table(facts: Facts, names: list[str]) -> Table:
    outputs = sorted({name for each in facts.environments for name in each.outputs})
    rows = []
    for output in outputs:
        found = [each.outputs.get(output) for each in facts.environments]
        first = next(each for each in found if each is not None)
        rows.append(
            (
                inlines(Code(output)),
                *(output_cell(each, own) for each, own in zip(found, facts.environments, strict=True)),
                inlines(first.description),
                inlines(root_evidence(first.declared_at, f"output.{output}")),
            )
        )
    return Table(
        ("Output", *names, "Description", "Declared in"),
        tuple(rows),
        "The root modules have no outputs.",
        wide=True,
    )


def output_cell(fact: OutputFact | None, facts: EnvironmentFacts) -> Inlines:
    if fact is None:
        return inlines(f"not declared{' here' if facts.not_seen.roots else ''}")
    if fact.value in HIDDEN_TEXTS:
        return inlines(Text(fact.value))
    if fact.value in {"(known after apply)", "(unknown)"}:
        return inlines(Text(fact.value.strip("()")))
    return value_lines(fact.value)
