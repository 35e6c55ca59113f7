"""Reading typed, traced values out of evaluated instances.

The one place where a sensitive value is stopped: it is never passed on, only the fact that it is sensitive.
"""

import ipaddress
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from docgen.aws.model.base import LAST_PORT, NO_REGION, External, IpNetwork, Link, Target, Targets
from docgen.aws.regions import own_region
from docgen.language.instance import Instance
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Known, Reason, Reference, Trace, Traced, Unknown, mapped
from docgen.values import values as terraform
from docgen.values.choices import members_of
from docgen.values.conversion import ConversionError, converted
from docgen.values.types import BOOL, DYNAMIC, NUMBER, STRING, Type
from docgen.values.values import (
    HIDDEN,
    LIKELY,
    MACHINE,
    Marks,
    Value,
    deep_marks,
    hidden_by,
    hides_anything,
    is_hidden,
)

MACHINE_REASON = Reason("it depends on the folder that Terraform is run from", "never")
NULL = terraform.null()


class Node:
    """An object inside an instance: the instance itself, or one of its blocks."""

    __slots__ = ("address", "is_counted", "trace", "value")

    def __init__(self, value: Value, address: ResourceAddress, above: Trace | None = None) -> None:
        pattern = value.payload.pattern if isinstance(value.payload, terraform.Unknown) else None
        # One that represents an unknown number of equal instances is read as one of them.
        self.is_counted = pattern is None and not isinstance(value.payload, terraform.Unknown)
        value = value if pattern is None else terraform.with_marks(pattern, value.marks)
        self.value = value
        self.address = address
        # A value inside a block also depends on what made the block.
        self.trace = value.trace if above is None else Trace(None, 0, 0, (value.trace, above))

    @property
    def is_known(self) -> bool:
        return isinstance(self.value.payload, dict)

    def raw(self, name: str) -> Value:
        payload = self.value.payload
        if isinstance(payload, dict):
            return terraform.with_marks(payload.get(name) or NULL, self.value.marks)
        if isinstance(payload, terraform.Unknown):
            return terraform.unknown(DYNAMIC, terraform.Unknown(payload.reason), self.value.trace)
        return NULL

    def is_set(self, name: str) -> bool:
        """Whether the configuration gives the attribute a value (perhaps an unknown one)."""
        value = self.raw(name)
        if isinstance(value.payload, terraform.Unknown):
            return not is_own_gap(value.payload, self.address)
        return not value.is_null

    def text(self, name: str, default: str | None = None) -> Traced[str]:
        return self.scalar(name, STRING, default, str)

    def whole(self, name: str, default: int | None = None) -> Traced[int]:
        return self.scalar(name, NUMBER, default, int)

    def port(self, name: str, default: int | None = None) -> Traced[int]:
        """A port number. AWS rejects one out of range when it is applied, where the provider has not refused it before."""
        found = self.whole(name, default)
        if isinstance(found, Unknown) or 0 <= found.value <= LAST_PORT:
            return found
        return Unknown(Reason(f"AWS rejects port {found.value}", "never"), found.trace)

    def flag(self, name: str, *, default: bool = False) -> Traced[bool]:
        return self.scalar(name, BOOL, default, bool)

    def scalar(self, name: str, type_: Type, default: object, as_: type) -> Traced:  # type: ignore[type-arg] # see callers
        """The attribute's value; `default` where the configuration says nothing."""
        value = self.raw(name)
        if not self.is_set(name) and self.is_known:
            if default is not None:
                return Known(default, self.trace)
            if value.is_null:
                return Unknown(Reason(f"{name} is not set", "never"), self.trace)
        return read_scalar(value, type_, as_)

    def texts(self, name: str) -> Traced[tuple[str, ...]]:
        """The members of a list or set of texts; none where the configuration says nothing."""
        value = self.raw(name)
        if value.is_null or (
            isinstance(value.payload, terraform.Unknown) and is_own_gap(value.payload, self.address)
        ):
            return Known((), self.trace)
        gap = gap_of(value)
        if gap is not None:
            return gap
        members = value.payload if isinstance(value.payload, tuple) else ()
        found = [read_scalar(each, STRING, str) for each in members]
        unknown = next((each for each in found if isinstance(each, Unknown)), None)
        return unknown or Known(tuple(each.value for each in found if isinstance(each, Known)), value.trace)

    def document(self, name: str) -> Traced[object]:
        """The content of a JSON text, with `UNKNOWN_PART` for each part that is not known yet.

        Converters take ports and permissions from it, and no text. So one in which something is only likely a secret, such as a
        password in the environment of a container, is still read.
        """
        value = self.raw(name)
        payload = value.payload
        if isinstance(payload, str) and HIDDEN & value.marks == {LIKELY}:
            return Known(parsed(payload), value.trace)
        pattern = payload.pattern if isinstance(payload, terraform.Unknown) else None
        if pattern is None:
            text = terraform.settled_text(payload) if isinstance(payload, terraform.Unknown) else None
            if text is not None and not hides_anything(value) and MACHINE not in value.marks:
                return Known(parsed(text), value.trace)
            return mapped(self.text(name), parsed)
        if not HIDDEN.isdisjoint(value.marks | deep_marks(pattern)):
            return Unknown(hidden_reason(value.marks | deep_marks(pattern)), value.trace)
        return Known(with_gaps(pattern), value.trace)

    def block(self, name: str) -> "Node | None":
        """The first block of a type; None where there is none. Of one that may not be there, nothing is known."""
        found = next(iter(self.blocks(name)), None)
        if found is None or found.is_counted or not found.is_known:
            return found
        value = self.raw(name)
        first = value.payload[0] if isinstance(value.payload, tuple) else value
        assert isinstance(first.payload, terraform.Unknown)  # noqa: S101 - else it would be counted
        gap = terraform.Unknown(first.payload.reason)
        return Node(terraform.unknown(DYNAMIC, gap, first.trace), self.address, value.trace)

    def blocks(self, name: str) -> list["Node"]:
        """All blocks of a type; one unknown node for an unknown number of them."""
        value = self.raw(name)
        payload = value.payload
        if isinstance(payload, tuple):
            # A set that holds anything sensitive is so as a whole, and each of its members with it.
            return [
                Node(terraform.with_marks(each, value.marks), self.address, value.trace) for each in payload
            ]
        if isinstance(payload, dict):
            return [Node(value, self.address)]
        if isinstance(payload, terraform.Unknown) and not is_own_gap(payload, self.address):
            return [Node(value, self.address)]
        return []

    def target(self, name: str) -> Traced[Target]:
        return read_target(self.raw(name))

    def optional_target(self, name: str) -> Traced[Target] | None:
        return self.target(name) if self.is_set(name) else None

    def targets(self, name: str) -> Targets:
        value = self.raw(name)
        if isinstance(value.payload, terraform.Unknown) and is_own_gap(value.payload, self.address):
            return Known((), self.trace)
        return read_targets(value)

    def block_targets(self, name: str, argument: str) -> Targets:
        """What an argument of each block of a type names; unknown as a whole where the number of blocks is."""
        blocks = self.blocks(name)
        given = [each for each in blocks if not each.is_known or each.is_set(argument)]
        named = [each.target(argument) for each in given if each.raw(argument).payload != ""]
        if not named or all(each.is_counted for each in blocks):
            return Known(tuple(named), self.trace)
        gap = next((each for each in named if isinstance(each, Unknown)), None)
        value = self.raw(name)
        inside = (value, *(value.payload if isinstance(value.payload, tuple) else ()))
        payload = next(each.payload for each in inside if isinstance(each.payload, terraform.Unknown))
        several = [candidates_of(each) for each in named]
        candidates = tuple(one for each in several for one in each) if all(several) else ()
        return Unknown(payload.reason, self.trace if gap is None else gap.trace, candidates=candidates)

    def network(self, name: str) -> Traced[IpNetwork]:
        return read_network(self.raw(name))

    def networks(self, name: str) -> Iterator[Traced[IpNetwork]]:
        """The CIDR blocks of a list or set; one unknown for an unknown list."""
        value = self.raw(name)
        if isinstance(value.payload, tuple):
            for each in value.payload:
                yield read_network(terraform.with_marks(each, value.marks))
        elif isinstance(value.payload, terraform.Unknown) and not is_own_gap(value.payload, self.address):
            yield Unknown(value.payload.reason, value.trace)


