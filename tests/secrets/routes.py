"""Ways on which a secret could come out, each a small repository that holds one.

The files of a route, by path. `CANARY` is the secret. A route whose configuration is wrong is in `REFUSED`: there
the secret must not be in what docgen says about it.
"""

CANARY = "canary-5ecret"

DECLARED = f'variable "secret" {{\n  sensitive = true\n  default   = "{CANARY}"\n}}\n'
GIVEN = 'variable "secret" {\n  sensitive = true\n}\n'
VPC = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
SETTINGS = "project: Secrets\nenvironments:\n  one:\n    root: .\n"


def shown(expression: str, before: str = DECLARED) -> dict[str, str]:
    """The value in every kind of place that pages, facts or the plan show."""
    text = f"""{before}{VPC}
resource "aws_security_group" "g" {{
  name        = {expression}
  description = {expression}
  vpc_id      = aws_vpc.v.id
  tags        = {{ Name = {expression} }}
  ingress {{
    description = {expression}
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
resource "terraform_data" "d" {{
  input = {{ a = [{expression}] }}
}}
output "deep" {{
  sensitive = true
  value     = terraform_data.d.input
}}
"""
    return {"main.tf": text}


def output(expression: str, before: str = DECLARED) -> dict[str, str]:
    return {"main.tf": f'{before}output "x" {{\n  sensitive = true\n  value     = {expression}\n}}\n'}


CHILD = 'variable "password" {\n  sensitive = true\n}\noutput "password" {\n  sensitive = true\n  value     = var.password\n}\n'
PLAIN_CHILD = (
    'variable "password" {}\noutput "password" {\n  sensitive = true\n  value     = var.password\n}\n'
)
DATABASE = """
resource "aws_db_instance" "d" {{
  identifier        = "d"
  engine            = "postgres"
  instance_class    = "db.t3.micro"
  allocated_storage = 10
  username          = "u"
  password          = {password}
}}
output "x" {{
  sensitive = true
  value     = aws_db_instance.d.password
}}
"""
FROM_DATA = """
data "aws_secretsmanager_secret_version" "s" {
  secret_id = "s"
}
"""

