"""Facts then and now: what changed, in words.

Works on the JSON form of facts, because what was true before is only kept in that form.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

Json = Mapping[str, Any]
# How things of a collection are called, where the name alone does not say it.
NOUNS: Mapping[str, str] = {
    "vpcs": "VPC",
    "subnets": "subnet",
    "nat_gateways": "NAT gateway",
    "endpoints": "VPC endpoint",
    "flow_logs": "flow log",
    "route_tables": "route table",
    "network_acls": "network ACL",
    "security_groups": "security group",
    "load_balancers": "load balancer",
    "target_groups": "target group",
    "services": "ECS service",
    "ecs_clusters": "ECS cluster",
    "kafka_clusters": "Kafka cluster",
    "kafka_connectors": "Kafka connector",
    "databases": "database",
    "instances": "EC2 instance",
    "functions": "Lambda function",
    "managed_services": "managed service",
    "network_interfaces": "network interface",
    "autoscaling_groups": "Auto Scaling group",
    "transit_gateways": "transit gateway",
    "entries": "internet entry",
    "buckets": "S3 bucket",
    "exposures": "exposure of",
    "inventory": "resource",
}
QUIET = frozenset({"evidence", "levers", "unknowns", "path", "because", "style", "closing"})


NAMED = frozenset({"tcp", "udp", "icmp"})  # abbreviations, which stand in capitals in a sentence
ICMP = frozenset({"icmp", "icmpv6", "1", "58"})


class Change(msgspec.Struct, frozen=True):
    """One fact that changed."""

    environment: str
    subject: str  # an address, or the name of an input or output
    kind: str  # "added", "removed", "changed"
    text: str  # "web-sg now admits tcp 8443 from 0.0.0.0/0, was 443"
    place: str = ""  # "terraform/modules/vpc/security_groups.tf:88"

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place else ""
        return f"{self.environment}: {self.text}{where}"


def compare_facts(old: Json, new: Json) -> tuple[Change, ...]:
    """Every fact that changed between two `docgen facts` documents, in the order of the new one."""
    before, after = old.get("environments", {}), new.get("environments", {})
    found: list[Change] = []
    for name in after:
        if name not in before:
            found.append(Change(name, name, "added", "the environment is new"))
        else:
            found += compare_environment(name, before[name], after[name])
    found += (
        Change(name, name, "removed", "the environment is gone") for name in before if name not in after
    )
    return tuple(found)


def compare_environment(name: str, old: Json, new: Json) -> Iterator[Change]:
    for collection, noun in NOUNS.items():
        if collection not in {"inventory", "exposures"}:
            before, after = labelled(old, collection), labelled(new, collection)
            yield from compare_collection(name, noun, before, after)
    yield from compare_exposures(name, old.get("exposures", []), new.get("exposures", []))
    yield from compare_named(name, "input", old.get("inputs", {}), new.get("inputs", {}))
    yield from compare_named(name, "output", old.get("outputs", {}), new.get("outputs", {}))
    yield from compare_inventory(name, old, new)
    yield from compare_graph(name, old.get("module_graph", []), new.get("module_graph", []))
    yield from compare_gaps(name, old.get("gaps", []), new.get("gaps", []))
    if "connections" in old:  # facts of an earlier version have none
        yield from compare_connections(name, old["connections"], new.get("connections", []))
    if old.get("coverage") != new.get("coverage"):
        one, other = old.get("coverage", {}), new.get("coverage", {})
        text = f"{other.get('known')} of {other.get('values')} values are known, was {one.get('known')} of {one.get('values')}"
        yield Change(name, "coverage", "changed", text)


def compare_connections(environment: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Change]:
    """What can connect to a target now or no longer: one change for all sources that moved alike."""
    before, after = connection_rows(old), connection_rows(new)
    moved: dict[tuple[str, str, str], list[str]] = {}
    for (source, target, via), said in after.items():
        was = before.get((source, target, via))
        if was != said:
            text = f"can be reached {said}{via}" + (f", was {was}" if was else "")
            moved.setdefault((target, "changed" if was else "added", text), []).append(source)
    for (source, target, via), said in before.items():
        if (source, target, via) not in after:
            text = f"can no longer be reached {said}{via}"
            moved.setdefault((target, "removed", text), []).append(source)
    for (target, kind, text), sources in moved.items():
        yield Change(environment, target, kind, f"{target} {text} from {', '.join(sources)}")


def connection_rows(rows: Sequence[Json]) -> dict[tuple[str, str, str], str]:
    """By source, target and way: on which ports, and whether that is certain."""
    return {
        (row["from"], row["to"], f" via {', '.join(row['via'])}" if row["via"] else ""): (
            f"{'perhaps ' if row['verdict'] == 'undecided' else ''}on {', '.join(row['ports']) or 'unknown ports'}"
        )
        for row in rows
    }


def compare_gaps(environment: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Change]:
    """What became known, and what no longer is."""
    before, after = by_key(old, "cause"), by_key(new, "cause")
    for cause, gap in after.items():
        if cause not in before:
            where = f"{gap['path']}:{gap['line']}" if gap.get("path") else ""
            yield Change(environment, cause, "added", f"{cause} is not known ({gap['kind']})", where)
    for cause in before:
        if cause not in after:
            yield Change(environment, cause, "removed", f"{cause} is known now")


def labelled(facts: Json, collection: str) -> Sequence[Json]:
    """The rows of a collection; rules of security groups with the names of the groups that they admit."""
    rows: Sequence[Json] = facts.get(collection, [])
    if collection != "security_groups":
        return rows
    names = {row["address"]: title(row) for row in rows}
    return [{**row, "rules": [with_label(rule, names) for rule in row["rules"]]} for row in rows]


def with_label(rule: Json, names: Mapping[str, str]) -> Json:
    inner = rule["peer"]
    return {**rule, "peer": {**inner, "label": names.get(inner["value"], inner["value"])}}


def by_key(rows: Sequence[Json], key: str) -> dict[str, Json]:
    return {str(row.get(key)): row for row in rows}


def title(row: Json) -> str:
    """What a row is called: its name, else its address."""
    name = row.get("name")
    return f"{name}" if isinstance(name, str) else str(row.get("address", row.get("subject", "")))


def place(row: Json) -> str:
    evidence = row.get("evidence") or ()
    for each in evidence:
        if each.get("path"):
            return f"{each['path']}:{each['line']}"
    return ""


def compare_collection(
    environment: str, noun: str, old: Sequence[Json], new: Sequence[Json]
) -> Iterator[Change]:
    before, after = by_key(old, "address"), by_key(new, "address")
    for address, row in after.items():
        if address not in before:
            yield Change(environment, address, "added", f"{noun} {title(row)} is new", place(row))
        else:
            yield from compare_row(environment, f"{noun} {title(row)}", address, before[address], row)
    for address, row in before.items():
        if address not in after:
            yield Change(environment, address, "removed", f"{noun} {title(row)} is gone")


def compare_row(environment: str, what: str, address: str, old: Json, new: Json) -> Iterator[Change]:
    for key, value in new.items():
        was = old.get(key)
        if key in QUIET or value == was:
            continue
        if key == "rules" and "peer" in (value or was or [{}])[0]:
            yield from compare_rules(environment, title(new), address, was or [], value)
        elif key in {"listeners", "rules", "routes"}:
            yield from compare_members(environment, what, address, key, was or [], value)
        else:
            yield Change(
                environment,
                address,
                "changed",
                f"{what}: {words(key)} is now {shown(value)}, was {shown(was)}",
                place(new),
            )
    for key in old:
        if key not in new and key not in QUIET:
            yield Change(
                environment,
                address,
                "changed",
                f"{what}: {words(key)} is no longer set, was {shown(old[key])}",
                place(new),
            )


def words(key: str) -> str:
    return key.replace("_", " ")


def shown(value: Any) -> str:  # noqa: ANN401 - JSON
    """A value in one short piece of text."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{words(key)} {shown(each)}" for key, each in value.items() if key not in QUIET)
    return str(value)


