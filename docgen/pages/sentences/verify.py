"""The comparison of an environment with a plan, a state or an account, in words."""

from docgen.pages.words import count, joined
from docgen.recorded.match import Difference
from docgen.recorded.model import Kind
from docgen.recorded.verification import Verification
from docgen.values.text import short_text
from docgen.values.values import SENSITIVE, Unknown, Value, hidden_text, hides_anything

LONGEST = 160  # characters of a value


KINDS = {Kind.PLAN: "a plan", Kind.STATE: "a state", Kind.LIVE: "what AWS answered"}


def head_text(found: Verification) -> str:
    """`production and plan.json (a plan)`."""
    return f"{found.environment} and {found.title} ({KINDS[found.kind]})"


def verdict_text(found: Verification) -> str:
    if found.is_left_open and not (found.only_here or found.only_there):
        return f"{head_text(found)} have nothing in common that can be compared."
    if not found.is_equal:
        return f"{head_text(found)} differ."
    return f"{head_text(found)}: all that both know is equal."


def difference_text(found: Difference) -> str:
    """`aws_db_instance.main.multi_az: false in the code, true there`."""
    steps = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in found.path)
    return f"{found.address}{steps}: {value_text(found.here)} in the code, {value_text(found.there)} there"


def value_text(value: Value) -> str:
    """A value on one line; nothing of one that holds a secret."""
    if hides_anything(value):
        return hidden_text(frozenset((SENSITIVE,)))
    text = plain_text(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def plain_text(value: Value) -> str:
    """As `short_text`, with the name of the resource that has the id."""
    payload = value.payload
    if isinstance(payload, tuple):
        return f"[{', '.join(map(plain_text, payload))}]"
    if isinstance(payload, Unknown) and payload.reference is not None:
        return str(payload.reference)
    return short_text(value)


def counts_text(found: Verification) -> str:
    """The number of compared values, and of others with the reason."""
    tally = found.tally
    compared = (
        f"{count(tally.equal + tally.different, 'value')} of {count(found.matched, 'resource')} compared"
    )
    left = [
        text
        for number, text in (
            (tally.unknown_here, f"{tally.unknown_here} not known in the code"),
            (tally.unknown_there, f"{tally.unknown_there} not known there"),
            (tally.hidden, f"{tally.hidden} sensitive"),
        )
        if number
    ]
    if found.not_compared:
        left.append(
            f"{count(len(found.not_compared), 'resource')} that only one side is known to have"
            if found.kind is not Kind.LIVE
            else f"{count(len(found.not_compared), 'thing')} listed here"
        )
    return f"{compared}. Not compared: {joined(left)}." if left else f"{compared}, nothing left out."
