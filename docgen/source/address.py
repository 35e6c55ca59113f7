"""Addresses of Terraform's resources and modules, as values.

Addresses are compared, sorted and shown; never taken apart as text.
Syntax: https://developer.hashicorp.com/terraform/cli/state/resource-addressing
"""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec


class UnknownKey(msgspec.Struct, frozen=True):
    """The key of instances whose number and keys only Terraform knows: one entry represents all of them."""


InstanceKey: TypeAlias = int | str | UnknownKey | None
UNKNOWN_KEY = UnknownKey()
Mode: TypeAlias = Literal["managed", "data", "ephemeral"]
SortKey: TypeAlias = tuple[object, ...]

TO_ESCAPE = re.compile(r'[\\"\n\r\t]|[$%]\{')


def print_key(key: InstanceKey) -> str:
    """`[0]`, `["a"]`, `[*]` for an unknown number, or nothing."""
    if key is None:
        return ""
    if isinstance(key, UnknownKey):
        return "[*]"
    return f"[{key}]" if isinstance(key, int) else f'["{quote(key)}"]'


def quote(text: str) -> str:
    """Text as it is written between quotes in HCL."""
    if TO_ESCAPE.search(text) is None:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return escaped.replace("\t", "\\t").replace("${", "$${").replace("%{", "%%{")


def key_order(key: InstanceKey) -> tuple[int, int, str]:
    """`[2]` comes before `[10]`, and numbers never meet text."""
    if key is None:
        return (0, 0, "")
    if isinstance(key, UnknownKey):
        return (3, 0, "")
    return (1, key, "") if isinstance(key, int) else (2, 0, key)


class ModuleStep(msgspec.Struct, frozen=True):
    """One step of a module path: `module.network["a"]`."""

    name: str
    key: InstanceKey = None

    def __str__(self) -> str:
        return f"module.{self.name}{print_key(self.key)}"


ModuleAddress: TypeAlias = tuple[ModuleStep, ...]
ROOT: ModuleAddress = ()


def print_module(address: ModuleAddress) -> str:
    """`module.a.module.b[0]`; the empty text for the root module."""
    return ".".join(map(str, address))


class ResourceAddress(msgspec.Struct, frozen=True):
    """One resource instance, e.g. `module.network.aws_subnet.public["a"]`."""

    module: ModuleAddress
    type: str
    name: str
    key: InstanceKey = None
    mode: Mode = "managed"
    root: str = ""  # the root module, where an address alone does not say which resource is meant

    def __str__(self) -> str:
        return print_address(self)

    def order(self) -> SortKey:
        """The sort key: by module, then type, name and instance; the root module last."""
        steps = tuple((step.name, key_order(step.key)) for step in self.module)
        return steps, self.mode, self.type, self.name, key_order(self.key), self.root


@lru_cache(maxsize=50_000)  # pages, tables and sorting ask for the same ones again and again
def print_address(address: ResourceAddress) -> str:
    if not address.type:
        return address.name  # see `outside_address`
    root = f"{address.root}:" if address.root else ""
    parents = "".join(f"{step}." for step in address.module)
    mode = "" if address.mode == "managed" else f"{address.mode}."
    return f"{root}{parents}{mode}{address.type}.{address.name}{print_key(address.key)}"


def outside_address(name: str) -> ResourceAddress:
    """A resource that the configuration names and does not contain: it prints as that name, `sg-0123`."""
    return ResourceAddress(ROOT, "", name)
