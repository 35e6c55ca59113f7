"""Values with their provenance.

A `Trace` is a node in the graph of how a value was made: the piece of text that made it, and the traces of
its sources. Making one is cheap; the questions (which spans? which inputs?) walk the graph on demand.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, Literal, TypeAlias, TypeVar

import msgspec

from docgen.source.address import ResourceAddress
from docgen.source.gap import GapKind
from docgen.source.hidden import Hidden
from docgen.source.span import Span
from docgen.source.text import SourceFile

T = TypeVar("T")
U = TypeVar("U")
InputSource: TypeAlias = Literal["tfvars", "default", "argument", "environment"]


class Input(msgspec.Struct, frozen=True, order=True):
    """A root module's input variable, and where this environment sets it."""

    variable: str
    source: InputSource
    span: Span | None  # None: on a command line or in the process environment


class Trace:
    """The provenance of one value: `file[start:end]`, made from `parents`."""

    __slots__ = ("_inputs", "end", "file", "input", "note", "parents", "start")

    def __init__(  # noqa: PLR0913, PLR0917 - one node, made in one call, millions of times
        self,
        file: SourceFile | None,
        start: int,
        end: int,
        parents: "tuple[Trace, ...]" = (),
        input: Input | None = None,  # noqa: A002 - the field's name is the domain's word
        note: str = "",  # what this step is, for the reader: "var.cidrs", "module.vpc, argument cidrs"
    ) -> None:
        self.file = file
        self.start = start
        self.end = end
        self.parents = parents
        self.input = input
        self.note = note
        self._inputs: frozenset[Input] | None = None

    @property
    def span(self) -> Span | None:
        return self.file.span(self.start, self.end) if self.file else None

    def inputs(self) -> frozenset[Input]:
        """The root inputs that this value depends on, through conditions too."""
        return self._inputs if self._inputs is not None else fill_inputs(self)

    def steps(self) -> "tuple[Trace, ...]":
        """The trace itself and all it was made from, nearest first, each once."""
        seen = {id(self)}
        queue = deque([self])
        found = []
        while queue:
            trace = queue.popleft()
            found.append(trace)
            for parent in trace.parents:
                if id(parent) not in seen:
                    seen.add(id(parent))
                    queue.append(parent)
        return tuple(found)

    def spans(self) -> tuple[Span, ...]:
        """The distinct spans of `steps`, nearest first."""
        return tuple(dict.fromkeys(span for step in self.steps() if (span := step.span)))


NOWHERE = Trace(None, 0, 0)


def fill_inputs(trace: Trace) -> frozenset[Input]:
    """Work out the inputs of `trace` and all below it, without recursion: chains can be long."""
    stack = [trace]
    own: frozenset[Input] = frozenset()
    while stack:
        top = stack[-1]
        missing = [parent for parent in top.parents if parent._inputs is None]  # noqa: SLF001 - its own cache
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        own = frozenset((top.input,) if top.input else ())
        own = own.union(*(parent.inputs() for parent in top.parents))
        top._inputs = own  # noqa: SLF001 - its own cache
    return own


def joined(traces: Iterable[Trace]) -> Trace:
    """One trace for several."""
    distinct = tuple({id(each): each for each in traces if each is not NOWHERE}.values())
    if not distinct:
        return NOWHERE
    return distinct[0] if len(distinct) == 1 else Trace(None, 0, 0, distinct)


class Reference(msgspec.Struct, frozen=True):
    """The attribute of a resource that an unknown value represents: its id, its ARN, one of its names."""

    address: ResourceAddress
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{self.address}{steps}"


class Reason(msgspec.Struct, frozen=True):
    """Why a value is not known, and whether Terraform would know it while planning."""

    text: (
        str  # 'aws_vpc.main.id is known after apply', 'data.aws_ami.latest is known only when Terraform runs'
    )
    when: Literal["apply", "plan", "never"] = "plan"  # never: what it depends on is in error or missing
    kind: GapKind | None = None  # of the gap behind it; None: AWS chooses it, or something is in error
    cause: str = ""  # what one remedy would close: "var.db_password", "data.aws_ami.latest"
    hidden: Hidden | None = None  # the value is known, or may be, and must not be shown


FAILED = Reason("what it is made from could not be evaluated", "never")


class Known(msgspec.Struct, Generic[T], frozen=True):
    """A value, and how it came to be."""

    value: T
    trace: Trace = NOWHERE


class Unknown(msgspec.Struct, frozen=True):
    """A value that only `terraform apply` can tell, and why."""

    reason: Reason
    trace: Trace = NOWHERE
    reference: Reference | None = None  # the attribute that it represents, if known
    # Where it names a resource, one of these attributes or texts; a list names some of them. Empty: it may be anything.
    candidates: tuple[Reference | str, ...] = ()


Traced: TypeAlias = Known[T] | Unknown


def ask(value: Traced[T], question: Callable[[T], bool]) -> bool | Unknown:
    """The answer, or the reason why it is not known yet."""
    return question(value.value) if isinstance(value, Known) else value


def mapped(value: Traced[T], change: Callable[[T], U]) -> Traced[U]:
    """The changed value, still traced; an unknown stays as it is."""
    return Known(change(value.value), value.trace) if isinstance(value, Known) else value
