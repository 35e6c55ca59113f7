"""Every PostgreSQL database refuses connections without TLS.

Checks: `rds.force_ssl` in the parameter group of PostgreSQL databases; without one, the default of the version: on from 15.
Why: Passwords and data in plaintext can be read on the way.
Fix: Set `rds.force_ssl = 1` in an `aws_db_parameter_group`, and name it in the database.
Undecided: The parameter group, the parameter or the version is not known.
Not applicable: Other engines, Aurora instances (whose cluster decides), and environments without databases.
"""

import re
from collections.abc import Iterator

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.placement import address_of
from docgen.aws.model.base import External
from docgen.aws.model.components import Database, ParameterGroup
from docgen.rules.databases_of import is_no_member, is_postgres
from docgen.rules.judgement import (
    ControlReason,
    ControlVerdict,
    HasOther,
    Judgement,
    MayBeMissing,
    PropertyIs,
    PropertyUnknown,
    judged,
)
from docgen.source.traced import Known, Reason, Unknown
from docgen.source.tristate import Tristate

PARAMETER = "rds.force_ssl"
ON_FROM = 15  # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
DEFAULT_GROUP = "default."
MAJOR = re.compile(r"\d+")
OUTSIDE = Reason("its parameter group is not in the configuration")
NO_VERSION = Reason("its version is not in the configuration")


def judge(facts: EnvironmentFacts) -> Iterator[Judgement]:
    for database in facts.network.databases:
        postgres = is_postgres(database)
        if not is_no_member(database, facts) or postgres is False:
            yield judged(database, ControlVerdict.NOT_APPLICABLE)
            continue
        forced, reason = force_ssl(database, facts)
        if forced is None or (not forced and (postgres is None or database.count_unknown)):
            yield judged(database, ControlVerdict.UNDECIDED, reason)
        elif not forced and facts.not_seen.anything and database.parameter_group is None:
            yield judged(database, ControlVerdict.UNDECIDED, MayBeMissing(facts.not_seen.anything[0]))
        else:
            yield judged(database, ControlVerdict.HOLDS if forced else ControlVerdict.BROKEN, reason)


def force_ssl(database: Database, facts: EnvironmentFacts) -> tuple[Tristate, ControlReason]:
    """Whether the parameter is on, and why."""
    chosen = database.parameter_group
    if chosen is None:
        return default_of(database)
    if isinstance(chosen, Unknown):
        return None, PropertyUnknown("parameter_group", chosen.reason)
    if isinstance(chosen.value, External) and chosen.value.id.startswith(DEFAULT_GROUP):
        return default_in(chosen.value.id)
    for group in facts.network.of(ParameterGroup):
        if address_of(chosen) == group.address or is_named(group, chosen.value):
            return set_in(group)
    return None, PropertyUnknown("parameter_group", OUTSIDE)


def is_named(group: ParameterGroup, target: object) -> bool:
    return isinstance(group.group_name, Known) and target == External(group.group_name.value)


def set_in(group: ParameterGroup) -> tuple[Tristate, ControlReason]:
    for name, value in group.parameters:
        if isinstance(name, Unknown):
            return None, PropertyUnknown(PARAMETER, name.reason)
        if name.value == PARAMETER:
            if isinstance(value, Unknown):
                return None, PropertyUnknown(PARAMETER, value.reason)
            return value.value == "1", PropertyIs(PARAMETER, value.value)
    if isinstance(group.family, Unknown):
        return None, PropertyUnknown("family", group.family.reason)
    found, _ = default_in(group.family.value)
    return found, HasOther(group.address)


def default_of(database: Database) -> tuple[Tristate, ControlReason]:
    version = database.engine_version
    if version is None:
        return None, PropertyUnknown("engine_version", NO_VERSION)
    if isinstance(version, Unknown):
        return None, PropertyUnknown("engine_version", version.reason)
    return default_in(version.value)


def default_in(text: str) -> tuple[Tristate, ControlReason]:
    """The default of a version ("16.3"), a family ("postgres16") or a default group ("default.postgres14")."""
    major = MAJOR.search(text)
    if major is None:
        return None, PropertyUnknown("engine_version", NO_VERSION)
    return int(major.group()) >= ON_FROM, PropertyIs("engine_version", text)
