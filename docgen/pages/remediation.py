"""What would close an exposure, in words: proved by evaluating the environment with the other value."""

from collections.abc import Sequence

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.analysis.remediation import Outcome, Remediation
from docgen.document.nodes import Admonition, Block, BulletList, Code, Inlines, Paragraph, inlines
from docgen.pages.bounds import bounded
from docgen.pages.labels import Labels
from docgen.pages.places import change_inline, code_anchor, place
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.sentences.remediation import instruction
from docgen.pages.words import joined_inlines
from docgen.source.address import ResourceAddress

MOST_FACTS = 12  # that move, told one by one


def remediation_for(facts: EnvironmentFacts, subject: ResourceAddress) -> Remediation | None:
    return next((each for each in facts.closings if each.subject == subject), None)


def closing_sentence(closing: Remediation) -> Inlines:
    """Set `alb_ingress_cidrs = ["10.0.0.0/8"]` in `production.tfvars` to close it."""
    change = closing.change
    if change is not None:
        if change.span is not None and change.source != "default":
            return inlines(*instruction(change), " (", change_inline(change), ") to close it.")
        return inlines(*instruction(change), " to close it; today its default applies.")
    if closing.outcome is Outcome.NOT_TRIED:
        return inlines("No fix was searched for: the search limit was reached, or the inputs are sensitive.")
    if closing.code is not None:
        where = place(closing.code, code_anchor(closing.subject), folder_only=True)
        return inlines("No single input closes it; change the code in ", where, ".")
    return inlines("No single input closes it; change the code.")


def closing_block(closing: Remediation, labels: Labels, missing: Sequence[Missing] = ()) -> Block:
    """The smallest change that closes it, and everything else that would move with it."""
    if closing.change is None:
        return Admonition("note", "How to close it", (Paragraph(closing_sentence(closing)),))
    return Admonition("tip", "How to close it", change_blocks(closing, labels, missing))


def change_blocks(closing: Remediation, labels: Labels, missing: Sequence[Missing]) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(closing_sentence(closing))]
    if closing.closes:
        named = joined_inlines([inlines(Code(labels.of(each))) for each in closing.closes])
        blocks.append(Paragraph(inlines("The same change also closes ", *named, ".")))
    if not closing.also:
        blocks.append(Paragraph(inlines(bounded("Nothing else changes.", missing))))
        return tuple(blocks)
    blocks.append(Paragraph(inlines("This would also change:")))
    lines = [inlines(change_sentence(each)) for each in closing.also[:MOST_FACTS]]
    rest = len(closing.also) - len(lines)
    blocks.append(BulletList((*lines, *([inlines(f"and {rest} more")] if rest else ()))))
    return tuple(blocks)
