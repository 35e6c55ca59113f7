"""Targets: the other files that docgen reads."""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from docgen.analysis.compare import compare_facts
from docgen.analysis.snapshot import Snapshot, UnreadableSnapshot, read_snapshot
from docgen.app.site import front_matter, stated_claims
from docgen.aws.policy_access import allows_everything, audience_of, lets_everybody_in
from docgen.aws.policy_model import Refused, read_document
from docgen.document.regions import find_regions, replace_regions
from docgen.pages.sentences.changes import change_line
from docgen.source.diagnostic import has_errors
from docgen.source.git_tree import GitObjects, GitTree, ask
from docgen.source.text import SourceFile
from docgen.source.tree import Unreadable
from docgen.terraform.loader import Library, load_configuration
from docgen.workspace.inputs import gather_inputs
from docgen.workspace.settings import load_settings
from tests.fuzz.language import told
from tests.fuzz.made import bytes_changed, odd_values, other_json, text_of, wounded
from tests.fuzz.runner import Target
from tests.properties.profile import ROOT
from tests.terraform.folder import Folder

# -- docgen.yml ----------------------------------------------------------------------------------

FULL_SETTINGS = """project: Harbor
docs: pages
source_url: "https://git.example.com/{revision}/{path}#L{line}"
environments:
  dev:
    root: infra
    var_files: [env/dev.tfvars]
    vars: {a: [1, "x", null], b: {c: true}}
    unset: [z]
    data:
      aws_ami.base: {id: ami-1}
  prod:
    roots: [network, {root: app, workspace: prod, backend_config: [x.hcl], incomplete: true}]
    workspace: null
modules:
  terraform-aws-modules/vpc/aws: vendor/vpc
limits: {instances: 10, nesting: 9}
strict: [module]
terraform: "1.9"
exposures: {allowed: [10.0.0.0/8, "::/0"]}
parity:
  intended:
    - of: module.msk.*
      fact: exposure
      because: x
      until: 2027-03-31
assertions:
  - says: a
    every: databases
    where: {name: x}
    has: {publicly_accessible: false}
  - says: b
    count: nat_gateways
    is: 1
  - says: c
    to: load_balancers
    on: tcp/443-500
    only: [services, 10.0.0.0/8]
    in: [prod]
  - says: d
    from: internet
    to: kafka_clusters
    verdict: blocked
"""


def run_settings(data: bytes) -> bytes:
    result = load_settings(Folder({"docgen.yml": data}))
    assert result.value is not None or has_errors(result.diagnostics)
    return told(result.diagnostics) + repr(result.value).encode("utf-8", "surrogatepass")


def all_settings() -> list[bytes]:
    found = sorted({each.read_bytes() for each in (ROOT / "tests").rglob("docgen.yml")})
    return [FULL_SETTINGS.encode()] * 20 + found[:40]


# -- values ----------------------------------------------------------------------------------------

DECLARED = "".join(f'variable "{name}" {{}}\n' for name in ("a", "b", "c", "db_password", "é"))
TFVARS = b'a = 1\nb = ["x", { y = null }]\nc = <<E\ntext\nE\ndb_password = "secret"\n\xc3\xa9 = -1.5e3\n'
TFVARS_JSON = b'{"a": 1, "b": ["x", {"y": null}], "c": "${x}", "//": "c", "db_password": "secret", "d": true}'


@cache
def declared() -> Any:  # noqa: ANN401 - a module
    return load_configuration(Library(Folder({"main.tf": DECLARED})), ".").value.root_module


def run_tfvars(data: bytes) -> bytes:
    return read_values("terraform.tfvars", data)


def run_tfvars_json(data: bytes) -> bytes:
    return read_values("terraform.tfvars.json", data)


def read_values(name: str, data: bytes) -> bytes:
    result = gather_inputs(Folder({name: data}), ".", declared())
    return told(result.diagnostics) + repr([each.name for each in result.value]).encode(
        "utf-8", "surrogatepass"
    )


# -- facts beside the pages --------------------------------------------------------------------------


@cache
def facts() -> tuple[bytes, Snapshot]:
    """The facts of Atlas' staging environment, without most rows of each list."""
    found = json.loads((ROOT / "docs/environments/facts.json").read_bytes())
    environment = found["environments"]["staging"]
    small = {key: each[:2] if isinstance(each, list) else each for key, each in environment.items()}
    raw = json.dumps({**found, "environments": {"staging": small}}).encode()
    return raw, read_snapshot(raw)


def run_facts(data: bytes) -> bytes:
    try:
        other = read_snapshot(data)
    except UnreadableSnapshot as problem:
        return str(problem).encode("utf-8", "surrogatepass")
    _, now = facts()
    lines = [change_line(each) for each in (*compare_facts(other, now), *compare_facts(now, other))]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


# -- Markdown ----------------------------------------------------------------------------------------

PAGE = b"""---
title: Page
claims:
  - says: The database is never public.
    every: databases
    has: {publicly_accessible: false}
  - says: x
    from: internet
    to: kafka_clusters
    on: tcp/443
    verdict: blocked
---

# Title

<!-- docgen:summary -->
old
<!-- /docgen -->

```
<!-- docgen:claims -->
```

> <!-- docgen:x -->
<!-- docgen:claims -->
<!-- /docgen -->
"""
BODIES = {"summary": "A sentence.\n\nAnother.", "claims": "", "exposure/aws_lb.x": "| a |\n"}


