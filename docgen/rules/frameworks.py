"""Frameworks of requirements: their full titles, how people write their names, and the order of their requirements.

Which requirement a control belongs to is in the catalogue (`controls.json`), never here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import msgspec

from docgen.rules.catalogue import Control, catalogue
from docgen.source.diagnostic import did_you_mean

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "AWS FSBP v1.0.0": "AWS Foundational Security Best Practices v1.0.0",
        "AWS Security Hub": "Controls of AWS Security Hub",
        "CIS AWS v3.0.0": "CIS Amazon Web Services Foundations Benchmark v3.0.0",
        "CIS AWS v4.0.1": "CIS Amazon Web Services Foundations Benchmark v4.0.1",
        "CIS AWS v5.0.0": "CIS Amazon Web Services Foundations Benchmark v5.0.0",
        "CIS AWS v6.0.0": "CIS Amazon Web Services Foundations Benchmark v6.0.0",
        "CIS AWS v7.0.0": "CIS Amazon Web Services Foundations Benchmark v7.0.0",
        "NIST 800-53 r5": "NIST Special Publication 800-53 Revision 5",
        "PCI DSS v4.0.1": "Payment Card Industry Data Security Standard v4.0.1",
        "SOC 2 TSC": "SOC 2, Trust Services Criteria",
        "ISO/IEC 27001:2022": "ISO/IEC 27001:2022, Annex A",
    }
)


class UnknownFramework(msgspec.Struct, frozen=True):
    """Why a text names no framework: a sentence."""

    detail: str


@cache
def frameworks() -> tuple[str, ...]:
    """The frameworks of the catalogue, by name, versions in their order."""
    found = {each for control in catalogue().values() for each in control.refs}
    return tuple(sorted(found, key=natural_order))


def framework_named(text: str) -> str | UnknownFramework:
    """`CIS AWS v5.0.0` as it is written in the catalogue, or so that it can mean only one: `cis 5`, `FSBP`, `ISO 27001`."""
    if text in frameworks():
        return text
    wanted = words_of(text)
    found = [each for each in frameworks() if wanted and wanted <= words_of(f"{each} {TITLES.get(each, '')}")]
    if len(found) == 1:
        return found[0]
    if found:
        return UnknownFramework(f'"{text}" can mean {", ".join(found)}. Name one of them.')
    hint = did_you_mean(text, frameworks())
    return UnknownFramework(f'There is no framework "{text}".{hint} There are: {", ".join(frameworks())}.')


def words_of(text: str) -> frozenset[str]:
    """`CIS AWS v5.0.0` → cis, aws, 5, 5.0, 5.0.0."""
    found = set()
    for each in re.findall(r"[a-z0-9.]+", text.casefold()):
        word = each.strip(".").removeprefix("v") if re.fullmatch(r"v[0-9.]+", each) else each.strip(".")
        parts = word.split(".")
        found |= (
            {".".join(parts[:number]) for number in range(1, len(parts) + 1)}
            if parts[0].isdigit()
            else {word}
        )
    return frozenset(found)


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers as numbers: `2.1.4` before `10.2.1`, `SC-7(4)` before `SC-7(10)`."""
    parts: Sequence[str] = re.findall(r"\d+|\D+", text)
    return tuple((0, int(each), "") if each.isdigit() else (1, 0, each) for each in parts)


def requirements_of(framework: str, keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The requirements that these controls belong to, in the framework's order, each with its controls."""
    found: dict[str, list[str]] = {}
    for key in keys:
        for requirement in catalogue()[key].refs.get(framework, ()):
            found.setdefault(requirement, []).append(key)
    return {each: tuple(found[each]) for each in sorted(found, key=natural_order)}


def belongs_to(control: Control, framework: str) -> bool:
    return bool(control.refs.get(framework))


def file_name(framework: str) -> str:
    """`cis-aws-v5-0-0` of `CIS AWS v5.0.0`."""
    return re.sub(r"[^a-z0-9]+", "-", framework.casefold()).strip("-")
