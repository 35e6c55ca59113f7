"""Marks values that are obviously secrets, or flow into one: literals of a configuration, and input values."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.terraform.secret_words import is_secret_name, may_be_secret, tells_secret
from docgen.values.values import LIKELY, Value, remade, with_marks

Path: TypeAlias = tuple[str, ...]
MARK = frozenset((LIKELY,))


class LikelySecrets(msgspec.Struct, frozen=True, eq=False):
    """Values that are hidden although nothing marks them as sensitive; `docgen.workspace.likely_secrets` finds them."""

    nodes: frozenset[int] = (
        frozenset()
    )  # ids of literals in syntax trees, which the configuration keeps alive
    variables: Mapping[str, frozenset[Path]] = MappingProxyType({})
    """Root variables, and the members of their values, that go nowhere but into something sensitive."""
    shown: frozenset[str] = frozenset()  # names and addresses that docgen.yml says are no secrets


NONE = LikelySecrets()


def given_value(name: str, value: Value, likely: LikelySecrets) -> Value:
    """The value that a root variable is given, with a mark on each text in it that is likely a secret."""
    for path in likely.variables.get(name, ()):
        value = marked_at(value, path)
    return marked_by_name(value, name, (name, f"var.{name}"), likely.shown)


def marked_text(value: Value) -> Value:
    """The text of a file of the repository, with a mark if it contains a secret."""
    payload = value.payload
    if isinstance(payload, str) and tells_secret(payload):
        return with_marks(value, MARK)
    return value


def marked_at(value: Value, path: Path) -> Value:
    """The value with a mark on every text below a member."""
    payload = value.payload
    if not path and isinstance(payload, str):
        return with_marks(value, MARK) if may_be_secret(payload) else value
    if isinstance(payload, Mapping):
        made = {
            key: marked_at(each, path[1:]) if not path or key == path[0] else each
            for key, each in payload.items()
        }
        return Value(value.type, remade(payload, made), value.marks, value.trace)
    if isinstance(payload, tuple) and not path:
        return Value(value.type, tuple([marked_at(each, ()) for each in payload]), value.marks, value.trace)
    return value


def marked_by_name(value: Value, name: str, names: Iterable[str], shown: frozenset[str]) -> Value:
    """The value with a mark on every text that its name or its form tells to be a secret."""
    if not shown.isdisjoint(names):
        return value
    payload = value.payload
    if isinstance(payload, str):
        return with_marks(value, MARK) if is_likely(name, payload) else value
    if isinstance(payload, tuple):
        made = tuple([marked_by_name(each, name, names, shown) for each in payload])
        return value if same(made, payload) else Value(value.type, made, value.marks, value.trace)
    if isinstance(payload, Mapping):
        inner = {
            key: marked_by_name(
                each,
                name if holds_secrets(name) else key,
                (key, *[f"{above}.{key}" for above in names]),
                shown,
            )
            for key, each in payload.items()
        }
        if same(inner.values(), payload.values()):
            return value
        return Value(value.type, remade(payload, inner), value.marks, value.trace)
    return value


def holds_secrets(name: str) -> bool:
    """Whether the name is that of a map whose every text is a secret."""
    return name.lower().endswith(("passwords", "credentials"))


def same(new: Iterable[Value], old: Iterable[Value]) -> bool:
    return all(one is other for one, other in zip(new, old, strict=True))


def is_likely(name: str, text: str) -> bool:
    return (is_secret_name(name) and may_be_secret(text)) or tells_secret(text)
