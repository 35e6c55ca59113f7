"""The smallest single change of an input that closes an exposure."""

import enum
import ipaddress
from collections.abc import Iterable

import msgspec

from docgen.analysis.changes import Change
from docgen.analysis.exposure import Exposure, ExposureVerdict
from docgen.analysis.ranges import INTERNET, addresses
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Trace


class Outcome(enum.Enum):
    """The outcome of the search for a remedy; the value is its name in JSON."""

    FOUND = "found"  # `change` closes it
    NO_INPUT = "no input"  # its inputs were tried, or there are none: the code would have to change
    NOT_TRIED = "not tried"  # trying would take too long, or its inputs are sensitive


OPEN = frozenset({ExposureVerdict.EXPOSED, ExposureVerdict.UNDECIDED})


class InputChange(msgspec.Struct, frozen=True):
    """Another value for one root variable."""

    variable: str
    value: str  # the whole value, as `--set NAME=` takes it
    path: str  # what in it: "kafka.public_access"
    becomes: str  # the new value there, in Terraform's syntax
    removed: tuple[str, ...]  # the entries that are taken out of it
    source: str  # where this environment's value comes from: "tfvars", "default", …
    span: Span | None
    was: str = ""  # the value there before, in Terraform's syntax


class Remediation(msgspec.Struct, frozen=True):
    """A change that closes one exposure, proved by evaluating the environment again."""

    subject: ResourceAddress
    outcome: Outcome
    change: InputChange | None = None
    closes: tuple[ResourceAddress, ...] = ()  # other exposures that it closes as well
    also: tuple[Change, ...] = ()  # every other fact that changes
    code: Span | None = None  # the code that would have to change, where no input does it


def is_closed(before: Exposure, after: Iterable[Exposure]) -> bool:
    """Whether nothing can be reached any more; of what was open on paper only, whether the paper is gone."""
    now = next((each for each in after if each.subject == before.subject), None)
    if now is None:
        return True
    return before.verdict in OPEN and now.verdict is ExposureVerdict.NOT_EXPOSED


def opens_something(before: Iterable[Exposure], after: Iterable[Exposure]) -> bool:
    """Whether anything can be reached, or perhaps, that could not be before: no change worth making."""
    open_before = {each.subject for each in before if each.verdict in OPEN}
    return any(each.verdict in OPEN and each.subject not in open_before for each in after)


def is_public_range(text: str) -> bool:
    """Whether a text is a CIDR block with addresses of the internet in it."""
    try:
        return "/" in text and bool(
            addresses(ipaddress.ip_network(text, strict=False)).intersection(INTERNET)
        )
    except ValueError:
        return False


def code_that_decides(exposure: Exposure) -> Span | None:
    """The argument that opens it: a rule's sources, or the flag."""
    written = [each.peer.value.trace for each in exposure.rules]
    return next((span for each in written if (span := origin(each)) is not None), None) or origin(
        exposure.flag_trace
    )


def origin(trace: Trace) -> Span | None:
    """The place of the value in a file: the last step of its trace that is in a file."""
    spans = trace.spans()
    return spans[-1] if spans else None
