"""What a check or a comparison found, for CI systems, and as the summary of a job in Markdown."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.exposure import Severity
from docgen.pages.diff_comment import code, shortened, text
from docgen.pages.sentences.problems import RUN

MOST_ROWS = 200
LONGEST_ROW = 2_000  # characters


class Problem(msgspec.Struct, frozen=True):
    """One thing that a person should look at."""

    rule: str  # what kind of thing it is: "drift", "policy", "access"
    severity: Severity
    message: str  # lines are parted by "\n"; the first one says what it is
    key: tuple[str, ...]  # what it is about: the same parts are the same problem
    path: str = ""  # from the folder of docgen.yml
    line: int = 1


def check_summary(problems: Sequence[Problem]) -> str:
    """A list of all problems of a check; "" where there are none."""
    if not problems:
        return ""
    number = len(problems)
    parts = [f"### docgen check: {number} {'problem' if number == 1 else 'problems'}"]
    rows = []
    for each in problems[:MOST_ROWS]:
        said = [line.strip() for line in each.message.split("\n") if line.strip() != RUN]
        place = f" ({code(f'{each.path}:{each.line}')})" if each.path else ""
        rows.append(f"- {'<br>'.join(text(shortened(line, LONGEST_ROW)) for line in said)}{place}")
    if number > MOST_ROWS:
        rows.append(f"- and {number - MOST_ROWS} more")
    parts.append("\n".join(rows))
    if any(each.rule in {"drift", "stale"} for each in problems):
        parts.append(text(RUN).replace("\\`", "`"))
    return "\n\n".join(parts) + "\n"
