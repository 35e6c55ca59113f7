"""What is asked of the reason of every verdict."""

from docgen.pages.sentences.controls import judgement_text
from docgen.rules.judgement import (
    AllowedBy,
    Allows,
    AllowsPorts,
    ControlReason,
    ControlVerdict,
    HasOther,
    IsIn,
    Judgement,
    Lacks,
    NoRedirect,
    PropertyIs,
    Role,
    Unused,
)

SAYING_WHY = (ControlVerdict.BROKEN, ControlVerdict.UNDECIDED)
MOST = 2000  # characters

# A reason that is a fact: alone, it leaves nothing undecided.
CERTAIN = (PropertyIs, AllowedBy, Lacks, NoRedirect, AllowsPorts, Unused, IsIn, Allows)
OPEN_ROLES = {
    Role.MAY_GIVE,
    Role.MAY_USE,
    Role.MAY_BE_DEFAULT_GROUP,
    Role.MAY_NOT_REDIRECT,
    Role.MAY_BE_RULE,
    Role.MAY_LEAD_TO_WHOLE_PEER,
}


def assert_says_why(judgement: Judgement) -> None:
    """A verdict that is broken or undecided has a reason in words, and no fact alone leaves one undecided."""
    if judgement.verdict not in SAYING_WHY:
        return
    text = judgement_text(judgement)
    assert text, judgement
    assert len(text) < MOST, text
    assert not [each for each in ("()", "[]", "{}", "None", "True", "False", "${", "<") if each in text], text
    assert all(" " in each for each in text.split("; ")), f"a bare name: {text}"
    if judgement.verdict is ControlVerdict.UNDECIDED:
        assert not all(is_certain(each) for each in judgement.reasons), text


def is_certain(reason: ControlReason) -> bool:
    if isinstance(reason, HasOther):
        return reason.role not in OPEN_ROLES
    return isinstance(reason, CERTAIN)
