"""Every function of the language by its name; the only registry.

Left out are those that look at expressions, not only at values: they are in `docgen.language.lazy_functions`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from docgen.functions.collections import COLLECTIONS
from docgen.functions.dates import DATES
from docgen.functions.encoding import ENCODING
from docgen.functions.filesystem import FILESYSTEM
from docgen.functions.formatting import FORMATTING
from docgen.functions.hashing import HASHING
from docgen.functions.json_text import JSON
from docgen.functions.network import NETWORK
from docgen.functions.numeric import NUMERIC
from docgen.functions.opentofu import OPENTOFU
from docgen.functions.providers import PROVIDERS
from docgen.functions.regexes import REGEXES
from docgen.functions.sequences import SEQUENCES
from docgen.functions.set_operations import SET_OPERATIONS
from docgen.functions.signature import Function
from docgen.functions.strings import STRINGS
from docgen.functions.type_conversion import TYPE_CONVERSION
from docgen.functions.yaml_text import YAML

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
