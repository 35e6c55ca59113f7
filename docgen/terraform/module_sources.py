"""Resolves module sources: which folder of the repository a `source` means.

https://developer.hashicorp.com/terraform/language/modules/sources
Nothing is downloaded. A source is a folder below the caller; or what `terraform init` left in `.terraform/modules`;
or what `modules:` in docgen.yml names; or a folder of this very repository, called by its own git address.
"""

import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser, Error
from urllib.parse import urlsplit

import msgspec

from docgen.source.tree import Tree, Unreadable, join
from docgen.terraform.module import ModuleCall

LOCAL = ("./", "../")
HOSTS = ("github.com/", "bitbucket.org/", "gitlab.com/")
SCP = re.compile(r"^(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)$")  # git@host:path
REGISTRY = re.compile(r"^(?:[\w.-]+\.[\w-]+/)?([\w-]+)/([\w-]+)/([\w-]+)$")
# A name of a registry begins and ends with a letter or digit; the provider's has small letters and digits alone.
REGISTRY_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?")
REGISTRY_PROVIDER = re.compile(r"[0-9a-z]{1,64}")
STORES = ("amazonaws.com/", "googleapis.com/")  # found without a scheme too


class Package(msgspec.Struct, frozen=True):
    """A parsed source: what is downloaded, the folder in it, and the requested revision."""

    address: str
    folder: str = ""
    revision: str = ""


def is_local(source: str) -> bool:
    return source.startswith(LOCAL) or source in {".", ".."}


def is_no_address(source: str) -> bool:
    """Whether Terraform certainly refuses a source as no address at all: `modules/net`, without `./` before it.

    What is neither local nor of a registry must name a way to fetch it: a scheme, an absolute path, `user@host:path`, or
    a host that Terraform knows. https://developer.hashicorp.com/terraform/language/modules/sources
    """
    package = source.partition("?")[0].removeprefix("git::")
    is_fetched = (
        ":" in package or package.startswith(("/", "\\", "~", *HOSTS)) or any(s in source for s in STORES)
    )
    return not (is_fetched or is_local(source) or is_of_registry(source))


def is_of_registry(source: str) -> bool:
    """`namespace/name/provider`, perhaps with a host before it and `//folder` after it."""
    parts = source.partition("//")[0].split("/") if "?" not in source else []
    if len(parts) == 4 and "." in parts[0]:  # noqa: PLR2004 - the host, then the three names
        parts = parts[1:]
    if len(parts) != 3:  # noqa: PLR2004 - namespace, name, provider
        return False
    named = all(REGISTRY_NAME.fullmatch(each) for each in parts[:2])
    return named and REGISTRY_PROVIDER.fullmatch(parts[2]) is not None


def package_of(source: str) -> Package:
    """`git::https://host/a/b.git//modules/net?ref=v1` is the package `git::https://host/a/b.git`, `modules/net`, `v1`."""
    text, _, query = source.partition("?")
    start = text.index("://") + len("://") if "://" in text else 0
    before, slashes, folder = text[start:].partition("//")
    revision = next((each.removeprefix("ref=") for each in query.split("&") if each.startswith("ref=")), "")
    return Package(text[:start] + before, folder if slashes else "", revision)


def vendored_folder(call: ModuleCall, vendored: Mapping[str, str]) -> tuple[str, str] | None:
    """The folder of a call under `modules:`, and the key that matches; a version is written after an `@`."""
    package = package_of(call.source)
    for key, inner in ((call.source, ""), (package.address, package.folder)):
        for exact in (f"{key}@{plain_version(call.version)}", key) if call.version else (key,):
            if exact in vendored:
                return exact, join(vendored[exact], inner or ".")
    return None


def plain_version(constraint: str) -> str:
    return constraint.removeprefix("=").strip()


# -- this repository ---------------------------------------------------------------------


def own_folder(source: str, remotes: tuple[str, ...]) -> Package | None:
    """The folder of this repository that a source means, and the revision; None where it means another repository."""
    package = package_of(source)
    address = normalised(package.address)
    if address in remotes:
        return Package(address, package.folder or ".", package.revision)
    named = REGISTRY.match(package.address)
    if named is not None:
        namespace, name, provider = named.groups()
        wanted = f"/{namespace}/terraform-{provider}-{name}"
        for remote in remotes:
            if remote.endswith(wanted):
                return Package(remote, package.folder or ".", package.revision)
    return None


def normalised(address: str) -> str:
    """A git address as `host/path`, however it is written: scheme, user, port and `.git` do not tell repositories apart."""
    text = (
        address.removeprefix("git::").removeprefix("git@")
        if "://" in address
        else address.removeprefix("git::")
    )
    if "://" in text:
        parts = urlsplit(text)
        host, path = parts.hostname or "", parts.path
    elif (written := SCP.match(text)) is not None:
        host, path = written.groups()
    elif text.startswith(HOSTS):
        host, _, path = text.partition("/")
    else:
        return ""
    return f"{host.lower()}/{path.strip('/').removesuffix('.git').lower()}"


def submodules(tree: Tree) -> tuple[str, ...]:
    """The folders of git submodules, from `.gitmodules`: https://git-scm.com/docs/gitmodules."""
    try:
        text = tree.read(".gitmodules").decode("utf-8", errors="replace")
        config = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
        config.read_string("\n".join(line.strip() for line in text.splitlines()))
    except (Unreadable, Error):
        return ()
    paths = [config.get(section, "path", fallback="") or "" for section in config.sections()]
    return tuple([join(each, ".") for each in paths if each])


def own_remotes(tree: Tree) -> tuple[str, ...]:
    """The addresses under which this repository is known, from `.git/config`."""
    try:
        text = tree.read(".git/config").decode("utf-8", errors="replace")
        config = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
        config.read_string("\n".join(line.strip() for line in text.splitlines()))
    except (Unreadable, Error):
        return ()
    return tuple(dict.fromkeys(each for each in remote_addresses(config) if each))


def remote_addresses(config: ConfigParser) -> Iterator[str]:
    for section in config.sections():
        if section.startswith("remote "):
            yield normalised(config.get(section, "url", fallback="") or "")


# -- what `terraform init` left -----------------------------------------------------------


class Installed(msgspec.Struct):
    """One entry of `.terraform/modules/modules.json`."""

    key: str = msgspec.field(name="Key", default="")
    folder: str = msgspec.field(name="Dir", default="")


class Manifest(msgspec.Struct):
    modules: list[Installed] = msgspec.field(name="Modules", default_factory=list)


def read_manifest(tree: Tree, root: str) -> dict[str, str]:
    """The folder of each module that `terraform init` fetched, by its path of call names; relative to the repository."""
    try:
        raw = tree.read(join(root, ".terraform/modules/modules.json"))
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (Unreadable, msgspec.DecodeError):
        return {}
    return {each.key: join(root, each.folder) for each in manifest.modules if each.key}
