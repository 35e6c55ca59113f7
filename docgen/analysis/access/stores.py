"""Which components read and write objects of which buckets, by the policies of the roles that they run with.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html. Only statements that name the bucket
count: a role that may use every bucket says nothing about where data goes, and is on the page about access.
"""

from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.access.identities import Grant
from docgen.analysis.access.patterns import ANYTHING, FIRST_WILDCARD, any_match, overlaps, sign_of
from docgen.analysis.access.permissions import Permissions
from docgen.analysis.access.reached import NOT_INSIDE
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.public_endpoints import Bucket
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import Tristate

READ, WRITE = "s3:GetObject", "s3:PutObject"
ANY_BUCKET = f"arn:aws:s3:::{ANYTHING}/{ANYTHING}"


class StoreAccess(msgspec.Struct, frozen=True, eq=False):
    """A component that may read or write objects of a bucket, or perhaps may (None)."""

    component: ResourceAddress
    bucket: Bucket
    reads: Tristate
    writes: Tristate
    grants: tuple[Grant, ...]  # the statements that allow it

    @property
    def is_decided(self) -> bool:
        return None not in {self.reads, self.writes} or True in {self.reads, self.writes}


FOUND: WeakKeyDictionary[EnvironmentFacts, tuple[StoreAccess, ...]] = WeakKeyDictionary()


def find_store_access(facts: EnvironmentFacts) -> tuple[StoreAccess, ...]:
    """By component and then by bucket; worked out once for the same facts."""
    found = FOUND.get(facts)
    if found is None:
        found = FOUND[facts] = tuple(store_access(facts)) if facts.network.buckets else ()
    return found


def store_access(facts: EnvironmentFacts) -> Iterator[StoreAccess]:
    access = find_access(facts)
    roles = roles_inside(access)
    for component in facts.network.components():
        for role in roles.get(component.address, ()):
            permissions = access.permissions.get(role)
            if permissions is None:
                continue
            for bucket in facts.network.buckets:
                reads, reading = allowed(permissions, READ, bucket)
                writes, writing = allowed(permissions, WRITE, bucket)
                if reads is not False or writes is not False:
                    grants = {id(each): each for each in (*reading, *writing)}
                    yield StoreAccess(component.address, bucket, reads, writes, tuple(grants.values()))


def roles_inside(access: Access) -> dict[ResourceAddress, list[ResourceAddress]]:
    """The roles whose credentials what runs inside a component has."""
    found: dict[ResourceAddress, list[ResourceAddress]] = {}
    for each in access.running:
        if isinstance(each.role, ResourceAddress) and each.argument not in NOT_INSIDE:
            own = found.setdefault(each.thing, [])
            if each.role not in own:
                own.append(each.role)
    return found


def allowed(permissions: Permissions, action: str, bucket: Bucket) -> tuple[Tristate, tuple[Grant, ...]]:
    """Whether an action is allowed on some objects of a bucket, by statements that name it."""
    names = spellings(bucket)
    objects = tuple(f"{each}/{ANYTHING}" for each in names)
    answer: Tristate = False
    found: list[Grant] = []
    for grant in permissions.about(action):
        if grant.statement.effect == "Deny":
            continue
        for pattern in grant.resources:
            if any_match((pattern,), (ANY_BUCKET,)) is not False or not may_meet(pattern, names):
                continue
            if any_match((pattern,), objects) is True:
                asked = objects
            elif any(overlaps(pattern, each) for each in objects):
                asked = (pattern.replace("*", ANYTHING),)
            else:
                continue
            permission = permissions.may(action, asked)
            if permission.grants and permission.allowed is not False:
                answer = answer or permission.allowed
                found += permission.grants
    return answer, tuple(found)


def may_meet(pattern: str, names: Iterable[str]) -> bool:
    """Whether the texts before the first wildcards agree; cheap, and a no is certain."""
    begin = FIRST_WILDCARD.split(pattern, 1)[0]
    stems = [f"{each}/" for each in names]
    return any(each.startswith(begin) or begin.startswith(each) for each in stems)


def spellings(bucket: Bucket) -> tuple[str, ...]:
    """The bucket's ARN as patterns spell it; by the sign of its address where its name is not known."""
    sign = sign_of(bucket.address)
    arn = "arn:aws:s3:::"
    name = bucket.bucket_name.value if isinstance(bucket.bucket_name, Known) else None
    named = (f"{arn}{name}",) if name is not None else ()
    return (*named, f"{arn}{sign}", sign)
