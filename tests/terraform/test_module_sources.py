"""Which folder of the repository a module's source means."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen.source.tree import DiskTree
from docgen.terraform.loader import Library, load_configuration
from docgen.terraform.module_sources import Package, normalised, own_folder, own_remotes, package_of
from tests.terraform.folder import Folder

OWN = "github.com/acme/platform"


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("git::https://host/a/b.git//modules/net?ref=v1", Package("git::https://host/a/b.git", "modules/net", "v1")),
        ("git::https://host/a/b.git?ref=v1&depth=1", Package("git::https://host/a/b.git", "", "v1")),
        ("acme/network/aws//modules/vpc", Package("acme/network/aws", "modules/vpc")),
        ("github.com/acme/platform//net", Package("github.com/acme/platform", "net")),
        ("git@github.com:acme/platform.git//net", Package("git@github.com:acme/platform.git", "net")),
        ("https://host/x.zip", Package("https://host/x.zip")),
    ],
)  # fmt: skip
def test_a_source_taken_apart(source: str, package: Package) -> None:
    assert package_of(source) == package


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/acme/platform.git",
        "https://user:token@github.com/acme/platform",
        "git@github.com:acme/platform.git",
        "ssh://git@github.com:22/acme/platform.git",
        "git::ssh://git@github.com/acme/platform.git",
        "git::https://github.com/Acme/Platform",
        "git::git@github.com:acme/platform.git",
        "github.com/acme/platform",
    ],
)
def test_one_repository_has_many_addresses(address: str) -> None:
    assert normalised(address) == OWN


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("git::https://github.com/acme/platform.git//modules/net?ref=abc", "modules/net"),
        ("git@github.com:acme/platform.git", "."),
        ("git::https://github.com/acme/other.git//modules/net", None),
        ("git::https://gitlab.com/acme/platform.git//modules/net", None),
        ("acme/platform/aws//modules/net", None),
        ("../net", None),
    ],
)
def test_this_repository_by_its_own_address(source: str, folder: str | None) -> None:
    found = own_folder(source, (OWN,))

    assert (found.folder if found else None) == folder


def test_a_registry_address_of_this_repository() -> None:
    found = own_folder("acme/network/aws//modules/vpc", ("github.com/acme/terraform-aws-network",))

    assert found is not None
    assert found.folder == "modules/vpc"


def test_remotes_are_read_from_git(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:acme/platform.git\n\tfetch = +refs/heads/*\n'
    (tmp_path / ".git/config").write_text(text, encoding="utf-8")

    assert own_remotes(DiskTree(tmp_path)) == (OWN,)


CALLS = """
module "a" {
  source  = "acme/bucket/aws//modules/%s"
  version = "3.15.1"
}
module "b" {
  source  = "acme/bucket/aws//modules/%s"
  version = "%s"
}
"""


@pytest.mark.parametrize(
    ("vendored", "second", "folders", "warned"),
    [
        ({"acme/bucket/aws": "v"}, "3.15.1", ("v/modules/x", "v/modules/x"), False),
        ({"acme/bucket/aws": "v"}, "4.1.2", ("v/modules/x", "v/modules/x"), True),
        ({"acme/bucket/aws": "v", "acme/bucket/aws@4.1.2": "w"}, "4.1.2", ("v/modules/x", "w/modules/x"), False),
        ({"acme/bucket/aws": "v", "acme/bucket/aws@4.1.2": "w"}, "= 4.1.2", ("v/modules/x", "w/modules/x"), False),
        ({"acme/bucket/aws//modules/x": "v/modules/x"}, "3.15.1", ("v/modules/x", "v/modules/x"), False),
    ],
)  # fmt: skip
def test_one_line_serves_a_package_and_one_each_version(
    vendored: dict[str, str], second: str, folders: tuple[str, str], tmp_path: Path, *, warned: bool
) -> None:
    for folder in ("v/modules/x", "w/modules/x"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").write_text("locals {}\n", encoding="utf-8")
    (tmp_path / "main.tf").write_text(CALLS % ("x", "x", second), encoding="utf-8")

    loaded = load_configuration(Library(DiskTree(tmp_path)), ".", vendored)

    assert tuple(loaded.value.modules[each,].folder for each in ("a", "b")) == folders
    warnings = [each for each in loaded.diagnostics if "3.15.1" in each.detail and "4.1.2" in each.detail]
    assert bool(warnings) is warned


MODULES = '[submodule "modules"]\n\tpath = modules\n\turl = https://github.com/acme/modules.git\n'
CALL = 'module "vpc" {\n  source = "../modules/vpc"\n}\n'


def problems(files: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Severity, summary, and remedy of each diagnostic of the configuration in `live`."""
    found = load_configuration(Library(Folder(files)), "live").diagnostics
    return [(each.severity.name, each.summary, each.gap.remedy if each.gap else "") for each in found]


def test_a_submodule_that_is_not_checked_out_is_a_module_without_code() -> None:
    found = problems({".gitmodules": MODULES, "live/main.tf": CALL})

    assert found == [("WARNING", "Module not installed", "Run `git submodule update --init`.")]


@pytest.mark.parametrize(
    "other",
    [
        {},  # no submodule at all
        {".gitmodules": MODULES.replace("path = modules", "path = modules/vpc2")},
        {".gitmodules": MODULES, "modules/readme.md": "checked out\n"},
    ],
)
def test_a_folder_that_is_not_there_is_an_error_elsewhere(other: Mapping[str, str]) -> None:
    assert problems({"live/main.tf": CALL, **other}) == [("ERROR", "Unreadable module directory", "")]


@pytest.mark.parametrize(
    ("source", "is_refused"),
    # What `terraform init` of Terraform 1.11.4 says: "Invalid module source address", or tries to fetch it.
    [
        ("modules/x", True), ("modules", True), ("modules/x/aws/y/z", True), ("x y", True), ("", True),
        ("a/b/c/d", True), ("..modules/x", True), ("app.terraform.io/foo/bar", True), ("a/b/c?ref=1", True),
        ("a/b/c//d?ref=1", True), ("a-/b/c", True), ("-a/b/c", True), ("a/b/c_", True), ("a/b/C", True),
        ("a/b/c-d", True), ("foo/bar//baz", True), ("git::foo", True), ("ex.com/b", True), ("/abs/x", False),
        ("a/b/c", False), ("a_b/c/d", False), ("A/b/c", False), ("example.com/a/b/c", False), ("a/b/c//d", False),
        ("git@github.com:a/b.git", False), ("git::github.com/a/b.git//x?ref=v1", False), ("C:/x", False), ("bitbucket.org/a/b", False),
        ("github.com/a/b//c?ref=1", False), ("s3::https://x/y.zip", False), ("https://x/y.zip", False),
        ("s3-eu-west-1.amazonaws.com/bucket/vpc.zip", False), ("www.googleapis.com/storage/v1/m/foo.zip", False),
    ],
)  # fmt: skip
def test_a_source_that_is_no_address(source: str, *, is_refused: bool) -> None:
    found = problems({"live/main.tf": f'module "m" {{\n  source = "{source}"\n}}\n'})

    summary = "Invalid module source address" if is_refused else "Module not installed"
    assert [(severity, text) for severity, text, _ in found] == [
        ("ERROR" if is_refused else "WARNING", summary)
    ]
