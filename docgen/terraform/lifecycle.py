"""`lifecycle` blocks of resources, data sources, ephemeral resources and module calls.

https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle and, for `enabled`,
https://opentofu.org/docs/language/meta-arguments/enabled/
"""

import msgspec

from docgen.hcl.nodes import Attribute, Block, Expression, Literal, Template, TupleConstructor, Variable
from docgen.hcl.walk import variables
from docgen.source.address import Mode
from docgen.source.diagnostic import Report, did_you_mean, error, unknown_because
from docgen.source.gap import GapKind
from docgen.terraform.dialect import ACTIONS, DESTROY, ENABLED, Feature
from docgen.terraform.module import Condition, SourceExpression, Used
from docgen.terraform.override import Part
from docgen.terraform.references import steps
from docgen.terraform.syntax import Reader, text_of

MANAGED_ONLY = (
    "create_before_destroy",
    "prevent_destroy",
    "ignore_changes",
    "replace_triggered_by",
    "destroy",
)


class Lifecycle(msgspec.Struct, eq=False):
    """The lifecycle settings of one thing: its existence and its conditions."""

    conditions: list[Condition] = []
    postconditions: list[Condition] = []
    triggers: list[SourceExpression] = []  # `replace_triggered_by`
    enabled: SourceExpression | None = None
    doubt: str = ""  # an argument that docgen does not know: it may decide whether the thing exists
    used: list[Used] = []
    prevent_destroy: bool | None = False  # None: decided by an expression, which newer versions allow
    ignored: frozenset[str] = frozenset()  # arguments whose changes are ignored; "*" for all
    ignored_inside: frozenset[str] = frozenset()  # of those, the ones of which only a part is named

    def use(self, feature: Feature, reader: Reader, attribute: Attribute | Block) -> None:
        self.used.append(Used(feature, reader.span_of(attribute)))


def read_lifecycle(blocks: list[Block], part: Part, mode: Mode, report: Report) -> Lifecycle:
    found = Lifecycle()
    for block in blocks[1:]:
        span = part.file_of(block).span(block.start, block.header_end)
        report.add(error("Duplicate lifecycle block", "This resource already has a lifecycle block.", span))
    for block in blocks:
        read = part.reader_of(block, report)
        found.conditions += [
            c for each in read.take_blocks("precondition") for c in condition(part, each, report)
        ]
        found.postconditions += [
            c for each in read.take_blocks("postcondition") for c in condition(part, each, report)
        ]
        for each in read.take_blocks("action_trigger"):
            found.use(ACTIONS, read, each)
            if mode != "managed":
                refuse_for(mode, each, read)
        read_enabled(read, found)
        for name in MANAGED_ONLY:
            attribute = read.take(name)
            if attribute is None:
                continue
            if mode != "managed":
                refuse_for(mode, attribute, read)
            elif name == "destroy":
                found.use(DESTROY, read, attribute)
            else:
                check_argument(attribute, read, found)
        doubt_rest(read, found)
    return found


def read_enabled(read: Reader, found: Lifecycle) -> None:
    attribute = read.take("enabled")
    if attribute is not None:
        found.enabled = SourceExpression(attribute.expression, read.file_of(attribute))
        found.use(ENABLED, read, attribute)


def doubt_rest(read: Reader, found: Lifecycle) -> None:
    """An unknown argument may be like `enabled`: whether the thing exists is then not known."""
    known = ("enabled", "precondition", "postcondition", "action_trigger", *MANAGED_ONLY)
    words = [
        ("Unsupported argument", "An argument named", each.name, read.span_of(each))
        for each in read.attributes.values()
    ]
    words += [
        ("Unsupported block type", "A block of type", each.type, read.span_of(each)) for each in read.blocks
    ]
    for summary, what, name, span in words:
        detail = f'{what} "{name}" is not expected here, in a lifecycle block.'
        hint = did_you_mean(name, known)
        if hint:
            read.report.add(error(summary, detail + hint, span))
            continue
        found.doubt = name
        detail += " It may be of a newer version than docgen knows, so it is not known whether this exists."
        read.report.add(unknown_because(GapKind.LANGUAGE, f'"{name}"', summary, detail, span))
    read.attributes.clear()
    read.blocks.clear()


