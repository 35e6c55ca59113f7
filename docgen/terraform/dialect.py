"""Which language a repository is written in: Terraform's or OpenTofu's, and of which version.

Both programs read the same files and differ in few places. What is newer than the chosen version is accepted all
the same, with a note; only where a value differs between versions does the level decide.
Upgrade guides: https://developer.hashicorp.com/terraform/language/upgrade-guides and
https://opentofu.org/docs/intro/whats-new/
"""

import enum
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from docgen.source.diagnostic import Diagnostic, warning
from docgen.source.span import Span

Level: TypeAlias = tuple[int, int]
"""Major and minor version; patch releases change no language."""
Version: TypeAlias = tuple[int, int, int]


class Product(enum.Enum):
    """The program that the configuration is for. The values are the keys of docgen.yml."""

    TERRAFORM = "terraform"
    OPENTOFU = "opentofu"

    @property
    def title(self) -> str:
        return "Terraform" if self is Product.TERRAFORM else "OpenTofu"


KNOWN: Mapping[Product, tuple[Level, ...]] = MappingProxyType(
    {
        Product.TERRAFORM: (*((0, minor) for minor in range(12, 16)), *((1, minor) for minor in range(17))),
        Product.OPENTOFU: tuple((1, minor) for minor in range(6, 14)),
    }
)
"""The levels that docgen knows something of, oldest first."""
COMPLETE: Mapping[Product, Level] = MappingProxyType({Product.TERRAFORM: (1, 15), Product.OPENTOFU: (1, 12)})
"""The newest level whose blocks, arguments and functions docgen knows all: what is not in its tables is not there."""


class Feature(msgspec.Struct, frozen=True):
    """Something of the language, and since when each program has it; None: it does not."""

    what: str  # as the subject of a sentence: "`const` in a variable block"
    terraform: Level | None
    opentofu: Level | None

    def since(self, product: Product) -> Level | None:
        return self.terraform if product is Product.TERRAFORM else self.opentofu


class Dialect(msgspec.Struct, frozen=True):
    """A program, a version of it, and how docgen came to choose them."""

    product: Product = Product.TERRAFORM
    level: Level = (1, 15)
    pinned: bool = False  # the repository asks for this level; otherwise it is the newest that docgen knows
    chosen_by: str = ""  # for people: "docgen.yml", ".terraform-version", "required_version"

    def has(self, feature: Feature) -> bool:
        """Whether this version has it; if no version is requested, whether any version has it."""
        since = feature.since(self.product)
        return since is not None and (not self.pinned or since <= self.level)

    @property
    def has_legacy_forms(self) -> bool:
        """Whether the repository asks for a Terraform before 0.15, with `list()`, `map()` and types in quotes.

        https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-15#legacy-configuration-language-features
        """
        return self.pinned and self.product is Product.TERRAFORM and self.level < (0, 15)

    @property
    def is_complete(self) -> bool:
        """Whether what docgen does not know is not part of the language: it would certainly be refused."""
        return self.pinned and self.level <= COMPLETE[self.product]

    def __str__(self) -> str:
        return f"{self.product.title} {self.level[0]}.{self.level[1]}"


NEWEST = Dialect()

# Values differ:
SHORT_CIRCUIT = Feature("`&&` and `||` that look at one side only", (1, 12), (1, 10))
NULL_COMPARISON = Feature("a comparison with null that only looks at the outermost marks", None, (1, 12))
NULL_ELEMENT = Feature("`contains` with null", (1, 16), (1, 13))
NEGATIVE_ELEMENT = Feature("`element` of a tuple with a negative index", (1, 12), (1, 10))
FORMAT_NULL = Feature("`format` with null", (1, 12), (1, 10))
MERGE_LIST = Feature("`<<` with a list in YAML", None, (1, 12))
# Declarations:
EPHEMERAL_VALUES = Feature("ephemeral values", (1, 10), (1, 11))
IMPORT_IDENTITY = Feature("`import` by identity", (1, 12), (1, 12))
ACTIONS = Feature("actions", (1, 14), None)
CONST = Feature("`const` in a variable block", (1, 15), (1, 12))
SOURCE_EXPRESSION = Feature("a module source that is computed", (1, 15), (1, 8))
SOURCE_OF_VARIABLE = Feature("a module source made of a variable that is not `const`", None, (1, 8))
DEPRECATED = Feature("`deprecated` on variables and outputs", (1, 15), (1, 10))
OUTPUT_TYPE = Feature("`type` in an output block", (1, 15), None)
ENABLED = Feature("`enabled` in a lifecycle block", None, (1, 11))
DESTROY = Feature("`destroy` in a lifecycle block", (1, 16), (1, 12))
PROVIDER_FOR_EACH = Feature("`for_each` in a provider block", None, (1, 9))
LANGUAGE_BLOCK = Feature("the `language` block", None, (1, 12))
TOFU_FILE = Feature("a file that ends in .tofu", None, (1, 8))
STORE = Feature("`store` in terraform_data", (1, 16), None)


