"""Where each thing that pages point to is written: found when the site is built, because lines move."""

import posixpath
from collections.abc import Mapping

from docgen.analysis.facts import Facts
from docgen.source.span import Span


def evidence_index(facts: Facts) -> Mapping[tuple[str, str], Span]:
    """The span of every address, variable and output, by the folder that pages name and the anchor."""
    index: dict[tuple[str, str], Span] = {}
    for environment in facts.environments:
        for item in environment.network.inventory:
            index[folder(item.span), str(item.address)] = item.span
        for variable in environment.inputs.values():
            index[folder(variable.declared_at), f"var.{variable.name}"] = variable.declared_at
        for output in environment.outputs.values():
            index[folder(output.declared_at), f"output.{output.name}"] = output.declared_at
    return index


def folder(span: Span) -> str:
    return posixpath.dirname(span.path) or "."
