"""What provider 5.100.0 fills in inside blocks, and what it leaves out."""

from pathlib import Path
from typing import Any

import pytest

from docgen.aws.knowledge import complete
from docgen.aws.schemas import aws_schema
from docgen.evaluate.evaluation import Environment, evaluate_configuration
from docgen.evaluate.plan import plan_json
from docgen.evaluate.provider import Knowledge
from docgen.hcl.parser import parse_body
from docgen.source.text import SourceFile
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration

UNKNOWN = "(unknown)"


def planned(type_: str, body: str) -> dict[str, Any]:
    """The planned values, with `UNKNOWN` for those that are known after apply."""
    file = SourceFile("main.tf", f'resource "{type_}" "a" {{\n{body}\n}}\n')
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(Path(), Path(), knowledge=Knowledge(aws_schema, complete=complete))
    (change,) = plan_json(evaluate_configuration(Configuration(".", {(): module}), around).value)[
        "resource_changes"
    ]
    after = dict(change["change"]["after"])
    return after | {name: UNKNOWN for name, each in change["change"]["after_unknown"].items() if each is True}


@pytest.mark.parametrize(
    ("type_", "body", "path", "value"),
    [
        ("aws_instance", "root_block_device {}", ("root_block_device", "delete_on_termination"), True),
        (
            "aws_instance",
            'ebs_block_device {\n  device_name = "/dev/sdb"\n}',
            ("ebs_block_device", "delete_on_termination"),
            True,
        ),
        (
            "aws_instance",
            'metadata_options {\n  http_tokens = "required"\n}',
            ("metadata_options", "http_endpoint"),
            "enabled",
        ),
        ("aws_instance", "metadata_options {}", ("metadata_options", "http_protocol_ipv6"), "disabled"),
        (
            "aws_instance",
            'network_interface {\n  device_index = 0\n  network_interface_id = "eni-1"\n}',
            ("source_dest_check",),
            None,
        ),
        ("aws_instance", "", ("source_dest_check",), True),
        ("aws_lb_target_group", "", ("target_type",), "instance"),
        ("aws_lambda_function", 'function_name = "f"\nrole = "r"', ("memory_size",), 128),
        ("aws_lambda_function", 'function_name = "f"\nrole = "r"', ("tracing_config",), UNKNOWN),
        ("aws_dynamodb_table", 'name = "t"\nhash_key = "id"', ("server_side_encryption",), UNKNOWN),
        ("aws_dynamodb_table", 'name = "t"\nhash_key = "id"', ("point_in_time_recovery",), UNKNOWN),
        (
            "aws_elasticache_replication_group",
            'replication_group_id = "r"\ndescription = "r"',
            ("auth_token",),
            None,
        ),
        ("aws_db_instance", 'instance_class = "c"\npassword = "p"', ("password",), "(sensitive)"),
        (
            "aws_db_instance",
            'instance_class = "c"\npassword_wo = "p"\npassword_wo_version = 1',
            ("password_wo",),
            None,
        ),
        ("aws_lb", "", ("idle_timeout",), 60),
        ("aws_lb", 'load_balancer_type = "network"\nidle_timeout = 99', ("idle_timeout",), None),
        (
            "aws_lb",
            'load_balancer_type = "network"',
            ("dns_record_client_routing_policy",),
            "any_availability_zone",
        ),
        ("aws_lb", "enable_cross_zone_load_balancing = true", ("enable_cross_zone_load_balancing",), None),
    ],
)
def test_planned(type_: str, body: str, path: tuple[str, ...], value: object) -> None:
    found: Any = planned(type_, body)
    for step in path:
        found = found[0][step] if isinstance(found, list) else found[step]

    assert found == value
