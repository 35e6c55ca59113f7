"""Facts and full reachability for networks of growing size: `python -m benchmarks.reachability [COMPONENTS …]`.

For each size: as many components, twice as many security groups, ten rules a group.
"""

import gc
import resource
import sys
import tempfile
import time
from pathlib import Path

from docgen.analysis.connections import find_connections
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import alone
from docgen.workspace.pipeline import environment_facts
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

SIZES = (10, 100, 1_000)

NETWORK = """
variable "groups" {
  type = map(number)
}
variable "rules" {
  type = map(object({ group = string, peer = string, port = number }))
}
variable "hosts" {
  type = map(object({ groups = list(string), subnet = number }))
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/8"
}
resource "aws_subnet" "s" {
  count      = 8
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet("10.0.0.0/8", 8, count.index)
}
resource "aws_security_group" "g" {
  for_each = var.groups
  name     = each.key
  vpc_id   = aws_vpc.v.id
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_vpc_security_group_ingress_rule" "r" {
  for_each                     = var.rules
  security_group_id            = aws_security_group.g[each.value.group].id
  referenced_security_group_id = aws_security_group.g[each.value.peer].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}
resource "aws_instance" "h" {
  for_each                    = var.hosts
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.s[each.value.subnet].id
  vpc_security_group_ids      = [for name in each.value.groups : aws_security_group.g[name].id]
  associate_public_ip_address = false
}
"""


def inputs(size: int) -> dict[str, object]:
    """Deterministic, without a pattern that would be kind to us."""
    groups = 2 * size
    rules = {}
    for n in range(10 * groups):
        peer = (n * 7919 + 13) % groups
        rules[f"r{n}"] = {"group": f"g{n % groups}", "peer": f"g{peer}", "port": 1000 + n % 50}
    hosts = {f"h{n}": {"groups": [f"g{2 * n}", f"g{2 * n + 1}"], "subnet": n % 8} for n in range(size)}
    return {"groups": {f"g{n}": n for n in range(groups)}, "rules": rules, "hosts": hosts}


def measure(size: int) -> tuple[float, float, int]:
    """Seconds for the facts, seconds for all pairs, and how many pairs are open."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "main.tf").write_text(NETWORK, encoding="utf-8")
        start = time.perf_counter()
        settings = RootSettings(".", vars=inputs(size))
        result = evaluate_root(folder, Library(DiskTree(folder)), settings, Limits(), {})
        assert result.value is not None, result.diagnostics  # noqa: S101 - the network above is right
        facts = environment_facts(alone("x", ".", result.value))
        middle = time.perf_counter()
        pairs = find_connections(facts)
        return middle - start, time.perf_counter() - middle, len(pairs)


def main() -> None:
    gc.set_threshold(200_000, 20, 100)
    sys.stdout.write("components  facts s  pairs s  open pairs  peak MB\n")
    for size in map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES:
        facts, pairs, number = measure(size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{size:>10,}  {facts:>7.2f}  {pairs:>7.2f}  {number:>10,}  {peak:>7.0f}\n")


if __name__ == "__main__":
    main()
