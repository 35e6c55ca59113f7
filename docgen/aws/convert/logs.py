"""CloudWatch log groups."""

from collections.abc import Iterator

from docgen.aws.model.base import AwsResource
from docgen.aws.model.logs import LogGroup
from docgen.aws.read import basics, node
from docgen.language.instance import Instance


def convert_log_group(instance: Instance) -> Iterator[AwsResource]:
    """`aws_cloudwatch_log_group`: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group."""
    own = node(instance)
    yield LogGroup(
        **basics(instance, "name", "name_prefix"),
        retention_in_days=own.whole("retention_in_days", 0),
        kms_key=own.optional_target("kms_key_id"),
        log_class=own.text("log_group_class", "STANDARD"),
    )
