"""`docgen diagram`."""

from importlib.util import find_spec
from pathlib import Path

import click
import msgspec

from docgen.app.files import write_archive
from docgen.app.output import say, usage_error
from docgen.app.session import evaluates, exit_on_errors, opened_project
from docgen.document.picture_cache import PictureCache
from docgen.pages.diagrams import VIEWS, picture_path, titled
from docgen.pages.labels import Labels
from docgen.workspace.pipeline import find_facts
from docgen.workspace.settings import environment_named

FORMATS = ("svg", "png", "drawio", "dot")


@click.command(name="diagram", help="Write one diagram of one environment as a file.")
@click.argument("name", type=click.Choice(list(VIEWS)), metavar="NAME")
@click.option("--env", "environment", help="The environment; it may be left out where there is one.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="svg", show_default=True)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The file to write.",
)
@evaluates
def command(*, name: str, environment: str | None, form: str, output: Path) -> None:
    if form == "png" and find_spec("resvg_py") is None:
        raise usage_error("The format png needs an extra: pip install 'terraform-docgen[png]'.")
    project = opened_project()
    environments = project.settings.environments
    if environment is None and len(environments) != 1:
        raise usage_error(f"Give the environment with --env: {', '.join(environments)}.")
    chosen = environment or next(iter(environments))
    exit_on_errors(environment_named(project.settings, chosen).diagnostics)
    settings = msgspec.structs.replace(project.settings, environments={chosen: environments[chosen]})
    result = find_facts(msgspec.structs.replace(project, settings=settings))
    exit_on_errors(result.diagnostics, project.tree)
    facts = result.value.environments[0]
    from docgen.document.diagram import print_plain_dot  # noqa: PLC0415 - slow to import
    from docgen.document.drawio import print_drawio  # noqa: PLC0415 - as above

    view = titled(VIEWS[name](facts, Labels((facts,))), result.value.project)
    drawn = PictureCache().draw_readable(view.drawing, view.nouns, picture_path(chosen, name))
    exit_on_errors(drawn.diagnostics, project.tree)
    if drawn.value is None:
        raise click.exceptions.Exit(1)
    match form:
        case "drawio":
            content = print_drawio(drawn.value).encode()
        case "dot":
            content = print_plain_dot(drawn.value.shown).encode()
        case "png":
            content = print_png(drawn.value.svg)
        case _:
            content = drawn.value.svg.encode()
    write_archive(project.folder, output, content)
    say(f"{output}: {len(content)} bytes")


def print_png(svg: str) -> bytes:
    """Twice as large as the page shows it; the letters are those of the fonts of the machine."""
    import resvg_py  # noqa: PLC0415 - an extra

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
