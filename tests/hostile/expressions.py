"""Expressions that are short to write and endless to work out.

Each is the value of an output. `REFUSED` must end in a diagnostic; `ANSWERED` may be worked out as well, within
the same bounds.
"""

import json
from collections.abc import Mapping

CHAIN = 40  # levels of doubling: 2^40 of whatever it is


def doubling(first: str, step: str, last: str) -> str:
    """Locals that double what the one before holds, and an output that needs all of the last one."""
    lines = [f"l0 = {first}", *(f"l{n} = {step.replace('x', f'local.l{n - 1}')}" for n in range(1, CHAIN))]
    body = "\n  ".join(lines)
    return (
        f'locals {{\n  {body}\n}}\noutput "x" {{\n  value = {last.replace("x", f"local.l{CHAIN - 1}")}\n}}\n'
    )


LISTS = """
locals {{
  many = flatten([for a in range({many}) : [for b in range(1000) : a * 1000 + b]])
  most = flatten([for a in range({most}) : [for b in range(1000) : 1]])
}}
"""
BEYOND = {"many": 51, "most": 150}  # thousands: more than the limits allow
WITHIN = {"many": 25, "most": 80}  # enough that what takes quadratic time takes minutes


def whole(text: str, sizes: Mapping[str, int]) -> str:
    """With the long lists that it speaks of: range() alone stops at 1,024."""
    wanted = {name: sizes[name] if f"local.{name}" in text else 0 for name in sizes}
    return text + (LISTS.format(**wanted) if any(wanted.values()) else "")


def output(expression: str) -> str:
    return f'output "x" {{\n  value = {expression}\n}}\n'


