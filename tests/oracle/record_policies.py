"""Policy documents made up at random, and what the AWS provider makes of them: `python -m tests.oracle.record_policies`.

Writes `tests/aws/policy_documents.jsonl`: one JSON object a line, `{"arguments": …, "json": …, "id": …}`, or `"refused": message` in place
of the answer. `--seed` and `--count` make others; `--into` writes them elsewhere.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.oracle.plugin import Provider, Refused, running_provider
from tests.oracle.real_terraform import Terraform, find_mirror

Json = dict[str, Any]

ANSWERS = Path(__file__).parents[1] / "aws" / "policy_documents.jsonl"
TYPE = "aws_iam_policy_document"
ACTIONS = ("s3:GetObject", "s3:Put*", "kms:Decrypt", "*", "a:b", "A:b", "s3:Get<x>&y")
RESOURCES = ("*", "arn:aws:s3:::b", "arn:aws:s3:::b/&{aws:username}/*", "arn:aws:s3:::b/*", "ü")
PRINCIPALS = ("AWS", "Service", "*", "Federated", "CanonicalUser")
IDENTIFIERS = (
    "*",
    "arn:aws:iam::123456789012:root",
    "ec2.amazonaws.com",
    "logs.amazonaws.com",
    "123456789012",
    "&{aws:x}",
)
TESTS = ("StringLike", "StringEquals", "Bool", "IpAddress")
VARIABLES = ("aws:a", "aws:b", "s3:x")
VALUES = ("b", "a", "true", "&{aws:y}", "10.0.0.0/8", "<&>")
VERSIONS = ("2012-10-17", "2012-10-17", "2008-10-17")
SIDS = (None, None, "", "A", "B", "C", "D")


class Maker:
    """Makes arguments of the data source."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - test inputs

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, pool: Sequence[str], least: int = 0) -> list[str]:
        return [self.random.choice(pool) for _ in range(self.random.randint(least, 3))]

    def distinct(self, pool: Sequence[str], least: int = 0) -> list[str]:
        return sorted(set(self.some(pool, least)))

    def arguments(self) -> Json:
        made: Json = {"statement": self.statements()}
        if self.chance(0.5):
            made["source_policy_documents"] = [self.document() for _ in range(self.random.randint(0, 2))]
        if self.chance(0.3):
            made["override_policy_documents"] = [self.document() for _ in range(self.random.randint(0, 2))]
        if self.chance(0.2):
            made["policy_id"] = self.random.choice(("one", ""))
        if self.chance(0.2):
            made["version"] = self.random.choice(VERSIONS)
        return made

    def statements(self) -> list[Json]:
        made: list[Json] = []
        for _ in range(self.random.randint(0, 3)):
            each = self.statement()
            taken = {other.get("sid") for other in made if other.get("sid")}
            if each.get("sid") in taken and self.chance(0.9):
                del each["sid"]
            made.append(each)
        return made

    def statement(self) -> Json:
        made: Json = {}
        sid = self.random.choice(SIDS)
        if sid is not None:
            made["sid"] = sid
        if self.chance(0.4):
            made["effect"] = self.random.choice(("Allow", "Deny"))
        for name, pool, probability in (
            ("actions", ACTIONS, 0.7),
            ("not_actions", ACTIONS, 0.15),
            ("resources", RESOURCES, 0.7),
            ("not_resources", RESOURCES, 0.15),
        ):
            if self.chance(probability):
                made[name] = self.distinct(pool)
        for name, probability in (("principals", 0.5), ("not_principals", 0.15)):
            if self.chance(probability):
                made[name] = self.blocks(
                    lambda: {
                        "type": self.random.choice(PRINCIPALS),
                        "identifiers": self.distinct(IDENTIFIERS, 1),
                    }
                )
        if self.chance(0.5):
            made["condition"] = self.blocks(
                lambda: {
                    "test": self.random.choice(TESTS),
                    "variable": self.random.choice(VARIABLES),
                    "values": self.some(VALUES, int(self.chance(0.9))),
                }
            )
        return made

    def blocks(self, make: Any) -> list[Json]:  # noqa: ANN401 - a function that makes one
        made: list[Json] = []
        for _ in range(self.random.randint(0, 3)):
            each = make()
            if each not in made:
                made.append(each)
        return made

    def document(self) -> str:
        if self.chance(0.06):
            return self.random.choice(("", "not json"))
        made: Json = {}
        if self.chance(0.8):
            made["Version"] = self.random.choice(VERSIONS)
        if self.chance(0.2):
            made["Id"] = "source"
        statements = [self.written_statement() for _ in range(self.random.randint(0, 2))]
        if statements or self.chance(0.5):
            made["Statement"] = statements[0] if len(statements) == 1 and self.chance(0.15) else statements
        return json.dumps(made, ensure_ascii=False)

    def written_statement(self) -> Json:
        made: Json = {}
        sid = self.random.choice(SIDS)
        if sid is not None:
            made[self.random.choice(("Sid", "Sid", "sid"))] = sid
        if self.chance(0.9):
            made[self.random.choice(("Effect", "Effect", "effect"))] = self.random.choice(("Allow", "Deny"))
        for name, pool, probability in (
            ("Action", ACTIONS, 0.7),
            ("NotAction", ACTIONS, 0.15),
            ("Resource", RESOURCES, 0.7),
            ("NotResource", RESOURCES, 0.15),
        ):
            if self.chance(probability):
                made[name] = self.random.choice((self.some(pool), self.random.choice(pool)))
        for name, probability in (("Principal", 0.5), ("NotPrincipal", 0.1)):
            if self.chance(probability):
                made[name] = (
                    "*"
                    if self.chance(0.2)
                    else {
                        kind: self.random.choice((self.some(IDENTIFIERS), self.random.choice(IDENTIFIERS)))
                        for kind in self.distinct(PRINCIPALS)
                    }
                )
        if self.chance(0.5):
            made["Condition"] = {
                test: {
                    variable: self.random.choice((self.some(VALUES), "x", True, ["one"], False))
                    for variable in self.distinct(VARIABLES, 1)
                }
                for test in self.distinct(TESTS)
            }
        if self.chance(0.1):
            made["Unknown"] = "left out"
        return made


def recorded(provider: Provider, arguments: Json) -> Json:
    """One line: the arguments with the provider's answer."""
    block = provider.schema["data_source_schemas"][TYPE]["block"]
    try:
        made = provider.read(TYPE, full(block, arguments))
    except Refused as problem:
        return {"arguments": arguments, "refused": str(problem)}
    return {
        "arguments": arguments,
        "json": made["json"],
        "minified_json": made["minified_json"],
        "id": made["id"],
    }


def full(block: Json, given: Json) -> Json:
    """A body in which everything that is not given is null."""
    made: Json = {name: given.get(name) for name in block.get("attributes", {})}
    for name, nested in block.get("block_types", {}).items():
        made[name] = [full(nested["block"], each) for each in given.get(name, ())]
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Record what the AWS provider makes of policy documents.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--into", type=Path, default=ANSWERS)
    options = parser.parse_args()
    maker = Maker(options.seed)
    mirror = find_mirror()
    with running_provider(mirror, Terraform(mirror, endpoint="").schema()) as provider:
        lines = [recorded(provider, maker.arguments()) for _ in range(options.count)]
    text = "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in lines)
    options.into.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
