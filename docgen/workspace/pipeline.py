"""The pipeline of docgen: settings and Terraform in, facts out; facts in, pages out."""

import ipaddress
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import msgspec

from docgen.analysis.facts import (
    EnvironmentFacts,
    Facts,
    InputFact,
    ModuleCallFact,
    OutputFact,
    find_environment_facts,
)
from docgen.analysis.patterns import matches
from docgen.analysis.ranges import EVERYTHING, INTERNET, IntervalSet, addresses
from docgen.aws.conflicts import find_conflicts
from docgen.aws.network import ConversionMemory, convert_network
from docgen.source.diagnostic import Report, Result, has_errors
from docgen.source.progress import tell
from docgen.terraform.module import Configuration
from docgen.values.text import short_text
from docgen.values.values import MACHINE, Value, deep_marks, hidden_text, hides_anything
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator
from docgen.workspace.not_seen import find_not_seen
from docgen.workspace.project import Project
from docgen.workspace.settings_model import Settings

Finish: TypeAlias = Callable[[Evaluator, EnvironmentEvaluation, EnvironmentFacts], EnvironmentFacts]

DisplayTexts: TypeAlias = dict[
    int, tuple[Value, str]
]  # by the identity of the value, which is kept beside it


def find_facts(project: Project, finish: Finish | None = None) -> Result[Facts]:
    """The facts of every environment, in the order of docgen.yml; `finish` adds what takes more than one evaluation."""
    report = Report()
    evaluator = Evaluator(project)
    found = []
    for name in project.settings.environments:
        tell(f"{name}: evaluating")
        evaluation = report.take(evaluator.evaluate(name))
        if evaluation is not None and not has_errors(report.diagnostics):
            tell(f"{name}: finding facts about {len(evaluation.instances)} resources")
            observed = watched_addresses(project.settings)
            made = environment_facts(evaluation, observed, memory=evaluator.memory(name))
            facts = with_accepted(made, project.settings)
            report.add(*find_conflicts(facts.network))
            found.append(facts if finish is None else finish(evaluator, evaluation, facts))
    return Result(Facts(project.settings.project, tuple(found)), tuple(report.diagnostics))


def with_accepted(facts: EnvironmentFacts, settings: Settings) -> EnvironmentFacts:
    """The facts, with the scopes of docgen.yml, and its waivers and accepted exposures that are about this environment."""
    waivers = (each.waiver() for each in settings.waivers)
    accepted = (each.acceptance() for each in settings.exposures.accepted or ())
    return msgspec.structs.replace(
        facts,
        waivers=tuple(each for each in waivers if matches(each.environment, facts.name)),
        accepted=tuple(each for each in accepted if matches(each.environment, facts.name)),
        scopes=tuple(each.scope(name) for name, each in settings.scopes.items()),
    )


def watched_addresses(settings: Settings) -> IntervalSet:
    """The addresses that are an exposure wherever they are allowed: the internet, or all that is not expected."""
    allowed = settings.exposures.allowed
    if allowed is None:
        return INTERNET
    return EVERYTHING.difference(addresses(*(ipaddress.ip_network(each, strict=False) for each in allowed)))


def environment_facts(
    evaluation: EnvironmentEvaluation,
    observed: IntervalSet = INTERNET,
    ambient: str = "",
    memory: ConversionMemory | None = None,
    texts: DisplayTexts | None = None,
) -> EnvironmentFacts:
    """The facts of one environment. `observed`: the addresses that count as an exposure if they are allowed.

    `ambient`: the Region of what no provider block places, where the process environment counts. `memory`: see
    `convert_network`; `texts`: the same for the values of inputs, which trials of other inputs share.
    """
    display = partial(display_once, texts) if texts is not None else display_value
    network = convert_network(evaluation.instances, ambient, memory, one_account=len(evaluation.roots) == 1)
    inputs = {
        name: InputFact(
            name,
            display(each.value),
            each.source,
            each.description,
            each.sensitive,
            each.span,
            each.set_at,
        )
        for name, each in evaluation.inputs.items()
    }
    outputs = {
        name: OutputFact(name, display(each.value), each.description, each.sensitive, each.span)
        for name, each in evaluation.outputs.items()
    }
    graph = [call for each in evaluation.configurations for call in module_graph(each)]
    facts = find_environment_facts(
        evaluation.name,
        ", ".join(each.root for each in evaluation.roots),
        network,
        inputs,
        outputs,
        evaluation.modules,
        graph,
        observed,
        find_not_seen(evaluation, network),
    )
    gaps = tuple(each for each in evaluation.diagnostics if each.gap is not None)
    return msgspec.structs.replace(facts, gaps=gaps)


def display_once(texts: DisplayTexts, value: Value) -> str:
    """The result of `display_value`, computed once for each value."""
    if id(value) not in texts:
        texts[id(value)] = (value, display_value(value))
    return texts[id(value)][1]


def display_value(value: Value) -> str:
    """The value as pages show it: nothing of a hidden one, nothing that depends on the machine."""
    marks = deep_marks(value)
    if hides_anything(value):
        return hidden_text(marks)
    return "(depends on path.cwd)" if MACHINE in marks else short_text(value)


def module_graph(configuration: Configuration) -> list[ModuleCallFact]:
    """The calls and declared resources of a configuration; the root's own folder is left out."""
    graph = []
    for path, module in sorted(configuration.modules.items()):
        resources = sorted(
            f"{'data.' if mode == 'data' else ''}{type_}.{name}" for mode, type_, name in module.resources
        )
        graph.append(ModuleCallFact(path, module.folder if path else "", tuple(resources)))
    return graph
