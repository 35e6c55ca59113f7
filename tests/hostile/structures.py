"""Repositories whose files are the trouble: their size, their depth, what their names lead to."""

import os
from collections.abc import Callable
from pathlib import Path

DEEP = 5_000
Make = Callable[[Path], None]


def main(text: str | bytes, name: str = "main.tf") -> Make:
    def make(folder: Path) -> None:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return make


def value(expression: str) -> Make:
    return main(f'output "x" {{\n  value = {expression}\n}}\n')


def reading(expression: str) -> Make:
    """With things beside the configuration that must not be read."""

    def make(folder: Path) -> None:
        secret = folder.parent / "outside.txt"
        secret.write_text("OUTSIDE", encoding="utf-8")
        (folder / "out").symlink_to(secret)
        (folder / "up").symlink_to(folder.parent)
        (folder / "loop").symlink_to("loop")
        (folder / "zero").symlink_to("/dev/zero")
        (folder / "folder").mkdir()
        os.mkfifo(folder / "fifo")
        (folder / "itself.tftpl").write_text('${templatefile("itself.tftpl", {})}', encoding="utf-8")
        (folder / "long.tftpl").write_text(
            "%{ for a in l }" * 4 + "x" * 1000 + "%{ endfor }" * 4, encoding="utf-8"
        )
        with (folder / "sparse").open("wb") as file:
            file.truncate(30_000_000_000)
        value(expression)(folder)

    return make


def modules(folder: Path) -> None:
    """Forty modules, each of which calls the next one twice: 2^40 instances."""
    for n in range(40):
        (folder / f"m{n}").mkdir()
        text = (
            "".join(f'module "{each}" {{\n  source = "../m{n + 1}"\n}}\n' for each in "ab")
            if n < 39
            else "locals {}\n"
        )
        (folder / f"m{n}" / "main.tf").write_text(text, encoding="utf-8")
    main('module "a" {\n  source = "./m0"\n}\n')(folder)


def deep_modules(folder: Path) -> None:
    for n in range(300):
        (folder / f"m{n}").mkdir()
        text = f'module "a" {{\n  source = "../m{n + 1}"\n}}\n' if n < 299 else "locals {}\n"
        (folder / f"m{n}" / "main.tf").write_text(text, encoding="utf-8")
    main('module "a" {\n  source = "./m0"\n}\n')(folder)


def linked_module(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "main.tf").write_text(
        'output "x" {\n  value = "OUTSIDE"\n}\n', encoding="utf-8"
    )
    (folder / "linked").symlink_to(folder.parent / "elsewhere")
    main('module "a" {\n  source = "./linked"\n}\noutput "x" {\n  value = module.a.x\n}\n')(folder)


def module_outside(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "main.tf").write_text(
        'output "x" {\n  value = "OUTSIDE"\n}\n', encoding="utf-8"
    )
    main('module "a" {\n  source = "../elsewhere"\n}\noutput "x" {\n  value = module.a.x\n}\n')(folder)


def linked_values(folder: Path) -> None:
    (folder.parent / "outside.tfvars").write_text('x = "OUTSIDE"\n', encoding="utf-8")
    (folder / "terraform.tfvars").symlink_to(folder.parent / "outside.tfvars")
    main('variable "x" {\n  default = 1\n}\noutput "x" {\n  value = var.x\n}\n')(folder)


def manifest_outside(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "main.tf").write_text(
        'output "x" {\n  value = "OUTSIDE"\n}\n', encoding="utf-8"
    )
    (folder / ".terraform" / "modules").mkdir(parents=True)
    entry = '{"Modules": [{"Key": "a", "Source": "x/y/z", "Dir": "../elsewhere"}]}'
    (folder / ".terraform" / "modules" / "modules.json").write_text(entry, encoding="utf-8")
    main('module "a" {\n  source = "x/y/z"\n}\noutput "x" {\n  value = nonsense.a\n}\n')(folder)


def settings(text: str) -> Make:
    def make(folder: Path) -> None:
        main("locals {}\n")(folder)
        (folder / "docgen.yml").write_text(text, encoding="utf-8")

    return make


def wrong_values(folder: Path) -> None:
    main('variable "x" {}\n')(folder)
    main("x = [\n" * 3000, "terraform.tfvars")(folder)


def many_files(folder: Path) -> None:
    for n in range(5_001):
        (folder / f"f{n}.tf").write_bytes(b"")
    value("nonsense.a")(folder)


def bomb_in_values(folder: Path) -> None:
    bomb = yaml_bomb().replace("\n", "\n      ")
    text = f"project: x\nenvironments:\n  one:\n    root: .\n    vars:\n      {bomb}\n"
    settings(text)(folder)


def yaml_bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines) + "\n"


PLAIN = "project: x\nenvironments:\n  one:\n    root: .\n"

