"""Which rules can match a packet to a port, found without looking at the others.

Firewalls have many rules, and few for any one port. An index is made once for each list of rules and protocol.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from docgen.analysis.packets import PORTED, ports_of
from docgen.aws.model.firewall import AclRule, Rule
from docgen.source.traced import Unknown

R = TypeVar("R", Rule, AclRule)


class PortIndex(Generic[R]):
    """The rules of a list by the ports of one protocol, in the order of the list."""

    def __init__(self, rules: Iterable[R], protocol: str) -> None:
        everywhere: list[tuple[int, R]] = []  # those that look at no port, or of which something is not known
        bounded: list[tuple[int, int, int, R]] = []  # first and last port, place in the list, rule
        for place, rule in enumerate(rules):
            if isinstance(rule.protocol, Unknown) or rule.protocol.value == "-1":
                everywhere.append((place, rule))
            elif rule.protocol.value == protocol:
                ports = ports_of(rule.ports) if protocol in PORTED else None
                if ports is None:
                    everywhere.append((place, rule))
                else:
                    first, last = ports.intervals[0]
                    bounded.append((first, last, place, rule))
        self.borders = sorted({first for first, _, _, _ in bounded} | {last + 1 for _, last, _, _ in bounded})
        starting: dict[int, list[tuple[int, R]]] = {}
        ending: dict[int, list[int]] = {}
        for first, last, place, rule in bounded:
            starting.setdefault(first, []).append((place, rule))
            ending.setdefault(last + 1, []).append(place)
        open_now: dict[int, R] = dict(everywhere)
        self.parts: list[tuple[R, ...]] = [
            tuple(open_now.values())
        ]  # before the first border, and after each
        for border in self.borders:
            for place in ending.get(border, ()):
                del open_now[place]
            open_now.update(starting.get(border, ()))
            self.parts.append(tuple(open_now[place] for place in sorted(open_now)))

    def at(self, port: int) -> tuple[R, ...]:
        """The rules that match packets to a port, or may."""
        return self.parts[bisect_right(self.borders, port)]
