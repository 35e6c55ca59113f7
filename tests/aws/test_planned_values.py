"""What provider 5.100.0 fills in inside blocks, and what it leaves out."""

from pathlib import Path
from typing import Any

import pytest

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.plan import plan_json
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration

UNKNOWN = "(unknown)"
MIXED = """max_size = 1
min_size = 1
mixed_instances_policy {
  launch_template {
    launch_template_specification {
      launch_template_id = "a"
    }
    %s
  }
}"""


def planned(type_: str, body: str) -> dict[str, Any]:
    """The planned values, with `UNKNOWN` for those that are known after apply."""
    file = SourceFile("main.tf", f'resource "{type_}" "a" {{\n{body}\n}}\n')
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(DiskTree(Path()), knowledge=ProviderInfo(aws_schema, complete=complete))
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
        # Text without the spaces around it, and in capitals.
        ("aws_key_pair", 'public_key = "ssh-rsa AAAA me\\n"', ("public_key",), "ssh-rsa AAAA me"),
        ("aws_lb_target_group", 'protocol_version = "http2"', ("protocol_version",), "HTTP2"),
        # An empty set or map is as good as none, an empty list is a list.
        (
            "aws_default_security_group",
            'dynamic "ingress" {\n  for_each = []\n  content {}\n}',
            ("ingress",),
            UNKNOWN,
        ),
        ("aws_default_security_group", "ingress = []", ("ingress",), []),
        ("aws_instance", "ipv6_addresses = []", ("ipv6_addresses",), []),
        ("aws_instance", "vpc_security_group_ids = []", ("vpc_security_group_ids",), UNKNOWN),
        (
            "aws_apigatewayv2_api",
            'name = "a"\nprotocol_type = "HTTP"\ncors_configuration {\n  allow_headers = []\n}',
            ("cors_configuration", "allow_headers"),
            None,
        ),
        (
            "aws_lambda_function",
            'function_name = "f"\nrole = "r"\nenvironment {\n  variables = {}\n}',
            ("environment",),
            [],
        ),
        (
            "aws_backup_plan",
            'name = "p"\nrule {\n  rule_name = "r"\n  target_vault_name = "v"\n  recovery_point_tags = {}\n}',
            ("rule", "recovery_point_tags"),
            None,
        ),
        # In a set of blocks, a set or list that is left out is empty; further inside, a set is.
        (
            "aws_s3_bucket_cors_configuration",
            'bucket = "b"\ncors_rule {\n  allowed_methods = ["GET"]\n  allowed_origins = ["*"]\n}',
            ("cors_rule", "allowed_headers"),
            [],
        ),
        (
            "aws_cloudtrail",
            'name = "a"\ns3_bucket_name = "b"\nadvanced_event_selector {\n  field_selector {\n    field = "f"\n  }\n}',
            ("advanced_event_selector", "field_selector", "equals"),
            [],
        ),
        (
            "aws_ce_cost_category",
            (
                'name = "a"\nrule_version = "CostCategoryExpression.v1"\n'
                "rule {\n  rule {\n    and {\n      tags {}\n    }\n  }\n}"
            ),
            ("rule", "rule", "and", "tags", "values"),
            [],
        ),
        (
            "aws_accessanalyzer_archive_rule",
            'analyzer_name = "a"\nrule_name = "r"\nfilter {\n  criteria = "c"\n  contains = []\n}',
            ("filter", "contains"),
            "(left out)",
        ),
        # What the schema file has from elsewhere.
        (
            "aws_kinesis_firehose_delivery_stream",
            (
                'name = "a"\ndestination = "extended_s3"\n'
                'extended_s3_configuration {\n  bucket_arn = "b"\n  role_arn = "r"\n}'
            ),
            ("extended_s3_configuration", "buffering_interval"),
            300,
        ),
        ("aws_kinesis_firehose_delivery_stream", 'name = "a"\ndestination = "x"', ("tags_all",), UNKNOWN),
        ("aws_kinesis_stream", 'name = "a"\nshard_count = 1', ("stream_mode_details",), UNKNOWN),
        (
            "aws_s3_bucket_lifecycle_configuration",
            'bucket = "b"\nrule {\n  id = "a"\n  status = "Enabled"\n  filter {\n    prefix = "p"\n  }\n}',
            ("rule", "filter", "object_size_less_than"),
            None,
        ),
        # What one argument makes of another.
        (
            "aws_s3_bucket_lifecycle_configuration",
            'bucket = "b"\nrule {\n  id = "a"\n  status = "Enabled"\n  filter {\n    and {\n      prefix = "p"\n    }\n  }\n}',
            ("rule", "filter", "prefix"),
            None,
        ),
        (
            "aws_s3_bucket_lifecycle_configuration",
            'bucket = "b"\nrule {\n  id = "a"\n  status = "Enabled"\n  filter {}\n}',
            ("rule", "filter", "prefix"),
            "",
        ),
        ("aws_sqs_queue", "sqs_managed_sse_enabled = true", ("kms_data_key_reuse_period_seconds",), 0),
        ("aws_sqs_queue", "sqs_managed_sse_enabled = false", ("kms_data_key_reuse_period_seconds",), UNKNOWN),
        (
            "aws_lb_target_group",
            'stickiness {\n  type = "source_ip"\n}',
            ("stickiness", "cookie_duration"),
            None,
        ),
        (
            "aws_lb_target_group",
            'stickiness {\n  type = "lb_cookie"\n}',
            ("stickiness", "cookie_duration"),
            86400,
        ),
        ("aws_dynamodb_table", 'name = "t"\ntable_class = "STANDARD"', ("table_class",), None),
        (
            "aws_autoscaling_group",
            MIXED % 'override {\n      instance_type = "t"\n    }',
            ("mixed_instances_policy", "instances_distribution"),
            [],
        ),
        (
            "aws_autoscaling_group",
            MIXED
            % "override {\n      instance_requirements {\n        memory_mib {\n          min = 1\n        }\n"
            "        vcpu_count {\n          min = 1\n        }\n      }\n    }",
            (
                "mixed_instances_policy",
                "launch_template",
                "override",
                "instance_requirements",
                "require_hibernate_support",
            ),
            False,
        ),
    ],
)
def test_planned(type_: str, body: str, path: tuple[str, ...], value: object) -> None:
    found: Any = planned(type_, body)
    for step in path:
        found = found[0] if isinstance(found, list) else found
        found = found.get(step, "(left out)")  # a plan leaves out what is known after apply

    assert found == value
