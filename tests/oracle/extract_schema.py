"""The AWS provider's schema, boiled down: `python -m tests.oracle.extract_schema --into FILE`.

The provider describes itself in 13 MB of JSON (`terraform providers schema -json`). An evaluation needs less:
which arguments exist, of which type, and which are unknown before an apply. The result:

    {"resources": {TYPE: BLOCK}, "data_sources": {TYPE: BLOCK}}
    BLOCK     = {"attributes": {NAME: [TYPE, FLAGS, DEFAULT?, FORM?, MEMBERS?]}, "blocks": {NAME: [NESTING, MIN, MAX, BLOCK]}}
    TYPE      = Terraform's own: "string", ["list", "string"], ["object", {…}] …
    FLAGS     = letters out of r(equired) o(ptional) c(omputed) s(ensitive) w(rite-only)
    NESTING   = single, list, set, map or group; MIN and MAX of 0 are no limits

A resource type also has `"legacy": true` where the provider plans it with its older SDK, which plans an empty set or map
as null, and a block `"computed": true` where the provider decides about it when it is left out. Empty `attributes` and `blocks` are left out.

`--pack` writes `docgen/aws/schemas.bin`, the form that docgen reads, with defaults and normal forms (see `extract_defaults`
and `extract_forms`, which need `pip install grpcio`): `python -m tests.oracle.extract_schema --pack --into docgen/aws/schemas.bin`. It takes twenty
minutes. Without it the result is JSON and has neither. `--common` keeps the families below alone; `--sizes` measures
ways to store the result.
"""

import argparse
import json
import lzma
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from docgen.aws.schemas import EXACT_VERSIONS, packed
from tests.oracle.real_terraform import Terraform, find_mirror

Json = dict[str, Any]

FLAGS = {"r": "required", "o": "optional", "c": "computed", "s": "sensitive", "w": "write_only"}

FAMILIES = {
    "VPC and EC2 networking": (
        "ami availability_zone caller_identity carrier_gateway customer_gateway default_ ebs_ ec2_"
        " egress_only_ eip flow_log instance internet_gateway ip_ranges key_pair launch_"
        " main_route_table_association managed_prefix_list nat_gateway network_acl network_interface"
        " networkfirewall_ partition placement_group prefix_list region route_table security_group spot_"
        " subnet vpc vpn_"
    ),
    "load balancing": "alb elb lb",
    "containers": "ecr_ ecs_ eks_",
    "Kafka": "msk",
    "databases": (
        "db_ docdb_ elasticache_ elasticsearch_ neptune_ opensearch_ rds_ redshift_ redshiftserverless_"
    ),
    "Lambda": "lambda_",
    "storage": "efs_ s3_ s3control_",
    "edge": "api_gateway_ apigatewayv2_ cloudfront_ waf_ wafregional_ wafv2_",
    "names and certificates": "acm_ acmpca_ route53_",
    "identity and secrets": "iam_ kms_ secretsmanager_ ssm_parameter",
    "CloudWatch and alarms": "cloudwatch_ sns_",
    "autoscaling": "appautoscaling_ autoscaling_",
}
# As prefixes these would also take route53recoverycontrolconfig_ and servicecatalog_.
EXACT = ("aws_route", "aws_service", "aws_service_principal")


def is_common(name: str) -> bool:
    """Whether a type belongs to one of the families."""
    prefixes = tuple(f"aws_{each}" for several in FAMILIES.values() for each in several.split())
    return name in EXACT or name.startswith(prefixes)


def compact_block(block: Json) -> Json:
    """A block with names, types and flags, and nothing else."""
    compact: Json = {}
    if attributes := block.get("attributes"):
        compact["attributes"] = {name: compact_attribute(each) for name, each in sorted(attributes.items())}
    if blocks := block.get("block_types"):
        compact["blocks"] = {
            name: [
                each["nesting_mode"],
                each.get("min_items", 0),
                each.get("max_items", 0),
                compact_block(each["block"]),
            ]
            for name, each in sorted(blocks.items())
        }
    return compact


