"""Escaping: text as it must be written so that readers see it unchanged.

The one place that knows what Python-Markdown, GitHub-flavoured Markdown and HTML read as markup. A backslash
is used where both dialects know it (https://spec.commonmark.org/0.31.2/#backslash-escapes; Python-Markdown's
list is shorter), a character reference everywhere else: that works in every dialect.
"""

import re
from functools import lru_cache

# Invisible characters that change how the rest of the line reads ("Trojan source", CVE-2021-42574).
BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")

ALWAYS = {
    "\\": "\\\\",
    "`": "\\`",
    "*": "\\*",
    "[": "\\[",
    "]": "\\]",
    "{": "\\{",  # attribute lists, and the braces of template engines
    "|": "\\|",
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "~": "&#126;",  # strikes through in GFM; no backslash escape in Python-Markdown
    "$": "&#36;",  # two of them are a formula on GitHub
}
MARKUP = re.compile(r"[\\`*\[\]{|&<>~$]")
# An underscore between letters is plain in both dialects, which keeps names readable in the Markdown.
UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])")
AUTOLINK = re.compile(r"://|\bwww\.", re.IGNORECASE)  # GFM links bare addresses
# Marks of extensions (critic, mark, caret, keys, emoji, magiclink), and addresses of mail, which GFM links.
EXTENSION = re.compile(r"\\\{(?=[-+=]|&gt;|&#126;)|\^|={2,}|\+{2,}|:(?=[+\-\w]+:)|@(?=\w)")
TRAILING_HASHES = re.compile(r"(?<!\S)#+(?=\s|$)")  # a heading may end in them
# What begins a list, a heading, a rule, an admonition, a block … where it is first on a line.
LEADING_NUMBER = re.compile(r"(\d+)([.)])|([A-Za-z]|[ivxlcdmIVXLCDM]+)([.)])(?=\s)")
LEADING_MARK = re.compile(r"[-+#=!?:/@%^\"';.,()]")
# Python-Markdown knows these after a backslash; others take a character reference.
KNOWN_AFTER_BACKSLASH = "-+#!.()"
NO_MARKUP = re.compile(r"[A-Za-z0-9 ,()'/-]*(?:\.[A-Za-z0-9 ,()'/-]+)*")  # nothing below finds anything in it
REMEMBERED = 8_192  # texts: most are said on many pages

# Python-Markdown looks for markup between HTML tags and even inside them.
MARKUP_IN_HTML = re.compile(r"""[\n!"#$%&'*+;<>?\[\\\]^`{|}~]""")
# `<` too: inside a box (`markdown="1"`) Python-Markdown looks for tags in code as well, and `</div>` would end the box.
PLAIN_CODE = re.compile(r"(?!\s|#!|:::)(?:(?!\{[-{%#+~=>])[^`|\\\n<])+(?<!\s)")


def clean(text: str) -> str:
    """The text with one kind of line break and nothing invisible in it; what was invisible is shown."""
    return visible(LINE_BREAK.sub("\n", text).replace("\t", " "))


def visible(text: str) -> str:
    """The text with what is invisible in it shown; its lines stay."""
    text = UNPRINTABLE.sub("\ufffd", text)
    return BIDIRECTIONAL.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


@lru_cache(maxsize=REMEMBERED)
def escape_text(text: str) -> str:
    """Text inside a line of Markdown, in or out of a table."""
    if NO_MARKUP.fullmatch(text) and "www." not in text.lower():
        return text
    lines = clean(text).split("\n")
    return "<br>".join(map(escape_line, lines))


def escape_line(line: str) -> str:
    # Order matters: the first step escapes what the others write.
    escaped = MARKUP.sub(lambda found: ALWAYS[found[0]], line)
    escaped = UNDERSCORE.sub(lambda found: "\\_" * len(found[0]), escaped)
    escaped = AUTOLINK.sub(lambda found: found[0].replace(":", "&#58;").replace(".", "&#46;"), escaped)
    escaped = EXTENSION.sub(references, escaped)
    return TRAILING_HASHES.sub(lambda found: "\\#" * len(found[0]), escaped)


def escape_line_start(printed: str) -> str:
    """A printed line whose first characters cannot begin a list, a heading or another block."""
    printed = printed.lstrip()
    number = LEADING_NUMBER.match(printed)
    if number:
        before = number[1] or number[3]
        return f"{before}\\{printed[len(before) :]}"
    if LEADING_MARK.match(printed):
        first = printed[0]
        return (f"\\{first}" if first in KNOWN_AFTER_BACKSLASH else f"&#{ord(first)};") + printed[1:]
    return printed


@lru_cache(maxsize=REMEMBERED)
def escape_code(text: str) -> str:
    """Code inside a line: between backticks where nothing in it could break out, else as HTML."""
    cleaned = clean(text)
    return f"`{cleaned}`" if PLAIN_CODE.fullmatch(cleaned) else escape_code_as_html(cleaned)


def escape_code_as_html(text: str) -> str:
    return f"<code>{escape_html(text)}</code>"


def escape_html(text: str) -> str:
    """Text between HTML tags, out of reach of Markdown too."""
    return "<br>".join(map(escape_attribute, clean(text).split("\n")))


def escape_attribute(text: str) -> str:
    """Text inside the quotes of an HTML attribute."""
    escaped = MARKUP_IN_HTML.sub(lambda found: f"&#{ord(found[0])};", clean(text))
    escaped = UNDERSCORE.sub(lambda found: "&#95;" * len(found[0]), escaped)
    escaped = AUTOLINK.sub(lambda found: found[0].replace(":", "&#58;").replace(".", "&#46;"), escaped)
    return EXTENSION.sub(references, escaped)


def references(found: re.Match[str]) -> str:
    """Each character as a character reference."""
    return "".join(f"&#{ord(each)};" for each in found[0].removeprefix("\\"))
