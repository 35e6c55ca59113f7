"""What databases take over from others, however they name them."""

from pathlib import Path

import pytest

from tests.analysis.test_property_values import rows

CLUSTER = """
resource "aws_security_group" "db" {
  name = "db"
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier     = "orders"
  engine                 = "aurora-postgresql"
  vpc_security_group_ids = [aws_security_group.db.id]
  storage_encrypted      = true
}

resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier = POINTER
  engine             = "aurora-postgresql"
  instance_class     = "db.t4g.medium"
}
"""


@pytest.mark.parametrize(
    ("pointer", "encrypted"),
    [
        ("aws_rds_cluster.orders.id", True),
        ("aws_rds_cluster.orders.cluster_identifier", True),
        ('"orders"', True),
        ('"another"', None),
    ],
)
def test_an_aurora_instance_is_of_the_cluster_that_it_names(
    pointer: str, tmp_path: Path, *, encrypted: bool | None
) -> None:
    found = rows(tmp_path, "databases", CLUSTER.replace("POINTER", pointer))

    assert {row["address"]: row["encrypted"] for row in found} == {
        "aws_rds_cluster.orders": True,
        "aws_rds_cluster_instance.orders": encrypted,
    }
