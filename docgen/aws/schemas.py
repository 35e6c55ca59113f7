"""The AWS provider's schemas, read from a file that ships with docgen, one type at a time.

The file has one description of every type for each version in `EXACT_VERSIONS`; `tests/oracle/README.md` says how it is made.
Layout: 4 bytes length, a compressed msgpack map {"5.100.0": {"managed aws_vpc": [offset, length]}}, then the compressed descriptions.
What a version describes is compressed against the description of the same type in the version before it, so that a type that did
not change takes a few bytes.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from docgen.aws.planned import as_planned
from docgen.language.schema import AttributeSchema, BlockSchema, NestedBlock
from docgen.source.address import Mode
from docgen.values.conversion import converted
from docgen.values.text import from_plain
from docgen.values.types import (
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


EXACT_VERSIONS = ("5.100.0", "6.62.0")
"""The provider versions whose schemas ship, oldest first."""


@cache
def archive() -> tuple[dict[str, dict[str, tuple[int, int]]], bytes]:
    """The index by version, and everything behind it."""
    raw = Path(__file__).with_name("schemas.bin").read_bytes()
    length = int.from_bytes(raw[:4], "big")
    head = zlib.decompress(raw[4 : 4 + length])
    index = msgspec.msgpack.decode(head, type=dict[str, dict[str, tuple[int, int]]])
    return index, raw[4 + length :]


@cache
def schema_in(version: str, mode: Mode, type_: str) -> BlockSchema | None:
    """The schema of a resource type or data source in one of `EXACT_VERSIONS`; None for a type that it does not have."""
    text = description(version, f"{mode} {type_}")
    if text is None:
        return None
    schema = block_schema(msgspec.json.decode(text, type=Described))
    if mode == "managed":
        schema = as_planned(type_, schema)
    return msgspec.structs.replace(
        schema, attributes={name: with_certainty(name, each) for name, each in schema.attributes.items()}
    )


def with_certainty(name: str, attribute: AttributeSchema) -> AttributeSchema:
    """The attribute, marked where AWS always gives it a value."""
    certain = name in IDENTITIES or (name in ALWAYS_COMPUTED and not attribute.optional)
    if not (certain and attribute.computed and attribute.type == STRING):
        return attribute
    return msgspec.structs.replace(attribute, always=True)


IDENTITIES = frozenset({"arn", "id"})
# Attributes that AWS gives to every resource that has them; those that are empty in some cases are not among them.
ALWAYS_COMPUTED = frozenset(
    {
        "address",
        "arn_suffix",
        "association_id",
        "bucket_domain_name",
        "bucket_regional_domain_name",
        "default_network_acl_id",
        "default_route_table_id",
        "default_security_group_id",
        "dns_name",
        "domain_name",
        "endpoint",
        "execution_arn",
        "fqdn",
        "hosted_zone_id",
        "invoke_arn",
        "key_id",
        "main_route_table_id",
        "owner_id",
        "primary_network_interface_id",
        "qualified_arn",
        "registry_id",
        "repository_url",
        "unique_id",
        "url",
        "zone_id",
    }
)


@cache
def schemas_in_all_versions(mode: Mode, type_: str) -> tuple[BlockSchema, ...]:
    """The schema in each version that has the type: what is sensitive in one is treated so everywhere."""
    found = (schema_in(version, mode, type_) for version in EXACT_VERSIONS)
    return tuple(each for each in found if each is not None)


def aws_schema(mode: Mode, type_: str) -> BlockSchema | None:
    """`schema_in` the oldest version."""
    return schema_in(EXACT_VERSIONS[0], mode, type_)


def description(version: str, key: str) -> bytes | None:
    """The JSON text of one description, "managed aws_vpc"."""
    index, chunks = archive()
    place = index[version].get(key)
    if place is None:
        return None
    offset, length = place
    unpacker = zlib.decompressobj(zdict=dictionary_of(EXACT_VERSIONS.index(version), key))
    return unpacker.decompress(chunks[offset : offset + length])


def dictionary_of(position: int, key: str) -> bytes:
    """The compression dictionary of a description: the same type's description in the version before, else `DICTIONARY`."""
    before = description(EXACT_VERSIONS[position - 1], key) if position else None
    return DICTIONARY if before is None else before


def plain_schemas(version: str) -> dict[str, dict[str, Any]]:
    """All descriptions of a version, as `packed` takes them."""
    made: dict[str, dict[str, Any]] = {kind: {} for _, kind in KINDS}
    for key in archive()[0][version]:
        mode, _, type_ = key.partition(" ")
        made[dict(KINDS)[mode]][type_] = msgspec.json.decode(description(version, key) or b"")
    return made


KINDS = (("managed", "resources"), ("data", "data_sources"))


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


def packed(versions: Mapping[str, Mapping[str, Mapping[str, object]]]) -> bytes:
    """The file's bytes, from `{version: {"resources": {type: …}, "data_sources": {type: …}}}`, oldest version first."""
    index: dict[str, dict[str, tuple[int, int]]] = {}
    before: dict[str, bytes] = {}
    chunks = bytearray()
    for version, described in versions.items():
        index[version] = {}
        texts = {
            f"{mode} {type_}": msgspec.json.encode(level, order="sorted")
            for mode, kind in KINDS
            for type_, level in sorted(described[kind].items())
        }
        for key, text in texts.items():
            packer = zlib.compressobj(
                9, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, before.get(key, DICTIONARY)
            )
            chunk = packer.compress(text) + packer.flush()
            index[version][key] = (len(chunks), len(chunk))
            chunks += chunk
        before = texts
    head = zlib.compress(msgspec.msgpack.encode(index), 9)
    return len(head).to_bytes(4, "big") + head + bytes(chunks)
