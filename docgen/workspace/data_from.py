"""`data_from:` in docgen.yml: values of data sources and computed attributes from a plan or a state, if docgen does not know them."""

import functools
import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping

from docgen.analysis.snapshot import MAX_BYTES
from docgen.language.schema import Schemas, implied_type
from docgen.recorded.match import Matcher, Names, build
from docgen.recorded.model import Recorded, RecordedResource, printed
from docgen.recorded.read import Unreadable, decode_recorded
from docgen.source.address import ResourceAddress
from docgen.source.diagnostic import Diagnostic, Result, error, unknown_because, warning
from docgen.source.gap import GapKind
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Trace
from docgen.source.tree import MissingFile, Tree, read_source
from docgen.source.tree import Unreadable as UnreadableFile
from docgen.terraform.module import Configuration
from docgen.values.likely import marked_by_name
from docgen.values.types import DYNAMIC
from docgen.values.values import Unknown, Value, first_unknown, is_hidden
from docgen.workspace.inputs import Place, found_file
from docgen.workspace.settings_model import RootSettings

# Texts that name no resource: a reference to one is worth more than the text that it has.
ZONE = re.compile(r"[a-z]{2}(-[a-z]+)+-\d[a-z]?")
MOST_NAMED = 3  # resources in a message


class RecordedAnswers:
    """The values in the document of a root module; nothing if there is no document."""

    def __init__(
        self,
        recorded: Recorded | None = None,
        shown: frozenset[str] = frozenset(),
        trace: Trace = NOWHERE,
    ) -> None:
        self.recorded = recorded
        self.shown = shown
        # The line of docgen.yml that names the document, which may hold secrets itself.
        self.trace = trace
        self.names = Names(recorded, {}, shown) if recorded is not None else None

    def data_source(self, address: ResourceAddress, schemas: Schemas) -> Mapping[str, Value]:
        """The known attributes of a data source."""
        found = self.recorded.data.get(printed(address)) if self.recorded is not None else None
        return dict(self.attributes(found, schemas)) if found is not None else {}

    def missing(
        self, address: ResourceAddress, own: Value, more: Mapping[str, Value], schemas: Schemas
    ) -> Mapping[str, Value]:
        """The attributes that docgen does not know, neither in the object nor in `more`, and the document does."""
        if self.recorded is None:
            return {}
        if address.mode == "data":
            known = {} if self.is_of_another(address, own) else self.data_source(address, schemas)
        else:
            found = self.recorded.resources.get(printed(address))
            known = {
                name: value
                for name, value in (self.attributes(found, schemas) if found is not None else ())
                if names_nothing(value)
            }
        payload = own.payload if isinstance(own.payload, Mapping) else {}
        return {
            name: value for name, value in known.items() if is_open(more.get(name) or dict(payload).get(name))
        }

    def is_of_another(self, address: ResourceAddress, own: Value) -> bool:
        """Whether the document has read something else than the code asks for: an argument has another value there."""
        found = self.recorded.data.get(printed(address)) if self.recorded is not None else None
        if found is None or self.names is None:
            return False
        matcher = Matcher(printed(address), address, self.names)
        matcher.merge(own, found.attributes)
        return bool(matcher.differences)

    def attributes(self, found: RecordedResource, schemas: Schemas) -> Iterator[tuple[str, Value]]:
        """The known attributes, in the types of the provider's schema; none that is sensitive."""
        assert self.names is not None  # noqa: S101 - there is a document
        schema = schemas(found.address.mode, found.address.type)
        types = dict(implied_type(schema).attributes) if schema is not None else {}
        secret = {name for name, each in schema.attributes.items() if each.sensitive} if schema else set()
        for name in found.attributes.value if isinstance(found.attributes.value, Mapping) else ():
            inside = found.attributes.inside(name)
            if not inside.is_known or inside.sensitive or name in secret or (types and name not in types):
                continue
            value = build(inside, types.get(name, DYNAMIC), self.names, self.trace)
            if value.payload is not None:
                yield name, marked_by_name(value, name, (name, printed(found.address)), self.shown)


NOTHING_RECORDED = RecordedAnswers()


def is_open(own: Value | None) -> bool:
    """Whether docgen lacks a value; what is hidden stays as it is."""
    return own is None or (not is_hidden(own) and first_unknown(own) is not None)


