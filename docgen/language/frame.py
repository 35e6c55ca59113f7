"""The names that an expression can use while it is evaluated."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from docgen.functions.signature import Context
from docgen.hcl.nodes import Node
from docgen.language.recall import Recall
from docgen.source.address import Mode
from docgen.source.diagnostic import Diagnostic, unknown_because
from docgen.source.gap import GapKind
from docgen.source.limits import Limits
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.traced import Trace
from docgen.values.failure import Failure
from docgen.values.values import Value

FEWEST_STEPS = 1_000  # with fewer steps left there is no point in going on with the next value


class Names(Protocol):
    """The named things of one module instance. Each look-up raises `Failure` for what is not declared."""

    def root_attribute(self, root: str, name: str, span: Span) -> Value:
        """`var.x`, `local.x`, `module.x`, `path.x`, `terraform.x`."""

    def resource(self, mode: Mode, type_: str, name: str, span: Span) -> Value:
        """All instances of a resource: an object, a tuple of objects, or an object of objects."""

    def bare(self, name: str, span: Span) -> Value:
        """A name on its own, without attributes; in Terraform's own scopes this always fails."""


class Budget:
    """Counts work, so that a configuration cannot run for ever; and keeps warnings, each once.

    `doubts` counts the steps that worked on something unknown and may fail once it is known: `try` asks.
    """

    __slots__ = ("doubts", "held", "left", "limits", "noticed", "recall")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.steps
        self.held = 0
        self.doubts = 0
        self.recall = Recall()
        self.noticed: dict[tuple[str, Span | None], Diagnostic] = {}

    def hold(self) -> int:
        """Reserve a quarter of the steps while one value is evaluated: a value that needs more is unknown."""
        before = self.held
        self.held = self.left >> 2
        self.left -= self.held
        return before

    def release(self, before: int) -> None:
        """Give back what `hold` kept back; `before` is what it returned."""
        self.left += self.held
        self.held = before

    def notice(self, diagnostic: Diagnostic) -> None:
        """Keep a warning. The same words of one place are kept once: it may be evaluated for many instances."""
        self.noticed.setdefault((diagnostic.detail, diagnostic.subject), diagnostic)

    def take_noticed(self) -> tuple[Diagnostic, ...]:
        """The warnings that were kept since the last time."""
        taken = tuple(self.noticed.values())
        self.noticed = {}
        return taken

    def spend(self, frame: "Frame", node: Node, steps: int = 1) -> None:
        """Count so many steps; raises `Failure` when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise self.spent(frame.span(node))

    def spent(self, subject: Span) -> Failure:
        """The failure of an expression that needs more steps than are left: its value is unknown."""
        whole = "This value" if self.held >= FEWEST_STEPS else "What is evaluated up to this value"
        detail = f"{whole} needs too many of the {self.limits.steps} evaluation steps of an environment, so it is unknown."
        remedy = "Raise limits.steps in docgen.yml."
        summary = "Evaluation takes too long"
        return Failure(
            unknown_because(
                GapKind.LIMIT, "limits.steps", summary, f"{detail} {remedy}", subject, remedy=remedy
            )
        )


class Frame:
    """One scope: a file's text, the module's names, and the names that `for`, `each` and `dynamic` add."""

    __slots__ = ("bindings", "budget", "context", "file", "names")

    def __init__(
        self,
        file: SourceFile,
        names: Names,
        context: Context,
        budget: Budget,
        bindings: Mapping[str, Value],
    ) -> None:
        self.file = file
        self.names = names
        self.context = context
        self.budget = budget
        self.bindings = bindings

    def with_bindings(self, more: Mapping[str, Value]) -> "Frame":
        return Frame(self.file, self.names, self.context, self.budget, {**self.bindings, **more})

    def attempting(self) -> "Frame":
        """The same inside `try` or `can`, where a file that is not there is a failure to go on from."""
        context = msgspec.structs.replace(self.context, missing_file_fails=True)
        return Frame(self.file, self.names, context, self.budget, self.bindings)

    def in_file(self, file: SourceFile) -> "Frame":
        if file is self.file:
            return self
        return Frame(file, self.names, self.context, self.budget, self.bindings)

    def span(self, node: Node) -> Span:
        return self.file.span(node.start, node.end)

    def trace(self, node: Node, *parents: Trace, note: str = "") -> Trace:
        return Trace(self.file, node.start, node.end, parents, None, note)
