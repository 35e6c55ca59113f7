"""What docgen does not know: the kinds of gaps.

An error is what Terraform itself would certainly refuse. Everything that docgen merely does not know is a gap: the
value is unknown with a reason, a warning reports it, and the rest goes on.
"""

import enum

import msgspec


class GapKind(enum.Enum):
    """The kind of a gap. The values are the words of `docgen facts` and of `strict:` in docgen.yml."""

    VARIABLE = "variable"  # a variable of a root module that nothing sets
    MODULE = "module"  # a module whose code is not at hand
    COUNT = "count"  # how many instances there are: only a state or AWS can tell
    PROVIDER = "provider"  # an argument, block, attribute or function of a provider that docgen does not know
    TYPE = "type"  # a resource type or data source that the known provider does not have
    DATA = "data"  # a data source that only Terraform can read
    FILE = "file"  # a file that is not there, such as one that a build step makes
    LANGUAGE = "language"  # a part of the language that is newer than docgen
    CONDITION = "condition"  # a validation, precondition, postcondition or check that cannot be decided
    LIMIT = "limit"  # something is larger than docgen's limits


class Gap(msgspec.Struct, frozen=True):
    """Why something is not known: gaps of one kind and cause are reported together."""

    kind: GapKind
    cause: str  # "var.db_password", "terraform-aws-modules/alb/aws 9.1.0", "data.aws_ami.latest"
    remedy: str = ""  # what closes it: an imperative sentence, or lines to paste into docgen.yml
