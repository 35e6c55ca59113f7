"""YAML as people expect it today: `on` and `no` are words, only `true` and `false` are truth values.

https://yaml.org/spec/1.2.2/#1032-tag-resolution; PyYAML follows 1.1, where `on:` is a key named true.
What nests too deep, or grows without end through its anchors, is refused before anything is made of it.
"""

import re
from functools import lru_cache

import yaml

MAX_NESTING = 100  # levels; PyYAML's scanner takes quadratic time in them
LARGEST = 100_000  # nodes, those behind an anchor counted as often as they are used
# What PyYAML's constructors let escape for `!!int x`, `2001-99-99` or `!!timestamp x`.
NOT_YAML = (ValueError, TypeError, AttributeError, LookupError, OverflowError)


class Loader(yaml.SafeLoader):
    """SafeLoader with the core schema's truth values."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def load_yaml(text: str) -> object:
    """The data; raises `yaml.YAMLError`."""
    refuse_depth(text)
    loader = Loader(text)
    node = loader.get_single_node()
    refuse_size(node)
    if node is None:
        return None
    try:
        return loader.construct_document(node)
    except NOT_YAML as problem:
        raise refused(f"a value is not of the kind that it says: {problem}", node) from problem


@lru_cache(maxsize=4)
def compose_yaml(text: str) -> yaml.Node | None:
    """The nodes with their places, not to be changed; raises `yaml.YAMLError`."""
    refuse_depth(text)
    node = yaml.compose(text, Loader=Loader)
    refuse_size(node)
    return node


def refused(problem: str, at: yaml.Event | yaml.Node) -> yaml.MarkedYAMLError:
    mark = at.start_mark if isinstance(at.start_mark, yaml.Mark) else None
    return yaml.MarkedYAMLError(None, None, problem, mark)


def refuse_depth(text: str) -> None:
    level = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
            if level > MAX_NESTING:
                raise refused(f"it nests more than {MAX_NESTING} levels deep", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1


def refuse_size(node: yaml.Node | None) -> None:
    if node is not None:
        size(node, {})


def size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """How many nodes there are once every alias is written out."""
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