def refuse_for(mode: Mode, node: Attribute | Block, read: Reader) -> None:
    what, name = ("argument", node.name) if isinstance(node, Attribute) else ("nested block", node.type)
    detail = (
        f'The lifecycle {what} "{name}" is defined only for managed resources ("resource" blocks), and is not valid for '
        f"{mode} resources."
    )
    read.report.add(error(f"Invalid {mode} resource lifecycle {what}", detail, read.span_of(node)))


def check_argument(attribute: Attribute, read: Reader, found: Lifecycle) -> None:
    """Reports what Terraform rejects in an argument that changes nothing in a plan."""
    expression = attribute.expression
    match attribute.name:
        case "create_before_destroy":
            read.attributes[attribute.name] = attribute
            read.flag(attribute.name, default=False)
        case "ignore_changes":
            if not is_change_list(expression):
                detail = (
                    'A list of references to attributes of this resource is required, or the keyword "all".'
                )
                read.complain("Invalid ignore_changes ruleset", detail, attribute)
            found.ignored = ignored_arguments(expression)
            found.ignored_inside = found.ignored - whole_arguments(expression)
        case "replace_triggered_by":
            file = read.file_of(attribute)
            found.triggers += [read.reference(each, file) for each in items_of(expression)]
            if not all(map(is_resource_reference, items_of(expression))):
                detail = "Only references to resources and to their attributes are allowed here."
                read.complain("Invalid replace_triggered_by expression", detail, attribute)
        case "prevent_destroy":
            literal = expression.value if isinstance(expression, Literal) else text_of(expression)
            found.prevent_destroy = {True: True, False: False, "true": True, "false": False}.get(literal)
        case _:
            return


def items_of(expression: Expression) -> tuple[Expression, ...]:
    return expression.items if isinstance(expression, TupleConstructor) else (expression,)


def is_change_list(expression: Expression) -> bool:
    if isinstance(expression, Variable):
        return expression.name == "all"
    if not isinstance(expression, TupleConstructor):
        return text_of(expression) == "all"
    wildcards = [each for each in expression.items if text_of(each) == "*"]
    return not wildcards or len(expression.items) == 1


def ignored_arguments(expression: Expression) -> frozenset[str]:
    """The arguments in `ignore_changes`, without what is inside them: `tags["Owner"]` is "tags"; `all` is "*"."""
    if not isinstance(expression, TupleConstructor):
        return frozenset(("*",))
    return frozenset(first_name(each) for each in expression.items)


def whole_arguments(expression: Expression) -> frozenset[str]:
    """The arguments in `ignore_changes` that are named as a whole: `tags`, and not `tags["Owner"]`."""
    if not isinstance(expression, TupleConstructor):
        return frozenset(("*",))
    names = (text_of(each) if text_of(each) is not None else steps(each) for each in expression.items)
    return frozenset(
        str(each if isinstance(each, str) else each[0])
        for each in names
        if isinstance(each, str) or (each is not None and len(each) == 1)
    )


def first_name(expression: Expression) -> str:
    text = text_of(expression)
    while text is None and steps(expression) is None and hasattr(expression, "source"):
        expression = expression.source
    path = (text or "").split(".") if text is not None else steps(expression) or ("",)
    return str(path[0]).partition("[")[0]


def is_resource_reference(expression: Expression) -> bool:
    """A name with an attribute, at any keys; in JSON it is between quotes."""
    if isinstance(expression, Template):
        return text_of(expression) is not None
    path = steps(expression)
    while path is None and hasattr(expression, "source"):
        expression = expression.source
        path = steps(expression)
    return path is not None and len(path) > 1


def condition(part: Part, block: Block, report: Report) -> list[Condition]:
    """A block with `condition` and `error_message`; empty where one is missing."""
    file = part.file_of(block)
    read = part.reader_of(block, report)
    tested, message = read.written("condition"), read.written("error_message")
    for name, found in (("condition", tested), ("error_message", message)):
        if found is None:
            detail = (
                f'The argument "{name}" is required in a {block.type} block, but no definition was found.'
            )
            report.add(error("Missing required argument", detail, file.span(block.start, block.header_end)))
    read.refuse_rest(f"a {block.type} block")
    if tested is not None and not any(variables(tested.expression)):
        detail = (
            "The condition expression must refer to at least one object from elsewhere in the configuration, or else "
            "its result would not be checking anything."
        )
        report.add(error(f"Invalid {block.type} expression", detail, tested.span))
    return [Condition(tested, message)] if tested and message else []
