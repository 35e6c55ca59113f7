"""Versions and version constraints as Terraform reads them: `">= 5.0, < 6.0"`, `"~> 5.31"`.

https://developer.hashicorp.com/terraform/language/expressions/version-constraints. What each form allows was asked of
Terraform 1.11.4: `tests/terraform/test_version_constraint.py` has the answers.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

Operator: TypeAlias = Literal["=", "!=", ">", ">=", "<", "<=", "~>"]
MOST_PARTS = 3
COMPARE: Mapping[str, Callable[[tuple[object, ...], tuple[object, ...]], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        ">": operator.gt,
        ">=": operator.ge,
        "<": operator.lt,
        "<=": operator.le,
    }
)
VERSION = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
TERM = re.compile(r"\s*(=|!=|>=|<=|~>|>|<)?\s*(\S+)\s*")


class Version(msgspec.Struct, frozen=True):
    """A semantic version: https://semver.org. Parts that were left out are 0; compared by `order()`."""

    major: int
    minor: int = 0
    patch: int = 0
    prerelease: str = ""

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return f"{text}-{self.prerelease}" if self.prerelease else text

    def order(self) -> tuple[object, ...]:
        """A prerelease comes before its release; of two, numbers count as numbers."""
        words = tuple(
            (0, int(each), "") if each.isdigit() else (1, 0, each)
            for each in self.prerelease.split(".")
            if each
        )
        return (self.major, self.minor, self.patch, not self.prerelease, words)


class Term(msgspec.Struct, frozen=True):
    """One condition on a version, `~> 5.31`."""

    operator: Operator
    version: Version
    parts: int  # how many of the version's numbers were written

    def allows(self, version: Version) -> bool:
        """Whether a release satisfies it; a prerelease satisfies only a term that names it or begins with a prerelease."""
        if version.prerelease and not self.version.prerelease and self.operator != "!=":
            return False
        if self.operator == "~>":
            return version.order() >= self.version.order() and self.is_alike(version)
        return bool(COMPARE[self.operator](version.order(), self.version.order()))

    def is_alike(self, version: Version) -> bool:
        """Only the last part that was written may differ from the term's own; `~> 5` is `~> 5.0`."""
        same_major = version.major == self.version.major
        return same_major and (self.parts < MOST_PARTS or version.minor == self.version.minor)


class Constraint(msgspec.Struct, frozen=True):
    """Conditions that must all hold."""

    terms: tuple[Term, ...]

    def allows(self, version: Version) -> bool:
        return all(each.allows(version) for each in self.terms)


def parse_version(text: str) -> Version | None:
    """`"5.31.0"`, `"5"`, `"6.0.0-beta1"`; None for what is no version."""
    found = VERSION.fullmatch(text.strip())
    if found is None:
        return None
    return Version(int(found[1]), int(found[2] or 0), int(found[3] or 0), found[4] or "")


def parse_constraint(text: str) -> Constraint | None:
    """The constraint; None where Terraform says "Invalid version constraint"."""
    terms: list[Term] = []
    for each in text.split(","):
        found = TERM.fullmatch(each)
        version = parse_version(found[2]) if found is not None else None
        if found is None or version is None:
            return None
        written = found[2].partition("-")[0].partition("+")[0]
        terms.append(Term(found[1] or "=", version, written.count(".") + 1))  # type: ignore[arg-type] # as the pattern has it
    return Constraint(tuple(terms))


def parse_constraints(texts: Sequence[str]) -> Constraint:
    """All of several constraints; those that Terraform would refuse are left out."""
    found = (parse_constraint(each) for each in texts)
    return Constraint(tuple(term for each in found if each is not None for term in each.terms))
