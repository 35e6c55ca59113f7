"""The labels of things on pages.

On the pages of one environment, a thing has its own name, without the beginning that most names of that environment share.
On pages that show several environments, it has the name that it has in all of them after that; `shop-test-web-sg` and
`shop-live-web-sg` are both `web-sg`. Two things never have the same label on one page, and no label depends on another
environment than those that the page shows. No name means anything here.
"""

import re
from collections.abc import Mapping, Sequence

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.base import AwsResource
from docgen.source.address import ResourceAddress, print_key, print_module
from docgen.source.traced import Known

BORDER = re.compile(r"(?<=[-_./ ])|(?=[-_./ ])")
SEPARATORS = "-_./ "
LONGEST = 256  # characters of a label: AWS takes no longer names, and no longer values of tags
LEAST = 3  # names that must share a beginning or an end before it counts as no part of them


class Labels:
    """The label of every thing on pages of one or several environments, by address."""

    def __init__(self, environments: Sequence[EnvironmentFacts]) -> None:
        found = [short_names(names_in(each)) for each in environments]
        labels: dict[ResourceAddress, str] = {}
        for address in dict.fromkeys(address for each in found for address in each):
            own = sorted({each[address] for each in found if address in each})
            longest = max(own, key=len)
            # AWS limits how long some names are, so one may be the other, cut off.
            labels[address] = longest if all(longest.startswith(each) for each in own) else str(address)
        labels = {address: cut(label) for address, label in labels.items()}
        self.labels = distinct(labels, kinds_of(environments))

    def of(self, address: ResourceAddress) -> str:
        return self.labels.get(address) or str(address)

    def apart(self, addresses: Sequence[ResourceAddress]) -> list[str]:
        """The labels of things that one list names, whatever their kinds; no two are the same."""
        labels = told_apart({each: self.of(each) for each in addresses})
        return [labels[each] for each in addresses]


def cut(label: str) -> str:
    """The label, or the beginning of a huge one."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def names_in(facts: EnvironmentFacts) -> Mapping[ResourceAddress, str]:
    """The names of all things, as far as they are known."""
    found: dict[ResourceAddress, str] = {}
    for thing in facts.network.by_address().values():
        found[thing.address] = name_of(thing)
    for item in facts.network.inventory:
        if item.address not in found:
            found[item.address] = item.name.value if isinstance(item.name, Known) else item.address.name
    return found


def name_of(thing: AwsResource) -> str:
    return thing.name.value if isinstance(thing.name, Known) else thing.address.name


# -- what the names of an environment share ----------------------------------------------------


def short_names(names: Mapping[ResourceAddress, str]) -> Mapping[ResourceAddress, str]:
    """The names without the beginning, and the end, that most of them share."""
    # The others are Terraform's own labels; only so much of a huge name is looked at.
    given = [name for address, name in names.items() if name != address.name]
    start = common_start([each[:LONGEST] for each in given])
    end = common_start([reverse(each[-LONGEST:]) for each in given])
    return {address: shortened(name, start, reverse(end)) for address, name in names.items()}


def shortened(name: str, start: str, end: str) -> str:
    rest = name.removeprefix(start) if name != start else name
    rest = rest.removesuffix(end) if rest != end else rest
    if not any(map(str.isalpha, rest)):  # "svc-12" without "svc-" says nothing
        rest = name.removesuffix(end)
    return rest or name


def reverse(text: str) -> str:
    return text[::-1]


def pieces(text: str) -> list[str]:
    return [each for each in BORDER.split(text) if each]


def common_start(names: Sequence[str]) -> str:
    """The longest beginning, cut after a separator, that most names share."""
    counts: dict[str, int] = {}
    for name in names:
        start = ""
        for piece in pieces(name):
            start += piece
            if piece in SEPARATORS:
                counts[start] = counts.get(start, 0) + 1
    good = [start for start, count in counts.items() if count > len(names) / 2 and count >= LEAST]
    return max(good, key=lambda each: (len(each), each), default="")


# -- one label for one thing --------------------------------------------------------------------


def kinds_of(environments: Sequence[EnvironmentFacts]) -> Mapping[ResourceAddress, str]:
    """The things of the model, and with which others each shares tables and pictures: all components with one another."""
    kinds: dict[ResourceAddress, str] = {}
    for facts in environments:
        kinds |= {address: address.type for address in facts.network.by_address()}
        kinds |= {each.address: "component" for each in facts.network.components()}
    return kinds


def distinct(
    labels: Mapping[ResourceAddress, str], kinds: Mapping[ResourceAddress, str]
) -> dict[ResourceAddress, str]:
    """The labels; where several things of one kind have the same, each with the part of its address that is its own."""
    groups: dict[tuple[str, str], list[ResourceAddress]] = {}
    for address, label in labels.items():
        if address in kinds:
            groups.setdefault((kinds[address], label), []).append(address)
    return dict(labels) | with_own_parts(groups)


def told_apart(labels: Mapping[ResourceAddress, str]) -> dict[ResourceAddress, str]:
    groups: dict[tuple[str, str], list[ResourceAddress]] = {}
    for address, label in labels.items():
        groups.setdefault(("", label), []).append(address)
    return with_own_parts(groups)


def with_own_parts(
    groups: Mapping[tuple[str, str], Sequence[ResourceAddress]],
) -> dict[ResourceAddress, str]:
    """The label of each address; where a group has several, each with the part of its address that is its own."""
    made: dict[ResourceAddress, str] = {}
    for (_, label), addresses in groups.items():
        endings = own_parts(addresses) if len(addresses) > 1 else [""]
        for address, ending in zip(addresses, endings, strict=True):
            made[address] = f"{label}{ending}"
    return made


def own_parts(addresses: Sequence[ResourceAddress]) -> list[str]:
    """`[0]` and `[1]`; or ` (module.a)`; or ` (roots/a)`, where there are several root modules; or both; or the whole addresses."""
    for part in (
        key_part,
        module_part,
        root_part,
        place_part,
        lambda each: place_part(each) + key_part(each),
    ):
        parts = [part(each) for each in addresses]
        if len(set(parts)) == len(parts) and all(parts):
            return parts
    return [f" ({each})" for each in addresses]


def key_part(address: ResourceAddress) -> str:
    return print_key(address.key)


def module_part(address: ResourceAddress) -> str:
    return f" ({print_module(address.module)})" if address.module else ""


def root_part(address: ResourceAddress) -> str:
    return f" ({address.root})" if address.root else ""


def place_part(address: ResourceAddress) -> str:
    place = ", ".join(filter(None, (address.root, print_module(address.module))))
    return f" ({place})" if place else ""
