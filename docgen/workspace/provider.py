"""The AWS provider for the evaluator: the provider version that a root requires, and the answers of data sources."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from docgen.aws.provider_defaults import complete
from docgen.aws.provider_version import (
    ProviderVersion,
    choose_provider,
    constraints_of,
    read_lock_file,
    schemas_of,
)
from docgen.aws.validation import validate
from docgen.hcl.parser import parse_body
from docgen.language.provider import ProviderInfo
from docgen.source.address import ResourceAddress
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, join, read_source
from docgen.terraform.module import Configuration
from docgen.values.values import Value
from docgen.workspace.data_answers import given_data
from docgen.workspace.data_from import NOTHING_RECORDED, RecordedAnswers

LOCK_FILE = ".terraform.lock.hcl"
Answers: TypeAlias = Callable[[ResourceAddress, Value], Mapping[str, Value]]
"""What other root modules say to a data source: its address and what is known of it, to attributes."""


def no_answers(_address: ResourceAddress, _value: Value) -> Mapping[str, Value]:
    return {}


def lock_file_of(tree: Tree, root: str) -> SourceFile | None:
    """The lock file beside a root module, where there is one that can be read."""
    if LOCK_FILE not in (tree.names(root) or ()):
        return None
    return read_source(tree, join(root, LOCK_FILE)).value


def provider_version(configuration: Configuration, lock: SourceFile | None) -> ProviderVersion:
    """The version of the AWS provider that a configuration is read with."""
    locked = read_lock_file(parse_body(lock).value) if lock is not None else None
    return choose_provider(locked, constraints_of(configuration))


def aws_knowledge(
    version: ProviderVersion,
    data: Mapping[str, object],
    answer: Answers = no_answers,
    ambient: str = "",
    recorded: RecordedAnswers = NOTHING_RECORDED,
) -> ProviderInfo:
    """Schemas and computable attributes; data sources are answered by the user, else by other root modules, else by a plan.

    `ambient`: the Region of providers that name none, from the process environment. `recorded`: what a plan or state says.
    """
    schemas = schemas_of(version)

    def completed(address: ResourceAddress, value: Value, provider: Value | None) -> Mapping[str, Value]:
        made = dict(complete(address, value, provider, ambient))
        if address.mode == "data":
            made |= answer(address, value)
            made |= given_data(address, data)
        return {**made, **recorded.missing(address, value, made, schemas)}

    def given(address: ResourceAddress) -> Mapping[str, Value]:
        if address.mode != "data":
            return {}
        return {**recorded.data_source(address, schemas), **given_data(address, data)}

    return ProviderInfo(
        schemas,
        "aws",
        f"AWS provider {version.known}",
        version.exact,
        complete=completed,
        given=given,
        validate=partial(validate, version),
    )
