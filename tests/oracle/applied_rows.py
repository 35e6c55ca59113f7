"""A network as plain rows: once from `docgen facts`, once from what AWS answers.

Both sides name resources by their Terraform addresses. Where one side tells a thing in another form, or tells what
Terraform does not declare, a comment says so at the place where it is evened out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Json = dict[str, Any]
PortRange: TypeAlias = tuple[int, int]

ALL_PORTS = (-1, -1)
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
LAST_ACL_ENTRY = 32766  # above it AWS keeps its own: the final denials


class Group(NamedTuple):
    address: str
    name: str
    description: str


class Rule(NamedTuple):
    """One peer of one rule of a security group."""

    group: str
    direction: str
    protocol: str
    ports: PortRange
    kind: str
    peer: str
    description: str


class Route(NamedTuple):
    table: str
    destination: str
    kind: str
    target: str


class Association(NamedTuple):
    """A subnet and its route table, or its network ACL."""

    subnet: str
    other: str


class Entry(NamedTuple):
    acl: str
    direction: str
    number: int
    action: str
    protocol: str
    ports: PortRange
    cidr: str


Row: TypeAlias = Group | Rule | Route | Association | Entry


def in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (type(row).__name__, row))


def ports_of(protocol: str, first: int | None, last: int | None) -> PortRange:
    # "All ports" is null in facts; AWS leaves them out, gives -1 for all of ICMP, and 0 in an ACL entry for all.
    return ALL_PORTS if first is None or last is None or protocol == "-1" else (first, last)


# -- from docgen -----------------------------------------------------------------------------


def rows_of_facts(facts: Json) -> list[Row]:
    """The rows of one environment of `docgen facts --json`."""
    return in_order(
        [
            *groups_of_facts(facts),
            *routes_of_facts(facts),
            *tables_of_facts(facts),
            *acls_of_facts(facts),
        ]
    )


def groups_of_facts(facts: Json) -> Iterator[Row]:
    for group in facts["security_groups"]:
        yield Group(group["address"], group["name"], group["description"])
        for rule in group["rules"]:
            yield Rule(
                group["address"],
                rule["direction"],
                rule["protocol"],
                ports_of(rule["protocol"], rule["from_port"], rule["to_port"]),
                rule["peer"]["kind"],
                rule["peer"]["value"],
                # moto keeps no description of a rule for a prefix list, so none is compared.
                "" if rule["peer"]["kind"] == "prefix_list" else rule["description"],
            )


def routes_of_facts(facts: Json) -> Iterator[Row]:
    for table in facts["route_tables"]:
        for route in table["routes"]:
            yield Route(table["address"], route["destination"], route["kind"], route["target"])
    # Facts tell the tables of a gateway endpoint with the endpoint; in AWS each of them has a route.
    for endpoint in facts["endpoints"]:
        for address in endpoint["route_tables"]:
            yield Route(address, endpoint["service"], "VPC endpoint", endpoint["address"])


def tables_of_facts(facts: Json) -> Iterator[Row]:
    for subnet in facts["subnets"]:
        yield Association(subnet["address"], subnet["route_table"])


def acls_of_facts(facts: Json) -> Iterator[Row]:
    # Facts name the subnets that an ACL declares; in AWS all others are associated with the default one.
    others = {each["address"] for each in facts["subnets"]}
    others -= {subnet for acl in facts["network_acls"] for subnet in acl["subnets"]}
    for acl in facts["network_acls"]:
        is_default = acl["address"].startswith("aws_default_network_acl.")
        for subnet in others if is_default else acl["subnets"]:
            yield Association(subnet, acl["address"])
        for rule in acl["rules"]:
            yield Entry(
                acl["address"],
                rule["direction"],
                rule["number"],
                rule["action"],
                rule["protocol"],
                ports_of(rule["protocol"], rule["from_port"], rule["to_port"]),
                rule["cidr"],
            )


# -- from AWS --------------------------------------------------------------------------------

DESCRIBED = (
    "describe_security_groups",
    "describe_route_tables",
    "describe_network_acls",
    "describe_subnets",
    "describe_prefix_lists",
)
# By the argument, and by the beginning of the id.
TARGETS = {
    ("GatewayId", "igw"): "internet gateway",
    ("GatewayId", "vpce"): "VPC endpoint",
    ("NatGatewayId", "nat"): "NAT gateway",
    ("EgressOnlyInternetGatewayId", "eigw"): "egress-only gateway",
    ("VpcPeeringConnectionId", "pcx"): "peering connection",
}
DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")


def addresses_of_state(state: Json) -> dict[str, str]:
    """Id → address of every resource of `terraform show -json`."""
    resources = state["values"]["root_module"]["resources"]
    return {each["values"]["id"]: each["address"] for each in resources if each["mode"] == "managed"}


@dataclass(frozen=True, slots=True)
class Described:
    """What AWS answers to DESCRIBED. Resources that the state does not know are left out: AWS has networks of its own."""

    addresses: Mapping[str, str]
    groups: Json
    tables: Json
    acls: Json
    subnets: Json
    prefix_lists: Json

    def rows(self) -> list[Row]:
        return in_order([*self._groups(), *self._routes(), *self._tables(), *self._acls()])

    def _groups(self) -> Iterator[Row]:
        for group in self.groups["SecurityGroups"]:
            if address := self.addresses.get(group["GroupId"]):
                name = group["GroupName"]
                yield Group(address, name, group["Description"])
                yield from self._rules(address, "ingress", group["IpPermissions"])
                yield from self._rules(address, "egress", group["IpPermissionsEgress"])

    def _rules(self, group: str, direction: str, permissions: list[Json]) -> Iterator[Row]:
        for each in permissions:
            protocol = each["IpProtocol"]
            ports = ports_of(protocol, each.get("FromPort"), each.get("ToPort"))
            for kind, peer, description in self._peers(group, each):
                yield Rule(group, direction, protocol, ports, kind, peer, description)

    def _peers(self, group: str, permission: Json) -> Iterator[tuple[str, str, str]]:
        for ranges, name in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
            for each in permission[ranges]:
                yield "cidr", each[name], each.get("Description", "")
        for each in permission["PrefixListIds"]:
            yield "prefix_list", self.addresses[each["PrefixListId"]], ""
        for each in permission["UserIdGroupPairs"]:
            peer = self.addresses[each["GroupId"]]
            yield "self" if peer == group else "security_group", peer, each.get("Description", "")

    def _routes(self) -> Iterator[Row]:
        for table in self.tables["RouteTables"]:
            if address := self.addresses.get(table["RouteTableId"]):
                for route in table["Routes"]:
                    # Every table has a local route for each range of its VPC; Terraform declares none.
                    if route.get("GatewayId") != "local":
                        yield Route(address, self._destination(route), *self._target(route))

    def _destination(self, route: Json) -> str:
        services = {each["PrefixListId"]: each["PrefixListName"] for each in self.prefix_lists["PrefixLists"]}
        told: str = next(route[name] for name in DESTINATIONS if route.get(name))
        return services.get(told) or self.addresses.get(told) or told

    def _target(self, route: Json) -> tuple[str, str]:
        return next(
            (kind, self.addresses[route[name]])
            for (name, prefix), kind in TARGETS.items()
            if route.get(name, "").startswith(f"{prefix}-")
        )

    def _tables(self) -> Iterator[Row]:
        links = [each for table in self.tables["RouteTables"] for each in table["Associations"]]
        explicit = {each["SubnetId"]: each["RouteTableId"] for each in links if "SubnetId" in each}
        main = {
            table["VpcId"]: table["RouteTableId"]
            for table in self.tables["RouteTables"]
            if any(each["Main"] for each in table["Associations"])
        }
        for subnet in self.subnets["Subnets"]:
            if address := self.addresses.get(subnet["SubnetId"]):
                # A subnet without an association of its own is with the main table.
                table = explicit.get(subnet["SubnetId"], main[subnet["VpcId"]])
                yield Association(address, self.addresses[table])

    def _acls(self) -> Iterator[Row]:
        for acl in self.acls["NetworkAcls"]:
            if address := self.addresses.get(acl["NetworkAclId"]):
                for each in acl["Associations"]:
                    yield Association(self.addresses[each["SubnetId"]], address)
                for entry in acl["Entries"]:
                    if entry["RuleNumber"] <= LAST_ACL_ENTRY:
                        yield self._entry(address, entry)

    def _entry(self, acl: str, entry: Json) -> Entry:
        protocol: str = PROTOCOLS.get(entry["Protocol"]) or entry["Protocol"]
        ports = entry.get("PortRange", {})
        return Entry(
            acl,
            "egress" if entry["Egress"] else "ingress",
            entry["RuleNumber"],
            entry["RuleAction"],
            protocol,
            ports_of(protocol, ports.get("From"), ports.get("To")),
            entry.get("CidrBlock") or entry["Ipv6CidrBlock"],
        )
