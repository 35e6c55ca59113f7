"""Functions that providers offer: those of `hashicorp/aws`, and what the `terraform` provider writes.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_build
https://developer.hashicorp.com/terraform/language/functions/terraform-encode_expr
"""

import re
from collections.abc import Mapping

from docgen.functions.arguments import bound_text, text_of, text_value
from docgen.functions.json_text import SHORT_ESCAPES
from docgen.functions.signature import Arguments, Context, Function, FunctionError, Parameter
from docgen.values.numbers import print_number
from docgen.values.rendering import go_quote
from docgen.values.types import (
    DYNAMIC,
    STRING,
    object_type,
)
from docgen.values.values import Unknown, Value, first_unknown, object_of, unknown

ARN_PARTS = ("partition", "service", "region", "account_id", "resource")
IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


def arn_build(arguments: Arguments, _: Context) -> Value:
    return text_value(":".join(["arn", *map(text_of, arguments)]))


def split_arn(text: str) -> list[str]:
    if not text.startswith("arn:"):
        raise FunctionError("arn: invalid prefix")
    parts = text.split(":", 5)
    if len(parts) != 6:  # noqa: PLR2004 - `arn` and its five parts
        raise FunctionError("arn: not enough sections")
    return parts[1:]


def arn_parse(arguments: Arguments, _: Context) -> Value:
    parts = split_arn(text_of(arguments[0]))
    return object_of(dict(zip(ARN_PARTS, map(text_value, parts), strict=True)))


def trim_iam_role_path(arguments: Arguments, _: Context) -> Value:
    """The ARN of an IAM role without the path in it."""
    parts = split_arn(text_of(arguments[0]))
    if parts[1] != "iam":
        raise FunctionError('service must be "iam"')
    if parts[2]:
        raise FunctionError("region must be empty")
    kind, *names = parts[4].split("/")
    if kind != "role" or not names:
        raise FunctionError('resource must begin with "role/"')
    return text_value(":".join(["arn", *parts[:4], f"role/{names[-1]}"]))


# -- values as configuration ---------------------------------------------------------


def encode_expression(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    gap = first_unknown(value)
    if gap is not None:
        return unknown(STRING, Unknown(gap.reason, not_null=True))
    text = expression_text(value, "")
    bound_text(len(text), context)
    return text_value(text)


def encode_tfvars(arguments: Arguments, context: Context) -> Value:
    value = arguments[0]
    if not isinstance(value.payload, Mapping):
        raise FunctionError(
            "invalid value to encode: must be an object whose attribute names will become the "
            "encoded variable names"
        )
    gap = first_unknown(value)
    if gap is not None:
        return unknown(STRING, Unknown(gap.reason, not_null=True))
    for name in value.payload:
        if IDENTIFIER.fullmatch(name) is None:
            raise FunctionError(
                f"invalid variable name {go_quote(name)}: must be a valid identifier, per Terraform's rules "
                "for input variable declarations"
            )
    text = aligned({name: expression_text(each, "") for name, each in value.payload.items()}, "")
    bound_text(len(text), context)
    return text_value(text)


def expression_text(value: Value, indent: str) -> str:  # noqa: PLR0911 - one case a kind
    """The value as an expression, formatted as `terraform fmt` would."""
    payload = value.payload
    if payload is None:
        return "null"
    if isinstance(payload, bool):
        return "true" if payload else "false"
    if isinstance(payload, str):
        return quoted(payload)
    if isinstance(payload, tuple):
        return f"[{', '.join(expression_text(each, indent) for each in payload)}]"
    if isinstance(payload, Mapping):
        if not payload:
            return "{}"
        inner = indent + "  "
        members = {
            name if IDENTIFIER.fullmatch(name) else quoted(name): expression_text(each, inner)
            for name, each in payload.items()
        }
        return "{\n" + aligned(members, inner) + indent + "}"
    assert not isinstance(payload, Unknown)  # noqa: S101 - checked before
    return print_number(payload)


def aligned(members: Mapping[str, str], indent: str) -> str:
    """One line a member, with the equals signs of neighbouring one-line members below each other."""
    lines: list[str] = []
    group: list[tuple[str, str]] = []

    def close() -> None:
        width = max((len(name) for name, _ in group), default=0)
        lines.extend(f"{indent}{name.ljust(width)} = {text}\n" for name, text in group)
        group.clear()

    for name, text in members.items():
        if "\n" in text:
            close()
            lines.append(f"{indent}{name} = {text}\n")
        else:
            group.append((name, text))
    close()
    return "".join(lines)


def quoted(text: str) -> str:
    """The text as a template without anything to fill in."""
    escaped = "".join(
        SHORT_ESCAPES[each] if each in '"\\\n\r\t' else each if each.isprintable() else code_escape(each)
        for each in text
    )
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def code_escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004 - four digits' worth


def user_agent(arguments: Arguments, _: Context) -> Value:
    """`example/0.0.1 (a comment)`, with parts that are empty left out; of provider versions from 6 on.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/user_agent
    """
    name, version, comment = (text_of(each) for each in arguments)
    if not name:
        raise FunctionError("product_name must be set")
    return text_value(name + (f"/{version}" if version else "") + (f" ({comment})" if comment else ""))


ARN = Parameter("arn", STRING)
PROVIDERS = (
    Function(
        "provider::aws::arn_build",
        tuple(Parameter(name, STRING) for name in ARN_PARTS),
        STRING,
        arn_build,
    ),
    Function("provider::aws::arn_parse", (ARN,), object_type(dict.fromkeys(ARN_PARTS, STRING)), arn_parse),
    Function("provider::aws::trim_iam_role_path", (ARN,), STRING, trim_iam_role_path),
    Function(
        "provider::aws::user_agent",
        tuple(Parameter(name, STRING) for name in ("product_name", "product_version", "comment")),
        STRING,
        user_agent,
    ),
    Function(
        "provider::terraform::encode_expr",
        (Parameter("expr", DYNAMIC, nullable=True, takes_unknown=True, takes_dynamic=True),),
        STRING,
        encode_expression,
    ),
    Function("provider::terraform::encode_tfvars", (Parameter("value", DYNAMIC),), STRING, encode_tfvars),
)
