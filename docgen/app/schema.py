"""The JSON Schema of docgen.yml, by which editors complete it: `python -m docgen.app.schema` writes it anew."""

from pathlib import Path

import msgspec

from docgen.app.settings import Settings

PLACE = Path(__file__).with_name("docgen.schema.json")


def settings_schema() -> bytes:
    schema = msgspec.json.schema(Settings, schema_hook=anything)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "docgen.yml"} | schema
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=1) + b"\n"


def anything(_: type) -> dict[str, object]:
    """Values of variables and data sources may be of any type."""
    return {"description": "Any value."}


if __name__ == "__main__":
    PLACE.write_bytes(settings_schema())
