"""A comparison of two revisions as JSON: `docgen diff --format json`."""

from collections.abc import Mapping
from typing import Any

import msgspec

from docgen.analysis.changes import RuleChange
from docgen.analysis.snapshot import SCHEMA
from docgen.delta.model import (
    ControlEvent,
    Delta,
    EnvironmentDelta,
    Event,
    FactEvent,
    Item,
    Presence,
    SourceGroupEvent,
    worst,
)
from docgen.pages.sentences.diff import item_text

Json = dict[str, Any]


def diff_json(delta: Delta) -> Json:
    """Environments in the order of docgen.yml, and in each the worst item first."""
    found = worst(delta.items)
    return {
        "schema": SCHEMA,
        "base": delta.base,
        "head": delta.head or None,
        "worst": found.value if found else None,
        "notes": list(delta.notes),
        "environments": {each.name: environment_json(each) for each in delta.environments},
    }


def environment_json(delta: EnvironmentDelta) -> Json:
    found = worst(delta.items)
    return {
        "presence": delta.presence.value,
        "has_code": delta.has_code if delta.presence is Presence.GONE else None,
        "former_name": delta.former_name or None,
        "worst": found.value if found else None,
        "not_seen": list(delta.gaps),
        "items": [item_json(each) for each in delta.items],
    }


def item_json(item: Item) -> Json:
    return {
        "subject": item.subject,
        "area": item.area.value,
        "direction": item.direction.value,
        "severity": item.severity.value if item.severity else None,
        "said": item_text(item),
        "event": event_json(item.event),
        "path": item.place.path if item.place else None,
        "line": item.place.line if item.place else None,
        "is_place_in_base": item.is_place_before,
        "levers": [msgspec.to_builtins(each) for each in item.levers],
        "affects": list(item.affects),
    }


def event_json(event: Event) -> Json:
    """The kind of event, and its fields; of a changed fact, what `docgen.analysis.changes` has."""
    kind = KINDS[type(event).__name__]
    if isinstance(event, FactEvent | SourceGroupEvent):
        change = event.change
        made = {
            "kind": kind,
            "fact": type(change).__name__.removesuffix("Change").lower(),
            "change": change.type.value,
        }
        if isinstance(change, RuleChange):
            made |= {"before": builtins(change.before), "after": builtins(change.after)}
        return made
    if isinstance(event, ControlEvent):
        return {
            "kind": kind,
            "key": event.key,
            "before": event.before.value if event.before else None,
            "after": event.after.value if event.after else None,
        }
    return {"kind": kind, **builtins(event)}


def builtins(data: object) -> Any:  # noqa: ANN401 - JSON
    return msgspec.to_builtins(data)


KINDS: Mapping[str, str] = {
    "FactEvent": "fact",
    "SettingEvent": "setting",
    "GuardGoneEvent": "guard gone",
    "GuardedBlockEvent": "prevent_destroy gone",
    "DestroyedEvent": "destroyed",
    "ReplacedEvent": "replaced",
    "GrantEvent": "grant",
    "PrivilegeEvent": "privilege",
    "ReachedRoleEvent": "reached role",
    "RiskEvent": "risk",
    "SecretEvent": "secret",
    "ControlEvent": "control",
    "AssertionEvent": "assertion",
    "SourceGroupEvent": "open group",
    "NotComparedEvent": "not compared",
}
