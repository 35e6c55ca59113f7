"""Which root inputs a value depends on, and which pieces of text made it.

Each row: an expression (or a configuration's output), the inputs by name, and texts among its spans. The inputs are
all there are, so a row also says what a value does not depend on.
"""

from collections.abc import Mapping
from functools import cache

import pytest

from docgen.aws.schemas import aws_schema
from docgen.language.console import Console, open_console
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.provider import ProviderInfo
from docgen.source.diagnostic import has_errors
from docgen.source.span import Span
from docgen.source.traced import Trace
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.values.values import Value
from tests.evaluate.answers import FIXTURES
from tests.terraform.folder import Folder

ROOT = """
variable "a" { default = "x" }
variable "b" { default = "y" }
variable "n" { default = 2 }
variable "m" { default = 1 }
variable "yes" { default = true }
variable "no" { default = false }
variable "names" { default = ["p", "q", "p"] }
variable "ports" { default = { http = 80, https = 443 } }
variable "site" {
  type    = object({ name = string, size = optional(number, 4), tags = optional(map(string), { k = "v" }) })
  default = { name = "s" }
}
locals {
  both   = "${var.a}-${var.b}"
  object = { a = var.a, b = var.b, (var.names[0]) = 1 }
  list   = [var.a, var.b]
  chosen = var.yes ? var.a : var.b
}
"""

# expression, inputs, texts among the spans
EXPRESSIONS = [
    ("1", "", ("1",)),
    ("var.a", "a", ("var.a", 'variable "a"', '"x"')),
    ("upper(var.a)", "a", ("upper(var.a)", "var.a", '"x"')),
    ("local.both", "a b", ("local.both", '"${var.a}-${var.b}"', "var.a", "var.b")),
    ('"${var.a}"', "a", ("var.a",)),
    ("local.object.a", "a names", ("local.object.a", "var.a")),
    ("{ a = var.a, b = var.b }.a", "a", ("var.a",)),
    ('{ a = var.a, b = var.b }["b"]', "b", ("var.b",)),
    ("local.list[0]", "a", ("local.list[0]", "var.a")),
    ("local.list[var.m]", "b m", ("var.m", "var.b")),
    ("var.yes ? var.a : var.b", "yes a", ("var.yes ? var.a : var.b", "var.yes", "var.a")),
    ("var.no ? var.a : var.b", "no b", ("var.no", "var.b")),
    ("local.chosen", "yes a", ("local.chosen", "var.yes")),
    ('var.a == "x" ? 1 : 2', "a", ('var.a == "x"', "1")),
    ("(var.yes ? local.list : [])[0]", "yes a", ("var.yes",)),
    ("(var.yes ? { k = var.a } : {}).k", "yes a", ("var.yes", "var.a")),
    ("var.yes && var.no", "yes no", ("var.yes && var.no",)),
    ("!var.yes", "yes", ("!var.yes",)),
    ("var.n + var.m * 2", "n m", ("var.n + var.m * 2", "var.m * 2")),
    ("var.n > 1", "n", ()),
    ("length(var.names)", "names", ("length(var.names)",)),
    ("length(local.list)", "", ("[var.a, var.b]",)),
    ("length([for x in var.names : x if x != var.a])", "names a", ()),
    ("[for x in var.names : x][0]", "names", ()),
    ("[for x in local.list : upper(x)][0]", "a", ("upper(x)",)),
    ("[for x in local.list : x if var.yes][0]", "a yes", ("var.yes",)),
    ("[for i, x in local.list : i][1]", "", ()),
    ("[for k, v in var.ports : k][0]", "ports", ()),
    ("{ for k, v in var.ports : k => v + var.n }.http", "ports n", ("v + var.n",)),
    ('{ for x in local.list : x => var.n }["x"]', "a b n", ()),
    ('{ for x in local.list : "k" => x... }.k[1]', "b", ()),
    ("(local.list[*])[0]", "a", ()),
    ("([{ p = var.a }, { p = var.b }][*].p)[1]", "b", ()),
    ("(var.site[*].name)[0]", "site", ()),
    ('"%{ if var.yes }${var.a}%{ else }${var.b}%{ endif }"', "yes a", ()),
    ('"%{ for x in local.list }${x}%{ endfor }"', "a b", ()),
    ('"%{ if var.no }${var.a}%{ endif }"', "no", ()),
    ("<<EOT\n${var.a}\nEOT", "a", ("var.a",)),
    ("try(var.a, var.b)", "a", ("try(var.a, var.b)",)),
    ("try(var.site.nope, var.b)", "site b", ()),
    ("try(local.list[5], var.n)", "n", ()),
    ("try(var.names[5], var.n)", "names n", ()),
    ("try(tonumber(var.a), var.n)", "a n", ()),
    ("can(tonumber(var.a))", "a", ("can(tonumber(var.a))",)),
    ("can(var.names[var.n])", "names n", ()),
    ("merge({ a = var.a }, { a = var.b }).a", "b", ()),
    ("merge({ a = var.a }, { b = var.b }).a", "a", ()),
    ("merge(var.ports, { z = var.n }).z", "ports n", ()),
    ('lookup(var.ports, "http", var.n)', "ports", ()),
    ('lookup(var.ports, "nope", var.n)', "ports n", ()),
    ("lookup({ a = var.a }, var.b, var.names[0])", "b names", ()),
    ("flatten([[var.a], [[var.b]]])[1]", "b", ()),
    ("flatten([var.names, [var.b]])[3]", "names b", ()),
    ("concat([var.a], var.names)[0]", "a names", ()),
    ("setproduct([var.a], [var.b])[0][0]", "a", ()),
    ("setproduct([var.a], [var.b])[0][1]", "b", ()),
    ("zipmap([var.a], [var.n])[var.a]", "a n", ()),
    ("keys(var.ports)[0]", "ports", ()),
    ("values({ a = var.a, b = var.b })[1]", "b", ()),
    ("element(local.list, var.n)", "a n", ()),
    ("slice(local.list, 0, var.m)[0]", "a m", ()),
    ("reverse(local.list)[0]", "b", ()),
    ("{ for i, x in slice(local.list, 0, var.m) : i => x }[0]", "a m", ()),
    ("[for x in setsubtract([var.a], [var.b]) : x][0]", "a b", ()),
    ("concat([var.a], var.yes ? [var.b] : [])[1]", "b yes", ()),
    ("one([var.a])", "a", ()),
    ("coalesce(null, var.a, var.b)", "a b", ()),
    ("compact([var.a, var.b])[0]", "a b", ()),
    ("tolist(toset(local.list))[0]", "a b", ()),
    ("distinct(var.names)[0]", "names", ()),
    ("sort(local.list)[0]", "a b", ()),
    ('join(",", local.list)', "a b", ()),
    ('split("-", local.both)[0]', "a b", ()),
    ('format("%s", var.a)', "a", ()),
    ("jsondecode(jsonencode({ k = var.a })).k", "a", ()),
    ('cidrsubnet("10.0.0.0/16", 8, var.n)', "n", ()),
    ("tostring(var.n)", "n", ()),
    ("tomap({ a = var.a, b = var.b }).a", "a", ()),
    ("contains(var.names, var.a)", "names a", ()),
    ("alltrue([var.yes, var.no])", "yes no", ()),
    ("max(var.n, var.m)", "n m", ()),
    ("max([var.n, var.m]...)", "n m", ()),
    ("var.site.name", "site", ("var.site.name", '"s"')),
    ("var.site.size", "site", ("4",)),
    ("var.site.tags.k", "site", ('"v"',)),
    ("templatestring(local.both, {})", "a b", ()),
    ('templatefile("tmpl/greet.tftpl", { name = var.a })', "a", ()),
    ("path.module", "", ()),
    ("terraform.workspace", "", ()),
    ("sensitive(var.a)", "a", ()),
    ("nonsensitive(sensitive(var.a))", "a", ()),
]