def compare_members(  # noqa: PLR0913, PLR0917 - two lists and what they belong to
    environment: str, what: str, address: str, key: str, old: Sequence[Json], new: Sequence[Json]
) -> Iterator[Change]:
    """Listeners, listener rules, routes, ACL rules: by what identifies each of them."""
    identity = (
        "destination"
        if key == "routes"
        else "address"
        if (new and "address" in new[0]) or (old and "address" in old[0])
        else "number"
    )
    before, after = by_key(old, identity), by_key(new, identity)
    noun = {"listeners": "listener", "routes": "route to"}.get(key, "rule")
    for name, row in after.items():
        label = f"{what}, {noun} {row.get('port') or name}"
        if name not in before:
            yield Change(environment, address, "added", f"{label} is new: {shown(without(row))}", place(row))
        else:
            yield from compare_row(environment, label, address, before[name], row)
    for name, row in before.items():
        if name not in after:
            yield Change(environment, address, "removed", f"{what}, {noun} {row.get('port') or name} is gone")


def without(row: Json) -> Json:
    return {key: each for key, each in row.items() if key not in {*QUIET, "address", "rules"}}


# -- security-group rules ----------------------------------------------------------------------


def compare_rules(
    environment: str, group: str, address: str, old: Sequence[Json], new: Sequence[Json]
) -> Iterator[Change]:
    """Rules that came and went; one of each with the same peer, or the same ports, are reported as one that changed."""
    before = {rule_key(each): each for each in old}
    after = {rule_key(each): each for each in new}
    gone = [row for key, row in before.items() if key not in after]
    come = [row for key, row in after.items() if key not in before]
    for row in come:
        twin = next((each for each in gone if same_peer(each, row)), None)
        if twin is not None:
            gone.remove(twin)
            text = f"{group} now {verb(row)} {service(row)} {preposition(row)} {peer(row)}, was {ports(twin)}"
        else:
            twin = next((each for each in gone if same_service(each, row)), None)
            if twin is not None:
                gone.remove(twin)
                text = f"{group} now {verb(row)} {service(row)} {preposition(row)} {peer(row)}, was {preposition(row)} {peer(twin)}"
            else:
                text = f"{group} now {verb(row)} {service(row)} {preposition(row)} {peer(row)}"
        yield Change(environment, address, "changed", text, place(row))
    for row in gone:
        yield Change(
            environment,
            address,
            "removed",
            f"{group} no longer {verb(row)} {service(row)} {preposition(row)} {peer(row)}",
        )
    for key, row in after.items():
        if key in before and row.get("description") != before[key].get("description"):
            rule = f"{service(row)} {preposition(row)} {peer(row)}"
            text = f"{group}: the rule for {rule} has another description: {row.get('description') or 'none'}"
            yield Change(environment, address, "changed", text, place(row))


