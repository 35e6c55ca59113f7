"""What the provider plans beyond what its schema says, where `schemas.bin` does not have it.

`planned.json` holds it by resource type, as provider 5.100.0 answered when it was asked with arguments that it accepts. The places are
names from the outside in: `extended_s3_configuration.buffering_size`.

- `legacy`: the type is planned by the provider's older SDK.
- `defaults`: what is filled in where nothing is written.
- `computed`: blocks that the provider decides about where they are left out.
- `forms`: the name of the normal form, in `docgen.language.planning.FORMS`.
- `null`: arguments that the schema calls computed, and that are planned as null where nothing is written.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from docgen.language.schema import AttributeSchema, BlockSchema
from docgen.values.conversion import converted
from docgen.values.text import from_plain


class Planned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The planned values of one resource type."""

    legacy: bool = False
    defaults: Mapping[str, Any] = MappingProxyType({})
    computed: tuple[str, ...] = ()
    forms: Mapping[str, str] = MappingProxyType({})
    null: tuple[str, ...] = ()


@cache
def planned_types() -> Mapping[str, Planned]:
    """The content of `planned.json`."""
    text = Path(__file__).with_name("planned.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Planned])


def as_planned(type_: str, schema: BlockSchema) -> BlockSchema:
    """The schema of a resource type with what `planned.json` knows of it; places that it does not have are left out."""
    known = planned_types().get(type_)
    if known is None:
        return schema
    schema = msgspec.structs.replace(schema, legacy=schema.legacy or known.legacy)
    for place, default in known.defaults.items():
        schema = at(schema, place, default=from_plain(default))
    for place, form in known.forms.items():
        schema = at(schema, place, form=form)
    for place in known.null:
        schema = at(schema, place, computed=False)
    for place in known.computed:
        schema = with_computed_block(schema, place.split("."))
    return schema


def at(schema: BlockSchema, place: str, **changes: Any) -> BlockSchema:  # noqa: ANN401 - the fields of AttributeSchema
    """The schema with changes to the attribute at one place."""
    name, _, rest = place.partition(".")
    if rest:
        nested = schema.blocks.get(name)
        if nested is None:
            return schema
        inner = msgspec.structs.replace(nested, block=at(nested.block, rest, **changes))
        return msgspec.structs.replace(schema, blocks={**schema.blocks, name: inner})
    attribute = schema.attributes.get(name)
    if attribute is None:
        return schema
    made = changed(attribute, changes)
    return msgspec.structs.replace(schema, attributes={**schema.attributes, name: made})


def changed(attribute: AttributeSchema, changes: Mapping[str, Any]) -> AttributeSchema:
    if "default" in changes:
        changes = {**changes, "default": converted(changes["default"], attribute.type)}
    return msgspec.structs.replace(attribute, **changes)


def with_computed_block(schema: BlockSchema, path: list[str]) -> BlockSchema:
    name, *rest = path
    nested = schema.blocks.get(name)
    if nested is None:
        return schema
    if rest:
        made = msgspec.structs.replace(nested, block=with_computed_block(nested.block, rest))
    else:
        made = msgspec.structs.replace(nested, computed=True)
    return msgspec.structs.replace(schema, blocks={**schema.blocks, name: made})
