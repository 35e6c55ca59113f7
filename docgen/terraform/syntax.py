"""Reading what must be written out literally: names, descriptions, flags, lists of references."""

from docgen.hcl.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    GetAttribute,
    GetIndex,
    Literal,
    Number,
    ObjectConstructor,
    Template,
    Text,
    TupleConstructor,
    Variable,
)
from docgen.source.diagnostic import Report, did_you_mean, error
from docgen.source.text import SourceFile
from docgen.terraform.module import Written


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


class Reader:
    """One block being read: hands out its attributes, and remembers what nobody asked for."""

    def __init__(self, body: Body, file: SourceFile, report: Report) -> None:
        self.file = file
        self.report = report
        self.attributes = {each.name: each for each in body.attributes}
        self.blocks = list(body.blocks)
        self.asked: set[str] = set()

    def take(self, name: str) -> Attribute | None:
        self.asked.add(name)
        return self.attributes.pop(name, None)

    def written(self, name: str) -> Written | None:
        found = self.take(name)
        return Written(found.expression, self.file) if found else None

    def text(self, name: str, default: str = "") -> str:
        found = self.take(name)
        if found is None:
            return default
        value = text_of(found.expression)
        if value is None and not isinstance(found.expression, Literal):
            self.complain("Unsuitable value type", f'"{name}" must be a literal string.', found)
        return default if value is None else value

    def flag(self, name: str, *, default: bool) -> bool:
        found = self.take(name)
        if found is None:
            return default
        match found.expression:
            case Literal(_, _, bool() as value):
                return value
            case Literal(_, _, None):
                return default
            case _:
                # Terraform also converts "true" and "false".
                converted = {"true": True, "false": False}.get(text_of(found.expression) or "")
                if converted is None:
                    self.complain("Unsuitable value type", f'"{name}" must be true or false.', found)
                return default if converted is None else converted

    def references(self, name: str) -> tuple[Written, ...]:
        found = self.take(name)
        if found is None:
            return ()
        if not isinstance(found.expression, TupleConstructor):
            self.complain("Invalid expression", f'"{name}" must be a list of references.', found)
            return ()
        return tuple(Written(each, self.file) for each in found.expression.items)

    def mapping(self, name: str) -> dict[str, str]:
        """`{ aws = aws.west }` as names."""
        found = self.take(name)
        if found is None or not isinstance(found.expression, ObjectConstructor):
            return {}
        pairs = ((name_of(each.key), name_of(each.value)) for each in found.expression.items)
        return {key: value for key, value in pairs if key is not None and value is not None}

    def take_blocks(self, type_: str) -> list[Block]:
        self.asked.add(type_)
        found = [each for each in self.blocks if each.type == type_]
        self.blocks = [each for each in self.blocks if each.type != type_]
        return found

    def refuse_rest(self, what: str) -> None:
        """Report every attribute and block that nobody asked for."""
        for attribute in self.attributes.values():
            detail = f'An argument named "{attribute.name}" is not expected here, in {what}.'
            self.complain(
                "Unsupported argument", detail + did_you_mean(attribute.name, self.asked), attribute
            )
        for block in self.blocks:
            span = self.file.span(block.start, block.header_end)
            detail = f'Blocks of type "{block.type}" are not expected here, in {what}.'
            self.report.add(
                error("Unsupported block type", detail + did_you_mean(block.type, self.asked), span)
            )

    def complain(self, summary: str, detail: str, attribute: Attribute) -> None:
        self.report.add(error(summary, detail, self.file.span(attribute.start, attribute.name_end)))


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
