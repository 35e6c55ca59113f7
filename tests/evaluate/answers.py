"""What docgen answers to one recorded expression, beside what Terraform answered."""

import gzip
import json
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from docgen.functions.json_text import json_text
from docgen.functions.signature import FunctionError
from docgen.language.evaluation import ConfigurationEvaluator, Environment
from docgen.language.frame import Frame
from docgen.language.order import order_units
from docgen.language.scope import Scope
from docgen.language.validate import validate_references
from docgen.source.diagnostic import has_errors
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.dialect import Dialect, Product
from docgen.terraform.loader import Library, load_configuration
from docgen.values.numbers import print_number
from docgen.values.rendering import type_text
from docgen.values.values import (
    SENSITIVE,
    Value,
    is_wholly_known,
    without_deep_marks,
)
from tests.terraform.folder import Folder

CONFORMANCE = Path(__file__).parent.parent / "conformance"
FIXTURES = CONFORMANCE / "fixtures"


class Vector(msgspec.Struct, frozen=True):
    """One line of `vectors.jsonl`; what the fields mean is said in the README beside it."""

    id: str
    group: str
    expr: str
    error: str | None
    value_json: str | None = None
    type: str | None = None
    sensitive: bool = False
    unknown: bool = False
    impure: bool = False
    special: str | None = None
    compare: str | None = None
    error_detail: str | None = None
    error_alt: str | None = None
    syntax_error: bool = False
    panic: bool = False
    locals: dict[str, str] = {}
    since: dict[str, dict[str, Any]] = {}

    def at(self, level: str) -> "Vector":
        """What the version of this level says."""
        changed = dict(self.since.get(level, {}))
        return msgspec.structs.replace(self, since={}, **changed) if changed else self


def read_vectors() -> list[Vector]:
    lines = (CONFORMANCE / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Vector) for line in lines]


class OneFile(Folder):
    """A repository that holds one file, beside the fixtures that only functions read."""

    def __init__(self, text: str) -> None:
        super().__init__({"main.tf": text})


class EvaluatorWithHome(ConfigurationEvaluator):
    """A world that says where it is, as Terraform's was while it answered."""

    def frame(self, scope: Scope, file: SourceFile, bindings: Mapping[str, Value] | None = None) -> Frame:
        frame = super().frame(scope, file, bindings)
        frame.context = msgspec.structs.replace(
            frame.context, home="/home/tester", working_folder="/somewhere", missing_file_fails=True
        )
        return frame


class Answer(msgspec.Struct, frozen=True, eq=False):
    value: Value | None
    errors: tuple[tuple[str, str], ...] = ()


LEVELS = {level: Dialect(Product.TERRAFORM, (1, int(level[2:])), pinned=True) for level in ("1.11", "1.15")}


def answer(vector: Vector, level: str = "1.11") -> Answer:
    """The value of the vector's expression in its context, or what is wrong with it."""
    others = "".join(f"  {name} = {source}\n" for name, source in vector.locals.items())
    tree = OneFile(f"locals {{\n{others}  v = (\n{vector.expr}\n)\n}}\n")
    loaded = load_configuration(Library(tree), ".")
    world = EvaluatorWithHome(loaded.value, Environment(DiskTree(FIXTURES), dialect=LEVELS[level]))
    world.report.add(*loaded.diagnostics)
    world.report.add(*validate_references(loaded.value))
    order = world.report.take(order_units(loaded.value))
    if not has_errors(world.report.diagnostics):
        world.run(order)
    errors = tuple((each.summary, each.detail) for each in world.report.diagnostics)
    return Answer(None if errors else world.root.locals["v"], errors)


def difference(vector: Vector, level: str = "1.11") -> str | None:
    """What Terraform of a level says otherwise; None where both agree."""
    vector = vector.at(level)
    given = answer(vector, level)
    if vector.error is not None:
        return different_error(vector, given)
    if given.value is None:
        return f"fails: {given.errors}"
    return different_value(vector, given.value)


def different_error(vector: Vector, given: Answer) -> str | None:
    if given.value is not None:
        return f"has a value, where Terraform says: {vector.error}: {vector.error_detail}"
    if vector.syntax_error or vector.panic:
        return None
    summary = given.errors[0][0]
    if summary in {vector.error, vector.error_alt}:
        return None
    return f"says {given.errors[0]}, where Terraform says: {vector.error}: {vector.error_detail}"


def different_value(vector: Vector, value: Value) -> str | None:
    if vector.unknown or vector.impure:
        return None if not is_wholly_known(value) else "is known, and should not be"
    if not is_wholly_known(value):
        return "is not known"
    if vector.type is not None and type_text(value.type).replace("\n", " ") != vector.type:
        return f"has the type {type_text(value.type)}, where Terraform says {vector.type}"
    if vector.sensitive != (SENSITIVE in value.marks):
        return f"is {'not ' if vector.sensitive else ''}sensitive"
    return different_content(vector, without_deep_marks(value))


def different_content(vector: Vector, value: Value) -> str | None:
    if vector.special is not None:
        assert isinstance(value.payload, float)
        text = print_number(value.payload)
        return None if text == vector.special else f"is {text}, where Terraform says {vector.special}"
    assert vector.value_json is not None
    try:
        text = json_text(value)
    except FunctionError as problem:
        return f"cannot be written: {problem.message}"
    if vector.compare == "gunzip":
        text, expected = (gunzipped(json.loads(each)) for each in (text, vector.value_json))
    else:
        expected = vector.value_json
    return None if text == expected else f"is {text}, where Terraform says {expected}"


def gunzipped(text: str) -> str:
    return gzip.decompress(b64decode(text)).decode()
