"""Makes the icons in docgen/document/icons from the pictures that `diagrams` ships.

Run by hand when an icon is added, and commit the result:

    pip install pillow
    python -m tests.document.shrink_icons

Icons are shrunk here and not when a diagram is drawn: Pillow stays out of the installed package, and the bytes
of a diagram cannot change with Pillow's or zlib's version.
"""

import importlib
import io
import json
from pathlib import Path
from typing import Any

import diagrams

RESOURCES = Path(diagrams.__file__).parent.parent / "resources"
ICONS = Path(__file__).parents[2] / "docgen" / "document" / "icons"
SIZE = 112  # pixels; drawn at 56, so that they are sharp on dense screens
COLOURS = 64
TILE = 0.6  # of the pixels are filled in a coloured tile; fewer in line art
DARK = 100  # of 255: line art darker than this is lost on a dark page

SOURCES = {
    # The network
    "vpc": "aws/network/vpc",
    "public-subnet": "aws/network/public-subnet",
    "private-subnet": "aws/network/private-subnet",
    "internet-gateway": "aws/network/internet-gateway",
    "nat-gateway": "aws/network/nat-gateway",
    "endpoint": "aws/network/endpoint",
    "privatelink": "aws/network/privatelink",
    "route-table": "aws/network/route-table",
    "router": "aws/network/vpc-router",
    "network-acl": "aws/network/nacl",
    "network-interface": "aws/network/vpc-elastic-network-interface",
    "elastic-ip": "aws/compute/ec2-elastic-ip-address",
    "flow-logs": "aws/network/vpc-flow-logs",
    "peering": "aws/network/vpc-peering",
    "transit-gateway": "aws/network/transit-gateway",
    "vpn-gateway": "aws/network/vpn-gateway",
    "vpn-connection": "aws/network/vpn-connection",
    "client-vpn": "aws/network/client-vpn",
    "customer-gateway": "aws/network/vpc-customer-gateway",
    "direct-connect": "aws/network/direct-connect",
    "network-firewall": "aws/network/network-firewall",
    # The edge
    "application-load-balancer": "aws/network/elb-application-load-balancer",
    "network-load-balancer": "aws/network/elb-network-load-balancer",
    "classic-load-balancer": "aws/network/elb-classic-load-balancer",
    "load-balancer": "aws/network/elastic-load-balancing",
    "global-accelerator": "aws/network/global-accelerator",
    "cloudfront": "aws/network/cloudfront",
    "route53": "aws/network/route-53",
    "hosted-zone": "aws/network/route-53-hosted-zone",
    "api-gateway": "aws/network/api-gateway",
    "cloud-map": "aws/network/cloud-map",
    # Compute
    "ec2": "aws/compute/ec2",
    "autoscaling": "aws/compute/ec2-auto-scaling",
    "ecs": "aws/compute/elastic-container-service",
    "ecs-service": "aws/compute/elastic-container-service-service",
    "ecr": "aws/compute/ec2-container-registry",
    "fargate": "aws/compute/fargate",
    "eks": "aws/compute/elastic-kubernetes-service",
    "lambda": "aws/compute/lambda",
    "batch": "aws/compute/batch",
    "app-runner": "aws/compute/app-runner",
    "elastic-beanstalk": "aws/compute/elastic-beanstalk",
    # Data
    "rds": "aws/database/rds",
    "rds-postgresql": "aws/database/rds-postgresql-instance",
    "rds-mysql": "aws/database/rds-mysql-instance",
    "rds-mariadb": "aws/database/rds-mariadb-instance",
    "rds-oracle": "aws/database/rds-oracle-instance",
    "rds-sqlserver": "aws/database/rds-sql-server-instance",
    "aurora": "aws/database/aurora",
    "dynamodb": "aws/database/dynamodb",
    "elasticache": "aws/database/elasticache",
    "documentdb": "aws/database/documentdb-mongodb-compatibility",
    "neptune": "aws/database/neptune",
    "redshift": "aws/database/redshift",
    "database-migration": "aws/database/database-migration-service",
    "opensearch": "aws/analytics/amazon-opensearch-service",
    "glue": "aws/analytics/glue",
    "athena": "aws/analytics/athena",
    "emr": "aws/analytics/emr",
    "msk": "aws/analytics/managed-streaming-for-kafka",
    "kinesis": "aws/analytics/kinesis-data-streams",
    "firehose": "aws/analytics/kinesis-data-firehose",
    "s3": "aws/storage/simple-storage-service-s3",
    "efs": "aws/storage/elastic-file-system-efs",
    "fsx": "aws/storage/fsx",
    "ebs": "aws/storage/elastic-block-store-ebs",
    "backup": "aws/storage/backup",
    # Messages
    "mq": "aws/integration/mq",
    "sns": "aws/integration/simple-notification-service-sns",
    "sqs": "aws/integration/simple-queue-service-sqs",
    "eventbridge": "aws/integration/eventbridge",
    "step-functions": "aws/integration/step-functions",
    # Security and management
    "iam": "aws/security/identity-and-access-management-iam",
    "iam-role": "aws/security/identity-and-access-management-iam-role",
    "kms": "aws/security/key-management-service",
    "secrets-manager": "aws/security/secrets-manager",
    "certificate": "aws/security/certificate-manager",
    "waf": "aws/security/waf",
    "shield": "aws/security/shield",
    "cognito": "aws/security/cognito",
    "guardduty": "aws/security/guardduty",
    "cloudwatch": "aws/management/cloudwatch",
    "cloudwatch-logs": "aws/management/cloudwatch-logs",
    "cloudtrail": "aws/management/cloudtrail",
    "systems-manager": "aws/management/systems-manager",
    # Outside, and whatever has no picture of its own
    "internet": "aws/general/internet-alt1",
    "users": "aws/general/users",
    "user": "aws/general/user",
    "client": "aws/general/client",
    "office": "aws/general/office-building",
    "server": "aws/general/traditional-server",
    "firewall": "aws/general/generic-firewall",
    "database": "aws/general/generic-database",
    "disk": "aws/general/disk",
    "generic": "aws/general/general",
}


