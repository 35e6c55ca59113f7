"""YAML as people expect it today: `on` and `no` are words, only `true` and `false` are truth values.

https://yaml.org/spec/1.2.2/#1032-tag-resolution; PyYAML follows 1.1, where `on:` is a key named true.
What nests too deep, or grows without end through its anchors, is refused before anything is made of it.
"""

import copy
import re
from functools import lru_cache

import yaml

MAX_NESTING = 100  # levels; PyYAML's scanner takes quadratic time in them
LONGEST = 1_000_000  # characters: PyYAML reads some 500,000 in a second
MOST_DIGITS = 1_000  # of one number: reading and printing it takes quadratic time in them
LARGEST = 100_000  # nodes, those behind an anchor counted as often as they are used
# What PyYAML's constructors let escape for `!!int x`, `2001-99-99` or `!!timestamp x`.
NOT_YAML = (ValueError, TypeError, AttributeError, LookupError, OverflowError)


class Loader(yaml.SafeLoader):
    """SafeLoader with the core schema's truth values, and bounds."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise yaml.MarkedYAMLError(None, None, f"it is longer than {LONGEST} characters")
        super().__init__(text)
        self.level = 0
        self.nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call] # PyYAML has no types
        self.level += 1
        self.nodes += 1
        if self.level > MAX_NESTING:
            raise refused(f"it nests more than {MAX_NESTING} levels deep", event)
        if self.nodes > LARGEST:
            raise refused(f"it holds more than {LARGEST} values", event)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.level -= 1
        return node

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        refuse_digits(node)
        return super().construct_yaml_int(node)

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        refuse_digits(node)
        return super().construct_yaml_float(node)


Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.construct_yaml_float)
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def load_yaml(text: str) -> object:
    """The data; raises `yaml.YAMLError`."""
    return read_yaml(text)[1]


def read_yaml(text: str) -> tuple[yaml.Node | None, object]:
    """The nodes with their places, as `compose_yaml` gives them, and the data; raises `yaml.YAMLError`."""
    node = compose_yaml(text)
    if node is None:
        return None, None
    try:
        # Constructing merges `<<` into the nodes, so it is given nodes of its own.
        return node, Loader("").construct_document(copied(node, {}))
    except NOT_YAML as problem:
        raise refused(f"a value is not of the kind that it says: {problem}", node) from problem


@lru_cache(maxsize=4)
def compose_yaml(text: str) -> yaml.Node | None:
    """The nodes with their places, not to be changed; raises `yaml.YAMLError`."""
    node = Loader(text).get_single_node()
    refuse_size(node)
    return node


def copied(node: yaml.Node, done: dict[int, yaml.Node]) -> yaml.Node:
    """The same nodes again, with the same aliases."""
    if isinstance(node, yaml.ScalarNode):
        return node
    if id(node) not in done:
        new = done[id(node)] = copy.copy(node)
        if isinstance(node, yaml.MappingNode):
            new.value = [(copied(name, done), copied(value, done)) for name, value in node.value]
        else:
            new.value = [copied(each, done) for each in node.value]
    return done[id(node)]


def refused(problem: str, at: yaml.Event | yaml.Node) -> yaml.MarkedYAMLError:
    mark = at.start_mark if isinstance(at.start_mark, yaml.Mark) else None
    return yaml.MarkedYAMLError(None, None, problem, mark)


def refuse_digits(node: yaml.ScalarNode) -> None:
    if len(node.value) > MOST_DIGITS:
        raise refused(f"a number is longer than {MOST_DIGITS} characters", node)


def refuse_size(node: yaml.Node | None) -> None:
    if node is not None:
        size(node, {})


def size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """The number of nodes with every alias expanded."""
    if id(node) in sizes:
        if sizes[id(node)] == 0:
            raise refused("an anchor is used inside itself", node)
        return sizes[id(node)]
    sizes[id(node)] = 0  # under way
    inside: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        inside = [part for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        inside = node.value
    total = 1 + sum(size(each, sizes) for each in inside)
    if total > LARGEST:
        raise refused(f"its anchors make more than {LARGEST} values", node)
    sizes[id(node)] = total
    return total