def names_nothing(value: Value) -> bool:
    """Whether a value is no name of a resource: a number, a switch, an address range, a zone, or a list of such.

    An id that docgen does not know still says which resource it is of; the text alone would not.
    """
    payload = value.payload
    if isinstance(payload, tuple):
        return bool(payload) and all(map(names_nothing, payload))
    if isinstance(payload, str):
        return ZONE.fullmatch(payload) is not None or is_range(payload)
    return not isinstance(payload, Mapping | Unknown) and payload is not None


def is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def recorded_answers(
    tree: Tree, root: RootSettings, configuration: Configuration, shown: frozenset[str], place: Place
) -> Result[RecordedAnswers]:
    """The values in the document of a root module, with a warning if it belongs to another configuration."""
    if not root.data_from:
        return Result(NOTHING_RECORDED)
    at = place("data_from", root.data_from)
    path = found_file(tree, root.root, root.data_from)
    try:
        recorded = decoded(tree.with_limit(MAX_BYTES).read(path), path)
    except MissingFile:
        remedy = f"Write it with `terraform show -json PLAN > {root.data_from}`, or take `data_from` out of docgen.yml."
        detail = f"{path} is not there, so what it says of data sources is unknown. {remedy}"
        return Result(
            NOTHING_RECORDED,
            (unknown_because(GapKind.FILE, path, "No plan to read data from", detail, at, remedy=remedy),),
        )
    except (UnreadableFile, Unreadable) as problem:
        detail = f"{path} is not used: {problem}."
        return Result(NOTHING_RECORDED, (error("Failed to read plan or state", detail, at),))
    trace = setting_trace(tree, at, path)
    return Result(RecordedAnswers(recorded, shown, trace), tuple(doubts(recorded, configuration, path, at)))


def setting_trace(tree: Tree, at: Span | None, path: str) -> Trace:
    """That a value was read from a document, at the line of docgen.yml that says so."""
    file = read_source(tree, at.path).value if at is not None else None
    note = f"read from {path}"
    if at is None or file is None:
        return Trace(None, 0, 0, (), None, note)
    lines = file.text.splitlines(keepends=True)
    start = sum(map(len, lines[: at.line - 1]))
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    indent = len(line) - len(line.lstrip())
    return Trace(file, start + indent, start + max(indent, len(line.rstrip())), (), None, note)


@functools.lru_cache(maxsize=4)
def decoded(raw: bytes, path: str) -> Recorded:
    return decode_recorded(raw, path)


def doubts(
    recorded: Recorded, configuration: Configuration, path: str, at: Span | None
) -> Iterator[Diagnostic]:
    """A warning where the document was made from another configuration than this one."""
    other = sorted(strangers(recorded, configuration))
    if not other:
        return
    named = ", ".join(other[:MOST_NAMED])
    more = f" and {len(other) - MOST_NAMED} more" if len(other) > MOST_NAMED else ""
    detail = f"{path} is of another configuration than this one: they do not both have {named}{more}. Its values may be out of date."
    yield warning("Plan of another configuration", detail, at)


def is_inside(path: str, modules: Iterable[str]) -> bool:
    return any(path == each or path.startswith(f"{each}.") for each in modules)


def strangers(recorded: Recorded, configuration: Configuration) -> set[str]:
    """Declarations that only one of the two has; for a document without declarations, resources that the code does not declare."""
    own = {
        ".".join(path): {
            f"{'data.' if mode == 'data' else ''}{type_}.{name}"
            for mode, type_, name in module.resources
            if mode != "ephemeral"
        }
        for path, module in configuration.modules.items()
    }
    missing = {".".join(each) for each in configuration.missing}
    if recorded.declared is not None:
        theirs = {path: set(each) for path, each in recorded.declared.items() if not is_inside(path, missing)}
        pairs = [(path, own.get(path, set()) ^ theirs.get(path, set())) for path in own | theirs]
    else:  # a state, or a plan from which the configuration was taken out: what it has is all that it says
        pairs = [
            (
                path,
                {f"{'data.' if address.mode == 'data' else ''}{address.type}.{address.name}"}
                - own.get(path, set()),
            )
            for address in (each.address for each in (*recorded.resources.values(), *recorded.data.values()))
            if not is_inside(path := ".".join(step.name for step in address.module), missing)
        ]
    return {f"module.{path}.{each}" if path else each for path, names in pairs for each in names}
