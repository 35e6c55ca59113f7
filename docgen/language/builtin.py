"""The provider that is part of Terraform itself: `terraform_data`.

https://developer.hashicorp.com/terraform/language/resources/terraform-data
"""

from collections.abc import Mapping

import msgspec

from docgen.language.schema import AttributeSchema, BlockSchema, NestedBlock
from docgen.source.address import Mode, ResourceAddress
from docgen.values.types import BOOL, DYNAMIC, STRING
from docgen.values.values import Unknown, Value, null

TERRAFORM_DATA = BlockSchema(
    {
        "id": AttributeSchema(STRING, computed=True),
        "input": AttributeSchema(DYNAMIC, optional=True),
        "output": AttributeSchema(DYNAMIC, computed=True),
        "triggers_replace": AttributeSchema(DYNAMIC, optional=True),
    }
)


STORE = BlockSchema(
    {
        "input": AttributeSchema(DYNAMIC, optional=True, write_only=True),
        "output": AttributeSchema(DYNAMIC, computed=True),
        "replace": AttributeSchema(BOOL, optional=True),
        "sensitive": AttributeSchema(BOOL, optional=True),
        "sensitive_output": AttributeSchema(DYNAMIC, computed=True, sensitive=True),
        "version": AttributeSchema(DYNAMIC, optional=True),
    }
)
WITH_STORE = BlockSchema(TERRAFORM_DATA.attributes, {"store": NestedBlock("single", STORE)})
"""As Terraform 1.16 has it: a block that keeps an ephemeral value."""


def builtin_schema(mode: Mode, type_: str, *, has_store: bool = False) -> BlockSchema | None:
    if (mode, type_) != ("managed", "terraform_data"):
        return None
    return WITH_STORE if has_store else TERRAFORM_DATA


def builtin_attributes(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    """Without an input there is no output; with one it is known after an apply. The id is never null."""
    if builtin_schema(address.mode, address.type) is None or not isinstance(value.payload, Mapping):
        return {}
    given, output, id_ = (value.payload[name] for name in ("input", "output", "id"))
    made = null() if given.is_null else Value(given.type, output.payload, output.marks, output.trace)
    if isinstance(id_.payload, Unknown):
        id_ = Value(id_.type, msgspec.structs.replace(id_.payload, not_null=True), id_.marks, id_.trace)
    stored = {"store": kept(value.payload["store"])} if "store" in value.payload else {}
    return {"id": id_, "output": made, **stored}


def kept(store: Value) -> Value:
    """The stored value appears in one of two attributes; the other one is null."""
    payload = store.payload
    if not isinstance(payload, dict):
        return store
    unused = "output" if payload["sensitive"].payload is True else "sensitive_output"
    return Value(store.type, {**payload, unused: null(DYNAMIC, store.trace)}, store.marks, store.trace)
