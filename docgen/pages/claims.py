"""The page of claims and assertions, with their verdicts."""

from collections.abc import Sequence

from docgen.analysis.verdicts import ClaimVerdict, EnvironmentVerdict, Verdict
from docgen.document.nodes import (
    Admonition,
    Badge,
    Block,
    BulletList,
    Code,
    Inlines,
    Link,
    Page,
    Paragraph,
    Table,
    inlines,
)
from docgen.pages.sentences.claims import verdict_text
from docgen.pages.words import count, joined, sentence


def claims_banner(open_claims: Sequence[ClaimVerdict]) -> tuple[Block, ...]:
    """The claims of the page that are false or undecided, and why in each environment."""
    wrong = [each for each in open_claims if each.verdict is Verdict.BROKEN]
    undecided = [each for each in open_claims if each.verdict is Verdict.UNDECIDED]
    blocks: list[Block] = []
    if wrong:
        title = f"Terraform contradicts {count(len(wrong), 'statement')} on this page"
        lead = Paragraph(inlines("The Terraform code is the source of truth for what is provisioned."))
        blocks.append(Admonition("warning", title, (lead, BulletList(tuple(map(line, wrong))))))
    if undecided:
        title = f"{sentence(count(len(undecided), 'statement'))} on this page {'is' if len(undecided) == 1 else 'are'} undecided"
        blocks.append(Admonition("note", title, (BulletList(tuple(map(line, undecided))),)))
    return tuple(blocks)


def claims_page(claims: Sequence[ClaimVerdict], environments: Sequence[str]) -> Page:
    """Every claim of every page and every assertion, with its verdict in each environment."""
    rows = tuple(
        (
            inlines(Link(each.title, each.page) if each.page.endswith(".md") else Code(each.page)),
            inlines(f"“{each.says}”"),
            *(truth(each.in_environment(name)) for name in environments),
        )
        for each in claims
    )
    return Page(
        "claims.md",
        "Claims",
        "What pages and docgen.yml say about the network, compared with the Terraform.",
        (
            Paragraph(inlines(summary(claims))),
            Table(("Source", "Statement", *environments), rows, "No claims or assertions.", wide=True),
        ),
        wide=True,
    )


def summary(claims: Sequence[ClaimVerdict]) -> str:
    """Such as: 6 of 15 statements are false and 1 is undecided."""
    wrong = sum(each.verdict is Verdict.BROKEN for each in claims)
    undecided = sum(each.verdict is Verdict.UNDECIDED for each in claims)
    everything = count(len(claims), "statement")
    parts = [f"{wrong} of {everything} {'is' if wrong == 1 else 'are'} false"] if wrong else []
    if undecided:
        whole = "" if wrong else f" of {everything}"
        parts.append(f"{undecided}{whole} {'is' if undecided == 1 else 'are'} undecided")
    if not parts:
        return f"{sentence(everything)}: the Terraform confirms every one." if claims else "No statements."
    return f"{joined(parts)}."


def truth(found: EnvironmentVerdict | None) -> Inlines:
    if found is None:
        return inlines("not checked here")
    match found.verdict:
        case Verdict.HOLDS:
            return inlines(Badge("true", "ok"))
        case Verdict.BROKEN:
            return inlines(Badge("false", "danger"), f" {verdict_text(found)}")
        case Verdict.UNDECIDED:
            return inlines(Badge("undecided", "warning"), f" {verdict_text(found)}")


def line(claim: ClaimVerdict) -> Inlines:
    shown = [each for each in claim.findings if each.verdict is claim.verdict]
    if claim.verdict is Verdict.UNDECIDED:
        doubts = "; ".join(f"{each.environment}: {verdict_text(each)}" for each in shown)
        return inlines(f"“{claim.says}” Undecided in {doubts}.")
    truths = "; ".join(f"{each.environment}: {verdict_text(each)}" for each in shown)
    return inlines(f"“{claim.says}” Terraform, in {truths}.")
