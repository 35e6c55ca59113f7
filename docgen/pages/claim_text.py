"""Verdicts on claims in words: for the page of claims, for the notes on pages, and for `docgen check`."""

from collections.abc import Sequence
from typing import assert_never

from docgen.analysis.endpoints import INTERNET_NAME
from docgen.analysis.not_seen import (
    Missing,
    MissingModule,
    UncountedResource,
    UnfinishedRoot,
    UnlinkedResource,
    UnmodelledInterface,
    UnownedRule,
)
from docgen.analysis.verdicts import (
    AdmissionUnknown,
    Admits,
    AttributeDiffers,
    AttributeUnknown,
    CountDiffers,
    Finding,
    MayBeMissing,
    MayBeNamed,
    NothingNamed,
    NumberUnknown,
    PathDiffers,
    Reaches,
    Reason,
    Verdict,
)

MOST_REASONS = 4  # of one kind of verdict; the rest is counted
WRITTEN = {"nat": "NAT", "vpcs": "VPCs", "kafka": "Kafka", "acls": "ACLs", "ecs": "ECS"}


def finding_text(finding: Finding) -> str:
    """Why a claim does not hold, or cannot be decided; nothing where it holds."""
    if finding.verdict is Verdict.HOLDS:
        return ""
    said = list(dict.fromkeys(map(reason_text, finding.reasons)))
    more = f"; and {len(said) - MOST_REASONS} more" if len(said) > MOST_REASONS else ""
    text = "; ".join(said[:MOST_REASONS]) + more
    return f"because {text}" if finding.verdict is Verdict.UNDECIDED else text


def assertion_text(says: str, finding: Finding) -> str:
    """One assertion that does not hold, or is undecided, with what would decide it."""
    text = finding_text(finding)
    if finding.verdict is Verdict.BROKEN:
        return f'Assertion does not hold in {finding.environment}: "{says}" {text}.'
    closing = " ".join(remedies(finding.reasons))
    return f'Assertion is undecided in {finding.environment}: "{says}" Undecided {text}.{f" {closing}" if closing else ""}'


def remedies(reasons: Sequence[Reason]) -> list[str]:
    """What would close the gaps behind a finding, each once."""
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
            return f"{attribute} of {subject} is unknown ({because.text.strip('()')})"
        case NumberUnknown(subject=subject, because=because):
            return because or f"how many of {subject} there are is not known"
        case CountDiffers(collection=collection, lowest=lowest, highest=highest):
            return count_text(collection, lowest, highest)
        case Admits(subject=subject, ranges=ranges, traffic=traffic):
            return f"{subject} admits {', '.join(map(str, ranges))}{on_text(traffic)}"
        case AdmissionUnknown(subject=subject, because=because):
            return f"what {subject} admits is not fully known: {because}"
        case Reaches(source=source, target=target, traffic=traffic, verdict=verdict, because=because):
            if verdict == "reachable":
                return f"{source} reaches {target}{on_text(traffic)}"
            return f"{source} may reach {target}{on_text(traffic)}{because_text(because)}"
        case PathDiffers(source=source, target=target, traffic=traffic, verdict=verdict, because=because):
            who = "the internet" if source == INTERNET_NAME else source
            what = f"whether {target} can be reached" if verdict == "undecided" else f"{target} is {verdict}"
            tail = f" is not known{because_text(because)}" if verdict == "undecided" else ""
            return f"{what} from {who}{on_text(traffic)}{tail}"
        case NothingNamed(name=name):
            return f"there is nothing under the name {name}"
        case MayBeNamed(subject=subject, name=name, because=because):
            return f"{subject} may be named {name}: its name is unknown ({because.text})"
        case MayBeMissing(missing=missing):
            return missing_text(missing)
        case _:
            assert_never(reason)


def missing_text(missing: Missing) -> str:
    """What was not seen, as the subject of a sentence that says what it could do."""
    match missing:
        case MissingModule(source=source):
            return f"the code of {missing} ({source}) is not here, and it may contain anything"
        case UnfinishedRoot(root=root, reason=reason):
            return f"not all of {root} could be evaluated ({reason})"
        case UncountedResource(address=address, reason=reason):
            return reason.text or f"how many of {address} there are is not known"
        case UnownedRule(reason=reason):
            return f"{missing.address} may be a rule of any security group ({reason.text})"
        case UnlinkedResource(address=address, argument=argument, reason=reason):
            return f"what {address} belongs to is unknown ({argument}: {reason.text})"
        case UnmodelledInterface(address=address, is_foreign=is_foreign):
            what = "is of a type that docgen does not know" if is_foreign else "is not modelled"
            return f"{address} {what}, and may be on the network"
        case _:
            assert_never(missing)


def because_text(because: Sequence[str]) -> str:
    return f" ({'; '.join(because)})" if because else ""


def on_text(traffic: str) -> str:
    return f" on {traffic}" if traffic else ""


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
