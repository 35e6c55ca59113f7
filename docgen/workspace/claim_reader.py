"""The parser of claims and assertions: from text to typed statements, before anything is judged.

`says` is the page's own sentence, and one of
    every: COLLECTION, has: {attribute: value}, where: {attribute: value}
    count: COLLECTION, is: NUMBER, where: {…}
    to: COLLECTION or address, on: tcp/443, only: [CIDR, …]      no other addresses are admitted
    to: COLLECTION or address, on: tcp/443, only: [COLLECTION, address, internet, CIDR, …]     nothing else may reach it
    from: internet, a CIDR block, COLLECTION or address, to: COLLECTION or address, on: tcp/443, verdict: blocked
`in: [production]` says it of some environments only.
A collection is one of `docgen facts`: services, databases, kafka_clusters …

What has no meaning is an error at its place: a statement that is never judged would hold for ever.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

import msgspec

from docgen.analysis.assertions import (
    Assertion,
    Condition,
    CountIs,
    EveryHas,
    Internet,
    Name,
    OnlyFrom,
    PathIs,
    Source,
    Statement,
)
from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.kinds import KINDS, REACHABLE_KINDS
from docgen.analysis.path import ReachVerdict
from docgen.analysis.properties import Kind, parse_range
from docgen.analysis.traffic import ANY_TRAFFIC, TrafficSelector
from docgen.aws.model.base import IpNetwork
from docgen.source.diagnostic import Diagnostic, Report, Result, did_you_mean, error
from docgen.source.span import Span
from docgen.workspace.traffic_reader import InvalidTraffic, parse_traffic

VERDICTS = {each.value: each for each in ReachVerdict}
LOOKS_LIKE_RANGE = re.compile(r"[0-9.]+(/[0-9]*)?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(/[0-9]*)?")
USED = {
    "every": ("has", "where"),
    "count": ("is", "where"),
    "only": ("to", "on"),
    "verdict": ("to", "from", "on"),
}
Place: TypeAlias = Callable[..., Span | None]  # of a path of keys inside the claim; nothing: the claim itself


def said(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim as it is written."""

    says: Annotated[str, said("The sentence, for people.")]
    every: Annotated[
        str | None, said("A collection of `docgen facts` of which each thing must have `has`.")
    ] = None
    has: Annotated[dict[str, object], said("Attributes and the values that they must have.")] = {}
    count: Annotated[str | None, said("A collection that must have `is` things.")] = None
    is_: Annotated[int | None, said("How many things `count` must find.")] = msgspec.field(
        name="is", default=None
    )
    where: Annotated[
        dict[str, object], said("Attributes that a thing must have for `every` and `count` to be about it.")
    ] = {}
    to: Annotated[str | None, said("What is reached: a collection, an address, a name, or a CIDR block.")] = (
        None
    )
    from_: Annotated[
        str | None, said("Who connects: `internet`, a CIDR block, a collection, an address or a name.")
    ] = msgspec.field(name="from", default=None)
    on: Annotated[str | None, said("Which traffic: `tcp/443`, `tcp/8000-8100`, `udp`; without it, any.")] = (
        None
    )
    only: Annotated[list[str] | None, said("Who alone may reach `to`: sources as for `from`.")] = None
    verdict: Annotated[
        str | None, said("What `docgen reach` must say: `reachable`, `blocked` or `undecided`.")
    ] = None
    in_: Annotated[list[str] | None, said("The environments that it is about; without it, all.")] = (
        msgspec.field(name="in", default=None)
    )


def parse_assertion(claim: Claim, place: Place, environments: Iterable[str]) -> Result[Assertion | None]:
    """The claim as a typed statement; None, with every mistake at its own place, where it has no meaning."""
    reader = ClaimReader(claim, place)
    statement = reader.statement()
    reader.check_environments(list(environments))
    problems = tuple(reader.report.diagnostics)
    if statement is None or problems:
        return Result(None, problems)
    among = None if claim.in_ is None else tuple(claim.in_)
    return Result(Assertion(claim.says, statement, among, claim.on or ""))


