"""One environment in two revisions: every change that matters, judged, the worst first."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from docgen.analysis.changes import (
    Change,
    ChangeType,
    ConnectionChange,
    ExposureChange,
    ExposureFacts,
    GapChange,
    Place,
    PropertyChange,
    ResourceChange,
    RuleChange,
    RuleFacts,
)
from docgen.analysis.compare import compare_environment
from docgen.analysis.compare_resources import group_names, rule_facts
from docgen.analysis.exposure import Effect, Severity
from docgen.analysis.kinds import SECURITY_GROUP
from docgen.analysis.snapshot import SCHEMA, EnvironmentSnapshot, to_snapshot
from docgen.delta.access import compare_access
from docgen.delta.controls import compare_controls
from docgen.delta.judge import SENSITIVE_PORTS, Judged, is_covered, judge, network
from docgen.delta.levers import Levers
from docgen.delta.model import (
    Area,
    Direction,
    EnvironmentDelta,
    FactEvent,
    Item,
    NotComparedEvent,
    SecretEvent,
    SettingEvent,
    Side,
    SourceGroupEvent,
    rank,
)
from docgen.delta.renames import Renaming, forgotten, moves_of
from docgen.delta.resources import ResourceComparison
from docgen.delta.unseen import Unseen
from docgen.source.diagnostic import Code
from docgen.source.traced import Trace
from docgen.terraform.module import SourceExpression
from docgen.values.values import Unknown as UnknownValue
from docgen.values.values import walk

WORSE, BETTER, NEUTRAL, UNKNOWN = Direction
HIGH, MEDIUM = Severity.HIGH, Severity.MEDIUM
INTERNET = "internet"
Json = Mapping[str, Any]


def compare_sides(name: str, before: Side, after: Side) -> EnvironmentDelta:
    """The changes in one environment. Addresses are those of the newer revision."""
    taken = frozenset(str(each.address) for each in before.instances)
    renaming = Renaming(moves_of(after), taken)
    old = snapshot(renaming.text(before.document))
    new = snapshot(after.document)
    levers = Levers(before, after, renaming)
    unseen = Unseen(before, after, renaming)
    found = [
        *ResourceComparison(name, before, after, renaming, levers, forgotten(after), unseen).items(),
        *FactComparison(name, before, after, old, new, levers, unseen).items(),
        *compare_access(name, before.facts, after.facts, renaming, levers, unseen),
        *compare_controls(name, before.facts, after.facts, renaming, levers, unseen),
        *new_secrets(name, before, after),
    ]
    items = tuple(sorted(without_repetitions(found), key=lambda each: (rank(each), each.subject)))
    return EnvironmentDelta(name, items, gaps=hiding_gaps(before, after, renaming, items))


def exposed(name: str, side: Side) -> tuple[Item, ...]:
    """The exposures of an environment that the older revision does not have."""
    found = []
    for each in side.facts.exposures:
        if each.effect not in {Effect.OPEN_NOW, Effect.ON_PAPER}:
            continue
        change = ExposureChange(
            environment=name,
            subject=str(each.subject),
            type=ChangeType.ADDED,
            name=each.name,
            before=None,
            after=ExposureFacts(each.effect, each.ports, each.sources),
        )
        span = each.rules[0].span if each.rules else None
        place = Place(span.path, span.line) if span else None
        found.append(
            Item(name, str(each.subject), Area.EXPOSURE, WORSE, FactEvent(change), each.severity, place)
        )
    return tuple(sorted(found, key=rank))


def snapshot(document: Any) -> EnvironmentSnapshot:  # noqa: ANN401 - JSON
    return to_snapshot({"schema": SCHEMA, "environments": {"": document}}).environments[""]


class FactComparison:
    """Facts of the network model in both revisions."""

    def __init__(  # noqa: PLR0913, PLR0917 - two revisions, each with its snapshot
        self,
        name: str,
        before: Side,
        after: Side,
        old: EnvironmentSnapshot,
        new: EnvironmentSnapshot,
        levers: Levers,
        unseen: Unseen,
    ) -> None:
        self.unseen = unseen
        self.name = name
        self.before = before
        self.after = after
        self.old = old
        self.new = new
        self.levers = levers
        self.severities = {
            str(each.subject): each.severity for side in (before, after) for each in side.facts.exposures
        }
        self.attached = {str(group): tuple(map(str, on)) for group, on in after.facts.attached.items()}
        self.former_places = places(before.document)
        self.places = places(after.document)

    def items(self) -> Iterator[Item]:
        changes = list(compare_environment(self.name, self.old, self.new))
        direct = {
            (each.subject, each.type)
            for each in changes
            if isinstance(each, ConnectionChange) and INTERNET in each.sources
        }
        for change in changes:
            around = isinstance(change, ConnectionChange) and INTERNET in change.via
            if around and (change.subject, change.type) in direct:
                continue  # those inside go the same way as the internet
            judged = judge(change, self.severities)
            if judged is not None:
                if isinstance(change, RuleChange):
                    judged = self.with_others(change, judged)
                yield self.item(change, judged)
            if isinstance(change, RuleChange):
                yield from self.through_open_group(change)

    def with_others(self, change: RuleChange, judged: Judged) -> Judged:
        """The judgement, where other rules of the group allowed the same before, or still do."""
        gained = change.after is not None and not is_covered(change.after, rules_of(self.old, change.subject))
        lost = change.before is not None and not is_covered(change.before, rules_of(self.new, change.subject))
        if judged.direction is WORSE and not gained:
            return Judged(judged.area, BETTER if lost else NEUTRAL)
        if judged.direction is BETTER and not lost:
            return Judged(judged.area, NEUTRAL)
        return judged

    def item(self, change: Change, judged: Judged) -> Item:
        place = change.place or self.places.get(change.subject)
        is_before = place is None
        if isinstance(change, ExposureChange):
            place, is_before = self.exposure_place(change), False
        if place is None and not isinstance(change, GapChange):
            place, is_before = self.former_places.get(change.subject), True
        hidden = self.unseen.hides(change, judged.direction)
        direction = UNKNOWN if hidden and self.unseen.is_uncertain(change) else judged.direction
        return Item(
            self.name,
            change.subject,
            judged.area,
            direction,
            FactEvent(msgspec.structs.replace(change, place=None), as_seen=hidden),
            judged.severity if direction is WORSE else None,
            place,
            is_before and place is not None,
            self.levers.of_change(change),
            self.attached.get(change.subject, ()) if isinstance(change, RuleChange) else (),
        )

    def exposure_place(self, change: ExposureChange) -> Place | None:
        """The rule or the flag behind it."""
        for side in (self.after, self.before):
            for each in side.facts.exposures:
                if str(each.subject) == change.subject and len(each.rules) == 1:
                    return Place(each.rules[0].span.path, each.rules[0].span.line)
        return self.places.get(change.subject)

    def through_open_group(self, change: RuleChange) -> Iterator[Item]:
        """A rule that admits a group which the internet can reach."""
        rule = change.after
        if rule is None or rule.direction != "ingress" or rule.peer_kind != "security_group" or not rule.peer:
            return
        if rule.peer not in self.open_groups():
            return
        low, high = rule.from_port, rule.to_port
        sensitive = low is None or high is None or any(low <= each <= high for each in SENSITIVE_PORTS)
        yield Item(
            self.name,
            change.subject,
            Area.EXPOSURE,
            WORSE,
            SourceGroupEvent(
                change.group.name, rule.peer_name or rule.peer, msgspec.structs.replace(change, place=None)
            ),
            HIGH if sensitive else MEDIUM,
            change.place,
            levers=self.levers.of_change(change),
            affects=self.attached.get(change.subject, ()),
        )

    def open_groups(self) -> frozenset[str]:
        """The groups that admit a large part of the internet."""
        return frozenset(
            group["address"]
            for group in self.after.document.get("security_groups", ())
            for rule in group["rules"]
            if rule["direction"] == "ingress" and is_wide(rule["peer"])
        )


def rules_of(environment: EnvironmentSnapshot, group: str) -> list[RuleFacts]:
    names = group_names(environment)
    return [
        rule_facts(row, names)
        for each in environment.of(SECURITY_GROUP) or ()
        if each.address == group
        for row in getattr(each, "rules", ()) or ()
    ]


def is_wide(peer: Json) -> bool:
    found = network(peer.get("value")) if peer.get("kind") == "cidr" else None
    return found is not None and found.prefixlen <= 8 and not found.is_private  # noqa: PLR2004 - see `judge.WIDE`


def places(document: Json) -> Mapping[str, Place]:
    """The place of declaration of each resource of the document."""
    found: dict[str, Place] = {}
    for rows in document.values():
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict) or not row.get("evidence") or "address" not in row:
                continue
            first = row["evidence"][0]
            if first["path"]:
                found.setdefault(row["address"], Place(first["path"], first["line"]))
    return found


# -- secrets, gaps, repetitions -----------------------------------------------------------------------


def new_secrets(name: str, before: Side, after: Side) -> Iterator[Item]:
    """Literals that are likely secrets and were not written down before, by the sentence that names them."""
    known = {each.detail for each in before.diagnostics if each.code is Code.LIKELY_SECRET}
    for each in after.diagnostics:
        if each.code is Code.LIKELY_SECRET and each.detail not in known:
            place = Place(each.subject.path, each.subject.line) if each.subject else None
            named = each.about or (QUOTED.search(each.detail) or NOTHING)[0].strip('"')
            yield Item(name, named, Area.DATA, WORSE, SecretEvent(named), HIGH, place)


QUOTED = re.compile(r'"[^"]+"')
NOTHING = ("",)


def hiding_gaps(before: Side, after: Side, renaming: Renaming, items: Sequence[Item]) -> tuple[str, ...]:
    """The causes of gaps behind which a change may be that nothing shows.

    A gap hides nothing where what is written, and the inputs behind it, are the same in both revisions.
    """
    told = {each.subject for each in items if each.area is Area.NOT_COMPARED}
    kept = frozenset(str(each.address) for each in after.instances)
    one = unknown_by_cause(before, renaming, kept)  # of what is gone, nothing is hidden
    other = unknown_by_cause(after, str, kept)
    changed = {cause for cause in one.keys() | other.keys() if one.get(cause) != other.get(cause)}
    return tuple(sorted(changed - told))


def unknown_by_cause(
    side: Side, name: Callable[[str], str], kept: frozenset[str]
) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """By the cause of each gap, what depends on it: the address, what is written, and the inputs behind it.

    `kept`: the addresses that are asked about.
    """
    values = {each: fact.value for each, fact in side.facts.inputs.items()}
    found: dict[str, set[tuple[str, ...]]] = {}
    for instance in side.instances:
        if name(str(instance.address)) not in kept:
            continue
        for each in walk(instance.value):
            payload = each.payload
            if isinstance(payload, UnknownValue) and payload.reason.kind is not None:
                inputs = sorted(f"{one.variable}={values.get(one.variable)}" for one in each.trace.inputs())
                row = (name(str(instance.address)), written(each.trace), *inputs)
                found.setdefault(payload.reason.cause, set()).add(row)
    for configuration in side.configurations:
        for path in configuration.missing:
            module = configuration.modules.get(path[:-1])
            call = module.calls.get(path[-1]) if module is not None else None
            if call is not None:
                arguments = [f"{key}={text_of(each)}" for key, each in sorted(call.arguments.items())]
                inputs = sorted(f"{key}={each}" for key, each in values.items()) if arguments else []
                found.setdefault(f"module.{'.'.join(path)}", set()).add((call.package, *arguments, *inputs))
    return {cause: frozenset(rows) for cause, rows in found.items()}


def written(trace: Trace) -> str:
    return " ".join(trace.file.text[trace.start : trace.end].split()) if trace.file is not None else ""


def text_of(expression: SourceExpression) -> str:
    node = expression.expression
    return " ".join(expression.file.text[node.start : node.end].split())


def without_repetitions(items: Sequence[Item]) -> Iterator[Item]:
    """Each change once: a property of the model that an argument says already is left out, and a second view."""
    settings = {
        (each.subject, each.event.argument.rpartition(".")[2])
        for each in items
        if isinstance(each.event, SettingEvent)
    }
    bad = {each.subject for each in items if each.direction is WORSE and isinstance(each.event, SettingEvent)}
    unsure = {each.subject for each in items if isinstance(each.event, NotComparedEvent)}
    through = {
        (each.subject, each.event.change.after)  # type: ignore[union-attr] # rules have it
        for each in items
        if isinstance(each.event, SourceGroupEvent)
    }
    replaced = {each.subject for each in items if each.area is Area.DESTRUCTION}
    seen: set[object] = set()
    for each in items:
        change = each.event.change if isinstance(each.event, FactEvent) else None
        if isinstance(change, PropertyChange):
            name = SAME_ARGUMENT.get(change.property, change.property)
            is_view = change.resource.collection == "data_stores"
            if (each.subject, name) in settings or (is_view and each.subject in bad | unsure):
                continue
        if isinstance(change, RuleChange) and (each.subject, change.after) in through:
            continue
        if (
            isinstance(change, ResourceChange)
            and each.subject in replaced
            and change.type is ChangeType.REMOVED
        ):
            continue
        key = (each.subject, each.event)
        if repr(key) not in seen:
            seen.add(repr(key))
            yield each


# Properties of `docgen facts` that are called otherwise than their argument.
SAME_ARGUMENT: Mapping[str, str] = {
    "encrypted": "storage_encrypted",
    "deletion_protection": "deletion_protection",
    "access_logs": "enabled",
    "iam_authentication": "iam_database_authentication_enabled",
    "log_exports": "enabled_cloudwatch_logs_exports",
    "in_cluster": "in_cluster",
    "assign_public_ip": "assign_public_ip",
}
