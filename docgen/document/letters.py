"""The width of a text in Helvetica, the font of the diagrams.

The widths are those of Adobe's Helvetica.afm (https://github.com/adobe-type-tools/font-metrics), in thousandths of the size.
"""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

BY_WIDTH: Mapping[int, str] = MappingProxyType(
    {
        222: "ijl'|",
        278: " ftI.,:;/\\!·[]",
        333: "r-()`",
        500: "cksvxyzJ",
        556: "abdeghnopqu0123456789_L?$#",
        611: "FTZ",
        667: "ABEKPSVXY&",
        722: "CDHNRUw",
        778: "GOQ",
        833: "mM",
        944: "W",
    }
)
WIDTHS = {letter: width for width, letters in BY_WIDTH.items() for letter in letters}
OTHER, FULL = 600, 1000
BOLD = 1.08


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """In the unit of `size`."""
    return sum(map(letter_width, text)) * size / 1000 * (BOLD if bold else 1)


def letter_width(letter: str) -> int:
    return WIDTHS.get(letter) or (FULL if unicodedata.east_asian_width(letter) in "WF" else OTHER)
