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
DEFAULT = "default of rds.force_ssl"
ON_FROM = 15  # the first version of PostgreSQL whose default groups have it on
DEFAULT_GROUP = "default."
MAJOR = re.compile(r"\d+")
OUTSIDE = Reason("its parameter group is not in the configuration")
OTHER_ENGINE = Reason("its parameter group is of another engine")
NO_VERSION = Reason("its version is not in the configuration")


class ForceSsl(msgspec.Struct, frozen=True):
    """Whether the parameter is on, and what decides it."""

    forced: Tristate
    decided_by: str  # "rds.force_ssl", its default, or what is not known: "engine_version"
    value: str = ""
    gap: Reason | None = None  # why it is not known


def is_postgres(database: Database, network: Network) -> Tristate:
    """Whether its engine is PostgreSQL, RDS's or Aurora's. Where that is not known, its parameter group is of one engine."""
    engine = database.engine.value if isinstance(database.engine, Known) else family_of(database, network)
    return None if engine is None else "postgres" in engine


def family_of(database: Database, network: Network) -> str | None:
    """The family of its parameter group ("mysql8.0"), or the name of a default one ("default.mysql8.0")."""
    chosen = database.parameter_group
    if not isinstance(chosen, Known):
        return None
    if isinstance(chosen.value, External) and chosen.value.id.startswith(DEFAULT_GROUP):
        return chosen.value.id
    group = group_of(chosen, network)
    return group.family.value if group is not None and isinstance(group.family, Known) else None


def force_ssl(database: Database, network: Network) -> ForceSsl:
    """The setting in the parameter group of a database; without one, the default of its version."""
    chosen = database.parameter_group
    if chosen is None:
        return default_of(database)
    if isinstance(chosen, Unknown):
        return ForceSsl(None, "parameter_group", gap=chosen.reason)
    if isinstance(chosen.value, External) and chosen.value.id.startswith(DEFAULT_GROUP):
        return default_in(chosen.value.id)
    group = group_of(chosen, network)
    return set_in(group) if group is not None else ForceSsl(None, "parameter_group", gap=OUTSIDE)


def group_of(chosen: Known[Target], network: Network) -> ParameterGroup | None:
    """The parameter group of the configuration that a database names."""
    found = network.of(ParameterGroup)
    return next(
        (each for each in found if address_of(chosen) == each.address or is_named(each, chosen.value)), None
    )


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
    if not text[0].isdigit() and "postgres" not in text:
        return ForceSsl(None, "parameter_group", gap=OTHER_ENGINE)
    return ForceSsl(int(major.group()) >= ON_FROM, DEFAULT, text)
