"""Resources by kind, and the targets of references between them, for every step of linking."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from docgen.aws.model.base import AwsResource, External, StandaloneResource, Target, Targets
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Traced, Unknown

T = TypeVar("T", bound=AwsResource)
Owners: TypeAlias = Mapping[tuple[ResourceAddress, str], ResourceAddress]
"""By VPC and attribute (`default_security_group_id`): the `aws_default_…` that adopts what AWS made."""
DEFAULTS = frozenset(
    {
        "default_security_group_id",
        "default_route_table_id",
        "main_route_table_id",
        "default_network_acl_id",
    }
)


class ResourceIndex:
    """All things by kind, in the order of their addresses, and a way to find one by what points at it."""

    def __init__(self, things: Iterable[AwsResource]) -> None:
        self.by_kind: dict[type[AwsResource], list[AwsResource]] = {}
        for each in sorted(things, key=lambda thing: thing.address.order()):
            self.by_kind.setdefault(type(each), []).append(each)

    def __iter__(self) -> Iterator[AwsResource]:
        for each in self.by_kind.values():
            yield from each

    def standalone(self) -> Mapping[type[AwsResource], tuple[StandaloneResource, ...]]:
        """The resources that are linked to nothing, by their class."""
        found: dict[type[AwsResource], tuple[StandaloneResource, ...]] = {}
        for kind, things in self.by_kind.items():
            own = tuple(each for each in things if isinstance(each, StandaloneResource))
            if own:
                found[kind] = own
        return MappingProxyType(found)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(self.by_kind.get(kind, ()))  # type: ignore[arg-type] # keyed by their own type


def owner_of(
    target: Traced[Target], defaults: Mapping[tuple[ResourceAddress, str], ResourceAddress]
) -> ResourceAddress | None:
    """The resource that a target means; a VPC's `default_…_id` means the `aws_default_…` that adopts it."""
    if isinstance(target, Unknown) or isinstance(target.value, External):
        return None
    link = target.value
    if link.attribute in DEFAULTS:
        return defaults.get((link.address, link.attribute), link.address)
    return link.address


def pointing_at(
    things: Iterable[T], pointer: Callable[[T], Traced[Target]], address: ResourceAddress
) -> list[T]:
    return [each for each in things if owner_of(pointer(each), {}) == address]


def gap_targets(reason: str) -> Targets:
    return Unknown(Reason(reason, "never"))
