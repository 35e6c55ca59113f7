"""The plan of a repository: from its files to root modules in environments, each with its values."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.discovery.arrange import arranged
from docgen.discovery.files import files_of
from docgen.discovery.pipelines import read_pipelines
from docgen.discovery.places import environments_by_place
from docgen.discovery.roots import Root, find_roots
from docgen.discovery.survey import Survey
from docgen.discovery.terragrunt import units_of
from docgen.discovery.variants import Evidence, Variant, Variants


class Plan(msgspec.Struct, frozen=True, eq=False):
    """The content of the docgen.yml that `docgen init` writes."""

    environments: Mapping[str, Sequence[Variant]]  # in the order of columns
    left_out: Mapping[str, str] = MappingProxyType({})  # root module: why it is in no environment

    @property
    def roots(self) -> tuple[Root, ...]:
        every = {each.root.folder: each.root for placed in self.environments.values() for each in placed}
        return tuple(every[folder] for folder in sorted(every))


def make_plan(survey: Survey, project: str) -> Plan:
    """The environments of a repository; none where it has no root module."""
    units = units_of(survey)
    found = find_roots(survey, tuple(dict.fromkeys(each.root for each in units)))
    if not found.roots:
        return Plan({}, found.left_out)
    folders = [*(each.folder for each in found.roots), *(each.folder for each in units)]
    places = environments_by_place(list(dict.fromkeys(folders)))
    evidence = Evidence(
        files_of(survey, found.roots),
        read_pipelines(survey),
        places,
        frozenset(each.name for each in found.roots),
        units,
    )
    return Plan(arranged(found.roots, Variants(survey, evidence), project), found.left_out)
