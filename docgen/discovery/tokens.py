"""Which part of a file's path names the environment that the file is for.

It is the one part in which otherwise equal paths differ: `env/weu-dev/terraform.tfvars` and
`env/weu-prod/terraform.tfvars`, `dev.s3.tfbackend` and `prod.s3.tfbackend`.
"""

from collections.abc import Collection, Mapping, Sequence

from docgen.discovery.names import ACCOUNT, environment_in, is_common, is_environment, trimmed, words_of
from docgen.discovery.values import ValueFile

ALIKE = 0.5  # of the keys of two files that must be the same for them to be alternatives


def parts_of(path: str) -> tuple[str, ...]:
    """The folders and the pieces of the name between dots, the ending left out: `env`, `dev`, `s3`."""
    *folders, name = path.split("/")
    pieces = name.split(".")
    while len(pieces) > 1 and pieces[-1] in {
        "tfvars",
        "json",
        "tfbackend",
        "backend",
        "hcl",
        "conf",
        "config",
    }:
        pieces = pieces[:-1]
    return (*folders, *(each for each in pieces if not ACCOUNT.fullmatch(each)))


def environments_of(
    files: Sequence[ValueFile], roots: Mapping[str, Collection[str]], starts: Mapping[str, int]
) -> dict[str, str]:
    """The environment that each file is for, by path, as it is written; files for all of them are left out.

    `roots` has the names of the root modules that each file may be for: a file of such a name is for that root module
    and not for an environment. `starts` has the number of the first part that may name one: the parts before it are
    the place of the root module that the file is in.
    """
    split = {each.path: parts_of(each.path) for each in files}
    keys = {each.path: each.keys for each in files}
    found: dict[str, str] = {}
    for path, parts in split.items():
        choices = [
            choice
            for index in range(starts[path], len(parts))
            if (choice := chosen(index, path, split, keys, roots[path])) is not None
        ]
        if choices:
            found[path] = max(choices)[2]
        else:
            alone = [each for each in parts[starts[path] :] if is_environment(each)]
            if alone:
                found[path] = alone[-1]
    return found


def chosen(
    index: int,
    path: str,
    split: Mapping[str, tuple[str, ...]],
    keys: Mapping[str, frozenset[str]],
    names: Collection[str],
) -> tuple[float, int, str] | None:
    """How certain it is that the part with this number names an environment, the number, and the name."""
    parts = split[path]
    others = {
        each[index]: other
        for other, each in split.items()
        if len(each) == len(parts)
        and each[:index] == parts[:index]
        and each[index + 1 :] == parts[index + 1 :]
    }
    others = {
        text: other for text, other in others.items() if text == parts[index] or not is_root(text, names)
    }
    text = parts[index]
    if len(others) < 2 or is_common(text) or is_root(text, names):  # noqa: PLR2004 - one is no choice
        return None
    named = [each for each in others if environment_in(each) is not None]
    if named and text not in named and not any(alike(keys[path], keys[others[each]]) for each in named):
        return None
    if not named and not all(alike(keys[path], keys[other]) for other in others.values()):
        return None
    return len(named) / len(others), index, trimmed(sorted(others))[text]


def is_root(text: str, names: Collection[str]) -> bool:
    plain = "-".join(words_of(text))
    return any(plain == "-".join(words_of(each)) for each in names) and not is_environment(text)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
