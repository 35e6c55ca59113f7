"""Which version of the AWS provider a root module is read with.

docgen has the schemas of a few versions (`docgen.aws.schemas.EXACT_VERSIONS`). What the repository asks for is in its lock file,
`.terraform.lock.hcl`, else in the version constraints of its modules; the nearest known version is taken.
https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

import enum
from collections.abc import Sequence
from functools import partial

import msgspec

from docgen.aws.schemas import EXACT_VERSIONS, schema_in
from docgen.hcl.nodes import Body
from docgen.language.schema import Schemas
from docgen.terraform.module import Configuration
from docgen.terraform.syntax import text_of
from docgen.terraform.version_constraint import Constraint, Version, parse_constraints, parse_version

SOURCES = frozenset({"registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"})
KNOWN = tuple(version for each in EXACT_VERSIONS if (version := parse_version(each)) is not None)


class ChosenBy(enum.Enum):
    """The source of the chosen version."""

    LOCK_FILE = "lock file"
    CONSTRAINT = "version constraint"
    NEWEST = "newest known version"


class ProviderVersion(msgspec.Struct, frozen=True):
    """The version whose schema is used, and what the repository asked for."""

    known: str  # "6.62.0": one of EXACT_VERSIONS
    exact: bool  # whether Terraform would use precisely this version
    requested: str  # "5.31.0" of a lock file, "~> 5.0, >= 5.20" of constraints; "" if no version is requested
    chosen_by: ChosenBy


def choose_provider(locked: str | None, constraints: Sequence[str]) -> ProviderVersion:
    """The version to read a root with.

    `locked` is the version in the lock file; `constraints` are the texts of `required_providers` and `provider` blocks, of the
    root and of its modules. The order of rules: the locked version; the newest known version that all constraints allow; the
    known version nearest to what they allow; the newest known version.

    choose_provider(None, ["~> 5.31"]) is 5.100.0; choose_provider("4.67.0", []) is 5.100.0, and not exact.
    """
    wanted = parse_version(locked) if locked is not None else None
    if wanted is not None:
        known = nearest(wanted)
        return ProviderVersion(str(known), known == wanted, str(wanted), ChosenBy.LOCK_FILE)
    constraint = parse_constraints(constraints)
    if not constraint.terms:
        return ProviderVersion(str(KNOWN[-1]), exact=False, requested="", chosen_by=ChosenBy.NEWEST)
    requested = ", ".join(dict.fromkeys(each.strip() for each in constraints))
    allowed = [each for each in KNOWN if constraint.allows(each)]
    if allowed:
        exact = any(term.operator == "=" for term in constraint.terms)
        return ProviderVersion(str(allowed[-1]), exact, requested, ChosenBy.CONSTRAINT)
    known = nearest(boundary(constraint))
    return ProviderVersion(str(known), exact=False, requested=requested, chosen_by=ChosenBy.CONSTRAINT)


def nearest(wanted: Version) -> Version:
    """The known version of the same major version, else the next newer one, else the newest."""
    same = [each for each in KNOWN if each.major == wanted.major]
    newer = [each for each in KNOWN if each.order() > wanted.order()]
    return (same or newer or KNOWN[-1:])[0]


def boundary(constraint: Constraint) -> Version:
    """A version near those that a constraint allows: its highest lower bound, else its lowest upper bound."""
    lower = [each.version for each in constraint.terms if each.operator in {"=", ">", ">=", "~>"}]
    upper = [each.version for each in constraint.terms if each.operator in {"<", "<="}]
    if lower:
        return max(lower, key=Version.order)
    return min(upper, key=Version.order) if upper else KNOWN[-1]


def schemas_of(version: ProviderVersion) -> Schemas:
    """The schemas of the version that was chosen."""
    return partial(schema_in, version.known)


def read_lock_file(body: Body) -> str | None:
    """The version of the AWS provider in a parsed `.terraform.lock.hcl`; None where it is not locked."""
    for block in body.blocks:
        if block.type == "provider" and [label.text for label in block.labels] in [
            [each] for each in SOURCES
        ]:
            return next(
                (text_of(each.expression) for each in block.body.attributes if each.name == "version"), None
            )
    return None


def constraints_of(configuration: Configuration) -> tuple[str, ...]:
    """The constraints of all modules on the AWS provider, in the order of their paths, each text once."""
    found: list[str] = []
    for _, module in sorted(configuration.modules.items()):
        for name, constraints in module.provider_versions.items():
            if is_aws(module.provider_sources.get(name, f"hashicorp/{name}")):
                found += constraints
    return tuple(dict.fromkeys(found))


def is_aws(source: str) -> bool:
    """Whether a provider's source address is the AWS provider's: "hashicorp/aws", with or without a registry's host."""
    return source.lower() in SOURCES or source.lower() == "hashicorp/aws"