@cache
def console() -> Console:
    loaded = load_configuration(Library(Folder({"main.tf": ROOT})), ".")
    opened = open_console(loaded.value, Environment(DiskTree(FIXTURES)))
    assert opened.value is not None, opened.diagnostics
    return opened.value


def inputs_of(*traces: Trace) -> set[str]:
    return {each.variable for trace in traces for each in trace.inputs()}


def texts_of(trace: Trace) -> set[str]:
    return {each.file.text[each.start : each.end] for each in trace.steps() if each.file is not None}


@pytest.mark.parametrize(
    ("expression", "inputs", "texts"), EXPRESSIONS, ids=[each[0] for each in EXPRESSIONS]
)
def test_an_expression_hangs_on(expression: str, inputs: str, texts: tuple[str, ...]) -> None:
    result = console().ask(expression)
    assert isinstance(result.value, Value), result.diagnostics

    assert inputs_of(result.value.trace) == set(inputs.split())
    assert set(texts) <= texts_of(result.value.trace)


CHILD = """
variable "name" { type = string }
variable "size" { default = 5 }
variable "opened" {
  type    = list(object({ port = number, from = optional(string, "10.0.0.0/8") }))
  default = []
}
output "name" { value = upper(var.name) }
output "size" { value = var.size }
output "froms" { value = var.opened[*].from }
resource "terraform_data" "it" { input = var.name }
"""
OPEN = """
variable "from" { default = ["10.0.0.0/8"] }
variable "port" { default = 443 }
variable "on" { default = true }
variable "keys" { default = ["k"] }
variable "amount" { default = 1 }
"""

