"""What things are called on pages that show several environments at once.

`shop-test-web-sg` and `shop-live-web-sg` are one thing to the reader: what their names share, without
what tells the environments apart, is the label. No name means anything here.
"""

import re
from collections.abc import Mapping, Sequence

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.aws.model.base import Thing
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known

BORDER = re.compile(r"(?<=[-_./ ])|(?=[-_./ ])")


class Labels:
    """The label of every thing of a project, by address."""

    def __init__(self, facts: Facts) -> None:
        names = [names_in(each) for each in facts.environments]
        self.names = names
        self.prefixes = [common_start(list(each.values())) for each in names]
        self.labels: dict[ResourceAddress, str] = {}
        for address in dict.fromkeys(address for each in names for address in each):
            self.labels[address] = self.label(address)

    def label(self, address: ResourceAddress) -> str:
        found = [each[address] for each in self.names if address in each]
        if len(set(found)) == 1 and len(found) == len(self.names):
            return found[0]
        if len(found) > 1:
            shared = common_end(found)
            if shared:
                return shared
        own = found[0]
        for prefix, names in zip(self.prefixes, self.names, strict=True):
            if address in names and prefix and own.startswith(prefix) and own != prefix:
                return own.removeprefix(prefix)
        return own

    def of(self, address: ResourceAddress) -> str:
        return self.labels.get(address) or str(address)


def names_in(facts: EnvironmentFacts) -> Mapping[ResourceAddress, str]:
    """The names of all things, as far as they are known."""
    found: dict[ResourceAddress, str] = {}
    for thing in facts.network.by_address().values():
        found[thing.address] = name_of(thing)
    for item in facts.network.inventory:
        if item.address not in found:
            found[item.address] = item.name.value if isinstance(item.name, Known) else item.address.name
    return found


def name_of(thing: Thing) -> str:
    return thing.name.value if isinstance(thing.name, Known) else thing.address.name


def pieces(text: str) -> list[str]:
    return [each for each in BORDER.split(text) if each]


def common_end(names: Sequence[str]) -> str:
    """The longest end, cut at a word's border, that all names share: `web-sg`."""
    split = [pieces(each) for each in names]
    count = 0
    while all(len(each) > count for each in split) and len({each[-1 - count] for each in split}) == 1:
        count += 1
    text = "".join(split[0][len(split[0]) - count :]) if count else ""
    return text.strip("-_./ ")


def common_start(names: Sequence[str]) -> str:
    """The longest beginning, cut after a separator, that most names of an environment share."""
    counts: dict[str, int] = {}
    for name in names:
        start = ""
        for piece in pieces(name):
            start += piece
            if piece in {"-", "_", ".", "/"}:
                counts[start] = counts.get(start, 0) + 1
    half = len(names) / 2
    good = [start for start, count in counts.items() if count > half]
    return max(good, key=len, default="")
