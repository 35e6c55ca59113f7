"""Files with values: those of variables, and those of backends, and the root modules that they are for."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from docgen.discovery.roots import Root
from docgen.discovery.survey import Survey, below, body_of, nearest
from docgen.source.tree import join

VALUES = (".tfvars", ".tfvars.json")
BACKEND_ENDINGS = (".tfbackend", ".backend", ".hcl", ".conf", ".config", ".tfvars")
# What a backend is configured with. https://developer.hashicorp.com/terraform/language/backend
BACKEND_KEYS = frozenset(
    {
        "bucket",
        "key",
        "region",
        "dynamodb_table",
        "encrypt",
        "profile",
        "role_arn",
        "acl",
        "kms_key_id",
        "endpoint",
    }
    | {
        "workspace_key_prefix",
        "use_lockfile",
        "assume_role",
        "shared_credentials_file",
        "skip_region_validation",
    }
    | {
        "organization",
        "hostname",
        "workspaces",
        "token",
        "prefix",
        "path",
        "address",
        "session_name",
        "external_id",
    }
    | {
        "resource_group_name",
        "storage_account_name",
        "container_name",
        "subscription_id",
        "tenant_id",
        "use_oidc",
    }
)
IDENTIFYING = frozenset(
    {"bucket", "key", "organization", "prefix", "container_name", "workspace_key_prefix", "path"}
)
SHARE = 0.6  # of a file's keys that must be variables of a root module for the file to be for it


class ValueFile(msgspec.Struct, frozen=True):
    """A file of `name = value` lines."""

    path: str
    keys: frozenset[str]


def variable_files(survey: Survey) -> list[ValueFile]:
    """Every file of variables' values, those left out that configure a backend."""
    found = []
    for path in survey.files:
        if path.endswith(VALUES) and "backend" not in path.lower():
            keys = keys_of(survey, path)
            if keys and not is_backend(keys):
                found.append(ValueFile(path, keys))
    return found


def backend_files(survey: Survey) -> list[ValueFile]:
    """Every file that configures a backend, by what it says."""
    found = []
    for path in survey.files:
        name = posixpath.basename(path)
        if not name.endswith(BACKEND_ENDINGS) or name.startswith((".", "terragrunt", "example", "sample")):
            continue
        keys = keys_of(survey, path)
        if is_backend(keys):
            found.append(ValueFile(path, keys))
    return found


def is_backend(keys: frozenset[str]) -> bool:
    return bool(keys) and keys <= BACKEND_KEYS and bool(keys & IDENTIFYING)


def keys_of(survey: Survey, path: str) -> frozenset[str]:
    body = body_of(survey, path)
    if body is None or body.blocks:
        return frozenset()
    return frozenset(each.name for each in body.attributes)


def loads_itself(path: str, root: str) -> bool:
    """Whether Terraform loads the file without being told.

    https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
    """
    name = posixpath.basename(path)
    automatic = name in {"terraform.tfvars", "terraform.tfvars.json"} or name.endswith(
        (".auto.tfvars", ".auto.tfvars.json")
    )
    return automatic and join(posixpath.dirname(path) or ".", ".") == join(root, ".")


def for_roots(file: ValueFile, roots: Sequence[Root]) -> Iterator[Root]:
    """The root modules that a file may be for by its place: the one it is in, else those nearest around it."""
    folders = [each.folder for each in roots]
    owner = nearest(file.path, folders)
    place = posixpath.dirname(file.path)
    if owner is not None and (owner != "." or not any(shares_folder(place, each) for each in folders)):
        yield from (each for each in roots if each.folder == owner)
        return
    while True:
        near = [each for each in roots if below(each.folder, place or ".")]
        if near or not place:
            yield from near
            return
        place = posixpath.dirname(place)


def belongs_elsewhere(file: ValueFile, folders: Sequence[str], roots: Sequence[Root]) -> bool:
    """Whether the file is in a folder of Terraform that is no root module and holds none."""
    owner = nearest(file.path, folders)
    return owner is not None and not any(
        below(each.folder, owner) or below(owner, each.folder) for each in roots
    )


def shares_folder(place: str, root: str) -> bool:
    """Whether a folder of files and a root module are below one folder, that of the repository aside."""
    return root != "." and bool(place) and root.partition("/")[0] == place.partition("/")[0]


def is_for(file: ValueFile, root: Root) -> bool:
    """Whether enough of the file's keys are variables of the root module."""
    declared = root.module.variables
    return sum(key in declared for key in file.keys) >= SHARE * len(file.keys)


def given_by(files: Iterable[ValueFile]) -> frozenset[str]:
    return frozenset(key for each in files for key in each.keys)
