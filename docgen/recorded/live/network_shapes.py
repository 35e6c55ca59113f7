"""VPCs and what is in them, as AWS answers, in Terraform's terms.

What an answer does not contain is left out, and so not compared. Names of fields: https://docs.aws.amazon.com/boto3/latest/reference/services/.
"""

from collections.abc import Iterator
from types import MappingProxyType

from docgen.recorded.live.calls import Answers, Json
from docgen.recorded.live.thing import Thing, Values, tags_of

LAST_ACL_ENTRY = 32766  # above it AWS keeps the final denials: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html


def vpcs(answers: Answers) -> Iterator[Thing]:
    defaults = default_ids(answers)
    for each in answers.of("ec2.describe_vpcs"):
        yield Thing(
            "aws_vpc",
            {"id": each["VpcId"], "cidr_block": each["CidrBlock"], "tags": tags_of(each.get("Tags"))}
            | defaults.get(each["VpcId"], {}),
            vpc=each["VpcId"],
            is_default=bool(each.get("IsDefault")),
        )


def default_ids(answers: Answers) -> dict[str, Values]:
    """The default resources that AWS creates with each VPC, under the names of `aws_vpc`."""
    found: dict[str, Values] = {}
    for each in answers.of("ec2.describe_route_tables"):
        if any(one.get("Main") for one in each["Associations"]):
            found.setdefault(each["VpcId"], {}).update(
                main_route_table_id=each["RouteTableId"], default_route_table_id=each["RouteTableId"]
            )
    for each in answers.of("ec2.describe_network_acls"):
        if each["IsDefault"]:
            found.setdefault(each["VpcId"], {})["default_network_acl_id"] = each["NetworkAclId"]
    for each in answers.of("ec2.describe_security_groups"):
        if each["GroupName"] == "default":
            found.setdefault(each.get("VpcId", ""), {})["default_security_group_id"] = each["GroupId"]
    return found


