"""Everything about access in one environment, computed once for the same facts."""

from collections.abc import Mapping
from functools import cached_property
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.access.escalation import EscalationFinder, Privileges
from docgen.analysis.access.identities import Holder, Identities, PolicyUnknown
from docgen.analysis.access.patterns import UNKNOWN
from docgen.analysis.access.permissions import Permissions
from docgen.analysis.access.reached import (
    READS,
    DataAccess,
    Reached,
    RunsWith,
    data_of,
    find_reached,
    find_roles_of_things,
)
from docgen.analysis.access.resource_policies import OpenPolicy, find_resource_policies
from docgen.analysis.access.trust import RoleTrust, find_trusts
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.iam import (
    AccessKey,
    Assignment,
    ClusterAccess,
    CustomerPolicy,
    IdentityKind,
    IdentityProvider,
    RoleUse,
)
from docgen.source.address import ResourceAddress
from docgen.source.tristate import Tristate


class KeyOfUser(msgspec.Struct, frozen=True, eq=False):
    """An access key or a password, and whose it is."""

    key: AccessKey
    user: ResourceAddress | str | None


class Access(msgspec.Struct, frozen=True, eq=False, dict=True):
    """Permissions and trust in one environment."""

    identities: Identities
    holders: Mapping[ResourceAddress, Holder]
    privileges: Mapping[ResourceAddress, Privileges]
    trusts: Mapping[ResourceAddress, RoleTrust]
    policies: tuple[CustomerPolicy, ...]
    resource_policies: tuple[OpenPolicy, ...]
    keys: tuple[KeyOfUser, ...]
    running: tuple[RunsWith, ...]
    reached: tuple[Reached, ...]
    permissions: Mapping[ResourceAddress, Permissions]
    clusters: tuple[ClusterAccess, ...]
    assignments: tuple[Assignment, ...]
    providers: tuple[IdentityProvider, ...]
    finder: EscalationFinder
    complete: bool = True  # False: code that is missing may attach other policies

    def proved(self, verdict: Tristate) -> Tristate:
        """A verdict about what an identity may do; no "no" where code that is missing could give it more."""
        return None if verdict is False and not self.complete else verdict

    def privileged(self, role: ResourceAddress | str | None) -> Tristate:
        """Whether an identity is an administrator or has a way to become one; `role` "": none."""
        if role == "":
            return False
        held = self.privileges.get(role) if isinstance(role, ResourceAddress) else None
        return None if held is None else self.proved(held.privileged)

    def data_of(self, role: ResourceAddress) -> tuple[DataAccess, ...]:
        return data_of(self.permissions[role]) if role in self.permissions else ()

    @cached_property
    def unknown(self) -> tuple[PolicyUnknown, ...]:
        """Every policy of which the content is not known, once."""
        found = {}
        for holder in self.holders.values():
            for each in holder.unknown:
                found[each.policy, str(each.address)] = each
        return tuple(found.values())

    def passed_by(self, identity: ResourceAddress) -> tuple[str, ...]:
        """The roles that an identity may hand to a service, as its statements name them: `*`, an ARN, an address."""
        permissions = self.permissions.get(identity)
        grants = permissions.about("iam:PassRole") if permissions is not None else ()
        found = {
            str(each): None
            for grant in grants
            if grant.statement.effect == "Allow"
            for each in grant.statement.resources or ()
        }
        return tuple(found)

    def assumed_by(self, identity: ResourceAddress) -> tuple[tuple[ResourceAddress, Tristate], ...]:
        """The roles of this configuration that an identity may assume, or perhaps may."""
        holder = self.holders[identity]
        found = []
        for role in self.finder.assumable():
            if role != identity and holder.kind in ASSUMING:
                allowed = self.finder.may_assume(holder, role).allowed
                if allowed is not False:
                    found.append((role, allowed))
        return tuple(found)

    def services_of(self, role: ResourceAddress) -> tuple[str, ...]:
        """The services of which an identity may do more than read data: `ecs`, `logs`; `*` for all."""
        holder = self.holders.get(role)
        found = {
            action.partition(":")[0].lower()
            for grant in (holder.grants if holder is not None else ())
            if grant.statement.effect != "Deny"
            for action in grant.actions or ("*",)
            if UNKNOWN not in action.partition(":")[0] and action not in READS
        }
        return tuple(sorted(found))

    def __bool__(self) -> bool:
        return bool(self.holders or self.resource_policies or self.keys or self.policies)


FOUND: WeakKeyDictionary[EnvironmentFacts, Access] = WeakKeyDictionary()


def find_access(facts: EnvironmentFacts) -> Access:
    """The permissions and trust of an environment; computed once for the same facts."""
    found = FOUND.get(facts)
    if found is None:
        found = FOUND[facts] = work_out(facts)
    return found


ASSUMING = frozenset({IdentityKind.ROLE, IdentityKind.USER})
SERVICES = {
    "aws_lambda_function": "lambda",
    "aws_instance": "ec2",
    "aws_glue_dev_endpoint": "glue",
    "aws_cloudformation_stack": "cloudformation",
    "aws_sagemaker_notebook_instance": "sagemaker",
}


def work_out(facts: EnvironmentFacts) -> Access:
    network = facts.network
    access = network.access
    identities = Identities(network, facts.not_seen)
    providers = access.of(IdentityProvider)
    trusts = find_trusts(identities, providers)
    running = find_roles_of_things(identities, access.of(RoleUse))
    by_service: dict[str, list[tuple[ResourceAddress, ResourceAddress | str | None]]] = {}
    for each in running:
        if service := SERVICES.get(each.thing.type):
            by_service.setdefault(service, []).append((each.thing, each.role))
    finder = EscalationFinder(identities, trusts, by_service)
    return Access(
        identities,
        identities.holders,
        finder.privileges(),
        trusts,
        access.of(CustomerPolicy),
        find_resource_policies(network, identities),
        tuple(KeyOfUser(each, identities.resolve(each.user, "user", each)) for each in access.of(AccessKey)),
        running,
        find_reached(facts, running),
        finder.permissions,
        access.of(ClusterAccess),
        access.of(Assignment),
        providers,
        finder,
        not (facts.not_seen.anything or facts.not_seen.foreign),
    )
