"""Which changes of an argument make the AWS provider destroy a data store and make it again.

    pip install grpcio
    python -m tests.oracle.record_replacements [TYPE…]

The provider's schema does not say it ("Forces new resource" is in its code), but its plans do: `PlanResourceChange` names the paths
that require a replacement. Each argument of each type in `docgen.delta.safeguards.STORES` is changed alone, in a resource that is there, in every
way that its type has; what the provider then answers is written to `docgen/delta/replacements.json`:

    {"provider": "5.100.0", "types": {TYPE: {ARGUMENT: WAYS}}}

It takes five minutes; with types, only these are asked about and the others stay.

ARGUMENT is dotted ("broker_node_group_info.client_subnets"). WAYS are those of `WAYS` that require a replacement, in order. An argument that the
provider refused to plan is not in the table: nothing is known of it. Nor is one that it asks about when another argument changes.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from docgen.delta.safeguards import STORES
from tests.oracle.extract_defaults import DEEPEST, SINGLE, block_paths, body, some_value, with_block
from tests.oracle.plugin import Provider, Refused, running_provider
from tests.oracle.real_terraform import Terraform, find_mirror

Json = dict[str, Any]
Way = tuple[str, Any, Any]
RECORDED = Path(__file__).parents[2] / "docgen/delta/replacements.json"
PROVIDER = "5.100.0"
WAYS = ("changed", "raised", "lowered", "on", "off", "set", "removed")
# Values that the provider's own code reads: two for each argument, the lower version first.
SAMPLES: dict[str, tuple[str, str]] = {
    "kafka_version": ("3.5.1", "3.6.0"),
    "engine_version": ("6.2", "7.1"),
    "elasticsearch_version": ("7.4", "7.10"),
    "aws_opensearch_domain.engine_version": ("OpenSearch_1.3", "OpenSearch_2.11"),
}
# Pairs of which the provider may treat some in another way than others.
PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "engine": (
        ("redis", "valkey"),
        ("valkey", "redis"),
        ("memcached", "redis"),
        ("mysql", "postgres"),
        ("aurora-mysql", "aurora-postgresql"),
    ),
    "billing_mode": (("PAY_PER_REQUEST", "PROVISIONED"), ("PROVISIONED", "PAY_PER_REQUEST")),
    "storage_type": (("gp2", "gp3"), ("gp3", "io1"), ("SSD", "HDD"), ("io1", "standard")),
    "deployment_type": (("SINGLE_AZ_1", "MULTI_AZ_1"), ("PERSISTENT_1", "PERSISTENT_2")),
}
# What the plan of a type needs beside what its schema requires.
NEEDED: dict[str, Json] = {
    "aws_dynamodb_table": {
        "hash_key": "id",
        "billing_mode": "PAY_PER_REQUEST",
        "attribute": [{"name": "id", "type": "S"}, {"name": "other", "type": "S"}],
        "global_secondary_index": [  # the provider wants every attribute in some index
            {"name": "one", "hash_key": "id", "projection_type": "ALL"},
            {"name": "two", "hash_key": "other", "projection_type": "ALL"},
        ],
    },
    "aws_opensearch_domain": {"engine_version": "OpenSearch_2.11"},
    "aws_elasticsearch_domain": {"elasticsearch_version": "7.10"},
    "aws_elasticache_cluster": {"engine": "redis", "num_cache_nodes": 1},
    "aws_kinesis_stream": {"shard_count": 1},
}
# Where another argument decides whether a change can be made in place: only what holds with all of them is in the table.
VARIANTS: dict[str, tuple[Json, ...]] = {
    "aws_elasticache_cluster": ({}, {"engine": "memcached", "engine_version": "1.6.22"}),
    "aws_elasticache_replication_group": ({}, {"engine": "valkey"}),
    "aws_fsx_lustre_file_system": (
        {},
        {"deployment_type": "PERSISTENT_2", "per_unit_storage_throughput": 125},
        {"deployment_type": "SCRATCH_2"},
    ),
    "aws_fsx_openzfs_file_system": ({}, {"deployment_type": "MULTI_AZ_1"}),
    "aws_fsx_windows_file_system": ({}, {"deployment_type": "MULTI_AZ_1"}),
    "aws_opensearch_domain": ({}, {"engine_version": "Elasticsearch_7.10"}),
    "aws_rds_cluster": ({}, {"engine": "aurora-postgresql"}, {"engine": "postgres"}),
}
DYNAMO_KEYS = ("hash_key", "range_key")


def values_of(resource: str, name: str, type_: Any) -> Iterator[Way]:  # noqa: ANN401 - JSON
    """The ways in which an argument of this type can change: a name of `WAYS`, the value before, and the one after."""
    if type_ == "bool":
        yield from (("on", False, True), ("off", True, False), ("set", None, True), ("removed", True, None))
    elif type_ == "number":
        yield from (("raised", 10, 20), ("lowered", 20, 10), ("set", None, 10), ("removed", 10, None))
    elif sample := SAMPLES.get(f"{resource}.{name}") or SAMPLES.get(name):
        low, high = sample
        yield from (("raised", low, high), ("lowered", high, low), ("set", None, low), ("removed", low, None))
    elif name in PAIRS:
        yield from (("changed", *pair) for pair in PAIRS[name])
        yield from (("set", None, PAIRS[name][0][0]), ("removed", PAIRS[name][0][0], None))
    elif type_ == "string":
        one, other = ("id", "other") if name in DYNAMO_KEYS else ("alpha", "beta")
        yield from (("changed", one, other), ("set", None, one), ("removed", one, None))
    elif (one := some_value(name, type_)) is not None and isinstance(type_, list) and type_[1] == "string":
        others = [f"{each}b" for each in one] if isinstance(one, list) else {"a": "b"}
        yield from (("changed", one, others), ("set", None, one), ("removed", one, None))


def argument_paths(block: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every argument that may be written, with the blocks that it is in."""
    for around in [(), *block_paths(block, DEEPEST)]:
        inner = block
        for each in around:
            inner = inner["block_types"][each]["block"]
        for name, attribute in sorted(inner.get("attributes", {}).items()):
            if name in {"id", "tags", "tags_all"} or attribute.get("write_only"):
                continue
            if attribute.get("optional") or attribute.get("required"):
                yield (*around, name), attribute


