"""`docgen doctor`: the gaps of an environment, what depends on them, and the most useful remedies."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import Component
from docgen.language.gaps import count_uses
from docgen.source.diagnostic import Diagnostic
from docgen.source.gap import GapKind
from docgen.source.traced import Reason, Unknown
from docgen.workspace.environment import EnvironmentEvaluation


class Finding(msgspec.Struct, frozen=True):
    """One cause of gaps, and what closing it would make known."""

    kind: GapKind
    cause: str
    values: int  # of resources and outputs that depend on it
    components: int  # whose place in the network depends on it
    remedy: str
    reports: tuple[Diagnostic, ...]


class Checkup(msgspec.Struct, frozen=True):
    """The gaps of one environment, the most helpful first."""

    environment: str
    placed: int  # components whose subnets and security groups are known
    components: int
    findings: tuple[Finding, ...]
    blocked: tuple[frozenset[str], ...]  # of each component without a known place, the causes

    def placed_with(self, closed: Iterable[str]) -> int:
        """The number of components with a known place once these causes are closed."""
        known = frozenset(closed)
        return self.placed + sum(causes <= known for causes in self.blocked)


def check_up(evaluation: EnvironmentEvaluation, facts: EnvironmentFacts) -> Checkup:
    """The gaps of an environment by cause."""
    uses: Counter[str] = Counter()
    kinds: dict[str, GapKind] = {}
    for root in evaluation.roots:
        for (kind, cause), count in count_uses(root.evaluation).items():
            uses[cause] += count
            kinds.setdefault(cause, kind)
    reports: dict[str, list[Diagnostic]] = {}
    for each in facts.gaps:
        if each.gap is not None:
            reports.setdefault(each.gap.cause, []).append(each)
            kinds.setdefault(each.gap.cause, each.gap.kind)
    components = facts.network.components()
    causes = [frozenset(causes_of(each)) for each in components if not is_placed(each)]
    blocking = Counter(cause for each in causes for cause in each)
    findings = [
        Finding(
            kinds[cause],
            cause,
            uses[cause],
            blocking[cause],
            next((each.gap.remedy for each in reports.get(cause, ()) if each.gap and each.gap.remedy), ""),
            tuple(reports.get(cause, ())),
        )
        for cause in kinds
    ]
    findings.sort(key=lambda each: (-each.components, -each.values, each.kind.value, each.cause))
    return Checkup(
        facts.name, sum(map(is_placed, components)), len(components), tuple(findings), tuple(causes)
    )


def is_placed(component: Component) -> bool:
    return not any(True for _ in unknown_places(component))


def causes_of(component: Component) -> Iterator[str]:
    for reason in unknown_places(component):
        yield reason.cause or reason.text


def unknown_places(component: Component) -> Iterator[Reason]:
    """Why the subnets or security groups of a component are not known."""
    for targets in (component.subnets, component.groups):
        if isinstance(targets, Unknown):
            yield targets.reason
        else:
            yield from (each.reason for each in targets.value if isinstance(each, Unknown))


def settings_to_paste(checkup: Checkup, findings: Sequence[Finding]) -> str:
    """Lines for docgen.yml with a place for each value that a person can give."""
    data = [each.cause.removeprefix("data.") for each in findings if each.kind is GapKind.DATA]
    variables = [each.cause.removeprefix("var.") for each in findings if each.kind is GapKind.VARIABLE]
    modules = [each.cause for each in findings if each.kind is GapKind.MODULE]
    lines = []
    if data or variables:
        lines += ["environments:", f"  {checkup.environment}:"]
    if data:
        lines += ["    data:", *(f"      {each}: # …" for each in data)]
    if variables:
        lines += ["    vars:", *(f"      {each}: # …" for each in variables)]
    if modules:
        lines += ["modules:", *(f"  {module_key(each)}: # the folder of a copy" for each in modules)]
    return "\n".join(lines)


def module_key(package: str) -> str:
    """The key under `modules:` for a source with its version."""
    source, _, version = package.partition(" ")
    return f'"{source}@{version}"' if version else f'"{source}"'


def most_helpful(checkup: Checkup) -> tuple[Finding, ...]:
    """The causes that a person can close with a line, as many as it takes to place nearly everything that they can place."""
    closable = [
        each
        for each in checkup.findings
        if each.kind in {GapKind.DATA, GapKind.VARIABLE, GapKind.MODULE} and (each.components or each.values)
    ]
    reachable = checkup.placed_with(each.cause for each in closable)
    chosen: list[Finding] = []
    while checkup.placed_with(each.cause for each in chosen) < reachable:
        rest = [each for each in closable if each not in chosen]
        chosen.append(max(rest, key=lambda each: gain(checkup, chosen, each)))
    return tuple(chosen) or tuple(closable[:5])


def gain(checkup: Checkup, chosen: Sequence[Finding], more: Finding) -> tuple[int, int, int]:
    """The benefit of closing one more cause: components placed at once, then those for which it is one of several steps."""
    closed = [each.cause for each in (*chosen, more)]
    return checkup.placed_with(closed), more.components, more.values
