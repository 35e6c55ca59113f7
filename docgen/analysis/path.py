"""The links of a chain from who opens a connection to who answers."""

from typing import Literal, TypeAlias

import msgspec

from docgen.source.span import Span
from docgen.source.tristate import Tristate, all_of

Verdict: TypeAlias = Literal["reachable", "blocked", "undecided"]
VERDICTS: dict[Tristate, Verdict] = {True: "reachable", False: "blocked", None: "undecided"}


class Step(msgspec.Struct, frozen=True):
    """One link of the chain from the internet to the component."""

    step: str  # "public address", "route", "network ACL", "security group", "listener"
    address: str
    because: str
    span: Span | None = None
    holds: Tristate = None  # None: not known
    is_default: bool = False  # what AWS does where nothing is declared
    code: str = ""  # where it does not hold: AWS's explanation code


class Way(msgspec.Struct, frozen=True, order=True):
    """What a connection is handed on by, and what its client asks for there."""

    via: tuple[
        str, ...
    ] = ()  # addresses of load balancers, "internet" for public addresses of one's own; in order
    asks: str = (
        ""  # the port of the first of them: "tcp/443"; "" where there is none, or where it is not known
    )
    conditions: tuple[str, ...] = ()  # of listener rules: "host-header is shop.example.com"


DIRECTLY = Way()


class ReachResult(msgspec.Struct, frozen=True):
    """Whether one can get to the other, and why.

    Explanation codes: https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
    """

    verdict: Verdict
    ports: tuple[str, ...]  # "tcp/443": those of the target that get through, or may
    path: tuple[Step, ...]
    blockers: tuple[str, ...]
    unknowns: tuple[str, ...]
    way: "Way" = DIRECTLY  # of the best one


def result_of(steps: tuple[Step, ...], ports: tuple[str, ...], way: "Way" = DIRECTLY) -> ReachResult:
    """The answer that a chain gives."""
    verdict = VERDICTS[all_of(each.holds for each in steps)]
    blockers = tuple(dict.fromkeys(each.code for each in steps if each.holds is False and each.code))
    unknowns = tuple(dict.fromkeys(each.because for each in steps if each.holds is None))
    return ReachResult(
        verdict,
        ports if verdict != "blocked" else (),
        steps,
        blockers if verdict == "blocked" else (),
        unknowns if verdict == "undecided" else (),
        way,
    )
