"""Linking of data stores: separately declared settings to the store that they protect, and the defaults of the account."""

from collections.abc import Iterable

import msgspec

from docgen.aws.model.base import External, same_account
from docgen.aws.model.data_protection import DataStore, StoreKind, StorePart, VolumeDefault
from docgen.aws.model.public_endpoints import Bucket
from docgen.aws.resource_index import ResourceIndex, owner_of
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Reason, Traced, Unknown

VOLUMES = frozenset({StoreKind.EBS, StoreKind.EC2_ROOT})


def whole_stores(found: ResourceIndex, buckets: Iterable[Bucket]) -> tuple[DataStore, ...]:
    """Every store with what protects it."""
    parts: dict[ResourceAddress, list[StorePart]] = {}
    loose: list[StorePart] = []
    by_name = {
        each.name.value: each.address
        for each in found.all(DataStore)
        if each.kind is StoreKind.S3 and isinstance(each.name, Known)
    }
    for part in found.all(StorePart):
        owner = owner_of(part.store, {})
        if owner is None and isinstance(part.store, Known) and isinstance(part.store.value, External):
            owner = by_name.get(part.store.value.id)
        if owner is not None:
            parts.setdefault(owner, []).append(part)
        elif isinstance(part.store, Unknown):
            loose.append(part)
    own_buckets = {each.address: each for each in buckets}
    return tuple(
        with_default(
            whole_store(each, parts.get(each.address, ()), loose, own_buckets.get(each.address)),
            found.all(VolumeDefault),
        )
        for each in found.all(DataStore)
    )


def whole_store(
    store: DataStore, parts: Iterable[StorePart], loose: Iterable[StorePart], bucket: Bucket | None
) -> DataStore:
    changes: dict[str, Traced] = {}  # type: ignore[type-arg] # fields of several types
    if bucket is not None:
        changes |= {"in_transit": bucket.requires_tls, "versioned": Known(value=False, trace=store.trace)}
    for part in loose:
        for name in part.changes:
            if name in changes or getattr(store, name) is not None:
                changes[name] = Unknown(Reason(f"{part.address} may be of it"), part.trace)
    for part in parts:
        for name, value in part.changes.items():
            doubt = Unknown(Reason(f"whether {part.address} exists is not known"), value.trace)
            changes[name] = doubt if part.count_unknown else value
    return msgspec.structs.replace(store, **changes) if changes else store


def with_default(store: DataStore, defaults: Iterable[VolumeDefault]) -> DataStore:
    """A volume that says nothing is encrypted as the account's default says."""
    if store.kind not in VOLUMES or isinstance(store.encrypted, Known):
        return store
    for each in defaults:
        if same_account(each, store) and same_region(each, store) and not each.count_unknown:
            return msgspec.structs.replace(store, encrypted=each.encrypts)
    return store


def same_region(default: VolumeDefault, store: DataStore) -> bool:
    one, other = default.region, store.region
    if isinstance(one, Known) and isinstance(other, Known):
        return one.value == other.value
    return one is other
