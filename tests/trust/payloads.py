"""Names that would be something else where they are printed as they are, and a project that has each in every place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

RUN = "parent.PWNED=document.title='PWNED'"
PAYLOADS: Sequence[str] = (
    # HTML
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"</title><img src=x onerror={RUN}>",
    f"</span></a></nav><svg onload={RUN}>",
    f'" onmouseover="{RUN}" x="',
    f"' autofocus onfocus='{RUN}' x='",
    f"</code></pre><script>{RUN}</script>",
    f"</text><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}><summary>x</summary>",
    "<style>body{display:none}</style>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    "<b>bold</b>",
    "<!-- comment",
    "<![CDATA[ x",
    "<?php x ?>",
    f"<div markdown=1><script>{RUN}</script></div>",
    f"<img src=x onerror={RUN} ",
    "&amp;&copy;&nbsp;",
    # links
    f"[x](javascript:{RUN})",
    f"<javascript:{RUN}>",
    "![x](//evil.example/p.png)",
    "[x][1]",
    "[1]: //evil.example",
    "https://evil.example/",
    "www.evil.example",
    "mailto:a@evil.example",
    "a@evil.example",
    "@evil #1 evil/repo#1",
    "[[wiki]]",
    # emphasis and other marks
    "**a** __b__ *c* _d_",
    "***a***",
    "~~a~~ ~b~",
    "==a==",
    "^^a^^ ^b^",
    "++ctrl+alt++",
    "{++a++}{--b--}{>>c<<}",
    "`a` ``b``",
    "`#!python x`",
    "#!python x",
    ":::python x",
    ":smile: :material-lan: :100:",
    "2001:100:200::/40",
    "$a$ $$b$$",
    "\\(a\\) \\[b\\]",
    "\\`a\\` \\*b\\* \\\\",
    '[=50% "x"]',
    # attribute lists and definitions
    f"{{: onclick={RUN} }}",
    f"{{: .c #i onclick={RUN} }}",
    f"{{@onclick={RUN}}}",
    f"{{ onclick={RUN} }}",
    "[^1] [^1]: note",
    "*[HTML]: abbreviation",
    ": definition",
    # blocks
    "# heading",
    "heading #",
    "## [x]",
    "- item",
    "1. item",
    "a. item",
    "iv) item",
    "> quote",
    "> [!NOTE]",
    "!!! note",
    "???+ note",
    '=== "Tab"',
    "/// note",
    "--8<-- 'docgen.yml'",
    "-8<- 'docgen.yml'",
    "; --8<-- 'docgen.yml'",
    "---",
    "***",
    "===",
    "    code",
    "```",
    "~~~ python",
    "- [ ] task",
    # cells
    "a | b | c",
    "\\| a",
    "| --- | --- |",
    "a\\",
    "`|`",
    # templates
    "{{ config }} {% raw %} {# x #}",
    "${{ x }} #{x} <%= x %>",
    # lines
    f"a\n\n<script>{RUN}</script>",
    "a\r\n# b",
    "a\u2028b\u2029c\u0085d",
    "a\x0b\x0cb",
    "a\n| b | c |\n| - | - |",
    "a\n```\nb",
    "a\n--8<-- 'docgen.yml'",
    # programs that read lines
    "a\n::error file=x::PWN",
    "::error::PWN",
    " ::warning::PWN",
    "##[error]PWN",
    "a ##vso[task.setvariable variable=x]PWN",
    "##teamcity[buildProblem description='PWN']",
    # terminals
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x9b31mred",
    "\x9d0;title\x9c",
    "\x1b[2J\x1b[H",
    "\b\b\bx\x7f",
    "[bold]rich[/bold] [link=http://evil.example]x[/]",
    # order and what is not seen
    "\u202eevil\u202c",
    "\u2066evil\u2069",
    "\u200fa\u200e",
    "\u061ca",
    "a\u200bb\u200cc\u200dd\ufeffe",
    "a\u00adb\u2060c",
    "a\U000e0041b",
    # spreadsheets and files
    "=cmd|' /C calc'!A0",
    "+1", "-1", "@SUM(A1)", "\t=1",
    "CON", "a:b", "a.", "..",
)  # fmt: skip


def mark(number: int) -> str:
    """What a payload is found by, wherever it is shown."""
    return f"q{number:03}q"


def marked(number: int) -> str:
    """The payload with its mark behind it, and before it where what comes last counts."""
    text = PAYLOADS[number]
    return (
        f"{mark(number)} {text}"
        if text.endswith(("}", "\\", ":", "#", "|", "."))
        else f"{text} {mark(number)}"
    )


def page_of(number: int) -> str:
    """A page with a payload for its title, in a folder with some others: of these each has the titles in its navigation."""
    return f"pages-{number // 12}/page-{number:03}"


MARKED: Mapping[int, str] = {number: marked(number) for number in range(len(PAYLOADS))}
FOLDERS = [text for text in MARKED.values() if not any(each in text for each in "/\\\0\n\r\v\f")]
FOLDERS = [each for each in FOLDERS if each.isprintable() and "${" not in each and "?" not in each][::3]


def hcl(text: str) -> str:
    """The text between quotes of HCL."""
    quoted = (
        '"'
        + "".join(
            f"\\U{ord(each):08x}" if not " " <= each <= "~" else f"\\{each}" if each in '"\\' else each
            for each in text
        )
        + '"'
    )
    return quoted.replace("${", "$${").replace("%{", "%%{")


def write_project(folder: Path) -> None:
    """A repository with each payload as: a name, a tag, descriptions, keys, values, patterns, titles, claims, folders."""
    texts = ",\n  ".join(f'"k{number:03}" = {hcl(text)}' for number, text in MARKED.items())
    (folder / "live").mkdir(parents=True)
    (folder / "live/payloads.auto.tfvars").write_text(f"texts = {{\n  {texts}\n}}\n", encoding="utf-8")
    blocks = [MAIN]
    for number, text in MARKED.items():
        blocks.append(
            f'variable "v{number:03}" {{\n  default = {hcl(text)}\n  description = {hcl(text)}\n}}\n'
            f'output "o{number:03}" {{\n  value = var.v{number:03}\n  description = {hcl(text)}\n}}\n'
        )
    for index, name in enumerate(FOLDERS):
        (folder / "live/modules" / name).mkdir(parents=True)
        (folder / "live/modules" / name / f"x{name}.tf").write_text(MODULE, encoding="utf-8")
        blocks.append(
            f'module "m{index}" {{\n  source = {hcl(f"./modules/{name}")}\n  vpc = aws_vpc.v.id\n}}\n'
        )
    (folder / "live/main.tf").write_text("\n".join(blocks), encoding="utf-8")
    (folder / "small").mkdir()
    (folder / "small/main.tf").write_text(
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n', encoding="utf-8"
    )
    claims = [{"says": text, "count": "vpcs", "is": 7} for text in MARKED.values()]
    settings = {
        "project": "P " + PAYLOADS[2],
        "environments": {
            "one": {"root": "live"},
            FOLDERS[0]: {"root": "small"},
            "x" + FOLDERS[1]: {"root": "small"},
        },
        "parity": {
            "intended": [
                {"of": "*", "fact": "*", "because": text, "until": "2020-01-01"} for text in MARKED.values()
            ]
        },
        "assertions": claims,
    }
    (folder / "docgen.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    (folder / "docs").mkdir()
    for number, text in MARKED.items():
        matter = yaml.safe_dump(
            {"title": text, "description": text, "subtitle": text, "claims": claims[number : number + 1]}
        )
        region = (
            "" if number % 12 else "<!-- docgen:claims -->\n<!-- /docgen -->\n"
        )  # it has the claims of all pages
        page = f"---\n{matter}---\n\nText, and no heading.\n\n{region}"
        path = folder / f"docs/{page_of(number)}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8")


MODULE = """
variable "vpc" {}
resource "aws_security_group" "g" {
  name = "g"
  vpc_id = var.vpc
  ingress {
    protocol = "tcp"
    from_port = 443
    to_port = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
MAIN = """
variable "texts" { type = map(string) }
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  tags = merge({ Name = var.texts["k001"] }, { for key, text in var.texts : text => text })
}
resource "aws_subnet" "s" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
  vpc_id = aws_vpc.v.id
  cidr_block = each.value
  availability_zone = "eu-west-1${each.key}"
  tags = { Name = var.texts["k003"] }
}
resource "aws_security_group" "g" {
  for_each = { for key, text in var.texts : text => text }
  name = each.value
  description = each.value
  vpc_id = aws_vpc.v.id
  tags = { Name = each.value }
  ingress {
    protocol = "tcp"
    from_port = 443
    to_port = 443
    cidr_blocks = ["10.1.0.0/16"]
    description = each.value
  }
}
resource "aws_instance" "i" {
  for_each = { for key, text in var.texts : key => text if contains(["k001", "k007", "k090"], key) }
  ami = each.value
  instance_type = each.value
  subnet_id = aws_subnet.s["a"].id
  vpc_security_group_ids = [aws_security_group.g[each.value].id]
  tags = { Name = each.value }
}
resource "aws_lb" "l" {
  name = "l"
  subnets = [for each in aws_subnet.s : each.id]
  security_groups = [aws_security_group.g[var.texts["k001"]].id]
  tags = { Name = var.texts["k004"] }
}
resource "aws_lb_target_group" "t" {
  name = "t"
  port = 80
  protocol = "HTTP"
  vpc_id = aws_vpc.v.id
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.l.arn
  port = 443
  protocol = "HTTPS"
  certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/x"
  default_action {
    type = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }
}
resource "aws_lb_listener_rule" "r" {
  for_each = var.texts
  listener_arn = aws_lb_listener.l.arn
  action {
    type = "forward"
    target_group_arn = aws_lb_target_group.t.arn
  }
  condition {
    path_pattern { values = [each.value] }
  }
  condition {
    host_header { values = [each.value] }
  }
}
resource "aws_cloudwatch_log_group" "g" {
  for_each = var.texts
  name = each.value
}
check "c" {
  assert {
    condition = length(var.texts) == 0
    error_message = var.texts["k104"]
  }
}
"""
