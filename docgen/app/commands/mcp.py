"""`docgen mcp`."""

import functools
import importlib
from importlib.util import find_spec
from typing import Any

import click

from docgen.app.output import usage_error
from docgen.app.session import opened_project
from docgen.app.tools import TOOLS, Answer, Tool, ToolProblem
from docgen.source.version import VERSION

INSTRUCTIONS = (
    "docgen evaluates the Terraform of this repository offline. Unknown values say why they are unknown; "
    "an answer that a gap could change is undecided, never no."
)


@click.command(
    name="mcp",
    help="Offer the model to other programs as an MCP server, over standard input and output. It only reads.",
)
def command() -> None:
    if find_spec("mcp") is None:
        raise usage_error("docgen mcp needs an extra: pip install 'terraform-docgen[mcp]'.")
    opened_project()  # a wrong docgen.yml is reported now, and not at the first question
    made_server().run("stdio")


def made_server() -> Any:  # noqa: ANN401 - the package is an extra, without it there is no type
    """The server with its tools; see https://modelcontextprotocol.io/specification/ ("tools", "annotations")."""
    server_module: Any = importlib.import_module("mcp.server")
    types: Any = importlib.import_module("mcp.types")
    exceptions: Any = importlib.import_module("mcp.server.mcpserver.exceptions")
    server = server_module.MCPServer(
        "docgen", version=VERSION, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    for name, tool in TOOLS.items():
        server.add_tool(telling(tool, exceptions.ToolError), name, annotations=hints, structured_output=False)
    return server


def telling(tool: Tool, tool_error: type[Exception]) -> Tool:
    """The tool, whose problems are answers that the other program can read."""

    @functools.wraps(tool)
    def told(*arguments: Any, **named: Any) -> Answer:  # noqa: ANN401 - those of the tool
        try:
            return tool(*arguments, **named)
        except ToolProblem as problem:
            raise tool_error(str(problem)) from None

    return told
