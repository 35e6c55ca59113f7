"""IP protocols by name, as AWS and Terraform write them.

Numbers: https://www.iana.org/assignments/protocol-numbers/protocol-numbers.xhtml
"""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "all": "-1",
        "1": "icmp",
        "6": "tcp",
        "17": "udp",
        "58": "icmpv6",
    }
)


def protocol_name(written: str) -> str:
    """`6` and `TCP` are "tcp", `all` is "-1"; a protocol without a name here stays a number."""
    text = written.lower()
    return NAMES.get(text, text)
