"""docgen's plan of every resource type that it models, held against the AWS provider's own: `python -m tests.oracle.compare_plans`.

Each type is planned with what it requires, with each of its blocks in turn, and with each of its arguments in turn. Printed is what
differs, one line a place, and at last how many plans were compared. `test_compare_plans.py` runs it and knows which differences
come from the made-up values.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from docgen.aws.provider_defaults import complete
from docgen.aws.schemas import aws_schema
from docgen.aws.table import CONVERTERS
from docgen.hcl.parser import parse_body
from docgen.language.evaluation import Environment, evaluate_configuration
from docgen.language.plan import plan_json
from docgen.language.provider import ProviderInfo
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.declare import declare_module
from docgen.terraform.module import Configuration
from tests.oracle.extract_defaults import (
    NO_SEED,
    SEEDS,
    SINGLE,
    block_paths,
    body,
    proposed,
    seeded,
    some_value,
    with_block,
)
from tests.oracle.plugin import Refused, running_provider
from tests.oracle.real_terraform import Terraform, find_mirror

Json = Any
UNKNOWN = "(unknown)"
SENSITIVE = "(sensitive)"


class Difference(msgspec.Struct, frozen=True, order=True):
    type: str
    place: str  # "root_block_device[].delete_on_termination"
    theirs: str
    ours: str
    labels: tuple[str, ...]  # the configurations


def compare(types: Sequence[str], mirror: Path, schema: Json) -> tuple[int, list[Difference]]:
    """How many plans were compared, and what differs."""
    compared = 0
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for type_, plans in real_plans(types, mirror, schema).items():
        block = schema["resource_schemas"][type_]["block"]
        ours = our_plans(type_, block, [config for _, config, _ in plans])
        for (label, _, theirs), mine in zip(plans, ours, strict=True):
            compared += 1
            for place, one, other in differences(hidden(theirs, mine), mine):
                found.setdefault((type_, place, json.dumps(one), json.dumps(other)), []).append(label)
    return compared, [Difference(*key, tuple(labels)) for key, labels in found.items()]


def configurations(type_: str, block: Json) -> Iterator[tuple[str, Json]]:
    base = seeded(body(block, with_required=True), SEEDS.get(type_, NO_SEED)[0], block)
    yield "required", base
    for path in block_paths(block):
        yield f"block {'.'.join(path)}", with_block(block, base, path)
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("optional") and base[name] is None and name != "id":
            yield f"argument {name}", base | {name: some_value(name, attribute["type"])}


def real_plans(
    types: Sequence[str], mirror: Path, schema: Json
) -> Mapping[str, list[tuple[str, Json, Json]]]:
    """By type: label, configuration and planned values."""
    made: dict[str, list[tuple[str, Json, Json]]] = {each: [] for each in types}
    waiting = [
        (type_, label, config)
        for type_ in types
        for label, config in configurations(type_, schema["resource_schemas"][type_]["block"])
    ]
    while waiting:
        # A configuration that makes the provider crash costs a new one.
        with running_provider(mirror, schema) as provider:
            while waiting:
                type_, label, config = waiting.pop(0)
                block = schema["resource_schemas"][type_]["block"]
                try:
                    planned = provider.plan(type_, config, proposed(block, config)).values
                except Refused as refusal:
                    if "StatusCode" in str(refusal):
                        break
                    continue
                made[type_].append((label, config, ordered(normalized(block, planned))))
    return made


def normalized(block: Json, planned: Json) -> Json:
    """Terraform's core makes an empty list of a block list that the older SDK plans as null."""
    made = dict(planned)
    for name, nested in block.get("block_types", {}).items():
        inner = planned.get(name)
        if nested["nesting_mode"] not in SINGLE and inner is None:
            made[name] = []
        elif isinstance(inner, list):
            made[name] = [normalized(nested["block"], each) for each in inner]
    return made


def our_plans(type_: str, block: Json, configs: Sequence[Json]) -> list[Json]:
    lines = ['provider "aws" {', '  region = "eu-west-1"', "}"]
    for number, config in enumerate(configs):
        lines += [f'resource "{type_}" "r{number}" {{', *written(block, config), "}"]
    file = SourceFile("main.tf", "\n".join(lines) + "\n")
    module = declare_module(".", [(file, parse_body(file).value)]).value
    around = Environment(DiskTree(Path()), knowledge=ProviderInfo(aws_schema, complete=complete))
    changes = plan_json(evaluate_configuration(Configuration(".", {(): module}), around).value)[
        "resource_changes"
    ]
    found = {
        each["name"]: together(each["change"]["after"], each["change"]["after_unknown"]) for each in changes
    }
    return [ordered(found[f"r{number}"]) for number in range(len(configs))]


def written(block: Json, config: Json) -> list[str]:
    """A configuration in Terraform's language."""
    made = [
        f"{name} = {json.dumps(config[name])}"
        for name in block.get("attributes", {})
        if config.get(name) is not None
    ]
    for name, nested in block.get("block_types", {}).items():
        inner = config.get(name)
        for each in inner if isinstance(inner, list) else [inner] if inner is not None else []:
            made += [f"{name} {{", *written(nested["block"], each), "}"]
    return made


def together(after: Json, unknown: Json) -> Json:
    """The values of a plan with `UNKNOWN` where they are not known."""
    if unknown is True:
        return UNKNOWN
    if isinstance(after, dict):
        gaps = unknown if isinstance(unknown, dict) else {}
        return {name: together(after.get(name), gaps.get(name)) for name in {**after, **gaps}}
    if isinstance(after, list):
        each_gap = unknown if isinstance(unknown, list) else [None] * len(after)
        return [together(one, gap) for one, gap in zip(after, each_gap, strict=True)]
    return after


def ordered(value: Json) -> Json:
    """Lists in an order of their own, since sets have none; whole numbers as such."""
    match value:
        case msgspec.msgpack.Ext():
            return UNKNOWN
        case dict():
            return {name: ordered(each) for name, each in sorted(value.items())}
        case list():
            return sorted(map(ordered, value), key=json.dumps)
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def hidden(theirs: Json, ours: Json) -> Json:
    """The provider's values with those hidden that docgen hides because they are sensitive."""
    if ours == SENSITIVE and theirs is not None:
        return SENSITIVE
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return {name: hidden(each, ours.get(name)) for name, each in theirs.items()}
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        return [hidden(one, other) for one, other in zip(theirs, ours, strict=True)]
    return theirs


def differences(theirs: Json, ours: Json, place: str = "") -> Iterator[tuple[str, Json, Json]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted({**theirs, **ours}):
            inner = f"{place}.{name}" if place else name
            yield from differences(theirs.get(name), ours.get(name), inner)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for one, other in zip(theirs, ours, strict=True):
            yield from differences(one, other, f"{place}[]")
    elif theirs != ours:
        yield place, theirs, ours


def main() -> None:
    mirror = find_mirror()
    schema = Terraform(mirror, endpoint="").schema()
    types = sys.argv[1:] or sorted(CONVERTERS)
    compared, found = compare(types, mirror, schema)
    for each in sorted(found):
        sys.stdout.write(f"{each.type}.{each.place}: {each.theirs}, docgen: {each.ours} ({each.labels[0]})\n")
    sys.stdout.write(f"{len(types)} types, {compared} plans, {len(found)} differences\n")


if __name__ == "__main__":
    main()
