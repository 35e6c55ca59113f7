"""Which environment a root module's own path names: `terraform/prod`, `stack_staging` beside `stack_prod`."""

from collections import defaultdict
from collections.abc import Sequence

from docgen.discovery.names import canonical, environment_in, is_environment, without_environment

# Folders whose folders are environments, where at least one of them certainly is.
HOLDERS = frozenset({"environments", "environment", "envs", "env", "accounts", "live"})
MAX_ENVIRONMENTS = 12  # environments; more folders are something else


def environments_by_place(folders: Sequence[str]) -> dict[str, str]:
    """The environment of each folder whose path names one, as it is written there."""
    certain = proved(folders)
    return {
        folder: name for folder in folders if (name := environment_of(folder, folders, certain)) is not None
    }


def environment_of(folder: str, folders: Sequence[str], certain: frozenset[str]) -> str | None:
    parts = folder.split("/")
    for index, part in enumerate(parts):
        if is_environment(part):
            return part
        word = environment_in(part)
        if word is not None and word in certain:
            return spelled(part, word)
        if stands_among(parts, index, folders):
            return part
    return None


def proved(folders: Sequence[str]) -> frozenset[str]:
    """The environments whose names are a whole part somewhere, or in which two parts differ: `a_prod` and `a_dev`."""
    whole = set()
    families: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for folder in folders:
        parts = folder.split("/")
        for index, part in enumerate(parts):
            word = environment_in(part)
            if is_environment(part):
                whole.add(canonical(part))
            elif word is not None:
                families[(*parts[:index], without_environment(part))].add(word)
    pairs = {word for words in families.values() if len(words) > 1 for word in words}
    return frozenset(whole | pairs)


def stands_among(parts: Sequence[str], index: int, folders: Sequence[str]) -> bool:
    """Whether most folders beside this part are environments, so that it is one too: `mgmt` beside `dev` and `prod`."""
    before = parts[:index]
    beside = {
        each[index] for folder in folders if len(each := folder.split("/")) > index and each[:index] == before
    }
    named = sum(map(is_environment, beside))
    holder = index > 0 and parts[index - 1].lower() in HOLDERS and len(beside) <= MAX_ENVIRONMENTS
    return len(beside) > 1 and (named * 2 > len(beside) or (holder and named > 0))


def spelled(part: str, word: str) -> str:
    """The word of the part that means the environment."""
    plain = part.replace("_", "-").replace(".", "-")
    for each in plain.split("-"):
        if canonical(each) == word:
            return each
    return word
