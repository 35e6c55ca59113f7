"""What changes the text of the Terraform and no fact leaves every committed byte as it is."""

import re
from pathlib import Path

import msgspec
import pytest

from tests.app.atlas import Edit, apply, copy_atlas, outcome

VPC = "terraform/modules/vpc/main.tf"
GROUPS = "terraform/modules/vpc/security_groups.tf"
ALB = "terraform/modules/alb/main.tf"
RDS = "terraform/modules/rds/main.tf"
PRODUCTION = "terraform/production/terraform.tfvars"


class Case(msgspec.Struct, frozen=True):
    name: str
    edits: tuple[Edit, ...]


MSK_GROUP = """resource "aws_security_group" "msk" {
  name        = "${var.name_prefix}-msk-sg"
  description = "Kafka brokers: IAM authentication over TLS only"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name_prefix}-msk-sg" }
}
"""

RETENTION = """variable "log_retention_days" {
  description = "How long service, broker and connector logs are kept."
  type        = number
  default     = 14
}
"""

CASES = (
    Case("a comment", (Edit(GROUPS, "locals {", "# These are the groups.\nlocals { // and more"),)),
    Case("a block comment", (Edit(VPC, "cidr_block = var.cidr_block", "cidr_block = /* the range */ var.cidr_block"),)),
    Case("spaces", (Edit(GROUPS, "from_port                = 8080", "from_port=8080"),)),
    Case("empty lines", (Edit(GROUPS, 'resource "aws_security_group" "msk" {', '\n\n\nresource "aws_security_group" "msk" {'),)),
    Case("a local renamed", (Edit(GROUPS, "alb_listener_ports", "ports_of_the_edge", every=True),)),
    Case("a local in another file", (Edit("terraform/modules/vpc/locals.tf", "", 'locals {\n  egress = "0.0.0.0/0"\n}\n'), Edit(GROUPS, 'cidr_ipv4         = "0.0.0.0/0"', "cidr_ipv4         = local.egress"))),
    Case("a block moved to another file", (Edit(GROUPS, MSK_GROUP, ""), Edit("terraform/modules/vpc/brokers.tf", "", MSK_GROUP))),
    Case("blocks reordered", (Edit(GROUPS, MSK_GROUP, ""), Edit(GROUPS, "locals {", MSK_GROUP + "\nlocals {"))),
    Case("a variable moved to another file", tuple(edit for root in ("staging", "production") for edit in (Edit(f"terraform/{root}/variables.tf", RETENTION, ""), Edit(f"terraform/{root}/logs.tf", "", RETENTION)))),
    Case("the order of a set", (Edit(PRODUCTION, 'allowed_cidrs = [\n  "10.30.0.0/16",', 'allowed_cidrs = [\n\n  "10.30.0.0/16",'),)),
    Case("the order of a list that becomes a set", (Edit("terraform/modules/rds/main.tf", "toset(var.allowed_cidrs)", "toset(reverse(var.allowed_cidrs))"),)),
    Case("concat", (Edit(GROUPS, "cidr_blocks = var.alb_ingress_cidrs", "cidr_blocks = concat(var.alb_ingress_cidrs, [])"),)),
    Case("a for expression", (Edit(GROUPS, "cidr_blocks = var.alb_ingress_cidrs", "cidr_blocks = [for cidr in var.alb_ingress_cidrs : cidr]"),)),
    Case("format instead of interpolation", (Edit(GROUPS, 'name        = "${var.name_prefix}-msk-sg"', 'name        = format("%s-msk-sg", var.name_prefix)'),)),
    Case("a port as text", (Edit(GROUPS, "  from_port                    = 9098", '  from_port                    = "9098"'),)),
    Case("a conditional that is always true", (Edit(GROUPS, "cidr_ipv4         = each.value", 'cidr_ipv4         = true ? each.value : "10.0.0.0/8"'),)),
    Case("arithmetic", (Edit(GROUPS, "  to_port                  = 8080", "  to_port                  = 8000 + 80"),)),
    Case("a protocol by number", (Edit(GROUPS, '  protocol                 = "tcp"', '  protocol                 = "6"'),)),
    Case("tfvars reordered", (Edit(PRODUCTION, 'environment = "production"\n', ""), Edit(PRODUCTION, "", '\nenvironment = "production"\n'))),
    Case("an index instead of an attribute", (Edit("terraform/staging/main.tf", 'module.vpc.security_group_ids["alb"]', "module.vpc.security_group_ids.alb"),)),
    Case("an argument split", (Edit("terraform/production/main.tf", "alb_ingress_cidrs       = var.alb_ingress_cidrs", "alb_ingress_cidrs       = local.edge"), Edit("terraform/production/main.tf", "locals {", "locals {\n  edge = var.alb_ingress_cidrs"))),
    Case("a heredoc", (Edit(RDS, 'description = "Dashboard database"', "description = trimspace(<<-EOT\n    Dashboard database\n  EOT\n  )"),)),
)  # fmt: skip


GROUPS_OF_CASES = [CASES[number::5] for number in range(5)]  # the edits of a group are at different places


@pytest.mark.parametrize("cases", GROUPS_OF_CASES, ids=lambda cases: ", ".join(each.name for each in cases))
def test_nothing_changes(cases: tuple[Case, ...], tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    for case in cases:
        apply(folder, *case.edits)

    found = outcome(folder)

    assert found.changes == ()
    assert found.stale == ()


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    for path in (folder / "terraform").rglob("*.tf*"):
        if path.suffix != ".tftpl":
            path.write_bytes(re.sub(rb"\r?\n", b"\r\n", path.read_bytes()))

    found = outcome(folder)

    assert found.stale == ()


def test_a_sensitive_value_appears_nowhere(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    for root in ("staging", "production"):
        apply(
            folder,
            Edit(f"terraform/{root}/variables.tf", '"replace-after-first-apply"', '"tell-nobody-4711"'),
        )

    found = outcome(folder)

    assert found.stale == ()
    assert not any(b"tell-nobody" in content for content in found.site.files.values())


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 15