def rule_key(row: Json) -> tuple[object, ...]:
    inner = row["peer"]
    return row["direction"], row["protocol"], row["from_port"], row["to_port"], inner["kind"], inner["value"]


def same_peer(one: Json, other: Json) -> bool:
    return bool(one["direction"] == other["direction"] and one["peer"] == other["peer"])


def same_service(one: Json, other: Json) -> bool:
    keys = ("direction", "protocol", "from_port", "to_port")
    return all(one[key] == other[key] for key in keys)


def verb(row: Json) -> str:
    return "allows inbound" if row["direction"] == "ingress" else "allows outbound"


def preposition(row: Json) -> str:
    return "from" if row["direction"] == "ingress" else "to"


def ports(row: Json) -> str:
    low, high = row["from_port"], row["to_port"]
    if low is None:
        return "all ports"
    if row["protocol"] in ICMP:
        kind = "of all types" if low < 0 else f"type {low}"
        return kind if high < 0 else f"{kind} code {high}"
    return str(low) if low == high else f"{low}-{high}"


def service(row: Json) -> str:
    protocol = row["protocol"]
    if protocol == "-1":
        return "everything"
    name = protocol.upper() if protocol in NAMED else protocol or "an unknown protocol"
    return f"{name} {ports(row)}"


def peer(row: Json) -> str:
    inner = row["peer"]
    if inner["kind"] == "self":
        return "itself"
    return inner.get("label") or inner["value"] or "unknown sources"


