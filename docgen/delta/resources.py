"""Resources in both revisions, of any type: arguments, policies, safeguards and data stores."""

from collections.abc import Iterator, Sequence

from docgen.analysis.changes import Place
from docgen.analysis.exposure import Severity
from docgen.delta.grants import attached_policies, compare_policy, policies_of
from docgen.delta.levers import Levers
from docgen.delta.model import (
    Area,
    DestroyedEvent,
    Direction,
    Event,
    GrantEvent,
    GrantKind,
    GuardedBlockEvent,
    GuardGoneEvent,
    Item,
    NotComparedEvent,
    ReplacedEvent,
    RiskEvent,
    SettingEvent,
    Side,
)
from docgen.delta.renames import Renaming, below
from docgen.delta.replacements import Ignored, find_replacement
from docgen.delta.safeguards import GUARDED, GUARDS, SETTINGS, STORES, Setting
from docgen.delta.settings import Reading, is_computed, is_weak, is_weaker, read, values_at
from docgen.delta.unseen import Unseen
from docgen.language.instance import Instance
from docgen.source.address import ResourceAddress
from docgen.source.traced import Trace
from docgen.values.values import Unknown, Value, deep_trace

WORSE, BETTER, NEUTRAL, UNKNOWN = Direction
HIGH = Severity.HIGH


