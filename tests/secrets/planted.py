"""Secrets in many places, each a word of its own, so that a leak names its place. One line adds a path.

In a line, `@` is the secret (`<at>` is the sign itself), `~` the number of the line: names have to differ, because all lines of one table make one
repository. Kinds: S is what Terraform calls sensitive, L a plain literal that goes nowhere but into something sensitive,
E an ephemeral value, P a literal that is only obviously a secret.
"""

from collections.abc import Iterable

SETTINGS = "project: Planted\nenvironments:\n  one:\n    root: .\n"

# -- working paths: expressions over a sensitive (S) or ephemeral (E) text --------------------------------------------------

EXPRESSIONS = (
    "V",
    "upper(V)",
    "lower(V)",
    "title(V)",
    "trimspace(V)",
    'trim(V, "!")',
    'trimprefix(V, "a-")',
    'trimsuffix(V, "-z")',
    "chomp(V)",
    "indent(2, V)",
    "strrev(strrev(V))",
    "substr(V, 0, 30)",
    'replace("a-b", "-", V)',
    'format("%s!", V)',
    'formatlist("%s!", [V])[0]',
    'join("-", ["a", V])',
    'split("/", V)[0]',
    'regex(".*", V)',
    'regexall(".+", V)[0]',
    "base64encode(V)",
    "base64decode(base64encode(V))",
    "sha256(V)",
    'textencodebase64(V, "UTF-8")',
    "urlencode(V)",
    "jsonencode({ a = V })",
    "jsondecode(jsonencode({ a = V })).a",
    "yamlencode([V])",
    "yamldecode(yamlencode({ a = V })).a",
    'csvdecode("a\\n${V}\\n")[0].a',
    '"a ${V} b"',
    '"%{ for c in [V] }${c}%{ endfor }"',
    '"%{ if true }${V}%{ endif }"',
    "<<EOT\n${V}\nEOT\n",
    'V == "" ? "a" : V',
    "[for s in [V] : s][0]",
    '{ for s in [V] : "a" => s }.a',
    "keys({ (V) = 1 })[0]",
    "values({ a = V })[0]",
    '{ a = V }["a"]',
    "([{ s = V }][*].s)[0]",
    '[V, "b"][0]',
    'try(V, "a")',
    "coalesce(null, V)",
    "coalescelist([], [V])[0]",
    "concat([], [V])[0]",
    "compact([V])[0]",
    "distinct([V])[0]",
    "flatten([[V]])[0]",
    "reverse([V])[0]",
    "slice([V], 0, 1)[0]",
    'sort(["zz", V])[0]',
    "tolist(toset([V]))[0]",
    "one([V])",
    "element([V], 0)",
    "merge({ a = 1 }, { b = V }).b",
    'lookup({ b = V }, "b", "")',
    'zipmap(["a"], [V]).a',
    "transpose({ a = [V] })[V][0]",
    "setunion([V], [])",
    "setproduct([V], [V])",
    "chunklist([V], 1)[0][0]",
    "tomap({ a = V }).a",
    "tostring(V)",
)  # fmt: skip


def plant(mark: str, expression: str, place: int) -> str:
    """A value in every kind of place that pages, facts or the plan show."""
    value = expression.replace("V", f"var.v{place}")
    return f"""variable "v{place}" {{
  {mark} = true
  default = "@"
}}
locals {{
  l{place} = {value}
}}
resource "aws_security_group" "g{place}" {{
  name        = try(tostring(local.l{place}), jsonencode(local.l{place}))
  description = try(tostring(local.l{place}), jsonencode(local.l{place}))
  tags        = {{ Name = try(tostring(local.l{place}), jsonencode(local.l{place})) }}
}}
resource "terraform_data" "d{place}" {{
  input = {{ a = [local.l{place}] }}
}}
"""


# -- working paths: arguments that the provider calls sensitive, and other places that say so themselves (S) ---------------------