# what a row is about, the configuration, the value as module path / address / output and steps, inputs, texts
CONFIGURATIONS = [
    (
        "a module's argument and output",
        'module "c" {\n  source = "./c"\n  name = "n-${var.port}"\n}\noutput "o" { value = module.c.name }',
        ("output", "o"),
        "port",
        ("upper(var.name)", '"n-${var.port}"', "module.c.name"),
    ),
    (
        "a module's default is no input",
        'module "c" {\n  source = "./c"\n  name = var.from[0]\n}\noutput "o" { value = module.c.size }',
        ("output", "o"),
        "",
        ("5",),
    ),
    (
        "a module with for_each",
        (
            'module "c" {\n  source = "./c"\n  for_each = toset(var.keys)\n  name = each.key\n}\n'
            'output "o" { value = module.c["k"].name }'
        ),
        ("output", "o"),
        "keys",
        ("each.key",),
    ),
    (
        "optional() of a module's variable",
        (
            'module "c" {\n  source = "./c"\n  name = "x"\n  opened = [{ port = var.port }]\n}\n'
            'output "o" { value = module.c.froms }'
        ),
        ("output", "o", 0),
        "",
        ('"10.0.0.0/8"',),
    ),
    (
        "a resource's attribute",
        'resource "aws_vpc" "v" { cidr_block = var.from[0] }',
        ("aws_vpc.v", "cidr_block"),
        "from",
        ("var.from[0]",),
    ),
    (
        "count.index",
        'resource "aws_vpc" "v" {\n  count = var.amount\n  cidr_block = "10.${count.index}.0.0/16"\n}',
        ("aws_vpc.v[0]", "cidr_block"),
        "amount",
        ("count.index",),
    ),
    (
        "each.value",
        'resource "aws_vpc" "v" {\n  for_each = { for k in var.keys : k => var.from[0] }\n  cidr_block = each.value\n}',
        ('aws_vpc.v["k"]', "cidr_block"),
        "keys from",
        ("each.value",),
    ),
    (
        "a plain block",
        (
            'resource "aws_security_group" "g" {\n  ingress {\n    from_port = var.port\n    to_port = 1\n'
            '    protocol = "tcp"\n  }\n}'
        ),
        ("aws_security_group.g", "ingress", 0, "from_port"),
        "port",
        ("var.port",),
    ),
    (
        "a dynamic block over a list",
        (
            'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = var.on ? [var.port] : []\n'
            '    content {\n      from_port = ingress.value\n      to_port = 1\n      protocol = "tcp"\n    }\n  }\n}'
        ),
        ("aws_security_group.g", "ingress", 0, "from_port"),
        "on port",
        ("ingress.value", "var.on"),
    ),
    (
        "a dynamic block's own existence",
        (
            'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = var.on ? [1] : []\n'
            '    iterator = it\n    content {\n      from_port = 1\n      to_port = 1\n      protocol = "tcp"\n    }\n  }\n}'
        ),
        ("aws_security_group.g", "ingress", 0),
        "on",
        ("content",),
    ),
    (
        "a data source that is computed here",
        (
            'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:Get${var.port}"]\n  }\n}\n'
            'output "o" { value = data.aws_iam_policy_document.d.statement[0].actions }'
        ),
        ("output", "o", 0),
        "port",
        (),
    ),
    (
        "an unknown that depends on an input",
        (
            'resource "aws_vpc" "v" {\n  count = var.amount\n  cidr_block = "10.0.0.0/16"\n}\n'
            'output "o" { value = one(aws_vpc.v[*].id) }'
        ),
        ("output", "o"),
        "amount",
        (),
    ),
]


def inside(value: Value, step: str | int) -> Value:
    if isinstance(value.payload, tuple):
        return value.payload[int(step)]
    assert isinstance(value.payload, Mapping)
    found: Value = value.payload[str(step)]
    return found


@pytest.mark.parametrize(
    ("text", "place", "inputs", "texts"),
    [each[1:] for each in CONFIGURATIONS],
    ids=[each[0] for each in CONFIGURATIONS],
)
def test_a_configuration_hangs_on(
    text: str, place: tuple[str | int, ...], inputs: str, texts: tuple[str, ...]
) -> None:
    files = Folder({"main.tf": OPEN + text, "c/main.tf": CHILD})
    loaded = load_configuration(Library(files), ".")
    result = evaluate_configuration(
        loaded.value, Environment(DiskTree(FIXTURES), knowledge=ProviderInfo(aws_schema))
    )
    assert not has_errors((*loaded.diagnostics, *result.diagnostics)), result.diagnostics
    first, *steps = place
    if first == "output":
        value = result.value.outputs[str(steps.pop(0))].value
    else:
        value = result.value.by_address()[str(first)].value
    for step in steps:
        value = inside(value, step)

    assert inputs_of(value.trace) == set(inputs.split())
    assert set(texts) <= texts_of(value.trace)


def test_spans_say_where_a_value_is_set() -> None:
    [given] = console().ask("var.n").value.trace.inputs()  # type: ignore[union-attr] # it has a value

    assert (given.variable, given.source) == ("n", "default")
    assert given.span == Span("main.tf", (4, 26), (4, 27))
