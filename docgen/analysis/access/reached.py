"""Components and functions that the internet reaches, and what their roles allow."""

from collections.abc import Iterator, Mapping

import msgspec

from docgen.analysis.access.identities import Grant, Identities
from docgen.analysis.access.patterns import ANYTHING
from docgen.analysis.access.permissions import Permissions
from docgen.analysis.connections import find_connections
from docgen.analysis.exposure import ExposureVerdict
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.path import ReachVerdict
from docgen.aws.model.base import Link, linked
from docgen.aws.model.iam import RoleUse
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known
from docgen.source.tristate import Tristate

# What reads data, by the service.
READS = (
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "dynamodb:GetItem",
    "kms:Decrypt",
    "sqs:ReceiveMessage",
    "rds-data:ExecuteStatement",
)


class DataAccess(msgspec.Struct, frozen=True, eq=False):
    """That an identity may read some data, or perhaps may."""

    action: str
    everything: bool  # every resource of the account
    resources: tuple[str, ...]  # as the statements name them
    certain: bool


class RunsWith(msgspec.Struct, frozen=True, eq=False):
    """Something that runs with a role."""

    thing: ResourceAddress
    role: ResourceAddress | str | None  # None: not known; a text: a role that is not in this configuration
    argument: str


class Reached(msgspec.Struct, frozen=True, eq=False):
    """Something that the internet can connect to or call, and its role."""

    runs: RunsWith
    certain: bool
    ports: tuple[str, ...]
    via: tuple[str, ...]


def find_roles_of_things(identities: Identities, uses: tuple[RoleUse, ...]) -> tuple[RunsWith, ...]:
    """Everything that runs with a role, whether it names the role, an instance profile or a template."""
    by_address: dict[ResourceAddress, list[RoleUse]] = {}
    for each in uses:
        by_address.setdefault(each.address, []).append(each)
    found: dict[tuple[ResourceAddress, str], RunsWith] = {}
    for use in uses:
        for role, argument in roles_of(use, identities, by_address, 0):
            found.setdefault((use.address, argument), RunsWith(use.address, role, argument))
    return tuple(found.values())


MOST_STEPS = 3  # from a group of instances to its template, and on to the profile


def roles_of(
    use: RoleUse, identities: Identities, uses: Mapping[ResourceAddress, list[RoleUse]], steps: int
) -> Iterator[tuple[ResourceAddress | str | None, str]]:
    if use.role is not None:
        yield identities.resolve(use.role, "role", use), use.argument
    elif use.profile is not None:
        yield identities.role_of_profile(use.profile, use), use.argument
    elif use.template is not None and steps < MOST_STEPS:
        target = use.template.value if isinstance(use.template, Known) else None
        for each in uses.get(target.address, ()) if isinstance(target, Link) else ():
            yield from roles_of(each, identities, uses, steps + 1)


# Roles that the service itself uses: what runs inside does not have their credentials.
NOT_INSIDE = frozenset({"execution_role_arn"})


def find_reached(facts: EnvironmentFacts, running: tuple[RunsWith, ...]) -> tuple[Reached, ...]:
    """Everything with a role that the internet reaches, or may."""
    by_thing: dict[ResourceAddress, list[RunsWith]] = {}
    for each in running:
        if each.argument not in NOT_INSIDE:
            by_thing.setdefault(each.thing, []).append(each)
    found: dict[tuple[ResourceAddress, str], Reached] = {}
    for address, certain, ports, via in sorted(open_things(facts), key=lambda each: (not each[1], each[3])):
        for runs in by_thing.get(address, ()):
            found.setdefault((address, runs.argument), Reached(runs, certain, ports, via))
    return tuple(sorted(found.values(), key=lambda each: each.runs.thing.order()))


Open = tuple[ResourceAddress, bool, tuple[str, ...], tuple[str, ...]]


def open_things(facts: EnvironmentFacts) -> Iterator[Open]:
    entries = {each.address: each for each in facts.network.entries}
    for exposure in facts.exposures:
        if exposure.verdict is ExposureVerdict.NOT_EXPOSED:
            continue
        certain = exposure.verdict is ExposureVerdict.EXPOSED
        yield exposure.subject, certain, exposure.ports, ()
        entry = entries.get(exposure.subject)
        for link in linked(entry.behind) if entry is not None else ():
            yield link.address, certain, exposure.ports, (str(exposure.subject),)
    for connection in find_connections(facts):
        if connection.source is None:
            answer = connection.answer
            yield connection.target, answer.verdict is ReachVerdict.REACHABLE, answer.ports, answer.way.via


def data_of(permissions: Permissions) -> tuple[DataAccess, ...]:
    """The data that an identity may read, by the resources that its statements name."""
    found = []
    for action in READS:
        anything = permissions.may(action, (ANYTHING,))
        if anything.allowed is True:
            found.append(DataAccess(action, everything=True, resources=(), certain=True))
            continue
        named: dict[str, bool] = {}
        for grant in permissions.about(action):
            if grant.statement.effect == "Allow":
                named |= resources_of(grant, permissions, action)
        if "*" in named:
            found.append(DataAccess(action, everything=True, resources=(), certain=named["*"]))
        for certain in (True, False):
            some = tuple(each for each, sure in named.items() if each != "*" and sure is certain)
            if some and (certain or "*" not in named):
                found.append(DataAccess(action, everything=False, resources=some, certain=certain))
    return tuple(found)


def resources_of(grant: Grant, permissions: Permissions, action: str) -> dict[str, bool]:
    """By resource, as the statement names it, whether that is certain; `*` for all but those of a `NotResource`."""
    if grant.not_resources is not None:
        return {"*": False}
    found = {}
    for pattern, text in zip(grant.resources, grant.statement.resources or (), strict=False):
        allowed: Tristate = permissions.may(action, (pattern.replace("*", ANYTHING),)).allowed
        if allowed is not False:
            found[str(text)] = bool(allowed)
    return found
