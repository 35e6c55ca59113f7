"""What the AWS provider fills in by itself: defaults of arguments, as its own plans show them.

The schema that a provider publishes has no defaults. They come out when it plans a resource of which nothing but the required
arguments is set: without any block, then with one block of each kind in turn, at every depth, then with all of them together.
What is then known and not null is a default; a block that was left out and is unknown is one that the provider decides about.
A type that the provider refuses to plan so (or that makes it fail) has none here.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tests.oracle.plugin import UNKNOWN, Provider, Refused, running_provider

Json = dict[str, Any]
MOST_DEATHS = 2
MOST_TOGETHER = 40
DEEPEST = 3  # levels of blocks that are asked for
# Text that a plan must be able to read: anything else may be "a".
TEXTS = {"cidr_block": "10.0.0.0/16", "container_definitions": "[]", "protocol": "tcp"}
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*"}]}'
# What the provider wants to see before it plans these types at all, or before it fills in their blocks.
SEEDS: dict[str, tuple[Json, ...]] = {
    "aws_dynamodb_table": (
        {"hash_key": "id", "attribute": {"name": "id", "type": "S"}, "billing_mode": "PAY_PER_REQUEST"},
    ),
    "aws_lambda_function": ({"handler": "a", "runtime": "python3.12", "filename": "a.zip"},),
    "aws_lb_listener": tuple({"default_action": {"type": each}} for each in ("redirect", "forward")),
    "aws_lb_listener_rule": tuple({"action": {"type": each}} for each in ("redirect", "forward")),
    "aws_lb_target_group": ({"name": "a", "port": 80, "protocol": "HTTP", "vpc_id": "vpc-1"},),
}
SEEDS |= {name.replace("aws_lb", "aws_alb"): seed for name, seed in SEEDS.items()}
SCALARS: Json = {"number": 1, "bool": True, "dynamic": None}
NO_SEED: tuple[Json, ...] = ({},)
SINGLE = {"single", "group"}


def extract_defaults(mirror: Path, schema: Json) -> Json:
    """By type: {"legacy": bool, "attributes": {NAME: VALUE}, "blocks": {NAME: {…}}, "computed": [NAME]}."""
    waiting = sorted(schema["resource_schemas"])
    found: Json = {name: {} for name in waiting}
    tried: set[tuple[str, str]] = set()
    deaths: Counter[str] = Counter()
    while waiting:
        # A type that makes the provider crash, or wait for AWS, costs a new one; at the second time it is left alone.
        with running_provider(mirror, schema) as provider:
            while waiting and ask(provider, waiting[0], schema["resource_schemas"], found, tried):
                waiting.pop(0)
        if waiting:
            deaths[waiting[0]] += 1
            if deaths[waiting[0]] == MOST_DEATHS:
                waiting.pop(0)
    return found


def ask(provider: Provider, type_: str, schemas: Json, found: Json, tried: set[tuple[str, str]]) -> bool:
    """Plan one type in every way; False where the provider has died of it."""
    block = schemas[type_]["block"]
    for label, config in configurations(type_, block):
        if (type_, label) in tried:
            continue
        tried.add((type_, label))
        try:
            planned = provider.plan(type_, config, proposed(block, config))
        except Refused as refusal:
            if "StatusCode" in str(refusal):
                return False
            continue
        found[type_]["legacy"] = planned.legacy
        merge(found[type_], defaults(block, planned.values, config))
    return True


def configurations(type_: str, block: Json) -> Iterator[tuple[str, Json]]:
    """The configurations to plan, each with a label of its own; the plainest first, since the first answer counts."""
    for number, seed in enumerate(SEEDS.get(type_, NO_SEED)):
        for with_required in (False, True):
            base = seeded(body(block, with_required=with_required), seed, block)
            yield f"{number} {with_required}", base
            for path in block_paths(block):
                yield f"{number} {with_required} {'.'.join(path)}", with_block(block, base, path)
        # All blocks at once; types with hundreds of them would take minutes.
        for depth in range(DEEPEST if len(list(block_paths(block))) <= MOST_TOGETHER else 1):
            yield f"{number} depth {depth}", seeded(full_body(block, depth), seed, block)


def body(block: Json, *, with_required: bool) -> Json:
    """A body without optional arguments and blocks; with `with_required`, with what the schema requires."""
    made: Json = {}
    for name, attribute in block.get("attributes", {}).items():
        needed = with_required and attribute.get("required")
        made[name] = some_value(name, attribute["type"]) if needed else None
    for name, nested in block.get("block_types", {}).items():
        one = nested["nesting_mode"] in SINGLE
        if with_required and nested.get("min_items"):
            inner = body(nested["block"], with_required=True)
            made[name] = inner if one else [inner]
        else:
            made[name] = None if one else []
    return made


def some_value(name: str, type_: Any) -> Any:  # noqa: ANN401 - JSON
    """A value of a type, for an argument that must have one."""
    if isinstance(type_, str):
        return POLICY if is_policy(name) else TEXTS.get(name, "a") if type_ == "string" else SCALARS[type_]
    match type_:
        case ["list" | "set", str() as element]:
            return [some_value(name, element)]
        case ["map", str() as element]:
            return {"a": some_value(name, element)}
        case ["list" | "set", ["object", members]]:
            return [dict.fromkeys(members)]
        case _:
            return None


def is_policy(name: str) -> bool:
    return name == "policy" or name.endswith("_policy")


def block_paths(block: Json, depth: int = DEEPEST) -> Iterator[tuple[str, ...]]:
    """The places of blocks, as names from the outside in."""
    for name, nested in block.get("block_types", {}).items():
        if name == "timeouts":
            continue
        yield (name,)
        if depth:
            for path in block_paths(nested["block"], depth - 1):
                yield (name, *path)


def with_block(block: Json, config: Json, path: tuple[str, ...]) -> Json:
    """The configuration with one block at this path, and the blocks around it."""
    name, *rest = path
    nested = block["block_types"][name]
    one = nested["nesting_mode"] in SINGLE
    there = config[name] if one else next(iter(config[name]), None)
    inner = there if there is not None else body(nested["block"], with_required=True)
    if rest:
        inner = with_block(nested["block"], inner, tuple(rest))
    return config | {name: inner if one else [inner]}


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


def seeded(config: Json, seed: Json, block: Json) -> Json:
    """The configuration with a few values given; the block of a value is added if it is missing."""
    made = dict(config)
    for name, value in seed.items():
        if isinstance(value, dict):
            inner = block["block_types"][name]["block"]
            there = config[name] or [body(inner, with_required=False)]
            made[name] = [seeded(each, value, inner) for each in there]
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
        there = into.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            merge(there, value)
        elif isinstance(value, list) and isinstance(there, list):
            there += [each for each in value if each not in there]
        else:
            into.setdefault(key, value)
