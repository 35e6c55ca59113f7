"""The ports on which the APIs of AWS services answer, by the service that an interface endpoint is for.

Only services are here whose page of the AWS General Reference says which protocols their endpoints speak:
https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html. Of all others the ports are not known: some speak
other protocols (SMTP, MQTT, SSH, Cassandra's) or other ports (Athena streams results on 444), and what other accounts offer is theirs to decide.
"""

import re

from docgen.aws.model.vpc import VpcEndpoint
from docgen.source.traced import Known

HTTPS, HTTP = 443, 80
OF_AWS = re.compile(r"(?:cn\.)?com\.amazonaws\.(?!vpce\.)[a-z0-9-]+\.(?P<service>[a-z0-9.-]+?)(?:-fips)?")
ONLY_HTTPS = frozenset(
    [
        "acm-pca",
        "backup",
        "batch",
        "bedrock",
        "bedrock-runtime",
        "codeartifact.api",
        "codeartifact.repositories",
        "codebuild",
        "codedeploy",
        "codepipeline",
        "ec2messages",
        "ecr.api",
        "ecr.dkr",
        "ecs",
        "ecs-agent",
        "ecs-telemetry",
        "eks",
        "eks-auth",
        "elasticfilesystem",
        "events",
        "glue",
        "kinesis-firehose",
        "kinesis-streams",
        "kms",
        "lambda",
        "logs",
        "rds",
        "rds-data",
        "sagemaker.api",
        "sagemaker.runtime",
        "secretsmanager",
        "ssm",
        "ssmmessages",
        "states",
        "sts",
        "sync-states",
        "textract",
        "xray",
    ]
)
HTTP_TOO = frozenset({"autoscaling", "dynamodb", "ec2", "monitoring", "s3", "sns", "sqs"})


def ports_of_service(service: str) -> tuple[int, ...] | None:
    """The TCP ports that answer: `com.amazonaws.eu-west-1.kms` gives (443,); None where they are not known."""
    found = OF_AWS.fullmatch(service)
    if found is None:
        return None
    if found["service"] in ONLY_HTTPS:
        return (HTTPS,)
    return (HTTP, HTTPS) if found["service"] in HTTP_TOO else None


def ports_of_endpoint(endpoint: VpcEndpoint) -> tuple[Known[int], ...] | None:
    """The same of an endpoint; each port with the trace of the service's name."""
    service = endpoint.service
    ports = ports_of_service(service.value) if isinstance(service, Known) else None
    return None if ports is None else tuple(Known(each, service.trace) for each in ports)