SENSITIVE_PLACES = (
    'resource "aws_ssm_parameter" "p~" {\n  name  = "p~"\n  type  = "SecureString"\n  value = "@"\n}',
    'resource "aws_secretsmanager_secret_version" "s~" {\n  secret_id     = "s"\n  secret_string = "@"\n}',
    'resource "aws_secretsmanager_secret_version" "j~" {\n  secret_id     = "s"\n  secret_string = jsonencode({ user = "u", word = "@" })\n}',
    'resource "aws_db_instance" "d~" {\n  identifier     = "d~"\n  instance_class = "db.t3.micro"\n  engine         = "postgres"\n  username       = "u"\n  allocated_storage = 10\n  password       = "@"\n}',
    'resource "aws_rds_cluster" "c~" {\n  cluster_identifier = "c~"\n  engine = "aurora-postgresql"\n  master_username = "u"\n  master_password = "@"\n}',
    'resource "aws_docdb_cluster" "o~" {\n  cluster_identifier = "o~"\n  master_username = "u"\n  master_password = "@"\n}',
    'resource "aws_redshift_cluster" "r~" {\n  cluster_identifier = "r~"\n  node_type = "ra3.large"\n  master_username = "u"\n  master_password = "@"\n}',
    'resource "aws_elasticache_replication_group" "e~" {\n  replication_group_id = "e~"\n  description = "e"\n  auth_token = "@"\n}',
    'resource "aws_elasticache_user" "u~" {\n  user_id = "u~"\n  user_name = "u~"\n  access_string = "on"\n  engine = "redis"\n  passwords = ["@@@@@@@@@@@@@@@@"]\n}',
    'resource "aws_iot_certificate" "t~" {\n  active = true\n  csr = "c"\n}\nlocals {\n  t~ = sensitive("@")\n}',
    'resource "aws_mq_broker" "m~" {\n  broker_name = "m~"\n  engine_type = "ActiveMQ"\n  engine_version = "5.18"\n  host_instance_type = "mq.t3.micro"\n  user {\n    username = "u"\n    password = "@@@@@@@@@@@@"\n  }\n}',
    'resource "aws_directory_service_directory" "y~" {\n  name = "corp.example.com"\n  size = "Small"\n  password = "@"\n  vpc_settings {\n    vpc_id = "vpc-1"\n    subnet_ids = ["subnet-1", "subnet-2"]\n  }\n}',
    'resource "aws_vpn_connection" "n~" {\n  customer_gateway_id = "cgw-1"\n  type = "ipsec.1"\n  tunnel1_preshared_key = "@_key"\n}',
    'resource "aws_lb" "b~" {\n  name = "b~"\n  internal = true\n}\nlocals {\n  k~ = sensitive (\n    "@"\n  )\n}',
    'resource "aws_cognito_identity_provider" "i~" {\n  user_pool_id = "p"\n  provider_name = "Google"\n  provider_type = "Google"\n  provider_details = { client_id = "c", client_secret = "@", authorize_scopes = "email" }\n}',
    'resource "aws_lightsail_database" "h~" {\n  relational_database_name = "h~"\n  blueprint_id = "mysql_8_0"\n  bundle_id = "micro_1_0"\n  master_database_name = "m"\n  master_username = "u"\n  master_password = "@"\n}',
    'resource "aws_dms_endpoint" "w~" {\n  endpoint_id = "w~"\n  endpoint_type = "source"\n  engine_name = "mysql"\n  password = "@"\n}',
    'resource "aws_transfer_ssh_key" "f~" {\n  server_id = "s-1"\n  user_name = "u"\n  body = "ssh-rsa AAAA"\n}\noutput "f~" {\n  sensitive = true\n  value = "@"\n}',
    'resource "aws_iam_server_certificate" "x~" {\n  name = "x~"\n  certificate_body = "c"\n  private_key = "@"\n}',
    'resource "aws_acm_certificate" "q~" {\n  certificate_body = "c"\n  private_key = "@"\n}',
    'variable "ty~" {\n  sensitive = true\n  type = object({ pw = optional(string, "@") })\n  default = {}\n}\noutput "ty~" {\n  sensitive = true\n  value = var.ty~.pw\n}',
    'variable "tm~" {\n  sensitive = true\n  type = object({\n    a = optional(list(string), [\n      "@",\n    ])\n  })\n  default = {}\n}',
    'variable "vv~" {\n  sensitive = true\n  default = "x"\n  validation {\n    condition = var.vv~ != "@"\n    error_message = "Not that one."\n  }\n}',
    'variable "indented~" {\n    sensitive = "true"\n    default = "@"\n  }',
    'variable "comment~" {\n  sensitive /* so */ = true\n  default /* and */ = "@"\n}',
    'variable "one~" {\n  sensitive = true # yes\n  default = { a = { b = ["@"] } }\n}',
    'output "deep~" {\n  sensitive = true\n  value = { a = [{ b = "@" }] }\n}',
    'locals {\n  s~ = sensitive(\n    "@",\n  )\n}',
    'locals {\n  m~ = { a = sensitive({ b = "@" }) }\n}',
    'module "m~" {\n  source = "./sensitive"\n  word = "@"\n}',
    'module "n~" {\n  source = "./sensitive"\n  for_each = toset(["a"])\n  word = "@"\n}',
    'module "o~" {\n  source = "./sensitive"\n  word = upper(lower("@"))\n}',
    'module "p~" {\n  source = "./passes"\n  word = "@"\n}\noutput "p~" {\n  sensitive = true\n  value = module.p~.word\n}',
    'resource "terraform_data" "e~" {\n  input = sensitive({ (join("", ["@"])) = 1 })\n}',
    'resource "aws_instance" "u~" {\n  ami = "a"\n  instance_type = "t3.micro"\n  user_data = "export P=${sensitive("@")}"\n}',
    'resource "aws_ecs_task_definition" "k~" {\n  family = "k~"\n  container_definitions = jsonencode([{ name = "c", image = "i", environment = [{ name = "P", value = sensitive("@") }] }])\n}',
)  # fmt: skip

