"""Findings in words: those with one cause are one clause."""

from docgen.analysis.findings import AclUnknown, Finding, Plain, RuleMayAllow, VpcUnknown
from docgen.pages.sentences.findings import finding_text, findings_by_cause
from docgen.source.traced import Reason


def test_a_cause_is_written_once_and_of_many_causes_two() -> None:
    first, second, third, fourth = (Reason(f"var.{each} has no value") for each in "abcd")
    found: list[Finding] = [RuleMayAllow(first), AclUnknown(first), VpcUnknown(second)]

    assert findings_by_cause(found) == (
        "a rule may allow it, its network ACL is not known: var.a has no value; "
        "its VPC is not known: var.b has no value"
    )
    assert findings_by_cause([*found, VpcUnknown(third), RuleMayAllow(fourth)]).endswith("; and 2 more")


def test_what_has_no_cause_stays_a_clause_of_its_own() -> None:
    assert findings_by_cause([Plain.NOT_ATTACHED, RuleMayAllow(Reason("why")), Plain.NOT_ATTACHED]) == (
        f"{finding_text(Plain.NOT_ATTACHED)}; a rule may allow it: why"
    )
