"""What is said on a page that claims something else than the Terraform does."""

from collections.abc import Sequence

from docgen.analysis.claims import ClaimVerdict
from docgen.document.nodes import Admonition, Block, BulletList, Inlines, Paragraph, inlines
from docgen.pages.words import count


def claims_banner(wrong: Sequence[ClaimVerdict]) -> tuple[Block, ...]:
    """What the page says, and what is true in each environment where that does not hold."""
    verb = "is" if len(wrong) == 1 else "are"
    title = f"{count(len(wrong), 'statement')} of this page {verb} not what the Terraform says"
    lead = Paragraph(inlines("The Terraform code is the source of truth for what is provisioned."))
    return (Admonition("warning", title, (lead, BulletList(tuple(map(line, wrong))))),)


def line(claim: ClaimVerdict) -> Inlines:
    truths = "; ".join(f"{environment}: {truth}" for environment, truth in claim.findings if truth)
    return inlines(f"The page says “{claim.says}” Terraform says, in {truths}.")