ROUTES: dict[str, dict[str, str]] = {
    "a default": shown("var.secret"),
    "a tfvars file": shown("var.secret", GIVEN) | {"terraform.tfvars": f'secret = "{CANARY}"\n'},
    "a tfvars file in JSON": shown("var.secret", GIVEN) | {"terraform.tfvars.json": f'{{"secret": "{CANARY}"}}\n'},
    "vars in docgen.yml": shown("var.secret", GIVEN) | {"docgen.yml": f"{SETTINGS}    vars:\n      secret: {CANARY}\n"},
    "an example of values": shown("var.secret", GIVEN)
    | {"x.tfvars.example": f'secret = "{CANARY}"\n', "docgen.yml": f"{SETTINGS}    var_files: [x.tfvars.example]\n"},
    "sensitive()": shown(f'sensitive("{CANARY}")', ""),
    "a local": shown("local.l", DECLARED + "locals {\n  l = [var.secret][0]\n}\n"),
    "a function": shown("upper(var.secret)"),
    "an encoding": shown("base64encode(var.secret)"),
    "a digest": shown("sha256(var.secret)"),
    "format": shown('format("%s!", var.secret)'),
    "join": shown('join("-", ["a", var.secret])'),
    "replace": shown('replace("a-b", "-", var.secret)'),
    "substr": shown("substr(var.secret, 0, 20)"),
    "jsonencode": shown("jsonencode({ a = var.secret })"),
    "yamlencode": shown("yamlencode({ a = var.secret })"),
    "jsondecode": shown('jsondecode("{\\"a\\": \\"${var.secret}\\"}").a'),
    "a template": shown('"a ${var.secret} b"'),
    "a template directive": shown('"%{ for c in [var.secret] }${c}%{ endfor }"'),
    "a heredoc": shown("<<EOT\n${var.secret}\nEOT\n"),
    "a template file": shown('templatefile("t.tftpl", { s = var.secret })') | {"t.tftpl": "<${s}>"},
    "a conditional": shown('var.secret == "" ? "a" : var.secret'),
    "a condition": shown(f'var.secret == "" ? "a" : "{CANARY[:6]}-answer"'),
    "a for": shown("[for s in [var.secret] : s][0]"),
    "a for that makes an object": shown('{ for s in [var.secret] : "a" => s }.a'),
    "keys": shown("keys({ (var.secret) = 1 })[0]"),
    "a key": shown('{ a = var.secret }["a"]'),
    "a splat": shown('join("", [{ s = var.secret }][*].s)'),
    "an index": shown('[var.secret, "b"][0]'),
    "try": shown('try(var.secret, "a")'),
    "coalesce": shown("coalesce(null, var.secret)"),
    "merge": shown("merge({ a = 1 }, { b = var.secret }).b"),
    "lookup": shown('lookup({ b = var.secret }, "b", "")'),
    "a set": shown("tolist(toset([var.secret]))[0]"),
    "flatten": shown("flatten([[var.secret]])[0]"),
    "regex": shown('regex(".*", var.secret)'),
    "split": shown('split("/", var.secret)[0]'),
    "sort": shown('sort(["z", var.secret])[0]'),
    "a member of an object": shown("var.all.password", f'variable "all" {{\n  sensitive = true\n  type = object({{ password = optional(string, "{CANARY}") }})\n  default = {{}}\n}}\n'),
    "an optional default": shown("var.all.password", f'variable "all" {{\n  sensitive = true\n  type = object({{ password = string }})\n  default = {{\n    password = "{CANARY}"\n  }}\n}}\n'),
    "a module's variable": output("module.m.password", f'module "m" {{\n  source   = "./m"\n  password = "{CANARY}"\n}}\n') | {"m/main.tf": CHILD},
    "a module's output": shown("module.m.password", f'module "m" {{\n  source   = "./m"\n  password = "{CANARY}"\n}}\n') | {"m/main.tf": PLAIN_CHILD},
    "a module that is many": shown('module.m["a"].password', f'module "m" {{\n  source   = "./m"\n  for_each = toset(["a"])\n  password = "{CANARY}"\n}}\n') | {"m/main.tf": CHILD},
    "what the provider calls sensitive": {"main.tf": DATABASE.format(password=f'"{CANARY}"')},
    "a variable that the provider calls sensitive": {"main.tf": DECLARED + DATABASE.format(password="var.secret")},
    "what the provider calls sensitive, shown": shown("aws_db_instance.d.password", DATABASE.format(password=f'"{CANARY}"')),
    "a data source": shown("data.aws_secretsmanager_secret_version.s.secret_string", FROM_DATA)
    | {"docgen.yml": f"{SETTINGS}    data:\n      aws_secretsmanager_secret_version.s.secret_string: {CANARY}\n"},
    "a resource's output": shown("terraform_data.s.output", DECLARED + 'resource "terraform_data" "s" {\n  input = var.secret\n}\n'),
    "a dynamic block": {
        "main.tf": DECLARED
        + VPC
        + 'resource "aws_security_group" "g" {\n  vpc_id = aws_vpc.v.id\n  dynamic "ingress" {\n    for_each = [var.secret]\n    content {\n      description = ingress.value\n      from_port = 1\n      to_port = 1\n      protocol = "tcp"\n      cidr_blocks = ["10.0.0.0/8"]\n    }\n  }\n}\n'
    },
    "the environment of a task": {
        "main.tf": DECLARED
        + 'resource "aws_ecs_task_definition" "t" {\n  family = "t"\n  container_definitions = jsonencode([{ name = "c", environment = [{ name = "P", value = var.secret }] }])\n}\n'
    },
    "a user data": {"main.tf": DECLARED + 'resource "aws_instance" "i" {\n  ami = "a"\n  instance_type = "t3.micro"\n  user_data = "export P=${var.secret}"\n}\n'},
    "an ephemeral variable": output("1", f'variable "secret" {{\n  ephemeral = true\n  sensitive = true\n  default = "{CANARY}"\n}}\nlocals {{\n  l = var.secret\n}}\n'),
    "a JSON configuration": {"main.tf.json": f'{{"variable": {{"s": {{"sensitive": true, "default": "{CANARY}"}}}}, "output": {{"x": {{"sensitive": true, "value": "${{var.s}}"}}}}}}'},
    "an override": shown("var.secret", GIVEN) | {"x_override.tf": f'variable "secret" {{\n  default = "{CANARY}"\n}}\n'},
}  # fmt: skip

