"""Matches the patterns of policies against ARNs and names: yes, no, or not known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
Parts without a fixed spelling are characters of Unicode's private use area, in patterns and in names. So one comparison
of texts decides, and the cost does not depend on how much of a text is known.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from docgen.aws.model.policies import Text
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Reference
from docgen.source.tristate import Tristate

OWN_ACCOUNT = "\ue101"  # the account that the resources are made in
ANYTHING = "\ue102"  # in a name: any text; only a wildcard matches it
UNKNOWN = "\ue103"  # in a pattern: a part that is not known
SELF = "\ue104"  # `${aws:username}`
BEGIN, END = "\ue110", "\ue111"  # around the address of a resource, as a placeholder for its ARN, id or name
ACCOUNT_IN_ARN = re.compile(r"^(arn:aws:[^:]*:[^:]*:)(\d{12})(?=:|$)")
PARTITION = re.compile(r"^arn:(?:aws[a-z-]*|\ue103|\*):")
OWN_NAME = re.compile(r"\$\{aws:username(?:,[^}]*)?\}", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{(?!\*\}|\?\}|\$\})[^}]*\}")
ESCAPED = {"${*}": "\ue120", "${?}": "\ue121", "${$}": "$"}


MOST_SIGNS = 2_048  # of an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html


def sign_of(address: ResourceAddress) -> str:
    """A placeholder for the ARN, id or name of a resource."""
    return f"{BEGIN}{address}{END}"


def pattern_of(text: Text) -> str:
    """A text of a policy as a pattern.

    >>> pattern_of("arn:aws:iam::123456789012:role/app-*")
    'arn:aws:iam::\ue101:role/app-*'
    """
    made = text if isinstance(text, str) else "".join(map(part_sign, text.parts))
    if len(made) > MOST_SIGNS:
        return UNKNOWN
    for written, sign in ESCAPED.items():
        made = made.replace(written, sign)
    made = VARIABLE.sub(UNKNOWN, OWN_NAME.sub(SELF, made))
    made = PARTITION.sub("arn:aws:", made)
    # IAM decides about resources of the same account: a policy with an account number means that account.
    return ACCOUNT_IN_ARN.sub(rf"\g<1>{OWN_ACCOUNT}", made) if made.startswith("arn:aws:iam:") else made


def part_sign(part: "str | Reference | Reason") -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Reason):
        return UNKNOWN
    if part.address.mode == "data":
        if part.address.type == "aws_caller_identity" and part.path == ("account_id",):
            return OWN_ACCOUNT
        return UNKNOWN
    last = part.path[-1] if part.path else ""
    return sign_of(part.address) if last in {"arn", "id", "name", "invoke_arn", "bucket"} else UNKNOWN


@lru_cache(maxsize=65536)
def matcher(pattern: str, *, unknown: str) -> "re.Pattern[str]":
    pieces = []
    for each in re.split("([*?\ue103])", pattern):
        if each == "*":
            pieces.append(".*")
        elif each == "?":
            pieces.append(".")
        elif each == UNKNOWN:
            pieces.append(unknown)
        else:
            pieces.append(re.escape(each))
    # Many stars in a row cost time and say no more than one.
    made = re.sub(r"(?:\.\*){2,}", ".*", "".join(pieces))
    return re.compile(made, re.DOTALL)


NEVER = "(?!)"


def matches(pattern: str, name: str, *, fold: bool = False) -> Tristate:
    """Whether a pattern matches a name; a sign of `ANYTHING` in the name is matched by a wildcard only."""
    if glob(pattern, name, NEVER, fold=fold):
        return True
    return None if UNKNOWN in pattern and glob(pattern, name, ".*", fold=fold) else False


def glob(pattern: str, name: str, unknown: str, *, fold: bool) -> bool:
    """In linear time for the patterns that policies have: no more than a few wildcards."""
    if pattern == "*":
        return True
    if fold:
        pattern, name = pattern.lower(), name.lower()
    begin = FIRST_WILDCARD.split(pattern, 1)[0]
    if not name.startswith(begin):
        return False
    if len(begin) == len(pattern):
        return len(name) == len(begin)
    if pattern.count("*") + pattern.count(UNKNOWN) > MOST_WILDCARDS:
        return overlap_of(pattern, name, loose=unknown != NEVER)
    return matcher(pattern, unknown=unknown).fullmatch(name) is not None


FIRST_WILDCARD = re.compile("[*?\ue103]")
MOST_WILDCARDS = 4


def overlaps(pattern: str, name: str, *, fold: bool = False) -> bool:
    """Whether some text is matched by both, where `ANYTHING` in the name can be any text."""
    one, other = (pattern.lower(), name.lower()) if fold else (pattern, name)
    return overlap_of(one, other.replace(ANYTHING, "*"), loose=True)


SIGN = re.compile(f"{BEGIN}[^{END}]*{END}")


def unnamed(names: Sequence[str]) -> tuple[str, ...]:
    """The ARNs of a resource whose name is not known, with `ANYTHING` in its place; nothing where its name is known.

    >>> unnamed([f"arn:aws:iam::1:role/{sign_of(role)}", sign_of(role)])
    ('arn:aws:iam::1:role/*',)
    """
    spelled = [each for each in names if not each.startswith(BEGIN)]
    if not all(BEGIN in each for each in spelled):
        return ()
    return tuple(SIGN.sub(ANYTHING, each) for each in spelled)


@lru_cache(maxsize=65536)
def overlap_of(one: str, other: str, *, loose: bool) -> bool:
    """Whether two patterns have a text in common; in time of the product of their lengths."""
    stars = {"*", UNKNOWN} if loose else {"*"}
    # reached[n]: what was read of `one` so far and the first n signs of `other` have a text in common.
    reached = [True]
    for against in other:
        reached.append(reached[-1] and against in stars)
    for sign in one:
        following = [reached[0] and sign in stars]
        for index, against in enumerate(other):
            if sign in stars:
                found = reached[index + 1] or following[index]
            elif against in stars:
                found = following[index] or reached[index + 1]
            else:
                found = reached[index] and (sign == against or "?" in {sign, against})
            following.append(found)
        reached = following
    return reached[-1]


def any_match(patterns: Iterable[str], names: Iterable[str], *, fold: bool = False) -> Tristate:
    answer: Tristate = False
    spellings = tuple(names)
    for pattern in patterns:
        for name in spellings:
            found = matches(pattern, name, fold=fold)
            if found is True:
                return True
            answer = None if found is None else answer
    return answer
