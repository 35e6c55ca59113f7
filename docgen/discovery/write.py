"""A plan as the text of `docgen.yml`: each guess with its reason, and a list of what the user must add."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from docgen.discovery.plan import Plan
from docgen.discovery.roots import Root
from docgen.discovery.variants import Variant
from docgen.source.tree import relative

PLAIN = re.compile(r"[A-Za-z_./][A-Za-z0-9_./@-]*")
WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})
LEFT_OUT = "Left out:"
UNSET = (
    "Nothing in the repository sets these variables, so their values are unknown. Where a value matters, give it under "
    "`vars:` of its environment or root module; secrets may stay unknown."
)
MISSING = (
    "The code of these modules is not here, so what they declare is missing. These commands fetch it without "
    "credentials for AWS:"
)
MAX_COMMENT_LINES = 60  # lines of one list in a comment
FEW = 4  # packages of one line
WIDTH = 100  # characters of a comment's line


class Heading(msgspec.Struct, frozen=True):
    """The keys of docgen.yml besides its environments; "" for those that it does not have."""

    project: str
    source_url: str = ""
    docs: str = ""
    docs_reason: str = ""
    terraform: str = ""  # the version of the language, where the files do not say it


OLD_LANGUAGE = "Types are written in quotes here, which Terraform from 0.15 refuses, and no file says which version it is for."


def settings_text(plan: Plan, heading: Heading) -> str:
    """The whole file."""
    lines = [
        "# Written by `docgen init`: what it found, and why. Correct what is wrong; `docgen build` reads it.",
        f"project: {scalar(heading.project)}",
        "",
        *comment(
            f"{len(plan.roots)} root module{'s' if len(plan.roots) != 1 else ''}: {why_roots(plan.roots)}"
        ),
        *reasons(plan),
        "environments:",
    ]
    for name, variants in plan.environments.items():
        lines += [f"  {scalar(name)}:", *environment(variants)]
    if heading.terraform:
        lines += ["", *comment(OLD_LANGUAGE), f'terraform: "{heading.terraform}"']
    if heading.docs:
        lines += ["", *comment(heading.docs_reason), f"docs: {scalar(heading.docs)}"]
    if heading.source_url:
        lines += [
            "",
            "# Where the sources are published, from the git remote.",
            f"source_url: {scalar(heading.source_url)}",
        ]
    for title, items in (
        (LEFT_OUT, left_out(plan)),
        (UNSET, unset(plan)),
        (MISSING, missing(plan.roots)),
    ):
        if items:
            more = [f"… and {len(items) - MAX_COMMENT_LINES} more"] if len(items) > MAX_COMMENT_LINES else []
            lines += ["", *comment(title), *(f"#   {each}" for each in (*items[:MAX_COMMENT_LINES], *more))]
    return "\n".join(lines) + "\n"


def why_roots(roots: Sequence[Root]) -> str:
    if any(each.state for each in roots):
        return "the folders that say where their state is kept."
    return "the folders that no other one calls; none says where its state is kept."


def reasons(plan: Plan) -> Iterator[str]:
    """Why root modules are in the environments that they are in."""
    found: dict[str, dict[str, str]] = {}
    for variants in plan.environments.values():
        for each in variants:
            if each.reason:
                found.setdefault(each.reason, {}).setdefault(each.root.folder, example(each))
    for reason, folders in found.items():
        folder, told = next(iter(folders.items()))
        rest = f" and {len(folders) - 1} more" if len(folders) > 1 else ""
        yield from comment(f"- {folder}{rest}: {reason}{told}.")


def example(variant: Variant) -> str:
    files = variant.backend_files if "backend" in variant.reason else variant.var_files
    return f", such as {files[-1]}" if files and variant.reason.startswith("files") else ""


def environment(variants: Sequence[Variant]) -> Iterator[str]:
    if len(variants) == 1:
        [only] = variants
        yield f"    root: {scalar(only.root.folder)}"
        yield from (f"    {line}" for line in given(only))
        return
    workspaces = {each.workspace for each in variants}
    workspace = workspaces.pop() if len(workspaces) == 1 else ""
    values = in_common(variants)
    if workspace:
        yield f"    workspace: {scalar(workspace)}"
    if values:
        yield f"    vars: {flow(values)}"
    yield "    roots:"
    for each in variants:
        own = {name: value for name, value in each.values.items() if name not in values}
        shown = msgspec.structs.replace(each, workspace="" if workspace else each.workspace, values=own)
        lines = list(given(shown))
        if lines:
            yield f"      - root: {scalar(each.root.folder)}"
            yield from (f"        {line}" for line in lines)
        else:
            yield f"      - {scalar(each.root.folder)}"


def in_common(variants: Sequence[Variant]) -> dict[str, object]:
    """The values that every root module with such a variable is given."""
    found: dict[str, object] = {}
    for variant in variants:
        for name, value in variant.values.items():
            takers = [each for each in variants if name in each.root.module.variables]
            if len(takers) > 1 and all(each.values.get(name) == value for each in takers):
                found[name] = value
    return found


def given(variant: Variant) -> Iterator[str]:
    """The values of a root module in an environment."""
    for key, files in (("var_files", variant.var_files), ("backend_config", variant.backend_files)):
        if files:
            paths = ", ".join(scalar(relative(each, variant.root.folder)) for each in files)
            yield f"{key}: [{paths}]"
    if variant.workspace:
        yield f"workspace: {scalar(variant.workspace)}"
    elif variant.workspace is None:
        yield "workspace: null  # its name is not known: there are errors with the one that was found, or with none"
    if variant.values:
        yield f"vars: {flow(variant.values)}"
    if variant.not_null:
        names = ", ".join(scalar(each) for each in variant.not_null)
        yield f"unset: [{names}]  # something sets them: there are errors with their defaults"
    if variant.incomplete:
        yield f"incomplete: true  # {variant.incomplete}"


def flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{scalar(name)}: {scalar(value)}" for name, value in values.items()) + "}"


def scalar(value: object) -> str:
    """A value of YAML on one line."""
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def left_out(plan: Plan) -> list[str]:
    return [f"{folder}: {why}" for folder, why in plan.left_out.items()]


def unset(plan: Plan) -> list[str]:
    """The variables that nothing sets, by root module, with the environments where that is not so everywhere."""
    found: dict[str, dict[str, list[str]]] = {}
    where: Counter[str] = Counter()
    for name, variants in plan.environments.items():
        for each in variants:
            where[each.root.folder] += 1
            for variable in each.unset:
                told = f"{variable.name} (sensitive)" if variable.sensitive else variable.name
                found.setdefault(each.root.folder, {}).setdefault(told, []).append(name)
    lines = []
    for folder in sorted(found):
        items = [
            name if len(names) == where[folder] else f"{name} (in {', '.join(names)})"
            for name, names in found[folder].items()
        ]
        lines.append(f"{folder}: {', '.join(items)}")
    return lines


def missing(roots: Sequence[Root]) -> list[str]:
    """The commands that fetch the modules, each with what it fetches."""
    submodules = list(dict.fromkeys(name for root in roots for name in root.submodules))
    checkout = [f"git submodule update --init   # {some(submodules)}"] if submodules else []
    return checkout + [
        f"{program(root)} -chdir={shell(root.folder)} init -backend=false   # {packages(root)}"
        for root in roots
        if root.missing
    ]


def packages(root: Root) -> str:
    """The sources of the missing modules, each once, without the folder inside it and without its version."""
    return some(list(dict.fromkeys(package(each.source) for each in root.missing)))


def some(names: Sequence[str]) -> str:
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def package(source: str) -> str:
    """`github.com/acme/modules` for `git::https://github.com/acme/modules.git//vpc?ref=v1`."""
    plain = source.removeprefix("git::").partition("?")[0]
    scheme, separator, rest = plain.rpartition("://")
    return f"{scheme}{separator}{rest.partition('//')[0]}".removesuffix(".git")


def program(root: Root) -> str:
    """`tofu` where files are written for OpenTofu alone."""
    names = (file.path for module in root.modules for file in module.files)
    return "tofu" if any(name.endswith((".tofu", ".tofu.json")) for name in names) else "terraform"


def shell(path: str) -> str:
    return path if PLAIN.fullmatch(path) else "'" + path.replace("'", "'\\''") + "'"


def comment(text: str) -> Iterator[str]:
    """Text as lines of a comment."""
    line = "#"
    for word in text.split():
        if len(line) + len(word) + 1 > WIDTH and line != "#":
            yield line
            line = "#"
        line += f" {word}"
    yield line