REFUSED: dict[str, dict[str, str]] = {
    "an output that does not say so": {"main.tf": DECLARED + 'output "x" {\n  value = var.secret\n}\n'},
    "count": {"main.tf": DECLARED + 'resource "terraform_data" "d" {\n  count = var.secret\n}\n'},
    "for_each": {"main.tf": DECLARED + 'resource "terraform_data" "d" {\n  for_each = toset([var.secret])\n}\n'},
    "for_each over keys": {"main.tf": DECLARED + 'resource "terraform_data" "d" {\n  for_each = { (var.secret) = 1 }\n}\n'},
    "count of a module": {"main.tf": DECLARED + 'module "m" {\n  source = "./m"\n  count = var.secret\n  password = 1\n}\n', "m/main.tf": CHILD},
    "a literal count": {"main.tf": f'resource "terraform_data" "d" {{\n  count = sensitive("{CANARY}")\n}}\n'},
    "a failed validation": {"main.tf": f'variable "secret" {{\n  sensitive = true\n  default = "{CANARY}"\n  validation {{\n    condition = length(var.secret) > 99\n    error_message = "Too short: ${{var.secret}}."\n  }}\n}}\n'},
    "a failed validation of tfvars": {
        "main.tf": 'variable "secret" {\n  sensitive = true\n  validation {\n    condition = length(var.secret) > 99\n    error_message = "Too short: ${var.secret}."\n  }\n}\n',
        "terraform.tfvars": f'secret = "{CANARY}"\n',
    },
    "a failed precondition": {"main.tf": DECLARED + 'output "x" {\n  value = 1\n  precondition {\n    condition = var.secret == ""\n    error_message = "It is ${var.secret}."\n  }\n}\n'},
    "a failed precondition of a resource": {"main.tf": DECLARED + 'resource "terraform_data" "d" {\n  lifecycle {\n    precondition {\n      condition = var.secret == ""\n      error_message = "It is ${var.secret}."\n    }\n  }\n}\n'},
    "a wrong type in tfvars": {"main.tf": 'variable "secret" {\n  type = number\n  sensitive = true\n}\n', "terraform.tfvars": f'secret = "{CANARY}"\n'},
    "a wrong type in tfvars in JSON": {"main.tf": 'variable "secret" {\n  type = number\n  sensitive = true\n}\n', "terraform.tfvars.json": f'{{"secret": "{CANARY}"}}\n'},
    "a wrong type deep in tfvars": {"main.tf": 'variable "secret" {\n  type = list(number)\n  sensitive = true\n}\n', "terraform.tfvars": f'secret = [\n  1,\n  "{CANARY}",\n]\n'},
    "a wrong type of a default": {"main.tf": f'variable "secret" {{\n  type = number\n  sensitive = true\n  default = "{CANARY}"\n}}\n'},
    "a wrong type in docgen.yml": {"main.tf": 'variable "secret" {\n  type = number\n  sensitive = true\n}\n', "docgen.yml": f"{SETTINGS}    vars:\n      secret: {CANARY}\n"},
    "a wrong expression in docgen.yml": {"main.tf": 'variable "secret" {\n  type = list(string)\n  sensitive = true\n}\n', "docgen.yml": f"{SETTINGS}    vars:\n      secret: '[{CANARY}'\n"},
    "a wrong type of a module's argument": {"main.tf": f'module "m" {{\n  source   = "./m"\n  password = "{CANARY}"\n}}\n', "m/main.tf": 'variable "password" {\n  type = number\n  sensitive = true\n}\n'},
    "unfinished tfvars": {"main.tf": GIVEN, "terraform.tfvars": f'secret = "{CANARY}\n'},
    "two values on a line of tfvars": {"main.tf": GIVEN, "terraform.tfvars": f'secret = "{CANARY}" other = 1\n'},
    "a call in tfvars": {"main.tf": GIVEN, "terraform.tfvars": f'secret = upper("{CANARY}")\n'},
    "a bare word in tfvars": {"main.tf": GIVEN, "terraform.tfvars": f"secret = {CANARY}\n"},
    "unfinished tfvars in JSON": {"main.tf": GIVEN, "terraform.tfvars.json": f'{{"secret": "{CANARY}",\n'},
    "a value that is not declared": {"main.tf": GIVEN, "terraform.tfvars": f'sceret = "{CANARY}"\n'},
    "an unfinished default": {"main.tf": f'variable "secret" {{\n  sensitive = true\n  default = "{CANARY}\n}}\n'},
    "a default that is a reference": {"main.tf": f'variable "secret" {{\n  sensitive = true\n  default = "${{local.x}}{CANARY}"\n}}\n'},
    "an unfinished docgen.yml": {"main.tf": GIVEN, "docgen.yml": f'{SETTINGS}    vars:\n      secret: "{CANARY}\n'},
    "a number": output("var.secret + 1"),
    "a comparison": output("var.secret > 1"),
    "an index": output("[1][var.secret]"),
    "a key": output("{ a = 1 }[var.secret]"),
    "an attribute": output("var.secret.password"),
    "a key of a sensitive object": output("{ (var.secret) = 1 }.nothing"),
    "a conditional": output("var.secret ? 1 : 2"),
    "a template": output('"a${[var.secret]}"'),
    "a repeated key": output("{ for a in [var.secret, var.secret] : a => 1 }"),
    "tonumber": output("tonumber(var.secret)"),
    "tobool": output("tobool(var.secret)"),
    "parseint": output("parseint(var.secret, 10)"),
    "cidrsubnet": output("cidrsubnet(var.secret, 1, 1)"),
    "cidrhost": output("cidrhost(var.secret, 1)"),
    "cidrcontains": output('cidrnetmask("${var.secret}/8")'),
    "jsondecode": output("jsondecode(var.secret)"),
    "yamldecode": output('yamldecode("{${var.secret}")'),
    "csvdecode": output('csvdecode("a,b\\n${var.secret}")'),
    "base64decode": output('base64decode("${var.secret}!")'),
    "base64gunzip": output("base64gunzip(var.secret)"),
    "urldecode": output('urldecode("%zz${var.secret}")'),
    "timeadd": output('timeadd(var.secret, "1h")'),
    "timeadd of a duration": output('timeadd("2020-01-01T00:00:00Z", var.secret)'),
    "formatdate": output('formatdate("YYYY", var.secret)'),
    "formatdate of a pattern": output('formatdate(var.secret, "2020-01-01T00:00:00Z")'),
    "format": output('format("%d", var.secret)'),
    "format of a verb": output('format("%y${var.secret}", 1)'),
    "regex": output('regex("(${var.secret}", "a")'),
    "regex without a match": output('regex(var.secret, "a")'),
    "replace": output('replace("a", "/(${var.secret}/", "b")'),
    "file": output("file(var.secret)"),
    "templatefile": output("templatefile(var.secret, {})"),
    "filebase64": output('filebase64("./${var.secret}")'),
    "lookup": output("lookup({ a = 1 }, var.secret)"),
    "merge": output("merge([var.secret]...)"),
    "zipmap": output("zipmap([var.secret], [])"),
    "index of nothing": output('index(["a"], var.secret)'),
    "element": output("element([1], var.secret)"),
    "sum": output("sum([var.secret])"),
    "max": output("max(var.secret)"),
    "provider::": output("provider::aws::arn_parse(var.secret)"),
    "rsadecrypt": output('rsadecrypt("AAAA", var.secret)'),
    "too many arguments": output(f'upper(sensitive("{CANARY}"), 1)', ""),
    "a literal in sensitive()": output(f'sensitive("{CANARY}") + 1', ""),
    "a local of a literal": {"main.tf": f'locals {{\n  s = sensitive("{CANARY}")\n}}\noutput "x" {{\n  sensitive = true\n  value = local.s + 1\n}}\n'},
    "what the provider calls sensitive": {"main.tf": DATABASE.format(password=f'[sensitive("{CANARY}")]')},
    "what the provider calls sensitive, with a name of nothing": {"main.tf": DATABASE.format(password=f'"{CANARY}${{var.none}}"')},
    "an enum": {"main.tf": DECLARED + 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  enable_dns_support = var.secret\n}\n'},
}  # fmt: skip


