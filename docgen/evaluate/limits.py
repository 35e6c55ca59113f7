"""How much of this machine a configuration may use.

Terraform files are untrusted here: everything that can grow without bound has a limit, and meeting it is a
diagnostic that says which setting of docgen.yml raises it.
"""

from typing import Annotated, TypeAlias

import msgspec

Amount: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bounds of one evaluation; `limits:` in docgen.yml raises them."""

    instances: Amount = 50_000  # resource instances of one environment
    modules: Amount = (
        2_000  # module calls of one configuration, each counted as often as its caller is called
    )
    elements: Amount = 200_000  # parts of one value, all levels counted
    text: Amount = 16_000_000  # characters of one string
    file: Amount = 20_000_000  # bytes of one file that is read
    files: Amount = 5_000  # files of one repository
    depth: Amount = 200  # nesting of modules, values and templates
    nesting: Amount = 500  # brackets, templates and blocks inside one another in one file
    pattern: Amount = 20_000  # characters of one regular expression
    steps: Amount = (
        750_000  # of one environment: an expression node, or a few parts of a value that is gone through
    )
