"""The JSON form of facts, read back with types: what drift compares.

The file beside the pages is not trusted: it may be damaged, or made by another version of docgen.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import msgspec

from docgen.analysis.changes import JsonValue, Place
from docgen.analysis.exposure import Effect
from docgen.analysis.kinds import ALL, SECURITY_GROUP_RULE
from docgen.analysis.properties import Kind, Part, Property

SCHEMA = 1  # of the JSON form of facts
MAX_BYTES = 256_000_000
MAX_NESTING = 64  # lists and objects inside one another; facts themselves have less than twenty
BRACKETS = b"[]{}"
NEITHER = bytes(each for each in range(256) if each not in BRACKETS + b'"')
UNSET = msgspec.UNSET
MaybeUnset: TypeAlias = Any  # a JSON value, or UNSET where the document has none


class UnreadableSnapshot(Exception):  # noqa: N818 - the document's fault, and not an error of the program
    """A document that is not what this version of docgen writes."""


class Evidence(msgspec.Struct, frozen=True):
    path: str | None = None
    line: int | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A resource, or a row inside one. The properties of its kind are fields of a subclass; see `row_type`."""

    evidence: tuple[Evidence, ...] = ()
    count: int | None = 1  # None: an unknown number

    def value(self, name: str) -> MaybeUnset:
        return getattr(self, name)

    def rows(self, name: str) -> "Sequence[Row]":
        """The rows of a property that lists parts."""
        found: Sequence[Row] | msgspec.UnsetType = getattr(self, name)
        return () if isinstance(found, msgspec.UnsetType) else found

    @property
    def place(self) -> Place | None:
        return next((Place(each.path, each.line) for each in self.evidence if each.path), None)


class ResourceRow(Row, frozen=True, kw_only=True):
    address: str
    name: JsonValue = None
    region: MaybeUnset = UNSET

    @property
    def title(self) -> str:
        """Its label: its name, else its address."""
        return self.name if isinstance(self.name, str) else self.address


class PeerRow(msgspec.Struct, frozen=True):
    kind: str
    value: str | None


class RuleRow(Row, frozen=True, kw_only=True):
    """A rule of a security group: the one part that drift knows by its fields."""

    direction: str
    protocol: str | None
    from_port: int | None
    to_port: int | None
    peer: PeerRow
    description: str


class CoverageRow(msgspec.Struct, frozen=True):
    values: int
    known: int


class GapRow(msgspec.Struct, frozen=True):
    kind: str
    cause: str
    path: str | None = None
    line: int | None = None


class ConnectionRow(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    source: str
    target: str
    ports: tuple[str, ...]
    verdict: str
    via: tuple[str, ...]


class ExposureRow(msgspec.Struct, frozen=True):
    id: str
    subject: str
    name: str
    effect: Effect
    ports: tuple[str, ...]
    sources: tuple[str, ...]


class NamedValueRow(msgspec.Struct, frozen=True):
    value: str
    source: str | None = None
    evidence: tuple[Evidence, ...] = ()


class ModuleRow(msgspec.Struct, frozen=True):
    path: str
    folder: str
    resources: tuple[str, ...]


class InventoryRow(msgspec.Struct, frozen=True):
    address: str
    type: str
    modelled: bool
    name: JsonValue = None
    carries_traffic: bool = False
    count: int | None = 1
    region: JsonValue = None


class EnvironmentSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One environment. What an earlier version did not have yet is UNSET. The kinds are fields of a subclass."""

    coverage: CoverageRow | msgspec.UnsetType = UNSET
    gaps: tuple[GapRow, ...] = ()
    connections: tuple[ConnectionRow, ...] | msgspec.UnsetType = UNSET
    exposures: tuple[ExposureRow, ...] = ()
    inputs: dict[str, NamedValueRow] = {}
    outputs: dict[str, NamedValueRow] = {}
    module_graph: tuple[ModuleRow, ...] = ()
    inventory: tuple[InventoryRow, ...] = ()

    def of(self, kind: Kind) -> "Sequence[ResourceRow] | None":
        """The resources of a kind; None where the document does not have the kind."""
        found: Sequence[ResourceRow] | msgspec.UnsetType = getattr(self, kind.collection)
        return None if isinstance(found, msgspec.UnsetType) else found


def fields_of(properties: Sequence[Property], base: type[Row]) -> list[tuple[str, Any, Any]]:
    """A field for each property: a list of rows, or any value; UNSET where the document has none."""
    return [
        (each.name, rows_of(part_type(each.part)) if each.part else Any, UNSET)
        for each in properties
        if each.name not in base.__struct_fields__
    ]


def rows_of(row: Any) -> Any:  # noqa: ANN401 - a type, and the type of a list of it
    return tuple[row, ...] | msgspec.UnsetType


def part_type(part: Part) -> Any:  # noqa: ANN401 - a type that the table of kinds makes
    base = RuleRow if part is SECURITY_GROUP_RULE else Row
    return msgspec.defstruct(
        part.noun, fields_of(part.properties, base), bases=(base,), frozen=True, kw_only=True
    )


def row_type(kind: Kind) -> Any:  # noqa: ANN401 - as above
    fields = fields_of(kind.properties, ResourceRow)
    return msgspec.defstruct(kind.collection, fields, bases=(ResourceRow,), frozen=True, kw_only=True)


OneEnvironment: Any = msgspec.defstruct(
    "OneEnvironment",
    [(each.collection, rows_of(row_type(each)), UNSET) for each in ALL],
    bases=(EnvironmentSnapshot,),
    frozen=True,
    kw_only=True,
)


class Snapshot(msgspec.Struct, frozen=True):
    """The facts of a project at one time."""

    environments: dict[str, EnvironmentSnapshot]


Document: Any = msgspec.defstruct(
    "Document", [("environments", dict[str, OneEnvironment]), ("schema", int)], frozen=True
)


def read_snapshot(raw: bytes) -> Snapshot:
    """The facts in a file that docgen wrote. Raises `UnreadableSnapshot`."""
    return Snapshot(read_document(raw, Document).environments)


class HasSchema(Protocol):
    @property
    def schema(self) -> int: ...


D = TypeVar("D", bound=HasSchema)


def read_document(raw: bytes, type_: type[D]) -> D:
    """A document of facts as a type that has what is needed of it. Raises `UnreadableSnapshot`."""
    if len(raw) > MAX_BYTES:
        raise UnreadableSnapshot(f"more than {MAX_BYTES} bytes")
    if nesting(raw) > MAX_NESTING:
        raise UnreadableSnapshot(f"nested more than {MAX_NESTING} levels")
    try:
        found = msgspec.json.decode(raw, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise UnreadableSnapshot(f"not the facts of docgen ({problem})") from None
    if found.schema != SCHEMA:
        raise UnreadableSnapshot(f"facts of schema {found.schema}, and this docgen reads {SCHEMA}")
    return found


def to_snapshot(facts: object) -> Snapshot:
    """The facts as `facts_json` gives them."""
    return Snapshot(msgspec.convert(facts, Document).environments)


def nesting(raw: bytes) -> int:
    """The nesting depth of lists and objects, counted up to one more than is allowed."""
    without_escapes = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside = without_escapes.translate(None, NEITHER).split(b'"')[
        ::2
    ]  # every second part is a string's text
    depth = most = 0
    for token in b"".join(outside):
        if token in b"[{":
            depth += 1
            most = max(most, depth)
            if most > MAX_NESTING:
                break
        else:
            depth -= 1
    return most
