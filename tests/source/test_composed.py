"""Normal form C in linear time is the normal form that Python gives."""

import random
import unicodedata

import pytest

from docgen.source.text import composed

ALPHABET = "ae\u00e9\u0301\u0323\u0327\u0344\u0f73\u0f72\u1100\u1161\u11a8\uac00\u0958\u212b"


@pytest.mark.parametrize("length", [3, 50, 3_000])
def test_composed(length: int) -> None:
    chance = random.Random(length)  # noqa: S311 - no secret
    for _ in range(40):
        text = "".join(chance.choices(ALPHABET, k=length))
        assert composed(text) == unicodedata.normalize("NFC", text)


def test_marks_of_alternating_classes_take_linear_time() -> None:
    text = "a" + "\u0301\u0323" * 200_000  # quadratic: minutes
    assert composed(text).startswith("\u1ea1\u0323")
