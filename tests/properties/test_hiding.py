"""Soundness by hiding: what is known of a configuration of which parts are hidden equals what the whole one says.

Parts are taken away at random: values of variables, the code of modules, answers for data sources, the meaning of
arguments and types. Every value that is still known must be the one of the complete run, every instance one of its
instances, and a value that is not known any more must say which gap it depends on.
"""

import os
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest

from docgen.language.evaluated import Evaluation
from docgen.language.instance import Instance
from docgen.language.schema import BlockSchema
from docgen.source.address import Mode, UnknownKey
from docgen.source.diagnostic import Severity
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.terraform.module import Configuration, Module, ModulePath, Resource, WrittenBlock
from docgen.values.equality import hash_key
from docgen.values.types import ListType, TupleType
from docgen.values.values import Unknown, Value, is_wholly_known, without_deep_marks
from docgen.workspace.provider import aws_knowledge
from docgen.workspace.root_evaluation import Prepared, evaluate_prepared, prepare_root
from docgen.workspace.settings import load_settings
from docgen.workspace.settings_model import RootSettings

REPOSITORY = Path(__file__).parents[2]
CONFORMANCE = REPOSITORY / "tests/conformance/roots"
ROOTS = (
    *((REPOSITORY, f"terraform/{name}") for name in ("staging", "production")),
    *((REPOSITORY / "tests/projects/harbor", name) for name in ("dev", "prod")),
    *((each / "config", ".") for each in sorted(CONFORMANCE.iterdir()) if not each.name.startswith("err_")),
)
SEEDS = range(int(os.environ.get("DOCGEN_SEEDS", "25")))  # ways to hide parts of each root module
ANSWERS: Mapping[str, object] = {
    "aws_availability_zones.available.names": ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    "aws_caller_identity.current.account_id": "111122223333",
    "aws_route53_zone.this.zone_id": "Z0123456789",
    "aws_vpc.shared.id": "vpc-0123456789abcdef0",
    "aws_vpc.shared.cidr_block": "10.99.0.0/16",
}
RARE = 0.12  # of the things that can be hidden


@cache
def prepared(folder: Path, root: str) -> Prepared | None:
    """A root module as it is; None where it is not one of a plain evaluation."""
    tree = DiskTree(folder)
    settings = RootSettings(root)
    if (folder / "docgen.yml").exists():
        read = load_settings(tree).value
        assert read is not None
        of = {
            each.root: each for environment in read.environments.values() for each in environment.each_root()
        }
        settings = of.get(root) or read.environments[root].each_root()[0]
    settings = msgspec.structs.replace(settings, data={**ANSWERS, **settings.data})
    return prepare_root(Library(tree), settings, Limits(), {}).value


@cache
def complete(folder: Path, root: str) -> Evaluation | None:
    whole = prepared(folder, root)
    if whole is None:
        return None
    result = evaluate_prepared(whole)
    return None if any(each.severity is Severity.ERROR for each in result.diagnostics) else result.value


def with_hidden_parts(whole: Prepared, seed: int) -> Prepared:
    """The root module with some parts taken away."""
    choice = random.Random(seed)  # noqa: S311 - examples, no secrets

    def chosen() -> bool:
        return choice.random() < RARE

    modules: dict[ModulePath, Module] = {}
    missing = dict(whole.configuration.missing)
    for path, module in sorted(whole.configuration.modules.items()):
        if path and (chosen() or path[:-1] not in modules):
            missing[path] = f"acme/{path[-1]}/aws"
            continue
        variables = {
            name: msgspec.structs.replace(each, default=None) if not path and chosen() else each
            for name, each in sorted(module.variables.items())
        }
        resources = {key: hidden_names(each, chosen()) for key, each in sorted(module.resources.items())}
        modules[path] = msgspec.structs.replace(module, variables=variables, resources=resources)
    unset = {name for name, each in modules[()].variables.items() if each.default is None}
    inputs = tuple(each for each in whole.environment.inputs if each.name not in unset or not chosen())
    answers = {name: each for name, each in ANSWERS.items() if not chosen()}
    knowledge = aws_knowledge(whole.version, answers)
    types = {key[1] for module in modules.values() for key in module.resources}
    gone = {each for each in sorted(types) if chosen()}

    def schemas(mode: Mode, type_: str) -> BlockSchema | None:
        return None if type_ in gone else knowledge.schemas(mode, type_)

    return Prepared(
        Configuration(whole.configuration.root, modules, missing),
        msgspec.structs.replace(
            whole.environment,
            inputs=inputs,
            knowledge=msgspec.structs.replace(knowledge, schemas=schemas, exact=False),
        ),
        whole.version,
    )