def shrink(pillow: Any, source: Path) -> bytes:
    picture = pillow.open(source).convert("RGBA")
    picture.thumbnail((SIZE, SIZE), pillow.Resampling.LANCZOS)
    square = pillow.new("RGBA", (SIZE, SIZE), (0, 0, 0, 0))
    square.paste(picture, ((SIZE - picture.width) // 2, (SIZE - picture.height) // 2))
    made = io.BytesIO()
    square.quantize(COLOURS, method=pillow.Quantize.FASTOCTREE).save(made, "PNG", optimize=True)
    return made.getvalue()


def tone_of(pillow: Any, source: Path) -> str:
    """`tile`, or line art that a dark page must brighten (`line`) or invert (`mono`)."""
    picture = pillow.open(source).convert("RGBA").resize((48, 48))
    raw = picture.tobytes()
    pixels = [raw[at : at + 4] for at in range(0, len(raw), 4)]
    filled = [max(pixel[:3]) for pixel in pixels if pixel[3] > SIZE]
    if len(filled) > TILE * len(pixels):
        return "tile"
    return "mono" if sum(filled) < DARK * len(filled) else "line"


def main() -> None:
    pillow = importlib.import_module("PIL.Image")
    for old in ICONS.glob("*.png"):
        old.unlink()
    tones = {}
    for name, source in sorted(SOURCES.items()):
        original = RESOURCES / f"{source}.png"
        (ICONS / f"{name}.png").write_bytes(shrink(pillow, original))
        tones[name] = tone_of(pillow, original)
    index = json.dumps(tones, indent=1, sort_keys=True)
    (ICONS / "index.json").write_text(index + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
