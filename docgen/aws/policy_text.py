"""Policy documents as the configuration gives them, with the parts of each text that are not known.

`"${aws_s3_bucket.logs.arn}/*"` is not known before an apply, and still says which bucket is meant. A document may be a text
(a heredoc, a file), what `jsonencode` makes, or an `aws_iam_policy_document`; all are read into the same plain data.
"""

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

from docgen.aws.model.policies import PartialText, Text
from docgen.aws.read import hidden_reason
from docgen.source.traced import Known, Reason, Reference, Traced
from docgen.source.traced import Unknown as UnknownFact
from docgen.values.values import HIDDEN, Unknown, Value, deep_marks

NO_DOCUMENT = Reason("it is no JSON document", "never")


def read_policy(value: Value) -> Traced[object]:
    """The document as plain data, with `PartialText` for what is not known; unknown where it cannot be read at all."""
    payload = value.payload
    marks = value.marks | deep_marks(value)
    if isinstance(payload, Unknown) and payload.pattern is not None:
        marks |= deep_marks(payload.pattern)
    if not HIDDEN.isdisjoint(marks):
        return UnknownFact(hidden_reason(marks), value.trace)
    if isinstance(payload, str):
        return document_of((payload,), value)
    if isinstance(payload, Unknown):
        if payload.pattern is not None:
            return Known(with_parts(payload.pattern), value.trace)
        if payload.pieces:
            return document_of(flat(payload), value)
        return UnknownFact(payload.reason, value.trace, payload.reference)
    return UnknownFact(Reason("it is not set", "never"), value.trace)


def with_parts(value: Value) -> object:
    payload = value.payload
    if isinstance(payload, Unknown):
        return with_parts(payload.pattern) if payload.pattern is not None else partial(flat(payload))
    if isinstance(payload, tuple):
        return [with_parts(each) for each in payload]
    if isinstance(payload, Mapping):
        return {name: with_parts(each) for name, each in payload.items()}
    return payload


Piece: TypeAlias = str | Unknown


def flat(payload: Unknown) -> tuple[Piece, ...]:
    """The pieces of a text, those of the texts in it included."""
    if not payload.pieces or payload.reference is not None:
        return (payload,)
    return tuple(
        inner
        for each in payload.pieces
        for inner in (flat(each) if isinstance(each, Unknown) and each.pattern is None else (each,))
    )


def partial(pieces: tuple[Piece, ...]) -> Text:
    parts: list[str | Reference | Reason] = []
    for each in pieces:
        part = each if isinstance(each, str) else each.reference or each.reason
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    if all(isinstance(each, str) for each in parts):
        return "".join(map(str, parts))
    return PartialText(tuple(parts))


# A place in a JSON text, from the Unicode range that is for private use.
PLACE = re.compile("\ue000(\\d+)\ue001")
STRING_OR_PLACE = re.compile(r'"(?:[^"\\]|\\.)*+"|' + PLACE.pattern, re.DOTALL)


def document_of(pieces: tuple[Piece, ...], value: Value) -> Traced[object]:
    """The JSON document that a text with unknown pieces is."""
    unknowns = [each for each in pieces if isinstance(each, Unknown)]
    numbered = iter(range(len(unknowns)))
    text = "".join(
        each.replace("\ue000", "") if isinstance(each, str) else f"\ue000{next(numbered)}\ue001"
        for each in pieces
    )
    text = STRING_OR_PLACE.sub(
        lambda found: found.group() if found.group()[0] == '"' else f'"{found.group()}"', text
    )
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        if unknowns:
            return UnknownFact(unknowns[0].reason, value.trace)
        return UnknownFact(NO_DOCUMENT, value.trace)
    return Known(filled(document, unknowns), value.trace)


def filled(found: object, unknowns: list[Unknown]) -> object:
    if isinstance(found, list):
        return [filled(each, unknowns) for each in found]
    if isinstance(found, dict):
        return {PLACE.sub("?", name): filled(each, unknowns) for name, each in found.items()}
    if not isinstance(found, str) or "\ue000" not in found:
        return found
    texts = PLACE.split(found)
    if not texts[0] and not texts[-1] and len(texts) == 3 and (whole := unknowns[int(texts[1])]).pattern:  # noqa: PLR2004 - one place alone
        return with_parts(whole.pattern)
    return partial(tuple(unknowns[int(each)] if index % 2 else each for index, each in enumerate(texts)))
