"""Every function of the language by its name; the only registry.

Left out are those that look at expressions, not only at values: they are in `docgen.evaluate.special`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.evaluate.functions.collections import COLLECTIONS
from docgen.evaluate.functions.dates import DATES
from docgen.evaluate.functions.encoding import ENCODING
from docgen.evaluate.functions.filesystem import FILESYSTEM
from docgen.evaluate.functions.formatting import FORMATTING
from docgen.evaluate.functions.hashing import HASHING
from docgen.evaluate.functions.json_text import JSON
from docgen.evaluate.functions.network import NETWORK
from docgen.evaluate.functions.numeric import NUMERIC
from docgen.evaluate.functions.opentofu import OPENTOFU
from docgen.evaluate.functions.providers import PROVIDERS
from docgen.evaluate.functions.regexes import REGEXES
from docgen.evaluate.functions.sequences import SEQUENCES
from docgen.evaluate.functions.set_operations import SET_OPERATIONS
from docgen.evaluate.functions.signature import Function
from docgen.evaluate.functions.strings import STRINGS
from docgen.evaluate.functions.type_conversion import TYPE_CONVERSION
from docgen.evaluate.functions.yaml_text import YAML

FAMILIES = (
    COLLECTIONS,
    DATES,
    ENCODING,
    FILESYSTEM,
    FORMATTING,
    HASHING,
    JSON,
    NETWORK,
    NUMERIC,
    OPENTOFU,
    PROVIDERS,
    REGEXES,
    SEQUENCES,
    SET_OPERATIONS,
    STRINGS,
    TYPE_CONVERSION,
    YAML,
)
FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {each.name: each for family in FAMILIES for each in family}
)