def compact_attribute(attribute: Json) -> list[Any]:
    # Attributes with a `nested_type` (objects with flags of their own) are legal, but this provider has none.
    return [attribute["type"], "".join(letter for letter, flag in FLAGS.items() if attribute.get(flag))]


def compact_schema(provider: Json, keep: Callable[[str], bool]) -> Json:
    """Every kept resource type and data source."""
    return {
        kind: {
            name: compact_block(each["block"]) for name, each in sorted(provider[key].items()) if keep(name)
        }
        for kind, key in (("resources", "resource_schemas"), ("data_sources", "data_source_schemas"))
    }


def add_defaults(level: Json, found: Json) -> None:
    """Write defaults beside the types that they belong to."""
    for name, value in found.get("attributes", {}).items():
        level["attributes"][name].append(value)
    for name, inner in found.get("blocks", {}).items():
        add_defaults(level["blocks"][name][3], inner)
    for name in found.get("computed", ()):
        level["blocks"][name][3]["computed"] = True
    if found.get("legacy"):
        level["legacy"] = True


def with_behaviour(schema: Json, mirror: Path, provider: Json) -> Json:
    """The schema with what only the running provider tells."""
    from tests.oracle import extract_defaults, extract_forms  # noqa: PLC0415 - they need grpcio, the project does not

    resources = schema["resources"]
    for name, found in extract_defaults.extract_defaults(mirror, provider).items():
        if name in resources:
            add_defaults(resources[name], found)
    forms = extract_forms.extract_forms(mirror, provider)
    for place, form in sorted(forms.items()):
        if place[0] in resources:
            add_form(resources[place[0]], place[1:], form, 3)
    for place, members in extract_forms.SEEN_IN_MEMBERS.items():
        add_form(resources[place[0]], place[1:], members, 4)
    return schema


def add_form(level: Json, path: Sequence[str], form: object, at: int) -> None:
    """Write a form at its place: the names of blocks, and last the attribute's."""
    *blocks, name = path
    for each in blocks:
        level = level["blocks"][each][3]
    attribute = level["attributes"][name]
    attribute += [None] * (at + 1 - len(attribute))
    attribute[at] = form


def print_sizes(title: str, schema: Json) -> None:
    """One line: how many types, and how large each way of storing them is."""
    plain = json.dumps(schema, separators=(",", ":"), sort_keys=True).encode()
    packed = msgspec.msgpack.encode(schema, order="sorted")
    sizes = {
        "JSON": plain,
        "JSON+zlib": zlib.compress(plain, 9),
        "JSON+lzma": lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME),
        "msgpack": packed,
        "msgpack+zlib": zlib.compress(packed, 9),
        "msgpack+lzma": lzma.compress(packed, preset=9 | lzma.PRESET_EXTREME),
    }
    told = ", ".join(f"{name} {len(data):,}" for name, data in sizes.items())
    sys.stdout.write(
        f"{title}: {len(schema['resources'])} resources, {len(schema['data_sources'])} data sources: {told}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the AWS provider's schema in a compact form.")
    parser.add_argument("--into", type=Path, required=True, help="file to write, JSON")
    parser.add_argument(
        "--common", action="store_true", help="only the families that network documentation needs"
    )
    parser.add_argument("--sizes", action="store_true", help="also measure every way to store it")
    parser.add_argument(
        "--mirror", type=Path, help="folder above registry.terraform.io with the AWS provider"
    )
    parser.add_argument("--pack", action="store_true", help="with defaults, in the form that docgen reads")
    options = parser.parse_args()
    mirror = options.mirror or find_mirror()
    provider = Terraform(mirror, endpoint="").schema()
    everything = compact_schema(provider, keep=lambda _: True)
    common = compact_schema(provider, keep=is_common)
    chosen = common if options.common else everything
    if options.pack:
        options.into.write_bytes(packed({EXACT_VERSIONS[0]: with_behaviour(chosen, mirror, provider)}))
    else:
        text = json.dumps(chosen, separators=(",", ":"), sort_keys=True) + "\n"
        options.into.write_text(text, encoding="utf-8", newline="\n")
    if options.sizes:
        print_sizes("all types", everything)
        print_sizes("common families", common)


if __name__ == "__main__":
    main()
