"""The sources of an environment's input values: tfvars files, docgen.yml, the command line.

Order: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from docgen.hcl.json_syntax import parse_json_body
from docgen.hcl.nodes import Body, Call, Expression
from docgen.hcl.parser import parse_body
from docgen.hcl.walk import variables, walk
from docgen.language.inputs import VariableValue
from docgen.source.diagnostic import (
    Code,
    Diagnostic,
    Report,
    Result,
    Severity,
    as_private,
    did_you_mean,
    error,
    unknown_because,
)
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, Unreadable, join, read_source
from docgen.terraform.loader import byte_order_mark
from docgen.terraform.module import Module, SourceExpression
from docgen.workspace.secrets import untold

GIT_CRYPT = b"\0GITCRYPT\0"
SETTING = "`var_files` in docgen.yml"
OPTION = "the option --var-file"
Place: TypeAlias = Callable[[str, str], Span | None]
"""Where docgen.yml writes a value: of "root", "var_files" or "vars"."""


def nowhere(_key: str, _value: str) -> None:
    """For root modules that no docgen.yml names."""


Parse = Callable[[SourceFile], Result[Body]]


class Argument(msgspec.Struct, frozen=True):
    """One `--var` or `--var-file` of a command line; their order counts."""

    kind: str  # "var" or "file"
    text: str


def automatic_files(tree: Tree, root: str) -> list[str]:
    """The tfvars files that Terraform loads by itself, weakest first."""
    names = tree.names(root) or ()
    fixed = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    automatic = sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    return [join(root, name) for name in (*fixed, *automatic)]


def gather_inputs(  # noqa: PLR0913, PLR0917 - every place that can give a value
    tree: Tree,
    root: str,
    module: Module,
    var_files: Sequence[str] = (),
    values: Mapping[str, object] | None = None,
    arguments: Sequence[Argument] = (),
    process: Mapping[str, str] | None = None,
    parse: Parse = parse_body,
    place: Place = nowhere,
    *,
    lenient: bool = False,
) -> Result[tuple[VariableValue, ...]]:
    """Every value that is given, weakest first; a file that is missing or wrong is reported.

    `lenient`: what this module does not declare is meant for another root module.
    """
    report = Report()
    given: list[VariableValue] = [*from_process(process or {}, module)]
    for path in automatic_files(tree, root):
        given += report.take(read_tfvars(tree, path, module, parse))
    for path in var_files:
        result = read_tfvars(tree, found_file(tree, root, path), module, parse)
        report.add(*at_place(result.diagnostics, place("var_files", path) if result.diagnostics else None))
        given += result.value
    for name, value in (values or {}).items():
        given.append(from_setting(name, value, place("vars", name)))
    for argument in arguments:
        if argument.kind == "file":
            given += report.take(read_tfvars(tree, argument.text, module, parse, OPTION))
        else:
            given += report.take(from_argument(argument.text, module))
    report.add(*undeclared_settings(values or {}, module, place))
    if lenient:
        mine = tuple(each for each in given if each.name in module.variables)
        return Result(
            mine, tuple(each for each in report.diagnostics if each.code is not Code.UNDECLARED_VALUE)
        )
    return Result(tuple(given), tuple(report.diagnostics))


def found_file(tree: Tree, root: str, path: str) -> str:
    """A file that docgen.yml names: in the root module or, where it is not there, beside docgen.yml."""
    inner, outer = join(root, path), join(".", path)
    return outer if not exists(tree, inner) and exists(tree, outer) else inner


def exists(tree: Tree, path: str) -> bool:
    return posixpath.basename(path) in (tree.names(posixpath.dirname(path) or ".") or ())


def not_constant(expression: Expression, file: SourceFile) -> Iterator[Diagnostic]:
    """What a variables file must not contain: calls and references."""
    for node in walk(expression):
        if isinstance(node, Call):
            yield error(
                "Function calls not allowed",
                "Functions may not be called here: write the value itself.",
                file.span(node.start, node.end),
            )
    for node in variables(expression):
        yield error(
            "Variables not allowed",
            "Variables may not be used here: write the value itself.",
            file.span(node.start, node.end),
        )


def from_process(process: Mapping[str, str], module: Module) -> list[VariableValue]:
    """`TF_VAR_name`; names that are not declared are ignored, as Terraform does."""
    return [
        VariableValue(name.removeprefix("TF_VAR_"), "environment", text=text, where=name)
        for name, text in sorted(process.items())
        if name.startswith("TF_VAR_") and name.removeprefix("TF_VAR_") in module.variables
    ]


def at_place(diagnostics: Iterable[Diagnostic], span: Span | None) -> Iterator[Diagnostic]:
    """The diagnostics; those without a place are about what docgen.yml says at `span`."""
    for each in diagnostics:
        yield each if each.subject is not None else msgspec.structs.replace(each, subject=span)


def from_setting(name: str, value: object, span: Span | None) -> VariableValue:
    """A value of `vars:` in docgen.yml; text means what it would mean after `-var`."""
    text = value if isinstance(value, str) else None
    return VariableValue(name, "argument", text=text, data=value, span=span, where="docgen.yml")


def undeclared(name: str, detail: str, at: Span | None = None) -> Diagnostic:
    return error(
        "Value for undeclared variable", detail, at, code=Code.UNDECLARED_VALUE, about=name, private=True
    )


def undeclared_settings(values: Mapping[str, object], module: Module, place: Place) -> list[Diagnostic]:
    found = []
    for name in values:
        if name not in module.variables:
            hint = did_you_mean(name, module.variables)
            detail = f'`vars` in docgen.yml sets "{name}", which the root module does not declare.{hint}'
            found.append(undeclared(name, detail, place("vars", name)))
    return found


def from_argument(text: str, module: Module) -> Result[list[VariableValue]]:
    name, equals, value = text.partition("=")
    if not equals:
        detail = f'The value of --var must be NAME=VALUE, not "{text}".'
        return Result([], (error("Invalid -var option", detail),))
    name = name.strip()
    if name not in module.variables:
        hint = did_you_mean(name, module.variables)
        detail = f'A variable named "{name}" was assigned on the command line, but the root module does not declare it.{hint}'
        return Result([], (undeclared(name, detail),))
    return Result([VariableValue(name, "argument", text=value, where="--var")])


def read_tfvars(
    tree: Tree, path: str, module: Module, parse: Parse, named_by: str = SETTING
) -> Result[list[VariableValue]]:
    """The values of a variables file; no excerpt shows a line of it, because values may be secrets.

    `named_by`: what names the file, for the reader who has to correct it.
    """
    found = values_in(tree, path, module, parse, named_by)
    return Result(found.value, as_private(found.diagnostics))


def is_encrypted(tree: Tree, path: str) -> bool:
    """Whether git-crypt has encrypted a file, which then begins with its name: https://github.com/AGWA/git-crypt."""
    try:
        return tree.read(path).startswith(GIT_CRYPT)
    except Unreadable:
        return False