def hidden_reason(marks: Marks) -> Reason:
    """The reason for passing a value that must not be shown on as unknown."""
    hidden = hidden_by(marks)
    return Reason(hidden.text, "never", hidden=hidden)


class Unclear:
    """Placeholder in a document for what is not known."""


UNKNOWN_PART = Unclear()


def parsed(text: str) -> object:
    """The document; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def with_gaps(value: Value) -> object:
    """The value as plain data. The id of a resource is not known either, and still the id of that resource."""
    payload = value.payload
    if isinstance(payload, terraform.Unknown):
        named = named_text(payload)
        return UNKNOWN_PART if named is None else named
    if isinstance(payload, tuple):
        return [with_gaps(each) for each in payload]
    if isinstance(payload, dict):
        return {name: with_gaps(each) for name, each in payload.items()}
    return payload


def named_text(payload: terraform.Unknown) -> str | None:
    """A text of literals and names of resources: `aws_s3_bucket.logs.arn/*`; None where another part is not known."""
    if payload.reference is not None:
        return str(payload.reference) if names_something(payload.reference) else None
    parts = [each if isinstance(each, str) else named_text(each) for each in payload.pieces]
    return "".join(map(str, parts)) if parts and None not in parts else None


def node(instance: Instance) -> Node:
    return Node(instance.value, instance.address)


def is_own_gap(payload: terraform.Unknown, address: ResourceAddress) -> bool:
    """Whether an unknown is the resource's own: nothing was written, AWS will choose."""
    return payload.reference is not None and payload.reference.address == address