def run_markdown(data: bytes) -> bytes:
    """What a region holds is replaced, and the second time nothing changes."""
    file = SourceFile("docs/page.md", text_of(data))
    claims = stated_claims({"docs/page.md": file}, ["one"], "docs")
    matter = front_matter(file)
    filled = replace_regions(file, BODIES)
    again = replace_regions(SourceFile(file.path, filled.value), BODIES)
    assert again.value == filled.value, (filled.value, again.value)
    assert len(find_regions(file, BODIES).value) == len(
        find_regions(SourceFile(file.path, filled.value), BODIES).value
    )
    told_of = told(claims.diagnostics) + told(matter.diagnostics) + told(filled.diagnostics)
    return told_of + filled.value.encode("utf-8", "surrogatepass")


# -- git -----------------------------------------------------------------------------------------------

OID = bytes(range(20))
GIT_TREE = (
    b"40000 docs\0"
    + OID
    + b"100644 main.tf\0"
    + OID
    + b"120000 link\0"
    + OID
    + b"160000 sub\0"
    + OID
    + b"100755 x\xff\0"
    + OID
)


class OneObject:
    """A repository in which every object holds the same bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def find(self, name: str) -> tuple[str, str, int] | None:
        process = SimpleNamespace(stdin=BytesIO(), stdout=BytesIO(self.content))
        return ask(cast("Any", process), name)

    def read(self, _oid: str, _type: str, largest: int) -> bytes:
        if len(self.content) > largest:
            raise Unreadable("too large")
        return self.content


def run_git(data: bytes) -> bytes:
    """Folders of git, links in them, and git's answers about objects."""
    objects = OneObject(data)
    tree = GitTree(cast("GitObjects", objects), OID.hex(), Path("/repository"), "0" * 40)
    found: list[object] = [objects.find("HEAD"), tree.names(".")]
    for path in (
        "main.tf",
        "link",
        "link/x",
        "docs/docs/link/main.tf",
        "../repository/link",
        "sub/x",
        "x" * 300,
        *(tree.names(".") or ())[:5],
    ):
        found += [tree.is_folder(path), tree.is_link(path), tree.names(path)]
        for method in (tree.kind, tree.read, tree.locate):
            try:
                found.append(method(path))
            except Unreadable as problem:
                found.append(str(problem))
    return repr(found).encode()


# -- policies --------------------------------------------------------------------------------------------

POLICY = {
    "Version": "2012-10-17",
    "Id": "x",
    "Statement": [
        {
            "Sid": "a",
            "Effect": "Allow",
            "Principal": {"AWS": ["*", "arn:aws:iam::1:root"]},
            "Action": ["s3:*"],
            "Resource": "*",
            "Condition": {
                "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "::/0"]},
                "StringEquals": {"aws:SourceVpce": "vpce-1"},
                "Bool": {"aws:SecureTransport": True},
            },
        },
        {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "x", "NotResource": ["y"]},
    ],
}


def run_policy(data: bytes) -> bytes:
    text = text_of(data)
    try:
        made: object = repr(vars(read_document(text)))
    except Refused as problem:
        made = str(problem)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return str(made).encode("utf-8", "surrogatepass")
    answers = [lets_everybody_in(document), allows_everything(document), audience_of(document)]
    return f"{made} {answers}".encode("utf-8", "surrogatepass")


# -- what tools leave ---------------------------------------------------------------------------------------

LEFT: Mapping[str, bytes] = {
    ".terraform/modules/modules.json": b'{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"a","Source":"x/y/z","Dir":"m"}]}',
    ".terraform.lock.hcl": b'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n  hashes = ["h1:x"]\n}\n',
    ".git/config": b'[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:a/b.git\n\tfetch = +refs\n',
    ".gitmodules": b'[submodule "m"]\n\tpath = m\n\turl = ../m\n',
    ".terraform-version": b"1.11.4\n",
    ".tool-versions": b"terraform 1.11.4\nopentofu 1.9.0\n",
    "terragrunt.hcl": b'include "root" {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = "../m?ref=1"\n}\ninputs = { a = 1 }\n',
    "Makefile": b"plan:\n\tterraform -chdir=app plan -var-file=env/$(ENV).tfvars -var 'a=1' # x\n",
    ".github/workflows/plan.yml": b"jobs:\n  plan:\n    strategy:\n      matrix:\n        env: [dev, prod]\n    steps:\n    - run: terraform init -backend-config=${{ matrix.env }}.hcl\n",
    ".gitlab-ci.yml": b"plan:\n  parallel:\n    matrix:\n      - ENV: [dev]\n  script:\n    - cd app && terraform workspace select $ENV\n",
    "run.sh": b'#!/bin/sh\nfor e in dev prod; do terraform plan -var-file="$e.tfvars"; done\n',
}


def left_files() -> list[bytes]:
    return [name.encode() + b"\n" + content for name, content in LEFT.items()]


READERS = (
    Target("settings", "docgen.yml", run_settings, all_settings, wounded),
    Target("tfvars", "terraform.tfvars", run_tfvars, lambda: [TFVARS], odd_values, share=0.5),
    Target("tfvars_json", "terraform.tfvars.json", run_tfvars_json, lambda: [TFVARS_JSON], other_json, share=0.5),
    Target("facts", "facts.json beside the pages, compared both ways", run_facts, lambda: [facts()[0]], other_json),
    Target("markdown", "hand-written pages: marks, fences, front matter and claims", run_markdown, lambda: [PAGE], wounded),
    Target("git", "folders and answers of git", run_git, lambda: [GIT_TREE, b"0" * 40 + b" tree 5\n"], bytes_changed, share=0.5),
    Target("policy", "IAM policy documents", run_policy, lambda: [json.dumps(POLICY).encode()], other_json, share=0.5),
)  # fmt: skip


def wounded_below_name(data: bytes, chance: Random) -> bytes:
    """Wounds below the first line, which is the file's name."""
    name, _, content = data.partition(b"\n")
    return name + b"\n" + wounded(content, chance)
