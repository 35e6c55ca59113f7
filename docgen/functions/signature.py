"""The signature of a function: one place handles nulls, unknowns and marks for all functions by it.

The conventions are cty's: https://github.com/zclconf/go-cty/blob/main/docs/functions.md
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

from docgen.source.limits import Limits
from docgen.source.tree import Tree
from docgen.terraform.dialect import NEWEST, Dialect, Feature
from docgen.values.likely import NONE, LikelySecrets
from docgen.values.types import Type
from docgen.values.values import Value


class FunctionError(Exception):
    """The error of a function about its arguments, in Terraform's words.

    With `argument` (an index) the message is about that argument, else about the call.
    """

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument = argument


class Parameter(msgspec.Struct, frozen=True):
    """One parameter, and which unusual arguments the function wants to see itself.

    What it does not want to see is dealt with before the call: null is an error, an unknown argument makes
    the result unknown, marks are taken off every level and put on the result.
    """

    name: str
    type: Type
    nullable: bool | Feature = False  # a feature: only in the versions that have it
    takes_unknown: bool = False  # the argument's own level may be unknown
    takes_unknown_inside: bool = True  # its members may be; False: then the result is unknown
    takes_dynamic: bool | Feature = False  # an argument of unknown type may be passed to `returns`
    takes_marked: bool = False  # marks stay on, and the function puts them where they belong
    selects_members: bool = False  # decides which members of the others are returned: they depend on it too
    used_if_returned: bool = False  # the result depends on it only if the result is made of it
    decides: bool = False  # its members decide what becomes of the others, where members go through


class Context(msgspec.Struct, frozen=True):
    """The context of a call."""

    tree: Tree  # the repository: nothing outside it is read
    folder: str  # that relative paths start from: Terraform's working folder, the root module's
    limits: Limits
    module_path: str = "."  # what `path.module` says
    working_folder: str = ""  # what `abspath` starts from: where Terraform would run
    providers: frozenset[str] = frozenset()  # local names of the providers that the module declares
    template: str = ""  # the function whose template contains the call
    home: str = ""  # the meaning of `~`; "" if it is not given, and then such a path is an error
    missing_file_fails: bool = (
        False  # a file that is not there is an error, not a gap: inside `try` and `can`
    )
    likely: LikelySecrets = NONE  # literals that are hidden though the configuration does not say so
    dialect: Dialect = NEWEST  # which program's rules decide, where programs and versions differ


Arguments: TypeAlias = Sequence[Value]


class Function(msgspec.Struct, frozen=True):
    """A function of the language.

    `call` may return a value with traces left out: the caller fills in the call's own. A member of an
    argument that is passed on keeps its trace.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type | Callable[[Arguments], Type]  # given arguments whose payload may be unknown
    call: Callable[[Arguments, Context], Value]
    rest: Parameter | None = None  # what further arguments are like; None: there are none
    pure: bool = True  # False: unknown while planning (timestamp, uuid, bcrypt)
    passes_members: bool = (
        False  # members are returned unchanged: the result depends on the arguments' shape only
    )
    not_null: bool = True  # the result is never null, which is known even while it is not known itself
