"""Words that mean environments, and the addresses of published sources."""

import pytest

from docgen.discovery.names import canonical, environment_in, is_environment, rank, slug, trimmed
from docgen.discovery.remotes import Remote, commit_address, line_address, remote_of

MEANINGS = [
    ("prod", "prod"),
    ("Production", "prod"),
    ("pre-prod", "preprod"),
    ("pre_production", "preprod"),
    ("non-prod", "nonprod"),
    ("dev2", "dev2"),
    ("development", "dev"),
    ("user-research", "user-research"),
    ("dev.061664787759", "dev"),
    ("infra-dev", "infra-dev"),
]


@pytest.mark.parametrize(("name", "meaning"), MEANINGS)
def test_one_spelling(name: str, meaning: str) -> None:
    assert canonical(name) == meaning


@pytest.mark.parametrize(
    ("name", "found", "whole"),
    [
        ("stg", "staging", True),
        ("ndr-dev", "dev", False),
        ("analytics-prod-2", "prod", False),
        ("dev-to-prod", None, False),
        ("devices", None, False),
        ("contest", None, False),
        ("live", None, False),
        ("pre-prod", "preprod", True),
    ],
)
def test_the_environment_in_a_name(name: str, found: str | None, *, whole: bool) -> None:
    assert environment_in(name) == found
    assert is_environment(name) == whole


def test_what_names_have_in_common_is_no_part_of_the_environment() -> None:
    assert trimmed(["weu-dev-app", "weu-prod-app"]) == {"weu-dev-app": "dev", "weu-prod-app": "prod"}
    assert trimmed(["prod", "pre-prod"]) == {"prod": "prod", "pre-prod": "pre-prod"}
    assert trimmed(["a-prod"]) == {"a-prod": "a-prod"}


def test_environments_stand_in_the_order_of_changes() -> None:
    names = ["zeta", "production", "qa", "dev2", "dev", "Staging", "pre-prod", "alpha"]

    assert sorted(names, key=rank) == [
        "dev",
        "dev2",
        "qa",
        "Staging",
        "pre-prod",
        "production",
        "alpha",
        "zeta",
    ]


@pytest.mark.parametrize(("text", "name"), [("a/b c", "a-b-c"), ("..", "main"), ("x.y_z", "x.y_z")])
def test_names_that_become_parts_of_file_names(text: str, name: str) -> None:
    assert slug(text) == name


GITHUB = "https://github.com/acme/infra/blob/{revision}/{path}#L{line}"


def azure(project: str) -> str:
    lines = "line={line}&lineEnd={line}&lineStartColumn=1&lineEndColumn=200"
    return f"https://dev.azure.com/acme/{project}/_git/infra?path=/{{path}}&version=GC{{revision}}&{lines}"


ADDRESSES = [
    ("git@github.com:acme/infra.git", GITHUB),
    ("https://github.com/acme/infra", GITHUB),
    ("ssh://git@ssh.github.com:443/acme/infra.git", GITHUB),
    ("https://user:ghp_secret@github.com/acme/infra.git", GITHUB),
    ("https://github.acme.example/team/infra.git", "https://github.acme.example/team/infra/blob/{revision}/{path}#L{line}"),
    ("git@gitlab.com:acme/cloud/infra.git", "https://gitlab.com/acme/cloud/infra/-/blob/{revision}/{path}#L{line}"),
    ("git@bitbucket.org:acme/infra.git", "https://bitbucket.org/acme/infra/src/{revision}/{path}#lines-{line}"),
    (
        "ssh://git@bitbucket.acme.example:7999/cloud/infra.git",
        "https://bitbucket.acme.example/projects/cloud/repos/infra/browse/{path}?at={revision}#{line}",
    ),
    (
        "git@ssh.dev.azure.com:v3/acme/Cloud Team/infra",
        azure("Cloud%20Team"),
    ),
    (
        "https://acme@dev.azure.com/acme/Cloud/_git/infra",
        azure("Cloud"),
    ),
    ("https://gitea.acme.example/ops/infra.git", "https://gitea.acme.example/ops/infra/src/commit/{revision}/{path}#L{line}"),
    ("git@codeberg.org:acme/infra.git", "https://codeberg.org/acme/infra/src/commit/{revision}/{path}#L{line}"),
    ("https://git.acme.example/ops/infra.git", None),
]  # fmt: skip


@pytest.mark.parametrize(("address", "template"), ADDRESSES)
def test_where_lines_are_published(address: str, template: str | None) -> None:
    remote = remote_of(address)

    assert remote is not None
    made = line_address(remote)
    assert made == template
    assert "secret" not in str(made)


def test_a_folder_inside_the_repository() -> None:
    remote = remote_of("git@github.com:acme/mono.git")

    assert remote is not None
    template = line_address(remote, "cloud/{x}/")
    assert template is not None
    assert template.format(revision="c0ffee", path="main.tf", line=3) == (
        "https://github.com/acme/mono/blob/c0ffee/cloud/{x}/main.tf#L3"
    )


@pytest.mark.parametrize(
    "address",
    ["", "/srv/git/infra.git", "../infra", "C:/work/infra", "file:///srv/x", "https://", "http://[x"],
)
def test_what_is_no_address_of_a_host(address: str) -> None:
    assert remote_of(address) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("github.com", "https://github.com/acme/infra/commit/0123"),
        ("gitlab.example.com", "https://gitlab.example.com/acme/infra/-/commit/0123"),
        ("bitbucket.org", "https://bitbucket.org/acme/infra/commits/0123"),
        ("codeberg.org", "https://codeberg.org/acme/infra/commit/0123"),
        ("git.example.com", None),
    ],
)
def test_a_commit_has_an_address_where_the_host_is_known(host: str, address: str | None) -> None:
    assert commit_address(Remote(host, "acme/infra"), "0123") == address


def test_the_path_of_a_remote_cannot_leave_its_address() -> None:
    remote = remote_of('git@github.com:acme/a"b <c>.git')

    assert remote is not None
    assert commit_address(remote, "0123") == "https://github.com/acme/a%22b%20%3Cc%3E/commit/0123"
