"""docgen from Python: a repository in, evaluated environments, facts and the state of its documentation out.

    import docgen

    project = docgen.load("path/to/repository")
    for environment in docgen.facts(project).environments:
        print(environment.name, len(environment.exposures))

Nothing is printed, and nothing is written. What docgen does not know is in the results (`EnvironmentFacts.gaps`); what is
wrong raises `InvalidInput`.
"""

import datetime as dt
from pathlib import Path
from typing import TypeVar

import msgspec

from docgen.analysis.changes import Change
from docgen.analysis.facts import Facts
from docgen.analysis.verdicts import ClaimVerdict, Verdict
from docgen.language.depth import deep_recursion
from docgen.rules.judgement import worst
from docgen.rules.policy_findings import PolicyFinding
from docgen.rules.table import judgements
from docgen.source.diagnostic import Diagnostic, Result, Severity, has_errors
from docgen.source.limits import Limits
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.trials.remediation import with_closings
from docgen.workspace.environment import EnvironmentEvaluation, Evaluator, alone
from docgen.workspace.pipeline import environment_facts, find_facts
from docgen.workspace.project import Project, open_project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings import FILE, environment_named
from docgen.workspace.settings_model import RootSettings

T = TypeVar("T")


class InvalidInput(Exception):  # noqa: N818 - the input's fault, and not an error of the program
    """What Terraform would refuse, or a mistake in `docgen.yml` or hand-written pages.

    `diagnostics` are all of them: summary, detail, and where each is.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        errors = [each for each in diagnostics if each.severity is Severity.ERROR]
        super().__init__("; ".join(f"{each.summary}: {each.detail}" for each in errors))


class CheckResult(msgspec.Struct, frozen=True, eq=False):
    """What `docgen check` has to say about a repository."""

    changes: tuple[
        Change, ...
    ]  # since the documentation was made; `docgen.pages.sentences.changes` has words for them
    stale: tuple[str, ...]  # the files that `docgen build` would change, by path
    assertions: tuple[ClaimVerdict, ...]  # of docgen.yml, with their verdicts
    claims: tuple[ClaimVerdict, ...]  # of hand-written pages
    policy: tuple[
        PolicyFinding, ...
    ] = ()  # what the policy, the waivers and the accepted exposures of docgen.yml find

    @property
    def is_current(self) -> bool:
        """Whether the documentation says what the Terraform says."""
        return not self.stale

    @property
    def is_proved(self) -> bool:
        """Whether every assertion of `docgen.yml` holds in every environment, and its policy finds nothing."""
        findings = (finding for each in self.assertions for finding in each.findings)
        return not self.policy and all(each.verdict is Verdict.HOLDS for each in findings)


def load(folder: str | Path = ".") -> Project:
    """The repository whose `docgen.yml` is in this folder. Raises `InvalidInput` where the file is missing or wrong."""
    return taken(open_project(Path(folder).resolve()))


def evaluate(project: Project, environment: str) -> EnvironmentEvaluation:
    """One environment, evaluated as Terraform would do it: resource instances, inputs and outputs, each value traced.

    Raises `InvalidInput` where Terraform would refuse the configuration, or where there is no such environment.
    """
    taken(environment_named(project.settings, environment))
    with deep_recursion():
        return taken(Evaluator(project).evaluate(environment))


def facts(project: Project) -> Facts:
    """The facts of all environments, in the order of `docgen.yml`: what `docgen facts` prints.

    `docgen.exports.facts.facts_json` makes plain data of them. Raises `InvalidInput` as `evaluate` does.
    """
    with deep_recursion():
        return taken(find_facts(project, with_closings))


def check(project: Project, as_of: dt.date | None = None) -> CheckResult:
    """Whether the documentation says what the Terraform says, and whether what must hold is proved.

    Reads the documentation; writes nothing, and runs no rules of the team's own. `as_of`: the day that decides whether waivers
    have ended; without it, that of the commit that is checked out. Raises `InvalidInput` as `evaluate` does.
    """
    from docgen.app.as_of import day_for  # noqa: PLC0415 - as below
    from docgen.app.drift import find_drift  # noqa: PLC0415 - the site is slow to import
    from docgen.app.files import stale_files  # noqa: PLC0415 - as above
    from docgen.app.policy import find_policy_findings  # noqa: PLC0415 - as above
    from docgen.app.site import build_site  # noqa: PLC0415 - as above

    with deep_recursion():
        site = taken(build_site(project))
        stale = tuple(path for path, _ in stale_files(site, project.tree))
        assertions = tuple(each for each in site.claims if each.page == FILE)
        claims = tuple(each for each in site.claims if each.page != FILE)
        day = as_of if as_of is not None else day_for(project)
        policy = find_policy_findings(site.facts, project.settings, project.tree, day)
        changes = find_drift(project, site).changes if stale else ()
        return CheckResult(changes, stale, assertions, claims, policy)


def judge_rule(rule: str | Path, folder: str | Path) -> str:
    """The verdict of a rule in Python on the root module in a folder: "holds", "broken", "undecided" or "not_applicable".

    For tests of a team's own rules. It runs the file of the rule. Raises `InvalidInput` where that is no rule, or where Terraform
    would refuse the root module.
    """
    from docgen.app.own_rules import load_rule  # noqa: PLC0415 - it takes part in the command line

    file = Path(rule).resolve()
    with deep_recursion():
        loaded = taken(load_rule(file.name, DiskTree(file.parent)))
        library = Library(DiskTree(Path(folder).resolve()))
        evaluation = taken(evaluate_root(library, RootSettings("."), Limits(), {}))
        found = environment_facts(alone("tested", ".", evaluation))
        return worst(judgements(loaded.judge, found)).value


def taken(result: Result[T | None] | Result[T]) -> T:
    """The value; raises `InvalidInput` where something is wrong."""
    if has_errors(result.diagnostics) or result.value is None:
        raise InvalidInput(result.diagnostics)
    return result.value
