"""`docgen serve`."""

from contextlib import suppress

import click

from docgen.app.files import write_site
from docgen.app.publish import serve
from docgen.app.session import evaluates, exit_on_errors, opened_project, report
from docgen.app.site import build_site
from docgen.app.site_links import is_inside
from docgen.source.diagnostic import has_errors
from docgen.workspace.project import Project


@click.command(
    name="serve",
    help="The site, regenerated when Terraform, tfvars or Markdown changes; a mkdocs.yml is not needed.",
)
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@click.option("--ignore-mkdocs-yml", is_flag=True, help="Use docgen's own configuration of the site.")
@evaluates
def command(address: str, *, ignore_mkdocs_yml: bool) -> None:
    project = opened_project()
    result = build_site(project)
    if has_errors(result.diagnostics) and not result.value.files:
        report(result.diagnostics, project.tree)
        make_folder(project)  # the pages stay unchanged and say so, until the errors are fixed
    else:
        exit_on_errors(result.diagnostics, project.tree)
        write_site(result.value, project.folder)
    serve(project, result, address, own=not ignore_mkdocs_yml)


def make_folder(project: Project) -> None:
    """The folder of the documents, which MkDocs asks for even where nothing has been written yet."""
    folder = project.folder / project.settings.docs
    if is_inside(folder, (project.folder.resolve(),)):
        with suppress(OSError):  # MkDocs says what is wrong
            folder.mkdir(parents=True, exist_ok=True)