REFUSED: dict[str, Make] = {
    "a link to itself": reading('file("loop")'),
    "a FIFO": reading('file("fifo")'),
    "a folder as a file": reading('file("folder")'),
    "a huge file": reading('file("sparse")'),
    "a template that includes itself": reading('templatefile("itself.tftpl", {})'),
    "a template that loops in loops": reading('templatefile("long.tftpl", { l = range(1000) })'),
    "a FIFO as a template": reading('templatefile("fifo", {})'),
    "a module outside": module_outside,
    "a link to a module outside": linked_module,
    "a link to values outside": linked_values,
    "a manifest that leads outside": manifest_outside,
    "a module that calls itself": main('module "a" {\n  source = "./"\n}\n'),
    "a module that calls itself twice": main('module "a" {\n  source = "./"\n}\nmodule "b" {\n  source = "./"\n}\n'),
    "modules that double": modules,
    "modules three hundred deep": deep_modules,
    "more files than a repository has": many_files,
    "deep parentheses": value("(" * DEEP + "1" + ")" * DEEP),
    "deep brackets": value("[" * DEEP + "1" + "]" * DEEP),
    "deep braces": value("{ a = " * DEEP + "1" + " }" * DEEP),
    "deep templates": value('"${' * DEEP + "1" + '}"' * DEEP),
    "deep conditionals": value("true ? 1 : " * DEEP + "1"),
    "deep unary minus": value("-" * DEEP + "1"),
    "deep negation": value("!" * DEEP + "true"),
    "deep calls": value("abs(" * DEEP + "1" + ")" * DEEP),
    "deep for": value("[for x in " * DEEP + "[]" + " : x]" * DEEP),
    "deep steps": value("nonsense" + ".a" * 50_000),
    "deep indexes": value("nonsense" + "[0]" * 50_000),
    "deep splats": value("nonsense" + "[*]" * 50_000),
    "deep blocks": main("a {\n" * DEEP + "}\n" * DEEP),
    "brackets that never close": value("[" * 100_000),
    "a long line that is wrong": value('"' + "x" * 5_000_000),
    "a long identifier": value("a" * 1_000_000),
    "a NUL byte": value("\0"),
    "invalid UTF-8": main(b'locals {\n  x = "\xff\xfe"\n}\n'),
    "UTF-16": main("locals {}\n".encode("utf-16")),
    "a file that is too long": main(b"#" * 20_000_001),
    "deep JSON": main('{"locals": {"x": ' + "[" * 100_000 + "]" * 100_000 + "}}", "main.tf.json"),
    "deep JSON objects": main('{"locals": {"x": ' + '{"a":' * DEEP + "1" + "}" * DEEP + "}}", "main.tf.json"),
    "deep JSON that never closes": main('{"locals": {"x": ' + "[" * 100_000, "main.tf.json"),
    "deep templates in JSON": main('{"output": {"x": {"value": "' + "${(" * 3000 + '"}}}', "main.tf.json"),
    "a long number in JSON": main('{"output": {"x": {"value": ' + "1" * 1_000_000 + "}}}", "main.tf.json"),
    "deep types": main('variable "x" {\n  type = ' + "list(" * 400 + "string" + ")" * 400 + "\n  default = 1\n}\n"),
    "deep object types": main('variable "x" {\n  type = ' + "object({ a = optional(" * DEEP + "string" + ") })" * DEEP + "\n}\n"),
    "many mistakes": main("locals {\n" + "".join(f"  l{n}aaaaaaaaaaaaaaaaaaaaaaaa = local.l{n}aaaaaaaaaaaaaaaaaaaaaaab\n" for n in range(1500)) + "}\n"),
    "many wrong functions": main("locals {\n" + "".join(f"  l{n} = lenght{n}([])\n" for n in range(1500)) + "}\n"),
    "many arguments twice": main("locals {\n" + "  a = 1\n" * 25_000 + "}\n"),
    "many wrong arguments": main('resource "aws_instance" "x" {\n' + "".join(f"  instance_typ{n} = {n}\n" for n in range(2500)) + "}\n"),
    "many wrong tfvars": wrong_values,
    "YAML that laughs": settings(yaml_bomb() + PLAIN),
    "YAML that laughs among values": bomb_in_values,
    "deep block YAML": settings("project: \n" + "- " * 20_000 + "x\n"),
    "deep YAML": settings("project: " + "[" * 20_000 + "]" * 20_000 + "\n"),
    "YAML that holds itself": settings("project: &a [*a]\n" + PLAIN),
    "YAML objects": settings("project: !!python/object/apply:os.system ['true']\n"),
    "a root outside": settings(PLAIN.replace("root: .", "root: ../..")),
    "a var file outside": settings(PLAIN + "    var_files: [../outside.tfvars]\n"),
}  # fmt: skip

