"""The entries of `why:` in docgen.yml as typed patterns, and the names in them that no allowed flow has."""

from collections.abc import Callable, Iterator, Sequence

from docgen.analysis.justification import FlowPattern, NamePattern, PortPattern, Subject, Why, about, answers
from docgen.analysis.patterns import matches
from docgen.analysis.register import Register
from docgen.analysis.traffic import TrafficSelector
from docgen.aws.model.firewall import Ports
from docgen.source.diagnostic import Diagnostic, Report, Result, did_you_mean, error
from docgen.source.span import Span
from docgen.workspace.settings_model import WhySettings
from docgen.workspace.traffic_reader import HIGHEST_PORT, InvalidTraffic, is_number, parse_traffic

Place = Callable[..., Span | None]
PARTS = ("environment", "from", "to", "group", "port", "direction")


def parse_entries(written: Sequence[WhySettings], place: Place) -> Result[tuple[Why, ...]]:
    """`place`: of a path of keys below `why`. Every mistake is an error at its place."""
    report = Report()
    found = []
    for index, each in enumerate(written):
        entry = report.take(parse_entry(each, str(index), place))
        if entry is not None:
            found.append(entry)
    return Result(tuple(found), tuple(report.diagnostics))


def parse_entry(written: WhySettings, index: str, place: Place) -> Result[Why | None]:
    report = Report()
    match = written.match
    names: dict[str, NamePattern | None] = {}
    parts = (
        ("environment", match.environment),
        ("from", match.from_),
        ("to", match.to),
        ("group", match.group),
    )
    for key, text in parts:
        if text is not None and not text.strip():
            report.add(
                error("Invalid match", "A name or a pattern is needed here.", place(index, "match", key))
            )
        names[key] = None if text is None else NamePattern(text, place(index, "match", key))
    port = report.take(parse_port(match.port, place(index, "match", "port")))
    if not any(names.values()) and match.port is None and match.direction is None:
        detail = f"An entry needs a `match` that says which flows it is about. Keys: {', '.join(PARTS)}."
        report.add(error("Missing match", detail, place(index, "match")))
    if not written.reason.strip():
        report.add(error("Missing reason", "An entry of `why:` needs its reason.", place(index, "reason")))
    if report.diagnostics:
        return Result(None, tuple(report.diagnostics))
    pattern = FlowPattern(
        names["environment"], names["from"], names["to"], names["group"], port, match.direction
    )
    return Result(
        Why(
            pattern,
            written.reason.strip(),
            written.owner.strip(),
            written.ticket.strip(),
            written.review,
            written.mitigation.strip(),
            place(index),
        )
    )


def parse_port(written: int | str | None, span: Span | None) -> Result[PortPattern | None]:
    """`443`, `8000-8100`: of TCP and UDP; else as `on:` of an assertion."""
    if written is None:
        return Result(None)
    text = str(written).strip()
    first, dash, last = (each.strip() for each in text.partition("-"))
    if is_number(first, HIGHEST_PORT) and (is_number(last, HIGHEST_PORT) if dash else True):
        ports = Ports(int(first), int(last) if dash else int(first))
        if ports.last < ports.first:
            return Result(None, (error("Invalid ports", f'"{text}" ends before it begins.', span),))
        return Result(PortPattern(text, TrafficSelector("", ports), span))
    found = parse_traffic(text)
    if isinstance(found, InvalidTraffic):
        return Result(None, (error("Invalid ports", found.detail, span),))
    return Result(PortPattern(text, found, span))


# -- what no flow has ----------------------------------------------------------------------


def check_entries(entries: Sequence[Why], registers: Sequence[Register]) -> Iterator[Diagnostic]:
    """An error for each pattern, and for each entry, that no flow of any environment matches.

    Where something that was not seen could be the flow, or a flow may match, there is none.
    """
    flows = [flow.subject for register in registers for flow in register.flows]
    is_open = any(not register.is_complete for register in registers)
    for entry in entries:
        wrong = list(unmatched_parts(entry, flows, [each.environment for each in registers], is_open=is_open))
        yield from wrong
        if not wrong and not is_open and all(about(entry.pattern, each) is False for each in flows):
            detail = (
                "No allowed flow of any environment matches all of it, so the entry says nothing. "
                "Correct the match, or remove the entry."
            )
            yield error("Match without a flow", detail, entry.span)


def unmatched_parts(
    entry: Why, flows: Sequence[Subject], environments: Sequence[str], *, is_open: bool
) -> Iterator[Diagnostic]:
    pattern = entry.pattern
    given: dict[str, NamePattern | PortPattern | None] = {
        "environment": pattern.environment,
        "from": pattern.source,
        "to": pattern.target,
        "group": pattern.group,
        "port": pattern.port,
    }
    for part, each in given.items():
        if each is None or (is_open and part != "environment"):
            continue
        alone = only(pattern, part)
        if part == "environment":
            known: set[str] = set(environments)
            is_met = any(matches(each.text, name) for name in environments)
        else:
            known = names_in(part, flows)
            is_met = any(answer is not False for flow in flows for _, answer in answers(alone, flow))
        if not is_met:
            yield error("Match without a flow", unknown_text(part, each.text, known), each.span)


def only(pattern: FlowPattern, part: str) -> FlowPattern:
    """The pattern with one of its parts."""
    field = {"from": "source", "to": "target"}.get(part, part)
    return FlowPattern(**{field: getattr(pattern, field)})


def names_in(part: str, flows: Sequence[Subject]) -> set[str]:
    sides = {"from": "source", "to": "target", "group": "group"}
    if part not in sides:
        return set()
    return {text for flow in flows for text in getattr(flow, sides[part]).texts}


def unknown_text(part: str, text: str, known: set[str]) -> str:
    hint = did_you_mean(text, known)
    if part == "environment":
        return f'There is no environment "{text}".{hint} There are: {", ".join(sorted(known))}.'
    if part == "port":
        return f'No allowed flow is about ports "{text}" alone.'
    side = {"from": "comes from", "to": "goes to", "group": "belongs to a security group called"}[part]
    return f'No allowed flow {side} "{text}".{hint}'
