"""What the evaluator is told about AWS: the provider version that a root asks for, and what the user gives for data sources."""

from collections.abc import Mapping
from functools import partial

from docgen.app.settings import EnvironmentSettings
from docgen.aws.knowledge import complete
from docgen.aws.provider_version import (
    ChosenBy,
    ProviderVersion,
    choose_provider,
    constraints_of,
    read_lock_file,
    schemas_of,
)
from docgen.aws.schemas import EXACT_VERSIONS
from docgen.aws.validation import validate
from docgen.evaluate.provider import Knowledge
from docgen.evaluate.text import from_plain
from docgen.evaluate.values import Value
from docgen.hcl.parser import parse_body
from docgen.source.address import ResourceAddress
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, join, read_source
from docgen.terraform.module import Configuration

LOCK_FILE = ".terraform.lock.hcl"
UNASKED = ProviderVersion(EXACT_VERSIONS[0], exact=True, requested="", chosen_by=ChosenBy.NEWEST)
"""The version for a root that asks for none."""


def lock_file_of(tree: Tree, environment: EnvironmentSettings) -> SourceFile | None:
    """The lock file beside a root module, where there is one that can be read."""
    if LOCK_FILE not in (tree.names(environment.root) or ()):
        return None
    return read_source(tree, join(environment.root, LOCK_FILE)).value


def provider_version(configuration: Configuration, lock: SourceFile | None) -> ProviderVersion:
    """The version of the AWS provider that a configuration is read with."""
    locked = read_lock_file(parse_body(lock).value) if lock is not None else None
    chosen = choose_provider(locked, constraints_of(configuration))
    return UNASKED if chosen.chosen_by is ChosenBy.NEWEST else chosen


def aws_knowledge(
    configuration: Configuration, lock: SourceFile | None, data: Mapping[str, object], region: str = ""
) -> Knowledge:
    """Schemas and computable attributes for one configuration.

    `data` are values for data sources, from docgen.yml. `region` is the Region of providers that name none (AWS_REGION or
    AWS_DEFAULT_REGION of the process environment); "" where the environment is not to count.
    """
    version = provider_version(configuration, lock)
    return Knowledge(
        schemas_of(version),
        partial(complete_with_data, data, region),
        validate=partial(validate, version),
        provider=f"AWS provider {version.known}",
        exact=version.exact,
    )


def complete_with_data(
    data: Mapping[str, object], region: str, address: ResourceAddress, value: Value, provider: Value | None
) -> Mapping[str, Value]:
    """What AWS's provider computes, and over it what the user gives for data sources."""
    made = dict(complete(address, value, provider, region))
    if address.mode == "data":
        for name in (f"{address.type}.{address.name}.", f"{address}."):
            for key, given in data.items():
                if key.removeprefix("data.").startswith(name.removeprefix("data.")):
                    made[key.removeprefix("data.").removeprefix(name.removeprefix("data."))] = from_plain(
                        given
                    )
    return made
