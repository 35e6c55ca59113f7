"""Record what the console of the real Terraform answers: `python -m tests.oracle.record_console`.

In: `tests/evaluate/console/config` and one expression a line of `expressions.txt`. Out: `answers.jsonl` beside it,
`{"expr", "text"}` or `{"expr", "error", "detail"}` a line. Needs `terraform` and no provider; a minute.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec

CONSOLE = Path(__file__).parent.parent / "evaluate" / "console"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"^[│╷╵] ?", re.MULTILINE)


class Recorded(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer of Terraform's console: what it printed, or the summary and detail of the first error."""

    expr: str
    text: str | None = None
    error: str | None = None
    detail: str | None = None


def read_expressions() -> list[str]:
    return (CONSOLE / "expressions.txt").read_text(encoding="utf-8").splitlines()


def read_answers() -> list[Recorded]:
    lines = (CONSOLE / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Recorded) for line in lines]


def record() -> list[Recorded]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    environment = plain | {"CHECKPOINT_DISABLE": "1", "COLUMNS": "10000"}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "config"
        shutil.copytree(CONSOLE / "config", folder)
        subprocess.run(
            ["terraform", "init", "-input=false"],  # noqa: S607 - found on PATH, wherever it is
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        return [ask(each, folder, environment) for each in read_expressions()]


def ask(expression: str, folder: Path, environment: dict[str, str]) -> Recorded:
    done = subprocess.run(
        ["terraform", "console", "-plan"],  # noqa: S607 - as above
        cwd=folder,
        env=environment,
        input=f"{expression}\n".encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        return Recorded(expression, text=done.stdout.decode().removesuffix("\n"))
    told = FRAME.sub("", COLOURS.sub("", done.stderr.decode()))
    summary, _, rest = told.partition("Error: ")[2].strip().partition("\n")
    detail = " ".join(rest.strip().split("\n\n", 1)[-1].split())
    return Recorded(expression, error=summary.strip(), detail=detail)


def main() -> None:
    lines = [msgspec.json.encode(each).decode() for each in record()]
    (CONSOLE / "answers.jsonl").write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