def with_value(block: Json, config: Json, path: tuple[str, ...], value: Any) -> Json:  # noqa: ANN401 - as above
    name, *rest = path
    if not rest:
        return config | {name: value}
    nested = block["block_types"][name]
    inner = config[name] if nested["nesting_mode"] in SINGLE else config[name][0]
    made = with_value(nested["block"], inner, tuple(rest), value)
    return config | {name: made if nested["nesting_mode"] in SINGLE else [made, *config[name][1:]]}


def base(type_: str, block: Json, path: tuple[str, ...], variant: Json) -> Json:
    """A configuration with what is required, and with the blocks around the argument."""
    made = body(block, with_required=True)
    for name, value in NEEDED.get(type_, {}).items():
        if isinstance(value, list):
            empty = body(block["block_types"][name]["block"], with_required=False)
            made[name] = [empty | each for each in value]
        else:
            made[name] = value
    made |= variant
    return with_block(block, made, path[:-1]) if path[:-1] else made


def state_of(block: Json, config: Json, *, top: bool = True) -> Json:
    """The resource as it is there: what was written, and an id; what AWS computes is not needed."""
    made = dict(config)
    if top and "id" in block["attributes"]:
        made["id"] = "a"
    if top and "arn" in block["attributes"] and made["arn"] is None:
        made["arn"] = "arn:aws:a:eu-west-1:111122223333:a/a"
    return made


def proposed(block: Json, prior: Json, config: Json) -> Json:
    """What Terraform's core proposes: what is computed and not written stays as it is."""
    made: Json = {}
    for name, attribute in block.get("attributes", {}).items():
        kept = config[name] is None and attribute.get("computed")
        made[name] = prior.get(name) if kept else config[name]
    for name, nested in block.get("block_types", {}).items():
        inner, before = config[name], prior.get(name)
        if isinstance(inner, list):
            old = before if isinstance(before, list) else []
            rest = [body(nested["block"], with_required=False)] * (len(inner) - len(old))
            made[name] = [
                proposed(nested["block"], was, now) for was, now in zip([*old, *rest], inner, strict=False)
            ]
        else:
            made[name] = proposed(nested["block"], before or {}, inner) if isinstance(inner, dict) else inner
    return made


class Asking:
    """Asks the provider, and starts it again where it dies of a question."""

    def __init__(self, mirror: Path, schema: Json) -> None:
        self.mirror = mirror
        self.schema = schema
        self.stack = ExitStack()
        self.provider = self.started()

    def started(self) -> Provider:
        return self.stack.enter_context(running_provider(self.mirror, self.schema))

    def asked(self, type_: str, block: Json, path: tuple[str, ...], way: Way, variant: Json) -> bool | None:
        """Whether the change of one argument makes the resource again; None where the provider refuses to say."""
        try:
            return answer(self.provider, type_, block, path, way, variant)
        except Refused as problem:
            if "StatusCode" in str(problem):
                self.stack.close()
                self.provider = self.started()
                sys.stderr.write(f"  died: {type_} {'.'.join(path)} {way[0]}\n")
            return None


def answer(  # noqa: PLR0913, PLR0917 - a question
    provider: Provider, type_: str, block: Json, path: tuple[str, ...], way: Way, variant: Json
) -> bool:
    """As above. Raises `Refused`. That another argument requires a replacement, as it has no value here, does not count."""
    _, was, now = way
    before = with_value(block, base(type_, block, path, variant), path, was)
    after = with_value(block, base(type_, block, path, variant), path, now)
    prior = state_of(block, before)
    unchanged = provider.replaced(type_, prior, before, proposed(block, prior, before))
    found = provider.replaced(type_, prior, after, proposed(block, prior, after))
    return any(each not in unchanged and each[0] == path[0] for each in found)


def one_type(asking: Asking, type_: str, block: Json) -> Json:
    """The arguments of one type, with the ways in which a change makes it again."""
    found: Json = {}
    for path, attribute in argument_paths(block):
        answers: dict[str, list[bool | None]] = {}
        for way in values_of(type_, path[-1], attribute["type"]):
            for variant in VARIANTS.get(type_, ({},)):
                answers.setdefault(way[0], []).append(asking.asked(type_, block, path, way, variant))
        forcing = [way for way in WAYS if True in answers.get(way, ()) and False not in answers[way]]
        if forcing:
            found[".".join(path)] = forcing
    return found


def main() -> None:
    mirror = find_mirror()
    schema = Terraform(mirror, endpoint="").schema()
    types: Json = json.loads(RECORDED.read_text(encoding="utf-8"))["types"] if sys.argv[1:] else {}
    asking = Asking(mirror, schema)
    with asking.stack:
        for type_ in sys.argv[1:] or sorted(STORES):
            types[type_] = one_type(asking, type_, schema["resource_schemas"][type_]["block"])
            sys.stderr.write(f"{type_}: {len(types[type_])}\n")
    document = {"provider": PROVIDER, "types": dict(sorted(types.items()))}
    RECORDED.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
