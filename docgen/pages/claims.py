"""What is said on a page that claims something else than the Terraform does."""

from collections.abc import Sequence

from docgen.analysis.claims import ClaimVerdict
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
from docgen.pages.words import count


def claims_banner(wrong: Sequence[ClaimVerdict]) -> tuple[Block, ...]:
    """What the page says, and what is true in each environment where that does not hold."""
    verb = "is" if len(wrong) == 1 else "are"
    title = f"{count(len(wrong), 'statement')} of this page {verb} not what the Terraform says"
    lead = Paragraph(inlines("The Terraform code is the source of truth for what is provisioned."))
    return (Admonition("warning", title, (lead, BulletList(tuple(map(line, wrong))))),)


def claims_page(claims: Sequence[ClaimVerdict], environments: Sequence[str]) -> Page:
    """Every claim of every page and every assertion, and what came of it in each environment."""
    wrong = sum(not each.holds for each in claims)
    verbs = "does" if wrong == 1 else "do"
    lead = (
        f"{count(len(claims), 'statement')}, of which {wrong} {verbs} not hold."
        if wrong
        else f"{count(len(claims), 'statement')}: what the pages say is what the Terraform says."
    )
    rows = tuple(
        (
            inlines(Link(each.page, each.page, code=True) if each.page.endswith(".md") else Code(each.page)),
            inlines(f"“{each.says}”"),
            *(truth(dict(each.findings).get(name)) for name in environments),
        )
        for each in claims
    )
    return Page(
        "claims.md",
        "Claims",
        "What pages and policy say about the network, held against the Terraform.",
        (
            Paragraph(inlines(lead)),
            Table(("Said in", "Statement", *environments), rows, "Nothing is claimed.", wide=True),
        ),
        wide=True,
    )


def truth(found: str | None) -> Inlines:
    if found is None:
        return inlines("not said of it")
    return (
        inlines(Badge("holds", "ok")) if not found else inlines(Badge("does not hold", "danger"), f" {found}")
    )


def line(claim: ClaimVerdict) -> Inlines:
    truths = "; ".join(f"{environment}: {truth}" for environment, truth in claim.findings if truth)
    return inlines(f"The page says “{claim.says}” Terraform says, in {truths}.")
