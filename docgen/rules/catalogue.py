"""The catalogue of controls: severity, requirements of frameworks with their provenance, equivalents in other tools.

`controls.json` is data: numbers of requirements are never typed by hand in code. Where the provenance of a framework is
"project-judgement", no published source maps the control to it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from docgen.analysis.exposure import Severity

PROJECT = "project-judgement"


class Control(msgspec.Struct, frozen=True):
    """One control as the catalogue has it. A rule of a team's own needs only the severity."""

    severity: Severity
    severity_source: str = PROJECT
    resource_types: tuple[str, ...] = ()
    refs: Mapping[str, tuple[str, ...]] = {}  # the requirements, by framework and version
    provenance: Mapping[str, str] = {}  # by framework
    tools: Mapping[str, tuple[str, ...]] = {}  # equivalents: "checkov": ("CKV_AWS_24",)

    def is_judged_by_project(self, framework: str) -> bool:
        """Whether no published source maps the control to this framework."""
        return self.provenance.get(framework, PROJECT).startswith(PROJECT)


@cache
def catalogue() -> Mapping[str, Control]:
    """Every control by its key, in the order of the catalogue."""
    text = Path(__file__).with_name("controls.json").read_bytes()
    return MappingProxyType(msgspec.json.decode(text, type=dict[str, Control]))
