"""What the AWS provider fills in by itself: defaults of arguments, as its own plans show them.

The schema that a provider publishes has no defaults. They come out when it plans a resource of which nothing
is set: without any block, then with one empty block of each kind, one level of them after another. What is then known and not null is a default.
A type that the provider refuses to plan without arguments (or that makes it fail) has none here.
"""

from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from tests.oracle.plugin import UNKNOWN, Provider, Refused, running_provider

Json = dict[str, Any]
DEEPEST = 3  # levels of blocks that are asked for one by one
# What the provider wants to see before it plans these types at all, or before it fills in their blocks.
SEEDS: dict[str, tuple[Json, ...]] = {
    "aws_lb_listener": tuple({"default_action": {"type": each}} for each in ("redirect", "forward")),
    "aws_lb_listener_rule": tuple({"action": {"type": each}} for each in ("redirect", "forward")),
    "aws_lb_target_group": (
        {"name": "a", "port": 80, "protocol": "HTTP", "target_type": "ip", "vpc_id": "vpc-1"},
    ),
}
SEEDS |= {name.replace("aws_lb", "aws_alb"): seed for name, seed in SEEDS.items()}
NO_SEED: tuple[Json, ...] = ({},)
SINGLE = {"single", "group"}


def extract_defaults(mirror: Path, schema: Json) -> Json:
    """By type: {"legacy": bool, "attributes": {NAME: VALUE}, "blocks": {NAME: {…}}}."""
    waiting = sorted(schema["resource_schemas"])
    found: Json = {name: {} for name in waiting}
    tried: set[tuple[str, int, int]] = set()
    while waiting:
        # A type that crashes the provider costs a new one.
        with running_provider(mirror, schema) as provider:
            while waiting and ask(provider, waiting[0], schema["resource_schemas"], found, tried):
                waiting.pop(0)
    return found


def ask(provider: Provider, type_: str, schemas: Json, found: Json, tried: set[tuple[str, int, int]]) -> bool:
    """Plan one type both ways; False where the provider has died of it."""
    block = schemas[type_]["block"]
    for number, depth in product(range(len(SEEDS.get(type_, NO_SEED))), range(-1, DEEPEST + 1)):
        if (type_, number, depth) in tried:
            continue
        tried.add((type_, number, depth))
        config = seeded(full_body(block, depth), SEEDS.get(type_, NO_SEED)[number])
        try:
            planned = provider.plan(type_, config, proposed(block, config))
        except Refused as refusal:
            if "StatusCode" in str(refusal):
                return False
            continue
        found[type_]["legacy"] = planned.legacy
        merge(found[type_], defaults(block, planned.values, config))
    return True


def full_body(block: Json, depth: int) -> Json:
    """A body with one empty block of each kind, `depth` + 1 levels of them, and no argument."""
    made: Json = dict.fromkeys(block.get("attributes", {}))
    for name, nested in block.get("block_types", {}).items():
        one = nested["nesting_mode"] in SINGLE
        if name == "timeouts" or depth < 0:
            made[name] = None if one else []
        else:
            inner = full_body(nested["block"], depth - 1)
            made[name] = inner if one else [inner]
    return made


def seeded(config: Json, seed: Json) -> Json:
    """The configuration with a few values given."""
    made = dict(config)
    for name, value in seed.items():
        if isinstance(value, dict):
            made[name] = [seeded(each, value) for each in config[name]]
        else:
            made[name] = value
    return made


def proposed(block: Json, config: Json) -> Json:
    """What Terraform's core proposes: computed arguments that are not set are unknown."""
    made: Json = {}
    for name, attribute in block.get("attributes", {}).items():
        unset = config[name] is None and attribute.get("computed")
        made[name] = UNKNOWN if unset else config[name]
    for name, nested in block.get("block_types", {}).items():
        inner = config[name]
        if isinstance(inner, list):
            made[name] = [proposed(nested["block"], each) for each in inner]
        else:
            made[name] = proposed(nested["block"], inner) if isinstance(inner, dict) else inner
    return made


def defaults(block: Json, planned: Json, config: Json) -> Json:
    """What is known in the plan and was not in the configuration."""
    values = {
        name: planned[name]
        for name, attribute in block.get("attributes", {}).items()
        if attribute.get("optional") and is_plain(planned.get(name)) and config.get(name) is None
    }
    blocks = {}
    computed = []
    for name, nested in block.get("block_types", {}).items():
        made, given = planned.get(name), config.get(name)
        if isinstance(made, msgspec.msgpack.Ext) and not given and name != "timeouts":
            computed.append(name)
        if isinstance(made, list) and isinstance(given, list):
            made, given = (made or [None])[0], (given or [None])[0]
        if isinstance(made, dict) and isinstance(given, dict):
            inner = defaults(nested["block"], made, given)
            if inner:
                blocks[name] = inner
    parts = {"attributes": values, "blocks": blocks, "computed": computed}
    return {key: each for key, each in parts.items() if each}


def is_plain(value: object) -> bool:
    """Known, and no collection: what is in those comes from the blocks beside them."""
    return value is not None and not isinstance(value, msgspec.msgpack.Ext | list | dict)


def merge(into: Json, more: Json) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into.setdefault(key, value)