class ClaimReader:
    """One claim while it is read; mistakes are collected."""

    def __init__(self, claim: Claim, place: Place) -> None:
        self.claim = claim
        self.place = place
        self.report = Report()

    def refuse(self, detail: str, *path: str, key: str | None = None) -> None:
        self.report.add(error("Invalid claim", detail, self.place(*path, key=key)))

    def statement(self) -> Statement | None:
        claim = self.claim
        subjects = [
            name for name, each in self.written().items() if name in {"every", "count", "to"} and each
        ]
        if len(subjects) != 1:
            self.refuse('A claim needs exactly one of "every", "count" and "to".')
            return None
        subject = subjects[0]
        if subject != "to":
            self.check_unused(subject)
            return self.about_kind(subject)
        if (claim.only is None) == (claim.verdict is None):
            self.refuse('A claim with "to" needs either "only", or "from" and "verdict".')
            return None
        self.check_unused("only" if claim.only is not None else "verdict")
        return self.only() if claim.only is not None else self.path()

    def written(self) -> Mapping[str, bool]:
        """Which keys the claim has."""
        claim = self.claim
        values = {
            "every": claim.every,
            "has": claim.has or None,
            "count": claim.count,
            "is": claim.is_,
            "where": claim.where or None,
            "to": claim.to,
            "from": claim.from_,
            "on": claim.on,
            "only": claim.only,
            "verdict": claim.verdict,
        }
        return {name: each is not None for name, each in values.items()}

    def check_unused(self, form: str) -> None:
        """A key that the claim's form does not use would be a condition that is never looked at."""
        for name, given in self.written().items():
            if given and name != form and name not in USED[form]:
                self.refuse(f'A claim with "{form}" does not use "{name}": remove it.', key=name)

    # -- about the things of a kind ----------------------------------------------------

    def about_kind(self, subject: str) -> Statement | None:
        claim = self.claim
        kind = self.kind((claim.every if subject == "every" else claim.count) or "", subject)
        where = self.conditions("where", claim.where, kind)
        if subject == "count":
            if claim.is_ is None:
                self.refuse('A claim with "count" needs "is".')
            elif claim.is_ < 0:
                self.refuse(f"There cannot be {claim.is_} of anything.", "is")
            return None if kind is None or claim.is_ is None else CountIs(kind, where, claim.is_)
        if not claim.has:
            self.refuse('A claim with "every" needs "has": the attributes that each of them has.')
        has = self.conditions("has", claim.has, kind)
        return None if kind is None else EveryHas(kind, where, has)

    def kind(self, name: str, key: str) -> Kind | None:
        found = KINDS.get(name)
        if found is None:
            detail = (
                f'There is no collection "{name}".{did_you_mean(name, KINDS)} There are: {", ".join(KINDS)}.'
            )
            self.refuse(detail, key)
        return found

    def conditions(self, key: str, written: Mapping[str, object], kind: Kind | None) -> tuple[Condition, ...]:
        return tuple(self.each_condition(key, written, kind)) if kind is not None else ()

    def each_condition(self, key: str, written: Mapping[str, object], kind: Kind) -> Iterator[Condition]:
        names = kind.attributes
        for name, wanted in written.items():
            attribute = names.get(name)
            if attribute is None:
                hint = did_you_mean(name, names)
                detail = f'{kind.collection} have no attribute "{name}".{hint} They have: {", ".join(names)}.'
                self.refuse(detail, key, key=name)
            elif not attribute.accepts(wanted):
                detail = f"{name} of {kind.collection} is {attribute.expected}, not {printed(wanted)}."
                self.refuse(detail, key, name)
            else:
                yield Condition(attribute, wanted)

    # -- about who reaches it -----------------------------------------------------------

    def only(self) -> Statement | None:
        target, traffic = self.name(self.claim.to or "", "to"), self.traffic()
        ranges: list[IpNetwork] = []
        named: list[Name] = []
        for index, text in enumerate(self.claim.only or ()):
            found = self.source(text, "only", str(index))
            if isinstance(found, Name):
                named.append(found)
            elif found is not None and not isinstance(found, Internet):
                ranges.append(found)
        internet = INTERNET_NAME in (self.claim.only or ())
        if target is None or traffic is None:
            return None
        return OnlyFrom(target, traffic, tuple(ranges), internet, tuple(named))

    def path(self) -> Statement | None:
        source = self.source(self.claim.from_ or INTERNET_NAME, "from")
        target, traffic, verdict = self.name(self.claim.to or "", "to"), self.traffic(), self.verdict()
        if source is None or target is None or traffic is None or verdict is None:
            return None
        return PathIs(source, target, traffic, verdict)

    def verdict(self) -> ReachVerdict | None:
        written = self.claim.verdict or ""
        found = VERDICTS.get(written)
        if found is None:
            hint = did_you_mean(written, VERDICTS)
            self.refuse(
                f'There is no verdict "{written}".{hint} There are: {", ".join(VERDICTS)}.', "verdict"
            )
        return found

    def traffic(self) -> TrafficSelector | None:
        if self.claim.on is None:
            return ANY_TRAFFIC
        found = parse_traffic(self.claim.on)
        if isinstance(found, InvalidTraffic):
            self.refuse(found.detail, "on")
            return None
        return found

    def source(self, text: str, *path: str) -> Source | None:
        if text == INTERNET_NAME:
            return Internet()
        network = parse_range(text)
        if network is not None:
            return network
        if LOOKS_LIKE_RANGE.fullmatch(text) is not None:
            self.refuse(f'"{text}" is not a CIDR range, such as 203.0.113.0/24.', *path)
            return None
        return self.name(text, *path)

    def name(self, text: str, *path: str) -> Name | None:
        kind = KINDS.get(text)
        if kind is not None and kind.ends is None:
            detail = (
                f"{text} hold no network interfaces, so nothing can be asked about who reaches them. "
                f"Collections that do: {', '.join(REACHABLE_KINDS)}."
            )
            self.refuse(detail, *path)
            return None
        if not text.strip():
            self.refuse("A name is needed here: a collection, an address, or the name of a thing.", *path)
            return None
        return Name(text, kind, self.place(*path))

    # -- where it is said ------------------------------------------------------------------

    def check_environments(self, environments: Sequence[str]) -> None:
        if self.claim.in_ is not None and not self.claim.in_:
            self.refuse('"in" names no environment, so the claim would never be judged.', "in")
        for index, name in enumerate(self.claim.in_ or ()):
            if name not in environments:
                hint = did_you_mean(name, environments)
                detail = f'There is no environment "{name}".{hint} There are: {", ".join(environments)}.'
                self.refuse(detail, "in", str(index))


def printed(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def problems_of(results: Iterable[Result[Assertion | None]]) -> tuple[Diagnostic, ...]:
    return tuple(each for result in results for each in result.diagnostics)
