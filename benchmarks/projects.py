"""Made-up projects of realistic shape, the same bytes each time: `python -m benchmarks.projects FOLDER [SERVICES DATABASES]`.

Three VPCs of three tiers; in each, load balancers with host rules before ECS services, and databases behind them. Every
service and every database has a security group of its own, with rules that name groups, and some that name ranges.
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple


class Shape(NamedTuple):
    """How much of everything there is."""

    services: int = 90
    databases: int = 60
    vpcs: int = 3
    environments: tuple[str, ...] = ("production", "staging")
    services_a_balancer: int = 15


TWO_ENVIRONMENTS = Shape()  # 156 components and 138 security groups in each environment
ONE_LARGE = Shape(services=220, databases=60, environments=("production",))

VERSIONS = """\
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}
"""

VARIABLES = """\
variable "vpcs" {
  type = map(object({ cidr = string }))
}
variable "balancers" {
  type = map(object({ vpc = string, internal = bool }))
}
variable "services" {
  type = map(object({ vpc = string, balancer = string, port = number, group = string, priority = number, calls = list(string) }))
}
variable "databases" {
  type = map(object({ vpc = string, engine = string, port = number, group = string, clients = list(string), whole_vpc = bool, public = bool }))
}
variable "shared_groups" {
  type = map(object({ vpc = string }))
}
variable "office" {
  type    = list(string)
  default = ["203.0.113.0/24"]
}
"""

NETWORK = """\
locals {
  subnets = merge([
    for name, vpc in var.vpcs : {
      for pair in setproduct(["public", "private", "data"], [0, 1]) :
      "${name}-${pair[0]}-${pair[1]}" => {
        vpc  = name
        tier = pair[0]
        cidr = cidrsubnet(vpc.cidr, 8, index(["public", "private", "data"], pair[0]) * 10 + pair[1])
        zone = ["eu-west-1a", "eu-west-1b"][pair[1]]
      }
    }
  ]...)
}
resource "aws_vpc" "this" {
  for_each   = var.vpcs
  cidr_block = each.value.cidr
}
resource "aws_internet_gateway" "this" {
  for_each = var.vpcs
  vpc_id   = aws_vpc.this[each.key].id
}
resource "aws_subnet" "this" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.this[each.value.vpc].id
  cidr_block        = each.value.cidr
  availability_zone = each.value.zone
}
resource "aws_eip" "nat" {
  for_each = var.vpcs
  domain   = "vpc"
}
resource "aws_nat_gateway" "this" {
  for_each      = var.vpcs
  subnet_id     = aws_subnet.this["${each.key}-public-0"].id
  allocation_id = aws_eip.nat[each.key].id
}
resource "aws_route_table" "public" {
  for_each = var.vpcs
  vpc_id   = aws_vpc.this[each.key].id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this[each.key].id
  }
}
resource "aws_route_table" "private" {
  for_each = var.vpcs
  vpc_id   = aws_vpc.this[each.key].id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.this[each.key].id
  }
}
resource "aws_route_table" "data" {
  for_each = var.vpcs
  vpc_id   = aws_vpc.this[each.key].id
}
resource "aws_route_table_association" "this" {
  for_each  = local.subnets
  subnet_id = aws_subnet.this[each.key].id
  route_table_id = {
    public  = aws_route_table.public
    private = aws_route_table.private
    data    = aws_route_table.data
  }[each.value.tier][each.value.vpc].id
}
"""

SERVICES = """\
resource "aws_ecs_cluster" "this" {
  name = "main"
}
resource "aws_security_group" "balancer" {
  for_each = var.balancers
  name     = "${each.key}-sg"
  vpc_id   = aws_vpc.this[each.value.vpc].id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = each.value.internal ? [var.vpcs[each.value.vpc].cidr] : ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "this" {
  for_each        = var.balancers
  name            = each.key
  internal        = each.value.internal
  security_groups = [aws_security_group.balancer[each.key].id]
  subnets = [
    for zone in [0, 1] : aws_subnet.this["${each.value.vpc}-${each.value.internal ? "private" : "public"}-${zone}"].id
  ]
}
resource "aws_lb_listener" "https" {
  for_each          = var.balancers
  load_balancer_arn = aws_lb.this[each.key].arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
resource "aws_lb_target_group" "this" {
  for_each    = var.services
  name        = each.key
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.this[each.value.vpc].id
}
resource "aws_lb_listener_rule" "this" {
  for_each     = var.services
  listener_arn = aws_lb_listener.https[each.value.balancer].arn
  priority     = each.value.priority
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
  condition {
    host_header {
      values = ["${each.key}.example.com"]
    }
  }
}
resource "aws_security_group" "shared" {
  for_each = var.shared_groups
  name     = each.key
  vpc_id   = aws_vpc.this[each.value.vpc].id
}
resource "aws_vpc_security_group_egress_rule" "shared" {
  for_each          = var.shared_groups
  security_group_id = aws_security_group.shared[each.key].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
resource "aws_vpc_security_group_ingress_rule" "from_balancer" {
  for_each                     = var.services
  security_group_id            = aws_security_group.shared[each.value.group].id
  referenced_security_group_id = aws_security_group.balancer[each.value.balancer].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}
resource "aws_vpc_security_group_ingress_rule" "from_service" {
  for_each = merge([
    for name, service in var.services : { for called in service.calls : "${name}-${called}" => { from = service.group, to = called } }
  ]...)
  security_group_id            = aws_security_group.shared[var.services[each.value.to].group].id
  referenced_security_group_id = aws_security_group.shared[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = var.services[each.value.to].port
  to_port                      = var.services[each.value.to].port
}
resource "aws_ecs_task_definition" "this" {
  for_each                 = var.services
  family                   = each.key
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = each.key
    image        = "example/${each.key}:1"
    portMappings = [{ containerPort = each.value.port }]
  }])
}
resource "aws_ecs_service" "this" {
  for_each        = var.services
  name            = each.key
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [for zone in [0, 1] : aws_subnet.this["${each.value.vpc}-private-${zone}"].id]
    security_groups = [aws_security_group.shared[each.value.group].id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.this[each.key].arn
    container_name   = each.key
    container_port   = each.value.port
  }
}
"""

DATABASES = """\
resource "aws_db_subnet_group" "this" {
  for_each   = merge({ for name, vpc in var.vpcs : "${name}-data" => "data" }, { for name, vpc in var.vpcs : "${name}-public" => "public" })
  name       = each.key
  subnet_ids = [for zone in [0, 1] : aws_subnet.this["${each.key}-${zone}"].id]
}
resource "aws_vpc_security_group_ingress_rule" "database_client" {
  for_each = merge([
    for name, database in var.databases : { for client in database.clients : "${name}-${client}" => { database = name, client = client } }
  ]...)
  security_group_id            = aws_security_group.shared[var.databases[each.value.database].group].id
  referenced_security_group_id = aws_security_group.shared[var.services[each.value.client].group].id
  ip_protocol                  = "tcp"
  from_port                    = var.databases[each.value.database].port
  to_port                      = var.databases[each.value.database].port
}
resource "aws_vpc_security_group_ingress_rule" "database_vpc" {
  for_each          = { for name, database in var.databases : name => database if database.whole_vpc }
  security_group_id = aws_security_group.shared[each.value.group].id
  cidr_ipv4         = var.vpcs[each.value.vpc].cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}
resource "aws_vpc_security_group_ingress_rule" "database_office" {
  for_each = {
    for pair in setproduct([for name, database in var.databases : name if database.public], var.office) :
    "${pair[0]}-${pair[1]}" => pair
  }
  security_group_id = aws_security_group.shared[var.databases[each.value[0]].group].id
  cidr_ipv4         = each.value[1]
  ip_protocol       = "tcp"
  from_port         = var.databases[each.value[0]].port
  to_port           = var.databases[each.value[0]].port
}
resource "aws_db_instance" "this" {
  for_each               = var.databases
  identifier             = each.key
  engine                 = each.value.engine
  instance_class         = "db.t3.micro"
  allocated_storage      = 20
  username               = "owner"
  password               = "not-a-secret"
  port                   = each.value.port
  db_subnet_group_name   = aws_db_subnet_group.this["${each.value.vpc}-${each.value.public ? "public" : "data"}"].name
  publicly_accessible    = each.value.public
  vpc_security_group_ids = [aws_security_group.shared[each.value.group].id]
  skip_final_snapshot    = true
}
"""

ENGINES = (("postgres", 5432), ("mysql", 3306), ("postgres", 5433), ("mariadb", 3307))


def inputs(shape: Shape, environment: str) -> dict[str, object]:
    """The variables of one environment: which service is where, and who calls whom."""
    shift = 0 if environment == "production" else 1
    vpcs = [f"vpc{number}" for number in range(shape.vpcs)]
    each_vpc = -(-shape.services // shape.vpcs)
    balancers: dict[str, object] = {}
    services: dict[str, dict[str, object]] = {}
    names = [f"service{number:03}" for number in range(shape.services)]
    for number, name in enumerate(names):
        vpc = number // each_vpc
        balancer = f"alb{number // shape.services_a_balancer}-{vpcs[vpc]}"
        balancers[balancer] = {
            "vpc": vpcs[vpc],
            "internal": number // shape.services_a_balancer % 3 == 2,  # noqa: PLR2004 - every third
        }
        own = [each for index, each in enumerate(names) if index // each_vpc == vpc]
        callers = [own[(number * 7 + step * 3 + shift) % len(own)] for step in range(1, 4)]
        services[name] = {
            "vpc": vpcs[vpc],
            "balancer": balancer,
            "port": 8000 + number % 25,
            # As people do: most have a group of their own, some share one.
            "group": f"{name}-sg" if number % 3 else f"group{number // 9}-{vpcs[vpc]}",
            "priority": 100 + number,
            "calls": sorted({each for each in callers if each != name}),
        }
    databases: dict[str, dict[str, object]] = {}
    for number in range(shape.databases):
        vpc = number % shape.vpcs
        own = [each for each in names if services[each]["vpc"] == vpcs[vpc]]
        engine, port = ENGINES[number % len(ENGINES)]
        clients = {own[(number * 5 + step * 11 + shift) % len(own)] for step in range(4)}
        databases[f"database{number:02}"] = {
            "vpc": vpcs[vpc],
            "engine": engine,
            "port": port,
            "group": f"database{number:02}-sg",
            "clients": sorted(clients),
            "whole_vpc": number % 10 == 3 + shift,
            "public": number % 20 == 7 and shift == 1,  # noqa: PLR2004 - a few, in one environment
        }
    groups = {str(each["group"]): {"vpc": each["vpc"]} for each in (*services.values(), *databases.values())}
    first = 10 if environment == "production" else 20
    return {
        "vpcs": {name: {"cidr": f"10.{first + number}.0.0/16"} for number, name in enumerate(vpcs)},
        "balancers": balancers,
        "services": services,
        "databases": databases,
        "shared_groups": groups,
    }


def write_project(folder: Path, shape: Shape) -> None:
    """A root module, a file of variables for each environment, and docgen.yml."""
    root = folder / "terraform"
    root.mkdir(parents=True, exist_ok=True)
    texts = {
        "versions.tf": VERSIONS,
        "variables.tf": VARIABLES,
        "network.tf": NETWORK,
        "services.tf": SERVICES,
        "databases.tf": DATABASES,
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    lines = ["project: Benchmark", "environments:"]
    for environment in shape.environments:
        file = root / f"{environment}.tfvars.json"
        file.write_text(json.dumps(inputs(shape, environment), indent=1) + "\n", encoding="utf-8")
        lines += [f"  {environment}:", "    root: terraform", f"    var_files: [{file.name}]"]
    (folder / "docgen.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    folder, *numbers = sys.argv[1:]
    shape = TWO_ENVIRONMENTS
    if numbers:
        services, databases = map(int, numbers)
        shape = ONE_LARGE._replace(services=services, databases=databases)
    write_project(Path(folder), shape)


if __name__ == "__main__":
    main()
