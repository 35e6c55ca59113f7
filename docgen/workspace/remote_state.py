"""Resolves `terraform_remote_state` and `tfe_outputs` to root modules of the repository.

https://developer.hashicorp.com/terraform/language/state/remote-state-data
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from docgen.values.values import Unknown, Value, without_deep_marks

# What tells one state of a backend from another; the rest (Region, credentials, locks) only says how to get there.
# https://developer.hashicorp.com/terraform/language/backend
IDENTITY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "s3": ("bucket", "key", "workspace_key_prefix"),
        "gcs": ("bucket", "prefix"),
        "azurerm": ("storage_account_name", "container_name", "key"),
        "local": ("path",),
        "remote": ("organization", "workspaces"),
        "cloud": ("organization", "workspaces"),
        "consul": ("path",),
        "http": ("address",),
        "kubernetes": ("secret_suffix", "namespace"),
        "pg": ("conn_str", "schema_name"),
        "oss": ("bucket", "prefix", "key"),
        "cos": ("bucket", "prefix", "key"),
    }
)
NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "s3": "key",
        "gcs": "prefix",
        "azurerm": "key",
        "local": "path",
        "remote": "workspaces",
        "cloud": "workspaces",
        "consul": "path",
        "http": "address",
        "kubernetes": "secret_suffix",
        "pg": "schema_name",
        "oss": "key",
        "cos": "key",
    }
)


UNKNOWN_WORKSPACE = "?"  # whichever it is, it is the same for all root modules of an environment


class StateIdentity(msgspec.Struct, frozen=True):
    """One state: the kind of its backend, what identifies it there (None: not known), and the workspace."""

    kind: str
    settings: Mapping[str, str | None]
    workspace: str | None = "default"

    def is_same(self, other: "StateIdentity") -> bool:
        """Whether both certainly are one state."""
        kinds = {"cloud" if each.kind == "remote" else each.kind for each in (self, other)}
        needed = NEEDED.get(self.kind)
        if len(kinds) > 1 or needed is None or self.settings.get(needed) is None:
            return False
        names = IDENTITY[self.kind]
        same = all(self.settings.get(name) == other.settings.get(name) for name in names)
        known = all(
            each.settings[name] is not None
            for each in (self, other)
            for name in names
            if name in each.settings
        )
        workspaces = self.workspace == other.workspace or self.kind in {"remote", "cloud"}
        return same and known and workspaces and self.workspace is not None


def identity_from(kind: str, attributes: Mapping[str, Value], workspace: str | None) -> StateIdentity:
    """The identity that a `backend` block, or the `config` of a data source, describes."""
    names = IDENTITY.get(kind, ())
    return StateIdentity(
        kind,
        {
            name: plain_text(attributes[name])
            for name in names
            if name in attributes and not attributes[name].is_null
        },
        workspace,
    )


def plain_text(value: Value) -> str | None:
    """The text of a setting; of `workspaces`, the name in it; None where it is not known."""
    value = without_deep_marks(value)
    payload = value.payload
    if isinstance(payload, str):
        return payload
    if isinstance(payload, tuple):
        return plain_text(payload[0]) if len(payload) == 1 else None
    if isinstance(payload, Mapping):
        given = [
            payload[name] for name in ("name", "prefix") if name in payload and not payload[name].is_null
        ]
        return plain_text(given[0]) if given else None
    return None if isinstance(payload, Unknown) else str(payload)


def only_match(wanted: StateIdentity, known: Iterable[tuple[str, StateIdentity]]) -> str | None:
    """The name of the one state that is meant; None where there is none, or more than one."""
    found = [name for name, each in known if wanted.is_same(each)]
    return found[0] if len(found) == 1 else None
