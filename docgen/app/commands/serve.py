"""`docgen serve`."""

import click

from docgen.app.files import write_site
from docgen.app.publish import serve
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.app.site import build_site


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
    exit_on_errors(result.diagnostics, project.tree)
    write_site(result.value, project.folder)
    serve(project, result, address, own=not ignore_mkdocs_yml)