# -- working paths: literals behind something sensitive (L) ------------------------------------------------------------------------

BEHIND = (
    'locals {\n  a~ = "@"\n}\nresource "aws_ssm_parameter" "a~" {\n  name = "a"\n  type = "SecureString"\n  value = local.a~\n}',
    'locals {\n  b~ = { word = "@", host = "h" }\n}\nresource "aws_ssm_parameter" "b~" {\n  name = "a"\n  type = "SecureString"\n  value = local.b~.word\n}\noutput "b~" {\n  value = local.b~.host\n}',
    'variable "c~" {\n  default = "@"\n}\nresource "aws_ssm_parameter" "c~" {\n  name = "a"\n  type = "SecureString"\n  value = var.c~\n}',
    'locals {\n  d~ = "@"\n  dd~ = local.d~\n}\noutput "d~" {\n  sensitive = true\n  value = local.dd~\n}',
    'locals {\n  e~ = "@"\n}\nlocals {\n  ee~ = sensitive(local.e~)\n}',
    'locals {\n  f~ = true ? "@" : "other"\n}\noutput "f~" {\n  sensitive = true\n  value = local.f~\n}',
    'locals {\n  g~ = "@"\n}\nmodule "g~" {\n  source = "./sensitive"\n  word = local.g~\n}',
    'locals {\n  h~ = "@"\n}\nmodule "h~" {\n  source = "./passes"\n  word = local.h~\n}',
    'locals {\n  i~ = ["@"]\n}\noutput "i~" {\n  sensitive = true\n  value = jsonencode(local.i~)\n}',
    'locals {\n  j~ = { one = { word = "@" } }\n}\noutput "j~" {\n  sensitive = true\n  value = local.j~["one"].word\n}',
    'locals {\n  k~ = (("@"))\n}\nresource "aws_secretsmanager_secret_version" "k~" {\n  secret_id = "s"\n  secret_string = base64encode(local.k~)\n}',
    'variable "m~" {\n  default = { word = "@" }\n}\noutput "m~" {\n  sensitive = true\n  value = var.m~.word\n}',
)  # fmt: skip

# -- working paths: what is only obviously a secret (P) ---------------------------------------------------------------------------

