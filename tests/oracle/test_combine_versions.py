"""What ships for provider 6.62.0, held against a sample of the raw schema of 6.55.0."""

from pathlib import Path

import msgspec
import pytest

from docgen.aws.schemas import Described, block_schema, plain_schemas
from tests.oracle.combine_versions import attributes_of, combined_level, with_sensitivity
from tests.oracle.extract_bindings import plain_type, read_type

SAMPLE = Path(__file__).with_name("sample_6.txt")
FEWEST = 300


def test_sampled_attributes_have_the_flags_of_the_raw_schema() -> None:
    resources = plain_schemas("6.62.0")["resources"]
    wrong = []
    compared = 0
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        type_, _, rest = line.partition(": ")
        shipped = {path: each[1] for path, each in attributes_of(resources[type_])}
        for each in rest.split(", "):
            path, _, flags = each.partition(" ")
            compared += 1
            if sorted(shipped.get(path, "")) != sorted(flags):
                wrong.append((type_, path, flags, shipped.get(path)))

    assert wrong == []
    assert compared >= FEWEST


@pytest.mark.parametrize(
    ("version", "resources", "data_sources"), [("5.100.0", 1526, 608), ("6.62.0", 1711, 679)]
)
def test_every_shipped_description_can_be_read(version: str, resources: int, data_sources: int) -> None:
    described = plain_schemas(version)

    assert (len(described["resources"]), len(described["data_sources"])) == (resources, data_sources)
    for level in described["resources"].values():
        assert block_schema(msgspec.convert(level, Described)).attributes


def test_behaviour_is_carried_over_where_the_name_and_the_type_are_the_same() -> None:
    old = {
        "attributes": {
            "port": ["number", "oc", 80],
            "token": ["string", "os"],
            "on": ["bool", "o", True],
            "gone": ["string", "o"],
        },
        "blocks": {"rule": ["list", 1, 5, {"attributes": {"text": ["string", "o", None, "lower"]}}]},
        "legacy": True,
    }
    new = {
        "attributes": {
            "port": ["number", "o"],
            "token": ["string", "o"],
            "on": ["string", "o"],
            "region": ["string", "o"],
            "tags": [["map", "string"], "o"],
        },
        "blocks": {"rule": ["list", 0, 0, {"attributes": {"text": ["string", "o"]}}]},
    }

    assert combined_level(new, old) == {
        "attributes": {
            "on": ["string", "o", "true"],  # a nullable boolean
            "port": ["number", "oc", 80],
            "region": ["string", "oc"],  # new: treated as computed
            "tags": [["map", "string"], "o"],
            "token": ["string", "os"],
        },
        "blocks": {"rule": ["list", 0, 5, {"attributes": {"text": ["string", "o", None, "lower"]}}]},
        "legacy": True,
    }


def test_what_is_sensitive_is_marked_by_path() -> None:
    level = {
        "attributes": {"name": ["string", "r"]},
        "blocks": {"login": ["list", 0, 1, {"attributes": {"key": ["string", "o"]}}]},
    }

    marked = with_sensitivity(level, {"login.key"})

    assert dict(attributes_of(marked)) == {"name": ["string", "r"], "login.key": ["string", "os"]}


@pytest.mark.parametrize(
    ("shape", "kept_as", "type_"),
    [
        ("simple", "boolean", "bool"),
        ("set", "stringList", ["set", "string"]),
        ("list", "numberList", ["list", "number"]),
        ("map", "stringMap", ["map", "string"]),
        ("map", "stringListMap", ["map", ["list", "string"]]),
    ],
)
def test_types_of_the_bindings(shape: str, kept_as: str, type_: object) -> None:
    assert plain_type(shape, kept_as) == type_


SCRIPT = """\
class AwsThing extends cdktn.TerraformResource {
    constructor(scope, id, config) {
        super(scope, id, {
            terraformResourceType: 'aws_thing',
        });
        // nodes - computed: true, optional: false, required: false
        this._nodes = new AwsThing.NodesPropertyList(this, "nodes", true);
        // rule - computed: false, optional: true, required: false
        this._rule = new AwsThing.RulePropertyOutputReference(this, "rule");
    }
    // arn - computed: true, optional: false, required: false
    get arn() {
        return this.getStringAttribute('arn');
    }
    synthesizeHclAttributes() {
        const attrs = {
            name: {
                value: cdktn.stringToHclTerraform(this._name),
                isBlock: false,
                type: "simple",
                storageClassType: "string",
            },
            rule: {
                value: awsThingRulePropertyToHclTerraform(this._rule.internalValue),
                isBlock: true,
                type: "list",
                storageClassType: "AwsThing.RulePropertyList",
            },
        };
    }
}
function awsThingRulePropertyToHclTerraform(struct) {
    const attrs = {
        ports: {
            value: struct.ports === undefined ? null : cdktn.listMapperHcl(cdktn.numberToHclTerraform, false)(struct.ports),
            isBlock: false,
            type: "set",
            storageClassType: "numberList",
        },
    };
}
    class NodesPropertyOutputReference extends cdktn.ComplexObject {
        // role - computed: true, optional: false, required: false
        get role() {
            return this.getStringAttribute('role');
        }
    }
"""
DECLARATIONS = """\
export interface AwsThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * Docs: {@link https://registry/thing#name AwsThing#name}
    */
    readonly name: string;
    /**
    * rule block
    *
    * Docs: {@link https://registry/thing#rule AwsThing#rule}
    */
    readonly rule?: AwsThing.RuleProperty;
}
export declare namespace AwsThing {
    interface RuleProperty {
        /**
        * Docs: {@link https://registry/thing#ports AwsThing#ports}
        */
        readonly ports: number[];
    }
}
"""


def test_bindings_give_names_types_and_nesting() -> None:
    assert read_type(SCRIPT, DECLARATIONS) == {
        "attributes": {
            "arn": ["string", "c"],
            "name": ["string", "r"],
            "nodes": [["set", ["object", {"role": "string"}]], "c"],
        },
        "blocks": {"rule": ["list", 0, 1, {"attributes": {"ports": [["set", "number"], "r"]}}]},
    }
