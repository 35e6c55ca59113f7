"""The parse tables of python-hcl2's grammar, in a form of our own that loads in a few milliseconds.

`python -m docgen.hcl.tables` makes `tables.json` from the installed python-hcl2. A run of docgen reads that file
and imports neither python-hcl2 nor lark; a test holds the file against the installed grammar.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec


class Rule(msgspec.Struct, frozen=True, array_like=True):
    """One production: what it makes, how many symbols it takes, and which of them are spliced in."""

    origin: str
    name: str  # what builds it: the alias, else the origin; "" passes its only child on; "*" collects
    length: int
    spliced: tuple[int, ...]


class Tables(msgspec.Struct, frozen=True):
    """An LALR automaton. In a state, a symbol maps to the next state, or to ~rule for a reduction."""

    grammar: str  # sha256 of hcl2.lark
    versions: str
    start: int
    end: int
    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]


PASSED_ON = frozenset({"string_part", "binary_operator", "identifier", "keyword", "start"})


@cache
def tables() -> Tables:
    return msgspec.json.decode(files("docgen.hcl").joinpath("tables.json").read_bytes(), type=Tables)


def make_tables() -> Tables:
    """The tables of the installed python-hcl2."""
    import hashlib  # noqa: PLC0415 - only whoever makes the tables pays for these imports
    from importlib.metadata import version  # noqa: PLC0415

    import hcl2  # noqa: PLC0415
    from hcl2.parser import parser  # noqa: PLC0415

    source = Path(hcl2.__file__).with_name("hcl2.lark").read_bytes()
    automaton = parser().parse_interactive("").parser_state.parse_conf.parse_table
    rules: dict[object, int] = {}
    made: list[Rule] = []
    # State numbers hang on the order in which lark meets them: number them anew, from the start state.
    order = numbered(automaton.states, automaton.start_states["start"])
    rows: list[dict[str, int]] = []
    for state in order:
        row = {}
        for symbol, (_, target) in sorted(automaton.states[state].items()):
            if target in order:
                row[symbol] = order[target]
                continue
            if target not in rules:
                rules[target] = len(made)
                made.append(rule_from(target))
            row[symbol] = ~rules[target]
        rows.append(row)
    return Tables(
        hashlib.sha256(source).hexdigest(),
        f"python-hcl2 {version('python-hcl2')}, lark {version('lark')}",
        0,
        order[automaton.end_states["start"]],
        tuple(made),
        tuple(rows),
    )


def numbered(states: dict[int, dict[str, tuple[object, object]]], start: int) -> dict[object, int]:
    order: dict[object, int] = {start: 0}
    queue = [start]
    while queue:
        state = queue.pop(0)
        for _, (_, target) in sorted(states[state].items()):
            if isinstance(target, int) and target not in order:
                order[target] = len(order)
                queue.append(target)
    return order


def rule_from(rule: object) -> Rule:
    origin = rule.origin.name  # type: ignore[attr-defined] # lark's Rule
    alias = rule.alias  # type: ignore[attr-defined]
    symbols = rule.expansion  # type: ignore[attr-defined]
    spliced = tuple(i for i, each in enumerate(symbols) if not each.is_term and each.name.startswith("_"))
    single = len(symbols) == 1 and not spliced
    name = alias or origin
    if origin.startswith("_") and not alias:
        name = "" if single and not origin.startswith("__") else "*"
    elif len(symbols) == 1 and ((rule.options.expand1 and not alias) or name in PASSED_ON):  # type: ignore[attr-defined]
        name = ""
    return Rule(origin, name, len(symbols), spliced)


if __name__ == "__main__":
    Path(__file__).with_name("tables.json").write_bytes(msgspec.json.encode(make_tables()) + b"\n")
