"""Assertions and claims as typed statements; `docgen.workspace.claim_reader` reads them from text."""

import re
from typing import TypeAlias

import msgspec

from docgen.analysis.path import ReachVerdict
from docgen.analysis.properties import Kind, Property
from docgen.analysis.traffic import TrafficSelector
from docgen.aws.model.base import IpNetwork
from docgen.source.span import Span

LOOKS_LIKE_ADDRESS = re.compile(r"(module\.[^.]+\.)*(data\.)?aws_[a-z0-9_]+\.\S+|module\..+")


class Condition(msgspec.Struct, frozen=True, eq=False):
    """An attribute, and the value that it is to have."""

    attribute: Property
    wanted: object


class Name(msgspec.Struct, frozen=True, eq=False):
    """A collection, or the address or name of one thing that holds network interfaces."""

    text: str
    kind: Kind | None  # None: an address or a name, which only the environments can tell
    span: Span | None = None

    @property
    def is_address(self) -> bool:
        return LOOKS_LIKE_ADDRESS.fullmatch(self.text) is not None


class Internet(msgspec.Struct, frozen=True):
    """Any public address."""


Source: TypeAlias = Internet | IpNetwork | Name


class EveryHas(msgspec.Struct, frozen=True, eq=False):
    """Every thing of a kind, where it has some attributes, has others too."""

    kind: Kind
    where: tuple[Condition, ...]
    has: tuple[Condition, ...]


class CountIs(msgspec.Struct, frozen=True, eq=False):
    """There are so many things of a kind, where they have some attributes."""

    kind: Kind
    where: tuple[Condition, ...]
    number: int


class OnlyFrom(msgspec.Struct, frozen=True, eq=False):
    """Nothing but these may reach the target; where only ranges are named, no other addresses are admitted."""

    target: Name
    traffic: TrafficSelector
    ranges: tuple[IpNetwork, ...]
    internet: bool
    named: tuple[Name, ...]

    @property
    def is_about_things(self) -> bool:
        """Whether the other things of the environment are asked about as well."""
        return bool(self.named) or self.internet or not self.ranges


class PathIs(msgspec.Struct, frozen=True, eq=False):
    """Every pair of a source and a target has this verdict."""

    source: Source
    target: Name
    traffic: TrafficSelector
    verdict: ReachVerdict


Statement: TypeAlias = EveryHas | CountIs | OnlyFrom | PathIs


class Assertion(msgspec.Struct, frozen=True, eq=False):
    """A claim that means something."""

    says: str
    statement: Statement
    environments: tuple[str, ...] | None = None  # None: all
    traffic_text: str = ""  # as it is written

    def names(self) -> tuple[Name, ...]:
        """The names that an environment has to have."""
        match self.statement:
            case OnlyFrom(target=target, named=named):
                found: tuple[Name, ...] = (target, *named)
            case PathIs(source=source, target=target):
                found = (source, target) if isinstance(source, Name) else (target,)
            case _:
                found = ()
        return tuple(each for each in found if each.kind is None)
