"""Aurora clusters in pictures: one node for a cluster and its instances, whose groups, subnets and port are the cluster's.

A cluster has no network interface of its own: the names of its endpoints lead to its instances.
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html
"""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.analysis.arrows import Arrow
from docgen.analysis.placement import address_of
from docgen.aws.model.components import Component, Database
from docgen.pages.labels import Labels
from docgen.pages.words import count
from docgen.source.address import ResourceAddress

MOST_NAMED = 3  # instances of one cluster


class DrawnArrow(msgspec.Struct, frozen=True, eq=False):
    """An arrow of the picture: its first connection, with clusters in the place of instances, and all that it represents."""

    first: Arrow
    all: tuple[Arrow, ...]


class DatabaseClusters:
    """The instances of each cluster that the configuration has."""

    def __init__(self, components: Iterable[Component]) -> None:
        databases = [each for each in components if isinstance(each, Database)]
        clusters = {each.address for each in databases if each.is_cluster}
        self.of: dict[ResourceAddress, ResourceAddress] = {}  # the cluster of each instance
        self.members: dict[ResourceAddress, list[ResourceAddress]] = {}
        for each in databases:
            cluster = address_of(each.cluster) if each.cluster is not None else None
            if cluster in clusters and cluster != each.address:
                self.of[each.address] = cluster
                self.members.setdefault(cluster, []).append(each.address)

    def shown(self, address: ResourceAddress) -> ResourceAddress:
        """What the picture has for a component: of an instance its cluster."""
        return self.of.get(address, address)

    def text(self, cluster: ResourceAddress, labels: Labels) -> str:
        """`instances ledger-0, ledger-1`; their number where they are many; nothing of what is no cluster."""
        members = [labels.of(each) for each in self.members.get(cluster, ())]
        if len(members) > MOST_NAMED:
            return count(len(members), "instance")
        return f"instance{'s' * (len(members) > 1)} {', '.join(members)}" if members else ""

    def drawn(self, arrows: Sequence[Arrow]) -> tuple[DrawnArrow, ...]:
        """The arrows of a picture. Those that differ only in the instances at their ends are one."""
        found: dict[tuple[object, ...], list[Arrow]] = {}
        for each in arrows:
            source = self.shown(each.source) if each.source is not None else None
            target = self.shown(each.target)
            if source == target:  # between the instances of one cluster
                continue
            rest = (each.ports, each.ranges, each.is_decided, each.family, each.forwarded)
            found.setdefault((source, target, *rest), []).append(each)
        return tuple(
            DrawnArrow(
                msgspec.structs.replace(
                    every[0],
                    source=self.shown(every[0].source) if every[0].source is not None else None,
                    target=self.shown(every[0].target),
                ),
                tuple(every),
            )
            for every in found.values()
        )
