"""How much of this machine a configuration may use.

Terraform files are untrusted here: everything that can grow without bound has a limit, and meeting it is a
diagnostic that says which setting of docgen.yml raises it.
"""

import msgspec


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bounds of one evaluation; `limits:` in docgen.yml raises them."""

    instances: int = 50_000  # resource instances of one environment
    modules: int = 2_000  # module calls of one configuration, each counted as often as its caller is called
    elements: int = 200_000  # parts of one value, all levels counted
    text: int = 16_000_000  # characters of one string
    file: int = 20_000_000  # bytes of one file that is read
    files: int = 5_000  # files of one repository
    depth: int = 200  # nesting of modules, values and templates
    steps: int = (
        750_000  # of one environment: an expression node, or a few parts of a value that is gone through
    )
