"""YAML as people expect it today: `on` and `no` are words, only `true` and `false` are truth values.

https://yaml.org/spec/1.2.2/#1032-tag-resolution; PyYAML follows 1.1, where `on:` is a key named true.
"""

import re

import yaml


class Loader(yaml.SafeLoader):
    """SafeLoader with the core schema's truth values."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


def load_yaml(text: str) -> object:
    """The data; raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader with fewer truth values


def compose_yaml(text: str) -> yaml.Node | None:
    """The nodes with their places; raises `yaml.YAMLError`."""
    return yaml.compose(text, Loader=Loader)
