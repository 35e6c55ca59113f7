"""What `docgen facts` says of a root is what AWS has once the root is applied.

`applied/` is applied to moto, and security groups with their rules in all three styles, routes, the tables and ACLs of
subnets, and ACL entries are read back. Left out, because moto cannot do it: ICMP entries of an ACL (it forgets type and
code), the description of a rule for a prefix list, and IPv6 ranges of subnets, which AWS chooses.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.command import run
from tests.oracle.applied_rows import (
    DESCRIBED,
    Described,
    Entry,
    Json,
    Route,
    Row,
    Rule,
    addresses_of_state,
    rows_of_facts,
)
from tests.oracle.real_terraform import Terraform, call_aws, fake_aws, find_mirror, missing_program

ROOT = Path(__file__).with_name("applied")

needs_terraform = pytest.mark.skipif(
    os.environ.get("DOCGEN_TERRAFORM") != "1", reason="set DOCGEN_TERRAFORM=1 to apply to a fake AWS"
)


@dataclass(frozen=True, slots=True)
class Applied:
    endpoint: str
    addresses: dict[str, str]
    """Id → address."""
    rows: list[Row]
    """As they were after the apply."""

    def id_of(self, address: str) -> str:
        return next(each for each, known in self.addresses.items() if known == address)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    if reason := missing_program():
        pytest.skip(reason)
    with fake_aws() as endpoint:
        state = Terraform(find_mirror(), endpoint).apply(copy_of_root(tmp_path_factory.mktemp("applied")))
        addresses = addresses_of_state(state)
        yield Applied(endpoint, addresses, rows_of_aws(endpoint, addresses))


def copy_of_root(place: Path) -> Path:
    kept_out = shutil.ignore_patterns(".terraform*", "*.tfstate*")
    return Path(shutil.copytree(ROOT, place / "root", ignore=kept_out))


def rows_of_aws(endpoint: str, addresses: dict[str, str]) -> list[Row]:
    return Described(addresses, *call_aws(endpoint, *((each, {}) for each in DESCRIBED))).rows()


def facts_of(folder: Path) -> Json:
    ran = run(folder, "facts", "--json")
    assert ran.code == 0, ran.err
    facts: Json = json.loads(ran.out)["environments"]["applied"]
    return facts


def test_nothing_of_the_root_is_unknown() -> None:
    facts = facts_of(ROOT)

    assert facts["coverage"]["known"] == facts["coverage"]["values"]
    assert {type(each) for each in rows_of_facts(facts)} == set(Row.__args__)


@needs_terraform
def test_facts_are_what_aws_has(applied: Applied) -> None:
    assert rows_of_facts(facts_of(ROOT)) == applied.rows


@needs_terraform
def test_what_is_added_by_hand_is_seen(applied: Applied) -> None:
    group, table = "aws_security_group.database", "aws_route_table.private"
    port = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "203.0.113.7/32"}]}
    route = {
        "RouteTableId": applied.id_of(table),
        "DestinationCidrBlock": "198.18.0.0/15",
        "GatewayId": applied.id_of("aws_internet_gateway.this"),
    }
    call_aws(
        applied.endpoint,
        ("authorize_security_group_ingress", {"GroupId": applied.id_of(group), "IpPermissions": [port]}),
        ("create_route", route),
    )
    now, told = rows_of_aws(applied.endpoint, applied.addresses), rows_of_facts(facts_of(ROOT))

    assert set(told) - set(now) == set()
    assert set(now) - set(told) == {
        Rule(group, "ingress", "tcp", (22, 22), "cidr", "203.0.113.7/32", ""),
        Route(table, "198.18.0.0/15", "internet gateway", "aws_internet_gateway.this"),
    }


@needs_terraform
def test_another_value_makes_other_facts(applied: Applied, tmp_path: Path) -> None:
    root = copy_of_root(tmp_path)
    values = root / "terraform.tfvars"
    changed = values.read_text(encoding="utf-8").replace("database_port = 5432", "database_port = 5433")
    values.write_text(changed, encoding="utf-8")
    told = rows_of_facts(facts_of(root))

    assert set(told) - set(applied.rows) == {with_ports(each, 5433) for each in rows_on(5432, applied.rows)}
    assert set(applied.rows) - set(told) == set(rows_on(5432, applied.rows))


def rows_on(port: int, rows: list[Row]) -> list[Rule | Entry]:
    return [each for each in rows if isinstance(each, Rule | Entry) and each.ports == (port, port)]


def with_ports(row: Rule | Entry, port: int) -> Rule | Entry:
    return row._replace(ports=(port, port))
