"""Fits the plan of a new docgen.yml to what the evaluation says: guesses that lead to errors are withdrawn.

In this order, for each root module in each environment with errors: it counts as incomplete if names are not declared; guessed
values and the guessed workspace are dropped, and variables are unset whose defaults, null above all, cannot be meant, where
failing expressions depend on them; finally it is left out of that environment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TypeAlias

import msgspec

from docgen.app.beginning import Beginning
from docgen.app.blame import WORKSPACE, named_by_errors
from docgen.app.files import write_whole
from docgen.app.session import opened_project
from docgen.discovery.generation import evidence_of_generation
from docgen.discovery.refused import Place, changed, refused_roots, without
from docgen.discovery.survey import Survey
from docgen.discovery.values import keys_of
from docgen.discovery.variants import Variant
from docgen.hcl.nodes import Literal
from docgen.source.diagnostic import Code, Diagnostic, Severity
from docgen.source.tree import DiskTree, relative
from docgen.workspace.environment import EnvironmentRun, Evaluator
from docgen.workspace.inputs import automatic_files
from docgen.workspace.project import Project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings import FILE
from docgen.workspace.settings_model import RootSettings

MOST_TRIES = 5  # what is wrong while reading keeps other errors from being found
MOST_DEFAULTS = 8  # that are tried, one after the other
MOST_ROUNDS = 3  # of changes of one root module
NOT_DECLARED = "names are used here that no file declares; perhaps a build step adds one that does"


Opener: TypeAlias = Callable[[str], Project | None]  # the project with this text as its docgen.yml


def fitted(folder: Path, first: Beginning) -> Beginning:
    """The same with what leads to no errors; docgen.yml is written. Unchanged where nothing would be left."""

    def written(text: str) -> Project:
        write_whole(DiskTree(folder), FILE, text.encode())
        return opened_project()

    found = fitted_with(first, written)
    write_whole(DiskTree(folder), FILE, found.text.encode())
    return found


def fitted_with(first: Beginning, opened: Opener) -> Beginning:
    """The same with what leads to no errors. Unchanged where nothing would be left."""
    beginning = first
    clean: dict[str, Sequence[Variant]] = {}
    for _ in range(MOST_TRIES):
        project = opened(beginning.text)
        if project is None:
            break
        wanted = [name for name, each in beginning.plan.environments.items() if clean.get(name) != each]
        errors = errors_by_place(project, wanted, beginning)
        if not errors:
            return beginning
        clean |= {name: beginning.plan.environments[name] for name in wanted}
        for name, _ in errors:
            clean.pop(name, None)
        older = with_older_language(beginning, errors)
        if older is not None:
            beginning, clean = older, {}
            continue
        beginning = fixed(project, beginning, errors)
        if not beginning.plan.environments:
            break
    return first


LAST_WITH_QUOTED_TYPES = (
    "0.14"  # https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-15
)


def with_older_language(
    beginning: Beginning, errors: Mapping[Place, Sequence[Diagnostic]]
) -> Beginning | None:
    """The same for an older Terraform, where some root module has no other errors than types in quotes; else None."""
    is_old = any(all(each.code is Code.QUOTED_TYPE for each in found) for found in errors.values())
    if not is_old or beginning.heading.terraform:
        return None
    heading = msgspec.structs.replace(beginning.heading, terraform=LAST_WITH_QUOTED_TYPES)
    return msgspec.structs.replace(beginning, heading=heading).planned(beginning.plan)


def fixed(project: Project, beginning: Beginning, errors: Mapping[Place, Sequence[Diagnostic]]) -> Beginning:
    """The plan with every root module that has errors changed, or left out."""
    fitter = Fitter(project, beginning.survey)
    better: dict[Place, Variant] = {}
    refused: dict[Place, str] = {}
    for name, variants in beginning.plan.environments.items():
        for each in variants:
            place = (name, each.root.folder)
            if place not in errors:
                continue
            variant = fitter.fit(each)
            if variant is None:
                refused[place] = problem_text(errors[place][0])
            else:
                better[place] = variant
    return beginning.planned(without(changed(beginning.plan, better), refused))


def problem_text(problem: Diagnostic) -> str:
    at = f"{problem.subject.path}:{problem.subject.line}: " if problem.subject is not None else ""
    return f"{at}{problem.summary}"


def errors_by_place(
    project: Project, names: Sequence[str], beginning: Beginning
) -> dict[Place, list[Diagnostic]]:
    """The errors of these environments by root module."""
    evaluator = Evaluator(project)
    found: dict[Place, list[Diagnostic]] = {}
    for name in names:
        result = evaluator.evaluate(name)
        run = evaluator.runs[name]
        for folder, diagnostics in diagnostics_by_root(run, is_evaluated=result.value is not None):
            errors = [each for each in diagnostics if each.severity is Severity.ERROR]
            if errors:
                found.setdefault((name, folder), []).extend(errors)
        rest = [each for each in result.diagnostics if each.severity is Severity.ERROR]
        if rest and not any(place[0] == name for place in found):
            for folder, problem in refused_roots(beginning.plan, rest, beginning.text).items():
                found.setdefault((name, folder), []).append(problem)
    return found


def diagnostics_by_root(
    run: EnvironmentRun, *, is_evaluated: bool
) -> Iterator[tuple[str, Sequence[Diagnostic]]]:
    for root in run.roots:
        yield root.root, run.read.get(root.root, ())
        if is_evaluated:
            yield root.root, run.result(root.root).diagnostics


class Fitter:
    """Looks for settings of single root modules with which there are no errors in them."""

    def __init__(self, project: Project, survey: Survey) -> None:
        self.project = project
        self.survey = survey

    def fit(self, variant: Variant) -> Variant | None:
        """The variant with changes that take all errors away; None where there are none that do."""
        errors = self.errors(variant)
        if not errors:
            return None  # the error is in how the root modules of the environment fit together
        undeclared = [each for each in errors if each.code is Code.UNDECLARED_REFERENCE]
        if undeclared and not variant.incomplete:
            why = evidence_of_generation(self.survey, variant.root.folder)
            if why or len(undeclared) == len(errors):
                variant = msgspec.structs.replace(
                    variant, incomplete=f"a build step adds files: {why}" if why else NOT_DECLARED
                )
                errors = self.errors(variant)
        for _ in range(MOST_ROUNDS):
            if not errors:
                return variant
            best = errors
            for other in self.changes(variant, errors):
                left = self.errors(other)
                if len(left) < len(best):
                    variant, best = other, left
                if not left:
                    break
            if best is errors:
                return None
            errors = best
        return variant if not errors else None

    def changes(self, variant: Variant, errors: Sequence[Diagnostic]) -> Iterator[Variant]:
        """The variant with less guessed, the smallest changes first."""
        names = named_by_errors(self.project.configuration(settings_of(variant)).value, errors)
        values = (names | self.named_in_settings(variant, errors)) & set(variant.values)
        defaults = self.defaults(variant)
        null = tuple(sorted(names & {name for name, is_null in defaults.items() if is_null}))
        other = without_values(variant, values)
        if values:
            yield other
        if WORKSPACE in names and variant.workspace is not None:
            yield msgspec.structs.replace(variant, workspace=None)
            other = msgspec.structs.replace(other, workspace=None)
            yield other
        if null:
            yield msgspec.structs.replace(variant, not_null=(*variant.not_null, *null))
            yield msgspec.structs.replace(other, not_null=(*variant.not_null, *null))
        for name in sorted(names & set(defaults) - set(null))[:MOST_DEFAULTS]:
            yield msgspec.structs.replace(variant, not_null=(*variant.not_null, name))

    def defaults(self, variant: Variant) -> dict[str, bool]:
        """The variables of the root module that have their defaults, and whether those are null."""
        given = {*variant.not_null, *variant.values}
        for path in (*automatic_files(self.survey.tree, variant.root.folder), *variant.var_files):
            given |= keys_of(self.survey, path)
        return {
            name: isinstance(each.default.expression, Literal) and each.default.expression.value is None
            for name, each in variant.root.module.variables.items()
            if each.default is not None and name not in given
        }

    def named_in_settings(self, variant: Variant, errors: Sequence[Diagnostic]) -> set[str]:
        """The values that errors are about whose place is not in the configuration."""
        outside = [each for each in errors if each.subject is None or each.subject.path == FILE]
        return {each.about for each in outside} & set(variant.values)

    def errors(self, variant: Variant) -> list[Diagnostic]:
        """The errors of the root module alone."""
        settings = self.project.settings
        result = evaluate_root(
            self.project.library,
            settings_of(variant),
            settings.limits,
            settings.modules,
        )
        return [each for each in result.diagnostics if each.severity is Severity.ERROR]


def settings_of(variant: Variant) -> RootSettings:
    """The settings of the root module in docgen.yml."""
    folder = variant.root.folder
    return RootSettings(
        folder,
        tuple(relative(each, folder) for each in variant.var_files),
        dict(variant.values),
        variant.workspace,
        variant.not_null,
        backend_config=tuple(relative(each, folder) for each in variant.backend_files),
        incomplete=bool(variant.incomplete),
    )


def without_values(variant: Variant, names: AbstractSet[str]) -> Variant:
    """The variant without some values; the variables are among those that nothing sets."""
    kept = {name: value for name, value in variant.values.items() if name not in names}
    variables = variant.root.module.variables
    unset = tuple(variables[name] for name in sorted(names) if name in variables)
    return msgspec.structs.replace(variant, values=kept, unset=(*variant.unset, *unset))