PEM = "-----BEGIN RSA PRIVATE KEY-----\\n@\\n-----END RSA PRIVATE KEY-----"
OBVIOUS = (
    'variable "db_password~" {\n  default = "@"\n}\noutput "a~" {\n  value = var.db_password~\n}',
    'variable "api_key" {\n  default = "@"\n}',
    'variable "settings~" {\n  default = { password = "@", size = 1 }\n}',
    'variable "list~" {\n  default = [{ client_secret = "@" }]\n}',
    'locals {\n  auth_token~ = "@"\n}\noutput "b~" {\n  value = "x-${local.auth_token~}"\n}',
    'locals {\n  nested~ = { db = { passwd = "@" } }\n}\noutput "c~" {\n  value = local.nested~\n}',
    'locals {\n  apiKey~ = "@"\n}\nresource "aws_security_group" "h~" {\n  name = "h~"\n  description = local.apiKey~\n}',
    'output "secret_key~" {\n  value = "@"\n}',
    'resource "terraform_data" "d~" {\n  input = { password = "@" }\n}',
    'resource "terraform_data" "e~" {\n  input = [{ name = "DB_PASSWORD", value = "@" }]\n}',
    'resource "aws_instance" "f~" {\n  ami = "a"\n  instance_type = "t3.micro"\n  user_data = <<EOT\n~!/bin/sh\nexport DB_PASSWORD=@\nEOT\n}',
    'resource "aws_instance" "g~" {\n  ami = "a"\n  instance_type = "t3.micro"\n  user_data = "TOKEN=@ run"\n}',
    'resource "aws_ecs_task_definition" "i~" {\n  family = "i~"\n  container_definitions = jsonencode([{ name = "c", image = "i", environment = [{ name = "API_TOKEN", value = "@" }] }])\n}',
    'resource "aws_lambda_function" "j~" {\n  function_name = "j~"\n  role = "r"\n  handler = "h"\n  runtime = "python3.12"\n  filename = "f"\n  environment {\n    variables = { STRIPE_SECRET_KEY = "@" }\n  }\n}',
    'resource "postgresql_role" "k~" {\n  name = "k~"\n  password = "@"\n}',
    'resource "kubernetes_secret" "l~" {\n  metadata {\n    name = "l"\n  }\n  data = { password = "@" }\n}',
    f'resource "terraform_data" "m~" {{\n  input = "{PEM}"\n}}',
    'resource "terraform_data" "n~" {\n  input = "postgres://user:@<at>db.example.com/x"\n}',
    'resource "terraform_data" "o~" {\n  input = "amqps://u:@<at>${aws_vpc.main.id}:5671"\n}',
    'module "p~" {\n  source = "./plain"\n  password = "@"\n}',
    'module "q~" {\n  source = "./plain"\n  settings = { private_key = "@" }\n}\noutput "q~" {\n  value = module.q~.settings\n}',
    'provider "aws" {\n  alias = "r~"\n  region = "eu-west-1"\n  access_key = "AKIA"\n  secret_key = "@"\n}',
    'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    region = "eu-west-1"\n    secret_key = "@"\n  }\n}',
    '# db_password = "@"\nlocals {\n  s~ = 1\n}',
    "/*\n * export API_TOKEN=@\n */\nlocals {\n  t~ = 1\n}",
    'locals {\n  u~ = 1 // password = "@"\n}',
    'locals {\n  credentials = { user = "x", word = "@" }\n}\noutput "u~" {\n  value = local.credentials\n}',
    'locals {\n  v~ = { for k, v in { password = "@" } : k => v }\n}\noutput "v~" {\n  value = local.v~\n}',
    'output "w~" {\n  value = { db_password = true ? "@" : "" }\n}',
    'output "x~" {\n  value = merge({ a = 1 }, { secret = "@" })\n}',
    'resource "aws_vpc_endpoint" "y~" {\n  vpc_id = aws_vpc.main.id\n  service_name = "com.amazonaws.eu-west-1.s3"\n  tags = { password = "@" }\n}',
    'resource "aws_ssm_document" "z~" {\n  name = "z~"\n  document_type = "Command"\n  content = jsonencode({ parameters = { password = "@" } })\n}',
    'locals {\n  aa~ = jsonencode({ access_token = "@" })\n}\noutput "aa~" {\n  value = local.aa~\n}',
    'locals {\n  ab~ = <<EOT\nuser: x\npassword: @\nEOT\n}\noutput "ab~" {\n  value = local.ab~\n}',
    'locals {\n  ac~ = "{\\"client_secret\\": \\"@\\"}"\n}\noutput "ac~" {\n  value = local.ac~\n}',
)  # fmt: skip

BASE = {
    "docgen.yml": SETTINGS,
    "base.tf": 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_subnet" "main" {\n  vpc_id     = aws_vpc.main.id\n  cidr_block = "10.0.0.0/24"\n}\n',
    "sensitive/main.tf": 'variable "word" {\n  sensitive = true\n}\n',
    "init.sh": "#!/bin/sh\nexport DB_PASSWORD=canary-file-5ecret\n",
    "key.pem": "-----BEGIN RSA PRIVATE KEY-----\ncanary-file-5ecret\n-----END RSA PRIVATE KEY-----\n",
    "init.tftpl": "#!/bin/sh\nexport DB_PASSWORD=canary-file-5ecret ${x}\n",
    "passes/main.tf": 'variable "word" {}\noutput "word" {\n  sensitive = true\n  value     = var.word\n}\n',
    "plain/main.tf": 'variable "password" {\n  default = ""\n}\nvariable "settings" {\n  default = {}\n}\noutput "settings" {\n  value = var.settings\n}\n',
}

