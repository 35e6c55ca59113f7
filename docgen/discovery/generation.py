"""Whether a build step writes Terraform files into a folder before Terraform runs.

Terragrunt's `generate`, Jinja and other templates, CDK for Terraform, scripts: what they declare is not in the repository.
https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate, https://developer.hashicorp.com/terraform/cdktf
"""

import fnmatch
import posixpath
from collections.abc import Iterator

from docgen.discovery.survey import Survey, below
from docgen.discovery.terragrunt import FILE, units_of
from docgen.source.tree import join

TEMPLATES = (".j2", ".tftpl", ".tmpl")
CDKTF = "cdktf.json"
IGNORED = ".gitignore"
# https://github.com/github/gitignore/blob/main/Terraform.gitignore: of a developer, not of a build step
OVERRIDES = frozenset({"override.tf", "override.tf.json", "*_override.tf", "*_override.tf.json"})


def evidence_of_generation(survey: Survey, folder: str) -> str:
    """The evidence that files are added to a folder of Terraform, for a sentence; "" if there is none."""
    return next(evidence(survey, folder), "")


def evidence(survey: Survey, folder: str) -> Iterator[str]:
    for unit in units_of(survey):
        if unit.root == folder:
            yield f"{join(unit.folder, FILE)} runs it, and may generate files"
    for path in survey.files:
        name, place = posixpath.basename(path), posixpath.dirname(path) or "."
        if (name == FILE and (below(folder, place) or below(place, folder))) or (
            name == CDKTF and below(folder, place)
        ):
            yield f"{path} may generate files"
        elif place == folder and name.endswith(TEMPLATES):
            yield f"{path} is a template"
        elif name == IGNORED and below(folder, place):
            yield from ignored_files(survey, path, place, folder)


def ignored_files(survey: Survey, path: str, place: str, folder: str) -> Iterator[str]:
    """The lines of a .gitignore that name a Terraform file of the folder: https://git-scm.com/docs/gitignore."""
    for line in (survey.text(path) or "").splitlines():
        pattern = line.strip()
        plain = pattern.removeprefix("/").removeprefix("**/")
        if not plain.endswith((".tf", ".tf.json")) or pattern.startswith(("#", "!")) or plain in OVERRIDES:
            continue
        where = posixpath.dirname(plain)
        if not where or fnmatch.fnmatchcase(folder, join(place, where)):
            yield f"{path} names {pattern}"