# -- the rest --------------------------------------------------------------------------------------


def compare_exposures(environment: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Change]:
    before, after = by_key(old, "id"), by_key(new, "id")
    for key, row in after.items():
        if key not in before:
            yield Change(environment, row["subject"], "added", f"{row['name']} is now {state(row)}")
        elif state(row) != state(before[key]):
            yield Change(
                environment,
                row["subject"],
                "changed",
                f"{row['name']} is now {state(row)}, was {state(before[key])}",
            )
        elif row["sources"] != before[key]["sources"]:
            text = f"{row['name']} is open to {shown(row['sources'])}, was {shown(before[key]['sources'])}"
            yield Change(environment, row["subject"], "changed", text)
    for key, row in before.items():
        if key not in after:
            yield Change(environment, row["subject"], "removed", f"{row['name']} is no longer {state(row)}")


def state(row: Json) -> str:
    ports = ", ".join(row["ports"]) or "no port"
    return {
        "effective": f"exposed on {ports}",
        "configured only": f"open to the internet on paper on {ports}"
        if row["ports"]
        else "public by its own argument, and no rule allows the internet",
        "cannot apply": "configured in a way that AWS rejects",
    }.get(row["effect"], f"perhaps exposed on {ports}")


def compare_named(environment: str, noun: str, old: Json, new: Json) -> Iterator[Change]:
    for name, row in new.items():
        if name not in old:
            yield Change(
                environment, name, "added", f"{noun} {name} is new: {shown(row['value'])}", place(row)
            )
        elif row["value"] != old[name]["value"]:
            yield Change(
                environment,
                name,
                "changed",
                f"{noun} {name} is now {row['value']}, was {old[name]['value']}",
                place(row),
            )
        elif row.get("source") != old[name].get("source"):
            yield Change(
                environment,
                name,
                "changed",
                f"{noun} {name} is now set by {row.get('source')}, was {old[name].get('source')}",
                place(row),
            )
    yield from (
        Change(environment, name, "removed", f"{noun} {name} is gone") for name in old if name not in new
    )


def compare_inventory(environment: str, old: Json, new: Json) -> Iterator[Change]:
    """Resources that no collection has told about already."""
    told = {
        str(row.get("address"))
        for side in (old, new)
        for collection in NOUNS
        if collection not in {"inventory", "exposures"}
        for row in side.get(collection, [])
    }
    before, after = by_key(old.get("inventory", []), "address"), by_key(new.get("inventory", []), "address")
    for address, row in after.items():
        if address in told:
            continue
        if address not in before:
            yield Change(environment, address, "added", f"resource {address} is new")
        elif row != before[address]:
            yield Change(
                environment,
                address,
                "changed",
                f"resource {address}: {shown(without(row))}, was {shown(without(before[address]))}",
            )
    for address in before:
        if address not in after and address not in told:
            yield Change(environment, address, "removed", f"resource {address} is gone")


def compare_graph(environment: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Change]:
    before, after = by_key(old, "path"), by_key(new, "path")
    for path, row in after.items():
        name = f"module {path}" if path else "the root module"
        if path not in before:
            yield Change(environment, path, "added", f"{name} is new ({row['folder']})")
        elif row != before[path]:
            yield Change(environment, path, "changed", f"{name} declares other resources")
    yield from (
        Change(environment, path, "removed", f"module {path} is gone") for path in before if path not in after
    )
