"""Differences between two revisions, in words."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

import msgspec

from docgen.analysis.changes import Place
from docgen.analysis.exposure import Severity
from docgen.analysis.verdicts import Verdict
from docgen.delta.model import (
    ORDER,
    Area,
    AssertionEvent,
    ControlEvent,
    DestroyedEvent,
    Direction,
    EnvironmentDelta,
    Event,
    FactEvent,
    GrantEvent,
    GrantKind,
    GuardedBlockEvent,
    GuardGoneEvent,
    Item,
    Lever,
    NotComparedEvent,
    Presence,
    PrivilegeEvent,
    PrivilegeKind,
    ReachedRoleEvent,
    ReplacedEvent,
    RiskEvent,
    SecretEvent,
    SettingEvent,
    SourceGroupEvent,
    rank,
    worst,
)
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.sentences.controls import VERDICTS
from docgen.pages.ways import ports_words
from docgen.pages.words import joined
from docgen.rules.judgement import ControlVerdict
from docgen.rules.table import rule_text, rules

DIRECTIONS: Mapping[Direction, str] = MappingProxyType(
    {
        Direction.WORSE: "worse",
        Direction.UNKNOWN: "not certain",
        Direction.NEUTRAL: "changed",
        Direction.BETTER: "better",
    }
)
ASSERTED: Mapping[str, str] = MappingProxyType(
    {
        Verdict.HOLDS.value: "holds",
        Verdict.BROKEN.value: "does not hold",
        Verdict.UNDECIDED.value: "is undecided",
    }
)
NOTHING = "No network or security change in what docgen could see."
DESTRUCTION = {
    "aws_kms_key": "the key is destroyed, and with it all that it encrypts",
}
LOSS = {"aws_kms_key": "what it encrypts can no longer be read"}


def item_text(item: Item) -> str:
    """A change of the subject, without the subject's name, its place and a full stop."""
    return event_text(item.event)


class Said(msgspec.Struct, frozen=True):
    """One sentence about a subject, and where it is so."""

    text: str
    place: str = ""


class Told(msgspec.Struct, frozen=True):
    """The sentences about one subject."""

    subject: str
    severity: Severity | None
    direction: Direction
    sentences: tuple[Said, ...]
    area: Area  # of the worst that is no control
    place: Place | None = None  # the first one in the newer revision
    levers: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()


def told(items: Sequence[Item]) -> tuple[Told, ...]:
    """Items of one environment by subject and direction, the worst first; many controls on one subject are one sentence."""
    found: dict[tuple[str, Direction], list[Item]] = {}
    for each in sorted(items, key=rank):
        found.setdefault((each.subject, each.direction), []).append(each)
    return tuple(
        Told(
            subject,
            worst(own),
            direction,
            tuple(sentences(own)),
            next((each.area for each in own if each.area is not Area.CONTROL), Area.CONTROL),
            next((each.place for each in own if each.place is not None and not each.is_place_before), None),
            tuple(dict.fromkeys(lever_text(one) for each in own for one in each.levers)),
            tuple(dict.fromkeys(one for each in own for one in each.affects)),
        )
        for (subject, direction), own in found.items()
    )


def told_rank(found: Told) -> tuple[int, int]:
    """The worst first, as `docgen.delta.model.rank` has items."""
    order = (Direction.WORSE, Direction.UNKNOWN, Direction.NEUTRAL, Direction.BETTER)
    return order.index(found.direction), ORDER[found.severity] if found.severity else len(ORDER)


def sentences(items: Sequence[Item]) -> Iterator[Said]:
    """Facts first; several controls with the same verdict together."""
    controls = [each for each in items if isinstance(each.event, ControlEvent)]
    together = controls if len(controls) > 1 else []
    alone = [each for each in items if each not in together]
    for each in sorted(alone, key=lambda one: isinstance(one.event, ControlEvent)):
        yield Said(item_text(each), place_text(each))
    for verdict in dict.fromkeys(control_verdict(each) for each in together):
        keys = [
            each.event.key
            for each in together
            if isinstance(each.event, ControlEvent) and control_verdict(each) is verdict
        ]
        words = VERDICTS[verdict].lower() if verdict is not None else "not judged"
        yield Said(
            f"{len(keys)} control{'s' if len(keys) > 1 else ''} {words} now: {affects_text(keys, MOST_KEYS)}"
        )


def control_verdict(item: Item) -> ControlVerdict | None:
    return item.event.after if isinstance(item.event, ControlEvent) else None


