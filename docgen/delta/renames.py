"""Renames by `moved` blocks: which address of the older revision is which of the newer one.

https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docgen.delta.model import Side
from docgen.source.address import ModuleAddress, ModuleStep, print_module

MOST_MOVES = 10  # that follow one another: `a` to `b`, `b` to `c`


def moves_of(side: Side) -> tuple[tuple[str, str], ...]:
    """Pairs of addresses from the root, old and new, in the order of the configuration."""
    return tuple(
        (join(prefix, move.source), join(prefix, move.target))
        for configuration in side.configurations
        for path, module in configuration.modules.items()
        if module.moved
        for prefix in instances_of(path, side.facts.modules)
        for move in module.moved
    )


def forgotten(side: Side) -> tuple[str, ...]:
    """Addresses that `removed` blocks take out of the state without destroying anything."""
    return tuple(
        join(print_module(tuple_of_names(path)), each.source)
        for configuration in side.configurations
        for path, module in configuration.modules.items()
        for each in module.removed
        if not each.destroy
    )


def tuple_of_names(path: Sequence[str]) -> ModuleAddress:
    return tuple(ModuleStep(each) for each in path)


def instances_of(path: Sequence[str], modules: Sequence[ModuleAddress]) -> Iterator[str]:
    if not path:
        yield ""
        return
    found = [each for each in modules if [step.name for step in each] == list(path)]
    yield from (print_module(each) for each in found) if found else (print_module(tuple_of_names(path)),)


def join(prefix: str, address: str) -> str:
    return f"{prefix}.{address}" if prefix else address


class Renaming:
    """The addresses of the older revision as the newer one has them."""

    def __init__(self, moves: Sequence[tuple[str, str]], taken: frozenset[str]) -> None:
        self.moves = moves
        self.taken = taken  # addresses of the older revision: nothing is moved onto one that is there already
        self.known: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        if not self.moves:
            return address
        found = self.known.get(address)
        if found is None:
            found = self.known[address] = self.follow(address)
        return found

    def follow(self, address: str) -> str:
        now = address
        for _ in range(MOST_MOVES):
            moved = next(
                (new + rest for old, new in self.moves if (rest := below(now, old)) is not None), None
            )
            if moved is None or moved == now:
                break
            now = moved
        return address if now in self.taken else now

    def text(self, data: Any) -> Any:  # noqa: ANN401 - JSON
        """JSON data with an address of something that moved."""
        if not self.moves:
            return data
        if isinstance(data, str):
            return self(data) if MAY_BE_ADDRESS.match(data) else data
        if isinstance(data, dict):
            return {key: self.text(each) for key, each in data.items()}
        return [self.text(each) for each in data] if isinstance(data, list) else data


MAY_BE_ADDRESS = re.compile(r"[\w\[\]\"./:*-]+\.[\w\[\]\"./:*-]+\Z")


def below(address: str, old: str) -> str | None:
    """The rest of an address below the old one; None if it is about something else."""
    if address == old:
        return ""
    if address.startswith(old) and address[len(old)] in ".[":
        return address[len(old) :]
    return None