ANSWERED: dict[str, Make] = {
    "a file above": reading('file("../outside.txt")'),
    "an absolute file": reading('file("/etc/hostname")'),
    "a link to a file outside": reading('file("out")'),
    "a link to the folder above": reading('file("up/outside.txt")'),
    "a device": reading('file("zero")'),
    "a device by its name": reading('file("/dev/zero")'),
    "a home folder": reading('file("~/.ssh/id_rsa")'),
    "a template above": reading('templatefile("../outside.txt", {})'),
    "base64 of a file above": reading('filebase64("../outside.txt")'),
    "a digest of a file above": reading('filesha256("up/outside.txt")'),
    "a digest of a device": reading('filemd5("zero")'),
    "another digest of a device": reading('filebase64sha512("zero")'),
    "deep directives": value('"' + "%{ if true }" * DEEP + "%{ endif }" * DEEP + '"'),
    "a fileset above": reading('fileset("..", "*")'),
    "a fileset of everything": reading('fileset("/", "**")'),
    "a fileset that goes up": reading('fileset(".", "up/**")'),
    "fileexists above": reading('fileexists("../outside.txt")'),
    "fileexists of a FIFO": reading('fileexists("fifo")'),
    "try to read above": reading('try(file("../outside.txt"), "nothing")'),
    "a pathexpand": reading('pathexpand("~")'),
    "a long sum": value("1" + " + 1" * 25_000),
    "a long concatenation": value('"' + "${1}" * 25_000 + '"'),
    "a long heredoc": value("<<EOT\n" + "x" * 79 + "\n" * 1 + ("y" * 79 + "\n") * 60_000 + "EOT"),
    "a heredoc with many markers": value("<<EOT\n" + " EOT x\n" * 50_000 + "EOT"),
    "an indented heredoc": value("<<-EOT\n" + "    y\n" * 50_000 + "  EOT"),
    "many lines": main("locals {\n" + "".join(f"  l{n} = {n}\n" for n in range(12_500)) + "}\n"),
    "many comments": main("# nothing\n" * 250_000),
    "many unclosed comments": main("/*" * 250_000),
    "a long list": value("[" + "1, " * 25_000 + "1]"),
    "a long object": value("{" + ", ".join(f"a{n} = {n}" for n in range(10_000)) + "}"),
    "a long chain of and": value("true" + " && true" * 25_000),
    "a thousand resources": main("".join(f'resource "terraform_data" "r{n}" {{\n  input = {n}\n}}\n' for n in range(2000))),
    "many security group rules": main('resource "aws_security_group" "x" {\n' + "".join(f'  ingress {{\n    from_port = {n}\n    to_port = {n}\n    protocol = "tcp"\n  }}\n' for n in range(2000)) + "}\n"),
    "many variables of one type": main('variable "x" {\n  type = object({ ' + ", ".join(f'a{n} = optional(string, "x")' for n in range(5000)) + " })\n  default = {}\n}\n"),
}  # fmt: skip


# -- bounds of docgen.yml, of names, of networks ---------------------------------------------------

INSTANCE = """resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/8"
  tags       = { Name = local.n }
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.0.0/16"
  tags       = { Name = local.n }
}
resource "aws_security_group" "g" {
  count  = 20
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 1000 + count.index
    to_port     = 1000 + count.index
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_instance" "i" {
  count                  = local.many
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s.id
  vpc_security_group_ids = aws_security_group.g[*].id
  tags                   = { Name = local.n }
}
"""


def network(name: str, many: int) -> Make:
    return main(f'locals {{\n  n    = "{name}"\n  many = {many}\n}}\n{INSTANCE}')


def calls(folder: Path) -> None:
    (folder / "called").mkdir()
    (folder / "called" / "main.tf").write_text(
        'variable "x" {}\noutput "y" {\n  value = var.x\n}\n', encoding="utf-8"
    )
    main("".join(f'module "m{n}" {{\n  source = "./called"\n  x = {n}\n}}\n' for n in range(900)))(folder)


MARKS = "a" + "\u0301\u0323" * 200_000
KEYS = ", ".join(f"k{n}: 1" for n in range(60_000))

BUILT: dict[str, tuple[Make, str]] = {
    "comments in docgen.yml": (settings(PLAIN + "# nothing\n" * 1_500_000), "longer than 1000000 characters"),
    "a huge scalar in docgen.yml": (settings(PLAIN + "    vars:\n      x: " + "x" * 10_000_000 + "\n"), "longer than 1000000 characters"),
    "a huge number in docgen.yml": (settings(PLAIN + "    vars:\n      x: 0x" + "f" * 900_000 + "\n"), "a number is longer than 1000 characters"),
    "many keys in docgen.yml": (settings(PLAIN + "    vars: {" + KEYS + "}\n"), "it holds more than 100000 values"),
    "combining marks": (value(f'"{MARKS}"'), ""),
    "combining marks in JSON": (main('{"output": {"x": {"value": "' + MARKS + '"}}}', "main.tf.json"), ""),
    "a huge name": (network("x" * 1_500_000, 1), ""),
    "a huge name of many words": (network("xy " * 500_000, 1), ""),
    "many instances of many groups": (network("x", 400), ""),
    "many module calls": (calls, ""),
}  # fmt: skip
"""What `docgen build` works out or refuses, and what it then says."""
