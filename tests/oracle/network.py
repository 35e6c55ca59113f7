"""Network facts in terms of Terraform addresses, out of planned values in which an id is an address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.mock import ARN_PREFIX

Json = dict[str, Any]

ANYWHERE = ("0.0.0.0/0", "::/0")
PORTLESS = ("-1", "all")

DESTINATIONS = ("destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block", "ipv6_cidr_block")
PREFIX_DESTINATIONS = ("destination_prefix_list_id",)
TARGETS = (
    "carrier_gateway_id",
    "core_network_arn",
    "egress_only_gateway_id",
    "gateway_id",
    "local_gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
)

# Where each type keeps its subnets and its groups; a block is looked into through its first element.
ATTACHED = {
    "aws_db_instance": (("db_subnet_group_name",), ("vpc_security_group_ids",)),
    "aws_ecs_service": (("network_configuration", "subnets"), ("network_configuration", "security_groups")),
    "aws_instance": (("subnet_id",), ("vpc_security_group_ids",)),
    "aws_lambda_function": (("vpc_config", "subnet_ids"), ("vpc_config", "security_group_ids")),
    "aws_lb": (("subnets",), ("security_groups",)),
    "aws_msk_cluster": (
        ("broker_node_group_info", "client_subnets"),
        ("broker_node_group_info", "security_groups"),
    ),
    "aws_mskconnect_connector": (
        ("kafka_cluster", "apache_kafka_cluster", "vpc", "subnets"),
        ("kafka_cluster", "apache_kafka_cluster", "vpc", "security_groups"),
    ),
    "aws_rds_cluster": (("db_subnet_group_name",), ("vpc_security_group_ids",)),
    "aws_vpc_endpoint": (("subnet_ids",), ("security_group_ids",)),
}
# The attribute that decides whether the internet is let near: what it is called here, and where it is.
PUBLIC = {
    "aws_db_instance": ("publicly_accessible", ("publicly_accessible",)),
    "aws_ecs_service": ("assign_public_ip", ("network_configuration", "assign_public_ip")),
    "aws_instance": ("associate_public_ip_address", ("associate_public_ip_address",)),
    "aws_lb": ("internal", ("internal",)),
    "aws_msk_cluster": (
        "public_access",
        ("broker_node_group_info", "connectivity_info", "public_access", "type"),
    ),
}


@dataclass(frozen=True, slots=True)
class Resource:
    address: str
    type: str
    values: Json


class Network:
    """The planned resources, and the facts that follow from them."""

    def __init__(self, resources: list[Resource]) -> None:
        self._resources = resources
        self._types = {each.address: each.type for each in resources}

    def facts(self) -> dict[str, list[Json]]:
        """Every collection, each sorted."""
        collections = {
            "attachments": self._attachments(),
            "endpoints": self._endpoints(),
            "flow_logs": self._flow_logs(),
            "listener_rules": self._listener_rules(),
            "listeners": self._listeners(),
            "nat_gateways": self._nat_gateways(),
            "network_acl_rules": self._network_acl_rules(),
            "routes": self._routes(),
            "rules": self._rules(),
            "security_groups": self._security_groups(),
            "subnets": self._subnets(),
            "target_groups": self._target_groups(),
        }
        return {name: sorted(facts, key=_order) for name, facts in collections.items()}

    def _of(self, *types: str) -> Iterator[Resource]:
        return (each for each in self._resources if each.type in types)

    def _whose(self, value: object) -> str | None:
        """The address that an id or ARN refers to, the literal itself, or None for nothing."""
        return value.removeprefix(ARN_PREFIX) if isinstance(value, str) and value else None

    def _known(self, value: object) -> str | None:
        # A mocked plan fills what was left out with random text: only an address is an answer.
        address = self._whose(value)
        return address if address in self._types else None

    def _all(self, values: object) -> list[str]:
        several = values if isinstance(values, list) else [values]
        return sorted(address for each in several if (address := self._whose(each)) is not None)

    # Security groups

    def _security_groups(self) -> Iterator[Json]:
        for each in self._of("aws_security_group", "aws_default_security_group"):
            yield {
                "address": each.address,
                "name": "default" if each.type == "aws_default_security_group" else each.values.get("name"),
                "vpc": self._whose(each.values.get("vpc_id")),
            }

    def _rules(self) -> Iterator[Json]:
        for each in self._of("aws_security_group", "aws_default_security_group"):
            for direction in ("ingress", "egress"):
                for block in each.values.get(direction) or []:
                    yield from self._rule(each.address, direction, block)
        for each in self._of("aws_security_group_rule"):
            group = self._whose(each.values["security_group_id"]) or ""
            yield from self._rule(group, each.values["type"], each.values)
        for direction in ("ingress", "egress"):
            for each in self._of(f"aws_vpc_security_group_{direction}_rule"):
                group = self._whose(each.values["security_group_id"]) or ""
                yield from self._rule(group, direction, each.values)

    def _rule(self, group: str, direction: str, block: Json) -> Iterator[Json]:
        protocol = str(block.get("ip_protocol") or block["protocol"]).lower()
        ports = (None, None) if protocol in PORTLESS else (block.get("from_port"), block.get("to_port"))
        for kind, peer in self._peers(group, block):
            yield {
                "group": group,
                "direction": direction,
                "protocol": "-1" if protocol in PORTLESS else protocol,
                "from_port": ports[0],
                "to_port": ports[1],
                "peer_kind": kind,
                "peer": peer,
            }

    def _peers(self, group: str, block: Json) -> Iterator[tuple[str, str]]:
        """One peer a row, whichever of the three rule styles it was written in."""
        for name in ("cidr_blocks", "ipv6_cidr_blocks"):
            yield from (("cidr", each) for each in block.get(name) or [])
        yield from (("cidr", block[name]) for name in ("cidr_ipv4", "cidr_ipv6") if block.get(name))
        lists = [*(block.get("prefix_list_ids") or []), block.get("prefix_list_id")]
        yield from (("prefix_list", address) for each in lists if (address := self._whose(each)))
        groups = [
            *map(self._whose, block.get("security_groups") or []),
            self._known(block.get("source_security_group_id")),
            self._whose(block.get("referenced_security_group_id")),
        ]
        for each in groups:
            if each is not None:
                yield ("self" if each == group else "security_group", each)
        if block.get("self"):
            yield ("self", group)

    def _network_acl_rules(self) -> Iterator[Json]:
        for each in self._of("aws_network_acl", "aws_default_network_acl"):
            for direction in ("ingress", "egress"):
                for block in each.values.get(direction) or []:
                    yield {
                        "network_acl": each.address,
                        "subnets": self._all(each.values.get("subnet_ids")),
                        "direction": direction,
                        "number": block["rule_no"],
                        "action": block["action"],
                        "protocol": block["protocol"],
                        "from_port": block["from_port"],
                        "to_port": block["to_port"],
                        "cidr": block.get("cidr_block") or block.get("ipv6_cidr_block"),
                    }

    # Routes

    def _routes(self) -> Iterator[Json]:
        for each in self._of("aws_route"):
            yield self._route(self._whose(each.values["route_table_id"]), each.values)
        for each in self._of("aws_route_table", "aws_default_route_table"):
            for block in each.values.get("route") or []:
                yield self._route(each.address, block)
        for each in self._of("aws_vpc_endpoint"):
            for table in self._all(each.values.get("route_table_ids") or []):
                yield {
                    "route_table": table,
                    "destination": each.values["service_name"],
                    "target": each.address,
                }

    def _route(self, table: str | None, block: Json) -> Json:
        literal = next((block[name] for name in DESTINATIONS if block.get(name)), None)
        listed = next((self._whose(block[name]) for name in PREFIX_DESTINATIONS if block.get(name)), None)
        target = next((found for name in TARGETS if (found := self._known(block.get(name)))), None)
        return {"route_table": table, "destination": literal or listed, "target": target}

    def _subnets(self) -> Iterator[Json]:
        own = {
            self._whose(each.values["subnet_id"]): self._whose(each.values["route_table_id"])
            for each in self._of("aws_route_table_association")
            if each.values.get("subnet_id")
        }
        main = {
            self._whose(each.values["vpc_id"]): self._whose(each.values["route_table_id"])
            for each in self._of("aws_main_route_table_association")
        }
        default = {
            str(each.values["default_route_table_id"]).removesuffix(".default_route_table_id"): each.address
            for each in self._of("aws_default_route_table")
        }
        routes = list(self._routes())
        for each in self._of("aws_subnet"):
            vpc = self._whose(each.values["vpc_id"]) or ""
            table = own.get(each.address) or main.get(vpc) or default.get(vpc)
            yield {
                "address": each.address,
                "cidr": each.values.get("cidr_block"),
                "route_table": table,
                "tier": self._tier([route for route in routes if route["route_table"] == table]),
            }

    def _tier(self, routes: list[Json]) -> str:
        """Public by the way out that it really has, not by its name."""
        ways_out = {self._types.get(each["target"]) for each in routes if each["destination"] in ANYWHERE}
        if "aws_internet_gateway" in ways_out:
            return "public"
        return "private" if ways_out else "isolated"

    def _nat_gateways(self) -> Iterator[Json]:
        for each in self._of("aws_nat_gateway"):
            yield {
                "address": each.address,
                "subnet": self._whose(each.values["subnet_id"]),
                "elastic_ip": self._known(each.values.get("allocation_id")),
            }

    def _endpoints(self) -> Iterator[Json]:
        for each in self._of("aws_vpc_endpoint"):
            yield {
                "address": each.address,
                "service": each.values["service_name"],
                "type": each.values.get("vpc_endpoint_type") or "Gateway",
                "route_tables": self._all(each.values.get("route_table_ids") or []),
            }

    def _flow_logs(self) -> Iterator[Json]:
        subjects = ("vpc_id", "subnet_id", "eni_id", "transit_gateway_id")
        for each in self._of("aws_flow_log"):
            yield {
                "address": each.address,
                "subject": next(
                    (self._whose(each.values[name]) for name in subjects if each.values.get(name)), None
                ),
                "destination": self._known(each.values.get("log_destination")),
                "destination_type": each.values.get("log_destination_type"),
                "traffic_type": each.values.get("traffic_type"),
            }

    # Load balancing

    def _listeners(self) -> Iterator[Json]:
        for each in self._of("aws_lb_listener"):
            yield {
                "address": each.address,
                "load_balancer": self._whose(each.values["load_balancer_arn"]),
                "port": each.values.get("port"),
                "protocol": each.values.get("protocol"),
                **self._action(each.values["default_action"]),
            }

    def _listener_rules(self) -> Iterator[Json]:
        for each in self._of("aws_lb_listener_rule"):
            conditions = each.values["condition"]
            hosts = [_look(condition, ("host_header", "values")) or [] for condition in conditions]
            yield {
                "address": each.address,
                "listener": self._whose(each.values["listener_arn"]),
                "priority": each.values.get("priority"),
                "hosts": sorted(host for several in hosts for host in several),
                **self._action(each.values["action"]),
            }

    def _action(self, actions: list[Json]) -> Json:
        # Authentication may come first; where the request goes is decided by the last action.
        last = actions[-1]
        forwards = _look(last, ("forward",)) or {}
        groups = [last.get("target_group_arn"), *(each["arn"] for each in forwards.get("target_group") or [])]
        redirect = _look(last, ("redirect",)) or {}
        return {
            "action": last["type"],
            "target_groups": [address for each in groups if (address := self._known(each))],
            "redirect": f"{redirect['protocol']}:{redirect['port']}" if redirect else None,
        }

    def _target_groups(self) -> Iterator[Json]:
        for each in self._of("aws_lb_target_group"):
            yield {
                "address": each.address,
                **{name: each.values.get(name) for name in ("port", "protocol", "target_type")},
            }

    # Interfaces

    def _attachments(self) -> Iterator[Json]:
        for each in self._of(*ATTACHED):
            subnets_at, groups_at = ATTACHED[each.type]
            attachment = {
                "address": each.address,
                "subnets": self._in_subnets(each, subnets_at),
                "security_groups": self._all(_look(each.values, groups_at)),
            }
            if each.type in PUBLIC:
                name, path = PUBLIC[each.type]
                attachment[name] = _look(each.values, path)
            yield attachment

    def _in_subnets(self, resource: Resource, path: tuple[str, ...]) -> list[str]:
        if path == ("db_subnet_group_name",):
            # A subnet group is referred to by its name or by its id; they are equal in AWS, not here.
            named = resource.values.get("db_subnet_group_name")
            groups = [
                each
                for each in self._of("aws_db_subnet_group")
                if named in (each.address, each.values.get("name"))
            ]
            return self._all([subnet for each in groups for subnet in each.values["subnet_ids"]])
        mapped = [each["subnet_id"] for each in resource.values.get("subnet_mapping") or []]
        return self._all(mapped or _look(resource.values, path))


def _look(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:  # noqa: ANN401 - planned values have any type
    found: Any = values
    for name in path:
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict):
        return found[0]
    return found


def _order(fact: Json) -> list[tuple[str, str]]:
    return [(name, f"{value:09}" if isinstance(value, int) else str(value)) for name, value in fact.items()]
