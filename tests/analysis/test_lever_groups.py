"""Which exposures one change closes together."""

import pytest

from docgen.analysis.exposure import Danger, Effect, Exposure, ExposureVerdict, Rating, Severity
from docgen.analysis.lever_groups import find_lever_groups
from docgen.analysis.remediation import InputChange, Outcome, Remediation
from docgen.source.address import ResourceAddress
from docgen.source.traced import NOWHERE


def address(name: str) -> ResourceAddress:
    return ResourceAddress(module=(), type="aws_instance", name=name)


def exposure(name: str) -> Exposure:
    return Exposure(
        id=name,
        subject=address(name),
        kind="EC2 instance",
        name=name,
        verdict=ExposureVerdict.EXPOSED,
        effect=Effect.OPEN_NOW,
        rating=Rating(Severity.HIGH, Danger.DIRECT),
        ports=(),
        sources=(),
        whole_internet=True,
        path=(),
        blockers=(),
        unknowns=(),
        rules=(),
        flag="",
        flag_on=None,
        trace=NOWHERE,
    )


def closing(name: str, variable: str, closes: str = "") -> Remediation:
    if not variable:
        return Remediation(address(name), Outcome.NO_INPUT)
    change = InputChange(variable, "[]", variable, "[]", (), "default", None)
    return Remediation(address(name), Outcome.FOUND, change, tuple(map(address, closes)))


@pytest.mark.parametrize(
    ("closings", "groups", "others"),
    [
        ({"a": ("x", ""), "b": ("y", "")}, [("x", "a"), ("y", "b")], ""),
        ({"a": ("x", "b"), "b": ("x", "a")}, [("x", "ab")], ""),
        ({"a": ("x", ""), "b": ("y", ""), "c": ("x", "")}, [("x", "ac"), ("y", "b")], ""),
        # What the change of the worse one closes as well belongs to it, though a smaller change would do.
        ({"a": ("x", "c"), "b": ("", ""), "c": ("y", "")}, [("x", "ac")], "b"),
        ({"a": ("", "")}, [], "a"),
    ],
)
def test_what_one_change_closes_is_together(
    closings: dict[str, tuple[str, str]], groups: list[tuple[str, str]], others: str
) -> None:
    found, rest = find_lever_groups(
        [exposure(each) for each in closings],
        [closing(name, variable, closes) for name, (variable, closes) in closings.items()],
    )
    assert [(each.change.variable, "".join(one.id for one in each.exposures)) for each in found] == groups
    assert "".join(each.id for each in rest) == others