MOST_KEYS = 12  # controls that one sentence names


def event_text(event: Event) -> str:  # noqa: C901, PLR0911, PLR0912 - one arm a kind
    match event:
        case FactEvent(change=change, as_seen=as_seen):
            return (
                f"as far as docgen could see, {change_sentence(change)}"
                if as_seen
                else change_sentence(change)
            )
        case SettingEvent(argument=argument, before=before, after=after):
            return f"{argument} is now {after}, was {before}"
        case GuardGoneEvent(type=type_, after=""):
            return f"{type_words(type_)} is gone"
        case GuardGoneEvent(type=type_, after=after):
            return f"{type_words(type_)} is switched off: {after}"
        case GuardedBlockEvent():
            return "prevent_destroy is gone: a plan may destroy it now"
        case DestroyedEvent(type=type_, is_forgotten=True):
            return f"{type_words(type_)} is no longer managed; a removed block keeps it"
        case DestroyedEvent(type=type_, with_environment=True):
            return f"{type_words(type_)} goes with the environment: where that is destroyed, {LOSS.get(type_, 'the data in it is lost')}"
        case DestroyedEvent(type=type_):
            return DESTRUCTION.get(type_, f"{type_words(type_)} is destroyed, with the data in it")
        case ReplacedEvent(type=type_, arguments=arguments, is_certain=False):
            return (
                f"{type_words(type_)} may be replaced, and the data in it lost: {joined(arguments)} cannot be changed in place, and "
                "whether there is another value is not known"
            )
        case ReplacedEvent(type=type_, arguments=arguments):
            return f"{type_words(type_)} is replaced, and the data in it is lost: {joined(arguments)} cannot be changed in place"
        case GrantEvent():
            return grant_text(event)
        case PrivilegeEvent():
            return PRIVILEGES[event.kind].format(by=joined(event.by))
        case ReachedRoleEvent(role=role, ports=ports, is_privileged=is_privileged):
            much = "which may do everything, or has a way to" if is_privileged else "which reads data"
            return f"the internet reaches it now ({ports_words(ports)}), and it runs with {role}, {much}"
        case RiskEvent(type=type_, argument=argument, value=value):
            return f"new {type_words(type_).removeprefix('the ')} with {argument} = {value}"
        case SecretEvent():
            return "a literal that looks like a secret is written down in plain text"
        case ControlEvent(key=key, before=before, after=after):
            was = "" if before is None else f", was: {VERDICTS[before].lower()}"
            now = VERDICTS[after].lower() if after is not None else "not judged"
            return f"control {key}: {now}{was} ({title(key).rstrip('.')})"
        case AssertionEvent(before=before, after=after):
            was = f"; it {ASSERTED[before]} in the older revision" if before is not None else ""
            return f"the assertion {ASSERTED[after]} now{was}"
        case SourceGroupEvent(change=change, peer=peer):
            return f"{change_sentence(change)}, and the internet can reach what has {peer}"
        case NotComparedEvent(argument="", in_older=True):
            return "whether it was there before is not known"
        case NotComparedEvent(name_is_elsewhere=True):
            return (
                "whether it is still there is not known: a new resource of another environment has its name"
            )
        case NotComparedEvent(argument=""):
            return "whether it is still there is not known"
        case NotComparedEvent(argument=argument, reason=reason):
            return f"{argument} cannot be compared: {reason or 'it is not known'}"
        case _ as never:
            assert_never(never)


def type_words(type_: str) -> str:
    """`db instance` of `aws_db_instance`."""
    return f"the {type_.removeprefix('aws_').replace('_', ' ')}"


def title(key: str) -> str:
    area = next(area for area, each in rules() if each == key)
    return rule_text(area, key).title


GRANTS: Mapping[GrantKind, str] = MappingProxyType(
    {
        GrantKind.EVERYTHING: "{argument} now allows everything: {what}{on}",
        GrantKind.PUBLIC: "{argument} now allows anybody {what}{on}",
        GrantKind.ANY_TRUST: "{argument}: anybody may assume the role now",
        GrantKind.FEDERATED_SUBJECT: "{argument}: more subjects of {who} may assume the role now",
        GrantKind.TRUST: "{argument}: {who} may assume the role now",
        GrantKind.NO_MFA: "{argument} no longer asks for multi-factor authentication: {what}{on}{by}",
        GrantKind.PASS_ROLE: "{argument} now allows iam:PassRole{on}: any role can be passed on",
        GrantKind.ESCALATION: "{argument} now allows to widen one's own permissions: {what}{on}",
        GrantKind.SERVICE: "{argument} now allows much more than it did: {what}{on}",
        GrantKind.OTHER_ACCOUNT: "{argument} now allows {who} {what}{on}",
        GrantKind.CONDITION_GONE: "{argument}: fewer conditions for {what}{on}{by}",
        GrantKind.DENIAL_GONE: "{argument} no longer denies {what}{on}{by}",
        GrantKind.MORE: "{argument} now allows {what}{on}{by}",
    }
)