def hidden_names(resource: Resource, hide: bool) -> Resource:  # noqa: FBT001 - the caller's coin
    """The resource with one argument and one block under names of a provider of tomorrow."""
    if not hide or not resource.type.startswith("aws_"):
        return resource
    attributes = dict(resource.attributes)
    for name in sorted(attributes)[:1]:
        attributes[f"{name}_of_tomorrow"] = attributes.pop(name)
    blocks = [
        WrittenBlock(msgspec.structs.replace(each.block, type=f"{each.block.type}_of_tomorrow"), each.file)
        if each.block.type == resource.blocks[0].block.type != "dynamic"
        else each
        for each in resource.blocks
    ]
    return msgspec.structs.replace(resource, attributes=attributes, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("folder", "root"), ROOTS, ids=lambda each: each if isinstance(each, str) else each.parent.name
)
def test_what_is_still_known_is_true(folder: Path, root: str) -> None:
    whole = complete(folder, root)
    if whole is None:
        pytest.skip("this root module is refused, or needs arguments of a command line")
    known = {str(each.address): each for each in whole.instances}
    before = prepared(folder, root)
    assert before is not None
    for seed in SEEDS:
        partial = with_hidden_parts(before, seed)
        result = evaluate_prepared(partial)
        errors = [each for each in result.diagnostics if each.severity is Severity.ERROR]
        assert not errors, (seed, errors[0])
        for each in result.value.instances:
            compare_instances(each, known, f"seed {seed}: {each.address}")
        for name, output in result.value.outputs.items():
            compare(output.value, whole.outputs[name].value, f"seed {seed}: output.{name}")
        for address, instance in known.items():
            assert is_covered(instance, result.value), (seed, address, "is gone")


def compare_instances(partial: Instance, known: Mapping[str, Instance], where: str) -> None:
    keys = [partial.address.key, *(each.key for each in partial.address.module)]
    if any(isinstance(each, UnknownKey) for each in keys):
        return  # how many there are is not known
    assert str(partial.address) in known, f"{where} is no instance of the complete run"
    complete_one = known[str(partial.address)]
    one, other = partial.value.payload, complete_one.value.payload
    assert isinstance(one, dict)
    assert isinstance(other, dict)
    for name, value in one.items():
        if name not in other:
            continue  # an argument of tomorrow
        if not partial.has_schema and not is_scalar(value):
            continue  # without a schema, blocks are what is written, in the order of the text
        compare(value, other[name], f"{where}.{name}", plain=partial.has_schema)


def is_scalar(value: Value) -> bool:
    return not isinstance(value.payload, tuple | dict)


def compare(partial: Value, whole: Value, where: str, *, plain: bool = True) -> None:  # noqa: C901 - one arm a kind
    """Fails where both are known and differ, or where the whole is known and the partial one says no gap."""
    one, other = without_deep_marks(partial).payload, without_deep_marks(whole).payload
    if isinstance(one, Unknown):
        if not isinstance(other, Unknown):
            assert one.reason.kind is not None, f"{where} is unknown without a gap: {one.reason.text}"
        return
    if isinstance(other, Unknown):
        assert not plain or isinstance(one, tuple | dict), f"{where} is {one!r}, and was unknown"
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() & other.keys():
            compare(one[name], other[name], f"{where}.{name}")
        return
    if isinstance(one, tuple) and isinstance(other, tuple):
        if all(map(is_wholly_known, one)) and type(partial.type) is type(whole.type):
            assert sorted(map(str, map(hash_key, one))) == sorted(map(str, map(hash_key, other))), where
        elif isinstance(partial.type, ListType | TupleType) and len(one) == len(other):
            for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
                compare(mine, theirs, f"{where}[{index}]")
        return
    if not plain:
        return
    assert hash_key(without_deep_marks(partial)) == hash_key(without_deep_marks(whole)), (
        f"{where} is {one!r}, not {other!r}"
    )


def is_covered(instance: Instance, partial: Evaluation) -> bool:
    """Whether an instance of the complete run is still there, is one of an unknown number, or is in a missing module."""
    path = tuple(each.name for each in instance.address.module)
    if any(path[:length] in partial.configuration.missing for length in range(1, len(path) + 1)):
        return True
    name = (path, instance.address.mode, instance.address.type, instance.address.name)
    return any(
        (
            tuple(step.name for step in each.address.module),
            each.address.mode,
            each.address.type,
            each.address.name,
        )
        == name
        and all(
            mine == theirs or isinstance(theirs, UnknownKey)
            for mine, theirs in zip(
                [*(step.key for step in instance.address.module), instance.address.key],
                [*(step.key for step in each.address.module), each.address.key],
                strict=True,
            )
        )
        for each in partial.instances
    )
