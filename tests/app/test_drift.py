"""Every row and sentence of the network page depends on Terraform: after a change, the page has the new facts."""

from pathlib import Path

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas, outcome

PAGE = "docs/network-and-security.md"
VPC = "terraform/modules/vpc/main.tf"
GROUPS = "terraform/modules/vpc/security_groups.tf"
ALB = "terraform/modules/alb/main.tf"
MSK = "terraform/modules/msk/main.tf"
RDS = "terraform/modules/rds/main.tf"
SERVICE = "terraform/modules/ecs-service/main.tf"
STAGING = "terraform/staging/terraform.tfvars.example"
PRODUCTION = "terraform/production/terraform.tfvars"


class Case(msgspec.Struct, frozen=True):
    run: int  # changes with the same number are made together: what is said of each, none of the others has docgen say
    name: str
    edits: tuple[Edit, ...]
    fact: str  # part of the line that names the fact
    truth: str  # part of the page afterwards
    page: str = PAGE


def both(path: str, old: str, new: str) -> tuple[Edit, Edit]:
    """The same change in both roots."""
    return Edit(f"terraform/staging/{path}", old, new), Edit(f"terraform/production/{path}", old, new)


CASES = (
    # -- network shape
    Case(1, "VPC range", (Edit(PRODUCTION, '"10.30.0.0/16"', '"10.31.0.0/16"'),), "10.31.0.0/16, was 10.30.0.0/16", "production: 1 VPC `10.31.0.0/16`"),
    Case(1, "three zones", (Edit(STAGING, "domain_name", "az_count = 3\ndomain_name"),), "subnet atlas-staging-public-3 is new", "staging: 3, chosen by AWS"),
    Case(2, "zones fixed by name", (Edit(VPC, "slice(data.aws_availability_zones.available.names, 0, var.az_count)", 'slice(["eu-west-1a", "eu-west-1b"], 0, var.az_count)'),), "availability zone is now eu-west-1a", "2: `eu-west-1a` and `eu-west-1b`"),
    Case(1, "public subnets lose their route", (Edit(VPC, "  gateway_id             = aws_internet_gateway.this.id", "  nat_gateway_id         = aws_nat_gateway.this[0].id"),), "tier is now private, was public", "4 private subnets"),
    Case(2, "private subnets get an internet gateway", (Edit(VPC, "  nat_gateway_id         = aws_nat_gateway.this[count.index].id", "  gateway_id             = aws_internet_gateway.this.id"),), "tier is now public, was private", "4 public subnets"),
    Case(3, "one NAT gateway", (Edit(VPC, 'resource "aws_nat_gateway" "this" {\n  count = length(aws_subnet.public)', 'resource "aws_nat_gateway" "this" {\n  count = 1'), Edit(VPC, "aws_nat_gateway.this[count.index].id", "aws_nat_gateway.this[0].id")), "NAT gateway atlas-staging-nat-2 is gone", "1 NAT gateway for 2 public subnets"),
    Case(4, "no NAT gateway", (Edit(VPC, 'resource "aws_nat_gateway" "this" {\n  count = length(aws_subnet.public)', 'resource "aws_nat_gateway" "this" {\n  count = 0'), Edit(VPC, 'resource "aws_route" "private_nat" {\n  count = length(aws_route_table.private)', 'resource "aws_route" "private_nat" {\n  count = 0')), "tier is now isolated, was private", "no NAT gateway"),
    Case(1, "endpoint removed", (Edit(VPC, 'resource "aws_vpc_endpoint" "s3" {', 'resource "aws_vpc_endpoint" "s3" {\n  count = 0\n'),), "VPC endpoint atlas-staging-s3 is gone", "| VPC endpoints | none |"),
    Case(3, "endpoint on public tables", (Edit(VPC, "aws_route_table.private[*].id", "[aws_route_table.public.id]"),), "route tables is now module.vpc.aws_route_table.public", "attached to public route tables"),
    Case(2, "endpoint for DynamoDB", (Edit(VPC, "${data.aws_region.current.name}.s3", "${data.aws_region.current.name}.dynamodb"),), "com.amazonaws.eu-west-1.dynamodb", "Private DynamoDB path"),
    Case(1, "flow logs off", (Edit("terraform/modules/vpc/flow_logs.tf", 'resource "aws_flow_log" "this" {', 'resource "aws_flow_log" "this" {\n  count = 0\n'),), "flow log", "| Flow logs | none |"),
    Case(2, "flow logs to S3", (Edit("terraform/modules/vpc/flow_logs.tf", '"cloud-watch-logs"', '"s3"'),), "destination type is now s3, was cloud-watch-logs", "VPC Flow Logs to S3"),
    # -- security groups
    Case(1, "alb port", (Edit(GROUPS, "    443 =", "    8443 ="),), "atlas-production-alb-sg now allows inbound TCP 8443 from the internet, was 443", "inbound 80 and 8443 from `alb_ingress_cidrs`"),
    Case(2, "alb ranges", (Edit(PRODUCTION, 'alb_ingress_cidrs      = ["0.0.0.0/0"]', 'alb_ingress_cidrs      = ["198.51.100.0/24"]'),), "alb-sg now allows inbound TCP 443 from 198.51.100.0/24, was from the internet", "staging: `0.0.0.0/0`; production: `198.51.100.0/24`"),
    Case(3, "two halves are the internet", (Edit(PRODUCTION, 'alb_ingress_cidrs      = ["0.0.0.0/0"]', 'alb_ingress_cidrs      = ["0.0.0.0/1", "128.0.0.0/1"]'),), "alb-sg now allows inbound TCP 443 from 0.0.0.0/1", "`0.0.0.0/1` and `128.0.0.0/1`"),
    Case(1, "alb egress narrowed", (Edit(GROUPS, '    protocol    = "-1"\n    from_port   = 0\n    to_port     = 0\n    cidr_blocks = ["0.0.0.0/0"]', '    protocol    = "tcp"\n    from_port   = 8080\n    to_port     = 8080\n    cidr_blocks = ["10.0.0.0/8"]'),), "alb-sg now allows outbound TCP 8080 to 10.0.0.0/8", "outbound 8080 to `10.0.0.0/8`"),
    Case(1, "ecs port", (Edit(GROUPS, "  from_port                = 8080\n  to_port                  = 8080", "  from_port                = 8081\n  to_port                  = 8081"),), "ecs-sg now allows inbound TCP 8081 from atlas-staging-alb-sg, was 8080", "inbound 8081 from `alb-sg`"),
    Case(2, "ecs from another group", (Edit(GROUPS, "  source_security_group_id = aws_security_group.alb.id", "  source_security_group_id = aws_security_group.msk.id"),), "ecs-sg now allows inbound TCP 8080 from atlas-staging-msk-sg, was from atlas-staging-alb-sg", "inbound 8080 from `msk-sg`"),
    Case(3, "ecs from itself", (Edit(GROUPS, "  source_security_group_id = aws_security_group.alb.id", "  self                     = true"),), "ecs-sg now allows inbound TCP 8080 from itself", "inbound 8080 from itself"),
    Case(1, "dashboard port", both("variables.tf", "default     = 8000", "default     = 8001"), "dashboard-backend-sg now allows inbound TCP 8001 from atlas-staging-alb-sg, was 8000", "inbound 8001 (`dashboard_backend_port`)"),
    Case(2, "connect gets inbound", (Edit(GROUPS, "", '\nresource "aws_vpc_security_group_ingress_rule" "debug" {\n  security_group_id = aws_security_group.msk_connect.id\n  ip_protocol       = "tcp"\n  from_port         = 8083\n  to_port           = 8083\n  cidr_ipv4         = "10.0.0.0/8"\n}\n'),), "msk-connect-sg now allows inbound TCP 8083 from 10.0.0.0/8", "inbound 8083 from `10.0.0.0/8`"),
    Case(2, "msk client removed", (Edit(GROUPS, '    msk_connect = { group_id = aws_security_group.msk_connect.id, purpose = "the S3 sink connector" }\n', ""),), "msk-sg no longer allows inbound TCP 9098 from atlas-staging-msk-connect-sg", "inbound 9098 from `ecs-sg`, inbound 9198"),
    Case(3, "msk IAM port", (Edit(GROUPS, "from_port                    = 9098\n  to_port                      = 9098", "from_port                    = 9096\n  to_port                      = 9098"),), "msk-sg now allows inbound TCP 9096-9098", "inbound 9096-9098"),
    Case(3, "msk public port", (Edit(GROUPS, "from_port         = 9198\n  to_port           = 9198", "from_port         = 9199\n  to_port           = 9199"),), "msk-sg now allows inbound TCP 9199 from 198.51.100.64/27, was 9198", "inbound 9199 from `msk_public_access_cidrs`"),
    Case(2, "msk ranges", (Edit(PRODUCTION, '"203.0.113.16/28"', '"203.0.113.32/28"'),), "msk-sg now allows inbound TCP 9198 from 203.0.113.32/28, was from 203.0.113.16/28", "203.0.113.32/28"),
    Case(4, "msk ranges emptied", (Edit(STAGING, '["203.0.113.0/24", "198.51.100.64/27"]', "[]"),), "msk-sg no longer allows inbound TCP 9198 from 203.0.113.0/24", "staging: inbound 9098 from `ecs-sg` and `msk-connect-sg`, no outbound"),
    Case(3, "rds ranges", (Edit(PRODUCTION, '"10.90.4.0/22"', '"10.90.8.0/22"'),), "rds-sg now allows inbound TCP 5432 from 10.90.8.0/22", "`10.30.0.0/16` and `10.90.8.0/22`"),
    Case(3, "rds open in IPv6", (Edit(RDS, "", '\nresource "aws_vpc_security_group_ingress_rule" "six" {\n  security_group_id = aws_security_group.this.id\n  ip_protocol       = "-1"\n  cidr_ipv6         = "::/0"\n}\n'),), "rds-sg now allows inbound all traffic from the internet (IPv6)", "inbound all traffic from `::/0`"),
    Case(4, "rule with another description", (Edit(GROUPS, "such as ClickHouse validation flows", "such as the audit flows"),), "has another description", "audit flows"),
    # -- ingress
    Case(3, "internal load balancer", (Edit(ALB, "internal                   = false", "internal                   = true"),), "internal is now true, was false", "is internal and is in public subnets"),
    Case(7, "load balancer in private subnets", both("main.tf", 'subnet_ids           = module.vpc.subnet_ids["public"]', 'subnet_ids           = module.vpc.subnet_ids["private"]'), "subnets is now module.vpc.aws_subnet.private[0]", "is internet-facing and is in private subnets"),
    Case(4, "redirect removed", (Edit(ALB, '    type = "redirect"\n\n    redirect {\n      protocol    = "HTTPS"\n      port        = "443"\n      status_code = "HTTP_301"\n    }', '    type             = "forward"\n    target_group_arn = aws_lb_target_group.this["events_ingestion"].arn'),), "listener 80: actions is now type forward", "Port `80` (`HTTP`) forwards to the `events-ingestion` target group"),
    Case(5, "redirect elsewhere", (Edit(ALB, '      port        = "443"', '      port        = "8443"'),), "port 8443", "redirects to `8443` (`HTTPS`)"),
    Case(4, "default target", both("main.tf", 'default_target_group = "events_ingestion"', 'default_target_group = "kafka_ui"'), 'module.alb.aws_lb_target_group.this["kafka_ui"]', "Port `443` (`HTTPS`) forwards to the `kafka-ui` target group"),
    Case(4, "host changed", (Edit(PRODUCTION, '"atlas.example.com"', '"atlas.example.org"'),), "dashboard.atlas.example.org", "dashboard.atlas.example.org"),
    Case(4, "host rule removed", both("main.tf", '      hosts             = [local.hostnames["kafka_ui"]]\n', ""), 'rule module.alb.aws_lb_listener_rule.host["kafka_ui"] is gone', "1 listener rule routes requests by hostname"),
    # -- exposures
    Case(6, "database made private", (Edit(STAGING, "dashboard_db_publicly_accessible = true", "dashboard_db_publicly_accessible = false"),), "publicly accessible is now false, was true", "publicly_accessible = false"),
    Case(6, "database made public", (Edit(PRODUCTION, "dashboard_db_publicly_accessible = false", "dashboard_db_publicly_accessible = true"),), "publicly accessible is now true, was false", "publicly_accessible = true"),
    Case(4, "database moved", (Edit(PRODUCTION, 'dashboard_db_subnet_tier         = "private"', 'dashboard_db_subnet_tier         = "public"'),), "database atlas-production-dashboard: subnets is now", "public subnets, `publicly_accessible = false`"),
    Case(4, "open default narrowed", both("variables.tf", 'default     = ["0.0.0.0/0"]', 'default     = ["10.0.0.0/8"]'), "rds-sg now allows inbound TCP 5432 from 10.0.0.0/8, was from the internet", "staging: `10.0.0.0/8`"),
    Case(5, "brokers made private", (Edit(STAGING, '  broker_subnet_tier = "public"\n  public_access      = true', '  broker_subnet_tier = "private"\n  public_access      = false'),), "Kafka cluster atlas-staging-kafka: public access is now false, was true", "In both environments, `kafka` allows inbound traffic from 2 listed ranges on TCP 9198, but it cannot be reached"),
    Case(6, "public brokers with plaintext", (Edit(MSK, 'client_broker = "TLS"', 'client_broker = "TLS_PLAINTEXT"'),), "client broker is now TLS_PLAINTEXT, was TLS", "has a configuration that AWS rejects"),
    # -- operations
    Case(5, "tasks with public addresses", (Edit(SERVICE, "assign_public_ip = false", "assign_public_ip = true"),), "assign public ip is now true, was false", "Not all ECS tasks are private"),
    Case(5, "module in one root only", (Edit("terraform/production/main.tf", "", '\nmodule "spare" {\n  source      = "../modules/ecs-cluster"\n  name_prefix = "spare"\n}\n'),), "module spare is new", "The module graphs of both environments differ"),
    Case(6, "resource in one root only", (Edit("terraform/production/main.tf", "", '\nresource "aws_sns_topic" "extra" {\n  name = "extra"\n}\n'),), "data store extra is new", "`aws_sns_topic.extra` only in production"),
    Case(7, "claim comes true", (Edit(STAGING, "dashboard_db_publicly_accessible = true", "dashboard_db_publicly_accessible = false"),), "publicly accessible", "**3 older pages describe different networking assumptions"),
    # -- inputs and outputs
    Case(5, "an input's default", (Edit(PRODUCTION, "log_retention_days = 90", "log_retention_days = 60"),), "input log_retention_days is now 60, was 90", "`60`", "docs/inputs-and-outputs.md"),
    Case(5, "an output", (Edit("terraform/staging/outputs.tf", "", '\noutput "spare" {\n  value = 1\n}\n'),), "output spare is new: 1", "`spare`", "docs/inputs-and-outputs.md"),
)  # fmt: skip


@pytest.mark.parametrize("run", sorted({case.run for case in CASES}))
def test_changes_are_found_and_told(run: int, tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    cases = [case for case in CASES if case.run == run]
    for case in cases:
        apply(folder, *case.edits)

    found = outcome(folder, closings=False)

    assert found.stale, "no page changed"
    said = found.said()
    assert [case.name for case in cases if case.fact not in said] == []
    assert [case.name for case in cases if case.truth not in found.page(case.page)] == []


def test_there_are_enough_changes() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 45
