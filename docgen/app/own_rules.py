"""Rules that a team has written in Python, loaded from its repository: only where the person who starts docgen allows it.

docgen.yml names the files, but docgen.yml is in the repository as well, and repositories are not trusted. So the permission
comes from outside of it: `--own-rules`, or DOCGEN_OWN_RULES=1 in the environment of the process.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import TypeVar

import click

from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.catalogue import Control
from docgen.rules.judgement import Judge, Judgement
from docgen.rules.rule import ControlRule
from docgen.rules.table import RuleText, parse_rule_text
from docgen.source.diagnostic import Diagnostic, Report, Result, error
from docgen.source.inert import shown_line, without_commands
from docgen.source.tree import Tree, read_source
from docgen.workspace.policy_settings import own_key
from docgen.workspace.settings_model import Settings

C = TypeVar("C", bound=Callable[..., object])
VARIABLE = "DOCGEN_OWN_RULES"
ALLOWING = frozenset({"1", "true", "yes"})


def with_own_rules(command: C) -> C:
    """A command with the option `--own-rules`, as `own_rules`."""
    option = click.option(
        "--own-rules",
        is_flag=True,
        help=f"Run the rules in Python that docgen.yml names: code of the repository. {VARIABLE}=1 does the same.",
    )
    return option(command)


def may_run_own_rules(*, flag: bool) -> bool:
    return flag or os.environ.get(VARIABLE, "").casefold() in ALLOWING


def load_own_rules(settings: Settings, tree: Tree) -> Result[tuple[ControlRule, ...]]:
    """The rules of all policies, by running their files. Call it only where that is allowed."""
    report = Report()
    paths = dict.fromkeys(rule for each in settings.policies for rule in each.rules)
    found = [report.take(load_rule(path, tree)) for path in paths]
    return Result(tuple(each for each in found if each is not None), tuple(report.diagnostics))


def load_rule(path: str, tree: Tree) -> Result[ControlRule | None]:
    """One rule. The file is read through the tree, so it is one of the repository."""
    read = read_source(tree, path)
    if read.value is None:
        return Result(None, read.diagnostics)
    module = ModuleType(f"docgen_own_rules.{own_key(path)}")
    module.__file__ = str(tree.root / path)
    sys.modules[module.__name__] = module  # data classes look their module up
    try:
        code = compile(read.value.text, module.__file__, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - allowed: see above
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever the file raises is its own fault
        return wrong(path, f"cannot be run: {type(problem).__name__}: {problem}")
    return rule_of(module, path)


def rule_of(module: ModuleType, path: str) -> Result[ControlRule | None]:
    """The rule of a module, which must have a docstring with its parts, `CONTROL` and `judge`."""
    control, judge = getattr(module, "CONTROL", None), getattr(module, "judge", None)
    if not isinstance(control, Control):
        return wrong(path, "needs CONTROL, a docgen.rules.catalogue.Control")
    if not callable(judge):
        return wrong(path, "needs a function `judge` that takes the facts of an environment")
    text: RuleText | None = parse_rule_text(module.__doc__ or "")
    if text is None:
        return wrong(
            path, "needs a docstring: a title, then Checks:, Why:, Fix:, Undecided: and Not applicable:"
        )
    return Result(ControlRule(own_key(path), control, text, guarded(judge, path), path))


class OwnRuleFailed(click.ClickException):
    """A rule of the team's own raised something, or yielded something else than verdicts."""

    exit_code = 1


def guarded(judge: Judge, path: str) -> Judge:
    """The judge; what goes wrong in it is an error that names its file, and no traceback."""

    def run(facts: EnvironmentFacts) -> Iterator[Judgement]:
        try:
            found = list(judge(facts))
        except (Exception, SystemExit) as problem:
            raise failed(path, f"{type(problem).__name__}: {problem}") from problem
        for each in found:
            if not isinstance(each, Judgement):
                raise failed(
                    path, f"it yields {type(each).__name__}, and not docgen.rules.judgement.Judgement"
                )
            yield each

    return run


def failed(path: str, what: str) -> OwnRuleFailed:
    return OwnRuleFailed(without_commands(shown_line(f"The rule {path} failed: {what}")))


def wrong(path: str, what: str) -> Result[ControlRule | None]:
    problem: Diagnostic = error("Invalid rule", f"{path} {what}.")
    return Result(None, (problem,))


def disk_rules(paths: Sequence[str], tree: Tree) -> Result[tuple[ControlRule, ...]]:
    """Rules of files that docgen.yml need not name, for trying them."""
    report = Report()
    found = [report.take(load_rule(each, tree)) for each in paths]
    return Result(tuple(each for each in found if each is not None), tuple(report.diagnostics))