# -- broken paths: expressions that have no value -------------------------------------------------------------------------------------

FAILING = (
    "V + 1",
    "V > 1",
    "[1][V]",
    "{ a = 1 }[V]",
    "V.password",
    "{ (V) = 1 }.nothing",
    '{ (V) = 1 }["x"].y',
    "V ? 1 : 2",
    '"a${[V]}"',
    "{ for a in [V, V] : a => 1 }",
    "tonumber(V)",
    "tobool(V)",
    "parseint(V, 10)",
    "cidrsubnet(V, 1, 1)",
    "cidrhost(V, 1)",
    'cidrnetmask("${V}/8")',
    "cidrsubnets(V, 1)",
    "jsondecode(V)",
    'yamldecode("{${V}")',
    'csvdecode("a,b\\n${V}")',
    'base64decode("${V}!")',
    "base64gunzip(V)",
    'textdecodebase64(V, "UTF-16")',
    'textencodebase64("a", V)',
    'urldecode("%zz${V}")',
    'timeadd(V, "1h")',
    'timeadd("2020-01-01T00:00:00Z", V)',
    'timecmp(V, "2020-01-01T00:00:00Z")',
    'formatdate("YYYY", V)',
    'formatdate(V, "2020-01-01T00:00:00Z")',
    'format("%d", V)',
    'format("%y${V}", 1)',
    'formatlist("%d", [V])',
    'regex("(${V}", "a")',
    'regex(V, "a")',
    'replace("a", "/(${V}/", "b")',
    "file(V)",
    "templatefile(V, {})",
    'templatefile("t.tftpl", { (V) = 1 })',
    'templatefile("t.tftpl", V)',
    'fileset(V, "*").x',
    'filebase64("./${V}")',
    "lookup({ a = 1 }, V)",
    "merge([V]...)",
    "merge({ (V) = 1 }, V)",
    "zipmap([V], [])",
    'index(["a"], V)',
    "element([1], V)",
    "sum([V])",
    "max(V)",
    "range(V)",
    "chunklist([1], V)",
    'substr(V, "x", 1)',
    "setproduct(V)",
    "flatten(V)",
    "provider::aws::arn_parse(V)",
    'provider::terraform::decode_tfvars("a = ${V}")',
    'provider::terraform::decode_tfvars("a = f(\\"${V}\\")")',
    'provider::terraform::decode_tfvars("${V} {")',
    'rsadecrypt("AAAA", V)',
    "alltrue([V])",
    "tolist(V)",
    "tomap({ a = V, b = [1] }).c",
    "keys(V)",
    "length(1, V)",
    "upper(V, 1)",
    "one([V, V])",
    "strrev([V])",
    "bcrypt(V, V)",
    "can(V, V)",
    "try(V.x, V.y)",
    "templatestring(V, { (V) = 1 })",
    "templatestring(local.unknown_key_~, {})",
    "templatestring(local.unknown_function_~, {})",
    "templatestring(local.broken_template_~, {})",
)  # fmt: skip


def failing(mark: str, expression: str, place: int) -> str:
    value = expression.replace("V", f"var.v{place}").replace("~", str(place))
    return f"""variable "v{place}" {{
  {mark} = true
  default = "@"
}}
locals {{
  unknown_key_{place}      = "$${{${{var.v{place}}}}}"
  unknown_function_{place} = "$${{${{replace(var.v{place}, "-", "_")}}()}}"
  broken_template_{place}  = "$${{${{var.v{place}}}"
}}
output "o{place}" {{
  sensitive = true
  value     = {value}
}}
"""


