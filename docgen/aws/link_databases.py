"""Linking of databases: Aurora instances to clusters, read replicas to their sources, all of them to subnet groups."""

from collections.abc import Iterable, Sequence

import msgspec

from docgen.aws.model.base import AwsResource, External, Link, Target, Targets
from docgen.aws.model.components import Database, SubnetGroup
from docgen.aws.resource_index import gap_targets, owner_of
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown


def place_databases(databases: tuple[Database, ...], groups: tuple[SubnetGroup, ...]) -> tuple[Database, ...]:
    """Subnets from the subnet group; of an Aurora instance, groups and subnets from its cluster."""
    copies = tuple(with_named_cluster(each, databases) for each in with_sources(databases))
    placed = {each.address: in_subnet_group(each, groups) for each in copies}
    for address, each in placed.items():
        if each.cluster is None:
            continue
        cluster = placed.get(owner_of(each.cluster, {}) or address)
        if cluster is None or cluster is each:
            gap: Traced[int] = Unknown(Reason("its cluster is not in the configuration", "never"))
            no_groups = gap_targets("its cluster is not in the configuration")
            placed[address] = msgspec.structs.replace(
                each, groups=no_groups, port=gap, listens=(gap,), encrypted=gap
            )
            continue
        subnets = each.subnets if each.subnet_group else cluster.subnets
        placed[address] = msgspec.structs.replace(
            each,
            groups=cluster.groups,
            subnets=subnets,
            port=cluster.port,
            listens=cluster.listens,
            encrypted=cluster.encrypted,
        )
    loose = [one for one in placed.values() if isinstance(one.cluster, Unknown)]
    for address, each in placed.items():
        members = [one for one in placed.values() if one.cluster and owner_of(one.cluster, {}) == address]
        perhaps = loose if each.is_cluster else []
        if members or perhaps:
            placed[address] = msgspec.structs.replace(
                each, public=some_public(members, perhaps), public_decided_by="publicly_accessible"
            )
    return tuple(placed.values())


def with_named_cluster(database: Database, databases: Sequence[Database]) -> Database:
    """An instance whose cluster is given by its identifier points at the cluster of that name, where it is one of these."""
    pointer = database.cluster
    if not isinstance(pointer, Known) or not isinstance(pointer.value, External):
        return database
    found = next((each for each in databases if each.is_cluster and is_named(each, pointer)), None)
    if found is None or not same_region(database, found):
        return database
    link: Traced[Target] = Known(Link(found.address), pointer.trace)
    return msgspec.structs.replace(database, cluster=link)


def with_sources(databases: tuple[Database, ...]) -> tuple[Database, ...]:
    """Read replicas and restored databases with what they take over from their source."""
    return tuple(with_source(each, databases, frozenset()) for each in databases)


def with_source(
    database: Database, databases: Sequence[Database], seen: frozenset[ResourceAddress]
) -> Database:
    """A replica of a replica takes over what that takes over.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html
    """
    if database.source is None or database.address in seen:
        return database
    pointer = database.source
    found = next((each for each in databases if each is not database and is_named(each, pointer)), None)
    if found is None:
        gap = Unknown(Reason("its source is not in the configuration", "never"))
        fields: dict[str, object] = dict.fromkeys(database.inherits - {"subnet_group"}, gap)
    else:
        source = with_source(found, databases, seen | {database.address})
        fields = {each: getattr(source, each) for each in database.inherits}
        if not same_region(database, source):
            fields.pop("subnet_group", None)
    if "port" in fields:
        fields["listens"] = (fields["port"],)
    return msgspec.structs.replace(database, **fields)


def is_named(database: Database, pointer: Traced[Target]) -> bool:
    """Whether a pointer means this database: by a reference to it, or by its identifier."""
    if isinstance(pointer, Unknown):
        return False
    if isinstance(pointer.value, Link):
        return pointer.value.address == database.address
    return isinstance(database.identifier, Known) and pointer.value.id == database.identifier.value


def same_region(one: AwsResource, other: AwsResource) -> bool:
    """Whether two things may be in one Region: each replica in another Region needs a subnet group of its own."""
    regions = {each.region.value for each in (one, other) if isinstance(each.region, Known)}
    return len(regions) <= 1


def some_public(members: Iterable[Database], perhaps: Iterable[Database]) -> Traced[bool]:
    """A cluster's endpoints lead to its instances: it is public where one of them is.

    `perhaps`: instances of which it is not known which cluster they are of.
    """
    flags: list[Traced[bool]] = [each.public for each in members]
    for each in perhaps:
        is_private = isinstance(each.public, Known) and not each.public.value
        if not is_private and isinstance(each.cluster, Unknown):
            reason = f"{each.address} may be one of its instances: {each.cluster.reason.text}"
            flags.append(Unknown(msgspec.structs.replace(each.cluster.reason, text=reason), each.trace))
    known = next((each for each in flags if isinstance(each, Known) and each.value), None)
    gap = next((each for each in flags if isinstance(each, Unknown)), None)
    return known or gap or Known(value=False)


def in_subnet_group(database: Database, groups: Iterable[SubnetGroup]) -> Database:
    return msgspec.structs.replace(database, subnets=subnets_of_group(database.subnet_group, groups))


def subnets_of_group(pointer: Traced[Target] | None, groups: Iterable[SubnetGroup]) -> Targets:
    if pointer is None:
        return gap_targets("no subnet group is set: AWS uses the default VPC's")
    if isinstance(pointer, Unknown):
        return Unknown(pointer.reason, pointer.trace)
    for group in groups:
        named = isinstance(group.group_name, Known) and pointer.value == External(group.group_name.value)
        if named or (isinstance(pointer.value, Link) and pointer.value.address == group.address):
            # How the group is called decides nothing, so its name's trace is no part of the answer.
            return group.subnets
    return gap_targets("its subnet group is not in the configuration")
