"""The base types of the model."""

import ipaddress
import re
from typing import TypeAlias

import msgspec

from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import NOWHERE, Known, Reason, Trace, Traced, Unknown

LAST_PORT = 65535

IpNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class Link(msgspec.Struct, frozen=True):
    """A pointer to another resource of the configuration, by one of its attributes."""

    address: ResourceAddress
    attribute: str = "id"  # "id", "arn", but also "default_security_group_id"


class External(msgspec.Struct, frozen=True):
    """A pointer to something outside the configuration: an id written out, such as `sg-0123`."""

    id: str


Target: TypeAlias = Link | External
Targets: TypeAlias = Traced[tuple[Traced[Target], ...]]
NO_TARGETS: Targets = Known(())


NO_REGION = Unknown(Reason("its provider names no Region: the process environment or a profile decides"))


class AwsResource(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One thing of the model."""

    address: ResourceAddress
    name: Traced[str]  # the Name tag, the name argument, or the resource's own label
    span: Span
    trace: Trace = NOWHERE  # why it exists
    count_unknown: bool = False  # an unknown number of such things
    account: str | None = ""  # its role or profile; "": the ambient credentials; None: not known
    region: Traced[str] = NO_REGION  # "eu-west-1": its argument `region` (provider 6), else its provider's


class StandaloneResource(AwsResource, frozen=True, eq=False, kw_only=True):
    """A resource that takes no part in where traffic goes: it is listed with its properties, and linked to nothing."""


def same_account(one: AwsResource, other: AwsResource) -> bool | None:
    """Whether two things are in one AWS account; None where it is not known.

    A role names its account: arn:aws:iam::111122223333:role/deploy. A profile may lead to any.
    """
    if one.account is None or other.account is None:
        return None
    if one.account == other.account:
        return True
    numbers = [ACCOUNT.match(each) for each in (one.account, other.account)]
    known = [each.group(1) for each in numbers if each is not None]
    return known[0] == known[1] if len(known) == len(numbers) else None


ACCOUNT = re.compile(r"arn:[^:]*:iam::(\d{12}):role/")


def linked(targets: Targets) -> tuple[Link, ...]:
    """The resources of the configuration among the targets."""
    if not isinstance(targets, Known):
        return ()
    return tuple(
        each.value for each in targets.value if isinstance(each, Known) and isinstance(each.value, Link)
    )
