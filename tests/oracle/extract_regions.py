"""What the AWS provider knows of Regions and partitions by itself: `python -m tests.oracle.extract_regions --into docgen/aws/regions.json`.

Data sources such as `aws_elb_service_account` answer from tables in the provider's code. It is called for every Region below;
a Region that it does not know, or for which a table has nothing, is left out.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.oracle.plugin import Provider, Refused, empty_body, running_provider
from tests.oracle.real_terraform import Terraform, find_mirror

Json = dict[str, Any]
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, and those of other partitions
REGIONS = (
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1"
    " ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5"
    " ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1"
    " eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1"
    " eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1"
    " sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1"
    " us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2"
)
SERVICES = (
    "apigateway application-autoscaling autoscaling backup batch budgets cloudfront cloudhsm"
    " cloudtrail codebuild codedeploy codepipeline cognito-idp config delivery.logs dms"
    " dynamodb ec2 ecs ecs-tasks edgelambda eks elasticache elasticbeanstalk elasticfilesystem"
    " elasticloadbalancing elasticmapreduce es events firehose glue guardduty iot kafka"
    " kafkaconnect kinesis kms lambda logs monitoring mq organizations rds redshift route53 s3"
    " sagemaker scheduler secretsmanager ses sns spotfleet sqs ssm states sts transfer"
    " vpc-flow-logs vpce workspaces xray"
)
# Name in the file: data source, its arguments, the attribute that answers.
TABLES: dict[str, tuple[str, Json, str]] = {
    "application_zone": ("aws_lb_hosted_zone_id", {}, "id"),
    "beanstalk_zone": ("aws_elastic_beanstalk_hosted_zone", {}, "id"),
    "canonical_user": ("aws_cloudfront_log_delivery_canonical_user_id", {}, "id"),
    "cloudtrail": ("aws_cloudtrail_service_account", {}, "id"),
    "elb": ("aws_elb_service_account", {}, "id"),
    "network_zone": ("aws_lb_hosted_zone_id", {"load_balancer_type": "network"}, "id"),
    "redshift": ("aws_redshift_service_account", {}, "id"),
}


def extract_regions(provider: Provider) -> Json:
    """{"regions": {NAME: {…}}, "partitions": {NAME: {"dns_suffix", "service_principals"}}}."""
    regions: Json = {}
    partitions: Json = {}
    for name in REGIONS.split():
        told = answer(provider, "aws_region", {"name": name})
        if told is None:
            continue
        partition = answer(provider, "aws_service", {"service_id": "ec2", "region": name})
        assert partition is not None
        regions[name] = {"description": told["description"], "partition": partition["partition"]}
        for key, (type_, arguments, attribute) in TABLES.items():
            found = answer(provider, type_, arguments | {"region": name})
            if found is not None:
                regions[name][key] = found[attribute]
        suffix = told["endpoint"].removeprefix(f"ec2.{name}.")
        if partition["partition"] not in partitions:
            partitions[partition["partition"]] = {
                "dns_suffix": suffix,
                # Most services have principals below amazonaws.com everywhere; these have the partition's suffix.
                "service_principals": [
                    each for each in SERVICES.split() if has_suffix(provider, each, name, suffix)
                ]
                if suffix != "amazonaws.com"
                else [],
            }
    return {"partitions": partitions, "regions": regions}


def has_suffix(provider: Provider, service: str, region: str, suffix: str) -> bool:
    told = answer(provider, "aws_service_principal", {"service_name": service, "region": region})
    return told is not None and told["suffix"] == suffix


def answer(provider: Provider, type_: str, arguments: Json) -> Json | None:
    """What a data source says; None where it refuses."""
    block = provider.schema["data_source_schemas"][type_]["block"]
    try:
        return provider.read(type_, empty_body(block) | arguments)
    except Refused:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description="Write what the AWS provider knows of Regions.")
    parser.add_argument("--into", type=Path, required=True, help="file to write: docgen/aws/regions.json")
    options = parser.parse_args()
    mirror = find_mirror()
    with running_provider(mirror, Terraform(mirror, endpoint="").schema()) as provider:
        text = json.dumps(extract_regions(provider), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    options.into.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
