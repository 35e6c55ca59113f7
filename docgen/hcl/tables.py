"""python-hcl2's parse table, made smaller and stricter.

The grammar is python-hcl2's own (`hcl2.lark`), compiled by Lark. Its language is a little larger than HCL's, so
some rules are left out here; the rest accepts nothing that the original does not also accept. The lexer
drops comments and meaningless newlines, which makes two thirds of the states unreachable.
`python -m docgen.hcl.tables` writes the result beside this file, so that a run need not import python-hcl2.
"""

import hashlib
import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec

from docgen.hcl.token import ATTRIBUTE, END, NEWLINE, STRING

SHIPPED = Path(__file__).with_name("tables.msgpack")
PACKAGES = ("python-hcl2", "lark")
NEWLINES = "NL_OR_COMMENT"
# Rules in which a newline separates things. Everywhere else HCL allows none, or the lexer has dropped it.
NEWLINE_MATTERS = frozenset({"body", "__body_star_0", "object", "__object_star_5"})
# Words are names (the driver knows where they are not), and the lexer reads text, `~` and `::` by itself.
UNUSED = frozenset(
    {
        *(
            "keyword",
            "template_string",
            "heredoc_template",
            "heredoc_template_trim",
            "COLONS",
            "STRIP_MARKER",
        ),
        *(
            "ESCAPED_INTERPOLATION",
            "ESCAPED_DIRECTIVE",
            "new_line_or_comment",
            "__new_line_or_comment_plus_2",
        ),
    }
)
LITERAL_NAMES = frozenset({"_attribute_name", "get_attr"})  # `true = 1` and `a.true`: names like any other
# HCL wants a newline after an argument or a block, and a newline or a comma after an object's item.
ENDS = {
    "attribute": frozenset({NEWLINE, END, "RBRACE"}),
    "block": frozenset({NEWLINE, END, "RBRACE"}),
    "object_elem": frozenset({NEWLINE, "COMMA", "RBRACE"}),
}


class Rule(msgspec.Struct, frozen=True, order=True, array_like=True):
    """`origin : symbols`; `name` says what to build."""

    origin: str
    symbols: tuple[str, ...]
    name: str


class Table(msgspec.Struct, frozen=True, array_like=True):
    """The action in each state at each symbol: go to a state (0, 1, …) or apply a rule (-1, -2, …)."""

    grammar: str  # sha256 of hcl2.lark
    versions: dict[str, str]
    rules: list[Rule]
    rows: list[dict[str, int]]


class LarkSymbol(Protocol):
    name: str


class LarkRule(Protocol):
    origin: LarkSymbol
    expansion: list[LarkSymbol]
    alias: str | None


Item = tuple[Rule, int]  # a rule, and how many of its symbols have been seen
LarkRows = dict[int, dict[str, int | Rule]]


def load_table() -> Table:
    """The table of the installed python-hcl2: the shipped one, unless another grammar is installed."""
    table = msgspec.msgpack.decode(SHIPPED.read_bytes(), type=Table)
    installed = installed_grammar()
    return table if installed is None or sha256(installed) == table.grammar else make_table()


def installed_grammar() -> bytes | None:
    """`hcl2.lark` of the installed python-hcl2, without importing it; None where there is none."""
    package = importlib.util.find_spec("hcl2")
    if package is None or package.origin is None:
        return None
    grammar = Path(package.origin).with_name("hcl2.lark")
    return grammar.read_bytes() if grammar.is_file() else None


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make_table() -> Table:
    """The table made from the installed python-hcl2; the same bytes each time."""
    grammar = installed_grammar()
    if grammar is None:
        raise ModuleNotFoundError("python-hcl2 is not installed")
    start, rows = lark_rows()
    items = reachable_items(start, rows)
    made = with_many_signs({state: strict_row(rows[state], items[state]) for state in items}, items)
    numbers = {state: number for number, state in enumerate(in_order(made, start))}
    rules = sorted({action for row in made.values() for action in row.values() if isinstance(action, Rule)})
    places = {rule: -1 - number for number, rule in enumerate(rules)}
    table_rows = [
        {
            symbol: places[action] if isinstance(action, Rule) else numbers[action]
            for symbol, action in sorted(made[state].items())
        }
        for state in numbers
    ]
    from importlib.metadata import version  # noqa: PLC0415 - slow, and only for making the table

    versions = {name: version(name) for name in PACKAGES}
    return Table(sha256(grammar), versions, rules, table_rows)


def lark_rows() -> tuple[int, LarkRows]:
    """The start state and all rows of the table that Lark compiled."""
    from hcl2.parser import parser  # noqa: PLC0415 - slow, and not needed where the shipped table fits

    table = parser().parse_interactive("").parser_state.parse_conf.parse_table
    rows: LarkRows = {
        state: {symbol: own_rule(argument) for symbol, (_, argument) in row.items()}
        for state, row in table.states.items()
    }
    return table.start_states["start"], rows


