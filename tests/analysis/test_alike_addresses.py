"""Addresses for which all links come out alike are asked about once: the answers are those of asking about each pair."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from docgen.analysis import links, reachability
from docgen.analysis.connections import find_connections
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.exports.facts import facts_json
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

CASES = sorted((Path(__file__).parent / "cases").iterdir())
# Nothing says which addresses the VPCs have, so every range of a rule tells addresses apart.
UNKNOWN_ADDRESSES = """
variable "cidr" {}
resource "aws_vpc" "v" {
  count      = 2
  cidr_block = RANGE
}
resource "aws_subnet" "s" {
  count      = 2
  vpc_id     = aws_vpc.v[OTHER].id
  cidr_block = var.cidr[count.index]
}
resource "aws_security_group" "g" {
  count  = 2
  vpc_id = aws_vpc.v[OTHER].id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = GROUP_IN
  }
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = GROUP_OUT
  }
}
resource "aws_network_acl" "a" {
  count      = 2
  vpc_id     = aws_vpc.v[OTHER].id
  subnet_ids = [aws_subnet.s[count.index].id]
  dynamic "ingress" {
    for_each = ACL_IN
    content {
      rule_no    = 100 + ingress.key
      protocol   = "-1"
      action     = "allow"
      from_port  = 0
      to_port    = 0
      cidr_block = ingress.value
    }
  }
  dynamic "egress" {
    for_each = ACL_OUT
    content {
      rule_no    = 100 + egress.key
      protocol   = "-1"
      action     = "allow"
      from_port  = 0
      to_port    = 0
      cidr_block = egress.value
    }
  }
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = aws_vpc.v[0].id
  peer_vpc_id = aws_vpc.v[1].id
  auto_accept = true
}
resource "aws_route_table" "t" {
  count  = 2
  vpc_id = aws_vpc.v[count.index].id
  dynamic "route" {
    for_each = ROUTES
    content {
      cidr_block                = route.value
      vpc_peering_connection_id = aws_vpc_peering_connection.p.id
    }
  }
}
resource "aws_route_table_association" "t" {
  count          = 2
  subnet_id      = aws_subnet.s[count.index].id
  route_table_id = aws_route_table.t[OTHER].id
}
resource "aws_instance" "i" {
  count                  = 2
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.s[count.index].id
  vpc_security_group_ids = [aws_security_group.g[count.index].id]
}
"""
LISTS = ("GROUP_IN", "GROUP_OUT", "ACL_IN", "ACL_OUT", "ROUTES")
OTHERS = {
    "one VPC": ("0", "var.cidr[count.index]"),
    "two VPCs": ("count.index", "var.cidr[count.index]"),
    "known VPCs": ("count.index", '["10.0.0.0/12", "10.16.0.0/12"][count.index]'),
}


def configuration(other: str, ranges: Mapping[str, Sequence[str]]) -> str:
    """`ranges`: of these lists; the others have all addresses."""
    text = UNKNOWN_ADDRESSES.replace("OTHER", OTHERS[other][0]).replace("RANGE", OTHERS[other][1])
    for name in LISTS:
        text = text.replace(name, json.dumps(ranges.get(name, ["0.0.0.0/0"])))
    return text


def some(many: int, size: int) -> list[str]:
    """Ranges of both VPCs."""
    return [f"10.{number + second}.0.0/{size}" for number in range(many // 2) for second in (0, 16)]


def facts_of(folder: Path) -> EnvironmentFacts:
    evaluation = evaluate_root(Library(DiskTree(folder)), RootSettings("."), Limits(), {}).value
    assert evaluation is not None
    return environment_facts(alone("only", ".", evaluation))


def said(folder: Path) -> bytes:
    return msgspec.json.encode(facts_json(Facts("", (facts_of(folder),))))


def of_all_pairs(folder: Path) -> bytes:
    """The same without telling addresses apart first."""
    with mock.patch.object(reachability, "one_of_each", lambda *given: given[-2:]):
        return said(folder)


@pytest.mark.parametrize("folder", CASES[::4], ids=lambda each: each.name)
def test_a_case_has_the_same_connections(folder: Path) -> None:
    assert said(folder) == of_all_pairs(folder)


@pytest.mark.parametrize("narrow", LISTS)
@pytest.mark.parametrize("other", OTHERS)
def test_unknown_addresses_have_the_same_connections(other: str, narrow: str, tmp_path: Path) -> None:
    """One list alone tells addresses apart: without it, an answer would be certain that is not."""
    (tmp_path / "main.tf").write_text(configuration(other, {narrow: some(4, 16)}), encoding="utf-8")

    found = said(tmp_path)

    assert b"aws_instance.i[0]" in found
    assert found == of_all_pairs(tmp_path)


@pytest.mark.parametrize("other", OTHERS)
def test_links_grow_with_addresses_and_not_with_pairs(other: str, tmp_path: Path) -> None:
    asked = []
    for many in (6, 24):
        lists = {name: some(many, 16 + number) for number, name in enumerate(LISTS)}
        (tmp_path / "main.tf").write_text(configuration(other, lists), encoding="utf-8")
        with counted() as calls:
            assert find_connections(facts_of(tmp_path))
        asked.append(len(calls))

    assert asked[1] < 8 * asked[0], asked


class counted:  # noqa: N801 - used as a function
    """How often the links of a chain are followed."""

    def __enter__(self) -> list[None]:
        self.calls: list[None] = []
        real = links.chain_inside

        def counting(*given: object) -> Iterator[object]:
            self.calls.append(None)
            return real(*given)  # type: ignore[arg-type] # as they were given

        self.patch = mock.patch.object(links, "chain_inside", counting)
        self.patch.start()
        return self.calls

    def __exit__(self, *_: object) -> None:
        self.patch.stop()
