"""Calls that a loop repeats with the same large arguments: `keys(local.subnets)` in each of a thousand turns.

Without this, `index(keys(m), k)` in a loop over `m` takes time that grows with the square of its size.
"""

from collections.abc import Hashable, Sequence

from docgen.hcl.nodes import Call
from docgen.values.values import PLAIN, Value

Arguments = tuple[Hashable, ...]


class Recall:
    """The last result of each call in the text, while its arguments are the very same."""

    def __init__(self) -> None:
        self.calls: dict[int, tuple[Call, Arguments, Sequence[Value], Value]] = {}

    def find(self, node: Call, arguments: Sequence[Value]) -> Value | None:
        known = self.calls.get(id(node))
        if known is None or known[0] is not node or len(known[2]) != len(arguments):
            return None
        return known[3] if known[1] == tuple(map(signature, arguments)) else None

    def keep(self, node: Call, arguments: Sequence[Value], made: Value) -> None:
        # With the node and the arguments, so that their ids stay their own.
        self.calls[id(node)] = (node, tuple(map(signature, arguments)), arguments, made)


def signature(value: Value) -> Hashable:
    """The same for two values only if they are the same in content, type, marks and trace."""
    payload, trace = value.payload, value.trace
    content = (payload.__class__, payload) if payload.__class__ in PLAIN else id(payload)
    parents = tuple(map(id, trace.parents))
    return content, value.type, value.marks, id(trace.file), trace.start, trace.end, trace.note, parents
