"""From tokens to the results of the builders: an LALR parser over python-hcl2's table.

Works with a stack of its own, so the depth of a text does not become the depth of Python's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from docgen.hcl.tables import Rule, Table
from docgen.hcl.token import INVALID, KEYWORDS, LITERALS, NAME, NEWLINE, Problem, Token

# The pieces of one rule, in the order of the grammar: each builder knows their positions and types, which Python's types do not express.
Children: TypeAlias = list[Any]
Builder: TypeAlias = Callable[[Children, list[Problem]], object]
PER_LEVEL = 20  # a sum is as deep as it is long, but read without recursion: 20 operators count as one level


class Repetition(list[Any]):
    """The pieces that a repetition in a rule has collected so far."""

    __slots__ = ()


class Reduction:
    """A rule to apply: take its pieces off the stack, put back what its builder makes of them."""

    __slots__ = ("build", "deepens", "gathers", "is_unit", "origin", "rule", "size")

    def __init__(self, rule: Rule, build: Builder | None, deepens: int) -> None:
        self.rule = rule
        self.origin = rule.origin
        self.size = len(rule.symbols)
        self.gathers = rule.origin.startswith("__")
        self.is_unit = build is None and not self.gathers and self.size == 1 and self.origin != "start"
        self.build = build
        self.deepens = deepens


Row: TypeAlias = dict[str, "int | Reduction"]


class GotoCache(dict[str, int]):
    """The state of the parser after a rule, by the symbol ahead: rules that only pass a piece on are skipped."""

    __slots__ = ("origin", "row", "rows")

    def __init__(self, rows: Sequence[Row], row: Row, origin: str) -> None:
        super().__init__()
        self.rows = rows
        self.row = row
        self.origin = origin

    def __missing__(self, ahead: str) -> int:
        state = self.row[self.origin]
        while isinstance(state, int):
            action = self.rows[state].get(ahead)
            if not isinstance(action, Reduction) or not action.is_unit:
                self[ahead] = state
                return state
            state = self.row[action.origin]
        raise TypeError(f"the table knows no way on from {self.origin}")


class UnexpectedToken(msgspec.Struct, frozen=True):
    """A token that no rule can take."""

    token: Token
    before: tuple[Token, ...]  # those whose rules are still open
    expected: frozenset[str]  # the kinds that are possible here


NONE: frozenset[str] = frozenset()


class Machine:
    """A parse table and what to build for each of its rules."""

    def __init__(self, table: Table, builders: Mapping[str, Builder], deepening: Mapping[str, int]) -> None:
        """Builders go by the name of a rule, or by the whole of it: `expr_term: identifier`."""
        reductions = [
            Reduction(
                rule,
                builders.get(whole_rule(rule)) or builders.get(rule.name),
                deepening.get(whole_rule(rule)) or deepening.get(rule.name, 0),
            )
            for rule in table.rules
        ]
        self.rows: list[Row] = [
            {symbol: reductions[-1 - action] if action < 0 else action for symbol, action in row.items()}
            for row in table.rows
        ]
        origins = {rule.origin for rule in table.rules}
        self.terminals = {symbol for row in self.rows for symbol in row} - origins | {NEWLINE}
        self.landings = [
            {origin: GotoCache(self.rows, row, origin) for origin in origins if origin in row}
            for row in self.rows
        ]

    def run(self, tokens: Sequence[Token], problems: list[Problem], depth: int) -> object:
        """The result of the builder of the outermost rule; raises `UnexpectedToken` if the tokens are not a text of the grammar."""
        rows = self.rows
        landings = self.landings
        limit = depth * PER_LEVEL
        states = [0]
        row = rows[0]
        values: Children = []
        depths: list[int] = []
        for position, token in enumerate(tokens):
            kind = token.kind
            if kind == NAME and token.text in KEYWORDS:
                kind = self.kind_of_word(token.text, tokens[position + 1].kind, states)
            while True:
                action = row.get(kind)
                if isinstance(action, int):
                    states.append(action)
                    values.append(token)
                    depths.append(0)
                    row = rows[action]
                    break
                if action is None:
                    if kind != INVALID:
                        return self.stuck(tokens, position, depth)
                    action = only_rule(row, values[-1] if values else None)
                    if action is None:
                        before = tuple(each for each in values if isinstance(each, Token))
                        return UnexpectedToken(token, before, self.expected(states))
                size = action.size
                if not action.is_unit:
                    pieces = values[-size:] if size else []
                    deepest = max(depths[-size:]) + action.deepens if size else 0
                    if size:
                        del values[-size:], states[-size:], depths[-size:]
                    if deepest > limit:
                        raise too_deep(depth, token.start, token.end)
                    if action.gathers:
                        values.append(gathered(pieces))
                    elif action.build is None:
                        return pieces[0]
                    else:
                        values.append(action.build(pieces, problems))
                    depths.append(deepest)
                else:
                    states.pop()
                state = landings[states[-1]][action.origin][kind]
                states.append(state)
                row = rows[state]
        raise AssertionError("the last token always ends the run")

    def kind_of_word(self, word: str, ahead: str, states: list[int]) -> str:
        """HCL reserves no word: a keyword is one only where the grammar can go on with it."""
        if ahead == "LPAR" and word in LITERALS:
            return NAME
        kind = KEYWORDS[word]
        return kind if self.is_taken(kind, states) else NAME

    def stuck(self, tokens: Sequence[Token], position: int, depth: int) -> UnexpectedToken:
        """Reads once more up to the token, for a token like INVALID lets no rule be closed too early."""
        token = tokens[position]
        nothing = Token(INVALID, "", token.start, token.end)
        again = self.run([*tokens[:position], nothing], [], depth)
        return (
            UnexpectedToken(token, again.before, again.expected)
            if isinstance(again, UnexpectedToken)
            else UnexpectedToken(token, (), NONE)
        )

    def expected(self, states: list[int]) -> frozenset[str]:
        """The kinds of token that could come next."""
        kinds = self.rows[states[-1]].keys() & self.terminals
        return frozenset(kind for kind in kinds if self.is_taken(kind, states))

    def is_taken(self, kind: str, states: list[int]) -> bool:
        """Whether a token of that kind can come next: the table alone sometimes learns it rules later."""
        action = self.rows[states[-1]].get(kind)
        if isinstance(action, Reduction):
            states = list(states)
        while isinstance(action, Reduction) and action.origin != "start":
            del states[len(states) - action.size :]
            states.append(self.landings[states[-1]][action.origin][kind])
            action = self.rows[states[-1]].get(kind)
        return action is not None


def whole_rule(rule: Rule) -> str:
    return f"{rule.name}: {' '.join(rule.symbols)}"


def only_rule(row: Row, last: object) -> Reduction | None:
    """The rule that ends here whatever comes next: a single piece, or one that its closing bracket ends."""
    first, *others = row.values()
    if not isinstance(first, Reduction) or any(each is not first for each in others):
        return None
    ends = first.size == 1 or (isinstance(last, Token) and first.origin != "block")
    return first if ends else None


def gathered(pieces: Children) -> Repetition:
    """The repetition one piece longer, in place: a list of thousands is not copied for each of its items."""
    if isinstance(pieces[0], Repetition):
        pieces[0].extend(pieces[1:])
        return pieces[0]
    return Repetition(pieces)


def too_deep(depth: int, start: int, end: int) -> Problem:
    detail = (
        f"Brackets, templates and blocks may nest {depth} levels deep. "
        "Split this up, for example with local values, or raise limits.nesting in docgen.yml."
    )
    return Problem("Nesting too deep", detail, start, end)
