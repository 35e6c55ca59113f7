"""The address of a line in the sources, from the address of a git remote.

Forms: https://docs.github.com/en/repositories/working-with-files/using-files/getting-permanent-links-to-files and
the same pages of the other hosts; each form was copied from a link that the host itself makes.
"""

import re
from urllib.parse import quote, urlsplit

import msgspec

SSH = re.compile(r"(?:[^@/]+@)?(?P<host>[A-Za-z0-9.-]+):(?!//)(?P<path>.+)")


class Remote(msgspec.Struct, frozen=True):
    """A repository at a host: `github.com`, `acme/infra`."""

    host: str
    path: str


def remote_of(address: str) -> Remote | None:
    """The host and the path of a remote's address, without any credentials; None for folders and other forms."""
    text = address.strip()
    if "://" in text:
        try:
            parts = urlsplit(text)
            host = parts.hostname
        except ValueError:
            return None
        if parts.scheme not in {"https", "http", "ssh", "git"} or not host:
            return None
        path = parts.path
    else:
        found = SSH.fullmatch(text)
        if found is None or len(found["host"]) == 1:  # a drive of Windows
            return None
        host, path = found["host"].lower(), found["path"]
    path = path.strip("/").removesuffix(".git")
    host = host.removeprefix("ssh.").removeprefix("altssh.")
    return Remote(host, path) if path else None


# Part of the host's name: the way from the address of the repository to a line.
FORMS = {
    "github": "/blob/{{revision}}/{file}#L{{line}}",
    "gitlab": "/-/blob/{{revision}}/{file}#L{{line}}",
    "bitbucket.org": "/src/{{revision}}/{file}#lines-{{line}}",
    "gitea": "/src/commit/{{revision}}/{file}#L{{line}}",
    "forgejo": "/src/commit/{{revision}}/{file}#L{{line}}",
    "codeberg": "/src/commit/{{revision}}/{file}#L{{line}}",
}


def line_address(remote: Remote, prefix: str = "") -> str | None:
    """A template with `{revision}`, `{path}` and `{line}` for docgen.yml; None for a host of unknown kind.

    `prefix` is the way from the top of the repository to the folder of docgen.yml: "" or "infra/".
    """
    parts = remote.path.split("/")
    file = braces(prefix) + "{path}"
    form = next((form for name, form in FORMS.items() if name in remote.host), None)
    if form is not None:
        return braces(f"https://{remote.host}/{remote.path}") + form.format(file=file)
    if "bitbucket" in remote.host and len(parts) >= 2:  # noqa: PLR2004 - project and repository
        project, repository = map(braces, parts[-2:])
        return f"https://{remote.host}/projects/{project}/repos/{repository}/browse/{file}?at={{revision}}#{{line}}"
    if remote.host.endswith(("dev.azure.com", "visualstudio.com")):
        return azure(remote.host, parts, file)
    return None


# Part of the host's name: the way from the address of the repository to a commit.
COMMITS = {
    "github": "/commit/",
    "gitlab": "/-/commit/",
    "bitbucket.org": "/commits/",
    "gitea": "/commit/",
    "forgejo": "/commit/",
    "codeberg": "/commit/",
}


def commit_address(remote: Remote, commit: str) -> str | None:
    """The address of a commit at a host, `https://github.com/acme/infra/commit/0123…`; None for a host of unknown kind."""
    form = next((form for name, form in COMMITS.items() if name in remote.host), None)
    return (
        None
        if form is None
        else f"https://{remote.host}/{quote(remote.path, safe='/%')}{form}{quote(commit)}"
    )


def azure(host: str, parts: list[str], file: str) -> str | None:
    """`ORGANISATION/PROJECT/_git/REPOSITORY`, or over SSH `v3/ORGANISATION/PROJECT/REPOSITORY`."""
    if parts[0] == "v3" and len(parts) == 4:  # noqa: PLR2004 - v3 and three names
        _, organisation, project, repository = parts
        host = "dev.azure.com"
        parts = [organisation, project, "_git", repository]
    if "_git" not in parts:
        return None
    base = braces(f"https://{host}/{'/'.join(map(quoted, parts))}")
    lines = "line={line}&lineEnd={line}&lineStartColumn=1&lineEndColumn=200"
    return f"{base}?path=/{file}&version=GC{{revision}}&{lines}"


def quoted(part: str) -> str:
    return quote(part, safe="%")


def braces(text: str) -> str:
    """Text inside a template."""
    return text.replace("{", "{{").replace("}", "}}")
