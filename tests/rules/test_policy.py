"""Which controls a policy demands, how frameworks are named, and what becomes of waivers."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from docgen.analysis.acceptance import AcceptedTraffic, Waiver
from docgen.analysis.exposure import Severity
from docgen.analysis.patterns import matches
from docgen.aws.model.firewall import Ports
from docgen.rules.catalogue import catalogue
from docgen.rules.frameworks import (
    TITLES,
    UnknownFramework,
    framework_named,
    frameworks,
    natural_order,
    requirements_of,
)
from docgen.rules.judgement import ControlVerdict, Judgement, worst
from docgen.rules.policy import Policy, must_hold
from docgen.rules.table import KEYS, find_judgements, find_unwaived
from docgen.rules.waivers import WaiverState, state_of
from tests.rules.test_rules import CASES, facts_of

HOLDS, BROKEN, UNDECIDED, NOT_APPLICABLE, WAIVED = ControlVerdict
DAY = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CIS AWS v5.0.0", "CIS AWS v5.0.0"),
        ("cis 5", "CIS AWS v5.0.0"),
        ("CIS v4", "CIS AWS v4.0.1"),
        ("CIS AWS Foundations Benchmark 3.0", "CIS AWS v3.0.0"),
        ("FSBP", "AWS FSBP v1.0.0"),
        ("NIST 800-53", "NIST 800-53 r5"),
        ("pci dss 4.0.1", "PCI DSS v4.0.1"),
        ("SOC 2", "SOC 2 TSC"),
        ("ISO 27001:2022", "ISO/IEC 27001:2022"),
        ("AWS Security Hub", "AWS Security Hub"),
    ],
)
def test_a_framework_by_its_name(text: str, name: str) -> None:
    assert framework_named(text) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CIS", "can mean CIS AWS v3.0.0, CIS AWS v4.0.1"),
        ("CIS 4.0.0", "no framework"),
        ("", "no framework"),
        ("SOC 2 TSX", 'Did you mean "SOC 2 TSC"?'),
    ],
)
def test_a_framework_that_is_none_or_several(text: str, said: str) -> None:
    found = framework_named(text)

    assert isinstance(found, UnknownFramework)
    assert said in found.detail


def test_every_framework_has_a_title_and_an_order() -> None:
    assert set(frameworks()) == set(TITLES)
    assert [*requirements_of("PCI DSS v4.0.1", KEYS)][-1].startswith("10.")
    assert sorted(["SC-7(10)", "SC-7", "SC-7(4)", "AC-4"], key=natural_order) == [
        "AC-4",
        "SC-7",
        "SC-7(4)",
        "SC-7(10)",
    ]


POLICIES = {
    "empty": (Policy(), set(KEYS)),
    "of certain environments": (Policy(environments=("prod*",)), set(KEYS)),
    "controls alone": (Policy(controls=("sg_unused",)), {"sg_unused"}),
    "severity": (Policy(severity=Severity.CRITICAL), {key for key in KEYS if catalogue()[key].severity is Severity.CRITICAL}),
    "framework": (Policy(("CIS AWS v5.0.0",)), {key for key in KEYS if "CIS AWS v5.0.0" in catalogue()[key].refs}),
    "framework and severity": (Policy(("CIS AWS v5.0.0",), Severity.CRITICAL), {"rds_not_public"}),
    "both and a control": (Policy(("CIS AWS v5.0.0",), Severity.CRITICAL, ("sg_unused",)), {"rds_not_public", "sg_unused"}),
    "own rules alone": (Policy(rules=("policy/x.py",)), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_policy_demands(name: str) -> None:
    policy, expected = POLICIES[name]

    assert set(policy.demanded()) == expected
    assert set(must_hold([policy], "production")) == expected
    assert must_hold([policy], "staging") == (() if policy.environments else policy.demanded())


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("module.*.aws_lb.this", "module.a.module.b.aws_lb.this", True),
        ("x[0]", "x[0]", True),
        ("x[0]", "x0", False),
        ("*b", "ab\nb", True),
        ("a*b*c", "a-c-b", False),
        ("*a" * 40 + "b", "a" * 5000, False),  # in no time
    ],
)
def test_patterns(pattern: str, text: str, fits: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    ("traffic", "flow", "covers"),
    [
        (AcceptedTraffic("tcp", Ports(443, 443)), "tcp/443", True),
        (AcceptedTraffic("tcp", Ports(443, 443)), "udp/443", False),
        (AcceptedTraffic("tcp", Ports(80, 443)), "tcp/100-443", True),
        (AcceptedTraffic("tcp", Ports(80, 443)), "tcp/100-444", False),
        (AcceptedTraffic("tcp", Ports(80, 443)), "tcp/all", False),
        (AcceptedTraffic("tcp", Ports(80, 443)), "tcp/unknown", False),
        (AcceptedTraffic("tcp"), "tcp/all", True),
        (AcceptedTraffic("-1"), "udp/53", True),
    ],
)
def test_accepted_ports(traffic: AcceptedTraffic, flow: str, covers: bool) -> None:  # noqa: FBT001 - as above
    assert traffic.covers(flow) is covers


STATES = {
    "used": ("broken", "*", DAY, WaiverState.USED, WAIVED),
    "no day": ("broken", "*", None, WaiverState.USED, WAIVED),
    "ended": ("broken", "*", DAY + dt.timedelta(1), WaiverState.ENDED, BROKEN),
    "another subject": ("broken", "aws_db_instance.other", DAY, WaiverState.UNUSED, BROKEN),
    "holds": ("holds", "*", DAY, WaiverState.UNUSED, HOLDS),
    "undecided": ("undecided", "*", DAY, WaiverState.UNDECIDED, UNDECIDED),
    "undecided, another": ("undecided", "aws_db_instance.other", DAY, WaiverState.UNUSED, UNDECIDED),
    "not applicable": ("not_applicable", "*", DAY, WaiverState.UNUSED, NOT_APPLICABLE),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_what_becomes_of_a_waiver(name: str, tmp_path: Path) -> None:
    case, subject, day, state, verdict = STATES[name]
    facts = facts_of((CASES / f"rds_not_public/{case}.tf").read_text(encoding="utf-8"), tmp_path)
    waiver = Waiver("rds_not_public", "Trials.", "data", DAY, subject)

    assert state_of(waiver, [find_unwaived(facts)], day) is state
    waived = msgspec.structs.replace(facts, waivers=(waiver,))
    assert worst(find_judgements(waived, day)["rds_not_public"]) is verdict


def test_the_waiver_that_lasts_longest_counts(tmp_path: Path) -> None:
    facts = facts_of((CASES / "rds_not_public/broken.tf").read_text(encoding="utf-8"), tmp_path)
    waivers = tuple(Waiver("rds_not_public", "x", "y", DAY + dt.timedelta(days)) for days in (0, 9, 3))
    waived = msgspec.structs.replace(facts, waivers=waivers)

    (found,) = find_judgements(waived, DAY + dt.timedelta(5))["rds_not_public"]

    assert (found.verdict, found.waiver) == (WAIVED, waivers[1])


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((HOLDS, WAIVED), WAIVED),
        ((WAIVED, UNDECIDED), UNDECIDED),
        ((UNDECIDED, BROKEN), BROKEN),
        ((NOT_APPLICABLE, HOLDS), HOLDS),
        ((), NOT_APPLICABLE),
    ],
)
def test_the_worst_verdict_counts(verdicts: tuple[ControlVerdict, ...], expected: ControlVerdict) -> None:
    assert worst(Judgement(None, each) for each in verdicts) is expected