def laughs(levels: int) -> str:
    """YAML whose anchors repeat one another."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for n in range(1, levels):
        lines.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]")
    return "\n".join(lines)


def text(value: str) -> str:
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


REFUSED = {
    "range of a billion": output("range(1e9)"),
    "range of a billion from zero": output("range(0, 1e9)"),
    "range of tiny steps": output("range(0, 1, 1e-9)"),
    "range without end": output("range(0, 1e300, 1)"),
    "count of a billion": 'resource "terraform_data" "x" {\n  count = 1e9\n}\n',
    "module count of a billion": 'module "x" {\n  source = "./m"\n  count = 1e9\n}\n',
    "for_each over a huge set": 'resource "terraform_data" "x" {\n  for_each = toset([for n in local.many : "k${n}"])\n}\n',
    "for_each with too many keys": 'resource "terraform_data" "x" {\n  for_each = { for n in local.many : "k${n}" => n }\n}\n',
    "setproduct of a million each": output("length(setproduct(range(1000), range(1000), range(1000)))"),
    "setproduct of many": output("setproduct(" + ", ".join(["[1, 2, 3, 4]"] * 30) + ")"),
    "nested setproduct": output("length(setproduct(setproduct(range(900), range(900)), range(900)))"),
    "nested for": output("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]"),
    "nested for that keeps nothing": output("[for a in range(1000) : [for b in range(1000) : 1 if false]]"),
    "concat that doubles": doubling("[1]", "concat(x, x)", "length(x)"),
    "flatten that doubles": doubling("[1]", "flatten([x, x])", "length(x)"),
    "tuples that double": doubling("[1]", "[x, x]", "jsonencode(x)"),
    "tuples that double, as an output": doubling("[1]", "[x, x]", "x"),
    "objects that double": doubling('{ a = "b" }', "{ l = x, r = x }", "jsonencode(x)"),
    "compared tuples that double": doubling("[1]", "[x, x]", "x == [x, x]"),
    "text that doubles": doubling('"xyz"', '"${x}${x}"', "length(x)"),
    "join that doubles": doubling('"ab"', 'join(x, ["", "", ""])', "length(x)"),
    "replace that doubles": doubling('"aa"', 'replace(x, "a", "aa")', "length(x)"),
    "replace by a group that doubles": doubling('"aa"', 'replace(x, "/(a)/", "$1$1")', "length(x)"),
    "jsonencode of itself": doubling('"\\""', "jsonencode(x)", "length(x)"),
    "format that doubles": doubling('"ab"', 'format("%s%s", x, x)', "length(x)"),
    "base64encode that grows": doubling('"aaaaaaaaaaaaaaaa"', 'base64encode(format("%s%s", x, x))', "length(x)"),
    "indent that grows": output('indent(100000, join("\\n", local.many))'),
    "format with a huge width": output('format("%999999999d", 1)'),
    "format with a huge width of text": output('format("%999999999s", "a")'),
    "format with a huge precision": output('format("%.999999999f", 1)'),
    "format with a given width": output('format("%*d", 999999999, 1)'),
    "formatlist of huge lists": output('length(formatlist("%1000d", local.most))'),
    "cidrsubnets of a million": output('cidrsubnets("::/0", [for n in local.most : 128]...)'),
    "timeadd of nonsense": output('timeadd("2020-01-01T00:00:00Z", "99999999999999999999h")'),
    "formatdate of a huge pattern": output('formatdate(join("", [for n in local.most : "YYYY-MM-DD hh:mm:ss EEEE "]), "2020-01-01T00:00:00Z")'),
    "yamldecode that laughs": output(f"yamldecode({text(laughs(12))})"),
    "YAML that is too deep": output(f"yamldecode({text('[' * 20_000 + ']' * 20_000)})"),
    "JSON that is too deep": output(f"jsondecode({text('[' * 20_000 + ']' * 20_000)})"),
    "JSON that is too deep and not closed": output(f"jsondecode({text('[' * 20_000)})"),
    "a regular expression of a million characters": output(f'regex("{"a?" * 500_000}", "b")'),
    "a regular expression that repeats repeats": output('regex("((a{1000}){1000}){1000}", "a")'),
    "rsadecrypt of junk": output('rsadecrypt("AAAA", "-----BEGIN RSA PRIVATE KEY-----\\nAAAA\\n-----END RSA PRIVATE KEY-----")'),
    "parseint of a huge text": output('parseint(join("", [for n in local.most : "9"]), 62)'),
    "a number of a million digits": output("1" * 1_000_000),
    "a power of a power": output("pow(pow(10, 300), pow(10, 300)) - pow(pow(10, 300), pow(10, 300))"),
    "locals in a circle": "locals {\n  a = local.b\n  b = [local.a]\n}\n" + output("local.a"),
    "a huge dynamic block": 'resource "aws_security_group" "x" {\n  dynamic "ingress" {\n    for_each = local.most\n    content {\n      from_port = ingress.value\n      to_port = ingress.value\n      protocol = "tcp"\n    }\n  }\n}\n',
    "an index out of a huge list": output("local.most[1e300]"),
    "a for that groups without end": output('{ for n in local.most : "a" => range(1000)... }'),
    "a nested type": f'variable "x" {{\n  type = {"list(" * 10_000}string{")" * 10_000}\n}}\n',
}  # fmt: skip

ANSWERED = {
    "an exponent without end": output("1e999999999"),
    "an exponent below all": output("1e-999999999"),
    "huge sums": output("1e308 * 1e308 * 1e308"),
    "pow without end": output("pow(2, 1e9)"),
    "a host number beyond the network": output('cidrhost("10.0.0.0/8", 1e300)'),
    "a subnet beyond the network": output('cidrsubnet("::/0", 128, 1e300)'),
    "cidrsubnet of everything": output('cidrsubnet("::/0", 128, pow(2, 128) - 1)'),
    "a pattern that backtracks": output('regexall("(a+)+$", join("", [for n in local.many : "a"]))'),
    "a pattern that backtracks in replace": output('length(replace(join("", [for n in local.many : "a"]), "/(a*)*b/", "x"))'),
    "many matches": output('length(regexall("a", join("", [for n in local.most : "a"])))'),
    "a big CSV": output('length(csvdecode(join("\\n", [for n in local.many : "a,b,c"])))'),
    "an unclosed CSV": output('csvdecode("a,b\\n\\"" )'),
    "a sorted list": output("length(sort([for n in local.many : tostring(100000 - n)]))"),
    "distinct of many": output("length(distinct(local.many))"),
    "distinct of many tuples": output("length(distinct([for n in local.many : [n]]))"),
    "a set of many objects": output("length(toset([for n in local.many : { a = n }]))"),
    "setunion of many": output("length(setunion(local.many, local.many))"),
    "setsubtract of many": output("length(setsubtract(local.many, local.many))"),
    "contains": output("[for n in range(3000) : contains(range(3000), n)][0]"),
    "index of the last": output("index(local.many, 99999)"),
    "a list of two kinds": output('length(tolist([for n in local.many : n % 2 == 0 ? "a" : n]))'),
    "a tuple to a list": output('length(tolist(concat(local.many, ["a"])))'),
    "a huge condition": output('length(true ? local.many : concat(local.many, ["a"]))'),
    "merge of many": output("length(merge([for n in local.many : { (tostring(n)) = n }]...))"),
    "zipmap of many": output("length(zipmap([for n in local.many : tostring(n)], local.many))"),
    "transpose of many": output("length(transpose({ for n in local.many : tostring(n) => [tostring(n % 100)] }))"),
    "chunklist of many": output("length(chunklist(local.many, 1))"),
    "coalescelist of many": output("length(coalescelist([for n in local.many : [n]]...))"),
    "matchkeys of many": output('length(matchkeys(local.many, [for n in local.many : tostring(n)], ["1"]))'),
    "split of many": output('length(split("", join("", [for n in local.most : "a"])))'),
    "a template of many": output('length("%{ for n in local.most }${n}%{ endfor }")'),
    "sum of many": output("sum(local.most)"),
    "sum of many thirds": output("sum([for n in local.many : n / 3])"),
    "factors": output("[for n in local.many : n / 7 * 3 - 1.1][0]"),
    "unknowns that double": 'resource "terraform_data" "x" {}\n' + doubling("terraform_data.x.id", '"${x}${x}"', "x"),
    "lists of unknowns": 'resource "terraform_data" "x" {}\n' + output("length([for n in local.most : terraform_data.x.id])"),
    "a join of unknowns": 'resource "terraform_data" "x" {}\n' + output('join("", [for n in local.most : terraform_data.x.id])'),
    "a set of unknowns": 'resource "terraform_data" "x" {}\n' + output("length(toset([for n in local.many : terraform_data.x.id]))"),
    "a set of different unknowns": 'resource "terraform_data" "x" {\n  count = 3000\n}\n' + output("toset(terraform_data.x[*].id)"),
    "a setproduct of unknowns": 'resource "terraform_data" "x" {}\n' + output("length(setproduct([terraform_data.x.id, 1], range(300), range(300)))"),
    "a chain of locals": "locals {\n  l0 = 1\n" + "".join(f"  l{n} = local.l{n - 1} + 1\n" for n in range(1, 5000)) + "}\n" + output("local.l4999"),
    "a chain of long locals": "locals {\n  l0 = [1]\n" + "".join(f"  l{n} = concat(local.l{n - 1}, [{n}])\n" for n in range(1, 1500)) + "}\n" + output("length(local.l1499)"),
    "many references": "locals {\n" + "".join(f"  l{n} = {n}\n" for n in range(5000)) + "}\n" + output("[" + ", ".join(f"local.l{n}" for n in range(5000)) + "][0]"),
    "an undeclared name, among many": "locals {\n" + "".join(f"  l{n}aaaaaaaaaaaaaaaaaaaaaaaa = local.l{n}aaaaaaaaaaaaaaaaaaaaaaab\n" for n in range(1500)) + "}\n",
    "can over everything": output("can(range(1e9))"),
    "urlencode that grows": doubling('"%%"', "urlencode(x)", "length(urlencode(urlencode(join(x, [x, x, x]))))"),
    "timeadd beyond the calendar": output('timeadd("9999-12-31T23:59:59Z", "2562047h")'),
    "bcrypt at full cost": output('bcrypt("password", 31)'),
    "try over everything": output("try(range(1e9), 1)"),
}  # fmt: skip
