"""Findings of a policy: controls that must hold and do not, waivers and accepted exposures that have ended or match nothing.

Data; `docgen/pages/sentences/policy.py` has the words.
"""

from typing import TypeAlias

import msgspec

from docgen.analysis.acceptance import AcceptedExposure, Waiver
from docgen.analysis.exposure import Exposure
from docgen.analysis.remediation import InputChange
from docgen.rules.rule import Assessed
from docgen.rules.waivers import WaiverState
from docgen.source.span import Span


class ControlOpen(msgspec.Struct, frozen=True, eq=False):
    """A control that must hold is broken, or cannot be decided."""

    assessed: Assessed
    change: InputChange | None = None  # of one input, with which it holds: evaluated, and nothing else breaks


class RuleNotRun(msgspec.Struct, frozen=True):
    """A rule of the team's own that must hold was not run, because running code of the repository was not allowed."""

    path: str
    span: Span | None


class WaiverFinding(msgspec.Struct, frozen=True):
    """A waiver that has ended, or covers nothing that is broken."""

    waiver: Waiver
    state: WaiverState
    span: Span | None


class ExposureOpen(msgspec.Struct, frozen=True, eq=False):
    """An exposure that is not accepted, or not any more: then by an entry that has ended."""

    environment: str
    exposure: Exposure
    ended: AcceptedExposure | None


class AcceptanceUnused(msgspec.Struct, frozen=True):
    """An accepted exposure that is not open."""

    accepted: AcceptedExposure
    span: Span | None


PolicyFinding: TypeAlias = ControlOpen | RuleNotRun | WaiverFinding | ExposureOpen | AcceptanceUnused
