"""Resolves the argument of `docgen explain`: an address with or without an attribute, a variable, a fact."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.firewall import Rule
from docgen.aws.model.iam import Identity, ResourcePolicy
from docgen.hcl.parser import parse_expression
from docgen.language.instance import Instance
from docgen.language.scope import Scope
from docgen.source.address import ROOT, ModuleAddress, ModuleStep, print_module
from docgen.source.diagnostic import Result, did_you_mean, error
from docgen.source.text import SourceFile
from docgen.source.traced import NOWHERE, Trace, joined
from docgen.terraform.references import Key, Step, steps
from docgen.values.values import Value, is_hidden, with_marks
from docgen.workspace.environment import EnvironmentEvaluation

Kind: TypeAlias = Literal[
    "exposure", "security group", "rule", "subnet", "identity", "policy", "resource", "value", "module"
]
PAIR = 2  # `var.x`, `aws_vpc.x`: what is named by two words


class ExplainContext(msgspec.Struct, frozen=True, eq=False):
    """One environment, with all that can be asked about it."""

    name: str
    evaluation: EnvironmentEvaluation
    facts: EnvironmentFacts

    def within(self, root: str) -> "ExplainContext":
        """The same of one root module alone."""
        roots = tuple(each for each in self.evaluation.roots if each.root == root)
        return ExplainContext(self.name, msgspec.structs.replace(self.evaluation, roots=roots), self.facts)

    def scopes(self) -> Iterator[Scope]:
        """Every module instance of every root module."""
        for root in self.evaluation.roots:
            for scopes in root.evaluation.scopes.values():
                yield from scopes

    def by_address(self) -> Mapping[str, Instance]:
        """The instances by address; the root module before it may be left out where one alone is looked at."""
        found = {str(each.address): each for each in self.evaluation.instances}
        if len(self.evaluation.roots) == 1:
            found |= {name.removeprefix(f"{each.address.root}:"): each for name, each in found.items()}
        return found


class Subject(msgspec.Struct, frozen=True, eq=False):
    """The subject of an explanation."""

    kind: Kind
    what: str  # as the user wrote it
    name: str  # its full name
    value: Value | None = None
    around: Trace = NOWHERE  # the origin of the blocks and the resource that contain it
    instance: Instance | None = None


def find_subject(what: str, known: ExplainContext) -> Result[Subject | None]:
    """The subject with this name; None, with a diagnostic that offers the nearest name, if there is no such thing."""
    if any(each.id == what for each in known.facts.exposures):
        return Result(Subject("exposure", what, what))
    root, colon, inner = what.partition(":")
    if colon and any(each.root == root for each in known.evaluation.roots):
        return find_subject(inner, known.within(root))
    parsed = parse_expression(SourceFile("<what>", what)).value
    path = steps(parsed) if parsed is not None else None
    if path is None:
        return unknown_subject(what, known, "")
    scopes, rest, seen = enter_modules(path, known)
    if not scopes:
        return unknown_subject(what, known, f"{print_module(seen)} is no module of this environment. ")
    if not rest:
        scope = scopes[0]
        return Result(Subject("module", what, print_module(scope.address), around=scope.existence or NOWHERE))
    found = [in_module(what, scope, rest, known) for scope in scopes]
    return next((each for each in found if each.value is not None), found[0])


def enter_modules(path: list[Step], known: ExplainContext) -> tuple[list[Scope], list[Step], ModuleAddress]:
    """The module instance that the beginning of the path leads to (one in each root), and the rest of the path."""
    address: ModuleAddress = ROOT
    rest = list(path)
    while len(rest) >= PAIR and rest[0] == "module" and isinstance(rest[1], str):
        key = rest[2].value if len(rest) > PAIR and isinstance(rest[2], Key) else None
        address = (*address, ModuleStep(rest[1], key))
        rest = rest[2 if key is None else 3 :]
    return [each for each in known.scopes() if each.address == address], rest, address


def in_module(what: str, scope: Scope, rest: list[Step], known: ExplainContext) -> Result[Subject | None]:
    named = named_value(scope, rest)
    if named is not None:
        value, behind = named
        return walked(what, value, behind, NOWHERE, None, known)
    if rest[0] == "resource":
        rest = rest[1:]
    prefix = f"{print_module(scope.address)}." if scope.address else ""
    for length in (2, 3, 4):
        written = "".join(print_step(each) for each in rest[:length]).removeprefix(".")
        instance = known.by_address().get(prefix + written)
        if instance is not None and len(rest) >= length:
            if length == len(rest):
                return Result(resource_subject(what, instance, known))
            return walked(what, instance.value, rest[length:], instance.trace, instance, known)
    return unknown_subject(what, known, "")


def named_value(scope: Scope, rest: list[Step]) -> tuple[Value, list[Step]] | None:
    """A variable, local value or output, and the steps after its name."""
    first, second = rest[0], rest[1] if len(rest) > 1 else None
    outputs = scope.outputs
    places: Mapping[Step, Mapping[str, Value]] = {
        "var": scope.variables,
        "local": scope.locals,
        "output": outputs,
    }
    if first in places and isinstance(second, str):
        found = places[first].get(second)
        return None if found is None else (found, rest[2:])
    if scope.address and isinstance(first, str) and first in outputs:
        return outputs[first], rest[1:]
    return None


def walked(  # noqa: PLR0913, PLR0917 - the place that the steps start from
    what: str,
    value: Value,
    behind: list[Step],
    around: Trace,
    instance: Instance | None,
    known: ExplainContext,
) -> Result[Subject | None]:
    """The value at the end of the steps; every block on the way had a part in it."""
    way: list[Trace] = [around]
    for index, step in enumerate(behind):
        key = step.value if isinstance(step, Key) else step
        payload = value.payload
        found: Value | None = None
        if isinstance(payload, Mapping):
            found = dict(payload).get(str(key))  # what is there, though a newer provider may have more
            names = list(payload)
        else:
            members = payload if isinstance(payload, tuple) else ()
            names = [str(each) for each in range(len(members))]
            if isinstance(key, int) and key < len(members):
                found = members[key]
        if found is None and is_hidden(value):
            return unknown_subject(what, known, "It is sensitive, so what is inside it cannot be shown. ")
        if found is None:
            so_far = what if index == 0 else "that"
            has = f"It has: {', '.join(names[:20])}. " if names else "There is nothing inside it. "
            hint = did_you_mean(str(key), names).strip()
            return unknown_subject(
                what, known, f'There is no "{key}" in {so_far}. {has}{hint} '.replace("  ", " ")
            )
        if index:
            way.append(value.trace)
        value = with_marks(found, value.marks)
    return Result(Subject("value", what, what, value, joined(way), instance))


def print_step(step: Step) -> str:
    if isinstance(step, str):
        return f".{step}"
    return f"[{step.value}]" if isinstance(step.value, int) else f'["{step.value}"]'


def resource_subject(what: str, instance: Instance, known: ExplainContext) -> Subject:
    network = known.facts.network
    kind: Kind = "resource"
    if any(each.address == instance.address for each in network.security_groups):
        kind = "security group"
    elif any(each.address == instance.address for each in rules_of(known)):
        kind = "rule"
    elif instance.address in known.facts.placements:
        kind = "subnet"
    elif any(each.address == instance.address for each in network.access.of(Identity)):
        kind = "identity"
    elif any(each.address == instance.address for each in network.access.of(ResourcePolicy)):
        kind = "policy"
    return Subject(kind, what, str(instance.address), instance.value, instance.trace, instance)


def rules_of(known: ExplainContext) -> Iterator[Rule]:
    network = known.facts.network
    for group in network.security_groups:
        yield from group.rules
    yield from network.unattached_rules


def unknown_subject(what: str, known: ExplainContext, why: str) -> Result[Subject | None]:
    inner = inside_a_module(what, known)
    hint = f'Did you mean "{inner}"?' if inner else did_you_mean(what, names_in(known)).strip()
    detail = (
        f'{why}"{what}" is nothing that this environment has: give an address, with an attribute or without, '
        f"var.NAME, local.NAME, output.NAME, or the id of an exposure. {hint}"
    )
    return Result(None, (error("Nothing of that name", detail.strip()),))


def inside_a_module(what: str, known: ExplainContext) -> str | None:
    """The full name, where only the way into a module is missing."""
    for name in addresses_in(known):
        start, _, end = name.rpartition(".")
        for tail in (end, f"{start.rpartition('.')[2]}.{end}"):
            if name != tail and (what == tail or what.startswith((f"{tail}.", f"{tail}["))):
                return name.removesuffix(tail) + what
    return None


def names_in(known: ExplainContext) -> Iterator[str]:
    """Everything that can be explained, by its full name, but for what lies inside values."""
    yield from (each.id for each in known.facts.exposures)
    yield from addresses_in(known)


def addresses_in(known: ExplainContext) -> Iterator[str]:
    for scope in known.scopes():
        prefix = f"{print_module(scope.address)}." if scope.address else ""
        if prefix:
            yield prefix.removesuffix(".")
        yield from (f"{prefix}var.{name}" for name in scope.variables)
        yield from (f"{prefix}local.{name}" for name in scope.locals)
        yield from (f"{prefix}{'' if prefix else 'output.'}{name}" for name in scope.outputs)
    for instance in known.evaluation.instances:
        yield str(instance.address)
