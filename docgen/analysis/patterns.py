"""Patterns of docgen.yml for addresses and names: `*` is any text, `?` one character."""


def matches(pattern: str, text: str) -> bool:
    """Whether all of a text fits: `module.msk.*` fits `module.msk.aws_msk_cluster.this`.

    The usual algorithm with one place to go back to, so the time is at most the product of both lengths.
    """
    here = there = 0
    star, mark = -1, 0
    while there < len(text):
        if here < len(pattern) and pattern[here] == "*":
            star, mark = here, there
            here += 1
        elif here < len(pattern) and pattern[here] in {"?", text[there]}:
            here += 1
            there += 1
        elif star >= 0:
            mark += 1
            here, there = star + 1, mark
        else:
            return False
    return not pattern[here:].strip("*")


def is_pattern(text: str) -> bool:
    return "*" in text or "?" in text
