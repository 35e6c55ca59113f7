"""Which arguments the AWS provider plans in another form than they are written in.

Each text argument is given a policy document, and then a word in mixed case that ends in a dot; what comes back tells
the form. Forms that only show with particular text (protocol numbers, container definitions) are listed below, each seen
in the provider's plans. The names are those of `docgen.language.planning.FORMS`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.oracle.extract_defaults import SINGLE, proposed
from tests.oracle.plugin import Provider, Refused, empty_body, running_provider

Json = dict[str, Any]
Place = tuple[str, ...]  # type, blocks, attribute

POLICY = '{ "Version":"2012-10-17",  "Statement":[{"Effect":"Allow","Action":["b:z","a:b"],"Resource":"*"}] }'
WORD = "MiXed."
FORMS = {
    '{"Statement":[{"Action":["b:z","a:b"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}': "json",
    '{"Version":"2012-10-17","Statement":[{"Action":["b:z","a:b"],"Effect":"Allow","Resource":"*"}]}': "policy",
    "mixed.": "lower",
    "MIXED.": "upper",
    "mixed": "dns",
    "MiXed": "no-dot",
    "be75cb6f3b45cfcd58482455ef4ae57f83872a2f": "digest",
}
SEEN: dict[Place, str] = {
    ("aws_security_group_rule", "protocol"): "protocol",
    ("aws_ecs_task_definition", "container_definitions"): "containers",
}
SEEN_IN_MEMBERS: dict[Place, dict[str, str]] = {
    ("aws_security_group", "ingress"): {"protocol": "protocol"},
    ("aws_security_group", "egress"): {"protocol": "protocol"},
    ("aws_default_security_group", "ingress"): {"protocol": "protocol"},
    ("aws_default_security_group", "egress"): {"protocol": "protocol"},
}


def extract_forms(mirror: Path, schema: Json) -> dict[Place, str]:
    """The form of every argument that is not planned as written."""
    waiting = sorted(schema["resource_schemas"])
    found: dict[Place, str] = {}
    tried: set[tuple[str, str, str]] = set()
    while waiting:
        with running_provider(mirror, schema) as provider:
            while waiting and ask(provider, waiting[0], schema["resource_schemas"], found, tried):
                waiting.pop(0)
    return found | SEEN


def ask(
    provider: Provider,
    type_: str,
    schemas: Json,
    found: dict[Place, str],
    tried: set[tuple[str, str, str]],
) -> bool:
    """Plan one type with text everywhere, or argument by argument where that is refused; False: the provider died."""
    block = schemas[type_]["block"]
    for text in (POLICY, WORD):
        for name, config in configurations(block, text):
            if (type_, text, name) in tried:
                continue
            tried.add((type_, text, name))
            try:
                planned = provider.plan(type_, config, proposed(block, config))
            except Refused as refusal:
                if "StatusCode" in str(refusal):
                    return False
                continue
            found.update(changed(block, planned.values, text, (type_,)))
            if not name:
                break
    return True


def configurations(block: Json, text: str) -> Iterator[tuple[str, Json]]:
    """First everything at once, then one argument at a time."""
    yield "", with_text(block, text)
    for name, attribute in block.get("attributes", {}).items():
        if takes_text(name, attribute):
            yield name, empty_body(block) | {name: text}


def with_text(block: Json, text: str) -> Json:
    made: Json = {}
    for name, attribute in block.get("attributes", {}).items():
        made[name] = text if takes_text(name, attribute) else None
    for name, nested in block.get("block_types", {}).items():
        one = nested["nesting_mode"] in SINGLE
        inner = None if name == "timeouts" else with_text(nested["block"], text)
        made[name] = inner if one else [] if inner is None else [inner]
    return made


def takes_text(name: str, attribute: Json) -> bool:
    settable = attribute.get("optional") or attribute.get("required")
    return bool(attribute["type"] == "string" and settable and name != "id")


def changed(block: Json, planned: Json, text: str, place: Place) -> Iterator[tuple[Place, str]]:
    for name, attribute in block.get("attributes", {}).items():
        value = planned.get(name)
        if takes_text(name, attribute) and isinstance(value, str) and value in FORMS and value != text:
            yield (*place, name), FORMS[value]
    for name, nested in block.get("block_types", {}).items():
        inner = planned.get(name)
        if isinstance(inner, list):
            inner = inner[0] if inner else None
        if isinstance(inner, dict):
            yield from changed(nested["block"], inner, text, (*place, name))
