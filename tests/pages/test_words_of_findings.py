"""Each finding has words: a clause that can be part of a sentence of a page."""

import typing

import pytest

from docgen.analysis.exposure import Clients, Danger, Effect, Rating, Severity
from docgen.analysis.findings import (
    AclRuleDecides,
    BucketSetting,
    Condition,
    Finding,
    ForwardsTo,
    NothingAnswers,
    Plain,
    PublicBy,
    Rejection,
    RouteNote,
    UnlessInOneSubnet,
)
from docgen.aws.model.routing import RouteTarget
from docgen.pages.sentences.exposures import CLIENTS, STATES, rating_text
from docgen.pages.sentences.findings import NOTES, PLAIN, REJECTIONS, TARGETS, finding_text
from docgen.source.address import ResourceAddress

GROUP = ResourceAddress((), "aws_lb_target_group", "web")


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (PLAIN, Plain),
        (REJECTIONS, Rejection),
        (TARGETS, RouteTarget),
        (NOTES, RouteNote),
        (STATES, Effect),
        (CLIENTS, Clients),
    ],
)
def test_every_member_has_words(words: typing.Mapping[object, str], members: typing.Iterable[object]) -> None:
    assert set(words) == set(members)
    texts = list(words.values())
    assert len(set(texts)) == len(texts), "two members with the same words"
    assert not [each for each in texts if not each or each.endswith(".") or each != each.strip(" ")]


@pytest.mark.parametrize("danger", Danger)
@pytest.mark.parametrize("clients", Clients)
def test_every_rating_has_words(danger: Danger, clients: Clients) -> None:
    text = rating_text(Rating(Severity.LOW, danger, clients, ("module.edge.aws_lb.this",)))

    assert text
    assert not text.endswith(".")


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (PublicBy("internal", on=True), "internal = false"),
        (PublicBy("publicly_accessible", on=False), "publicly_accessible = false"),
        (PublicBy("", on=False), "resources of this kind have no public addresses"),
        (AclRuleDecides(100, allows=True), "rule 100 allows it"),
        (AclRuleDecides(None, allows=None), "a rule of unknown number may allow it"),
        (NothingAnswers("tcp", 5432), "nothing answers on TCP 5432"),
        (UnlessInOneSubnet(Plain.NO_ACL_RULE), "no rule allows it, unless both are in one subnet"),
        (BucketSetting("block_public_acls", on=True, by_default=True), "block_public_acls = true (AWS's default)"),
        (BucketSetting("public policy", on=False), "it has no public policy"),
        (
            ForwardsTo(GROUP, (Condition("host-header", ("a.example.com", "")),)),
            "it forwards to WEB where host-header is a.example.com, unknown",
        ),
    ],
)  # fmt: skip
def test_a_finding_in_words(finding: Finding, text: str) -> None:
    assert finding_text(finding, lambda address: address.name.upper()) == text