class ResourceComparison:
    """All managed resources of one environment."""

    def __init__(  # noqa: PLR0913, PLR0917 - two revisions, and what is known of both
        self,
        name: str,
        before: Side,
        after: Side,
        renaming: Renaming,
        levers: Levers,
        forgotten: Sequence[str],
        unseen: Unseen,
    ) -> None:
        self.name = name
        self.sides = (before, after)
        self.renaming = renaming
        self.levers = levers
        self.forgotten = forgotten
        self.unseen = unseen
        self.old, self.new = unseen.old, unseen.new
        self.ignored = dict(ignored_arguments(after))

    def items(self) -> Iterator[Item]:
        for address, instance in self.new.items():
            before = self.old.get(address)
            like = before or self.unseen.counterpart(address)
            yield from self.settings(address, like, instance)
            yield from self.policies(address, like, instance)
            yield from self.attachments(address, like, instance)
            if before is None and like is not None and concerns_security(instance):
                event = NotComparedEvent(in_older=True)
                yield self.item(address, Area.NOT_COMPARED, UNKNOWN, event, instance)
            if before is not None:
                yield from self.replacement(address, before, instance)
        for address, instance in self.old.items():
            if address not in self.new:
                yield from self.gone(address, instance)
        yield from self.unguarded_blocks()

    def item(  # noqa: PLR0913 - the fields of an item
        self,
        address: str,
        area: Area,
        direction: Direction,
        event: Event,
        instance: Instance,
        *,
        severity: Severity | None = None,
        value: Value | None = None,
        traces: Sequence[Trace] = (),
        is_before: bool = False,
    ) -> Item:
        span = value.trace.span if value is not None else None
        span = span or instance.span
        return Item(
            self.name,
            address,
            area,
            direction,
            event,
            severity,
            Place(span.path, span.line),
            is_before,
            self.levers.of(instance.trace, *traces),
        )

    # -- arguments ------------------------------------------------------------------------------------

    def settings(self, address: str, before: Instance | None, after: Instance) -> Iterator[Item]:
        for setting in SETTINGS.get(after.address.type, ()):
            now = read(after, setting)
            if before is None:
                yield from self.new_risk(address, after, setting, now)
                continue
            was = read(before, setting)
            if now.is_known and was.is_known:
                direction = (
                    WORSE
                    if is_weaker(setting, was, now)
                    else BETTER
                    if is_weaker(setting, now, was)
                    else None
                )
                if direction is not None:
                    yield self.setting_item(address, after, setting, was, now, direction)
            elif was.is_known != now.is_known:
                reason = now.reason if was.is_known else was.reason
                event = NotComparedEvent(setting.argument, reason)
                yield self.item(address, Area.NOT_COMPARED, UNKNOWN, event, after, traces=(now.trace,))

    def setting_item(  # noqa: PLR0913, PLR0917 - both readings
        self,
        address: str,
        after: Instance,
        setting: Setting,
        was: Reading,
        now: Reading,
        direction: Direction,
    ) -> Item:
        event: Event = SettingEvent(setting.argument, was.shown, now.shown)
        if setting.is_switch and direction is WORSE:
            event = GuardGoneEvent(after.address.type, f"{setting.argument} = {now.shown}")
        return self.item(
            address,
            setting.area,
            direction,
            event,
            after,
            severity=setting.severity if direction is WORSE else None,
            value=now.values[0] if now.values else None,
            traces=(was.trace, now.trace),
        )

    def new_risk(self, address: str, after: Instance, setting: Setting, now: Reading) -> Iterator[Item]:
        if not setting.is_risk or not is_weak(setting, now) or self.unseen.may_be_old(address):
            return
        yield self.item(
            address,
            setting.area,
            WORSE,
            RiskEvent(after.address.type, setting.argument, now.shown),
            after,
            severity=setting.severity,
            value=now.values[0] if now.values else None,
            traces=(now.trace,),
        )

    # -- policies -------------------------------------------------------------------------------------

    def policies(self, address: str, before: Instance | None, after: Instance) -> Iterator[Item]:
        if not after.address.type.startswith("aws_"):
            return
        was, now = policies_of(before) if before else {}, policies_of(after)
        for argument in dict.fromkeys((*now, *was)):
            old, new = was.get(argument), now.get(argument)
            compared = compare_policy(after.address.type, argument, old, new)
            traces = [deep_trace(each) for each in (old, new) if each is not None]
            for event, severity in compared.events:
                yield self.item(
                    address, Area.ACCESS, WORSE, event, after, severity=severity, value=new, traces=traces
                )
            if compared.unknown and before is not None:
                event_ = NotComparedEvent(argument, compared.unknown)
                yield self.item(address, Area.NOT_COMPARED, UNKNOWN, event_, after, value=new, traces=traces)

    def attachments(self, address: str, before: Instance | None, after: Instance) -> Iterator[Item]:
        was = attached_policies(before) if before else {}
        for policy, (severity, argument) in attached_policies(after).items():
            if policy not in was:
                kind = GrantKind.EVERYTHING if severity is Severity.CRITICAL else GrantKind.SERVICE
                event = GrantEvent(kind, argument, actions=(policy,), is_new=before is None)
                yield self.item(
                    address,
                    Area.ACCESS,
                    WORSE,
                    event,
                    after,
                    severity=severity,
                    value=after.attribute(argument),
                    traces=[deep_trace(after.value)],
                )

    # -- what is gone, or made again ------------------------------------------------------------------

    def gone(self, address: str, instance: Instance) -> Iterator[Item]:
        type_ = instance.address.type
        if type_ not in GUARDS and type_ not in STORES:
            yield from self.lost_policies(address, instance)
            return
        if self.unseen.may_remain(address):
            event = NotComparedEvent()
            yield self.item(address, Area.NOT_COMPARED, UNKNOWN, event, instance, is_before=True)
            return
        is_forgotten = any(below(address, each) is not None for each in self.forgotten)
        if type_ in STORES:
            yield self.item(
                address,
                Area.DESTRUCTION,
                NEUTRAL if is_forgotten else WORSE,
                DestroyedEvent(type_, is_forgotten),
                instance,
                severity=None if is_forgotten else STORES[type_],
                is_before=True,
            )
        elif (
            not is_forgotten
            and not self.is_replaced_guard(instance)
            and not self.has_lost_its_subject(instance)
        ):
            lost = GuardGoneEvent(type_)
            yield self.item(
                address, Area.GUARD, WORSE, lost, instance, severity=GUARDS[type_], is_before=True
            )

    def lost_policies(self, address: str, instance: Instance) -> Iterator[Item]:
        """Denials of a policy that is gone."""
        if not instance.address.type.endswith("_policy") or self.has_lost_its_subject(instance):
            return
        may_remain = self.unseen.may_remain(address)
        for argument, value in policies_of(instance).items():
            for event, severity in compare_policy(instance.address.type, argument, value, None).events:
                if may_remain:
                    kept = NotComparedEvent()
                    yield self.item(address, Area.NOT_COMPARED, UNKNOWN, kept, instance, is_before=True)
                    return
                yield self.item(
                    address, Area.ACCESS, WORSE, event, instance, severity=severity, is_before=True
                )

    def is_replaced_guard(self, instance: Instance) -> bool:
        """Whether a new resource of the same type guards the same."""
        wanted = guarded(instance, self.renaming)
        return any(
            each.address.type == instance.address.type
            and address not in self.old
            and guarded(each, None) == wanted
            for address, each in self.new.items()
        )

    def has_lost_its_subject(self, instance: Instance) -> bool:
        """Whether what it guarded is gone, too."""
        named = {self.renaming(each) for each in guarded(instance, self.renaming) if "." in each}
        by_address = {address for address in self.old if any(each.startswith(address) for each in named)}
        literal = guarded(instance, None)
        by_name = {
            address
            for address, each in self.old.items()
            if each.address.type == "aws_s3_bucket" and text_at(each, "bucket") in literal
        }
        subjects = by_address | by_name
        return bool(subjects) and not subjects & self.new.keys()

    def replacement(self, address: str, before: Instance, after: Instance) -> Iterator[Item]:
        severity = STORES.get(after.address.type)
        if severity is None:
            return
        ignored = self.ignored.get(resource_of(after.address), Ignored())
        found = find_replacement(before, after, ignored, self.renaming)
        arguments = found.certain or found.perhaps
        if not arguments:
            return
        is_certain = bool(found.certain)
        values = [one for name in arguments for one in values_at(after.value, name.split("."))]
        yield self.item(
            address,
            Area.DESTRUCTION,
            WORSE if is_certain else UNKNOWN,
            ReplacedEvent(after.address.type, arguments, is_certain),
            after,
            severity=severity if is_certain else None,
            value=values[0] if values and not is_computed(values[0], after) else None,
            traces=[deep_trace(each) for each in values],
        )

    # -- prevent_destroy ------------------------------------------------------------------------------

    def unguarded_blocks(self) -> Iterator[Item]:
        """Resources whose `prevent_destroy` is gone; resources that are destroyed are reported already."""
        was, now = (set(protected(side)) for side in self.sides)
        is_kept = {(resource_of(each.address)) for each in self.new.values()}
        for address, instance in self.old.items():
            key = resource_of(instance.address)
            renamed = self.new.get(address)
            if key in was and renamed is not None and resource_of(renamed.address) in is_kept - now:
                yield self.item(address, Area.GUARD, WORSE, GuardedBlockEvent(), renamed, severity=HIGH)


