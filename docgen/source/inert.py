r"""Makes text of a repository safe for terminals, logs and CI systems.

A name can hold characters that a terminal obeys (ECMA-48 control sequences: colours, titles, links, hidden text), that
change the order of what is read ("Trojan source", CVE-2021-42574), or that are invisible. They are written as escapes,
`\u202e`. A CI system also obeys lines: GitHub Actions those that begin with `::name` and what follows `##[`, Azure
Pipelines what follows `##vso[`, TeamCity `##teamcity[`. See
https://docs.github.com/actions/reference/workflow-commands-for-github-actions and
https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands.
"""

import re

# Control characters but for tab and line feed, format characters (category Cf: marks of direction, of no width, tags),
# fillers that show as nothing, separators of lines, halves of characters, and what is no character.
RANGES = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNSEEN = re.compile(f"[{RANGES}]")
UNSEEN_OR_BREAK = re.compile(f"[\t\n{RANGES}]")
SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
ANYWHERE = re.compile(r"#(?=#[A-Za-z]*\[)")  # `##[`, `##vso[`: obeyed wherever they are in a line
AT_THE_START = re.compile(r"^(\s*):(?=:[A-Za-z])")  # `::error::`: obeyed after white space too
LAST_OF_FOUR_DIGITS = 0xFFFF


def shown_line(text: str) -> str:
    r"""The text as a piece of one line: `a<line feed>b<ESC>` is `a\nb\u001b`."""
    return UNSEEN_OR_BREAK.sub(escape, text)


def shown_text(text: str) -> str:
    """The text with its lines and tabs, and everything else that is not seen as escapes."""
    return UNSEEN.sub(escape, text)


def without_commands(line: str) -> str:
    r"""A whole line of output that no CI system obeys: `::error::x` is `\u003a:error::x`."""
    return AT_THE_START.sub(r"\1\\u003a", ANYWHERE.sub(r"\\u0023", line))


def shown_json(text: str) -> str:
    """JSON text that means the same, and holds no unseen character and no command of a CI system.

    Outside of strings JSON has none of them, and inside an escape is the same character.
    """
    return ANYWHERE.sub(r"\\u0023", UNSEEN.sub(escape_in_json, text))


def escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return SHORT.get(found[0]) or (f"\\u{code:04x}" if code <= LAST_OF_FOUR_DIGITS else f"\\U{code:08x}")


def escape_in_json(found: re.Match[str]) -> str:
    """As UTF-16, in which JSON writes characters (RFC 8259, 7)."""
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
