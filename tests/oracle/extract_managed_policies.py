"""Write `docgen/aws/managed_policies.bin`: what AWS's own managed policies allow.

    python -m tests.oracle.extract_managed_policies PATH/TO/moto/iam/aws_managed_policies.py

The documents are AWS's (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html), as moto (Apache-2.0) collects
them with `aws iam list-policies` and `get-policy-version`.
"""

import importlib.util
import json
import sys
import zlib
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "docgen/aws/managed_policies.bin"
A_CHUNK = 24  # policies
KEPT = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")


def read(path: Path) -> dict[str, Any]:
    found = importlib.util.spec_from_file_location("aws_managed_policies", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    policies: dict[str, Any] = json.loads(module.aws_managed_policies_data)
    return policies


def main(path: str) -> None:
    policies = read(Path(path))
    made = {}
    for name, each in sorted(policies.items()):
        statements = each["Document"]["Statement"]
        listed = statements if isinstance(statements, list) else [statements]
        made[each["Path"].removeprefix("/") + name] = [
            {key: one[key] for key in KEPT if key in one and key != "Sid"} for one in listed
        ]
    newest = max(each.get("UpdateDate") or each["CreateDate"] for each in policies.values())
    TARGET.write_bytes(packed(newest[:10], made))


def packed(newest: str, policies: dict[str, Any]) -> bytes:
    """The form that docgen reads: the length of the head in four bytes, the head, and chunks of policies in order of their names.

    The head has the first name of each chunk and its length, so that one policy costs the reading of one chunk.
    """
    names = sorted(policies)
    groups = [names[start : start + A_CHUNK] for start in range(0, len(names), A_CHUNK)]
    chunks = [compressed({name: policies[name] for name in group}) for group in groups]
    index = [[group[0], len(chunk)] for group, chunk in zip(groups, chunks, strict=True)]
    head = compressed({"newest": newest, "chunks": index})
    return len(head).to_bytes(4, "big") + head + b"".join(chunks)


def compressed(data: Any) -> bytes:  # noqa: ANN401 - JSON
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 9)


if __name__ == "__main__":
    main(sys.argv[1])
