"""Resource limits: how much memory and time a configuration may use.

Terraform files are untrusted here: everything that can grow without bound has a limit, and meeting it is a
diagnostic that says which setting of docgen.yml raises it.
"""

from typing import Annotated

import msgspec


def amount(text: str) -> msgspec.Meta:
    return msgspec.Meta(ge=1, description=text)


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bounds of one evaluation. Each can be raised."""

    instances: Annotated[int, amount("Resource instances of one environment.")] = 50_000
    modules: Annotated[
        int, amount("Module calls of one configuration, each counted as often as its caller is called.")
    ] = 2_000
    elements: Annotated[int, amount("Parts of one value, all levels counted.")] = 200_000
    text: Annotated[int, amount("Characters of one string.")] = 16_000_000
    file: Annotated[int, amount("Bytes of one file that is read.")] = 20_000_000
    files: Annotated[int, amount("Files of one repository.")] = 5_000
    depth: Annotated[int, amount("Nesting of modules, values and templates.")] = 200
    nesting: Annotated[int, amount("Brackets, templates and blocks inside one another in one file.")] = 500
    pattern: Annotated[int, amount("Characters of one regular expression.")] = 20_000
    steps: Annotated[
        int,
        amount(
            "Steps of one environment: an expression node, or a few parts of a value that is gone through."
        ),
    ] = 750_000
