"""Whether PostgreSQL databases refuse clients without TLS: `rds.force_ssl` of their parameter groups.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
"""

import re

import msgspec

from docgen.analysis.placement import address_of
from docgen.aws.model.base import External, Target
from docgen.aws.model.components import Database, ParameterGroup
from docgen.aws.model.network import Network
from docgen.source.traced import Known, Reason, Unknown
from docgen.source.tristate import Tristate

PARAMETER = "rds.force_ssl"
ON_FROM = 15  # the first version of PostgreSQL whose default groups have it on
DEFAULT_GROUP = "default."
MAJOR = re.compile(r"\d+")
OUTSIDE = Reason("its parameter group is not in the configuration")
NO_VERSION = Reason("its version is not in the configuration")


class ForceSsl(msgspec.Struct, frozen=True):
    """Whether the parameter is on, and what decides it."""

    forced: Tristate
    decided_by: str  # "rds.force_ssl", "engine_version"
    value: str = ""
    gap: Reason | None = None  # why it is not known


def is_postgres(database: Database) -> Tristate:
    """Whether its engine is PostgreSQL, RDS's or Aurora's."""
    return None if isinstance(database.engine, Unknown) else "postgres" in database.engine.value


def force_ssl(database: Database, network: Network) -> ForceSsl:
    """The setting in the parameter group of a database; without one, the default of its version."""
    chosen = database.parameter_group
    if chosen is None:
        return default_of(database)
    if isinstance(chosen, Unknown):
        return ForceSsl(None, "parameter_group", gap=chosen.reason)
    if isinstance(chosen.value, External) and chosen.value.id.startswith(DEFAULT_GROUP):
        return default_in(chosen.value.id)
    for group in network.of(ParameterGroup):
        if address_of(chosen) == group.address or is_named(group, chosen.value):
            return set_in(group)
    return ForceSsl(None, "parameter_group", gap=OUTSIDE)


def is_named(group: ParameterGroup, target: Target) -> bool:
    return isinstance(group.group_name, Known) and target == External(group.group_name.value)


def set_in(group: ParameterGroup) -> ForceSsl:
    for name, value in group.parameters:
        if isinstance(name, Unknown):
            return ForceSsl(None, PARAMETER, gap=name.reason)
        if name.value == PARAMETER:
            if isinstance(value, Unknown):
                return ForceSsl(None, PARAMETER, gap=value.reason)
            return ForceSsl(value.value == "1", PARAMETER, value.value)
    if isinstance(group.family, Unknown):
        return ForceSsl(None, "family", gap=group.family.reason)
    return default_in(group.family.value)


def default_of(database: Database) -> ForceSsl:
    version = database.engine_version
    if version is None:
        return ForceSsl(None, "engine_version", gap=NO_VERSION)
    if isinstance(version, Unknown):
        return ForceSsl(None, "engine_version", gap=version.reason)
    return default_in(version.value)


def default_in(text: str) -> ForceSsl:
    """The default of a version ("16.3"), a family ("postgres16") or a default group ("default.postgres14")."""
    major = MAJOR.search(text)
    if major is None:
        return ForceSsl(None, "engine_version", gap=NO_VERSION)
    return ForceSsl(int(major.group()) >= ON_FROM, "engine_version", text)
