"""The sources of an exposure, as CIDR blocks."""

import ipaddress

from docgen.analysis.exposures import source_blocks
from docgen.analysis.ranges import INTERNET, INTERNET_V4, addresses


def test_all_public_addresses_of_a_family_are_one_block() -> None:
    assert source_blocks(INTERNET) == ["0.0.0.0/0", "::/0"]
    assert source_blocks(INTERNET_V4) == ["0.0.0.0/0"]


def test_other_addresses_are_their_blocks() -> None:
    office = addresses(ipaddress.ip_network("198.51.100.0/24"), ipaddress.ip_network("2001:db8::/48"))

    assert source_blocks(office) == ["198.51.100.0/24", "2001:db8::/48"]
    assert source_blocks(INTERNET_V4.union(addresses(ipaddress.ip_network("2001:db8::/48")))) == [
        "0.0.0.0/0",
        "2001:db8::/48",
    ]
