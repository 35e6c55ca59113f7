"""Feed made-up text to the parser and the evaluator, guided by what code it reaches: nothing but diagnostics may come out."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["docgen"]):
    from docgen.hcl.parser import parse_body
    from docgen.hcl.print import print_body
    from docgen.source.limits import Limits
    from docgen.source.text import SourceFile
    from docgen.source.tree import DiskTree
    from docgen.terraform.loader import Library
    from docgen.workspace.root_evaluation import evaluate_root
    from docgen.workspace.settings_model import RootSettings

DEEPEST = 30_000
FEW = Limits(instances=200, elements=2_000, text=20_000, steps=20_000)
FOLDER = Path(tempfile.mkdtemp())


def one(data: bytes) -> None:
    text = data.decode("utf-8", errors="replace")
    parsed = parse_body(SourceFile("main.tf", text))
    if not parsed.diagnostics:
        again = parse_body(SourceFile("main.tf", print_body(parsed.value)))
        assert not again.diagnostics, (text, again.diagnostics)
    (FOLDER / "main.tf").write_text(text, encoding="utf-8", newline="")
    evaluate_root(Library(DiskTree(FOLDER)), RootSettings("."), FEW, {})


def main() -> None:
    sys.setrecursionlimit(DEEPEST)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
