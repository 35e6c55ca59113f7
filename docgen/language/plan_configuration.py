"""The `configuration` of a plan in JSON: the content of the files, before anything is computed.

https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from docgen.hcl.nodes import (
    Body,
    Expression,
    Literal,
    Number,
    ObjectConstructor,
    Template,
    TupleConstructor,
    Unary,
)
from docgen.hcl.walk import variables
from docgen.language.schema import BlockSchema, Schemas
from docgen.source.address import quote
from docgen.source.hidden import Hidden
from docgen.terraform.module import (
    Configuration,
    Module,
    ModuleCall,
    ModulePath,
    Provider,
    Resource,
    SourceExpression,
    Variable,
    WrittenBlock,
)
from docgen.terraform.references import Key, Step, steps
from docgen.terraform.syntax import name_of, text_of

Json = dict[str, Any]
Nodes: TypeAlias = frozenset[int]
HIDDEN = {"constant_value": Hidden.SENSITIVE.text}
NO_SCHEMA = BlockSchema()
REGISTRY = "registry.terraform.io"
PAIR = 2  # `var.x`: a root and a name
TRIPLE = 3  # `data.type.name`


def configuration_json(configuration: Configuration, schema_of: Schemas, likely: Nodes = frozenset()) -> Json:
    """The root module and all below it; `schema_of` says which arguments are sensitive, and show no value.

    `likely`: ids of literals that are hidden too.
    """
    return {
        "provider_config": providers_json(configuration, likely),
        "root_module": module_json((), configuration, schema_of, likely),
    }


def providers_json(configuration: Configuration, likely: Nodes) -> Json:
    found: Json = {}
    for path, module in sorted(configuration.modules.items()):
        for name, provider in sorted(module.providers.items()):
            kind, _, alias = name.partition(".")
            key = ":".join([*(f"module.{each}" for each in path), name]) if path else name
            made: Json = {"name": kind, "full_name": full_name(module, kind)}
            if alias:
                made["alias"] = alias
            if path:
                made["module_address"] = ".".join(f"module.{each}" for each in path)
            found[key] = made | {"expressions": provider_expressions(provider, likely)}
    return found


def provider_expressions(provider: Provider, likely: Nodes) -> Json:
    """The arguments of a provider block; its credentials may be written there, so no constant is shown."""
    found = {}
    for name, written in sorted(provider.attributes.items()):
        made = expression_json(written.expression, likely)
        found[name] = made if "references" in made or name in {"region", "alias"} else HIDDEN
    return found


def full_name(module: Module, name: str) -> str:
    """`registry.terraform.io/hashicorp/aws` for the local name of a provider."""
    source = module.provider_sources.get(name, f"hashicorp/{name}")
    parts = source.split("/")
    return "/".join([REGISTRY, *(["hashicorp"] if len(parts) == 1 else []), *parts][-TRIPLE:])


def module_json(path: ModulePath, configuration: Configuration, schema_of: Schemas, likely: Nodes) -> Json:
    module = configuration.modules[path]
    made: Json = {}
    if module.outputs:
        made["outputs"] = {
            name: output_json(each.value, each, likely) for name, each in sorted(module.outputs.items())
        }
    if module.resources:
        made["resources"] = [
            resource_json(each, path, schema_of(each.mode, each.type) or NO_SCHEMA, likely)
            for _, each in sorted(module.resources.items())
        ]
    if module.calls:
        made["module_calls"] = {
            name: call_json(each, path, configuration, schema_of, likely)
            for name, each in sorted(module.calls.items())
        }
    if module.variables:
        made["variables"] = {
            name: variable_json(each, likely) for name, each in sorted(module.variables.items())
        }
    return made


def output_json(value: SourceExpression, output: Any, likely: Nodes) -> Json:  # noqa: ANN401 - an Output
    made: Json = {
        "expression": HIDDEN
        if output.sensitive or output.ephemeral
        else expression_json(value.expression, likely)
    }
    if output.sensitive:
        made["sensitive"] = True
    if output.description:
        made["description"] = output.description
    return made


def variable_json(variable: Variable, likely: Nodes) -> Json:
    made: Json = {}
    if variable.default is not None and not variable.sensitive and not variable.ephemeral:
        constant = constant_value(variable.default.expression, likely)
        made["default"] = constant[0] if constant else None
    if variable.description:
        made["description"] = variable.description
    if variable.sensitive:
        made["sensitive"] = True
    return made


def resource_json(resource: Resource, path: ModulePath, schema: BlockSchema, likely: Nodes) -> Json:
    mode = "" if resource.mode == "managed" else f"{resource.mode}."
    is_ephemeral = resource.mode == "ephemeral"
    key = ":".join([*(f"module.{each}" for each in path), resource.provider]) if path else resource.provider
    made: Json = {
        "address": f"{mode}{resource.type}.{resource.name}",
        "mode": resource.mode,
        "type": resource.type,
        "name": resource.name,
        "provider_config_key": key,
        "expressions": references_json(resource.attributes)
        if is_ephemeral
        else body_json(resource.attributes, resource.blocks, schema, likely),
        "schema_version": 0,
    }
    return made | repetition_json(resource, likely)


def repetition_json(thing: Resource | ModuleCall, likely: Nodes) -> Json:
    made: Json = {}
    if thing.count is not None:
        made["count_expression"] = expression_json(thing.count.expression, likely)
    if thing.for_each is not None:
        made["for_each_expression"] = expression_json(thing.for_each.expression, likely)
    if thing.depends_on:
        made["depends_on"] = [
            names[-1] for each in thing.depends_on if (names := references_of(each.expression))
        ]
    return made


# A constant that a module is given may become a secret inside it, so none is shown.
def call_json(
    call: ModuleCall, path: ModulePath, configuration: Configuration, schema_of: Schemas, likely: Nodes
) -> Json:
    below = (*path, call.name)
    child = configuration.modules.get(below)
    hidden = (
        {each.name for each in child.variables.values() if each.sensitive} if child is not None else set()
    )
    made: Json = {
        "source": call.source,
        "expressions": references_json(call.arguments)
        | {name: HIDDEN for name in sorted(call.arguments) if name in hidden},
    }
    if call.version:
        made["version_constraint"] = call.version
    if child is not None:
        made["module"] = module_json(below, configuration, schema_of, likely)
    return made | repetition_json(call, likely)


def references_json(arguments: Mapping[str, SourceExpression]) -> Json:
    """The references of each argument, without literals."""
    return {
        name: {"references": names} if (names := references_of(each.expression)) else {}
        for name, each in sorted(arguments.items())
    }


def body_json(
    attributes: Mapping[str, SourceExpression],
    blocks: Iterable[WrittenBlock],
    schema: BlockSchema,
    likely: Nodes,
) -> Json:
    made: Json = {
        name: argument_json(name, each.expression, schema, likely)
        for name, each in sorted(attributes.items())
    }
    for each in blocks:
        dynamic = each.block.type == "dynamic" and each.block.labels
        name = each.block.labels[0].text if dynamic else each.block.type
        nested = schema.blocks.get(name)
        inner = nested.block if nested is not None else NO_SCHEMA
        bodies = [one.body for one in each.block.body.blocks] if dynamic else [each.block.body]
        for body in bodies:
            if name not in schema.attributes:
                made.setdefault(name, []).append(block_json(body, each, inner, likely))
    return made


def block_json(body: Body, around: WrittenBlock, schema: BlockSchema, likely: Nodes) -> Json:
    attributes = {each.name: SourceExpression(each.expression, around.file) for each in body.attributes}
    return body_json(attributes, [WrittenBlock(each, around.file) for each in body.blocks], schema, likely)


def argument_json(name: str, expression: Expression, schema: BlockSchema, likely: Nodes) -> Json:
    known = schema.attributes.get(name)
    made = expression_json(expression, likely)
    is_hidden = known is not None and (known.sensitive or known.write_only)
    return HIDDEN if is_hidden and "references" not in made else made


def expression_json(expression: Expression, likely: Nodes) -> Json:
    """`{"references": […]}`, or `{"constant_value": …}` for what is written out; `{}` for other constants."""
    names = references_of(expression)
    if names:
        return {"references": names}
    constant = constant_value(expression, likely)
    return {"constant_value": constant[0]} if constant else {}


def constant_value(node: Expression, likely: Nodes) -> tuple[Any] | None:  # noqa: PLR0911 - one arm a form
    """The JSON value of an expression that is written out, in a tuple; None where it would have to be computed."""
    match node:
        case Literal(_, _, value):
            return (value,)
        case Number(_, _, digits):
            return (int(digits) if digits.isdigit() else float(digits),)
        case Unary(_, _, "-", Number(_, _, digits)):
            return (-int(digits) if digits.isdigit() else -float(digits),)
        case Template() if id(node) in likely:
            return (Hidden.SENSITIVE.text,)
        case Template():
            text = text_of(node)
            return None if text is None else (text,)
        case TupleConstructor(_, _, items):
            members = [constant_value(each, likely) for each in items]
            return None if None in members else ([each[0] for each in members if each],)
        case ObjectConstructor(_, _, items):
            pairs = [(name_of(each.key), constant_value(each.value, likely)) for each in items]
            if any(name is None or value is None for name, value in pairs):
                return None
            return ({name: value[0] for name, value in pairs if value},)
        case _:
            return None


def references_of(expression: Expression) -> list[str]:
    """The references of an expression: each traversal, and its prefixes step by step, as Terraform lists them."""
    found: dict[str, None] = {}
    for traversal in variables(expression):
        path = steps(traversal)
        if path:
            found |= dict.fromkeys(prefixes(path))
    return list(found)


def prefixes(path: list[Step]) -> list[str]:
    shortest = subject_length(path)
    found = [print_steps(path[:length]) for length in range(len(path), shortest - 1, -1)]
    if path[0] == "module" and shortest > PAIR:
        found.append(print_steps([each for each in path[: shortest - 1] if isinstance(each, str)]))
    elif len(path) >= shortest and isinstance(path[shortest - 1], Key):
        found.append(print_steps(path[: shortest - 1]))
    return found


def subject_length(path: list[Step]) -> int:
    """The number of steps that name the thing itself: `aws_vpc.a`, `aws_subnet.a[0]`, `data.t.n`, `module.m.out`."""
    root = path[0]
    if root == "module":
        keyed = len(path) > PAIR and isinstance(path[PAIR], Key)
        return min(len(path), TRIPLE + keyed)
    if root in {"var", "local", "path", "terraform", "each", "count", "self"}:
        return min(len(path), PAIR)
    own = TRIPLE if root in {"data", "ephemeral", "resource"} else PAIR
    keyed = len(path) > own and isinstance(path[own], Key)
    return min(len(path), own + keyed)


def print_steps(path: Iterable[Step]) -> str:
    text = ""
    for each in path:
        if isinstance(each, Key):
            text += f'["{quote(each.value)}"]' if isinstance(each.value, str) else f"[{each.value}]"
        else:
            text += f".{each}" if text else each
    return text
