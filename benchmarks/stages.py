"""How long each stage takes, as ratios where there is something to compare with: `python -m benchmarks.stages`.

Ratios are of one run on one machine, taken in turn, so that a busy machine slows both sides. No test asks for times.
"""

import gc
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import hcl2
from rich.console import Console
from rich.table import Table

from benchmarks.projects import ONE_LARGE, TWO_ENVIRONMENTS, write_project
from docgen.app.cli import ALLOCATIONS
from docgen.app.site import build_site
from docgen.hcl.parser import parse_body
from docgen.language.depth import deep_recursion
from docgen.source.limits import Limits
from docgen.source.text import SourceFile
from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library
from docgen.workspace.environment import Evaluator
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from docgen.workspace.root_evaluation import evaluate_root
from docgen.workspace.settings_model import RootSettings

REPOSITORY = Path(__file__).parents[1]
ROUNDS = 7
INSTANCES = (100, 1_000, 10_000)

GROWING = """
variable "many" {
  type = map(number)
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/8"
}
resource "aws_security_group" "each" {
  for_each = var.many
  name     = each.key
  vpc_id   = aws_vpc.a.id
  ingress {
    protocol    = "tcp"
    from_port   = 1000 + each.value % 1000
    to_port     = 1000 + each.value % 1000
    cidr_blocks = [cidrsubnet("10.0.0.0/8", 16, each.value)]
  }
}
"""


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median over some rounds."""
    took = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def parsing(table: Table) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "terraform").rglob("*.tf"))]
    files = [SourceFile("a.tf", text) for text in texts]
    size = sum(map(len, texts)) / 1000
    parse_body(files[0])
    hcl2.loads(texts[0])
    ours, theirs = [], []
    for _ in range(3):
        ours.append(milliseconds(lambda: [parse_body(each) for each in files], 1))
        theirs.append(milliseconds(lambda: [hcl2.loads(each) for each in texts], 1))
    mine, other = statistics.median(ours), statistics.median(theirs)
    table.add_row(
        "parse terraform/",
        f"{mine:.0f} ms",
        f"{size / mine * 1000:.0f} KB/s, {other / mine:.1f} times hcl2.loads",
    )


def evaluation(table: Table) -> None:
    opened = open_project(REPOSITORY).value
    assert opened is not None  # noqa: S101 - this repository
    project = opened

    def evaluate() -> None:
        evaluator = Evaluator(project)
        for each in project.settings.environments:
            evaluator.evaluate(each)

    evaluate()
    table.add_row("evaluate both environments, parsed", f"{milliseconds(evaluate):.0f} ms", "")
    table.add_row("… and their facts", f"{milliseconds(lambda: find_facts(project)):.0f} ms", "")
    table.add_row("the whole site", f"{milliseconds(lambda: build_site(project), 3):.0f} ms", "")


def growth(table: Table) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "main.tf").write_text(GROWING, encoding="utf-8")
        before = 0.0
        for many in INSTANCES:
            settings = RootSettings(".", vars={"many": {f"group-{n}": n for n in range(many)}})
            took = milliseconds(lambda given=settings: evaluated(folder, given), 3)  # type: ignore[misc] # bound here
            ratio = f"{took / before:.1f} times the row above" if before else ""
            table.add_row(f"{many:,} for_each instances", f"{took:.0f} ms", ratio)
            before = took


def evaluated(folder: Path, settings: RootSettings) -> None:
    evaluate_root(folder, Library(DiskTree(folder)), settings, Limits(), {})


def large_projects(table: Table) -> None:
    for name, shape in (("two environments", TWO_ENVIRONMENTS), ("one large environment", ONE_LARGE)):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            write_project(folder, shape)
            for word in ("facts", "build"):
                command = [sys.executable, "-m", "docgen", word]
                took = milliseconds(lambda given=command, at=folder: run(given, at), 1)  # type: ignore[misc] # bound here
                table.add_row(f"docgen {word}, {name}", f"{took:.0f} ms", "whole process")
            largest = max((each.stat().st_size for each in folder.rglob("*.md")), default=0)
            table.add_row(f"largest page, {name}", f"{largest / 1000:.0f} KB", "")


def processes(table: Table) -> None:
    for words in (("--version",), ("facts",), ("check",)):
        command = [sys.executable, "-m", "docgen", *words]
        took = milliseconds(lambda given=command: run(given, REPOSITORY), 3)  # type: ignore[misc] # bound here
        table.add_row(f"docgen {' '.join(words)}", f"{took:.0f} ms", "whole process")
    ours = milliseconds(lambda: run([sys.executable, "-m", "docgen", "facts"], REPOSITORY), 3)
    for name, command in others():
        took = milliseconds(lambda given=command: run(given, REPOSITORY), 1)  # type: ignore[misc] # bound here
        table.add_row(name, f"{took:.0f} ms", f"{took / ours:.1f} times docgen facts, which reads both roots")


def others() -> Iterator[tuple[str, list[str]]]:
    """What is installed here and does a part of the same."""
    if importlib.util.find_spec("tfparse") is not None:
        reading = "import sys, tfparse; tfparse.load_from_path(sys.argv[1])"
        yield "tfparse, production", [sys.executable, "-c", reading, "terraform/production"]
    checkov = shutil.which("checkov")
    if checkov is not None:
        yield "checkov -d terraform", [checkov, "-d", "terraform", "--compact", "--quiet"]
    terraform = shutil.which("terraform")
    if terraform is not None and "DOCGEN_PLANNED_ROOT" in os.environ:
        chdir = f"-chdir={os.environ['DOCGEN_PLANNED_ROOT']}"  # a copy of the root, after `terraform init`
        yield "terraform plan", [terraform, chdir, "plan", "-input=false", "-lock=false"]


def run(command: list[str], folder: Path) -> None:
    own = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(command, cwd=folder, capture_output=True, check=False, env=own)  # noqa: S603 - our own programs


def main() -> None:
    gc.set_threshold(ALLOCATIONS, 20, 100)
    table = Table("What", "Median", "Compared")
    with deep_recursion():
        for measure in (parsing, evaluation, growth, large_projects, processes):
            measure(table)
    Console().print(table)


if __name__ == "__main__":
    main()
