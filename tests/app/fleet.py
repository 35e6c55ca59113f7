"""Made-up small repositories, some of which are connected; the same for the same number."""

from pathlib import Path

PEER = "pcx-0123456789abcdef0"
MAIN = """\
terraform {{
  backend "s3" {{
    bucket = "states"
    key    = "{name}.tfstate"
    region = "eu-west-1"
  }}
}}

variable "ports" {{
  type    = list(number)
  default = {ports}
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.{number}.0.0/16"
}}

resource "aws_subnet" "public" {{
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.{number}.1.0/24"
  map_public_ip_on_launch = true
}}

resource "aws_internet_gateway" "main" {{
  vpc_id = aws_vpc.main.id
}}

resource "aws_route_table" "main" {{
  vpc_id = aws_vpc.main.id
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }}
}}

resource "aws_route_table_association" "public" {{
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.main.id
}}

resource "aws_security_group" "web" {{
  vpc_id = aws_vpc.main.id
  dynamic "ingress" {{
    for_each = var.ports
    content {{
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["{source}"]
    }}
  }}
}}

resource "aws_instance" "web" {{
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.public.id
  vpc_security_group_ids = [aws_security_group.web.id]
}}
"""
PEERED = """
resource "aws_route" "peer" {{
  route_table_id            = aws_route_table.main.id
  destination_cidr_block    = "10.{other}.0.0/16"
  vpc_peering_connection_id = "{peer}"
}}
"""
READING = """
data "terraform_remote_state" "neighbour" {{
  backend = "s3"
  config = {{
    bucket = "states"
    key    = "{other}.tfstate"
    region = "eu-west-1"
  }}
}}

output "neighbour" {{
  value = data.terraform_remote_state.neighbour.outputs
}}
"""
BROKEN = 'resource "aws_vpc" "main" {\n  cidr_block = \n}\n'

NOTES = "---\nclaims:\n  - says: There are two VPCs.\n    count: vpcs\n    is: 2\n---\n\n# Notes\n"  # a page by people, and wrong


def name_of(number: int) -> str:
    return f"system-{number:03}"


def make_systems(folder: Path, count: int, broken: frozenset[int] = frozenset()) -> list[Path]:
    """`count` repositories: every fourth has no docgen.yml, 0 and 1 are peered, 3 reads the state of 2, which has a page by people."""
    made = []
    for number in range(count):
        name = name_of(number)
        here = folder / name
        here.mkdir(parents=True)
        source = "0.0.0.0/0" if number % 3 == 0 else "10.0.0.0/8" if number % 3 == 1 else "192.168.7.0/24"
        text = MAIN.format(name=name, number=number, ports=[443, 8000 + number], source=source)
        if number in {0, 1}:
            text += PEERED.format(other=1 - number, peer=PEER)
        if number == 3:
            text += READING.format(other=name_of(2))
        (here / "main.tf").write_text(BROKEN if number in broken else text, encoding="utf-8")
        if number % 4 != 1:
            settings = f"project: {name}\nenvironments:\n  prod: {{root: .}}\n"
            (here / "docgen.yml").write_text(settings, encoding="utf-8")
        if number == 2:
            (here / "docs").mkdir()
            (here / "docs" / "notes.md").write_text(NOTES, encoding="utf-8")
        made.append(here)
    return made
