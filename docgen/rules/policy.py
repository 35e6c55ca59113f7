"""A policy: which controls must hold in which environments."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.exposure import Severity
from docgen.analysis.patterns import matches
from docgen.rules.catalogue import catalogue
from docgen.rules.frameworks import belongs_to
from docgen.rules.table import KEYS


class Policy(msgspec.Struct, frozen=True):
    """Which controls must hold where. An empty list limits nothing.

    The controls are those of `controls`, and those that belong to one of `frameworks` and are as severe as `severity`.
    Where nothing names any, all controls must hold.
    """

    frameworks: tuple[str, ...] = ()  # as the catalogue names them
    severity: Severity | None = None  # this one and worse
    controls: tuple[str, ...] = ()  # keys
    environments: tuple[str, ...] = ()  # names, perhaps with * and ?
    rules: tuple[str, ...] = ()  # files of the team's own rules: what they judge must hold as well

    def is_about(self, environment: str) -> bool:
        return not self.environments or any(matches(each, environment) for each in self.environments)

    def demanded(self) -> tuple[str, ...]:
        """The controls that must hold, in the order of the pages; the team's own rules are not among them."""
        chosen = bool(self.frameworks or self.severity)
        names_any = chosen or bool(self.controls or self.rules)
        return tuple(
            key for key in KEYS if key in self.controls or (self.selects(key) if chosen else not names_any)
        )

    def selects(self, key: str) -> bool:
        control = catalogue()[key]
        if self.frameworks and not any(belongs_to(control, each) for each in self.frameworks):
            return False
        return self.severity is None or is_as_severe(control.severity, self.severity)


def is_as_severe(severity: Severity, least: Severity) -> bool:
    order = list(Severity)
    return order.index(severity) <= order.index(least)


def must_hold(policies: Sequence[Policy], environment: str) -> tuple[str, ...]:
    """The controls that some policy demands in an environment, in the order of the pages."""
    found = {key for each in policies if each.is_about(environment) for key in each.demanded()}
    return tuple(key for key in KEYS if key in found)


def own_rules_of(policies: Sequence[Policy], environment: str) -> tuple[str, ...]:
    """The files of own rules that some policy demands in an environment, each once."""
    return tuple(
        dict.fromkeys(rule for each in policies if each.is_about(environment) for rule in each.rules)
    )