def gap_of(value: Value) -> Unknown | None:
    """Why a value cannot be passed on; None if it can."""
    marks = deep_marks(value)
    if hides_anything(value):
        return Unknown(hidden_reason(marks), value.trace)
    if MACHINE in marks:
        return Unknown(MACHINE_REASON, value.trace)
    if isinstance(value.payload, terraform.Unknown):
        return Unknown(value.payload.reason, value.trace, value.payload.reference)
    return None


def read_scalar(value: Value, type_: Type, as_: type) -> Traced:  # type: ignore[type-arg] # the caller says which
    gap = gap_of(value)
    if gap is not None:
        return gap
    try:
        payload = converted(value, type_).payload
    except ConversionError as problem:
        return Unknown(Reason(f"not a {type_}: {problem.message}", "never"), value.trace)
    if not isinstance(payload, as_):
        return Unknown(Reason("it is null", "never"), value.trace)
    return Known(payload, value.trace)


def read_target(value: Value) -> Traced[Target]:
    """The resource that an id or ARN refers to."""
    if is_hidden(value):
        return Unknown(hidden_reason(value.marks), value.trace)
    payload = value.payload
    if isinstance(payload, terraform.Unknown):
        if payload.reference is not None and names_something(payload.reference):
            return Known(link_of(payload.reference), value.trace)
        return Unknown(payload.reason, value.trace, candidates=candidates_among(payload.choices))
    if isinstance(payload, str):
        return Known(External(payload), value.trace)
    return Unknown(Reason("it is not set", "never"), value.trace)


def names_something(reference: Reference) -> bool:
    """Whether an attribute is what its resource is called. A parameter's value may be the id of anything."""
    if reference.address.mode != "data":
        return True
    if reference.address.type in {"terraform_remote_state", "external", "http"}:
        return False
    names = [step for step in reference.path if isinstance(step, str)]
    last = names[-1] if names else ""
    return last in OWN_NAMES or last.endswith(("_id", "_arn", "_ids", "_arns", "_name"))


OWN_NAMES = frozenset({"id", "arn", "ids", "arns", "name", "names", "domain_name"})


def link_of(reference: Reference) -> Link:
    return Link(reference.address, ".".join(map(str, reference.path)))


def read_targets(value: Value) -> Targets:
    if is_hidden(value):
        return Unknown(hidden_reason(value.marks), value.trace)
    if isinstance(value.payload, tuple):
        return Known(tuple(map(read_target, value.payload)), value.trace)
    if isinstance(value.payload, terraform.Unknown):
        candidates = candidates_among(members_of(value) or ())
        return Unknown(value.payload.reason, value.trace, candidates=candidates)
    return Known((), value.trace)


def candidates_among(choices: Sequence[Value]) -> tuple[Reference | str, ...]:
    """What an unknown value can name, of which the choices are known; nothing where one of them may name anything."""
    found: list[Reference | str] = []
    for each in choices:
        payload = each.payload
        if hides_anything(each):
            return ()
        if isinstance(payload, str):
            found.append(payload)
        elif (
            isinstance(payload, terraform.Unknown)
            and payload.reference is not None
            and names_something(payload.reference)
        ):
            found.append(payload.reference)
        else:
            return ()
    return tuple(dict.fromkeys(found))


