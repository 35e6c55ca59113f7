"""Verdicts on claims in words: for the page of claims, for the notes on pages, and for `docgen check`."""

from collections.abc import Sequence
from typing import assert_never

from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.findings import Finding
from docgen.analysis.path import ReachVerdict
from docgen.analysis.verdicts import (
    AdmissionUnknown,
    Admits,
    AttributeDiffers,
    AttributeUnknown,
    CountDiffers,
    EnvironmentVerdict,
    MayBeMissing,
    MayBeNamed,
    NothingNamed,
    NumberUnknown,
    PathDiffers,
    Reaches,
    Reason,
    Verdict,
)
from docgen.pages.sentences.findings import finding_text, findings_text
from docgen.pages.sentences.not_seen import missing_text
from docgen.pages.sentences.traffic import flow_text, range_text

MOST_REASONS = 4  # of one kind of verdict; the rest is counted
WRITTEN = {"nat": "NAT", "vpcs": "VPCs", "kafka": "Kafka", "acls": "ACLs", "ecs": "ECS"}


def verdict_text(finding: EnvironmentVerdict) -> str:
    """Why a claim does not hold, or cannot be decided; nothing where it holds."""
    if finding.verdict is Verdict.HOLDS:
        return ""
    said = list(dict.fromkeys(map(reason_text, finding.reasons)))
    more = f"; and {len(said) - MOST_REASONS} more" if len(said) > MOST_REASONS else ""
    text = "; ".join(said[:MOST_REASONS]) + more
    return f"because {text}" if finding.verdict is Verdict.UNDECIDED else text


def assertion_text(says: str, finding: EnvironmentVerdict) -> str:
    """One assertion that does not hold, or is undecided, with what would decide it."""
    text = verdict_text(finding)
    if finding.verdict is Verdict.BROKEN:
        return f'Assertion does not hold in {finding.environment}: "{says}" {text}.'
    closing = " ".join(remedies(finding.reasons))
    return f'Assertion is undecided in {finding.environment}: "{says}" Undecided {text}.{f" {closing}" if closing else ""}'


def remedies(reasons: Sequence[Reason]) -> list[str]:
    """Remedies for the gaps behind a finding, each once."""
    found = []
    for each in reasons:
        if isinstance(each, MayBeMissing):
            found.append(getattr(each.missing, "remedy", ""))
        elif isinstance(each, AttributeUnknown | NumberUnknown | AdmissionUnknown | MayBeNamed):
            found.append(each.remedy)
    return list(dict.fromkeys(filter(None, found)))


def reason_text(reason: Reason) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a reason
    match reason:
        case AttributeDiffers(subject=subject, attribute=attribute, value=value):
            return f"{subject} has {attribute} = {value_text(value)}"
        case AttributeUnknown(subject=subject, attribute=attribute, because=because):
            return f"{attribute} of {subject} is unknown ({finding_text(because)})"
        case NumberUnknown(subject=subject, because=because):
            return because.text if because is not None else f"how many of {subject} there are is not known"
        case CountDiffers(collection=collection, lowest=lowest, highest=highest):
            return count_text(collection, lowest, highest)
        case Admits(subject=subject, ranges=ranges, traffic=traffic):
            return f"{subject} allows inbound traffic from {', '.join(map(range_text, ranges))}{on_text(traffic)}"
        case AdmissionUnknown(subject=subject, because=because):
            return f"what inbound traffic {subject} allows is not fully known: {finding_text(because)}"
        case Reaches(source=source, target=target, traffic=traffic, verdict=verdict, because=because):
            if verdict is ReachVerdict.REACHABLE:
                return f"{source} can reach {target}{on_text(traffic)}"
            return f"{source} may reach {target}{on_text(traffic)}{because_text(because)}"
        case PathDiffers(source=source, target=target, traffic=traffic, verdict=verdict, because=because):
            who = "the internet" if source == INTERNET_NAME else source
            what = (
                f"whether {target} can be reached"
                if verdict is ReachVerdict.UNDECIDED
                else f"{target} is {verdict.value}"
            )
            tail = f" is not known{because_text(because)}" if verdict is ReachVerdict.UNDECIDED else ""
            return f"{what} from {who}{on_text(traffic)}{tail}"
        case NothingNamed(name=name):
            return f"there is nothing under the name {name}"
        case MayBeNamed(subject=subject, name=name, because=because):
            return f"{subject} may be named {name}: its name is unknown ({because.text})"
        case MayBeMissing(missing=missing):
            return missing_text(missing)
        case _:
            assert_never(reason)


def because_text(because: Sequence[Finding]) -> str:
    return f" ({'; '.join(findings_text(because))})" if because else ""


def on_text(traffic: str) -> str:
    return f" on {flow_text(traffic)}" if traffic else ""


def value_text(value: object) -> str:
    if value is None:
        return "no value"
    return str(value).lower() if isinstance(value, bool) else str(value)


def count_text(collection: str, lowest: int, highest: int | None) -> str:
    """`3 NAT gateways`, `at least 1 NAT gateway`, `2 to 3 NAT gateways`."""
    many = collection_text(collection)
    number = f"{lowest}" if highest in {None, lowest} else f"{lowest} to {highest}"
    at_least = "at least " if highest is None else ""
    return f"{at_least}{number} {singular(many) if number == '1' else many}"


def singular(many: str) -> str:
    return f"{many.removesuffix('ies')}y" if many.endswith("ies") else many.removesuffix("s")


def collection_text(name: str) -> str:
    """`nat_gateways` as people write it."""
    return " ".join(WRITTEN.get(each, each) for each in name.split("_"))
