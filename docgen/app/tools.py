"""The tools for other programs (MCP): each runs one read-only command of docgen and returns its JSON.

No argument is a path, and none can become an option: a value is handed over as `--option=value`, or after `--`. What the commands
themselves bound is bounded here, too.
"""

import contextlib
import io
import threading
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import click
import msgspec

Answer: TypeAlias = str  # JSON
MOST_CHARACTERS = 1_000_000  # of an answer
LONGEST_ARGUMENT = 10_000  # characters
RUNNING = threading.Lock()  # a command prints, and there is one standard output


class ToolProblem(Exception):  # noqa: N818 - the question's fault, and not an error of the program
    """Why there is no answer: what the command said."""


def ask(*words: str) -> Answer:
    """What one command prints. Raises `ToolProblem` where it says that something is wrong."""
    from docgen.app.cli import main  # noqa: PLC0415 - it lists the command that offers these tools

    if any(len(each) > LONGEST_ARGUMENT or "\0" in each for each in words):
        raise ToolProblem(f"An argument has more than {LONGEST_ARGUMENT} characters, or a NUL byte.")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with RUNNING, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = exit_code(main, words)
    said, problem = map(text_of, (out, err))
    if code != 0:
        raise ToolProblem(problem.strip() or f"The command ended with code {code}.")
    if len(said) > MOST_CHARACTERS:
        detail = f"The answer has {len(said)} characters, and no more than {MOST_CHARACTERS} are given."
        raise ToolProblem(f"{detail} Ask for one environment, or for one collection of facts.")
    return said


def exit_code(main: click.Command, words: Sequence[str]) -> int:
    start: Callable[..., object] = main.main
    try:
        start(list(words), prog_name="docgen")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def text_of(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)  # noqa: S101 - made above
    return stream.buffer.getvalue().decode("utf-8", "replace")


def option(name: str, value: str) -> tuple[str, ...]:
    return (f"--{name}={value}",) if value else ()


def facts(environment: str = "", collection: str = "") -> Answer:
    """The network facts of every environment, or of one: subnets, security groups with rules, exposures, connections.

    `collection` gives only one part of each environment: "security_groups", "exposures", "databases", "gaps" …
    """
    answer = ask("facts", *option("env", environment))
    if not collection:
        return answer
    document: dict[str, Any] = msgspec.json.decode(answer)
    environments = document["environments"]
    if not all(collection in each for each in environments.values()):
        names = sorted({name for each in environments.values() for name in each})
        raise ToolProblem(f'There is no collection "{collection}". There are: {", ".join(names)}.')
    document["environments"] = {name: {collection: each[collection]} for name, each in environments.items()}
    return msgspec.json.encode(document).decode()


def reach(environment: str, source: str, target: str, on: str = "-1") -> Answer:
    """Whether `source` can open a connection to `target`, with each check on the path.

    Both are addresses of resources, CIDR blocks or "internet". `on`: "tcp/443", "udp/53", "icmp/8"; "-1" for anything.
    """
    words = (*option("env", environment), *option("from", source), *option("to", target), *option("on", on))
    return ask("reach", "--json", *words)


def explain(environment: str, what: str) -> Answer:
    """Where a value, a rule, a subnet's tier or an exposure comes from, down to the line that sets it.

    `what`: an address with or without an attribute, `var.x`, `local.x`, `output.x`, or the id of an exposure.
    """
    return ask("explain", "--json", *option("env", environment), "--", what)


def whatif(environment: str, values: Mapping[str, str]) -> Answer:
    """Which exposures would close or open, and which other facts would change, if input variables had other values.

    `values`: by the name of the variable, as Terraform text. Nothing is written.
    """
    words = [f"--set={name}={value}" for name, value in values.items()]
    return ask("whatif", "--json", *option("env", environment), *words)


def diff(base: str, head: str = "") -> Answer:
    """What a change opens, weakens or destroys between two git revisions, the worst first; `head` empty: the files on disk."""
    return ask("diff", "--format=json", "--", base, *((head,) if head else ()))


def controls(environment: str = "", framework: str = "", verdict: str = "") -> Answer:
    """The verdicts of security controls, with the requirements of CIS, FSBP, NIST, PCI DSS, SOC 2 and ISO 27001.

    `framework`: "FSBP", "CIS v5.0.0" …; `verdict`: "broken", "undecided", "holds", "waived", "not_applicable".
    """
    words = (*option("env", environment), *option("framework", framework), *option("verdict", verdict))
    return ask("controls", "--format=json", *words)


Tool: TypeAlias = Callable[..., Answer]
TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        "facts": facts,
        "reach": reach,
        "explain": explain,
        "whatif": whatif,
        "diff": diff,
        "controls": controls,
    }
)
