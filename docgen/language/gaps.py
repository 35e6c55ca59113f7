"""The gaps that the values of an evaluation depend on, and that were not reported where they arose.

That a data source cannot be read matters only where something is made of it; so these gaps are found where they
are used.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from docgen.language.evaluated import Evaluation
from docgen.source.diagnostic import Diagnostic, unknown_because
from docgen.source.gap import GapKind
from docgen.source.traced import Reason
from docgen.values.values import Unknown, Value, members

SUMMARIES: Mapping[GapKind, str] = MappingProxyType(
    {
        GapKind.VARIABLE: "No value for required variable",
        GapKind.MODULE: "Module not installed",
        GapKind.COUNT: "Unknown number of instances",
        GapKind.PROVIDER: "Not known of the provider",
        GapKind.TYPE: "Unknown resource type",
        GapKind.DATA: "Data source not read",
        GapKind.FILE: "File not read",
        GapKind.LANGUAGE: "Newer language",
        GapKind.CONDITION: "Undecided condition",
        GapKind.LIMIT: "Beyond docgen's limits",
    }
)


class Use(msgspec.Struct, frozen=True, eq=False):
    """An unknown value of a resource or output, and where it is."""

    reason: Reason
    value: Value
    context: str


def used_gaps(evaluation: Evaluation, reported: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """One diagnostic for each gap that values depend on and that is not in `reported`."""
    seen = {(each.gap.kind, each.gap.cause) for each in reported if each.gap is not None}
    for use in uses(evaluation):
        kind, cause = use.reason.kind, use.reason.cause
        if kind is None or (kind, cause) in seen:
            continue
        seen.add((kind, cause))
        yield unknown_because(
            kind,
            cause,
            SUMMARIES[kind],
            f"This value is unknown: {use.reason.text}.",
            use.value.trace.span,
            use.context,
            remedy_for(kind, cause),
        )


def count_uses(evaluation: Evaluation) -> Mapping[tuple[GapKind, str], int]:
    """The number of values of managed resources and outputs that depend on each gap, by kind and cause."""
    counts: Counter[tuple[GapKind, str]] = Counter()
    for use in uses(evaluation):
        if use.reason.kind is not None:
            counts[use.reason.kind, use.reason.cause] += 1
    return counts


def uses(evaluation: Evaluation) -> Iterator[Use]:
    """Every value that managed resources and outputs do not know because of a gap."""
    for instance in evaluation.instances:
        if instance.address.mode == "managed":
            for each in unknown_parts(instance.value):
                payload = each.payload
                assert isinstance(payload, Unknown)  # noqa: S101 - such are its parts
                is_own = payload.reference is not None and payload.reference.address == instance.address
                if not is_own:
                    yield Use(payload.reason, each, str(instance.address))
    for output in evaluation.outputs.values():
        for each in unknown_parts(output.value):
            assert isinstance(each.payload, Unknown)  # noqa: S101 - as above
            yield Use(each.payload.reason, each, f"output.{output.name}")


def unknown_parts(value: Value) -> Iterator[Value]:
    """The unknown values inside a value, those without a gap left out."""
    stack = [value]
    entered: set[int] = set()
    while stack:
        top = stack.pop()
        if isinstance(top.payload, Unknown):
            if top.payload.reason.kind is not None:
                yield top
            continue
        inside = members(top)
        if inside and id(top.payload) not in entered:
            entered.add(id(top.payload))
            stack.extend(inside)


def remedy_for(kind: GapKind, cause: str) -> str:
    if kind is GapKind.DATA:
        return f"Give the value under `data:` of the environment in docgen.yml: `{cause.removeprefix('data.')}: …`."
    return ""
