"""Where reading a file stops: raised inside `docgen.hcl`, never leaves it."""


class HclSyntaxError(Exception):
    """A syntax error at `text[start:end]`."""

    def __init__(self, summary: str, detail: str, start: int, end: int | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.start = start
        self.end = start + 1 if end is None else end
