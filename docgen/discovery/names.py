"""Names of environments: the words that mean one, and the rest of a name without them."""

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

# The usual names of environments, from the first to the last that a change passes through, with their spellings.
ENVIRONMENTS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "sandbox": ("sandbox", "sbx"),
        "dev": ("dev", "devel", "develop", "development"),
        "test": ("test", "testing", "tst"),
        "int": ("int", "intg", "integration"),
        "qa": ("qa",),
        "uat": ("uat", "acceptance"),
        "perf": ("perf", "performance"),
        "training": ("training",),
        "demo": ("demo",),
        "staging": ("staging", "stage", "stg"),
        "nonprod": ("nonprod", "nonproduction"),
        "preprod": ("preprod", "preproduction", "preprd"),
        "prod": ("prod", "production", "prd"),
    }
)
SPELLINGS = {spelling: name for name, spellings in ENVIRONMENTS.items() for spelling in spellings}
ORDER = {name: number for number, name in enumerate(ENVIRONMENTS)}
# What files are called that serve every environment.
COMMON = frozenset(
    {
        "all",
        "base",
        "common",
        "config",
        "default",
        "defaults",
        "global",
        "main",
        "project",
        "shared",
        "terraform",
    }
    | {"tfvars", "values", "variables", "vars", "backend", "settings", "account", "env", "environment"}
)
SEPARATOR = re.compile(r"[-_. ]+")
ACCOUNT = re.compile(r"\d{10,}")  # AWS account numbers have twelve digits
PREFIXES = ("pre", "non")


def words_of(name: str) -> list[str]:
    """The words of a name; `pre-prod` and `non_prod` are one word each, account numbers none."""
    found: list[str] = []
    for word in filter(None, SEPARATOR.split(name.lower())):
        if ACCOUNT.fullmatch(word):
            continue
        if found and found[-1] in PREFIXES and found[-1] + word in SPELLINGS:
            found[-1] += word
        else:
            found.append(word)
    return found


def meaning(word: str) -> str | None:
    """The environment that a word means: `dev` for `development`, `dev2` for `dev2`; None for other words."""
    if word in SPELLINGS:
        return SPELLINGS[word]
    stem = word.rstrip("0123456789")
    return SPELLINGS[stem] + word[len(stem) :] if stem in SPELLINGS else None


def canonical(name: str) -> str:
    """One spelling for every spelling of an environment's name: `preprod` for `pre-prod`, `dev` for `Development`."""
    words = words_of(name)
    return "-".join(meaning(word) or word for word in words) or name.lower()


def environment_in(name: str) -> str | None:
    """The environment that one of the words of a name means; None where none or several do."""
    found = {word for each in words_of(name) if (word := meaning(each)) is not None}
    return found.pop() if len(found) == 1 else None


def is_environment(name: str) -> bool:
    """Whether the whole name is that of an environment."""
    words = words_of(name)
    return len(words) == 1 and meaning(words[0]) is not None


def is_common(name: str) -> bool:
    return all(word in COMMON for word in words_of(name))


def without_environment(name: str) -> str:
    """The name without the words that mean an environment, and without single letters, which number them."""
    return "-".join(word for word in words_of(name) if meaning(word) is None and len(word) > 1)


def trimmed(names: Sequence[str]) -> dict[str, str]:
    """Each name without the words that all of them begin or end with: `weu-dev` and `weu-prod` are `dev` and `prod`."""
    split = before = {name: words_of(name) for name in names}
    while len(split) > 1 and all(len(words) > 1 for words in split.values()):
        if len({words[0] for words in split.values()}) == 1:
            split = {name: words[1:] for name, words in split.items()}
        elif len({words[-1] for words in split.values()}) == 1:
            split = {name: words[:-1] for name, words in split.items()}
        else:
            break
    return {name: name if words == before[name] else "-".join(words) for name, words in split.items()}


def rank(name: str) -> tuple[int, str]:
    """The sort key of environments: as changes pass through them; other names after those."""
    found = environment_in(name)
    place = ORDER.get(found.rstrip("0123456789"), len(ORDER)) if found else len(ORDER)
    return place, name


def slug(text: str) -> str:
    """Text as a name that may be part of file names."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.") or "main"


def most_common(names: Iterable[str]) -> str:
    """The name that occurs most often; of several, the first."""
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return max(counted, key=lambda name: counted[name])