def subnets(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_subnets"):
        yield Thing(
            "aws_subnet",
            {
                "id": each["SubnetId"],
                "vpc_id": each["VpcId"],
                "cidr_block": each.get("CidrBlock"),
                "availability_zone": each["AvailabilityZone"],
                "map_public_ip_on_launch": each.get("MapPublicIpOnLaunch", False),
                "tags": tags_of(each.get("Tags")),
            },
            vpc=each["VpcId"],
            is_default=bool(each.get("DefaultForAz")),
        )


def internet_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_internet_gateways"):
        attached = [one["VpcId"] for one in each.get("Attachments", ())]
        yield Thing(
            "aws_internet_gateway",
            {"id": each["InternetGatewayId"], "tags": tags_of(each.get("Tags"))}
            | ({"vpc_id": attached[0]} if attached else {"vpc_id": ""}),
            vpc=attached[0] if attached else "",
        )


def egress_only_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_egress_only_internet_gateways"):
        attached = [one["VpcId"] for one in each.get("Attachments", ())]
        yield Thing(
            "aws_egress_only_internet_gateway",
            {
                "id": each["EgressOnlyInternetGatewayId"],
                "vpc_id": attached[0] if attached else "",
                "tags": tags_of(each.get("Tags")),
            },
        )


def peering_connections(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_vpc_peering_connections"):
        if (each.get("Status") or {}).get("Code") in {"active", "pending-acceptance", "provisioning"}:
            yield Thing(
                "aws_vpc_peering_connection",
                {
                    "id": each["VpcPeeringConnectionId"],
                    "vpc_id": each["RequesterVpcInfo"]["VpcId"],
                    "peer_vpc_id": each["AccepterVpcInfo"]["VpcId"],
                    "tags": tags_of(each.get("Tags")),
                },
            )


def prefix_lists(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_managed_prefix_lists"):
        yield Thing(
            "aws_ec2_managed_prefix_list",
            {"id": each["PrefixListId"], "name": each["PrefixListName"]},
        )


def nat_gateways(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_nat_gateways"):
        if each["State"] in {"pending", "available"}:
            yield Thing(
                "aws_nat_gateway",
                {
                    "id": each["NatGatewayId"],
                    "subnet_id": each.get("SubnetId"),
                    "connectivity_type": each.get("ConnectivityType") or "public",
                    "tags": tags_of(each.get("Tags")),
                },
                vpc=each["VpcId"],
            )


def endpoints(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_vpc_endpoints"):
        if str(each.get("State", "available")).lower() in {"available", "pending", "pendingacceptance"}:
            yield Thing(
                "aws_vpc_endpoint",
                {
                    "id": each["VpcEndpointId"],
                    "vpc_id": each["VpcId"],
                    "service_name": each["ServiceName"],
                    "vpc_endpoint_type": each.get("VpcEndpointType") or "Gateway",
                    "route_table_ids": each.get("RouteTableIds") or [],
                    "subnet_ids": each.get("SubnetIds") or [],
                    "tags": tags_of(each.get("Tags")),
                }
                | (
                    {"security_group_ids": [one["GroupId"] for one in each["Groups"]]}
                    if each.get("Groups")
                    else {}
                ),
                vpc=each["VpcId"],
            )


# -- route tables ----------------------------------------------------------------------------------

TARGETS = MappingProxyType(
    {
        "NatGatewayId": "nat_gateway_id",
        "EgressOnlyInternetGatewayId": "egress_only_gateway_id",
        "VpcPeeringConnectionId": "vpc_peering_connection_id",
        "TransitGatewayId": "transit_gateway_id",
        "CarrierGatewayId": "carrier_gateway_id",
        "LocalGatewayId": "local_gateway_id",
        "CoreNetworkArn": "core_network_arn",
        "NetworkInterfaceId": "network_interface_id",
    }
)
DESTINATIONS = MappingProxyType(
    {
        "DestinationCidrBlock": "cidr_block",
        "DestinationIpv6CidrBlock": "ipv6_cidr_block",
        "DestinationPrefixListId": "destination_prefix_list_id",
    }
)


def route_tables(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_route_tables"):
        is_main = any(one.get("Main") for one in each["Associations"])
        yield Thing(
            "aws_route_table",
            {
                "id": each["RouteTableId"],
                "default_route_table_id": each["RouteTableId"] if is_main else None,
                "vpc_id": each["VpcId"],
                "tags": tags_of(each.get("Tags")),
            },
            {"route": [made for one in each["Routes"] if (made := route_block(one)) is not None]},
            each["VpcId"],
            is_main,
        )


def route_block(route: Json) -> Json | None:
    """A route as an inline block; None for those that no Terraform declares: local, propagated, of gateway endpoints."""
    gateway = str(route.get("GatewayId") or "")
    is_of_endpoint = gateway.startswith("vpce-") and "DestinationPrefixListId" in route
    if gateway == "local" or is_of_endpoint or route.get("Origin") == "EnableVgwRoutePropagation":
        return None
    made = {name: route[key] for key, name in DESTINATIONS.items() if route.get(key)}
    made |= {name: route[key] for key, name in TARGETS.items() if route.get(key)}
    if gateway:
        made["vpc_endpoint_id" if gateway.startswith("vpce-") else "gateway_id"] = gateway
    return made


def associations(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_route_tables"):
        for one in each["Associations"]:
            if one.get("SubnetId"):
                yield Thing(
                    "aws_route_table_association",
                    {
                        "id": one["RouteTableAssociationId"],
                        "subnet_id": one["SubnetId"],
                        "route_table_id": each["RouteTableId"],
                    },
                    vpc=each["VpcId"],
                    is_default=True,  # told by the subnet's own facts
                )


# -- security groups and ACLs -------------------------------------------------------------------------


def security_groups(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_security_groups"):
        is_default = each["GroupName"] == "default"
        yield Thing(
            "aws_default_security_group" if is_default else "aws_security_group",
            {
                "id": each["GroupId"],
                "vpc_id": each.get("VpcId"),
                "tags": tags_of(each.get("Tags")),
                "name": each["GroupName"],
                "description": each["Description"],
            },
            {
                "ingress": [
                    made for one in each["IpPermissions"] for made in rule_blocks(one, each["GroupId"])
                ],
                "egress": [
                    made for one in each["IpPermissionsEgress"] for made in rule_blocks(one, each["GroupId"])
                ],
            },
            each.get("VpcId", ""),
            is_default,
        )


PEERS = (
    ("IpRanges", "CidrIp", "cidr_blocks"),
    ("Ipv6Ranges", "CidrIpv6", "ipv6_cidr_blocks"),
    ("PrefixListIds", "PrefixListId", "prefix_list_ids"),
    ("UserIdGroupPairs", "GroupId", "security_groups"),
)


def rule_blocks(permission: Json, group: str) -> Iterator[Json]:
    """One inline block for each peer, as each has a description of its own."""
    protocol = permission["IpProtocol"]
    ports = {
        "protocol": protocol,
        "from_port": permission.get("FromPort", 0 if protocol == "-1" else -1),
        "to_port": permission.get("ToPort", 0 if protocol == "-1" else -1),
    }
    for rows, key, argument in PEERS:
        for each in permission.get(rows) or ():
            made = ports | {"description": each.get("Description", ""), "self": False}
            if each.get(key) == group:
                yield made | {"self": True}
            else:
                yield made | {argument: [each.get(key)]}


def network_acls(answers: Answers) -> Iterator[Thing]:
    for each in answers.of("ec2.describe_network_acls"):
        own = [one for one in each["Entries"] if one["RuleNumber"] <= LAST_ACL_ENTRY]
        yield Thing(
            "aws_default_network_acl" if each["IsDefault"] else "aws_network_acl",
            {
                "id": each["NetworkAclId"],
                "default_network_acl_id": each["NetworkAclId"] if each["IsDefault"] else None,
                "vpc_id": each["VpcId"],
                "tags": tags_of(each.get("Tags")),
            }
            | (
                {} if each["IsDefault"] else {"subnet_ids": [one["SubnetId"] for one in each["Associations"]]}
            ),
            {
                "ingress": [entry_block(one) for one in own if not one["Egress"]],
                "egress": [entry_block(one) for one in own if one["Egress"]],
            },
            each["VpcId"],
            each["IsDefault"],
        )


def entry_block(entry: Json) -> Json:
    ports = entry.get("PortRange") or {}
    icmp = entry.get("IcmpTypeCode") or {}
    return {
        "rule_no": entry["RuleNumber"],
        "action": entry["RuleAction"],
        "protocol": entry["Protocol"],
        "cidr_block": entry.get("CidrBlock") or "",
        "ipv6_cidr_block": entry.get("Ipv6CidrBlock") or "",
        "from_port": ports.get("From", 0),
        "to_port": ports.get("To", 0),
        "icmp_type": icmp.get("Type", 0),
        "icmp_code": icmp.get("Code", 0),
    }


# -- load balancers, databases, clusters, services, buckets ----------------------------------------------
