"""The statements of a policy document, with types.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html. What cannot be read is kept as not known, so
no question about a document is answered by what was left out of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docgen.aws.model.policies import Condition, PartialText, Statement, Text, Values
from docgen.source.traced import Reason, Traced, Unknown

UNREADABLE = Reason("it is not a policy statement that docgen can read", "never")


# IAM takes no more than 10,240 characters, and S3 20 KB:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MOST_TEXTS = 5_000
TOO_LONG = Reason("it has more actions and resources than AWS takes", "never")


def read_statements(document: Traced[object]) -> tuple[Statement, ...]:
    """The statements; one that is not known as a whole for a document that is not known.

    >>> read_statements(Known({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    (Statement(sid='', effect='Allow', actions=('*',), …, resources=('*',), …),)
    """
    if isinstance(document, Unknown):
        return (Statement(effect="", unknown=document.reason),)
    found = document.value
    if isinstance(found, PartialText):
        return (Statement(effect="", unknown=found.reason),)
    if not isinstance(found, Mapping):
        return (Statement(effect="", unknown=UNREADABLE),)
    inside = found.get("Statement", [])
    statements = tuple(map(read_statement, inside if isinstance(inside, list) else [inside]))
    if sum(1 for _ in texts_in(statements)) > MOST_TEXTS:
        return (Statement(effect="", unknown=TOO_LONG),)
    return statements


def read_statement(found: Any) -> Statement:  # noqa: ANN401 - JSON
    if not isinstance(found, Mapping):
        return Statement(effect="", unknown=found.reason if isinstance(found, PartialText) else UNREADABLE)
    effect, sid = found.get("Effect"), found.get("Sid")
    known_effect = effect if effect in {"Allow", "Deny"} else ""
    conditions = read_conditions(found.get("Condition"))
    problem = UNREADABLE if not known_effect and not isinstance(effect, PartialText) else None
    if isinstance(conditions, Reason):
        # What it asks for is not known, and it asks for something.
        conditions = (Condition("", "", (PartialText((conditions,)),)),)
    return Statement(
        sid if isinstance(sid, str) else "",
        known_effect,
        listed(found.get("Action")),
        listed(found.get("NotAction")),
        listed(found.get("Resource")),
        listed(found.get("NotResource")),
        read_principals(found.get("Principal")),
        read_principals(found.get("NotPrincipal")),
        conditions,
        problem,
    )


def listed(value: object) -> Values | None:
    """One value or several, as texts; None where nothing is written."""
    if value is None:
        return None
    return tuple(map(text_of, value if isinstance(value, list) else [value]))


def text_of(value: object) -> Text:
    if isinstance(value, str | PartialText):
        return value
    return str(value).lower() if isinstance(value, bool | int | float) else PartialText((UNREADABLE,))


def read_principals(value: object) -> tuple[tuple[str, Values], ...] | None:
    if value is None or value == {}:
        return None
    if isinstance(value, Mapping):
        return tuple((str(kind), listed(each) or ()) for kind, each in value.items())
    return (("*", listed(value) or ()),)


def read_conditions(value: object) -> tuple[Condition, ...] | Reason:
    if value is None:
        return ()
    if isinstance(value, PartialText):
        return value.reason
    if not isinstance(value, Mapping):
        return UNREADABLE
    found = []
    for operator, asked in value.items():
        if not isinstance(asked, Mapping):
            return asked.reason if isinstance(asked, PartialText) else UNREADABLE
        found += [Condition(operator, key.lower(), listed(each) or ()) for key, each in asked.items()]
    return tuple(found)


def texts_in(statements: Sequence[Statement]) -> Iterator[Text]:
    """Every text of the statements."""
    for each in statements:
        for values in (each.actions, each.not_actions, each.resources, each.not_resources):
            yield from values or ()
        for _, named in (*(each.principals or ()), *(each.not_principals or ())):
            yield from named
        for condition in each.conditions:
            yield from condition.values
