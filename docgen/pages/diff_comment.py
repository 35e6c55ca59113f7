"""A comparison of two revisions as a pull-request comment: GitHub's and GitLab's Markdown, short, the worst first.

The first line is a hidden tag, by which the comment is found again and replaced. Nothing in it becomes a mention, a
reference or an image, whatever things are called (https://github.github.com/gfm/).
"""

import re
from collections.abc import Sequence

from docgen.delta.model import Delta, Direction, EnvironmentDelta, worst
from docgen.document.escape import escape_code_as_html, escape_line_start, escape_text
from docgen.pages.sentences.diff import (
    DIRECTIONS,
    Said,
    Told,
    affects_text,
    counted,
    environment_text,
    gaps_text,
    told,
    told_rank,
)

TAG = "<!-- docgen diff -->"
MOST_CHARACTERS = 65_536  # of a comment on GitHub; GitLab takes more
RESERVED = 3_000  # characters for heads, counts and the last lines
LONGEST_NAME = 300  # characters of an address, a path, a variable
LONGEST_SENTENCE = 1_000
MOST_SENTENCES = 12  # about one subject
MOST_LEVERS = 4
MENTION = re.compile(r"&#64;|@")  # a comment in HTML parts it from the name that follows
REFERENCE = re.compile(r"(?<!&)#(?=\d)|\bGH-(?=\d)|!(?=\d)", re.IGNORECASE)
PARTED = "<!-- -->"


def diff_comment(delta: Delta, most: int = MOST_CHARACTERS) -> str:
    """The whole comment; "" where nothing changed."""
    environments = [each for each in delta.environments if each.items or each.gaps or environment_text(each)]
    if not environments:
        return ""
    rows = [(each.name, one) for each in environments for one in told(each.items)]
    shown = fitting(rows, most - RESERVED * 2)
    parts = [TAG, f"### docgen: {title(delta)}", *map(text, delta.notes)]
    for each in environments:
        own = [one for name, one in rows if name == each.name and id(one) in shown]
        parts += environment_part(each, own, most // (4 * len(environments)))
    cut = len(rows) - len(shown)
    command = code(f"docgen diff {delta.base}{f' {delta.head}' if delta.head else ''}")
    if cut:
        what = "thing" if len(rows) == 1 else "things"
        parts.append(
            f"**{cut} of {len(rows)} {what} that changed are left out here, the least severe ones: "
            f"a comment holds {most:,} characters.** {command} shows all."
        )
    parts.append(
        f"<sub>Only what this change causes is listed; what was so before is not. {command} shows the same, "
        f"with {code('--format json')} for programs.</sub>"
    )
    made = "\n\n".join(parts) + "\n"
    return made if len(made) <= most else shortest(delta, command)


def shortest(delta: Delta, command: str) -> str:
    """The shortest form, if even heads do not fit: for hundreds of environments."""
    return f"{TAG}\n\n### docgen: {title(delta)}\n\nThe list is too long for a comment. {command} shows it.\n"


def title(delta: Delta) -> str:
    severity = worst(delta.items)
    number = sum(each.direction is Direction.WORSE for each in delta.items)
    if severity is not None:
        return f"{number} {'change' if number == 1 else 'changes'} for the worse, up to {severity.value}"
    if any(each.direction is Direction.UNKNOWN for each in delta.items) or any(
        each.gaps for each in delta.environments
    ):
        return "nothing worse in what docgen could see"
    return "nothing worse"


Row = tuple[str, Told]  # the environment, and the sentences about one subject in it


def fitting(rows: Sequence[Row], space: int) -> frozenset[int]:
    """The worst rows of all environments that fit into the space, by `id`."""
    found = set()
    for _, each in sorted(rows, key=lambda row: told_rank(row[1])):
        space -= len(entry(each)) + 1
        if space < 0:
            break
        found.add(id(each))
    return frozenset(found)


def environment_part(delta: EnvironmentDelta, rows: Sequence[Told], space: int) -> list[str]:
    """The head of one environment, what is worse, and the rest folded."""
    said = ", ".join(each for each in (environment_text(delta), counted(delta)) if each)
    parts = [f"**{text(shortened(delta.name, LONGEST_NAME))}**{f': {text(said)}' if said else ''}"]
    worse = [each for each in rows if each.direction is Direction.WORSE]
    other = [each for each in rows if each.direction is not Direction.WORSE]
    if worse:
        parts.append("\n".join(map(entry, worse)))
    if other:
        listed = "\n".join(map(entry, other))
        parts.append(f"<details><summary>{len(other)} more, not worse</summary>\n\n{listed}\n\n</details>")
    if delta.gaps:
        parts.append(f"> {text(shortened(gaps_text(delta), min(space, LONGEST_SENTENCE)))}")
    return parts


def entry(found: Told) -> str:
    """`- **high** `aws_db_instance.a`: storage_encrypted is now false, was true (`main.tf:12`)`."""
    word = f"**{found.severity.value}**" if found.severity else DIRECTIONS[found.direction]
    subject = code(shortened(found.subject, LONGEST_NAME))
    sentences = [sentence(each) for each in found.sentences[:MOST_SENTENCES]]
    if len(found.sentences) > MOST_SENTENCES:
        sentences.append(f"and {len(found.sentences) - MOST_SENTENCES} more")
    if found.levers:
        levers = "; ".join(shortened(each, LONGEST_NAME) for each in found.levers[:MOST_LEVERS])
        sentences.append(f"because of {text(levers)}")
    if found.affects:
        sentences.append(f"concerns {text(shortened(affects_text(found.affects, 4), LONGEST_SENTENCE))}")
    if len(sentences) == 1:
        return f"- {word} {subject}: {sentences[0]}"
    return "\n  - ".join([f"- {word} {subject}", *sentences])


def sentence(said: Said) -> str:
    place = f" ({code(shortened(said.place, LONGEST_NAME))})" if said.place else ""
    return f"{text(shortened(said.text, LONGEST_SENTENCE))}{place}"


def text(plain: str) -> str:
    """Text that comes out as itself, and that the code host makes no link of."""
    escaped = MENTION.sub(f"@{PARTED}", escape_line_start(escape_text(plain)))
    return REFERENCE.sub(lambda found: f"{found[0]}{PARTED}", escaped)


def code(plain: str) -> str:
    return escape_code_as_html(plain)


def shortened(plain: str, longest: int) -> str:
    return plain if len(plain) <= longest else f"{plain[:longest]}…"
