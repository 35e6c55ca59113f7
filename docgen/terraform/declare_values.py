"""`variable`, `output` and `locals` blocks.

https://developer.hashicorp.com/terraform/language/block/variable
"""

from docgen.source.diagnostic import Report, error
from docgen.terraform.declaring import ModuleBuilder, check_references, header, keep_first, not_literal
from docgen.terraform.dialect import (
    CONST,
    DEPRECATED,
    OUTPUT_TYPE,
)
from docgen.terraform.lifecycle import condition
from docgen.terraform.module import (
    Local,
    Output,
    SourceExpression,
    Variable,
)
from docgen.terraform.override import Part
from docgen.terraform.syntax import Reader

# What a module block takes itself, so that no variable of a module can be set by it.
RESERVED_VARIABLES = frozenset(
    {"source", "version", "providers", "count", "for_each", "depends_on", "lifecycle", "locals", "provider"}
)


def declare_variable(part: Part, state: ModuleBuilder) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    made = Variable(
        *header(part),
        name,
        read.written("type"),
        read.written("default"),
        read.text("description"),
        read.flag("nullable", default=True),
        read.flag("sensitive", default=False),
        read.flag("ephemeral", default=False),
        tuple(c for block in read.take_blocks("validation") for c in condition(part, block, state.report)),
        read_const(read, state),
    )
    read_deprecated(read, state)
    read.refuse_rest("a variable block")
    check_variable(made, state.report)
    if made.default is not None:
        state.report.add(*not_literal(made.default))
    keep_first(state.variables, made, name, "Duplicate variable declaration", state.report)


def read_const(read: Reader, state: ModuleBuilder) -> bool:
    attribute = read.attributes.get("const")
    if attribute is not None:
        state.use(CONST, read.file_of(attribute), attribute)
    return read.flag("const", default=False)


def read_deprecated(read: Reader, state: ModuleBuilder) -> None:
    attribute = read.attributes.get("deprecated")
    if attribute is None:
        return
    state.use(DEPRECATED, read.file_of(attribute), attribute)
    if not read.text("deprecated", default="-"):
        detail = 'The "deprecated" argument must not be empty: it tells users what to do instead.'
        read.complain("Invalid `deprecated` value", detail, attribute)


def check_variable(variable: Variable, report: Report) -> None:
    if variable.name in RESERVED_VARIABLES:
        detail = f'The variable name "{variable.name}" is reserved due to its special meaning inside module blocks.'
        report.add(error("Invalid variable name", detail, variable.span))
    for word, found in (("sensitive", variable.sensitive), ("ephemeral", variable.ephemeral)):
        if variable.const and found:
            detail = f'A variable that is marked as "const" cannot also be marked as "{word}".'
            report.add(error(f"Const variable cannot be {word}", detail, variable.span))


def declare_locals(part: Part, state: ModuleBuilder) -> None:
    for attribute in part.block.body.attributes:
        file = part.file_of(attribute)
        written = SourceExpression(attribute.expression, file)
        made = Local(file, attribute.start, attribute.name_end, attribute.name, written)
        keep_first(state.locals, made, made.name, "Duplicate local value definition", state.report)
    for block in part.block.body.blocks:
        detail = "Blocks are not allowed in a locals block. Use `name = { … }` for an object."
        span = part.file.span(block.start, block.header_end)
        state.report.add(error("Unsupported block type", detail, span))


def declare_output(part: Part, state: ModuleBuilder) -> None:
    name = part.block.labels[0].text
    read = part.reader(state.report)
    value = read.written("value")
    rest = {
        "description": read.text("description"),
        "sensitive": read.flag("sensitive", default=False),
        "ephemeral": read.flag("ephemeral", default=False),
    }
    conditions = tuple(
        c for block in read.take_blocks("precondition") for c in condition(part, block, state.report)
    )
    depends_on = read.references("depends_on")
    check_references(depends_on, state.report)
    read_deprecated(read, state)
    wanted = read.attributes.get("type")
    if wanted is not None:
        state.use(OUTPUT_TYPE, read.file_of(wanted), wanted)
    type_ = read.written("type")
    read.refuse_rest("an output block")
    if value is None:
        detail = 'The argument "value" is required, but no definition was found.'
        state.report.add(error("Missing required argument", detail, part.file.span(*header(part)[1:])))
        return
    made = Output(
        *header(part),
        name,
        value,
        str(rest["description"]),
        bool(rest["sensitive"]),
        bool(rest["ephemeral"]),
        conditions,
        depends_on,
        type_,
    )
    keep_first(state.outputs, made, name, "Duplicate output definition", state.report)
