"""Two documents of facts: what changed, as data and in words."""

from typing import Any

import pytest

from docgen.analysis.changes import ChangeType, PartChange, PropertyChange, RuleChange
from docgen.analysis.compare import compare_facts
from docgen.analysis.snapshot import to_snapshot
from docgen.pages.sentences.changes import change_sentence

Json = dict[str, Any]


def rule(**changes: object) -> Json:
    https = {"direction": "ingress", "protocol": "tcp", "from_port": 443, "to_port": 443, "description": ""}
    return {**https, "peer": {"kind": "cidr", "value": "0.0.0.0/0"}, **changes}


def group(*rules: Json) -> Json:
    return {"security_groups": [{"address": "aws_security_group.a", "name": "a", "rules": list(rules)}]}


def acl(**numbers: str) -> Json:
    rules = [{"number": 100, "direction": name, "action": action} for name, action in numbers.items()]
    return {"network_acls": [{"address": "aws_network_acl.a", "name": "a", "rules": rules}]}


def listener(**values: object) -> Json:
    row = {
        "address": "aws_lb_listener.a",
        "port": 443,
        "protocol": "HTTPS",
        "actions": [],
        "rules": [],
        **values,
    }
    return {"load_balancers": [{"address": "aws_lb.a", "name": "web", "listeners": [row]}]}


def connection(source: str, *ports: str, verdict: str = "reachable", via: tuple[str, ...] = ()) -> Json:
    return {"from": source, "to": "db", "ports": list(ports), "verdict": verdict, "via": list(via)}


def connections(*rows: Json) -> Json:
    return {"connections": list(rows)}


def database(**values: object) -> Json:
    return {"databases": [{"address": "aws_db_instance.a", "name": "orders", **values}]}


def exposure(effect: str, *ports: str, sources: tuple[str, ...] = ("0.0.0.0/0",)) -> Json:
    row = {
        "id": "a",
        "subject": "a",
        "name": "web",
        "effect": effect,
        "ports": list(ports),
        "sources": list(sources),
    }
    return {"exposures": [row]}


def changes(before: Json, after: Json) -> list[Any]:
    old, new = (to_snapshot({"schema": 1, "environments": {"e": each}}) for each in (before, after))
    return list(compare_facts(old, new))


