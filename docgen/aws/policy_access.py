"""Who has access by the statements of a policy: yes, no, or None where a part that decides it is not known.

A policy is public where it allows everybody and no condition restricts that to certain accounts, networks or keys:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

import msgspec

from docgen.aws.model.policies import NARROWING, asks_for_value
from docgen.aws.read import UNKNOWN_PART
from docgen.source.traced import Known, Reason, Traced, Unknown

ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})


def lets_everybody_in(document: object) -> bool | None:
    """Whether some statement allows everybody."""
    answers = [is_public(each) for each in statements(document)]
    return True if True in answers else None if None in answers else False


def allows_everything(document: object) -> bool | None:
    """Whether everybody may do everything: one statement allows that, and none denies anything."""
    found = list(statements(document))
    if any(isinstance(each, Mapping) and each.get("Effect") == "Deny" for each in found):
        return False
    answers = [every((is_public(each), is_unconditional(each), *is_wildcard(each))) for each in found]
    return True if True in answers else None if None in answers else False


READING = ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions")
WRITING = (
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectAcl",
    "s3:PutBucketPolicy",
    "s3:PutBucketAcl",
)


def lets_everybody_read(document: object) -> bool | None:
    """Whether some statement allows everybody to read or list the objects of a bucket."""
    return any_answer(every((is_public(each), names_action(each, READING))) for each in statements(document))


def lets_everybody_write(document: object) -> bool | None:
    """Whether some statement allows everybody to change the objects of a bucket, or its permissions."""
    return any_answer(every((is_public(each), names_action(each, WRITING))) for each in statements(document))


def any_answer(answers: Iterator[bool | None]) -> bool | None:
    found = list(answers)
    return True if True in found else None if None in found else False


def names_action(statement: object, wanted: Sequence[str]) -> bool | None:
    """Whether a statement is about one of these actions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html."""
    if not isinstance(statement, Mapping):
        return None
    if "NotAction" in statement:
        named = as_list(statement["NotAction"])
        if UNKNOWN_PART in named:
            return None
        return any(not any(matches(pattern, each) for pattern in named) for each in wanted)
    named = as_list(statement.get("Action"))
    if any(matches(pattern, each) for pattern in named for each in wanted):
        return True
    return None if UNKNOWN_PART in named else False


def matches(pattern: object, action: str) -> bool:
    return isinstance(pattern, str) and fnmatchcase(action.lower(), pattern.replace("[", "[[]").lower())


SECURE_TRANSPORT = "aws:securetransport"


def denies_plaintext(document: object) -> bool | None:
    """Whether some statement denies everybody every request that is not made over TLS.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-HTTP-HTTPS
    It must be about all objects; one about `arn:aws:s3:::logs/private/*` leaves the other ones.
    """
    return any_answer(denies_plaintext_requests(each) for each in statements(document))


def denies_plaintext_requests(statement: object) -> bool | None:
    if not isinstance(statement, Mapping):
        return None
    resources = as_list(statement.get("Resource"))
    objects = any_answer(names_all_objects(each) for each in resources)
    actions = as_list(statement.get("Action"))
    wide = (
        True
        if {"*", "s3:*"} & {each.lower() for each in actions if isinstance(each, str)}
        else None
        if UNKNOWN_PART in actions
        else False
    )
    return every(
        (
            equals(statement.get("Effect"), "Deny"),
            is_everybody(statement.get("Principal")),
            wide,
            objects,
            asks_for_plaintext(statement.get("Condition")),
        )
    )


QUOTED = re.compile(r'"[^"]*"')  # a key in an address: `aws_s3_bucket.each["a/b"].arn/*`


def names_all_objects(resource: object) -> bool | None:
    """Whether a resource of a bucket's policy matches every object: `arn:aws:s3:::logs/*`, `arn:aws:s3:::*`, `*`."""
    if not isinstance(resource, str):
        return None if resource is UNKNOWN_PART else False
    bucket, slash, key = QUOTED.sub("", resource).partition("/")
    return set(key) == {"*"} if slash else bucket.endswith("*")


def asks_for_plaintext(condition: object) -> bool | None:
    """Whether the only condition is that the request is not made over TLS."""
    if condition is UNKNOWN_PART:
        return None
    if not isinstance(condition, Mapping) or len(condition) != 1:
        return False
    operator, asked = next(iter(condition.items()))
    if operator.lower() not in {"bool", "boolifexists"} or not isinstance(asked, Mapping) or len(asked) != 1:
        return None if asked is UNKNOWN_PART else False
    key, values = next(iter(asked.items()))
    if key.lower() != SECURE_TRANSPORT:
        return False
    wanted = [each if each is UNKNOWN_PART else str(each).lower() for each in as_list(values)]
    return None if UNKNOWN_PART in wanted else "false" in wanted


def traced_answer(document: Traced[object], question: Callable[[object], bool | None]) -> Traced[bool]:
    """The answer about a document of the configuration."""
    if isinstance(document, Unknown):
        return document
    answer = question(document.value)
    if answer is None:
        return Unknown(Reason("a part of its policy is not known", "apply"), document.trace)
    return Known(answer, document.trace)


def statements(document: object) -> Iterator[object]:
    if document is UNKNOWN_PART:
        yield UNKNOWN_PART
    elif isinstance(document, Mapping):
        yield from as_list(document.get("Statement", []))


def is_public(statement: object) -> bool | None:
    if not isinstance(statement, Mapping):
        return None if statement is UNKNOWN_PART else False
    condition = statement.get("Condition") or {}
    narrowed = None if condition is UNKNOWN_PART else restricts(condition)
    return every(
        (
            equals(statement.get("Effect"), "Allow"),
            True if "NotPrincipal" in statement else is_everybody(statement.get("Principal")),
            None if narrowed is None else not narrowed,
        )
    )


