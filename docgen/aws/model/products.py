"""AWS products that are drawn or listed: the name, the icon, and the row in the architecture diagram.

A product is finer than a kind of the network: databases are RDS instances, Aurora clusters and Aurora instances.
"""

import enum
from typing import Self


class Row(enum.IntEnum):
    """The rows of the architecture diagram, from the internet inwards."""

    INTERNET = 0
    EDGE = 1
    COMPUTING = 2
    DATA = 3
    CONNECTORS = 4
    ENDPOINTS = 5


@enum.unique
class Product(enum.StrEnum):
    """Name, icon (a name from `docgen.document.icon_files`), row. A member is its name: it prints as "ECS service"."""

    icon: str
    row: Row
    plural: str

    def __new__(cls, name: str, icon: str, row: Row, plural: str = "") -> Self:
        made = str.__new__(cls, name)
        made._value_ = name
        made.icon = icon
        made.row = row
        made.plural = plural or f"{name}s"
        return made

    APPLICATION_LOAD_BALANCER = "application load balancer", "application-load-balancer", Row.EDGE
    NETWORK_LOAD_BALANCER = "network load balancer", "network-load-balancer", Row.EDGE
    GATEWAY_LOAD_BALANCER = "gateway load balancer", "load-balancer", Row.EDGE
    CLASSIC_LOAD_BALANCER = "classic load balancer", "classic-load-balancer", Row.EDGE
    LOAD_BALANCER = "load balancer", "load-balancer", Row.EDGE  # of unknown type
    NAT_GATEWAY = "NAT gateway", "nat-gateway", Row.EDGE

    SECURITY_GROUP = "security group", "firewall", Row.COMPUTING  # drawn for anything that it is attached to
    ECS_SERVICE = "ECS service", "ecs", Row.COMPUTING
    ECS_TASK_SET = "ECS task set", "ecs", Row.COMPUTING
    EC2_INSTANCE = "EC2 instance", "ec2", Row.COMPUTING
    LAMBDA_FUNCTION = "Lambda function", "lambda", Row.COMPUTING
    NETWORK_INTERFACE = "network interface", "network-interface", Row.COMPUTING
    AUTO_SCALING_GROUP = "Auto Scaling group", "autoscaling", Row.COMPUTING
    EKS_NODE_GROUP = "EKS node group", "eks", Row.COMPUTING
    EKS_FARGATE_PROFILE = "EKS Fargate profile", "fargate", Row.COMPUTING
    EKS_CLUSTER = "EKS cluster", "eks", Row.COMPUTING
    MWAA_ENVIRONMENT = "MWAA environment", "generic", Row.COMPUTING
    APP_RUNNER_VPC_CONNECTOR = "App Runner VPC connector", "app-runner", Row.COMPUTING
    CODEBUILD_PROJECT = "CodeBuild project", "generic", Row.COMPUTING

    RDS_INSTANCE = "RDS instance", "rds", Row.DATA
    AURORA_CLUSTER = "Aurora cluster", "aurora", Row.DATA
    AURORA_INSTANCE = "Aurora instance", "aurora", Row.DATA
    RDS_PROXY = "RDS proxy", "rds", Row.DATA, "RDS proxies"
    MSK_CLUSTER = "MSK cluster", "msk", Row.DATA
    MSK_SERVERLESS_CLUSTER = "MSK Serverless cluster", "msk", Row.DATA
    ELASTICACHE_CLUSTER = "ElastiCache cluster", "elasticache", Row.DATA
    ELASTICACHE_REPLICATION_GROUP = "ElastiCache replication group", "elasticache", Row.DATA
    ELASTICACHE_SERVERLESS_CACHE = "ElastiCache serverless cache", "elasticache", Row.DATA
    MEMORYDB_CLUSTER = "MemoryDB cluster", "elasticache", Row.DATA
    DAX_CLUSTER = "DAX cluster", "dynamodb", Row.DATA
    OPENSEARCH_DOMAIN = "OpenSearch domain", "opensearch", Row.DATA
    REDSHIFT_CLUSTER = "Redshift cluster", "redshift", Row.DATA
    REDSHIFT_SERVERLESS_WORKGROUP = "Redshift Serverless workgroup", "redshift", Row.DATA
    DOCUMENTDB_CLUSTER = "DocumentDB cluster", "documentdb", Row.DATA
    NEPTUNE_CLUSTER = "Neptune cluster", "neptune", Row.DATA
    TIMESTREAM_INFLUXDB_INSTANCE = "Timestream for InfluxDB instance", "database", Row.DATA
    EFS_MOUNT_TARGET = "EFS mount target", "efs", Row.DATA
    FSX_FILE_SYSTEM = "FSx file system", "fsx", Row.DATA
    AMAZON_MQ_BROKER = "Amazon MQ broker", "mq", Row.DATA
    TRANSFER_FAMILY_SERVER = "Transfer Family server", "generic", Row.DATA

    MSK_CONNECT_CONNECTOR = "MSK Connect connector", "fargate", Row.CONNECTORS
    VPC_ENDPOINT = "VPC endpoint", "endpoint", Row.ENDPOINTS
    INTERFACE_ENDPOINT = "interface endpoint", "endpoint", Row.ENDPOINTS

    # Endpoints that AWS itself puts on the internet.
    AMPLIFY_APP = "Amplify app", "generic", Row.INTERNET
    API_GATEWAY_API = "API Gateway API", "api-gateway", Row.INTERNET
    API_GATEWAY_REST_API = "API Gateway REST API", "api-gateway", Row.INTERNET
    APP_RUNNER_SERVICE = "App Runner service", "app-runner", Row.INTERNET
    APPSYNC_API = "AppSync API", "generic", Row.INTERNET
    APPSYNC_EVENT_API = "AppSync event API", "generic", Row.INTERNET
    CLIENT_VPN_ENDPOINT = "Client VPN endpoint", "client-vpn", Row.INTERNET
    CLOUDFRONT_DISTRIBUTION = "CloudFront distribution", "cloudfront", Row.INTERNET
    COGNITO_SIGN_IN_PAGE = "Cognito sign-in page", "cognito", Row.INTERNET
    EKS_PUBLIC_ENDPOINT = (
        "public endpoint of an EKS cluster",
        "eks",
        Row.INTERNET,
        "public endpoints of EKS clusters",
    )
    ELASTIC_BEANSTALK_ENVIRONMENT = "Elastic Beanstalk environment", "elastic-beanstalk", Row.INTERNET
    LAMBDA_FUNCTION_URL = "Lambda function URL", "lambda", Row.INTERNET
    LIGHTSAIL_CONTAINER_SERVICE = "Lightsail container service", "server", Row.INTERNET
    LIGHTSAIL_DATABASE = "Lightsail database", "database", Row.INTERNET
    LIGHTSAIL_INSTANCE = "Lightsail instance", "server", Row.INTERNET
    LIGHTSAIL_LOAD_BALANCER = "Lightsail load balancer", "load-balancer", Row.INTERNET
    MWAA_WEB_SERVER = "MWAA web server", "generic", Row.INTERNET
    PUBLIC_OPENSEARCH_DOMAIN = (
        "OpenSearch domain on the internet",
        "opensearch",
        Row.INTERNET,
        "OpenSearch domains on the internet",
    )


LOAD_BALANCERS = {
    "application": Product.APPLICATION_LOAD_BALANCER,
    "network": Product.NETWORK_LOAD_BALANCER,
    "gateway": Product.GATEWAY_LOAD_BALANCER,
}
"""By the argument `load_balancer_type`."""
