"""Which thing in the account a resource of the code is: by its id in a state, else by what tells such things apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from docgen.aws.read import region_of
from docgen.language.instance import Instance
from docgen.recorded.live.calls import Answers
from docgen.recorded.live.readings import READINGS, SAME
from docgen.recorded.live.thing import Thing
from docgen.recorded.model import Json, Recorded, printed
from docgen.source.address import UnknownKey
from docgen.source.traced import Known, Reference
from docgen.values.values import Unknown, Value, is_hidden

Key: TypeAlias = tuple[str, ...]


class Identified(msgspec.Struct, frozen=True, eq=False):
    """The resources of the code and the things of the account, matched."""

    things: Mapping[str, Thing]  # by address
    gone: tuple[Instance, ...]  # of the code; the account certainly has none
    open: tuple[Instance, ...]  # of the code; which thing it is, is not known
    others: tuple[Thing, ...]  # things that no resource of the code is
    refused: Mapping[str, str]  # calls, and why


def kind_of(type_: str) -> str:
    return SAME.get(type_, type_)


class Identification:
    """The work under way."""

    def __init__(
        self, instances: Sequence[Instance], things: Sequence[Thing], state: Recorded | None
    ) -> None:
        self.instances = instances
        self.left = list(things)
        self.state = state
        self.things: dict[str, Thing] = {}
        self.gone: list[Instance] = []
        self.open: list[Instance] = []

    def text_of(self, instance: Instance, attribute: str) -> str | None:
        """An attribute as text; of one that refers to a resource, what the account has there."""
        name, _, inside = attribute.partition(".")
        names = (name, f"{name}_all") if inside else (name,)
        for each in names:
            value = instance.attribute(each)
            if inside and value is not None:
                value = value.payload.get(inside) if isinstance(value.payload, Mapping) else None
            text = self.plain(value)
            if text is not None:
                return text
        return None

    def plain(self, value: Value | None) -> str | None:
        if value is None or is_hidden(value):
            return None
        payload = value.payload
        if isinstance(payload, Unknown):
            return self.referred(payload.reference) if payload.reference is not None else None
        return str(payload) if isinstance(payload, str | int) and not isinstance(payload, bool) else None

    def referred(self, reference: Reference) -> str | None:
        key = printed(reference.address)
        path = ".".join(map(str, reference.path))
        thing = self.things.get(key)
        found: Json = thing.values.get(path) if thing is not None else None
        if found is None and self.state is not None:
            recorded = self.state.resources.get(key) or self.state.data.get(key)
            found = recorded.attribute(path) if recorded is not None else None
        return str(found) if isinstance(found, str | int) else None

    def run(self, refused: Mapping[str, str], region: str) -> None:
        for type_, reading in READINGS.items():
            waiting = [each for each in self.instances if kind_of(each.address.type) == type_]
            if reading.call in refused:
                self.open += waiting
                continue
            elsewhere = [each for each in waiting if is_elsewhere(each, region)]
            self.open += elsewhere
            waiting = [each for each in waiting if each not in elsewhere]
            waiting = [each for each in waiting if not self.by_state(each, type_)]
            for keys in reading.keys:
                waiting = self.by_keys(waiting, type_, keys)
            for each in waiting:
                is_gone = each not in self.gone and self.is_certain(each, type_)
                if is_gone:
                    self.gone.append(each)
                elif each not in self.gone:
                    self.open.append(each)

    def by_state(self, instance: Instance, type_: str) -> bool:
        """Match by the id or ARN that the state has."""
        recorded = self.state.resources.get(printed(instance.address)) if self.state is not None else None
        if recorded is None:
            return False
        ids = {recorded.attribute(name) for name in ("id", "arn", *READINGS[type_].keys[0])} - {None}
        found = [
            each
            for each in self.left
            if each.type == type_ and ids & {each.values.get("id"), each.values.get("arn")}
        ]
        if len(found) == 1:
            self.take(instance, found[0])
            return True
        return False

    def by_keys(self, waiting: Sequence[Instance], type_: str, keys: Key) -> list[Instance]:
        """Match where exactly one of either side has these arguments; returns the unmatched rest of the code."""
        own = grouped(waiting, lambda each: self.key_of(each, keys))
        theirs = grouped([each for each in self.left if each.type == type_], lambda each: key_in(each, keys))
        left = []
        for each in waiting:
            key = self.key_of(each, keys)
            if key is not None and len(own[key]) == 1 and len(theirs.get(key, ())) == 1:
                self.take(each, theirs[key][0])
            else:
                left.append(each)
        return left

    def key_of(self, instance: Instance, keys: Key) -> Key | None:
        found = tuple(text for each in keys if (text := self.text_of(instance, each)) is not None)
        return found if len(found) == len(keys) else None

    def is_certain(self, instance: Instance, type_: str) -> bool:
        """Whether the account has no such thing: what tells it apart is known, and nothing there has it.

        Somebody may have changed a tag, so a thing that differs in its tags alone may be the one.
        """
        if instance.undecided is not None or isinstance(instance.address.key, UnknownKey):
            return False
        for keys in READINGS[type_].keys:
            fixed = tuple(each for each in keys if not each.startswith("tags."))
            key = self.key_of(instance, fixed) if fixed else None
            same = [each for each in self.left if each.type == type_ and key_in(each, fixed) == key]
            if key is not None and all(each.is_default and fixed != keys for each in same):
                return True
        return False

    def take(self, instance: Instance, thing: Thing) -> None:
        self.things[printed(instance.address)] = thing
        self.left.remove(thing)


def is_elsewhere(instance: Instance, region: str) -> bool:
    """Whether a resource is in another Region than the one that was asked; the list of buckets is of all Regions."""
    own = region_of(instance)
    is_global = instance.address.type.startswith("aws_s3_")
    return bool(region) and not is_global and isinstance(own, Known) and own.value != region


def grouped(rows: Iterable[Instance | Thing], key: Callable[..., Key | None]) -> dict[Key, list]:  # type: ignore[type-arg] # of what was given
    found: dict[Key, list] = {}  # type: ignore[type-arg] # as above
    for each in rows:
        made = key(each)
        if made is not None:
            found.setdefault(made, []).append(each)
    return found


def key_in(thing: Thing, keys: Key) -> Key | None:
    found = tuple(text for each in keys if (text := text_in(thing, each)) is not None)
    return found if len(found) == len(keys) else None


def text_in(thing: Thing, attribute: str) -> str | None:
    name, _, inside = attribute.partition(".")
    value = thing.values.get(name)
    if inside:
        value = value.get(inside) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int) and value != "" else None


def identify(
    instances: Iterable[Instance], things: Sequence[Thing], answers: Answers, state: Recorded | None
) -> Identified:
    """Match the managed resources of an environment with what the account has."""
    managed = [each for each in instances if each.address.mode == "managed"]
    work = Identification(managed, things, state)
    work.run(answers.refused, answers.region)
    return Identified(
        work.things, tuple(work.gone), tuple(work.open), tuple(work.left), dict(answers.refused)
    )