FAILING_PLACES = (
    'resource "aws_vpc" "v~" {\n  cidr_block = "10.0.0.0/16"\n  tags = { (var.s~) = [1] }\n}',
    'resource "aws_vpc" "w~" {\n  cidr_block = "10.0.0.0/16"\n  enable_dns_support = var.s~\n}',
    'resource "aws_vpc" "x~" {\n  cidr_block = var.s~\n  instance_tenancy = var.s~\n}',
    'resource "terraform_data" "f~" {\n  for_each = toset([var.s~])\n}',
    'resource "terraform_data" "g~" {\n  for_each = { (var.s~) = 1 }\n}',
    'resource "terraform_data" "h~" {\n  count = var.s~\n}',
    'module "m~" {\n  source = "./sensitive"\n  count = var.s~\n  word = 1\n}',
    'module "n~" {\n  source = "./typed"\n  word = { (var.s~) = [1] }\n}',
    'output "p~" {\n  value = var.s~\n}',
    'output "q~" {\n  value = 1\n  precondition {\n    condition = var.s~ == ""\n    error_message = "It is ${var.s~}."\n  }\n}',
    'resource "aws_security_group" "i~" {\n  dynamic "ingress" {\n    for_each = var.s~\n    content {\n      from_port = 1\n      to_port = 1\n      protocol = "tcp"\n    }\n  }\n}',
    'resource "aws_security_group" "j~" {\n  ingress {\n    from_port = var.s~\n    to_port = 1\n    protocol = "tcp"\n    cidr_blocks = [var.s~]\n  }\n}',
    'resource "aws_db_instance" "k~" {\n  instance_class = "db.t3.micro"\n  password = tonumber("@")\n}',
    'resource "aws_db_instance" "l~" {\n  instance_class = "db.t3.micro"\n  password = base64decode("@!")\n}',
    'resource "aws_db_instance" "o~" {\n  instance_class = "db.t3.micro"\n  password = index(["a"], "@")\n}',
    'resource "aws_db_instance" "r~" {\n  instance_class = "db.t3.micro"\n  password = { a = 1 }["@"]\n}',
    'resource "aws_db_instance" "t~" {\n  instance_class = "db.t3.micro"\n  password = ["@"]\n}',
    'resource "aws_db_instance" "y~" {\n  instance_class = "db.t3.micro"\n  password = { a = 1 }.attribute_@\n}',
    'resource "aws_db_instance" "z~" {\n  instance_class = "db.t3.micro"\n  password = jsondecode("@")\n}',
    'variable "va~" {\n  sensitive = true\n  default = "@"\n  validation {\n    condition = length(var.va~) > 99\n    error_message = "Too short: ${var.va~}."\n  }\n}',
    'variable "vb~" {\n  sensitive = true\n  type = number\n  default = "@"\n}',
    'variable "vc~" {\n  sensitive = true\n  type = map(list(string))\n  default = { "@" = 1 }\n}',
    'variable "vd~" {\n  sensitive = true\n  type = object({ a = number })\n  default = { a = "@" }\n}',
    'variable "db_password~" {\n  type = number\n  default = "@"\n}',
    'locals {\n  token~ = tonumber("@")\n}',
    'output "api_key_~" {\n  value = { api_key = "@" }.api_key + 1\n}',
    'locals {\n  lt~ = "@"\n}\nresource "aws_ssm_parameter" "lt~" {\n  name = "a"\n  type = "SecureString"\n  value = tonumber(local.lt~)\n}',
)  # fmt: skip

# -- broken paths: files that cannot be parsed; each line is a file -----------------------------------------------------------------------

