"""The first docgen.yml of a repository: the discovered settings as the text of the file."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from docgen.app.revision import remote_address, way_from_top
from docgen.discovery.plan import Plan, make_plan
from docgen.discovery.remotes import line_address, remote_of
from docgen.discovery.survey import Survey, look_around
from docgen.discovery.write import Heading, settings_text
from docgen.document.marks import is_made_by_docgen
from docgen.source.diagnostic import Result, error
from docgen.source.tree import DiskTree, Tree, Unreadable, join
from docgen.workspace.library import library_of
from docgen.workspace.settings import FILE

DOCS = "docs"
OWN_DOCS = "infrastructure-docs"  # where `docs` is in use
MOST_FILES = 1_000_000  # of Terraform; `limits.files` is for the build


class Beginning(msgspec.Struct, frozen=True, eq=False):
    """A docgen.yml that is not written yet."""

    plan: Plan
    text: str
    heading: Heading
    survey: Survey

    def planned(self, plan: Plan) -> "Beginning":
        """The same with another plan."""
        return Beginning(plan, settings_text(plan, self.heading), self.heading, self.survey)


def begin(folder: Path) -> Result[Beginning | None]:
    """The settings for the repository in `folder`; None, with a diagnostic, where there is nothing to document."""
    tree = DiskTree(folder)
    survey = look_around(tree, library_of(tree, most=MOST_FILES))
    remote = remote_of(remote_address(folder))
    project = (remote.path.rpartition("/")[2] if remote else "") or folder.resolve().name
    plan = make_plan(survey, project)
    if not plan.environments:
        return Result(None, (error("No Terraform for AWS", why_none(survey, plan)),))
    address = line_address(remote, way_from_top(folder)) if remote else None
    docs, reason = free_folder(tree)
    heading = Heading(project, address or "", docs, reason)
    return Result(Beginning(plan, settings_text(plan, heading), heading, survey))


def why_none(survey: Survey, plan: Plan) -> str:
    if plan.left_out:
        count = len(plan.left_out)
        some = ", ".join(list(plan.left_out)[:5]) + (", …" if count > 5 else "")  # noqa: PLR2004 - enough to see
        return f"None of the {count} root modules here uses AWS ({some}), and docgen documents AWS."
    if any(each.endswith("terragrunt.hcl") for each in survey.files):
        return (
            "There are Terragrunt files here, but no Terraform files (.tf, .tf.json, .tofu). Run `docgen init` in the "
            "repository of the modules that they run."
        )
    if survey.folders:
        return "The Terraform files here declare no resource, no data source and no module call."
    return (
        "There are no Terraform files (.tf, .tf.json, .tofu) in this folder or below it. Run `docgen init` at the top of a "
        "repository with Terraform."
    )


def free_folder(tree: Tree) -> tuple[str, str]:
    """A folder for the pages, and why it is not `docs`; "" for `docs` itself."""
    if not is_in_use(tree, DOCS):
        return "", ""
    number = 1
    name = OWN_DOCS
    while is_in_use(tree, name):
        number += 1
        name = f"{OWN_DOCS}-{number}"
    return name, f"The folder {DOCS}/ is in use by something else, so the pages have a folder of their own."


def is_in_use(tree: Tree, folder: str) -> bool:
    """Whether there is a file in the folder that docgen did not make."""
    return any(not is_own(tree, path) for path in files_in(tree, folder, 0))


def is_own(tree: Tree, path: str) -> bool:
    try:
        return is_made_by_docgen(path, tree.read(path))
    except Unreadable:
        return False


def files_in(tree: Tree, folder: str, depth: int) -> Iterator[str]:
    for name in tree.names(folder) or ():
        path = join(folder, name)
        if tree.is_folder(path) and not tree.is_link(path) and depth < 20:  # noqa: PLR2004 - deep enough
            yield from files_in(tree, path, depth + 1)
        else:
            yield path


def existing_settings(folder: Path) -> Path | None:
    """A docgen.yml in the folder or above it, so that another one would take its place."""
    return next((each / FILE for each in (folder, *folder.parents) if os.path.lexists(each / FILE)), None)
