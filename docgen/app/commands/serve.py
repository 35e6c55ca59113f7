"""`docgen serve`."""

import os
import subprocess
import sys

import click

from docgen.app.files import write_site
from docgen.app.session import evaluates, opened_project, stop_on_errors
from docgen.app.site import build_site


@click.command(name="serve", help="The site, regenerated when Terraform, tfvars or Markdown changes.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
@evaluates
def command(address: str) -> None:
    project = opened_project()
    result = build_site(project)
    stop_on_errors(result.diagnostics, project.tree)
    write_site(result.value, project.folder)
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    words = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    try:
        code = subprocess.run(words, cwd=project.folder, env=environment, check=False).returncode  # noqa: S603 - our own words
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)
