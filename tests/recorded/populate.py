"""Makes what `account/main.tf` says in a fake AWS, with boto3, as a person with a console would."""

from typing import Any

Client = Any  # boto3 has no types
ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def populate(session: Client) -> dict[str, str]:
    """The ids of what was made, by name."""
    ec2 = session.client("ec2")
    ids: dict[str, str] = {}
    ids["vpc"] = ec2.create_vpc(CidrBlock="10.4.0.0/16")["Vpc"]["VpcId"]
    named(ec2, ids["vpc"], "shop")
    for name, cidr, zone in (
        ("public-a", "10.4.0.0/24", "a"),
        ("public-b", "10.4.1.0/24", "b"),
        ("private", "10.4.8.0/24", "a"),
    ):
        made = ec2.create_subnet(VpcId=ids["vpc"], CidrBlock=cidr, AvailabilityZone=f"eu-west-1{zone}")
        ids[name] = made["Subnet"]["SubnetId"]
        named(ec2, ids[name], f"shop-{name}")
    ids["gateway"] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=ids["gateway"], VpcId=ids["vpc"])
    ids["table"] = ec2.create_route_table(VpcId=ids["vpc"])["RouteTable"]["RouteTableId"]
    named(ec2, ids["table"], "shop-public")
    ec2.create_route(RouteTableId=ids["table"], DestinationCidrBlock="0.0.0.0/0", GatewayId=ids["gateway"])
    for name in ("public-a", "public-b"):
        ec2.associate_route_table(RouteTableId=ids["table"], SubnetId=ids[name])
    make_groups(ec2, ids)
    make_balancer(session.client("elbv2"), ids)
    make_database(session.client("rds"), ids)
    buckets = session.client("s3")
    place = {"LocationConstraint": "eu-west-1"}
    for name in ("shop-files", "of-somebody-else"):
        buckets.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    flags = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    buckets.put_public_access_block(
        Bucket="shop-files", PublicAccessBlockConfiguration=dict.fromkeys(flags, True)
    )
    return ids


def named(ec2: Client, id_: str, name: str) -> None:
    ec2.create_tags(Resources=[id_], Tags=[{"Key": "Name", "Value": name}])


def make_groups(ec2: Client, ids: dict[str, str]) -> None:
    for name, description in (("balancer", "Load balancer"), ("database", "Database")):
        made = ec2.create_security_group(GroupName=f"shop-{name}", Description=description, VpcId=ids["vpc"])
        ids[name] = made["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=ids["balancer"],
        IpPermissions=[tcp(443) | {"IpRanges": [ANYWHERE[0] | {"Description": "Customers"}]}],
    )
    peer = {"GroupId": ids["balancer"], "Description": "From the load balancer"}
    ec2.authorize_security_group_ingress(
        GroupId=ids["database"], IpPermissions=[tcp(5432) | {"UserIdGroupPairs": [peer]}]
    )


def tcp(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}


def make_balancer(elb: Client, ids: dict[str, str]) -> None:
    made = elb.create_load_balancer(
        Name="shop", Subnets=[ids["public-a"], ids["public-b"]], SecurityGroups=[ids["balancer"]]
    )
    ids["lb"] = made["LoadBalancers"][0]["LoadBalancerArn"]
    target = elb.create_target_group(
        Name="shop-web", Protocol="HTTP", Port=8080, VpcId=ids["vpc"], TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(
        LoadBalancerArn=ids["lb"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
    )


def make_database(rds: Client, ids: dict[str, str]) -> None:
    rds.create_db_subnet_group(
        DBSubnetGroupName="shop",
        DBSubnetGroupDescription="shop",
        SubnetIds=[ids["private"], ids["public-b"]],
    )
    rds.create_db_instance(
        DBInstanceIdentifier="shop",
        Engine="postgres",
        DBInstanceClass="db.t3.micro",
        AllocatedStorage=20,
        MasterUsername="shop",
        MasterUserPassword="canary-of-aws",
        DBSubnetGroupName="shop",
        VpcSecurityGroupIds=[ids["database"]],
        PubliclyAccessible=False,
        StorageEncrypted=True,
    )