def candidates_of(target: Traced[Target]) -> tuple[Reference | str, ...]:
    """What a pointer can name; nothing where it may be anything."""
    if isinstance(target, Unknown):
        return target.candidates
    if isinstance(target.value, External):
        return (target.value.id,)
    return (Reference(target.value.address, tuple(target.value.attribute.split("."))),)


def all_targets(*lists: Targets) -> Targets:
    """The targets of several lists; unknown where one of them is."""
    found: list[Traced[Target]] = []
    for each in lists:
        if isinstance(each, Unknown):
            return each
        found += each.value
    return Known(tuple(found), lists[0].trace)


def read_network(value: Value) -> Traced[IpNetwork]:
    """A CIDR block, with the bits behind the prefix cleared as AWS does."""
    gap = gap_of(value)
    if gap is not None:
        return gap
    if not isinstance(value.payload, str):
        return Unknown(Reason("it is not set", "never"), value.trace)
    try:
        return Known(ipaddress.ip_network(value.payload, strict=False), value.trace)
    except ValueError:
        return Unknown(Reason(f'"{value.payload}" is no CIDR block', "never"), value.trace)


def name_of(instance: Instance, *arguments: str) -> Traced[str]:
    """Its display name: the Name tag, else one of the arguments, else the resource's own label."""
    own = node(instance)
    tags = own.raw("tags")
    if isinstance(tags.payload, dict) and "Name" in tags.payload:
        return read_scalar(terraform.with_marks(tags.payload["Name"], tags.marks), STRING, str)
    for argument in arguments:
        if own.is_set(argument):
            return own.text(argument)
    return Known(instance.address.name, instance.trace)


def tags_of(instance: Instance) -> Traced[Mapping[str, Traced[str]]] | None:
    """The tags of a resource, those that its provider gives to all among them; None where its type takes none."""
    own = node(instance)
    if not own.is_known or not isinstance(own.value.payload, dict) or "tags" not in own.value.payload:
        return None
    name = "tags_all" if isinstance(own.raw("tags_all").payload, dict) else "tags"
    value = own.raw(name)
    if isinstance(value.payload, terraform.Unknown):
        return Unknown(value.payload.reason, value.trace)
    if is_hidden(value):
        return Unknown(hidden_reason(value.marks), value.trace)
    members = value.payload if isinstance(value.payload, dict) else {}
    found = {
        key: read_scalar(terraform.with_marks(each, value.marks), STRING, str)
        for key, each in members.items()
    }
    return Known(found, value.trace)


def region_of(instance: Instance, ambient: str = "") -> Traced[str]:
    """The Region that a resource is in; `ambient` where its provider names none."""
    region = own_region(instance.address, instance.value, instance.provider, ambient)
    return NO_REGION if region is None else read_scalar(region, STRING, str)


def account_of(provider: Value | None) -> str | None:
    """The AWS account of a provider block, by the role that it assumes, or its profile.

    Two resources with the same text are in the same account; None where it is not known. https://registry.terraform.io/providers/hashicorp/aws/latest/docs
    """
    if provider is None:
        return ""
    if not isinstance(provider.payload, Mapping):
        return None
    own = Node(provider, NO_ADDRESS)
    roles = [each.text("role_arn") for each in own.blocks("assume_role") if each.is_set("role_arn")]
    named = [*roles, *(own.text(name) for name in ("profile", "access_key") if own.is_set(name))]
    known = [each.value for each in named if isinstance(each, Known)]
    return " ".join(known) if len(known) == len(named) else None


NO_ADDRESS = ResourceAddress((), "provider", "aws")


class Basics(TypedDict):
    """The fields of every `AwsResource`."""

    address: ResourceAddress
    name: Traced[str]
    span: Span
    trace: Trace
    count_unknown: bool
    region: Traced[str]
    account: str | None


def basics(instance: Instance, *name_arguments: str) -> Basics:
    """The fields that every thing of the model has."""
    return {
        "address": instance.address,
        "name": name_of(instance, *name_arguments),
        "span": instance.span,
        "trace": instance.trace,
        "count_unknown": instance.undecided is not None,
        "region": region_of(instance),
        "account": account_of(instance.provider),
    }