def encrypted(path: str) -> Diagnostic:
    detail = f"{path} is encrypted by git-crypt: the values in it are not known."
    remedy = "Run `git-crypt unlock`, or give the values that pages need under `vars:` in docgen.yml."
    return unknown_because(
        GapKind.FILE, path, "Encrypted variables file", f"{detail} {remedy}", remedy=remedy
    )


def values_in(
    tree: Tree, path: str, module: Module, parse: Parse, named_by: str
) -> Result[list[VariableValue]]:
    report = Report()
    if is_encrypted(tree, path):
        return Result([], (encrypted(path),))
    file = report.take(read_source(tree, path))
    if path.endswith(".json"):
        report.add(*byte_order_mark(tree, path))
    if file is None:
        detail = f"The variables file {path} cannot be read. Correct {named_by}."
        if any(each.code is Code.NO_SUCH_FILE for each in report.diagnostics):
            return Result([], (error("Failed to read variables file", detail),))
        return Result([], tuple(report.diagnostics))
    known = GIVEN.setdefault(module, {})
    if (path, file.text) not in known:
        known[path, file.text] = declared_values(file, module, parse)
    given = report.take(known[path, file.text])
    return Result(given, tuple(report.diagnostics))


GIVEN: WeakKeyDictionary[Module, dict[tuple[str, str], Result[list[VariableValue]]]] = WeakKeyDictionary()
"""What files of this text give a module, by path: an evaluation with one other input reads them again."""


def declared_values(file: SourceFile, module: Module, parse: Parse) -> Result[list[VariableValue]]:
    """The values in a variables file for the variables that the root module declares; others are reported."""
    report = Report()
    path = file.path
    parsed = parse_json_body(file) if path.endswith(".json") else parse(file)
    report.add(*map(untold, parsed.diagnostics))
    body = parsed.value
    for block in body.blocks:
        detail = f"Blocks are not allowed in a variables file: write `{block.type} = …`."
        span = file.span(block.start, block.header_end)
        report.add(error("Unexpected block", detail, span))
    given = []
    for attribute in body.attributes:
        span = file.span(attribute.start, attribute.name_end)
        if attribute.name not in module.variables:
            hint = did_you_mean(attribute.name, module.variables)
            detail = (
                f'The root module does not declare a variable named "{attribute.name}", but a value was found in '
                f"{path}.{hint} Declare it, or remove the value."
            )
            problem = undeclared(attribute.name, detail, span)
            report.add(msgspec.structs.replace(problem, severity=Severity.WARNING))
            continue
        problems = tuple(not_constant(attribute.expression, file))
        report.add(*problems)
        if problems:
            continue
        given.append(
            VariableValue(
                attribute.name, "tfvars", SourceExpression(attribute.expression, file), span=span, where=path
            )
        )
    return Result(given, tuple(report.diagnostics))
