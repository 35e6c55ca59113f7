"""Port numbers that AWS does not have, where the provider lets them through: a build says so and goes on."""

from pathlib import Path

import pytest

from tests.app.command import run
from tests.fuzz.projects import LISTENERS
from tests.trust.killed import SETTINGS

PORTS = ["99999", "65536", "-5", "1e30"]
TASK = """
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "c", image = "c", portMappings = [{ containerPort = PORT }] }])
}
resource "aws_ecs_service" "s" {
  name            = "s"
  task_definition = aws_ecs_task_definition.t.arn
  network_configuration {
    subnets         = [aws_subnet.s.id]
    security_groups = [aws_security_group.g.id]
  }
}
"""


def built(folder: Path, main: str) -> tuple[int, str, str]:
    (folder / "docgen.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "main.tf").write_text(main, encoding="utf-8")
    ran = run(folder, "build")
    pages = "".join(each.read_text(encoding="utf-8") for each in sorted(folder.rglob("*.md")))
    return ran.code, ran.err, pages


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("where", ["aws_lb_listener", "aws_lb_target_group"])
def test_a_port_that_the_provider_refuses(where: str, port: str, tmp_path: Path) -> None:
    """It ended in a traceback once: the smallest of no ports."""
    old = "local.port + 0" if where == "aws_lb_listener" else "= local.port\n"
    assert old in LISTENERS

    code, said, _ = built(tmp_path, LISTENERS.replace(old, port if "+" in old else f"= {port}\n"))

    assert code == 1
    assert "expected port to be in the range (1 - 65535)" in said


@pytest.mark.parametrize("port", ["99999", "-5", "1e30", '"99999"', "100000000000000000000000000000000"])
@pytest.mark.parametrize(
    "main", [LISTENERS.replace('"5432"', "PORT"), LISTENERS + TASK, LISTENERS.replace("65535", "PORT")]
)
def test_a_port_that_aws_refuses(main: str, port: str, tmp_path: Path) -> None:
    code, said, pages = built(tmp_path, main.replace("PORT", port))

    assert code == 0, said
    assert "`99999`" not in pages
    assert "0-99999" not in pages


@pytest.mark.parametrize("port", ["sensitive(99999)", "443.5"])
def test_a_listener_whose_port_the_provider_is_not_asked_about(port: str, tmp_path: Path) -> None:
    code, said, _ = built(tmp_path, LISTENERS.replace("local.port + 0", port))

    assert code == 0, said