PRIVILEGES: Mapping[PrivilegeKind, str] = MappingProxyType(
    {
        PrivilegeKind.ADMINISTRATOR: "it is an administrator now, by {by}",
        PrivilegeKind.WAY: "it has a way to more permissions now: {by}",
        PrivilegeKind.UNDECIDED: "that it has no way to more permissions is not certain any more",
        PrivilegeKind.LOST: "it is no administrator any more, and has no way to more permissions",
        PrivilegeKind.WAY_LEFT: "it is no administrator any more, but has a way to more permissions: {by}",
        PrivilegeKind.WAY_LEFT_UNCERTAIN: "it is no administrator any more; whether it has a way to more permissions is not certain",
        PrivilegeKind.STILL_ADMINISTRATOR_UNCERTAIN: "whether it is still an administrator is not certain",
        PrivilegeKind.STILL_WAY_UNCERTAIN: "whether it still has a way to more permissions is not certain",
    }
)


def grant_text(event: GrantEvent) -> str:
    who, what, where = (joined(each) for each in (event.principals, event.actions, event.resources))
    return GRANTS[event.kind].format(
        argument=event.argument,
        who=who,
        what=what,
        on=f" on {where}" if where else "",
        by=f" by {who}" if who else "",
    )


def place_text(item: Item) -> str:
    """`main.tf:12`; of what is gone, where it was."""
    if item.place is None:
        return ""
    return f"was at {item.place}" if item.is_place_before else str(item.place)


def lever_text(lever: Lever) -> str:
    """`var.cidrs, set in prod.tfvars:3`."""
    where = f", set in {lever.path}:{lever.line}" if lever.path else f", from the {lever.source}"
    return f"var.{lever.variable}{where}"


def affects_text(affects: Sequence[str], most: int = 6) -> str:
    more = [f"{len(affects) - most} more"] if len(affects) > most else []
    return joined([*affects[:most], *more])


def environment_text(delta: EnvironmentDelta) -> str:
    """The sentence about the environment as a whole; "" if there is none."""
    match delta.presence:
        case Presence.NEW:
            return "the environment is new; what is exposed in it is listed"
        case Presence.GONE:
            if delta.has_code:
                return "the environment is no longer in docgen.yml, and code of it is still there, so nothing of it is compared"
            if delta.items:
                return "the environment is gone; what holds data in it, and what guards, is listed"
            return "the environment is gone; no data store was seen in it, and nothing that guards what is not gone with it"
        case Presence.BOTH:
            return f"it was called {delta.former_name}" if delta.former_name else ""
        case _ as never:
            assert_never(never)


def gaps_text(delta: EnvironmentDelta, most: int = 8) -> str:
    """Gaps that could hide a change; "" if there are none."""
    if not delta.gaps:
        return ""
    return f"Not known in one of the revisions, so a change may be hidden there: {affects_text(delta.gaps, most)}."


def counted(delta: EnvironmentDelta) -> str:
    """`3 changes for the worse (1 critical, 2 medium), 1 not compared`."""
    worse = [each for each in delta.items if each.direction is Direction.WORSE]
    parts = []
    if worse:
        by: dict[str, int] = {}
        for each in worse:
            if each.severity is not None:
                by[each.severity.value] = by.get(each.severity.value, 0) + 1
        ordered = ", ".join(
            f"{by[name]} {name}" for name in ("critical", "high", "medium", "low") if name in by
        )
        parts.append(f"{len(worse)} for the worse ({ordered})")
    for direction, words in (
        (Direction.UNKNOWN, "not certain"),
        (Direction.BETTER, "for the better"),
        (Direction.NEUTRAL, "other"),
    ):
        number = sum(each.direction is direction for each in delta.items)
        if number:
            parts.append(f"{number} {words}")
    return ", ".join(parts)
