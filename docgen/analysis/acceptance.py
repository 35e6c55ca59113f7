"""Accepted risks: controls that may be broken, and exposures that may be open, until a date.

Data only. Whether a date has passed is decided by callers that know the current day; pages never decide it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from docgen.analysis.exposure import Exposure, ExposureVerdict
from docgen.analysis.patterns import matches
from docgen.aws.model.firewall import Ports


class Accepted(Protocol):
    """The common fields of waivers and accepted exposures."""

    @property
    def environment(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def until(self) -> dt.date: ...


class Waiver(msgspec.Struct, frozen=True):
    """A control that may be broken for some subjects. `subject` and `environment` may hold * and ?."""

    control: str  # its key
    reason: str
    owner: str
    until: dt.date  # the last day
    subject: str = "*"  # an address
    environment: str = "*"

    def covers(self, control: str, subject: str) -> bool:
        """Whether it is about this control of this subject, in an environment that it names."""
        return control == self.control and matches(self.subject, subject)


class AcceptedTraffic(msgspec.Struct, frozen=True):
    """A protocol ("-1": any) and its ports (None: all)."""

    protocol: str
    ports: Ports | None = None

    def covers(self, flow: str) -> bool:
        """Whether all of a flow of an exposure is meant: "tcp/443", "tcp/8000-8100", "tcp/all", "tcp/unknown"."""
        protocol, _, written = flow.partition("/")
        if self.protocol not in {"-1", protocol}:
            return False
        if self.ports is None:
            return True
        first, _, last = written.partition("-")
        if not first.isdigit():
            return False  # all ports, or not known which
        return self.ports.first <= int(first) and int(last or first) <= self.ports.last


class AcceptedExposure(msgspec.Struct, frozen=True):
    """An exposure that may be open. `of` and `environment` may hold * and ?."""

    of: str  # the address of what is exposed
    reason: str
    owner: str
    until: dt.date  # the last day
    traffic: AcceptedTraffic | None = None  # the ports that are accepted; None: whatever is open
    environment: str = "*"

    def is_about(self, subject: str, ports: Sequence[str]) -> bool:
        """Whether it covers some of what is open of this subject."""
        if not matches(self.of, subject):
            return False
        return self.traffic is None or any(map(self.traffic.covers, ports))


def acceptances_of(exposure: Exposure, accepted: Sequence[AcceptedExposure]) -> tuple[AcceptedExposure, ...]:
    """The entries that together cover all that is open of an exposure; nothing where some of it is not accepted.

    Of several that cover the same, the one that lasts longest. An exposure that is not decided is accepted by none.
    """
    if exposure.verdict is not ExposureVerdict.EXPOSED:
        return ()
    subject, ports = str(exposure.subject), exposure.ports
    about = sorted(
        (each for each in accepted if each.is_about(subject, ports)),
        key=lambda each: each.until,
        reverse=True,
    )
    found: dict[AcceptedExposure, None] = {}
    for port in ports or ("",):
        covering = (each for each in about if each.traffic is None or each.traffic.covers(port))
        entry = next(covering, None)
        if entry is None:
            return ()
        found[entry] = None
    return tuple(found)


def has_ended(accepted: Accepted, as_of: dt.date | None) -> bool:
    """Whether the last day has passed; None: the day that counts is not known, and nothing has ended."""
    return as_of is not None and accepted.until < as_of