UNREADABLE = (
    'resource "aws_db_instance" "d~" {\n  password = "@\n}',
    'resource "aws_db_instance" "d~" {\n  password = "@" "x"\n}',
    'resource "aws_db_instance" "d~" {\n  password = "${"@"\n}',
    'resource "aws_db_instance" "d~" {\n  password = @ x\n}',
    'resource "aws_ssm_parameter" "d~" {\n  value = "@\n}',
    'resource "aws_mq_broker" "d~" {\n  user {\n    password = "@\n  }\n}',
    'resource "aws_secretsmanager_secret_version" "d~" {\n  secret_string = jsonencode({\n    word = "@\n  })\n}',
    'resource "aws_vpn_connection" "d~" {\n  tunnel1_preshared_key = "@"\n  tunnel2_preshared_key = "@\n}',
    'output "d~" {\n  sensitive = true\n  value = "@\n}',
    'output "d~" {\n  value = "@\n  sensitive = true\n}',
    'module "d~" {\n  source = "./sensitive"\n  word = "@\n}',
    'module "d~" {\n  source = "./sensitive"\n  word = [\n    "@\n  ]\n}',
    '  variable "d~" {\n    sensitive = true\n    default = "@\n  }',
    'variable "d~" {\n  sensitive = "true"\n  default = "@\n}',
    'variable "d~" {\n  sensitive /* */ = true\n  default = "@\n}',
    'variable "d~" {\n  # not yet\n  sensitive = !false\n  default = "@\n}',
    'variable "d~" {\n  ephemeral = true\n  default = "@\n}',
    'variable d~ {\n  sensitive=true\n  default="@\n}',
    'variable "d~" { sensitive = true, default = "@ }',
    'variable "d~" {\n  sensitive = true\n  type = object({ a = optional(string, "@) })\n}',
    'variable "d~" {\n  sensitive = true\n  default = <<EOT\noutput "x" {\n@\nEOT\n  bad bad\n  other = "@" x\n}',
    'locals {\n  d~ = sensitive("@)\n}',
    'locals {\n  d~ = sensitive ("@" x)\n}',
    'locals {\n  d~ = sensitive(\n    "@" "x"\n  )\n}',
    'locals {\n  d~ = sensitive(\n    "@"\n    x y "@"\n  )\n}',
    'locals {\n  db_password~ = "@\n}',
    'locals {\n  x~ = { api_key = "@ }\n}',
    'locals {\n  flows~ = "@\n}\nresource "aws_ssm_parameter" "d~" {\n  value = local.flows~\n}',
    'variable "flows~" {\n  default = "@\n}\nresource "aws_ssm_parameter" "d~" {\n  value = var.flows~\n}',
    'provider "aws" {\n  secret_key = "@\n}',
    'terraform {\n  backend "s3" {\n    secret_key = "@\n  }\n}',
    'resource "terraform_data" "d~" {\n  input = "postgres://u:@<at>h" x\n}',
    'ephemeral "aws_secretsmanager_secret_version" "d~" {\n  secret_id = "@\n}',
    'variable "hidden_elsewhere" {\n  default = "@\n}',
)  # fmt: skip
UNREADABLE_JSON = (
    '{"variable": {"d~": {"sensitive": true, "default": "@}}}',
    '{"resource": {"aws_db_instance": {"d~": {"password": "@" "x"}}}}',
    '{"output": {"d~": {"sensitive": true, "value": "${@"}}, }',
)
TFVARS = (
    "@",
    "s = %{@}",
    's = "${@}"',
    "s = @",
    's = "a" @',
    "s = [@",
    "s = @(1)",
    's = "@',
    's = "@" t = 1',
    's = upper("@")',
    "s = <<@",
    "s = `@`",
    "s = '@'",
    "s: @",
    's = ["@", ]]',
    'sceret = "@"',
)
TYPED = 'variable "s~" {\n  type = object({ size = number, word = string })\n}\n'
TFVARS_TYPED = (
    's~ = { size = "x", word = "@" }',
    's~ = [1, "@"]',
    's~ = { size = [], word = "@" }',
    's~ = { "@" = 1 }',
)
TFVARS_JSON = ('{"s": @}', '{"s": "@}', '{"s": "@" "x"}', '{"s": "@\\q"}', '["@"]', '"@"')
SETTINGS_LINES = (
    "    vars:\n      s: !@",
    "    vars:\n      s: *@",
    "    vars:\n      s: !!int @",
    "    vars:\n      s: !!float @",
    "    vars:\n      s: !!bool @",
    "    vars:\n      s: !!timestamp @",
    '    vars:\n      s: "@',
    "    vars:\n      s: {@",
    "    vars:\n      s: |@",
    "    vars:\n      s: a: @",
    "    vars: @",
    "    vars: [@]",
    "    varz: {s: @}",
    "    varz: @",
    "    vars: {sceret: @}",
    "    s: @",
    "    data: @",
    "    data: {aws_ami.x: @}",
    "    data:\n      aws_secretsmanager_secret_version.s.secret_string: !@",
    "  vars: {s: @}",
    "vars: {s: @}",
    "    vars:\n      n: @",
    "    vars:\n      n: '[@'",
)


def word(place: int, kind: str) -> str:
    """The secret of one line."""
    return f"canary-{kind}{place}-5ecret"


def filled(lines: Iterable[str], kind: str) -> list[tuple[str, str]]:
    """Each line with its own secret."""
    return [
        (
            line.replace("@", word(place, kind)).replace("~", str(place)).replace("<at>", "\x40"),
            word(place, kind),
        )
        for place, line in enumerate(lines)
    ]
