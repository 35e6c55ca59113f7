"""Where each key and value of a YAML file is written."""

from collections.abc import Callable, Sequence

import yaml

from docgen.source.span import Span


class YamlPlaces:
    """The places of one YAML text. `lines_before` is where the text begins inside its file."""

    def __init__(self, path: str, root: yaml.Node | None, lines_before: int = 0) -> None:
        self.path = path
        self.root = root
        self.lines_before = lines_before

    def span(self, path: Sequence[str], key: str | None = None) -> Span | None:
        """The value at a path of keys; with `key`, the key itself inside it."""
        node = self.root
        for step in path:
            below = self.child(node, step)
            if below is None:
                break
            node = below
        if key is not None and isinstance(node, yaml.MappingNode):
            for name, _ in node.value:
                if name.value == key:
                    node = name
                    break
        return None if node is None else self.span_of(node)

    def span_of(self, node: yaml.Node) -> Span:
        """The node; of one that goes over several lines, its first character."""
        start, end = node.start_mark, node.end_mark
        line = start.line + 1 + self.lines_before
        last = end.column + 1 if end.line == start.line else start.column + 2
        return Span(self.path, (line, start.column + 1), (line, last))

    def child(self, node: yaml.Node | None, step: str) -> yaml.Node | None:
        if isinstance(node, yaml.MappingNode):
            return next((value for name, value in node.value if name.value == step), None)
        if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            found: yaml.Node = node.value[int(step)]
            return found
        return None

    def inside(self, *above: str) -> Callable[..., Span | None]:
        """The places below a path, for a reader that knows nothing of what is above."""

        def place(*path: str, key: str | None = None) -> Span | None:
            return self.span((*above, *path), key)

        return place
