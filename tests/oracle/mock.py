"""The test file that makes Terraform plan with known ids.

In a plain plan every id is unknown, so it is not visible which group a rule belongs to. A mocked plan lets the
test file choose the ids; here the id of a resource is its address, and its ARN ends in it.
https://developer.hashicorp.com/terraform/language/tests/mocking
"""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

# Six colons and more: configurations take ARNs apart at them.
ARN_PREFIX = "arn:aws:mock:::resource:"
POLICY = "aws_iam_policy_document"


def mock_file(plan: Json) -> str:
    """A `.tftest.hcl` with one mocked run, for the configuration that `plan` was made from."""
    return "\n".join([*_provider(plan), *_overrides(plan), 'run "mocked" {', "  command = plan", "}", ""])


def data_sources(plan: Json) -> Iterator[Json]:
    """Every data source that Terraform could read while it planned."""
    waiting = [plan.get("prior_state", {}).get("values", {}).get("root_module", {})]
    while waiting:
        module = waiting.pop()
        yield from (each for each in module.get("resources", []) if each["mode"] == "data")
        waiting.extend(module.get("child_modules", []))


def _provider(plan: Json) -> Iterator[str]:
    answers: dict[str, Json] = {POLICY: {"json": "{}"}}
    for each in data_sources(plan):
        answers.setdefault(each["type"], {k: v for k, v in each["values"].items() if _is_plain(v)})
    yield 'mock_provider "aws" {'
    yield "  override_during = plan"
    for kind, values in sorted(answers.items()):
        yield f'  mock_data "{kind}" {{'
        yield f"    defaults = {_literal(values)}"
        yield "  }"
    yield "}"


def _is_plain(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


def _overrides(plan: Json) -> Iterator[str]:
    for each in plan["resource_changes"]:
        if each["mode"] == "managed":
            unknown = [
                name for name, is_unknown in each["change"]["after_unknown"].items() if is_unknown is True
            ]
            values = {name: made for name in unknown if (made := _made_up(each["address"], name)) is not None}
            yield "override_resource {"
            yield f"  target = {each['address']}"
            yield "  override_during = plan"
            yield f"  values = {_literal(values)}"
            yield "}"


def _made_up(address: str, attribute: str) -> object:
    """A value that says whose it is, of a shape that the provider's validation accepts."""
    return {
        "id": address,
        "allocation_id": address,
        "arn": ARN_PREFIX + address,
        "default_network_acl_id": f"{address}.default_network_acl_id",
        "default_route_table_id": f"{address}.default_route_table_id",
        "default_security_group_id": f"{address}.default_security_group_id",
        "ipv6_cidr_block": "2001:db8::/56",
        "latest_revision": 1,
        "master_user_secret": [{"secret_arn": f"{ARN_PREFIX}{address}.master_user_secret"}],
    }.get(attribute)


def _literal(value: object) -> str:
    """JSON is HCL, except that HCL would look for templates inside strings."""
    return json.dumps(value, sort_keys=True).replace("${", "$${").replace("%{", "%%{")
