"""docgen: Terraform in, true network and security documentation out.

In: a folder with `docgen.yml` and Terraform. Out: pages, facts, verdicts.
From Python: `docgen.load`, `docgen.evaluate`, `docgen.facts`, `docgen.check`; see `docgen.api`. The command line is
`docgen.app.cli`.
"""

import importlib
from typing import TYPE_CHECKING, Any

from docgen.source import version

if TYPE_CHECKING:
    from docgen.api import CheckResult, InvalidInput, check, evaluate, facts, judge_rule, load


__version__ = version.VERSION

__all__ = ["CheckResult", "InvalidInput", "__version__", "check", "evaluate", "facts", "judge_rule", "load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a part of the interface, imported on first use
    if name in __all__:
        return getattr(importlib.import_module("docgen.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
