"""The documentation of docgen.yml: the JSON Schema for completion in editors, and the page.

`python -m docgen.workspace.schema` writes both again.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from docgen.workspace.settings_model import Settings

PLACE = Path(__file__).with_name("docgen.schema.json")
PAGE = Path("docs/configuration.md")
HEAD = """---
title: Configuration
---

# Configuration

`docgen.yml` at the top of the repository says which environments there are and how to evaluate them; `docgen init` writes
it. Unknown keys and wrong types are errors with their line. Editors complete the file by the JSON Schema that ships with
docgen, `docgen/workspace/docgen.schema.json`. Paths are relative to the file, with `/`.

This page is made from the same types: `python -m docgen.workspace.schema`.
"""
SECTIONS = {
    "Settings": "The file",
    "EnvironmentSettings": "An environment",
    "RootSettings": "A root module",
    "ExposureSettings": "`exposures`",
    "AcceptanceSettings": "An accepted exposure",
    "WaiverSettings": "A waiver",
    "PolicySettings": "A policy",
    "ParitySettings": "`parity`",
    "SecretsSettings": "`secrets`",
    "IntendedDifference": "An intended difference",
    "WhySettings": "An entry of `why`",
    "WhyMatch": "`match`",
    "ReviewSettings": "`review`",
    "ScopeSettings": "A scope",
    "Claim": "An assertion",
    "Limits": "`limits`",
}
Schema = Mapping[str, Any]


def settings_schema() -> bytes:
    schema = msgspec.json.schema(Settings, schema_hook=anything)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "docgen.yml"} | schema
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=1) + b"\n"


def anything(_: type) -> dict[str, object]:
    """Values of variables and data sources may be of any type."""
    return {"description": "Any value."}


def settings_page() -> str:
    """The page of documentation, in Markdown: a table of keys for each part of the file."""
    _, definitions = msgspec.json.schema_components([Settings], schema_hook=anything)
    parts = [HEAD]
    for name, title in SECTIONS.items():
        definition = definitions[name]
        about = "" if name == "Settings" else f"{definition.get('description', '')}\n\n"
        parts.append(f"\n## {title}\n\n{about}")
        parts.append("| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n")
        parts += rows(definition)
    return "".join(parts)


def rows(definition: Schema) -> Iterator[str]:
    required = set(definition.get("required", ()))
    for key, schema in definition["properties"].items():
        default = "required" if key in required else default_text(schema)
        said = schema.get("description", "")
        examples = "; ".join(code(each) for each in schema.get("examples", ()))
        meaning = f"{said} Example: {examples}." if examples else said
        yield f"| `{key}` | {type_text(schema)} | {default} | {cell(meaning)} |\n"


NAMES = {"string": "text", "integer": "number", "boolean": "true or false", "null": "null"}


def type_text(schema: Schema) -> str:
    """`text`, `list of text`, `text or null`, a link to the part that describes it."""
    said = "any value"
    if "$ref" in schema:
        title = SECTIONS[schema["$ref"].rpartition("/")[2]]
        said = f"[{title.lower()}](#{anchor(title)})"
    elif "anyOf" in schema:
        said = " or ".join(dict.fromkeys(map(type_text, schema["anyOf"])))
    elif "enum" in schema:
        said = " or ".join(code(each) for each in schema["enum"])
    elif schema.get("type") == "array":
        said = f"list of {type_text(schema['items'])}"
    elif schema.get("type") == "object":
        said = f"mapping of name to {type_text(schema.get('additionalProperties', {}))}"
    elif "type" in schema:
        said = NAMES[schema["type"]]
    return said


def default_text(schema: Schema) -> str:
    """The default as JSON; of a part with a table of its own, nothing."""
    return "" if "$ref" in schema else code(schema.get("default"))


def anchor(title: str) -> str:
    return "".join(each for each in title.lower().replace(" ", "-") if each.isalnum() or each == "-")


def code(value: object) -> str:
    return f"`{json.dumps(value, ensure_ascii=False)}`".replace("|", "\\|")


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PLACE.write_bytes(settings_schema())
    PAGE.write_text(settings_page(), encoding="utf-8", newline="\n")
