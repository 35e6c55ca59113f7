"""What could exist in an environment beside what docgen has seen.

"Nothing is exposed", "there is one database", "nothing else reaches it" are sentences about everything that could be
there. They are proved only where nothing can be missing that could change them. `NotSeen` is computed once for each
environment, and every such sentence and every assertion uses it.
"""

import re

import msgspec

from docgen.aws.model.firewall import Rule
from docgen.source.address import ModuleAddress, ResourceAddress, print_module
from docgen.source.span import Span
from docgen.source.traced import Reason, Unknown

ANY_KEY = r'(?:\[(?:\d+|"[^"]*"|\*)\])?'


class MissingModule(msgspec.Struct, frozen=True):
    """A module call without code: it may contain any resource, and be about anything that it can look up.

    What its arguments name limits nothing: a data source in it finds a VPC, a group or a load balancer by its tags or
    its name. Only a call that certainly has no instance (`count = 0`, an empty `for_each`) is not missing.
    """

    address: ModuleAddress  # of the call, without its own key
    source: str  # "terraform-aws-modules/alb/aws 9.1.0"
    span: Span
    remedy: str = ""  # what closes the gap: a sentence
    root: str = ""  # the root module, where several have a call of this address

    def __str__(self) -> str:
        return print_module(self.address)

    @property
    def label(self) -> str:
        """`module.alb`; `examples/web:module.alb` where another root module has one too."""
        return f"{self.root}:{self}" if self.root else str(self)

    def may_hold(self, address: str) -> bool:
        """Whether the address of a resource, written as text, lies inside."""
        return re.match(rf"{address_pattern(str(self))}{ANY_KEY}\.", address) is not None


class UncountedResource(msgspec.Struct, frozen=True):
    """A resource of which there may be none, one or many."""

    address: ResourceAddress  # with an unknown key: `aws_db_instance.orders[*]`
    reason: Reason
    span: Span
    shapes_paths: bool  # whether its presence could change a way between other things
    remedy: str = ""


class UnownedRule(msgspec.Struct, frozen=True, eq=False):
    """A security-group rule that may belong to any group, because its own is not known."""

    rule: Rule
    reason: Reason
    remedy: str = ""

    @property
    def address(self) -> ResourceAddress:
        return self.rule.address

    @property
    def span(self) -> Span:
        return self.rule.span


class UnlinkedResource(msgspec.Struct, frozen=True):
    """A resource that belongs to something that is not known: a listener of some load balancer, a rule of some ACL."""

    address: ResourceAddress
    argument: str  # which says what it belongs to: "load_balancer_arn"
    reason: Reason
    span: Span
    remedy: str = ""


class UnfinishedRoot(msgspec.Struct, frozen=True):
    """A root module of which a part was not evaluated: its limit was reached, or a build step adds files to it."""

    root: str  # its folder
    reason: str  # a clause: "incomplete: true in docgen.yml: files of it are not here"
    remedy: str = ""


class UnmodelledInterface(msgspec.Struct, frozen=True):
    """A resource of a type outside the network model that may be on the network, or on the internet."""

    address: ResourceAddress
    span: Span
    remedy: str = ""
    is_foreign: bool = (
        False  # of a type that docgen has never heard of: it may be a route, a rule, a load balancer
    )


Missing = (
    MissingModule | UncountedResource | UnownedRule | UnlinkedResource | UnfinishedRoot | UnmodelledInterface
)


PathChanging = MissingModule | UnfinishedRoot | UncountedResource | UnlinkedResource | UnmodelledInterface


class NotSeen(msgspec.Struct, frozen=True, eq=False):
    """Everything that could be missing from the lists of one environment, each with the place in the source."""

    modules: tuple[MissingModule, ...] = ()
    roots: tuple[UnfinishedRoot, ...] = ()
    count_unknown: tuple[UncountedResource, ...] = ()
    rules: tuple[UnownedRule, ...] = ()
    unlinked: tuple[UnlinkedResource, ...] = ()
    unmodelled: tuple[UnmodelledInterface, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__struct_fields__)

    @property
    def anything(self) -> tuple[MissingModule | UnfinishedRoot, ...]:
        """Things that may contain resources of any kind: while there is one, no list of things is complete."""
        return (*self.modules, *self.roots)

    @property
    def paths(self) -> tuple[PathChanging, ...]:
        """Unseen things that could open or close a path between two things that are seen.

        Rules without a known group are left out: `reach` weighs those itself, by their ports and sources.
        """
        return (
            *self.anything,
            *(each for each in self.count_unknown if each.shapes_paths),
            *self.unlinked,
            *self.foreign,
        )

    @property
    def foreign(self) -> tuple[UnmodelledInterface, ...]:
        """Resources of types that docgen has never heard of: each may be a rule, a route, a load balancer."""
        return tuple(each for each in self.unmodelled if each.is_foreign)

    @property
    def rule_sources(self) -> tuple[Missing, ...]:
        """Unseen things that could add rules to the security groups that are seen."""
        return (*self.anything, *self.rules, *self.foreign)

    @property
    def entrances(self) -> tuple[Missing, ...]:
        """Unseen things that could be exposed, or expose something."""
        return tuple(dict.fromkeys((*self.paths, *self.rules, *self.unmodelled)))

    def may_make(self, address: str) -> tuple[MissingModule | UnfinishedRoot, ...]:
        """Unseen things that could contain a resource of this address (`module.edge.aws_lb.this`)."""
        return (*(each for each in self.modules if each.may_hold(address)), *self.roots)


def address_pattern(address: str) -> str:
    """A pattern for the addresses that one with unknown keys can mean: `aws_x.y[*]` for `aws_x.y[0]`, `aws_x.y`."""
    return re.escape(address).replace(re.escape("[*]"), ANY_KEY)


def stands_for(address: ResourceAddress, text: str) -> bool:
    """Whether a resource of an unknown number of instances may have one of this address."""
    return "[*]" in str(address) and re.fullmatch(address_pattern(str(address)), text) is not None


def unowned_rules(rules: tuple[Rule, ...]) -> tuple[UnownedRule, ...]:
    """Rules of unknown groups that may belong to any group of the configuration."""
    return tuple(UnownedRule(each, each.group.reason) for each in rules if isinstance(each.group, Unknown))
