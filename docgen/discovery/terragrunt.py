"""Terragrunt's units: which folder a `terragrunt.hcl` runs Terraform in, and the literal values that it gives.

Functions, dependencies and included files are not evaluated: what they give is not known.
https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/
"""

import posixpath
from collections.abc import Mapping

import msgspec

from docgen.discovery.survey import Survey, body_of
from docgen.hcl.nodes import (
    Block,
    Body,
    Expression,
    Literal,
    Number,
    ObjectConstructor,
    Parentheses,
    TupleConstructor,
)
from docgen.source.tree import join
from docgen.terraform.syntax import name_of, text_of

FILE = "terragrunt.hcl"


class Unit(msgspec.Struct, frozen=True):
    """One `terragrunt.hcl` with a source in this repository."""

    folder: str
    root: str  # the folder that Terraform runs in
    values: Mapping[str, object]


class NotWritten(Exception):  # noqa: N818 - no error: the value is simply not written out
    """A value that something has to be evaluated for."""


def units_of(survey: Survey) -> tuple[Unit, ...]:
    found = []
    for path in survey.files:
        if posixpath.basename(path) == FILE:
            body = body_of(survey, path)
            unit = unit_of(posixpath.dirname(path) or ".", body) if body is not None else None
            if unit is not None and unit.root in survey.folders:
                found.append(unit)
    return tuple(found)


def unit_of(folder: str, body: Body) -> Unit | None:
    source = next(
        (text for each in body.blocks if each.type == "terraform" and (text := source_of(each))), ""
    )
    if not source.startswith((".", "/")) or "?" in source:
        return None
    values: dict[str, object] = {}
    for each in body.attributes:
        if each.name == "inputs" and isinstance(each.expression, ObjectConstructor):
            values |= written(each.expression)
    return Unit(folder, join(folder, source.replace("//", "/")), values)


def source_of(block: Block) -> str | None:
    return next((text_of(each.expression) for each in block.body.attributes if each.name == "source"), None)


def written(inputs: ObjectConstructor) -> dict[str, object]:
    """The inputs whose values are written out."""
    found: dict[str, object] = {}
    for item in inputs.items:
        name = name_of(item.key)
        if name is not None:
            try:
                found[name] = plain(item.value)
            except NotWritten:
                continue
    return found


def plain(expression: Expression) -> object:
    match expression:
        case Literal(value=bool() as flag):
            return flag
        case Number(text=digits):
            return int(digits) if digits.isdigit() else float(digits)
        case Parentheses(expression=inner):
            return plain(inner)
        case TupleConstructor(items=items):
            return [plain(each) for each in items]
        case ObjectConstructor(items=items):
            return {key_of(each.key): plain(each.value) for each in items}
        case _:
            text = text_of(expression)
            if text is None:
                raise NotWritten
            return text


def key_of(key: Expression) -> str:
    name = name_of(key)
    if name is None:
        raise NotWritten
    return name
