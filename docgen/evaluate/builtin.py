"""The provider that is part of Terraform itself: `terraform_data`.

https://developer.hashicorp.com/terraform/language/resources/terraform-data
"""

from collections.abc import Mapping

from docgen.evaluate.schema import AttributeSchema, BlockSchema
from docgen.evaluate.types import DYNAMIC, STRING
from docgen.evaluate.values import Value, null
from docgen.source.address import Mode, ResourceAddress

TERRAFORM_DATA = BlockSchema(
    {
        "id": AttributeSchema(STRING, computed=True),
        "input": AttributeSchema(DYNAMIC, optional=True),
        "output": AttributeSchema(DYNAMIC, computed=True),
        "triggers_replace": AttributeSchema(DYNAMIC, optional=True),
    }
)


def builtin_schema(mode: Mode, type_: str) -> BlockSchema | None:
    return TERRAFORM_DATA if (mode, type_) == ("managed", "terraform_data") else None


def builtin_attributes(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    """Without an input there is no output; with one it is known after an apply."""
    if address.type != "terraform_data" or not isinstance(value.payload, Mapping):
        return {}
    given, output = value.payload["input"], value.payload["output"]
    if given.is_null:
        return {"output": null()}
    return {"output": Value(given.type, output.payload, output.marks, output.trace)}
