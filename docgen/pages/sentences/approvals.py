"""Who changed and approved lines, by git, in words."""

from docgen.source.line_history import Approval, HistoryGap, LineState

SHORT = 10  # digits of a commit's name
GAPS = {
    HistoryGap.NOT_IN_GIT: "not in git",
    HistoryGap.UNCOMMITTED: "not committed",
    HistoryGap.SHALLOW: "older than this shallow clone",
    HistoryGap.NOT_READ: "history not read",
}


def approval_text(state: LineState) -> str:
    """`1a2b3c4d5e, 2026-11-28, Ada Lovelace, pull request #12`."""
    if isinstance(state, HistoryGap):
        return GAPS[state]
    number = f", pull request #{state.pull_request}" if state.pull_request is not None else ""
    assert isinstance(state, Approval)  # noqa: S101 - the only other one
    return f"{state.commit[:SHORT]}, {state.date}, {state.author}{number}"
