"""Limits of sentences: a sentence that says "there is none" is limited to what docgen has seen.

"No VPC is declared" is a statement about everything that could be there. Where a module without code could hold one,
the page says how far docgen has looked and what it has not seen.

Three forms: a page of one environment has a banner, and `bounded` sentences; a region of a hand-written page, and a page about
several environments, says of each environment `as far as docgen could see` and ends with a note of what was not seen.
`tests/pages/test_absolute_sentences.py` lists the sentences that take no bound, and why.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.not_seen import Missing, MissingModule, NotSeen
from docgen.document.nodes import (
    Admonition,
    Anchor,
    Block,
    BulletList,
    Code,
    Details,
    Inlines,
    Link,
    Matrix,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.sentences.not_seen import not_seen_name, not_seen_text
from docgen.pages.words import count, joined, joined_inlines, per_environment, with_codes

MOST_NAMED = 3  # things that one sentence lists
FIRST_NAMED = 2  # of more than that, beside their number
MOST_ITEMS = 5  # of a banner, before the rest is folded


def bounded_page(page: Page, facts: EnvironmentFacts) -> Page:
    """The page with a banner where modules are missing, and with its empty lists no more than that."""
    missing = facts.not_seen.anything
    if not missing:
        return page
    blocks = (*missing_banner(facts.not_seen), *(bounded_block(each, missing) for each in page.blocks))
    return msgspec.structs.replace(page, blocks=blocks)


def bounded_block(block: Block, missing: Sequence[Missing]) -> Block:
    match block:
        case Section() | Admonition() | Details():
            return msgspec.structs.replace(
                block, blocks=tuple(bounded_block(each, missing) for each in block.blocks)
            )
        case Table() | Matrix():
            return msgspec.structs.replace(block, when_empty=bounded(block.when_empty, missing))
        case _:
            return block


def bounded(text: str, missing: Sequence[Missing]) -> str:
    """`No VPC is declared.` → `In the code that docgen could read: no VPC is declared. Not seen: …`."""
    if not missing or not text or LIMIT in text:
        return text
    return f"In the code that docgen could read: {text[:1].lower()}{text[1:]} {not_seen_sentence(missing)}"


LIMIT = "Not seen: "
NOT_SEEN = "not-seen"  # the place of the whole list, on each page of an environment


def not_seen_sentence(missing: Sequence[Missing]) -> str:
    """Such as: Not seen: the code of module.alb (terraform-aws-modules/alb/aws 9.1.0).

    Of more than three, two without their sources, and how many more there are.
    """
    named = distinct_texts(missing)
    if len(named) > MOST_NAMED:
        first = list(dict.fromkeys(map(not_seen_name, missing)))[:FIRST_NAMED]
        named = [*first, f"{len(named) - len(first)} more"]
    return f"{LIMIT}{joined(named)}."


def distinct_texts(missing: Sequence[Missing]) -> list[str]:
    return list(dict.fromkeys(map(not_seen_text, missing)))


def missing_banner(not_seen: NotSeen) -> tuple[Block, ...]:
    """That the page is not the whole truth, with everything that may hold more."""
    if not not_seen.anything:
        return ()
    modules, roots = len(not_seen.modules), len({each.root for each in not_seen.roots})
    parts = [f"the code of {count(modules, 'module')} is missing"] if modules else []
    parts += [f"{count(roots, 'root module')} {'is' if roots == 1 else 'are'} incomplete"] if roots else []
    lead = Paragraph(
        inlines(
            Anchor(NOT_SEEN),
            "What they make is not on this page, and may change what the page says of other things:",
        )
    )
    roots_named = (inlines(Code(each.root), f" ({each.reason})") for each in not_seen.roots)
    items = tuple(dict.fromkeys((*map(module_item, not_seen.modules), *roots_named)))
    remedies = dict.fromkeys(each.remedy for each in not_seen.anything if each.remedy)
    closing = tuple(Paragraph(with_codes(each)) for each in remedies)
    shown, rest = items[:MOST_ITEMS], items[MOST_ITEMS:]
    more = (Details(f"{len(rest)} more", (BulletList(rest),)),) if rest else ()
    return (Admonition("warning", f"Partial: {joined(parts)}", (lead, BulletList(shown), *more, *closing)),)


def module_item(module: MissingModule) -> Inlines:
    return inlines(Code(module.label), " (", Code(module.source), ")")


def entrances(environments: Iterable[EnvironmentFacts]) -> tuple[Missing, ...]:
    """Unseen things that could be exposed in these environments."""
    return tuple(each for facts in environments for each in facts.not_seen.entrances)


def nothing_exposed(text: str, missing: Sequence[Missing]) -> str:
    """A sentence that begins with "Nothing", about exposures."""
    if not missing:
        return text
    rest = text.removeprefix("Nothing ")
    return f"Nothing {'else ' if rest.startswith('else ') else ''}that docgen could see {rest.removeprefix('else ')} {not_seen_sentence(missing)}"


# -- several environments ------------------------------------------------------------------

AS_SEEN = "as far as docgen could see"


def seen(text: str, missing: Sequence[Missing]) -> str:
    """A few words in a cell or a sentence: `none` → `none that docgen could see`."""
    return f"{text} that docgen could see" if missing else text


def seen_inlines(said: Inlines, missing: Sequence[Missing]) -> Inlines:
    """A bounded sentence about one environment: `as far as docgen could see, no NAT gateway`."""
    if not missing:
        return said
    first = said[0].text if isinstance(said[0], Text) else ""
    if first[:2].istitle():  # the beginning of a sentence, which no abbreviation such as ECS is
        said = (Text(first[:1].lower() + first[1:]), *said[1:])
    return inlines(f"{AS_SEEN}, ", *said)


def seen_across(
    facts: Facts,
    say: Callable[[EnvironmentFacts], Inlines],
    what: Callable[[NotSeen], Sequence[Missing]] = lambda each: each.anything,
) -> Inlines:
    """The same as `across`, with a bound on sentences about environments of which something was not seen."""
    return per_environment(facts, lambda each: seen_inlines(say(each), what(each.not_seen)))


def not_seen_note(
    facts: Facts, what: Callable[[NotSeen], Sequence[Missing]] = lambda each: each.anything
) -> tuple[Block, ...]:
    """A note about what was not seen in which environment, with links to lists that are long; nothing if everything was."""
    said: dict[str, list[EnvironmentFacts]] = {}
    for environment in facts.environments:
        missing = what(environment.not_seen)
        if missing:
            said.setdefault(not_seen_sentence(missing), []).append(environment)
    return tuple(Paragraph(note_of(text, found, facts, what)) for text, found in said.items())


def note_of(
    text: str,
    found: Sequence[EnvironmentFacts],
    facts: Facts,
    what: Callable[[NotSeen], Sequence[Missing]],
) -> Inlines:
    several = len(facts.environments) > 1
    where = f", in {joined([each.name for each in found])}" if several else ""
    links = [
        inlines(
            Link(
                each.name if several else "All that is missing",
                f"environments/{each.name}/network.md#{NOT_SEEN}",
            )
        )
        for each in found
        if each.not_seen.anything and len(distinct_texts(what(each.not_seen))) > MOST_NAMED
    ]
    lists: Inlines = ()
    if links:
        lists = inlines(" Lists: " if several else " ", *joined_inlines(links), ".")
    return inlines(f"Partial{where}. {text}", *lists)


def with_note(blocks: tuple[Block, ...], facts: Facts) -> tuple[Block, ...]:
    """The blocks, and below them what was not seen, where none of them says it."""
    text = msgspec.json.encode(msgspec.to_builtins(blocks)).decode()
    if LIMIT in text:
        return blocks
    is_bounded = AS_SEEN in text.lower()
    return (*blocks, *not_seen_note(facts, lambda each: each.entrances if is_bounded else each.anything))


def anywhere(environments: Iterable[EnvironmentFacts]) -> tuple[Missing, ...]:
    """Unseen things that may contain resources of any kind, in any of these environments."""
    return tuple(each for facts in environments for each in facts.not_seen.anything)


def bounded_overview(page: Page, facts: Facts) -> Page:
    """A page about all environments, with its empty lists no more than that, and a note of what was not seen."""
    missing = anywhere(facts.environments)
    if not missing:
        return page
    blocks = (*not_seen_note(facts), *(bounded_block(each, missing) for each in page.blocks))
    return msgspec.structs.replace(page, blocks=blocks)


def only_in(environments: Sequence[str], facts: Facts) -> str:
    """` only in staging`; where code of another environment is missing, ` seen only in staging`."""
    others = [each for each in facts.environments if each.name not in environments]
    return f" {'seen ' if anywhere(others) else ''}only in {joined(environments)}"
