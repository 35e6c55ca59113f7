"""Scopes of docgen.yml: which resources belong to a part of the system that is assessed on its own.

A resource is inside where its tags, its module or its address say so; any one of the three is enough. The name of a scope
is chosen by the project: "cde" for the cardholder data environment of PCI DSS, for one. What is not known (a tag whose
value is unknown) leaves the membership undecided. A resource is not inside just because its VPC or subnet is: AWS does
not pass tags on either.
"""

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.access.patterns import overlaps
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.patterns import matches
from docgen.analysis.scope import Scope
from docgen.aws.model.network import InventoryItem
from docgen.source.address import ModuleStep, ResourceAddress, print_module
from docgen.source.traced import Unknown
from docgen.source.tristate import Tristate, all_of, any_of

SOME_KEYS = ("\0", "\0\0")  # in no pattern: what fits both fits every key
UNKNOWN_NUMBER = "[*]"  # in the address of instances whose number is not known


class Membership(msgspec.Struct, frozen=True):
    """That a resource is in a scope; `is_certain` false: it may be."""

    scope: str
    is_certain: bool

    def __str__(self) -> str:
        """`cde`, or `cde?` where it is not decided."""
        return self.scope if self.is_certain else f"{self.scope}?"


FOUND: WeakKeyDictionary[EnvironmentFacts, Mapping[ResourceAddress, tuple[Membership, ...]]] = (
    WeakKeyDictionary()
)


def memberships(facts: EnvironmentFacts) -> Mapping[ResourceAddress, tuple[Membership, ...]]:
    """The scopes of each resource, in the order of docgen.yml; resources outside of every scope are left out."""
    found = FOUND.get(facts)
    if found is None:
        rows = {each.address: tuple(scopes_of(each, facts)) for each in facts.network.inventory}
        found = FOUND[facts] = {address: scopes for address, scopes in rows.items() if scopes}
    return found


def scopes_of(item: InventoryItem, facts: EnvironmentFacts) -> Iterator[Membership]:
    for scope in facts.scopes:
        answer = is_inside(scope, item)
        if answer is not False:
            yield Membership(scope.name, answer is True)


def scope_words(facts: EnvironmentFacts, *addresses: ResourceAddress | None) -> str:
    """The scopes of some resources as one cell: `cde; management?`; a certain membership comes before a possible one."""
    own = memberships(facts)
    found = {each for address in addresses if address is not None for each in own.get(address, ())}
    words = []
    for scope in facts.scopes:
        sure = {each.is_certain for each in found if each.scope == scope.name}
        if sure:
            words.append(str(Membership(scope.name, True in sure)))
    return "; ".join(words)


def inside(scope: str, address: ResourceAddress, facts: EnvironmentFacts) -> Tristate:
    """Whether a resource is in a scope."""
    own = memberships(facts).get(address, ())
    return next((each.is_certain or None for each in own if each.scope == scope), False)


# -- what decides it -----------------------------------------------------------------------


def is_inside(scope: Scope, item: InventoryItem) -> Tristate:
    """Whether a resource is inside, by its tags, its module and its address."""
    return any_of(answer for _, answer in answers(scope, item))


def answers(scope: Scope, item: InventoryItem) -> Iterator[tuple[tuple[str, str], Tristate]]:
    """Each part of a scope, as its key of docgen.yml and the pattern, with its answer."""
    if scope.tags:
        yield ("tags", ""), all_of(has_tag(item, key, value) for key, value in scope.tags)
    for pattern in scope.modules:
        yield ("modules", pattern), any_of(fits(pattern, each) for each in module_texts(item.address))
    for pattern in scope.addresses:
        yield ("addresses", pattern), any_of(fits(pattern, each) for each in address_texts(item.address))


def has_tag(item: InventoryItem, key: str, pattern: str) -> Tristate:
    """Whether a resource has a tag whose value fits; those of the provider's `default_tags` are among its tags."""
    if item.tags is None:  # its type takes no tags
        return False
    if isinstance(item.tags, Unknown):
        return None
    found = item.tags.value.get(key)
    if found is None:
        return False
    return None if isinstance(found, Unknown) else matches(pattern, found.value)


def fits(pattern: str, text: str) -> Tristate:
    """Whether an address fits; one of an unknown number of instances may, where one of its possible keys does."""
    if UNKNOWN_NUMBER not in text:
        return matches(pattern, text)
    if all(matches(pattern, text.replace(UNKNOWN_NUMBER, f"[{key}]")) for key in SOME_KEYS):
        return True
    could = overlaps(pattern, text) or overlaps(pattern, text.replace(UNKNOWN_NUMBER, ""))
    return None if could else False


def module_texts(address: ResourceAddress) -> Iterator[str]:
    """The module of a resource and all around it, with their keys and without: such as `module.a[0].module.b`."""
    steps = address.module
    bare = tuple(ModuleStep(each.name) for each in steps)
    for length in range(1, len(steps) + 1):
        yield print_module(steps[:length])
        if bare[:length] != steps[:length]:
            yield print_module(bare[:length])


def address_texts(address: ResourceAddress) -> Iterator[str]:
    """The address, and that of the whole resource: `aws_instance.app["a"]`, `aws_instance.app`."""
    yield str(address)
    if address.key is not None:
        yield str(msgspec.structs.replace(address, key=None))
