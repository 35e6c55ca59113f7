"""Which values the AWS provider accepts, where its schema alone does not say: closed sets, ranges, address ranges.

`accepted.bin` holds what provider 5.100.0 answered; `tests/oracle/extract_accepted.py` asks it, and describes the form.
"""

import ipaddress
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

Rule: TypeAlias = Sequence[Any]
Scalar: TypeAlias = str | bool | int | float

NO_RULES: Mapping[str, Rule] = MappingProxyType({})


@cache
def all_rules() -> Mapping[str, Mapping[str, Rule]]:
    raw = zlib.decompress(Path(__file__).with_name("accepted.bin").read_bytes())
    return msgspec.json.decode(raw, type=dict[str, dict[str, list[Any]]])


def rules_of(type_: str) -> Mapping[str, Rule]:
    """The rules of a resource type by dotted path, without the numbers of blocks and members."""
    return all_rules().get(type_, NO_RULES)


def refusal(rule: Rule, path: str, value: Scalar) -> str | None:
    """The error about a value, in the provider's words if they are plain; None if the value is accepted.

    complaint(["one_of", ["HTTP", "HTTPS"]], "protocol", "HTTPX") is 'expected protocol to be one of ["HTTP" "HTTPS"], got HTTPX'.
    An empty text is never reported: it often means none.
    """
    match list(rule), value:
        case ["one_of", choices], str() if value and value not in choices:
            return one_of(path, [f'"{each}"' for each in choices], value)
        case ["one_of_in_any_case", choices], str() if value and value.lower() not in map(str.lower, choices):
            return one_of(path, [f'"{each}"' for each in choices], value)
        case ["numbers", choices], int() | float() if value not in choices:
            return one_of(path, map(str, choices), value)
        case ["range", least, most], int() | float() if not within(least, value, most):
            return f"expected {path} to be {described(least, most)}, got {value}"
        case ["network", versions], str() if value:
            return network_complaint(value, versions)
        case _:
            return None


def one_of(path: str, choices: Any, value: Scalar) -> str:  # noqa: ANN401 - texts
    return f"expected {path} to be one of [{' '.join(choices)}], got {value}"


def within(least: float | None, value: float, most: float | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)


def described(least: float | None, most: float | None) -> str:
    if least is None or most is None:
        return f"at least {least}" if most is None else f"at most {most}"
    return f"in the range ({least} - {most})"


def network_complaint(text: str, versions: Sequence[int]) -> str | None:
    """The error about a CIDR block; the bits behind its prefix must be zero."""
    kind = "/".join(f"IPv{each}" for each in versions)
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f'"{text}" is not a valid {kind} CIDR block'
    if "/" not in text or network.version not in versions:
        return f'"{text}" is not a valid {kind} CIDR block'
    if ipaddress.ip_interface(text).ip != network.network_address:
        return (
            f'"{text}" is not a network address: its prefix is that of "{network}". Did you mean "{network}"?'
        )
    return None
