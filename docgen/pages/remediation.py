"""How to close an exposure, in words: proved by evaluating the environment with the other value."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from docgen.analysis.changes import (
    Change,
    ExposureChange,
    PartChange,
    PropertyChange,
    Resource,
    ResourceChange,
    RuleChange,
    RuleFacts,
)
from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.remediation import InputChange, Outcome, Remediation
from docgen.document.nodes import (
    Admonition,
    Block,
    BulletList,
    Code,
    CodeBlock,
    Evidence,
    Inlines,
    Paragraph,
    inlines,
)
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


def order_of_input(
    variable: str, facts: Sequence[EnvironmentFacts], subject: ResourceAddress | None = None
) -> tuple[bool, bool]:
    """The key to sort inputs by: first those of which a change closes something, last numbers, which say how many there are.

    `subject`: only what closes this counts.
    """
    closings = [closing for each in facts for closing in each.closings]
    changed = {
        each.change.variable
        for each in closings
        if each.change is not None and (subject is None or each.subject == subject)
    }
    values = [each.inputs[variable].value for each in facts if variable in each.inputs]
    return variable not in changed, all(each.isdigit() for each in values)


def closing_sentence(closing: Remediation, what: str = "it", *, undecided: bool = False) -> Inlines:
    """Set `alb_ingress_cidrs = ["10.0.0.0/8"]` in `production.tfvars` to close it."""
    change = closing.change
    if change is not None:
        if change.span is not None and change.source != "default":
            return inlines(*instruction(change), " (", change_inline(change), f") to close {what}.")
        return inlines(*instruction(change), f" to close {what}; today its default applies.")
    if undecided:
        return inlines(
            "What docgen does not know decides it: ",
            Code("docgen doctor"),
            " lists what would close the gaps.",
        )
    if closing.outcome is Outcome.NOT_TRIED:
        return inlines("No fix was searched for: the search limit was reached, or the inputs are sensitive.")
    if closing.code is not None:
        where = place(closing.code, code_anchor(closing.subject), folder_only=True)
        if isinstance(where, Evidence) and where.path == ".":
            where = Evidence("the folder at the top", where.path, where.anchor, code=False)
        return inlines("No single input closes it and keeps it; change the code in ", where, ".")
    return inlines("No single input closes it and keeps it; change the code.")


LONGEST_LINE = 300  # characters of a value that a diff shows


MEMBER = re.compile(r"(?:\.[A-Za-z_][\w-]*)+")  # of an object: `.public_access`


def change_diff(change: InputChange, facts: EnvironmentFacts) -> tuple[Block, ...]:
    """The assignment as it is and as it is to be. Nothing for secrets, and nothing for values that are too long.

    A member of an object that a file sets is shown inside the object, where the new line belongs:
    `kafka = {`, `-   public_access = true`, `+   public_access = false`, `}`. Of other parts of a value, and of objects
    that have their default, only the path is shown.
    """
    given = facts.inputs.get(change.variable)
    if given is None or given.sensitive or "(sensitive)" in given.value or not fits(change.becomes):
        return ()
    member = change.path.removeprefix(change.variable)
    names = member.split(".")[1:] if MEMBER.fullmatch(member) and change.source == "tfvars" else []
    around = [change.variable, *names[:-1]] if names else []
    name = names[-1] if names else change.path
    indent = "  " * len(around)
    was = [f"- {indent}{name} = {change.was}"] if names or not member else []
    lines = [
        *(f"  {'  ' * depth}{each} = {{" for depth, each in enumerate(around)),
        *(was if fits(change.was) else []),
        f"+ {indent}{name} = {change.becomes}",
        *(f"  {'  ' * depth}}}" for depth in reversed(range(len(around)))),
    ]
    return (CodeBlock("\n".join(lines), "diff"),)


def fits(value: str) -> bool:
    """Whether a value can be shown on one line."""
    return 0 < len(value) <= LONGEST_LINE and "\n" not in value


def closing_block(closing: Remediation, labels: Labels, facts: EnvironmentFacts) -> Block:
    """The smallest change that closes it, to be copied, and everything else that would move with it."""
    if closing.change is None:
        effects = {each.effect for each in facts.exposures if each.subject == closing.subject}
        undecided = Effect.UNDECIDED in effects and Effect.OPEN_NOW not in effects
        title = "How to decide it" if undecided else "How to close it"
        return Admonition("note", title, (Paragraph(closing_sentence(closing, undecided=undecided)),))
    return Admonition("tip", "How to close it", change_blocks(closing, closing.change, labels, facts))


def change_blocks(
    closing: Remediation, change: InputChange, labels: Labels, facts: EnvironmentFacts
) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(closing_sentence(closing)), *change_diff(change, facts)]
    if closing.closes:
        named = joined_inlines([inlines(Code(labels.of(each))) for each in closing.closes])
        blocks.append(Paragraph(inlines("The same change also closes ", *named, ".")))
    return (*blocks, *side_effects(closing, facts, labels))


def side_effects(closing: Remediation, facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    """Every other fact that the change changes."""
    if not closing.also:
        return (Paragraph(inlines(bounded("Nothing else changes.", facts.not_seen.anything))),)
    names = {str(each): labels.of(each) for each in facts.network.by_address()}
    lines = [inlines(change_sentence(labelled(each, names))) for each in closing.also[:MOST_FACTS]]
    rest = len(closing.also) - len(lines)
    more = [inlines(f"and {rest} more")] if rest else []
    return (Paragraph(inlines("This would also change:")), BulletList((*lines, *more)))


def labelled(change: Change, names: Mapping[str, str]) -> Change:
    """A change with the names that pages have for its resources, by their addresses."""

    def resource(found: Resource) -> Resource:
        return msgspec.structs.replace(found, name=names.get(found.address, found.name))

    def rule(found: RuleFacts | None) -> RuleFacts | None:
        if found is None or found.peer is None:
            return found
        return msgspec.structs.replace(found, peer_name=names.get(found.peer, found.peer_name))

    match change:
        case RuleChange(group=group, before=before, after=after):
            return msgspec.structs.replace(
                change, group=resource(group), before=rule(before), after=rule(after)
            )
        case ResourceChange() | PropertyChange() | PartChange():
            return msgspec.structs.replace(change, resource=resource(change.resource))
        case ExposureChange(subject=subject, name=name):
            return msgspec.structs.replace(change, name=names.get(subject, name))
        case _:
            return change
