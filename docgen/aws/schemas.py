"""The AWS provider's schemas, read from a file that ships with docgen, one type at a time.

The file is made from `terraform providers schema -json`; `tests/oracle/README.md` has the command.
Layout: 4 bytes length, a msgpack map {"managed aws_vpc": [offset, length]}, then the compressed descriptions.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import msgspec

from docgen.evaluate.conversion import converted
from docgen.evaluate.schema import AttributeSchema, BlockSchema, NestedBlock
from docgen.evaluate.text import from_plain
from docgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    SetType,
    TupleType,
    Type,
    object_type,
)
from docgen.source.address import Mode

NO_FORMS: Mapping[str, str] = MappingProxyType({})
PRIMITIVES: dict[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": DYNAMIC}
# What many descriptions share; compression starts from it, so that short ones get short.
DICTIONARY = (
    b'"blocks":{"timeouts":["single",0,0,{"attributes":{"create":["string","o"],"delete":["string","o"],"read":'
    b'["string","o"],"update":["string","o"]}}]},"list",0,1,"set",0,0,["list","string"],["set","string"],"oc"],'
    b'["number","o"],["bool","o"],"enabled":["bool","r"],"description":["string","o"],"name":["string","r"],'
    b'"tags":[["map","string"],"o"],"tags_all":[["map","string"],"oc"],"vpc_id":["string","oc"],"arn":["string",'
    b'"c"],"id":["string","oc"],{"attributes":{'
)


@cache
def archive() -> tuple[dict[str, tuple[int, int]], bytes]:
    """The index, and everything behind it."""
    raw = files("docgen.aws").joinpath("schemas.bin").read_bytes()
    length = int.from_bytes(raw[:4], "big")
    index = msgspec.msgpack.decode(raw[4 : 4 + length], type=dict[str, tuple[int, int]])
    return index, raw[4 + length :]


@cache
def aws_schema(mode: Mode, type_: str) -> BlockSchema | None:
    """The schema of a resource type or data source; None for a type that the AWS provider does not have."""
    index, chunks = archive()
    place = index.get(f"{mode} {type_}")
    if place is None:
        return None
    offset, length = place
    unpacker = zlib.decompressobj(zdict=DICTIONARY)
    return block_schema(
        msgspec.json.decode(unpacker.decompress(chunks[offset : offset + length]), type=Described)
    )


class Described(msgspec.Struct):
    """One level as the file writes it: [type, flags, default?, form?, members?] and [nesting, least, most, level]."""

    attributes: dict[str, list[Any]] = {}
    blocks: "dict[str, tuple[str, int, int, Described]]" = {}
    legacy: bool = False
    computed: bool = False


def block_schema(described: Described) -> BlockSchema:
    attributes = {name: attribute_schema(*each) for name, each in sorted(described.attributes.items())}
    blocks = {
        name: NestedBlock(nesting, block_schema(inner), least, most, inner.computed)  # type: ignore[arg-type] # the provider's words
        for name, (nesting, least, most, inner) in sorted(described.blocks.items())
    }
    return BlockSchema(attributes, blocks, described.legacy)


def attribute_schema(
    type_: object,
    flags: str,
    default: object = None,
    form: str | None = None,
    members: Mapping[str, str] = NO_FORMS,
) -> AttributeSchema:
    value = None if default is None else converted(from_plain(default), schema_type(type_))
    return AttributeSchema(
        schema_type(type_),
        "r" in flags,
        "o" in flags,
        "c" in flags,
        "s" in flags,
        "w" in flags,
        value,
        form or "",
        members,
    )


def schema_type(described: object) -> Type:
    """A type in Terraform's JSON notation: `"string"`, `["list", "string"]`, `["object", {…}]`."""
    match described:
        case str():
            return PRIMITIVES[described]
        case ["list", element]:
            return ListType(schema_type(element))
        case ["set", element]:
            return SetType(schema_type(element))
        case ["map", element]:
            return MapType(schema_type(element))
        case ["tuple", [*elements]]:
            return TupleType(tuple(map(schema_type, elements)))
        case ["object", dict() as attributes, *_]:
            return object_type({name: schema_type(each) for name, each in attributes.items()})
        case _:
            raise TypeError(described)


def packed(described: dict[str, dict[str, object]]) -> bytes:
    """The file's bytes, from `{"resources": {type: …}, "data_sources": {type: …}}`."""
    index: dict[str, tuple[int, int]] = {}
    chunks = bytearray()
    for mode, kind in (("managed", "resources"), ("data", "data_sources")):
        for type_, level in sorted(described[kind].items()):
            packer = zlib.compressobj(
                9, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY
            )
            chunk = packer.compress(msgspec.json.encode(level, order="sorted")) + packer.flush()
            index[f"{mode} {type_}"] = (len(chunks), len(chunk))
            chunks += chunk
    head = msgspec.msgpack.encode(index)
    return len(head).to_bytes(4, "big") + head + bytes(chunks)
