"""Messages for CI systems: titles of kinds of problems, facts that changed, changes of a comparison."""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.delta.model import Area, Direction
from docgen.pages.sentences.diff import Told, affects_text

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "error": "What is written is wrong",
        "drift": "A fact changed, and the documentation does not say so",
        "stale": "A generated file is out of date",
        "assertion": "An assertion of docgen.yml does not hold, or is undecided",
        "policy": "A control that must hold does not, or a waiver or exposure needs a decision",
        "parity": "Environments differ in a way that docgen.yml does not list",
        "register": "An allowed flow has no reason, or a review is due",
    }
)
AREAS: Mapping[Area, str] = MappingProxyType(
    {
        Area.EXPOSURE: "Something is exposed",
        Area.FLOW: "Traffic is allowed that was not",
        Area.ACCESS: "Permissions are wider",
        Area.DATA: "Data is less protected",
        Area.GUARD: "What records or prevents is gone",
        Area.DESTRUCTION: "Data is destroyed",
        Area.CONTROL: "A control is broken",
        Area.ASSERTION: "An assertion of docgen.yml is broken",
        Area.COMPONENT: "A component changed",
        Area.NOT_COMPARED: "A change cannot be compared",
    }
)


def rule_name(area: Area) -> str:
    """`not_compared`: what a rule may be called."""
    return area.value.replace(" ", "_")


CHANGES: Mapping[str, str] = MappingProxyType({rule_name(each): title for each, title in AREAS.items()})
RUN = "Run `docgen build` and commit the result."


def told_message(found: Told, environment: str) -> str:
    """`production, aws_db_instance.a: storage_encrypted is now false, was true.` and a line for each further sentence."""
    perhaps = "not certain: " if found.direction is Direction.UNKNOWN else ""
    first, *others = [each.text for each in found.sentences]
    rest = [*others, *(f"because of {each}" for each in found.levers)]
    if found.affects:
        rest.append(f"concerns {affects_text(found.affects)}")
    return "\n".join([f"{environment}, {found.subject}: {perhaps}{first}", *rest])
