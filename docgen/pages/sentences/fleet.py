"""Sentences about many systems."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from docgen.analysis.fleet.connections import Connection, ConnectionKind
from docgen.analysis.fleet.model import EnvironmentSummary, Problem, SystemSummary
from docgen.pages.words import count

KINDS: Mapping[ConnectionKind, str] = MappingProxyType(
    {
        ConnectionKind.VPC: "the same VPC",
        ConnectionKind.SUBNET: "the same subnet",
        ConnectionKind.SECURITY_GROUP: "the same security group",
        ConnectionKind.TRANSIT_GATEWAY: "the same transit gateway",
        ConnectionKind.PEERING: "the same peering connection",
        ConnectionKind.STATE: "Terraform state",
        ConnectionKind.RANGE: "range of addresses",
    }
)


def certainty_text(connection: Connection) -> str:
    """Why a connection is certain, or what keeps it from being decided."""
    match connection.kind:
        case ConnectionKind.RANGE:
            how = f" through a {connection.way}" if connection.way != "security group rule" else " by a rule"
            return f"Undecided: addresses of this range are named{how}, and another network may have the same range."
        case ConnectionKind.STATE if not connection.certain:
            if len(connection.others) > 1:
                return "Undecided: several root modules may write this state."
            return "Undecided: a part of what identifies the state is not known."
        case ConnectionKind.STATE:
            return "One reads the state that the other writes."
        case _:
            return "Both name the same id."


def problem_text(problem: Problem) -> str:
    """Such as: main.tf:3: Unsupported argument. An argument named "x" is not expected here."""
    place = f"{problem.path}:{problem.line}: " if problem.path else ""
    return f"{place}{problem.summary}. {problem.detail}"


class Failing(NamedTuple):
    """Why `--fail-on` fails because of a system."""

    exposures: int  # open or undecided, and not accepted
    controls: tuple[str, ...]  # keys, broken or undecided
    assertions: tuple[str, ...]  # of docgen.yml, broken or undecided


MOST_NAMED = 8  # controls in one line


def failing_text(found: Failing, severity: str) -> str:
    """`high or worse: 1 exposure open or undecided, 2 controls broken or undecided (alb_tls, rds_public)`."""
    parts = [f"{count(found.exposures, 'exposure')} open or undecided"] if found.exposures else []
    if found.controls:
        more = f" and {len(found.controls) - MOST_NAMED} more" if len(found.controls) > MOST_NAMED else ""
        names = ", ".join(found.controls[:MOST_NAMED])
        parts.append(f"{count(len(found.controls), 'control')} broken or undecided ({names}{more})")
    if found.assertions:
        parts.append(f"{count(len(found.assertions), 'assertion')} broken or undecided")
    return f"{severity}{'' if severity == 'critical' else ' or worse'}: {', '.join(parts)}"


def left_out_text(environment: EnvironmentSummary) -> str:
    """Things that were too many to compare with other systems; "" if all were compared."""
    borders = environment.borders
    parts = [
        *([count(borders.mentions_left_out, "id")] if borders.mentions_left_out else []),
        *([count(borders.uses_left_out, "range")] if borders.uses_left_out else []),
    ]
    if not parts:
        return ""
    what = " and ".join(parts)
    return f"not compared with other systems, because it names too many: {what}. Connections may be missing"


def coverage_text(system: SystemSummary) -> str:
    """The coverage of a system: "2 gaps, 1 module not seen"."""
    missing = sum(each.missing for each in system.environments)
    parts = [count(system.gaps, "gap")] if system.gaps else []
    parts += [f"{missing} not seen"] if missing else []
    return ", ".join(parts) or "no gaps"
