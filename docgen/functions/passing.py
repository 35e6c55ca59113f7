"""Functions whose result is made of their arguments: of which values an unknown result is one, or holds some.

`one(aws_vpc.main[*].id)` of an unknown number of VPCs is unknown, and still the id of one of them.
"""

from collections.abc import Sequence

import msgspec

from docgen.values.choices import Choices, flattened_members, members_in, one_of, united
from docgen.values.values import Unknown, Value

# Functions that return one member of their collections. A text that `join` makes of several ids is the id of nothing.
ONE_MEMBER = frozenset({"element", "join", "one"})
# Functions that return some of the members of their collections.
SOME_MEMBERS = frozenset(
    {"coalescelist", "compact", "concat", "distinct", "merge", "reverse", "setintersection", "setsubtract"}
    | {"setunion", "slice", "sort", "tolist", "tomap", "toset", "values"}
)
# Functions that return one of their arguments.
ONE_ARGUMENT = frozenset({"coalesce", "nonsensitive", "sensitive", "tostring"})
CHOOSING = ONE_MEMBER | SOME_MEMBERS | ONE_ARGUMENT | {"flatten", "lookup"}


def with_choices(gap: Unknown, name: str, arguments: Sequence[Value]) -> Unknown:
    """The known facts of an unknown result, with what it is made of."""
    choices: Choices = ()
    members: Choices = ()
    if name == "element":
        choices = members_in(arguments[:1])
    elif name == "join":
        choices = members_in(arguments[1:])
    elif name == "one":
        choices = members_in(arguments)
    elif name == "lookup":
        choices = united((members_in(arguments[:1]) or None, one_of(arguments[2:]))) or ()
    elif name in SOME_MEMBERS:
        members = members_in(arguments)
    elif name == "flatten":
        members = flattened_members(arguments[0]) or ()
    elif name in ONE_ARGUMENT:
        choices, members = one_of(arguments), members_in(arguments)
    if not choices and not members:
        return gap
    return msgspec.structs.replace(gap, choices=choices, members=members)
