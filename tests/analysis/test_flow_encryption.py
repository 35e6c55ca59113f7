"""Whether a flow is encrypted: only what is proved is called so."""

from pathlib import Path

import pytest

from docgen.analysis.flow_encryption import target_group_tls
from docgen.source.tristate import Tristate
from tests.rules.test_rules import facts_of

SERVICE = """
variable "it" {
  type = string
}
resource "aws_lb_target_group" "one" {
  port     = 8443
  protocol = "HTTPS"
}
resource "aws_lb_target_group" "two" {
  port     = 8443
  protocol = PROTOCOL
}
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = "s:1"
  load_balancer {
    target_group_arn = aws_lb_target_group.one.arn
    container_name   = "s"
    container_port   = 8443
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.two.arn
    container_name   = "s"
    container_port   = PORT
  }
}
"""


@pytest.mark.parametrize(
    ("protocol", "port", "expected"),
    [
        ('"HTTPS"', "8443", True),
        ('"HTTP"', "8443", False),
        ("var.it", "8443", None),
        ('"HTTP"', "8080", True),
        ('"HTTPS"', "tonumber(var.it)", None),
    ],
)
def test_every_target_group_of_the_port_decides(
    protocol: str, port: str, expected: Tristate, tmp_path: Path
) -> None:
    network = facts_of(SERVICE.replace("PROTOCOL", protocol).replace("PORT", port), tmp_path).network

    assert target_group_tls(network.services[0], 8443, network) is expected
