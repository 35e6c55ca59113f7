"""What pages and policy claim, and what came of it."""

from collections.abc import Sequence

from docgen.analysis.verdicts import ClaimVerdict, Finding, Verdict
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
from docgen.pages.claim_text import finding_text
from docgen.pages.words import count, joined


def claims_banner(open_claims: Sequence[ClaimVerdict]) -> tuple[Block, ...]:
    """What the page says that is not so, or cannot be decided, and why in each environment."""
    wrong = [each for each in open_claims if each.verdict is Verdict.BROKEN]
    undecided = [each for each in open_claims if each.verdict is Verdict.UNDECIDED]
    blocks: list[Block] = []
    if wrong:
        verb = "is" if len(wrong) == 1 else "are"
        title = f"{count(len(wrong), 'statement')} of this page {verb} not what the Terraform says"
        lead = Paragraph(inlines("The Terraform code is the source of truth for what is provisioned."))
        blocks.append(Admonition("warning", title, (lead, BulletList(tuple(map(line, wrong))))))
    if undecided:
        title = f"{count(len(undecided), 'statement')} of this page cannot be decided"
        blocks.append(Admonition("note", title, (BulletList(tuple(map(line, undecided))),)))
    return tuple(blocks)


def claims_page(claims: Sequence[ClaimVerdict], environments: Sequence[str]) -> Page:
    """Every claim of every page and every assertion, and what came of it in each environment."""
    rows = tuple(
        (
            inlines(Link(each.page, each.page, code=True) if each.page.endswith(".md") else Code(each.page)),
            inlines(f"“{each.says}”"),
            *(truth(each.in_environment(name)) for name in environments),
        )
        for each in claims
    )
    return Page(
        "claims.md",
        "Claims",
        "What pages and policy say about the network, held against the Terraform.",
        (
            Paragraph(inlines(summary(claims))),
            Table(("Said in", "Statement", *environments), rows, "Nothing is claimed.", wide=True),
        ),
        wide=True,
    )


def summary(claims: Sequence[ClaimVerdict]) -> str:
    """Such as: 15 statements, of which 6 do not hold and 1 cannot be decided."""
    wrong = sum(each.verdict is Verdict.BROKEN for each in claims)
    undecided = sum(each.verdict is Verdict.UNDECIDED for each in claims)
    parts = [f"{wrong} {'does' if wrong == 1 else 'do'} not hold"] if wrong else []
    parts += [f"{undecided} cannot be decided"] if undecided else []
    everything = count(len(claims), "statement")
    if not parts:
        return f"{everything}: what the pages say is what the Terraform says."
    return f"{everything}, of which {joined(parts)}."


def truth(found: Finding | None) -> Inlines:
    if found is None:
        return inlines("not said of it")
    match found.verdict:
        case Verdict.HOLDS:
            return inlines(Badge("holds", "ok"))
        case Verdict.BROKEN:
            return inlines(Badge("does not hold", "danger"), f" {finding_text(found)}")
        case Verdict.UNDECIDED:
            return inlines(Badge("undecided", "warning"), f" {finding_text(found)}")


def line(claim: ClaimVerdict) -> Inlines:
    shown = [each for each in claim.findings if each.verdict is claim.verdict]
    if claim.verdict is Verdict.UNDECIDED:
        doubts = "; ".join(f"{each.environment}: {finding_text(each)}" for each in shown)
        return inlines(f"The page says “{claim.says}” That is undecided in {doubts}.")
    truths = "; ".join(f"{each.environment}: {finding_text(each)}" for each in shown)
    return inlines(f"The page says “{claim.says}” Terraform says, in {truths}.")
