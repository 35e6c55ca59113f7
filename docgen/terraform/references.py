"""What an expression refers to.

https://developer.hashicorp.com/terraform/language/expressions/references
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from docgen.hcl.nodes import Expression, GetAttribute, GetIndex, Number, Template, Variable
from docgen.hcl.walk import variables
from docgen.source.address import Mode
from docgen.terraform.syntax import text_of

Kind: TypeAlias = Literal[
    "var", "local", "module", "resource", "path", "terraform", "tofu", "each", "count", "self", "unsuitable"
]


class Key(msgspec.Struct, frozen=True):
    """The step `[0]` or `["a"]`."""

    value: int | str


Step: TypeAlias = str | Key
SCOPES = frozenset({"var", "local", "module", "path", "terraform", "tofu", "each", "count", "self"})


ROOTS: Mapping[str, Mode] = MappingProxyType(
    {"data": "data", "resource": "managed", "ephemeral": "ephemeral"}
)
"""The prefixes of references before a type and a name."""


class Referent(msgspec.Struct, frozen=True):
    """The target of one traversal: `module.vpc.subnet_ids[0]` names output subnet_ids of module vpc."""

    kind: Kind
    name: str = ""
    type: str = ""  # of a resource
    mode: Mode = "managed"
    output: str = ""  # of a module; "" where the whole module is meant
    root: str = ""  # the first name as written
    node: Expression | None = None


def steps(node: Expression) -> list[Step] | None:
    """The traversal as a list: root name, then attribute names and literal keys; None where it is none."""
    found: list[Step] = []
    while True:
        match node:
            case GetAttribute(_, _, source, name):
                found.append(name)
                node = source
            case GetIndex(_, _, source, Number(_, _, digits)) if digits.isdigit():
                found.append(Key(int(digits)))
                node = source
            case GetIndex(_, _, source, Template() as key) if (text := text_of(key)) is not None:
                found.append(Key(text))
                node = source
            case Variable(_, _, name):
                found.append(name)
                return found[::-1]
            case _:
                return None


def referents(expression: Expression) -> Iterable[Referent]:
    """Everything of the module that the expression names, in source order."""
    for traversal in variables(expression):
        path = steps(traversal)
        if path:
            yield msgspec.structs.replace(referent(path, traversal), root=str(path[0]))


def referent(path: list[Step], node: Expression) -> Referent:
    root = str(path[0])
    rest = path[1:]
    if root in ROOTS:
        if len(rest) >= 2 and isinstance(rest[0], str) and isinstance(rest[1], str):  # noqa: PLR2004 - type, name
            return Referent("resource", rest[1], rest[0], ROOTS[root], node=node)
        return Referent("unsuitable", root, node=node)
    if not rest or not isinstance(rest[0], str):
        return Referent("unsuitable", root, node=node)
    if root == "module":
        after = rest[2:] if len(rest) > 1 and isinstance(rest[1], Key) else rest[1:]
        output = after[0] if after and isinstance(after[0], str) else ""
        return Referent("module", rest[0], output=output, node=node)
    if root in SCOPES:
        return Referent(root, rest[0], node=node)  # type: ignore[arg-type] # SCOPES are Kinds
    return Referent("resource", rest[0], root, "managed", node=node)
