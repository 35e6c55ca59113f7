"""Which root module reads the state of which other one, as far as the addresses of states are written out."""

from collections.abc import Iterator

from docgen.discovery.roots import Root
from docgen.hcl.nodes import Expression, ObjectConstructor
from docgen.terraform.module import Resource
from docgen.terraform.syntax import name_of, text_of

READERS = frozenset({"terraform_remote_state", "tfe_outputs"})


def reads(reader: Root, other: Root) -> bool:
    """Whether `reader` has a data source for the state of `other`."""
    if other.state is None:
        return False
    own = {
        text
        for name in ("key", "path", "workspaces.name")
        if (text := other.state.settings.get(name)) and text != "terraform.tfstate"
    }
    bucket = other.state.settings.get("bucket")
    for asked in asked_by(reader):
        same_bucket = bucket is None or asked.get("bucket", bucket) == bucket
        if same_bucket and own & {
            asked.get("key"),
            asked.get("path"),
            asked.get("name"),
            asked.get("workspace"),
        }:
            return True
    return False


def asked_by(root: Root) -> Iterator[dict[str, str]]:
    """The states that data sources read, as far as they are written out."""
    for module in root.modules:
        for (_, type_, _), resource in module.resources.items():
            if type_ in READERS:
                yield dict(texts_of(resource))


def texts_of(resource: Resource) -> Iterator[tuple[str, str]]:
    for name, written in resource.attributes.items():
        if (text := text_of(written.expression)) is not None:
            yield name, text
        yield from texts_in(written.expression)


def texts_in(expression: Expression) -> Iterator[tuple[str, str]]:
    if isinstance(expression, ObjectConstructor):
        for item in expression.items:
            name, text = name_of(item.key), text_of(item.value)
            if name is not None and text is not None:
                yield name, text
            yield from texts_in(item.value)
