"""Groups root modules into environments."""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from docgen.discovery.names import canonical, most_common, rank, slug, words_of
from docgen.discovery.remote import reads
from docgen.discovery.roots import Root
from docgen.discovery.variants import Variant, Variants

SHARED = "shared"
GENERAL = frozenset(
    {
        "terraform",
        "tf",
        "tofu",
        "opentofu",
        "infra",
        "infrastructure",
        "iac",
        "aws",
        "cloud",
        "src",
        "main",
        "root",
    }
    | {
        "deploy",
        "deployment",
        "ops",
        "devops",
        "stack",
        "stacks",
        "env",
        "environments",
        "live",
        "app",
        "code",
    }
)


def arranged(roots: Sequence[Root], variants: Variants, project: str) -> Mapping[str, Sequence[Variant]]:
    """The environments in order, each with its root modules.

    A root module that is in none is in each environment that reads its state, else in one of its own with the others.
    """
    made = {root.folder: variants.of(root) for root in roots}
    adopted = {}
    for root in roots:
        if not made[root.folder] and variants.wants_environment(root):
            adopted[root.folder] = [
                variants.variant(root, name, "neighbouring root modules have them")
                for name in neighbouring(root, made)
            ]
    made |= adopted
    grouped: dict[str, list[Variant]] = defaultdict(list)
    for each in (one for root in roots for one in made[root.folder]):
        grouped[canonical(each.environment)].append(each)
    rest = [root for root in roots if not made[root.folder]]
    if not grouped:
        name = roots[0].name if len(roots) == 1 and not is_general(roots[0].name) else project
        return {slug(name): [variants.variant(root, "") for root in rest]}
    for root in list(rest):
        named_after = [each for each in root.folder.split("/") if canonical(each) in grouped]
        if named_after:
            variant = variants.variant(root, named_after[0], "the path of its folder names it")
            grouped[canonical(named_after[0])].append(variant)
            rest.remove(root)
    left = [root for root in rest if not joined(root, grouped, variants)]
    named = {
        most_common(each.environment for each in group if each.environment): group
        for group in grouped.values()
    }
    found = {slug(name): in_order(named[name]) for name in sorted(named, key=rank)}
    if left:
        name = name_of_rest(left, roots)
        found[name] = [*found.get(name, ()), *(variants.variant(root, "") for root in left)]
    return found


def is_general(name: str) -> bool:
    """Whether a folder's name says only that there is Terraform in it."""
    return all(word in GENERAL for word in words_of(name))


def neighbouring(root: Root, made: Mapping[str, Sequence[Variant]]) -> list[str]:
    """The environments that half of the root modules have in the nearest folder where some have several."""
    folder = posixpath.dirname(root.folder)
    while True:
        near = [each for place, each in made.items() if len(each) > 1 and is_below(place, folder)]
        if near:
            every = [one.environment for each in near for one in each]
            counted = Counter(map(canonical, every))
            names = {canonical(each): each for each in every if counted[canonical(each)] * 2 >= len(near)}
            return sorted(names.values(), key=rank)
        if not folder:
            return []
        folder = posixpath.dirname(folder)


def is_below(place: str, folder: str) -> bool:
    return not folder or place.startswith(f"{folder}/")


def joined(root: Root, grouped: Mapping[str, list[Variant]], variants: Variants) -> bool:
    """Put the root module into each environment of which a root module reads its state."""
    found = False
    for group in grouped.values():
        if any(reads(each.root, root) for each in group):
            group.append(variants.variant(root, "", "its state is read there"))
            found = True
    return found


def name_of_rest(left: Sequence[Root], roots: Sequence[Root]) -> str:
    """The folder that holds all of them and no other root module; else a name that says what they are."""
    if len(left) == 1 and not is_general(left[0].name):
        return slug(left[0].name)
    folders = {posixpath.dirname(each.folder) for each in left}
    folder = folders.pop() if len(folders) == 1 else ""
    others = [each for each in roots if each not in left and is_below(each.folder, folder)]
    return slug(posixpath.basename(folder)) if folder and not others else SHARED


def in_order(group: Sequence[Variant]) -> list[Variant]:
    return sorted(group, key=lambda each: each.root.folder)