ICMP = {"protocol": "icmp", "from_port": 8, "to_port": -1}
HALF = {"kind": "cidr", "value": "0.0.0.0/1"}
CASES = {
    "another port": (group(rule()), group(rule(from_port=80, to_port=80)), ["a now allows inbound TCP 80 from the internet, was 443"]),
    "another peer": (group(rule()), group(rule(peer=HALF)), ["a now allows inbound TCP 443 from 0.0.0.0/1, was from the internet"]),
    "another protocol": (group(rule()), group(rule(protocol="udp")), ["a now allows inbound UDP 443 from the internet, was TCP 443"]),
    "a rule more": (group(), group(rule(**ICMP)), ["a now allows inbound ICMP type 8 from the internet"]),
    "a rule less": (group(rule(direction="egress", protocol="-1")), group(), ["a no longer allows outbound all traffic to the internet"]),
    "a rule described": (group(rule()), group(rule(description="office")), ["a: the rule for TCP 443 from the internet has another description: office"]),
    "a rule no longer described": (group(rule(description="office")), group(rule()), ["a: the rule for TCP 443 from the internet has no description now, was “office”"]),
    "a peer that is not known": (group(), group(rule(peer={"kind": "unknown", "value": None})), ["a now allows inbound TCP 443 from unknown sources"]),
    "a rule of one direction": (acl(ingress="allow", egress="allow"), acl(ingress="deny", egress="allow"), ["network ACL a, rule 100: action is now deny, was allow"]),
    "a property": (database(port=5432), database(port=5433), ["database orders: port is now 5433, was 5432"]),
    "a value that is not known": (database(port=5432), database(port=None), ["database orders: port is now unknown, was 5432"]),
    "an unknown number": (database(port=1), database(port=1, count=None), ["database orders: count is now unknown, was 1"]),
    "a known number": (database(port=1, count=None), database(port=1), ["database orders: count is now 1, was unknown"]),
    "a property of an earlier version": (database(port=1), database(), []),
    "a kind of an earlier version": ({}, database(), []),
    "a listener": (listener(), listener(port=8443), ["load balancer web, listener 8443: port is now 8443, was 443"]),
    "a listener less": (listener(), {"load_balancers": [{"address": "aws_lb.a", "name": "web", "listeners": []}]}, ["load balancer web, listener 443 is gone"]),
    "connections opened": (connections(), connections(connection("a", "tcp/1"), connection("internet", "tcp/1")), ["a and the internet can now connect to db on TCP 1"]),
    "a connection through a load balancer": (connections(), connections(connection("a", "tcp/1", via=("lb",))), ["a can now connect to db on TCP 1 via lb"]),
    "two ports of a load balancer": (connections(connection("a", "tcp/1", via=("lb",)), connection("a", "tcp/2", via=("lb",))), connections(connection("a", "tcp/2", via=("lb",))), ["a can now connect to db on TCP 2 via lb, was on TCP 1, 2"]),
    "a connection closed": (connections(connection("a", "tcp/1")), connections(), ["a can no longer connect to db on TCP 1"]),
    "a connection that is doubted": (connections(connection("a", "tcp/1")), connections(connection("a", "tcp/1", verdict="undecided")), ["a can now perhaps connect to db on TCP 1, was on TCP 1"]),
    "an exposure": ({}, exposure("effective", "tcp/443"), ["web is now open on TCP 443"]),
    "an exposure on paper": (exposure("effective", "tcp/443"), exposure("configured only", "tcp/443"), ["web is now open on paper on TCP 443, was open on TCP 443"]),
    "an exposure to others": (exposure("effective", "tcp/1"), exposure("effective", "tcp/1", sources=("1.0.0.0/8",)), ["web is open to 1.0.0.0/8, was the internet"]),
    "an exposure less": (exposure("cannot apply"), {}, ["web is no longer configured in a way that AWS rejects"]),
    "an input from elsewhere": ({"inputs": {"x": {"value": "1", "source": "default"}}}, {"inputs": {"x": {"value": "1", "source": "tfvars"}}}, ["input x is now set by tfvars, was default"]),
    "an output less": ({"outputs": {"x": {"value": "1"}}}, {}, ["output x is gone"]),
    "a gap": ({}, {"gaps": [{"kind": "data", "cause": "data.a.b"}]}, ["data.a.b is not known (data)"]),
    "a gap closed": ({"gaps": [{"kind": "data", "cause": "data.a.b"}]}, {}, ["data.a.b is known now"]),
    "coverage": ({"coverage": {"values": 9, "known": 8}}, {"coverage": {"values": 9, "known": 9}}, ["9 of 9 values are known, was 8 of 9"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_change_in_words(name: str) -> None:
    before, after, sentences = CASES[name]

    assert [change_sentence(each) for each in changes(before, after)] == sentences
    assert changes(after, after) == []


def test_an_environment_comes_and_goes() -> None:
    one, other = (to_snapshot({"schema": 1, "environments": {name: {}}}) for name in ("one", "other"))

    found = compare_facts(one, other)

    assert [(each.environment, each.type) for each in found] == [
        ("other", ChangeType.ADDED),
        ("one", ChangeType.REMOVED),
    ]


def test_a_change_keeps_what_was_and_what_is() -> None:
    (changed,) = changes(group(rule()), group(rule(from_port=80, to_port=80)))

    assert isinstance(changed, RuleChange)
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.before.from_port, changed.after.from_port) == (443, 80)


def test_a_change_inside_a_resource_names_the_way_to_it() -> None:
    def rules(*values: str) -> Json:
        return listener(rules=[{"address": f"rule.{each}", "priority": 1} for each in values])

    (added,) = changes(rules("a"), rules("a", "b"))
    (changed,) = changes(database(port=1), database(port=2))

    assert isinstance(added, PartChange)
    assert [(each.key, each.label) for each in added.parts] == [("listeners", "443"), ("rules", "rule.b")]
    assert isinstance(changed, PropertyChange)
    assert (changed.parts, changed.property, changed.before, changed.after) == ((), "port", 1, 2)
