"""What Checkov reports of each kind of change, before and after: writes `checkov.json` beside this file, and the table of docs/comparison.md.

    python -m venv .venv-checkov && .venv-checkov/bin/pip install checkov
    python -m tests.delta.record_checkov .venv-checkov/bin/checkov

Checkov judges one state at a time. So it is run on the folder before and on the folder after, offline, and what counts is a
failed check that it reports after the change and not before: a check with its resource, or one that fails for more resources.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.delta.test_kinds import DANGEROUS, HARMLESS, HERE, Kind

RECORDED = HERE / "checkov.json"
PAGE = HERE.parents[1] / "docs/comparison.md"
FOLLOWS = "## When to take something else"  # the heading after the table
BEGINS = "| Kind of change | docgen | Checkov"
MOST_CHECKS = 4  # of one row
OPTIONS = ("--framework", "terraform", "--output", "json", "--quiet", "--compact", "--soft-fail")
OFFLINE = ("--skip-download", "--download-external-modules", "false")


def failed(checkov: str, text: str) -> Counter[tuple[str, str]]:
    """The failed checks of one folder, by id and resource. Raises where Checkov cannot read it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(text, encoding="utf-8")
        ran = subprocess.run(  # noqa: S603 - the program that the caller chose
            [checkov, "--directory", folder, *OPTIONS, *OFFLINE], capture_output=True, check=True, text=True
        )
    found: Any = json.loads(ran.stdout)
    if "results" not in found:  # nothing that it has a check for
        return Counter()
    assert not found["summary"]["parsing_errors"], text
    return Counter((each["check_id"], each["resource"]) for each in found["results"]["failed_checks"])


def digest() -> str:
    """Of all kinds, names and texts: what was recorded of others does not count."""
    parts = [part for each in (*DANGEROUS, *HARMLESS) for part in (each.name, each.before, each.after)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def recorded(checkov: str, kind: Kind) -> list[str]:
    """`CKV_AWS_24 aws_security_group.a`: each failed check that is new after the change."""
    new = failed(checkov, kind.after) - failed(checkov, kind.before)
    return sorted({f"{check} {resource}" for check, resource in new})


def table() -> str:
    """The kinds with what docgen says of them at least, and the checks of Checkov that fail after the change and not before."""
    found: Any = json.loads(RECORDED.read_text(encoding="utf-8"))
    rows = [f"{BEGINS} {found['version']} |", "| --- | --- | --- |"]
    for kinds, new in ((DANGEROUS, found["dangerous"]), (HARMLESS, found["harmless"])):
        for each in kinds:
            is_least = kinds is DANGEROUS and each.expected != "critical"
            said = f"{each.expected}, or worse" if is_least else each.expected
            checks = list(dict.fromkeys(one.split()[0] for one in new[each.name]))
            more = f", {len(checks) - MOST_CHECKS} more" if len(checks) > MOST_CHECKS else ""
            rows.append(
                f"| {each.name} | {said} | {', '.join(checks[:MOST_CHECKS]) or 'nothing new'}{more} |"
            )
    return "\n".join(rows)


def counts() -> str:
    """`52 of 76 dangerous kinds and 3 of 13 harmless ones`."""
    found: Any = json.loads(RECORDED.read_text(encoding="utf-8"))
    dangerous, harmless = (sum(map(bool, found[each].values())) for each in ("dangerous", "harmless"))
    return f"{dangerous} of {len(DANGEROUS)} dangerous kinds and {harmless} of {len(HARMLESS)} harmless ones"


def write_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGINS)
    after = rest[rest.index(FOLLOWS) :]
    PAGE.write_text(f"{before}{table()}\n\n{after}", encoding="utf-8")


def main(checkov: str) -> None:
    asked = [checkov, "--version"]
    ran = subprocess.run(asked, capture_output=True, check=True, text=True)  # noqa: S603 - as above
    document = {"version": ran.stdout.strip(), "cases": digest()}
    for name, kinds in (("dangerous", DANGEROUS), ("harmless", HARMLESS)):
        document[name] = {each.name: recorded(checkov, each) for each in kinds}  # type: ignore[assignment] # JSON
    RECORDED.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    write_table()


if __name__ == "__main__":
    main(sys.argv[1])
