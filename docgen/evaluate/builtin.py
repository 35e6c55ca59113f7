"""The provider that is part of Terraform itself: `terraform_data`.

https://developer.hashicorp.com/terraform/language/resources/terraform-data
"""

from collections.abc import Mapping

import msgspec

from docgen.evaluate.schema import AttributeSchema, BlockSchema
from docgen.evaluate.types import DYNAMIC, STRING
from docgen.evaluate.values import Unknown, Value, null
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
    """Without an input there is no output; with one it is known after an apply. The id is never null."""
    if builtin_schema(address.mode, address.type) is None or not isinstance(value.payload, Mapping):
        return {}
    given, output, id_ = (value.payload[name] for name in ("input", "output", "id"))
    made = null() if given.is_null else Value(given.type, output.payload, output.marks, output.trace)
    if isinstance(id_.payload, Unknown):
        id_ = Value(id_.type, msgspec.structs.replace(id_.payload, not_null=True), id_.marks, id_.trace)
    return {"id": id_, "output": made}
