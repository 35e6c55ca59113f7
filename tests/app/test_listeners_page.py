"""The page of listeners says which of them speak TLS, and by which policy."""

from pathlib import Path

import pytest

from tests.app.atlas import Edit, apply, copy_atlas, outcome

ALB = "terraform/modules/alb/main.tf"
PAGE = "docs/listeners.md"
CASES = {
    "as it is": ((), ("| `alb` | `80` | `HTTP` | no TLS | not set |", "| `alb` | `443` | `HTTPS` | `ELBSecurityPolicy-TLS13-1-2-2021-06` | `")),
    "an older policy": ((Edit(ALB, "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"),), ("| `443` | `HTTPS` | `ELBSecurityPolicy-2016-08` | `",)),
    "a policy that AWS chooses": ((Edit(ALB, '  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"\n', ""),), ("<em>unknown (module.alb.aws_lb_listener.https.ssl_policy)</em>",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_listener_and_its_policy(name: str, tmp_path: Path) -> None:
    edits, rows = CASES[name]
    folder = copy_atlas(tmp_path)
    apply(folder, *edits)

    page = outcome(folder).page(PAGE)

    for each in rows:
        assert page.count(each) == 2  # of both environments
