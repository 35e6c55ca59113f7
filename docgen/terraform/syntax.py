"""Reads what Terraform requires as literals: names, descriptions, flags, lists of references."""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.hcl.nodes import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    GetAttribute,
    GetIndex,
    Literal,
    Number,
    ObjectConstructor,
    Template,
    Text,
    TupleConstructor,
    Unary,
    Variable,
)
from docgen.hcl.parser import parse_expression
from docgen.hcl.walk import walk
from docgen.source.diagnostic import Report, error
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.terraform.module import SourceExpression
from docgen.terraform.unknown_words import unknown_argument, unknown_block


def text_of(expression: Expression | None) -> str | None:
    """The text of a template without any interpolation; None for everything else."""
    match expression:
        case Template(_, _, ()):
            return ""
        case Template(_, _, (Text(_, _, value),)):
            return value
        case _:
            return None


def name_of(expression: Expression) -> str | None:
    """`string`, `"string"` or `aws.west` as text."""
    match expression:
        case Variable(_, _, name):
            return name
        case GetAttribute(_, _, source, name):
            before = name_of(source)
            return None if before is None else f"{before}.{name}"
        case Template():
            return text_of(expression)
        case _:
            return None


NOT_MOVED: Mapping[int, SourceFile] = MappingProxyType({})


class Reader:
    """One block being read: returns its attributes, and remembers which were not used."""

    def __init__(
        self, body: Body, file: SourceFile, report: Report, moved: Mapping[int, SourceFile] = NOT_MOVED
    ) -> None:
        self.file = file
        self.report = report
        self.moved = moved  # id of a node that an override file laid over the body: that file
        self.attributes = {each.name: each for each in body.attributes}
        self.blocks = list(body.blocks)
        self.asked: set[str] = set()

    def file_of(self, node: Attribute | Block) -> SourceFile:
        return self.moved.get(id(node), self.file) if self.moved else self.file

    def span_of(self, node: Attribute | Block) -> Span:
        """The name of an argument, or the header of a block."""
        end = node.name_end if isinstance(node, Attribute) else node.header_end
        return self.file_of(node).span(node.start, end)

    def take(self, name: str) -> Attribute | None:
        self.asked.add(name)
        return self.attributes.pop(name, None)

    def written(self, name: str) -> SourceExpression | None:
        found = self.take(name)
        return SourceExpression(found.expression, self.file_of(found)) if found else None

    def text(self, name: str, default: str = "") -> str:
        found = self.take(name)
        if found is None:
            return default
        value = text_of(found.expression)
        if value is None and not is_constant(found.expression):
            self.complain("Unsuitable value type", f'"{name}" must be a literal string.', found)
        return default if value is None else value

    def flag(self, name: str, *, default: bool) -> bool:
        found = self.take(name)
        if found is None:
            return default
        match found.expression:
            case Literal(_, _, bool() as value):
                return value
            case Unary(_, _, "!", Literal(_, _, bool() as value)):
                return not value
            case _:
                # Terraform also converts "true" and "false".
                converted = {"true": True, "false": False}.get(text_of(found.expression) or "")
                if converted is None and not is_constant(found.expression):
                    self.complain("Unsuitable value type", f'"{name}" must be true or false.', found)
                return default if converted is None else converted

    def references(self, name: str) -> tuple[SourceExpression, ...]:
        found = self.take(name)
        if found is None:
            return ()
        if not isinstance(found.expression, TupleConstructor):
            self.complain("Invalid expression", f'"{name}" must be a list of references.', found)
            return ()
        return tuple(self.reference(each, self.file_of(found)) for each in found.expression.items)

    def reference(self, expression: Expression, file: SourceFile) -> SourceExpression:
        """A traversal; in JSON syntax it is the text of a string."""
        text = text_of(expression) if file.path.endswith(".json") else None
        if text is None:
            return SourceExpression(expression, file)
        # The same text at the same place of a file of blanks, so that positions in it are right.
        line, column = file.span(expression.start, expression.end).start
        inner = SourceFile(file.path, "\n" * (line - 1) + " " * column + text)
        parsed = parse_expression(inner).value
        return SourceExpression(expression, file) if parsed is None else SourceExpression(parsed, inner)

    def provider(self, name: str) -> tuple[str | None, SourceExpression | None]:
        """`aws.west` as text; with the key of `aws.by[each.key]`."""
        found = self.take(name)
        return (None, None) if found is None else self.provider_name(found.expression, self.file_of(found))

    def provider_name(
        self, expression: Expression, file: SourceFile
    ) -> tuple[str | None, SourceExpression | None]:
        written = self.reference(expression, file)
        node = written.expression
        if isinstance(node, GetIndex):
            return name_of(node.source), SourceExpression(node.key, written.file)
        return name_of(node), None

    def providers(self, name: str) -> tuple[dict[str, str], dict[str, SourceExpression]]:
        """`{ aws = aws.by["eu"] }` as names, and the keys of those that have one."""
        found = self.take(name)
        if found is None or not isinstance(found.expression, ObjectConstructor):
            return {}, {}
        names: dict[str, str] = {}
        keys: dict[str, SourceExpression] = {}
        for item in found.expression.items:
            inner = name_of(item.key)
            outer, key = self.provider_name(item.value, self.file_of(found))
            if inner is None or outer is None:
                continue
            names[inner] = outer
            if key is not None:
                keys[inner] = key
        return names, keys

    def take_blocks(self, type_: str) -> list[Block]:
        self.asked.add(type_)
        found = [each for each in self.blocks if each.type == type_]
        self.blocks = [each for each in self.blocks if each.type != type_]
        return found

    def refuse_rest(self, what: str) -> None:
        """Report every attribute and block that was not used."""
        for attribute in self.attributes.values():
            self.report.add(unknown_argument(attribute.name, what, self.asked, self.span_of(attribute)))
        for block in self.blocks:
            self.report.add(unknown_block(block.type, what, self.asked, self.span_of(block)))

    def complain(self, summary: str, detail: str, attribute: Attribute) -> None:
        self.report.add(error(summary, detail, self.span_of(attribute)))


def is_constant(expression: Expression) -> bool:
    """Whether it is an operation on literals, which Terraform computes where it wants a literal; null is none."""
    if isinstance(expression, Literal) and expression.value is None:
        return False
    if isinstance(expression, Template) and text_of(expression) is not None:
        return False
    calls = (each for each in walk(expression) if isinstance(each, Call | Variable))
    return isinstance(expression, Binary | Conditional | Template) and not any(calls)


def static_index(expression: Expression) -> int | str | None:
    """The key of `x[0]` or `x["a"]`, where it is written out."""
    if not isinstance(expression, GetIndex):
        return None
    match expression.key:
        case Number(_, _, digits) if digits.isdigit():
            return int(digits)
        case Template():
            return text_of(expression.key)
        case _:
            return None
