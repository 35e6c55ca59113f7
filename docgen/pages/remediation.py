"""What would close an exposure, in words: proved by evaluating the environment with the other value."""

from collections.abc import Sequence

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.analysis.remediation import Closing
from docgen.document.nodes import Admonition, Block, BulletList, Code, Inlines, Paragraph, inlines
from docgen.pages.bounds import bounded
from docgen.pages.labels import Labels
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.words import count, joined_inlines
from docgen.source.address import ResourceAddress

MOST_FACTS = 12  # that move, told one by one


def remediation_for(facts: EnvironmentFacts, subject: ResourceAddress) -> Closing | None:
    return next((each for each in facts.closings if each.subject == subject), None)


def closing_sentence(closing: Closing) -> Inlines:
    """`alb_ingress_cidrs = ["10.0.0.0/8"]` would close it."""
    if closing.change is not None:
        thing, without, rest = closing.change.said.partition(" without ")
        gone = (" without ", Code(rest)) if without else ()
        what = inlines(Code(thing), *gone, " would close it")
        if closing.change.span is not None and closing.change.source != "default":
            return inlines(*what, ", in ", Code(closing.change.span.path), ".")
        return inlines(*what, "; nothing sets it now, so its default holds.")
    if closing.outcome == "not tried":
        return inlines("Which input would close it was not tried out.")
    if closing.code is not None:
        return inlines(
            "No single input closes it: the code in ", Code(closing.code.path), " would have to change."
        )
    return inlines("No single input closes it: the code would have to change.")


def closing_block(closing: Closing, labels: Labels, missing: Sequence[Missing] = ()) -> Block:
    """The smallest change that closes it, and everything else that would move with it."""
    if closing.change is None:
        return Admonition("note", "What would close it", (Paragraph(closing_sentence(closing)),))
    return Admonition("tip", "What would close it", change_blocks(closing, labels, missing))


def change_blocks(closing: Closing, labels: Labels, missing: Sequence[Missing]) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(closing_sentence(closing))]
    if closing.closes:
        named = joined_inlines([inlines(Code(labels.of(each))) for each in closing.closes])
        blocks.append(Paragraph(inlines("The same change closes ", *named, ".")))
    if not closing.also:
        blocks.append(Paragraph(inlines(bounded("No other fact would move.", missing))))
        return tuple(blocks)
    verb = "moves" if len(closing.also) == 1 else "move"
    blocks.append(Paragraph(inlines(f"With it {count(len(closing.also), 'other fact')} {verb}:")))
    lines = [inlines(change_sentence(each)) for each in closing.also[:MOST_FACTS]]
    rest = len(closing.also) - len(lines)
    blocks.append(BulletList((*lines, *([inlines(f"and {rest} more")] if rest else ()))))
    return tuple(blocks)
