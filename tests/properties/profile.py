"""How much is tried: always the same examples, and none is refused for being slow on a busy machine."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "terraform").rglob("*.tf*")) + sorted((ROOT / "tests" / "projects").rglob("*.tf"))
TEXTS = [each.read_text(encoding="utf-8") for each in FILES if each.is_file()]

bounded = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PIECES = st.sampled_from(
    [*'"${}%()[]<>=!?:,.*-+/~\\#\n\t 0x', "${", "%{", "%%{", "$${", "<<E\n", "<<-E\n", "\nE\n", "E", "for", "in", "if"]
    + ["%{ if a }", "%{ else }", "%{ endif }", "%{ for x in y }", "%{ endfor }", "...", "=>", "&&", "||", "==", "/*"]
    + ["*/", "//", "a", "b", "null", "true", "1e5", ".0", "[*]", "::", "\r\n", "\r", "\ufeff", "é", "e\u0301", "\0"]
    + ["\ud7ff", "😀", 'resource "a" "b" {', "}\n", "variable", "= [\n", "\\u12", "\\U0001F600"]
)  # fmt: skip
SOUP = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real file with a few wounds."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    text = text[start : start + draw(st.integers(1, 3000))] if draw(st.booleans()) else text[:6000]
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 5))
        text = text[:at] + draw(PIECES) + text[at + gone :]
    return text


ANY_TEXT = st.one_of(st.text(max_size=200), SOUP, mutated())
