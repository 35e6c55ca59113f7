"""The inputs that changed between two revisions and decide a fact."""

from collections.abc import Iterable, Mapping
from typing import Any

from docgen.analysis.changes import Change, ConnectionChange, ExposureChange, RuleChange
from docgen.delta.model import Lever, Side
from docgen.delta.renames import Renaming
from docgen.source.traced import Input, Trace
from docgen.values.values import deep_trace

Json = Mapping[str, Any]


class Levers:
    """Asks for the inputs behind things, and keeps those that have another value than before."""

    def __init__(self, before: Side, after: Side, renaming: Renaming) -> None:
        self.changed = {
            name
            for name, each in after.facts.inputs.items()
            if name not in before.facts.inputs or before.facts.inputs[name].value != each.value
        } | set(before.facts.inputs).difference(after.facts.inputs)
        self.sides = (after, before)
        self.instances = (
            {str(each.address): each for each in after.instances},
            {renaming(str(each.address)): each for each in before.instances},
        )

    def of(self, *traces: Trace) -> tuple[Lever, ...]:
        if not self.changed:
            return ()
        found: set[Input] = set()
        for each in traces:
            found |= each.inputs()
        return self.kept(Lever(*lever_parts(each)) for each in found)

    def kept(self, levers: Iterable[Lever]) -> tuple[Lever, ...]:
        return tuple(sorted({each for each in levers if each.variable in self.changed}, key=lever_order))

    def of_subject(self, address: str) -> tuple[Lever, ...]:
        """The inputs behind a resource in the newer revision, or where it is gone in the older one."""
        for instances in self.instances:
            instance = instances.get(address)
            if instance is not None:
                return self.of(instance.trace, deep_trace(instance.value))
        return ()

    def of_change(self, change: Change) -> tuple[Lever, ...]:
        if not self.changed:
            return ()
        if isinstance(change, ExposureChange):
            for side in self.sides:
                traces = [each.trace for each in side.facts.exposures if str(each.subject) == change.subject]
                if traces and (found := self.of(*traces)):
                    return found
            return ()
        if isinstance(change, RuleChange):
            for side in self.sides:
                found = self.of_rules(side.document, change)
                if found:
                    return found
        if isinstance(change, ConnectionChange):
            return ()
        return self.of_subject(change.subject)

    def of_rules(self, document: Json, change: RuleChange) -> tuple[Lever, ...]:
        rule = change.after or change.before
        assert rule is not None  # noqa: S101 - one of the two
        wanted = (rule.direction, rule.protocol, rule.from_port, rule.to_port, rule.peer)
        found = [
            Lever(each["variable"], each["path"], each["line"], each["source"])
            for group in document.get("security_groups", ())
            if group["address"] == change.subject
            for row in group["rules"]
            if (row["direction"], row["protocol"], row["from_port"], row["to_port"], row["peer"]["value"])
            == wanted
            for each in row["levers"]
        ]
        return self.kept(found)


def lever_parts(found: Input) -> tuple[str, str | None, int | None, str]:
    span = found.span
    return found.variable, span.path if span else None, span.line if span else None, found.source


def lever_order(lever: Lever) -> tuple[str, str, int, str]:
    return lever.variable, lever.path or "", lever.line or 0, lever.source
