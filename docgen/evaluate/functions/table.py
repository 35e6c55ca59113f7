"""Every function of the language by its name; the only registry.

Left out are those that look at expressions, not only at values: they are in `docgen.evaluate.special`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.evaluate.functions.collections import COLLECTIONS
from docgen.evaluate.functions.formatting import FORMATTING
from docgen.evaluate.functions.json_text import JSON
from docgen.evaluate.functions.network import NETWORK
from docgen.evaluate.functions.numeric import NUMERIC
from docgen.evaluate.functions.regexes import REGEXES
from docgen.evaluate.functions.sequences import SEQUENCES
from docgen.evaluate.functions.set_operations import SET_OPERATIONS
from docgen.evaluate.functions.signature import Function
from docgen.evaluate.functions.strings import STRINGS
from docgen.evaluate.functions.type_conversion import TYPE_CONVERSION

FAMILIES = (
    COLLECTIONS,
    FORMATTING,
    JSON,
    NETWORK,
    NUMERIC,
    REGEXES,
    SEQUENCES,
    SET_OPERATIONS,
    STRINGS,
    TYPE_CONVERSION,
)
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {each.name: each for family in FAMILIES for each in family}
)