@cache
def own_rule(argument: int | LarkRule) -> int | Rule:
    if isinstance(argument, int):
        return argument
    origin = argument.origin.name
    return Rule(origin, tuple(symbol.name for symbol in argument.expansion), argument.alias or origin)


def is_kept(rule: Rule) -> bool:
    symbols = rule.symbols
    if rule.origin in UNUSED or not UNUSED.isdisjoint(set(symbols) - {NEWLINE}):
        return False
    if rule.origin in LITERAL_NAMES and "literal_value" in symbols:
        return False
    if NEWLINE in symbols and rule.origin not in NEWLINE_MATTERS:
        return False
    # `{ a = 1 <newline> , b = 2 }`: the newline has already ended the item.
    return not any(pair == (NEWLINE, "COMMA") for pair in zip(symbols, symbols[1:], strict=False))


def reachable_items(start: int, rows: LarkRows) -> dict[int, set[Item]]:
    """For each state that the kept rules lead to, where in which rules one may be there."""
    rules: dict[str, list[Rule]] = {}
    for rule in sorted({each for row in rows.values() for each in row.values() if isinstance(each, Rule)}):
        if is_kept(rule):
            rules.setdefault(rule.origin, []).append(rule)
    found: dict[int, set[Item]] = {}
    queue: list[tuple[int, set[Item]]] = [(start, {(rule, 0) for rule in rules["start"]})]
    while queue:
        state, kernel = queue.pop()
        known = found.setdefault(state, set())
        if kernel <= known:
            continue
        known |= closure(kernel, rules)
        for symbol in sorted({rule.symbols[seen] for rule, seen in known if seen < len(rule.symbols)}):
            target = rows[state][symbol]
            if isinstance(target, Rule):
                raise TypeError(f"python-hcl2's table has no way on from {symbol}")
            queue.append((target, set(advanced(known, symbol))))
    return found


def closure(items: set[Item], rules: dict[str, list[Rule]]) -> set[Item]:
    found = set(items)
    queue = list(items)
    while queue:
        rule, seen = queue.pop()
        if seen < len(rule.symbols):
            new = {(each, 0) for each in rules.get(rule.symbols[seen], ())} - found
            found |= new
            queue += new
    return found


def advanced(items: set[Item], symbol: str) -> Iterator[Item]:
    for rule, seen in items:
        if seen < len(rule.symbols) and rule.symbols[seen] == symbol:
            yield rule, seen + 1


def strict_row(row: dict[str, int | Rule], items: set[Item]) -> dict[str, int | Rule]:
    """The part of a row that remains when only `items` may be read."""
    complete = {rule for rule, seen in items if seen == len(rule.symbols)}
    expected = {rule.symbols[seen] for rule, seen in items if seen < len(rule.symbols)}
    made: dict[str, int | Rule] = {symbol: row[symbol] for symbol in expected}
    for symbol, action in row.items():
        ahead = NEWLINE if symbol == NEWLINES else symbol
        if action in complete and ahead in ENDS.get(action.origin, {ahead}):
            made.setdefault(ahead, action)
    # After `a + b` the original would read a newline as part of the sum. It ends the sum.
    sums = [rule for rule in complete if rule.name == "binary_op"]
    if sums and isinstance(row.get(NEWLINES), int):
        made.setdefault(NEWLINE, sums[0])
    # The lexer reads some rules in one go: they are allowed where their first terminal is.
    for whole, first in ((STRING, "DBLQUOTE"), (ATTRIBUTE, "DOT")):
        if isinstance(made.get(first), Rule):
            made.setdefault(whole, made[first])
    return made


def with_many_signs(rows: LarkRows, items: dict[int, set[Item]]) -> LarkRows:
    """The original takes one sign only; `!!a` and `- -a` are HCL too."""
    after = {
        rule.symbols[0]: state
        for state, each in sorted(items.items())
        for rule, seen in each
        if rule.origin == "unary_op" and seen == 1
    }
    found = dict(rows)
    for state in after.values():
        found[state] = {**rows[state], "unary_op": rows[state]["expr_term"], **after}
    return found


def in_order(rows: LarkRows, start: int) -> list[int]:
    """The states in breadth-first order from the start: Lark's own numbers depend on its internals."""
    found = {start: None}
    queue = [start]
    for state in queue:
        for _, target in sorted(rows[state].items(), key=lambda entry: entry[0]):
            if isinstance(target, int) and target not in found:
                found[target] = None
                queue.append(target)
    return list(found)


if __name__ == "__main__":
    SHIPPED.write_bytes(msgspec.msgpack.encode(make_table(), order="deterministic"))