def made_ephemeral(files: dict[str, str]) -> dict[str, str]:
    """The same with an ephemeral variable in the place of the sensitive one, and no root outputs, which refuse it."""
    text = (
        files["main.tf"].replace("  sensitive = true\n", "  ephemeral = true\n", 1).partition('output "')[0]
    )
    return files | {"main.tf": text}


EPHEMERAL: dict[str, dict[str, str]] = {
    name: made_ephemeral(ROUTES[name])
    for name in (
        "a default",
        "a tfvars file",
        "a tfvars file in JSON",
        "vars in docgen.yml",
        "a local",
        "a function",
        "jsonencode",
        "a template",
        "a template file",
        "a conditional",
        "try",
        "a member of an object",
        "a resource's output",
        "a dynamic block",
        "the environment of a task",
        "a user data",
        "a variable that the provider calls sensitive",
    )
} | {
    "through a module": {
        "main.tf": f'variable "secret" {{\n  ephemeral = true\n  default = "{CANARY}"\n}}\nmodule "m" {{\n  source = "./m"\n  password = var.secret\n}}\n',
        "m/main.tf": 'variable "password" {\n  ephemeral = true\n}\noutput "password" {\n  ephemeral = true\n  value = var.password\n}\n',
    },
    "a failed validation": made_ephemeral(REFUSED["a failed validation"]),
    "a wrong type": made_ephemeral(REFUSED["a wrong type in tfvars"]),
}
