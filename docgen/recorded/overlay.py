"""Overlays an evaluation with recorded values: the same instances with these values, instances of one side only, the counts."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from docgen.language.evaluated import Evaluation
from docgen.language.instance import Instance, OutputValue
from docgen.language.schema import implied_type
from docgen.recorded.match import Difference, Matcher, Names, Tally, build
from docgen.recorded.model import Recorded, RecordedResource, RecordedValue, printed
from docgen.source.address import ModuleAddress, ResourceAddress, UnknownKey
from docgen.source.span import Span
from docgen.values.likely import marked_by_name
from docgen.values.types import DYNAMIC
from docgen.values.values import object_of

NO_SPAN = Span("", (1, 1), (1, 1))


class Overlay(msgspec.Struct, frozen=True, eq=False):
    """One root module as docgen has it, and as it was recorded."""

    there: Evaluation
    tally: Tally
    matched: int  # resources that both have
    only_here: tuple[ResourceAddress, ...]
    only_there: tuple[ResourceAddress, ...]
    not_compared: tuple[str, ...]  # addresses that one side has and the other may have
    differences: tuple[Difference, ...]


class Uncounted:
    """Unknown parts of the code: missing modules, an unknown number of instances."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.missing = tuple(evaluation.configuration.missing)
        self.incomplete = evaluation.configuration.incomplete or not evaluation.is_complete
        self.families = {
            family(each.address)
            for each in evaluation.instances
            if each.undecided is not None or has_unknown_key(each.address)
        }

    def may_hold(self, address: ResourceAddress) -> bool:
        path = tuple(step.name for step in address.module)
        is_missing = any(path[: len(each)] == each for each in self.missing)
        return self.incomplete or is_missing or family(address) in self.families


def family(address: ResourceAddress) -> tuple[object, ...]:
    return tuple(step.name for step in address.module), address.mode, address.type, address.name


def has_unknown_key(address: ResourceAddress) -> bool:
    return any(isinstance(each, UnknownKey) for each in (address.key, *(step.key for step in address.module)))


def overlay(evaluation: Evaluation, recorded: Recorded) -> Overlay:
    """The evaluation of the root module that was recorded, with what was recorded in the place of docgen's values."""
    own = {printed(each.address): each for each in evaluation.instances if each.address.mode == "managed"}
    names = Names(recorded, {key: each.address for key, each in own.items()}, evaluation.likely.shown)
    uncounted = Uncounted(evaluation)
    tally = Tally()
    differences: list[Difference] = []
    instances: list[Instance] = [each for each in evaluation.instances if each.address.mode != "managed"]
    only_here, not_compared = [], []
    matched = 0
    for key, instance in own.items():
        found = recorded.resources.get(key)
        if found is None:
            if uncounted.may_hold(instance.address) or not recorded.is_complete:
                not_compared.append(key)
                instances.append(instance)
            else:
                only_here.append(instance.address)
            continue
        matched += 1
        matcher = Matcher(key, instance.address, names)
        attributes = without_ignored(with_secrets(found, evaluation), ignored_of(instance, evaluation))
        merged = matcher.merge(instance.value, attributes)
        instances.append(msgspec.structs.replace(instance, value=merged) if matcher.differences else instance)
        tally.add(matcher.tally)
        differences += matcher.differences
    only_there = []
    for key, each in recorded.resources.items():
        if key in own:
            continue
        if uncounted.may_hold(each.address):
            not_compared.append(key)
        else:
            only_there.append(each.address)
            instances.append(new_instance(each, evaluation, names))
    outputs = merge_outputs(evaluation, recorded, names, tally, differences)
    made = msgspec.structs.replace(
        evaluation,
        instances=tuple(sorted(instances, key=lambda each: each.address.order())),
        outputs=outputs,
    )
    return Overlay(
        made,
        tally,
        matched,
        ordered(only_here),
        ordered(only_there),
        tuple(sorted(not_compared)),
        tuple(differences),
    )


def ordered(found: Sequence[ResourceAddress]) -> tuple[ResourceAddress, ...]:
    return tuple(sorted(found, key=lambda each: each.order()))


def merge_outputs(
    evaluation: Evaluation,
    recorded: Recorded,
    names: Names,
    tally: Tally,
    differences: list[Difference],
) -> Mapping[str, OutputValue]:
    """The outputs that both have, with the recorded values; one that is not in the document is left as it is."""
    made = dict(evaluation.outputs)
    for name, each in evaluation.outputs.items():
        found = (recorded.outputs or {}).get(name)
        if found is None or each.sensitive:
            continue
        matcher = Matcher(f"output.{name}", None, names)
        merged = matcher.merge(each.value, found)
        tally.add(matcher.tally)
        differences += matcher.differences
        if matcher.differences:
            made[name] = msgspec.structs.replace(each, value=merged)
    return made


def new_instance(found: RecordedResource, evaluation: Evaluation, names: Names) -> Instance:
    """An instance that docgen has not, with its values in the types of the provider's schema."""
    schema = evaluation.schemas("managed", found.address.type)
    sibling = like(found, evaluation.instances)
    attributes = with_secrets(found, evaluation)
    if schema is None:
        value = build(attributes, DYNAMIC, names)
        if not isinstance(value.payload, Mapping):
            value = object_of({})
    else:
        value = build(attributes, implied_type(schema), names)
    address = found.address
    value = marked_by_name(value, address.name, (printed(address),), names.shown)
    return Instance(
        address,
        value,
        NO_SPAN,
        sibling.trace if sibling is not None else value.trace,
        sibling.provider if sibling is not None else None,
        schema is not None,
        None,
        schema is not None and schema.legacy,
        found.provider,
    )


def ignored_of(instance: Instance, evaluation: Evaluation) -> frozenset[str]:
    """The arguments in the resource's `ignore_changes`: what AWS has there may be anything."""
    address = instance.address
    module = evaluation.configuration.modules.get(names_of(address.module))
    declared = (
        module.resources.get((address.mode, address.type, address.name)) if module is not None else None
    )
    return declared.ignored if declared is not None else frozenset()


def without_ignored(attributes: RecordedValue, ignored: frozenset[str]) -> RecordedValue:
    if not ignored or not isinstance(attributes.value, Mapping):
        return attributes
    left = (
        {} if "*" in ignored else {key: each for key, each in attributes.value.items() if key not in ignored}
    )
    return msgspec.structs.replace(attributes, value=left)


def with_secrets(found: RecordedResource, evaluation: Evaluation) -> RecordedValue:
    """The attributes of a resource; what the provider's schema calls sensitive is so, whatever the document says."""
    marks = found.attributes.sensitive
    schema = evaluation.schemas("managed", found.address.type)
    if schema is None or marks is True:
        return found.attributes
    secret = {name: True for name, each in schema.attributes.items() if each.sensitive}
    own = dict(marks) if isinstance(marks, Mapping) else {}
    return msgspec.structs.replace(found.attributes, sensitive=own | secret)


def like(found: RecordedResource, instances: Iterable[Instance]) -> Instance | None:
    """An instance with the same provider, of the same module where there is one."""
    same = [each for each in instances if each.provider is not None and each.address.mode == "managed"]
    near = [each for each in same if names_of(each.address.module) == names_of(found.address.module)]
    return next(iter(near or same), None)


def names_of(module: ModuleAddress) -> tuple[str, ...]:
    return tuple(step.name for step in module)
