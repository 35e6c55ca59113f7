"""The calls to AWS: a closed list of read-only calls, and the IAM actions that they need.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

Json: TypeAlias = Any
MOST_ROWS = 20_000  # of one call


class Call(msgspec.Struct, frozen=True):
    """One operation of one service; asked once, or once for each of what another call has answered."""

    service: str  # as boto3 calls it
    operation: str
    rows: str  # the key of the answer that lists things; "" where the answer itself is the thing
    action: str  # of IAM
    of: str = ""  # the operation whose rows it is asked about
    argument: str = ""  # which argument names one of them
    named_by: str = ""  # the key of the row that has it; "" where a row is a text
    is_list: bool = False  # the argument takes a list
    batch: int = 1  # how many are asked about at once


CALLS = (
    Call("ec2", "describe_vpcs", "Vpcs", "ec2:DescribeVpcs"),
    Call("ec2", "describe_subnets", "Subnets", "ec2:DescribeSubnets"),
    Call("ec2", "describe_route_tables", "RouteTables", "ec2:DescribeRouteTables"),
    Call("ec2", "describe_security_groups", "SecurityGroups", "ec2:DescribeSecurityGroups"),
    Call("ec2", "describe_network_acls", "NetworkAcls", "ec2:DescribeNetworkAcls"),
    Call("ec2", "describe_internet_gateways", "InternetGateways", "ec2:DescribeInternetGateways"),
    Call("ec2", "describe_nat_gateways", "NatGateways", "ec2:DescribeNatGateways"),
    Call("ec2", "describe_vpc_endpoints", "VpcEndpoints", "ec2:DescribeVpcEndpoints"),
    Call("ec2", "describe_managed_prefix_lists", "PrefixLists", "ec2:DescribeManagedPrefixLists"),
    Call(
        "ec2",
        "describe_vpc_peering_connections",
        "VpcPeeringConnections",
        "ec2:DescribeVpcPeeringConnections",
    ),
    Call(
        "ec2",
        "describe_egress_only_internet_gateways",
        "EgressOnlyInternetGateways",
        "ec2:DescribeEgressOnlyInternetGateways",
    ),
    Call(
        "elbv2",
        "describe_load_balancers",
        "LoadBalancers",
        "elasticloadbalancing:DescribeLoadBalancers",
    ),
    Call(
        "elbv2",
        "describe_listeners",
        "Listeners",
        "elasticloadbalancing:DescribeListeners",
        "describe_load_balancers",
        "LoadBalancerArn",
        "LoadBalancerArn",
    ),
    Call("elbv2", "describe_target_groups", "TargetGroups", "elasticloadbalancing:DescribeTargetGroups"),
    Call("rds", "describe_db_instances", "DBInstances", "rds:DescribeDBInstances"),
    Call("rds", "describe_db_clusters", "DBClusters", "rds:DescribeDBClusters"),
    Call("kafka", "list_clusters", "ClusterInfoList", "kafka:ListClusters"),
    Call("ecs", "list_clusters", "clusterArns", "ecs:ListClusters"),
    Call("ecs", "list_services", "serviceArns", "ecs:ListServices", "list_clusters", "cluster"),
    Call(
        "ecs",
        "describe_services",
        "services",
        "ecs:DescribeServices",
        "list_services",
        "services",
        is_list=True,
        batch=10,
    ),
    Call("s3", "list_buckets", "Buckets", "s3:ListAllMyBuckets"),
    Call(
        "s3",
        "get_public_access_block",
        "",
        "s3:GetBucketPublicAccessBlock",
        "list_buckets",
        "Bucket",
        "Name",
    ),
)


def policy_json() -> Json:
    """The smallest IAM policy that all calls need."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DocgenVerify",
                "Effect": "Allow",
                "Action": sorted({each.action for each in CALLS}),
                "Resource": "*",
            }
        ],
    }


class Answers(msgspec.Struct, frozen=True):
    """The answers of the account: rows by service and operation, and the calls that it has refused."""

    rows: Mapping[str, tuple[Json, ...]]  # "ec2.describe_vpcs"
    refused: Mapping[str, str]  # the same, and why
    region: str = ""  # which was asked; "" where that is not known

    def of(self, name: str) -> tuple[Json, ...]:
        return self.rows.get(name, ())


def name_of(call: Call) -> str:
    return f"{call.service}.{call.operation}"


def ask_account(session: Json, buckets: Iterable[str]) -> Answers:
    """Every call, in order. `session`: of boto3. `buckets`: the names of those that the code makes; no other one is asked about.

    Errors of the client itself (no credentials, no connection) are raised; what AWS refuses is in the answer.
    """
    wanted = set(buckets)
    rows: dict[str, tuple[Json, ...]] = {}
    refused: dict[str, str] = {}
    clients: dict[str, Json] = {}
    for call in CALLS:
        client = clients.setdefault(call.service, session.client(call.service))
        name = name_of(call)
        about = f"{call.service}.{call.of}"
        if call.of and about in refused:
            refused[name] = refused[about]
            continue
        subjects = rows.get(about, ())
        if call.service == "s3" and call.of:
            subjects = tuple(each for each in subjects if each.get("Name") in wanted)
        found: list[Json] = []
        try:
            for given in arguments_of(call, subjects):
                found += pages(client, call, given)
                if len(found) > MOST_ROWS:
                    refused[name] = f"more than {MOST_ROWS} rows"
                    break
        except client.exceptions.ClientError as problem:
            refused[name] = str(problem.response.get("Error", {}).get("Code", "refused"))
        else:
            rows[name] = tuple(found)
    known = {key: each for key, each in rows.items() if key not in refused}
    return Answers(known, refused, getattr(session, "region_name", None) or "")


def arguments_of(call: Call, subjects: tuple[Json, ...]) -> Iterator[Json]:
    """The arguments of each time that a call is made."""
    if not call.of:
        yield {}
        return
    if call.operation == "describe_services":  # an ARN of a service names its cluster: service/CLUSTER/NAME
        clusters: dict[str, list[Json]] = {}
        for each in subjects:
            parts = str(each).split(":", 5)[-1].split("/")
            clusters.setdefault(parts[1] if len(parts) > 2 else "default", []).append(each)  # noqa: PLR2004 - as above
        for cluster, services in clusters.items():
            for start in range(0, len(services), call.batch):
                yield {"cluster": cluster, call.argument: services[start : start + call.batch]}
        return
    for each in subjects:
        yield {call.argument: each[call.named_by] if call.named_by else each}


def pages(client: Json, call: Call, given: Json) -> Iterator[Json]:
    """The rows of one call, of all its pages."""
    if not call.rows:
        try:
            answer = getattr(client, call.operation)(**given)
        except client.exceptions.ClientError as problem:
            code = problem.response.get("Error", {}).get("Code", "")
            if code != "NoSuchPublicAccessBlockConfiguration":
                raise
            return
        yield given | answer
        return
    if client.can_paginate(call.operation):
        answers = client.get_paginator(call.operation).paginate(**given)
    else:
        answers = (getattr(client, call.operation)(**given),)
    for answer in answers:
        yield from answer.get(call.rows, ())
