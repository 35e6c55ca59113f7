"""Subnets of a load balancer that are not known are called unknown, not external, and not outside of the configuration."""

from pathlib import Path

import pytest

from docgen.document.nodes import Text, Unknown
from docgen.pages.components import tiers
from docgen.pages.ingress import tiers_text
from docgen.source.limits import Limits
from docgen.source.traced import Known
from docgen.source.traced import Unknown as UnknownValue
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

TERRAFORM = """
data "aws_availability_zones" "z" {}
variable "unset" {}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "zones" {
  for_each          = toset(data.aws_availability_zones.z.names)
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = each.key
}
resource "aws_subnet" "here" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_lb" "a" {
  load_balancer_type = "network"
%s
}
"""
DYNAMIC = """  dynamic "subnet_mapping" {
    for_each = %s
    content {
      subnet_id = subnet_mapping.value%s
    }
  }"""
ZONES = "[for each in aws_subnet.zones : each.id]"
WITH_ADDRESS = "\n      allocation_id = var.unset[subnet_mapping.key]"
# The argument; what the subnets are called; whether the elastic addresses are known.
CASES = {
    "mappings of an unknown number": (DYNAMIC % (ZONES, ""), "unknown", True),
    "mappings of an unknown number, with addresses": (DYNAMIC % (ZONES, WITH_ADDRESS), "unknown", False),
    "mappings of unknown subnets": (DYNAMIC % ("var.unset", ""), "unknown", True),
    "an unknown subnet": ("  subnets = [var.unset]", "unknown", True),
    "unknown subnets": ("  subnets = var.unset", "unknown", True),
    "an unknown subnet beside a known one": ("  subnets = [aws_subnet.here.id, var.unset]", "isolated", True),
    "a known subnet": ("  subnets = [aws_subnet.here.id]", "isolated", True),
    "a subnet from elsewhere": ('  subnets = ["subnet-1"]', "elsewhere", True),
}


@pytest.mark.parametrize("name", CASES)
def test_what_the_subnets_of_a_load_balancer_are_called(name: str, tmp_path: Path) -> None:
    argument, called, addresses_are_known = CASES[name]
    (tmp_path / "main.tf").write_text(TERRAFORM % argument, encoding="utf-8")
    result = evaluate_root(Library(DiskTree(tmp_path)), RootSettings("."), Limits(), {})
    assert result.value is not None
    facts = environment_facts(alone("e", ".", result.value))
    (balancer,) = facts.network.load_balancers

    found = (tiers_text(balancer, facts), tiers(balancer, facts))

    words = {"elsewhere": ("external", "not in the configuration")}.get(called, (called, called))
    assert [each.text for each in found if isinstance(each, Text)] == (
        [] if called == "unknown" else list(words)
    )
    assert all(isinstance(each, Unknown) for each in found) is (called == "unknown")
    assert isinstance(balancer.elastic_ips, Known) is addresses_are_known


def test_mappings_of_an_unknown_number_name_what_they_come_from(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM % (DYNAMIC % (ZONES, "")), encoding="utf-8")
    result = evaluate_root(Library(DiskTree(tmp_path)), RootSettings("."), Limits(), {})
    assert result.value is not None

    (balancer,) = environment_facts(alone("e", ".", result.value)).network.load_balancers

    assert isinstance(balancer.subnets, UnknownValue)
    assert [str(each) for each in balancer.subnets.candidates] == ["aws_subnet.zones[*].id"]