def is_everybody(principal: object) -> bool | None:
    """`"*"`, or `{"AWS": "*"}`."""
    if principal is UNKNOWN_PART:
        return None
    named = as_list(principal.get("AWS", []) if isinstance(principal, Mapping) else principal)
    return True if "*" in named else None if UNKNOWN_PART in named else False


def restricts(condition: object) -> bool | None:
    """Whether a condition asks for certain accounts, networks or keys."""
    answers: list[bool | None] = []
    for operator, asked in condition.items() if isinstance(condition, Mapping) else ():
        asks = asks_for_value(operator)
        for key, values in asked.items() if isinstance(asked, Mapping) else ():
            if key.lower() in NARROWING:
                answers.append(every((asks, *map(is_fixed, as_list(values)))))
    return True if True in answers else None if None in answers else False


def is_fixed(value: object) -> bool | None:
    if value is UNKNOWN_PART:
        return None
    return isinstance(value, str) and "*" not in value and value not in ANYWHERE


def is_unconditional(statement: object) -> bool | None:
    condition = statement.get("Condition") if isinstance(statement, Mapping) else UNKNOWN_PART
    return None if condition is UNKNOWN_PART else not condition


def is_wildcard(statement: object) -> Iterator[bool | None]:
    """Whether all actions and all resources are meant."""
    for key in ("Action", "Resource"):
        named = as_list(statement.get(key)) if isinstance(statement, Mapping) else [UNKNOWN_PART]
        yield True if "*" in named else None if UNKNOWN_PART in named else False


def equals(value: object, wanted: str) -> bool | None:
    return None if value is UNKNOWN_PART else value == wanted


def every(parts: "Iterator[bool | None] | Sequence[bool | None]") -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True


def as_list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


# -- from which networks ------------------------------------------------------------------------

SOURCE_IP = "aws:sourceip"


class Audience(msgspec.Struct, frozen=True):
    """The clients that a policy allows without credentials."""

    is_anyone: bool | None  # None: not known
    networks: tuple[str, ...] | None = None  # where they must be; None: anywhere


def audience_of(document: object) -> Audience:
    """The clients that need no credentials, and their networks.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html#ac-types-ip
    """
    anyone: bool | None = False
    allowed: list[str] = []
    anywhere = False
    limits: list[tuple[str, ...]] = []
    for each in statements(document):
        effect = each.get("Effect") if isinstance(each, Mapping) else UNKNOWN_PART
        if effect == "Deny" and isinstance(each, Mapping) and denies_all_but_networks(each):
            limits += [named for named in networks(each, "NotIpAddress") if named is not None]
        for_everybody = is_public(without_source(each))
        if for_everybody is False:
            continue
        named = networks(each, "IpAddress")
        if for_everybody is None or None in named:
            anyone = anyone or None
            continue
        anyone = True
        allowed += [one for every in named if every is not None for one in every]
        anywhere = anywhere or not named
    if not anyone:
        return Audience(anyone)
    found = None if anywhere else tuple(dict.fromkeys(allowed))
    for limit in limits:
        found = limit if found is None else common_networks(found, limit)
    return Audience(is_anyone=True, networks=found)


def denies_all_but_networks(statement: Mapping[str, object]) -> bool:
    """Whether a Deny takes every request from everybody who is elsewhere: it has no other condition, and leaves no action."""
    condition = statement.get("Condition")
    asked = list(condition.values()) if isinstance(condition, Mapping) else []
    keys = [key.lower() for each in asked if isinstance(each, Mapping) for key in each]
    actions = [str(each).lower() for each in as_list(statement.get("Action"))]
    is_whole = any(set(each.partition(":")[2] or each) == {"*"} or each in INVOKE for each in actions)
    return bool(is_everybody(statement.get("Principal"))) and keys == [SOURCE_IP] and is_whole


# What calls a REST API, and there is nothing else to do with it.
INVOKE = frozenset({"execute-api:invoke"})


def common_networks(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """The parts that are in both."""
    found = []
    for one in map(parsed_network, first):
        for other in map(parsed_network, second):
            if one is None or other is None or one.version != other.version:
                continue
            if one.subnet_of(other):  # type: ignore[arg-type] # both are of one version
                found.append(str(one))
            elif other.subnet_of(one):  # type: ignore[arg-type] # both are of one version
                found.append(str(other))
    return tuple(dict.fromkeys(found))


def parsed_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def without_source(statement: object) -> object:
    """The statement without its conditions on addresses, which `networks` reads."""
    if not isinstance(statement, Mapping) or not isinstance(statement.get("Condition"), Mapping):
        return statement
    kept = {
        operator: {key: value for key, value in asked.items() if key.lower() != SOURCE_IP}
        if isinstance(asked, Mapping)
        else asked
        for operator, asked in statement["Condition"].items()
    }
    return {**statement, "Condition": {operator: asked for operator, asked in kept.items() if asked}}


def networks(statement: object, operator: str) -> list[tuple[str, ...] | None]:
    """The values of each condition on the client's address with this operator; None for those that are not known."""
    condition = statement.get("Condition") if isinstance(statement, Mapping) else None
    found: list[tuple[str, ...] | None] = []
    for name, asked in condition.items() if isinstance(condition, Mapping) else ():
        if name.lower() == operator.lower() and isinstance(asked, Mapping):
            for key, values in asked.items():
                if key.lower() == SOURCE_IP:
                    listed = as_list(values)
                    known = all(isinstance(each, str) for each in listed)
                    found.append(tuple(map(str, listed)) if known else None)
    return found
