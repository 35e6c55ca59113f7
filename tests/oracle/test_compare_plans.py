"""docgen plans every type that it models as the provider does; with DOCGEN_TERRAFORM=1, and `pip install grpcio`."""

import os

import pytest

from docgen.aws.table import CONVERTERS
from tests.oracle.real_terraform import Terraform, find_mirror, missing_program

FEWEST = 1_500
# Where the made-up value is one that the provider ignores (a text that it takes for the same as none, an argument of another kind),
# or where it depends on more than the place itself.
EXPECTED = frozenset(
    {
        "access_logs[].bucket",
        "aqua_configuration_status",
        "connection_logs[].bucket",
        "enable_cross_zone_load_balancing",
        "enforce_security_group_inbound_rules_on_private_link_traffic",
        "environment",
        "ipv6_address_list",
        "mixed_instances_policy[].instances_distribution",
        "private_ip_list",
        "protocol_version",
        "spot_price",
        "triggers",
    }
)


@pytest.mark.skipif(
    os.environ.get("DOCGEN_TERRAFORM") != "1", reason="needs the provider: DOCGEN_TERRAFORM=1"
)
@pytest.mark.skipif(missing_program() is not None, reason=str(missing_program()))
def test_plans_of_all_modelled_types() -> None:
    pytest.importorskip("grpc")
    from tests.oracle.compare_plans import compare  # noqa: PLC0415 - it needs grpcio, the project does not

    mirror = find_mirror()
    compared, found = compare(sorted(CONVERTERS), mirror, Terraform(mirror, endpoint="").schema())

    assert compared >= FEWEST
    assert [each for each in found if each.place not in EXPECTED] == []