def needs_newer(feature: Feature, dialect: Dialect, span: Span | None) -> Diagnostic:
    """A note that something needs another version than the one that the repository asks for. Not a gap."""
    versions = [
        f"{product.title} {since[0]}.{since[1]}" for product in Product if (since := feature.since(product))
    ]
    detail = (
        f"{feature.what[0].upper()}{feature.what[1:]} needs {' or '.join(versions)} or newer, and {dialect.chosen_by} "
        f"asks for {dialect}."
    )
    return warning("Newer language", detail, span)


# -- choosing --------------------------------------------------------------------------


def choose_dialect(
    settings: Mapping[str, str],
    version_files: Mapping[str, str],
    features: Iterable[Feature],
    constraints: Iterable[str],
) -> Dialect:
    """The dialect of a repository: the first of these that says something decides.

    `settings`: `terraform` or `opentofu` of docgen.yml, such as {"terraform": "1.15"}. `version_files`: the text of
    .terraform-version, .opentofu-version and .tool-versions by name. `features`: what the configuration uses.
    `constraints`: every `required_version`, such as "~> 1.5".
    """
    limits = tuple(constraints)
    chosen = from_settings(settings) or from_version_files(version_files)
    if chosen is not None:
        return chosen
    product, why = product_of(features)
    level = newest_allowed(limits, product)
    newest = newest_level(product)
    if level is None or level == newest:
        return Dialect(product, newest, pinned=False, chosen_by=why)
    return Dialect(product, level, pinned=True, chosen_by="required_version")


def newest_level(product: Product) -> Level:
    """The newest released level that docgen knows."""
    return COMPLETE[product]


def from_settings(settings: Mapping[str, str]) -> Dialect | None:
    for product in Product:
        level = level_of(settings.get(product.value, ""))
        if level is not None:
            return Dialect(product, level, pinned=True, chosen_by="docgen.yml")
    return None


FILES: Mapping[str, Product] = MappingProxyType(
    {".terraform-version": Product.TERRAFORM, ".opentofu-version": Product.OPENTOFU}
)
VERSION_FILES = (*FILES, ".tool-versions")


def from_version_files(files: Mapping[str, str]) -> Dialect | None:
    """The version that a version manager would install: https://github.com/tfutils/tfenv, https://asdf-vm.com."""
    for name, product in FILES.items():
        level = level_of(files.get(name, ""))
        if level is not None:
            return Dialect(product, level, pinned=True, chosen_by=name)
    for line in files.get(".tool-versions", "").splitlines():
        tool, _, version = line.partition("#")[0].strip().partition(" ")
        for product in Product:
            level = level_of(version) if tool == product.value else None
            if level is not None:
                return Dialect(product, level, pinned=True, chosen_by=".tool-versions")
    return None


VERSION = re.compile(r"\s*v?(\d+)\.(\d+)(?:\.(\d+))?(?:-[\w.]+)?\s*")


def level_of(text: str) -> Level | None:
    """`1.15` and `v1.15.5` as a level; None for `latest` and its kin."""
    found = VERSION.fullmatch(text.partition("\n")[0])
    return (int(found[1]), int(found[2])) if found else None


def product_of(features: Iterable[Feature]) -> tuple[Product, str]:
    """OpenTofu where something is used that Terraform does not have, else Terraform."""
    for each in features:
        if each.terraform is None and each.opentofu is not None:
            return Product.OPENTOFU, each.what
    return Product.TERRAFORM, ""


# -- version constraints ------------------------------------------------------------------

PART = re.compile(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.]+)?\s*")
PATCHES = range(100)  # no level ever had as many patch releases


def newest_allowed(constraints: Iterable[str], product: Product) -> Level | None:
    """The newest known level of which some release satisfies all constraints; the oldest one where they ask for an older one.

    None where no level does.
    """
    parts = [part for each in constraints for part in each.split(",") if part.strip()]
    parsed = [found for part in parts if (found := PART.fullmatch(part)) is not None]
    for level in reversed(KNOWN[product]):
        if level > newest_level(product) and not any(asks_for(each, level) for each in parsed):
            continue  # not released yet: only a constraint that names it means it
        if any(all(satisfies((*level, patch), each) for each in parsed) for patch in PATCHES):
            return level
    older = [each for each in parsed if each[1] not in {">", ">=", "!="}]
    is_older = any((int(each[2]), int(each[3] or 0)) < KNOWN[product][0] for each in older)
    return KNOWN[product][0] if is_older else None


def asks_for(part: re.Match[str], level: Level) -> bool:
    return (int(part[2]), int(part[3] or 0)) == level


def satisfies(version: Version, part: re.Match[str]) -> bool:
    """One part of a constraint: https://developer.hashicorp.com/terraform/language/expressions/version-constraints."""
    wanted = (int(part[2]), int(part[3] or 0), int(part[4] or 0))
    sign = part[1] or "="
    if sign == "~>":  # the last number that is written may grow
        written = 1 + (part[3] is not None) + (part[4] is not None)
        fixed = max(1, written - 1)
        return version >= wanted and version[:fixed] == wanted[:fixed]
    return COMPARE[sign](version, wanted)


COMPARE: Mapping[str, Callable[[Version, Version], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        ">=": operator.ge,
        "<=": operator.le,
        ">": operator.gt,
        "<": operator.lt,
    }
)
