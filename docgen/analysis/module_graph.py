"""Whether all environments call the same modules and differ only in their inputs."""

from collections.abc import Sequence

import msgspec

from docgen.analysis.facts import EnvironmentFacts, ModuleCallFact


class GraphDifference(msgspec.Struct, frozen=True):
    """A module call or resource that some environments have and others have not."""

    what: str  # "module.cache", "module.vpc.aws_subnet.public", "module.vpc (terraform/modules/vpc2)"
    only_in: tuple[str, ...]
    missing_in: tuple[str, ...]


def find_graph_differences(environments: Sequence[EnvironmentFacts]) -> tuple[GraphDifference, ...]:
    """Empty where all environments have the same module graph."""
    members = [members_of(each.module_graph) for each in environments]
    everything = sorted(set().union(*members)) if members else []
    found = []
    for what in everything:
        have = tuple(each.name for each, own in zip(environments, members, strict=True) if what in own)
        lack = tuple(each.name for each, own in zip(environments, members, strict=True) if what not in own)
        if lack:
            found.append(GraphDifference(what, have, lack))
    return tuple(found)


def members_of(graph: Sequence[ModuleCallFact]) -> set[str]:
    """The graph as a set of lines: each call with its code, each declared resource."""
    lines = set()
    for call in graph:
        path = ".".join(f"module.{name}" for name in call.path)
        if call.path:
            lines.add(f"{path} ({call.folder})")
        lines |= {f"{path}.{resource}".lstrip(".") for resource in call.resources}
    return lines