def concerns_security(instance: Instance) -> bool:
    """Whether it matters that a resource is there: it protects, holds data, or gives permissions."""
    type_ = instance.address.type
    return (
        type_ in {*SETTINGS, *GUARDS, *STORES}
        or bool(attached_policies(instance))
        or any(compare_policy(type_, name, None, each).events for name, each in policies_of(instance).items())
    )


Resource = tuple[tuple[str, ...], str, str]


def resource_of(address: ResourceAddress) -> Resource:
    return tuple(each.name for each in address.module), address.type, address.name


def protected(side: Side) -> Iterator[Resource]:
    """The resources with `prevent_destroy`."""
    for configuration in side.configurations:
        for path, module in configuration.modules.items():
            for each in module.resources.values():
                if each.prevent_destroy is not False:
                    yield path, each.type, each.name


def ignored_arguments(side: Side) -> Iterator[tuple[Resource, Ignored]]:
    """The resources with `ignore_changes`, and its arguments."""
    for configuration in side.configurations:
        for path, module in configuration.modules.items():
            for each in module.resources.values():
                if each.ignored:
                    whole = each.ignored - each.ignored_inside
                    yield (path, each.type, each.name), Ignored(whole, each.ignored_inside)


def guarded(instance: Instance, renaming: Renaming | None) -> frozenset[str]:
    """The resources that a safeguard names: addresses, or texts."""
    found = set()
    for name in GUARDED:
        value = instance.attribute(name)
        if value is None or value.is_null:
            continue
        payload = value.payload
        if isinstance(payload, Unknown):
            if payload.reference is not None and payload.reference.address != instance.address:
                address = str(payload.reference.address)
                found.add(renaming(address) if renaming else address)
        elif isinstance(payload, str):
            found.add(payload)
    return frozenset(found)


def text_at(instance: Instance, name: str) -> str:
    value = instance.attribute(name)
    return value.payload if value is not None and isinstance(value.payload, str) else ""
