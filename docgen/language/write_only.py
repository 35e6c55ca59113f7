"""Write-only arguments: handed to the provider, and null in every plan and state.

https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
"""

from functools import cache

from docgen.language.schema import BlockSchema
from docgen.values.values import NO_MARKS, Value, remade


def without_write_only(value: Value, schema: BlockSchema) -> Value:
    """The object that a block makes, with null for each write-only argument in it, on every level."""
    payload = value.payload
    if not isinstance(payload, dict) or not has_write_only(schema):
        return value
    made = dict(payload)
    for name, each in payload.items():
        attribute, nested = schema.attributes.get(name), schema.blocks.get(name)
        if attribute is not None and attribute.write_only:
            made[name] = Value(each.type, None, NO_MARKS, each.trace)
        elif nested is not None:
            made[name] = in_blocks(each, nested.block)
    return Value(value.type, remade(payload, made), value.marks, value.trace)


def in_blocks(value: Value, schema: BlockSchema) -> Value:
    """The same for all blocks of one type: a list or set of objects, or the object of a single one."""
    if isinstance(value.payload, tuple):
        items = tuple([without_write_only(each, schema) for each in value.payload])
        return Value(value.type, items, value.marks, value.trace)
    return without_write_only(value, schema)


@cache
def has_write_only(schema: BlockSchema) -> bool:
    own = any(each.write_only for each in schema.attributes.values())
    return own or any(has_write_only(each.block) for each in schema.blocks.values())
